// A brush: what charts and totals say after each step, against counting anew.
#include <gtest/gtest.h>

#include <random>

#include "fixture.hpp"
#include "viewer/state/linked.hpp"

namespace agglo::viewer {

namespace {

/// Firms all over the small map, with whole jobs or with tenths, of which sums depend on the order.
std::shared_ptr<const MapData> scattered_map(double jobs_step) {
  constexpr std::size_t kFirms = 5'000;
  std::mt19937 random(13);
  std::vector<double> x(kFirms), y(kFirms), jobs(kFirms);
  StringColumn names;
  for (std::size_t row = 0; row < kFirms; ++row) {
    x[row] = static_cast<double>(random() % 1000);
    y[row] = static_cast<double>(random() % 1000);
    jobs[row] = static_cast<double>(random() % 500) * jobs_step;
    names.push_back("name " + std::to_string(random() % 9));
  }
  auto table = std::make_shared<Table>();
  table->row_count = kFirms;
  table->add("name", std::move(names));
  table->add("jobs", std::move(jobs));
  SceneLayer firms = firm_layer();
  firms.x = std::make_shared<const std::vector<double>>(std::move(x));
  firms.y = std::make_shared<const std::vector<double>>(std::move(y));
  firms.table = table;
  Dataset data;
  Scene scene;
  add_layer(data, scene, std::move(firms));
  scene.extent_m = {0, 0, 1000, 1000};
  RunControl run;
  return prepare_map(std::move(data), std::move(scene), run);
}

std::shared_ptr<const RowSet> every_third(std::size_t rows) {
  auto set = std::make_shared<RowSet>(rows);
  for (std::size_t row = 0; row < rows; row += 3) set->insert(row);
  return set;
}

}  // namespace

TEST(Brush, counts_after_each_step_are_those_of_a_new_count) {
  for (const double jobs_step : {1.0, 0.1}) {
    State state = small_state();
    Jobs jobs;
    const auto act = [&](const Action& action) { update(state, action, jobs); };
    take_map(state, scattered_map(jobs_step));
    act(SetActiveLayer{"firms"});
    act(ShowBottom{BottomTab::charts});
    act(SetChart{0, {.kind = ChartKind::bars, .x = "name", .jobs = true}});
    act(SetTool{MapTool::box});
    act(SketchBegin{100, 100});
    std::size_t counted = 0;
    for (int step = 1; step < 40; ++step) {
      const double reach = step < 25 ? 100.0 + step * 20 : 1100.0 - step * 20;
      if (step == 30) state.layers[0].shown = every_third(5'000);
      act(SketchTo{reach, reach});
      State fresh = state;
      fresh.linked.counted = false;
      refresh_linked(fresh, jobs);
      ASSERT_EQ(state.linked.selected_totals, fresh.linked.selected_totals) << step;
      for (std::size_t k = 0; k < state.linked.charts.size(); ++k)
        ASSERT_EQ(state.linked.charts[k].selected, fresh.linked.charts[k].selected) << step;
      counted += state.linked.selected_totals.rows;
    }
    EXPECT_GT(counted, 10'000u);
  }
}

}  // namespace agglo::viewer
