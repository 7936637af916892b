// One selection for map, charts and totals: what each action makes of it.
#include "viewer/state/linked.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"
#include "viewer/panels/commands.hpp"
#include "waiting_jobs.hpp"

namespace agglo::viewer {

namespace {

/// The small map with the firms in hand, and their charts open.
struct Linked : testing::Test {
  Linked() {
    act(SetActiveLayer{"firms"});
    act(ShowBottom{BottomTab::charts});
  }
  void act(const Action& action) { update(state, action, jobs); }
  /// Draws a box between two places in metres.
  void box(double x0, double y0, double x1, double y1, Combine how = Combine::replace) {
    act(SetTool{MapTool::box});
    const ScreenPoint a = screen_from_world(state.camera, x0, y0),
                      b = screen_from_world(state.camera, x1, y1);
    act(SketchBegin{a.x, a.y, how});
    act(SketchTo{(a.x + b.x) / 2, (a.y + b.y) / 2});
    act(SketchTo{b.x, b.y});
    act(SketchEnd{});
  }
  RowSet selected() const { return state.selection.rows ? *state.selection.rows : RowSet(4); }

  State state = small_state();
  Jobs jobs;
};

}  // namespace

TEST_F(Linked, box_selects_in_the_active_layer_and_counts_firms_and_jobs) {
  box(50, 50, 200, 200);
  EXPECT_EQ(state.selection.layer, "firms");
  EXPECT_EQ(selected(), rows_of(4, {0, 1}));
  EXPECT_EQ(state.linked.selected_totals.rows, 2u);
  EXPECT_EQ(state.linked.selected_totals.jobs, 5);
  EXPECT_EQ(state.linked.selected_totals.without_jobs, 1u);
  EXPECT_EQ(state.linked.shown_totals.rows, 4u);
  EXPECT_EQ(state.linked.shown_totals.jobs, 26);
}

TEST_F(Linked, keys_add_take_out_and_keep_common) {
  box(50, 50, 120, 120);
  box(800, 800, 950, 950, Combine::add);
  EXPECT_EQ(selected(), rows_of(4, {0, 2}));
  box(0, 0, 1000, 1000, Combine::keep_common);
  EXPECT_EQ(selected(), rows_of(4, {0, 2}));
  box(0, 0, 120, 120, Combine::take_out);
  EXPECT_EQ(selected(), rows_of(4, {2}));
}

TEST_F(Linked, a_box_that_shrinks_again_leaves_no_trace) {
  act(SetTool{MapTool::box});
  const ScreenPoint a = screen_from_world(state.camera, 50, 50),
                    b = screen_from_world(state.camera, 950, 950),
                    c = screen_from_world(state.camera, 120, 120);
  act(SketchBegin{a.x, a.y, Combine::add});
  act(SketchTo{b.x, b.y});
  EXPECT_EQ(selected(), rows_of(4, {0, 1, 2}));
  act(SketchTo{c.x, c.y});
  act(SketchEnd{});
  EXPECT_EQ(selected(), rows_of(4, {0}));
}

TEST_F(Linked, escape_gives_a_drawn_area_up_and_the_selection_back) {
  box(50, 50, 120, 120);
  act(SketchBegin{0, 0, Combine::replace});
  act(SketchTo{799, 799});
  EXPECT_NE(selected(), rows_of(4, {0}));
  act(ClearSelection{});
  EXPECT_EQ(selected(), rows_of(4, {0}));
  EXPECT_FALSE(state.sketch.active);
  act(ClearSelection{});
  EXPECT_TRUE(state.selection.empty());
}

TEST_F(Linked, lasso_and_polygon_select_what_they_enclose) {
  const std::vector<WorldPoint> around{{850, 850}, {950, 850}, {950, 950}, {850, 950}};
  const auto at = [&](const WorldPoint& p) { return screen_from_world(state.camera, p.x_m, p.y_m); };
  act(SetTool{MapTool::lasso});
  act(SketchBegin{at(around[0]).x, at(around[0]).y});
  for (const WorldPoint& p : around) act(SketchTo{at(p).x, at(p).y});
  act(SketchEnd{});
  EXPECT_EQ(selected(), rows_of(4, {2}));
  act(ClearSelection{});
  act(SetTool{MapTool::polygon});
  act(SketchBegin{at(around[0]).x, at(around[0]).y});
  for (std::size_t k = 1; k < around.size(); ++k) act(SketchCorner{at(around[k]).x, at(around[k]).y});
  EXPECT_TRUE(state.selection.empty());  // a polygon selects when it ends
  act(SketchEnd{});
  EXPECT_EQ(selected(), rows_of(4, {2}));
}

TEST_F(Linked, a_drag_no_longer_than_a_click_is_one) {
  act(SetTool{MapTool::box});
  const ScreenPoint at = screen_from_world(state.camera, 900, 900);
  act(SketchBegin{at.x, at.y});
  act(SketchTo{at.x + 1, at.y + 1});
  act(SketchEnd{});
  EXPECT_EQ(state.selection.layer, "firms");
  EXPECT_EQ(selected(), rows_of(4, {2}));
}

TEST_F(Linked, box_in_a_layer_of_areas_takes_those_it_touches) {
  act(SetActiveLayer{"dbscan_clusters"});
  box(250, 250, 500, 500);
  EXPECT_EQ(state.selection.layer, "dbscan_clusters");
  EXPECT_EQ(*state.selection.rows, rows_of(2, {0}));
  EXPECT_EQ(state.linked.selected_totals.firms, 2);
}

TEST_F(Linked, only_shown_rows_are_selected_and_counted) {
  act(SetFilter{"firms", "name = 'Beta' OR name = 'Gamma'"});
  act(SelectAll{});
  EXPECT_EQ(selected(), rows_of(4, {1, 2}));
  EXPECT_EQ(state.linked.shown_totals.rows, 2u);
  EXPECT_EQ(state.linked.shown_totals.jobs, 20);
  box(50, 50, 200, 200);
  EXPECT_EQ(selected(), rows_of(4, {1}));
  act(SetFilter{"firms", ""});
  act(SelectAll{});
  EXPECT_EQ(state.linked.shown_totals.rows, 4u);
}

TEST_F(Linked, hidden_legend_entries_are_not_counted) {
  act(SetActiveLayer{"dbscan_clusters"});
  EXPECT_EQ(state.linked.shown_totals.rows, 2u);
  act(ToggleCategory{"dbscan_clusters", 0});
  EXPECT_EQ(state.linked.shown_totals.rows, 1u);
  EXPECT_EQ(state.linked.shown_totals.firms, 1);
  act(SelectAll{});
  EXPECT_EQ(*state.selection.rows, rows_of(2, {1}));
}

TEST_F(Linked, the_legend_counts_what_a_filter_lets_through) {
  act(SetFilter{"dbscan_clusters", "firms > 1"});
  ASSERT_EQ(state.legend_counts.count("dbscan_clusters"), 1u);
  EXPECT_EQ(state.legend_counts.at("dbscan_clusters").counts, (std::vector<std::size_t>{1, 0}));
  act(SetFilter{"dbscan_clusters", "firms < 2"});
  EXPECT_EQ(state.legend_counts.at("dbscan_clusters").counts, (std::vector<std::size_t>{0, 1}));
}

TEST_F(Linked, bars_stay_where_they_are_while_brushing) {
  act(SetChart{0, {.kind = ChartKind::bars, .x = "name"}});
  ASSERT_EQ(state.linked.charts[0].order.bars(), 4u);
  const BarOrder before = state.linked.charts[0].order;
  box(800, 800, 950, 950);
  EXPECT_EQ(state.linked.charts[0].order, before);
  act(SetFilter{"firms", "jobs > 3"});
  EXPECT_EQ(state.linked.charts[0].order.bars(), 2u) << "Alfa and Gamma";
  act(SelectInChart{0, 1, 2});
  EXPECT_EQ(selected(), rows_of(4, {2}));
}

TEST_F(Linked, inverting_twice_gives_the_selection_back) {
  box(50, 50, 120, 120);
  act(InvertSelection{});
  EXPECT_EQ(selected(), rows_of(4, {1, 2, 3}));
  act(InvertSelection{});
  EXPECT_EQ(selected(), rows_of(4, {0}));
}

TEST_F(Linked, firms_inside_the_selected_areas) {
  act(SelectRow{"dbscan_clusters", 0});
  act(SelectInside{});
  EXPECT_EQ(state.selection.layer, "firms");
  EXPECT_EQ(selected(), rows_of(4, {0, 1}));
  EXPECT_EQ(active_layer(state), "firms");
}

namespace {

/// The small map with so many firms that they are looked at in the background, all at 150, 150.
std::shared_ptr<const MapData> crowded_map() {
  constexpr std::size_t kFirms = 300'001;
  const auto map = std::make_shared<MapData>(*small_map());
  auto table = std::make_shared<Table>();
  table->row_count = kFirms;
  for (std::size_t row = 0; row < kFirms; ++row) table->shapes.add_point(150, 150);
  Scene scene = map->scene;
  SceneLayer& firms = scene.layers[0];
  firms.x = std::make_shared<const std::vector<double>>(kFirms, 150.0);
  firms.y = std::make_shared<const std::vector<double>>(kFirms, 150.0);
  firms.table = table;
  Dataset data = map->data;
  data.layers[0].table = table;
  data.layers[0].provenance.sha256 = "abc";
  RunControl run;
  return prepare_map(std::move(data), std::move(scene), run);
}

/// Hands the firms inside to the worker, exchanges the map meanwhile, and takes the result.
void select_inside_while(State& state, Jobs& jobs, const std::function<void(MapData&)>& change) {
  update(state, SelectRow{"dbscan_clusters", 0}, jobs);
  update(state, SelectInside{}, jobs);
  auto map = std::make_shared<MapData>(*state.map);
  change(*map);
  take_map(state, map);
  run_waiting_jobs(state, jobs);
}

}  // namespace

TEST(SelectInside, holds_when_the_map_is_exchanged_but_not_its_layers) {
  State state = small_state();
  Jobs jobs;
  take_map(state, crowded_map());
  select_inside_while(state, jobs, [](MapData& map) {  // as when its columns have been read
    map.data.layers[0].table = map.scene.layers[0].table = std::make_shared<Table>(*map.data.layers[0].table);
  });
  EXPECT_EQ(state.selection.layer, "firms");
  EXPECT_EQ(state.selection.count, 300'001u);
}

TEST(SelectInside, is_told_when_the_firms_are_others_now) {
  State state = small_state();
  Jobs jobs;
  take_map(state, crowded_map());
  select_inside_while(state, jobs, [](MapData& map) {
    map.data.layers[0].provenance.sha256 = "other";
    map.data.layers[0].table = map.scene.layers[0].table = std::make_shared<Table>(*map.data.layers[0].table);
  });
  EXPECT_NE(state.selection.layer, "firms");
  ASSERT_FALSE(state.messages.empty());
  EXPECT_EQ(state.messages.back().kind, MessageKind::warning);
}

TEST_F(Linked, firms_inside_nothing_is_an_error_that_says_what_to_do) {
  act(SelectInside{});
  ASSERT_FALSE(state.messages.empty());
  EXPECT_EQ(state.messages.back().kind, MessageKind::error);
}

TEST_F(Linked, every_chart_shows_the_selected_part) {
  act(AddChart{});
  ASSERT_FALSE(state.linked.charts.empty());
  box(50, 50, 120, 120);
  for (const LinkedChart& chart : state.linked.charts) {
    double shown = 0, part = 0;
    for (const double n : chart.shown.amount) shown += n;
    for (const double n : chart.selected.amount) part += n;
    EXPECT_GE(shown, 3);
    EXPECT_EQ(part, 1);
  }
  act(ClearSelection{});
  for (const LinkedChart& chart : state.linked.charts) EXPECT_TRUE(chart.selected.amount.empty());
}

TEST_F(Linked, a_range_of_a_histogram_selects_its_rows) {
  act(SetChart{0, {.kind = ChartKind::histogram, .x = "jobs", .log_x = false}});
  const ChartAxis axis = state.linked.charts[0].bins->x;
  act(SelectInChart{0, axis.position(4), axis.position(6)});
  EXPECT_EQ(selected(), rows_of(4, {0}));
  SelectInChart more{0, axis.position(19.9), axis.position(20.5)};
  more.how = Combine::add;
  act(more);
  EXPECT_EQ(selected(), rows_of(4, {0, 2}));
}

TEST_F(Linked, a_box_in_a_scatter_chart_selects_its_dots) {
  act(SetActiveLayer{"dbscan_clusters"});
  act(AddChart{});
  act(SetChart{0, {.kind = ChartKind::scatter, .x = "cluster", .y = "firms"}});
  const ChartBins& bins = *state.linked.charts[0].bins;
  const double x = bins.x.position(1), y = bins.y.position(1);
  act(SelectInChart{0, x - 0.1, x + 0.1, y - 0.1, y + 0.1});
  EXPECT_EQ(*state.selection.rows, rows_of(2, {1}));
}

TEST_F(Linked, charts_are_kept_by_layer) {
  const std::size_t before = chart_slots(state).size();
  act(AddChart{});
  act(SetActiveLayer{"dbscan_clusters"});
  act(SetActiveLayer{"firms"});
  EXPECT_EQ(chart_slots(state).size(), before + 1);
  act(RemoveChart{0});
  EXPECT_EQ(chart_slots(state).size(), before);
  for (int k = 0; k < 9; ++k) act(AddChart{});
  EXPECT_LE(chart_slots(state).size(), kMostCharts);
}

TEST_F(Linked, a_selection_with_nothing_in_common_is_left_when_taking_out) {
  act(SelectRow{"dbscan_clusters", 0});
  box(50, 50, 120, 120, Combine::take_out);
  EXPECT_EQ(state.selection.layer, "dbscan_clusters");
}

TEST_F(Linked, members_of_clusters_are_the_firms_the_analysis_put_there) {
  auto map = std::make_shared<MapData>(*state.map);
  auto members = std::make_shared<Table>();
  members->row_count = 4;
  StringColumn ids;
  for (const char* id : {"a", "b", "c", "d"}) ids.push_back(id);
  members->add("id", ids);
  members->add("cluster", std::vector<std::int64_t>{0, -1, 1, 0});
  map->data.layers.push_back({"members", "Members", Role::result, "cluster_firms", members, {}});
  state.map = map;
  act(SelectRow{"dbscan_clusters", 0});
  act(SelectMembers{});
  EXPECT_EQ(state.selection.layer, "members");
  EXPECT_EQ(selected(), rows_of(4, {0, 3}));
}

TEST_F(Linked, the_same_firms_in_two_layers_share_a_selection) {
  auto map = std::make_shared<MapData>(*state.map);
  StringColumn ids;
  for (const char* id : {"a", "b", "c", "d"}) ids.push_back(id);
  auto firms = std::make_shared<Table>(*map->data.find("firms")->table);
  firms->add("id", ids);
  map->data.layers[0].table = firms;
  auto members = std::make_shared<Table>();
  members->row_count = 4;
  members->add("id", ids);
  members->add("cluster", std::vector<std::int64_t>{0, -1, 1, 0});
  map->data.layers.push_back({"members", "Members", Role::result, "cluster_firms", members, {}});
  state.map = map;
  act(SelectRows{"firms", std::make_shared<const RowSet>(rows_of(4, {0, 2}))});
  act(SetActiveLayer{"members"});
  EXPECT_EQ(state.linked.selected_totals.rows, 2u);
  EXPECT_EQ(state.linked.selected_totals.jobs, 25);  // jobs come from the establishments
  ASSERT_TRUE(selected_in(state, "members"));
  EXPECT_EQ(*selected_in(state, "members"), rows_of(4, {0, 2}));
}

TEST_F(Linked, saving_a_selection_asks_for_a_title_and_submits_a_job) {
  act(AskForSelectionLayer{true});  // nothing is selected
  EXPECT_FALSE(state.saving_selection);
  box(50, 50, 120, 120);
  act(AskForSelectionLayer{true});
  ASSERT_TRUE(state.saving_selection);
  act(SaveSelectionLayer{"Mine"});
  EXPECT_FALSE(state.saving_selection);
  EXPECT_EQ(jobs.list().size(), 1u);
  const auto job = jobs.next(Lane::project);
  ASSERT_TRUE(job);
  EXPECT_EQ(std::get<SelectionLayerJob>(job->request).title, "Mine");
  EXPECT_EQ(std::get<SelectionLayerJob>(job->request).rows->count(), 1u);
}

TEST_F(Linked, large_layers_are_prepared_on_the_side) {
  auto map = std::make_shared<MapData>(*state.map);
  auto table = std::make_shared<Table>();
  table->row_count = 400'000;
  table->add("size", std::vector<double>(400'000, 2));
  map->data.layers.push_back({"large", "Large", Role::result, "table", table, {}});
  state.map = map;
  act(SetActiveLayer{"large"});
  EXPECT_EQ(numbers_of(state, "large"), nullptr);
  ProjectSession session;
  const auto run_next = [&] { run_next_job(state, jobs, session, Lane::side); };
  run_next();
  EXPECT_NE(numbers_of(state, "large"), nullptr);
  EXPECT_EQ(state.linked.shown_totals.rows, 400'000u);
  ASSERT_FALSE(state.linked.charts.empty());
  EXPECT_EQ(state.linked.charts[0].bins, nullptr);
  run_next();
  ASSERT_NE(state.linked.charts[0].bins, nullptr);
  EXPECT_EQ(state.linked.charts[0].shown.amount, std::vector<double>{400'000});
}

}  // namespace agglo::viewer
