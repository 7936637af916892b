// Styles in the window: what needs a job, what does not, and what a restyled map keeps.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "fixture.hpp"
#include "viewer/draw/frame_plan.hpp"
#include "viewer/state/restyle.hpp"
#include "waiting_jobs.hpp"

namespace agglo::viewer {

namespace {

/// Six zones with a name and a number of firms, and points with jobs, composed as a project would be.
State styled_state() {
  auto zones = std::make_shared<Table>();
  StringColumn names;
  std::vector<std::int64_t> firms;
  for (int i = 0; i < 6; ++i) {
    add_square(zones->shapes, 1000.0 * i, 0, 800);
    names.push_back(i % 2 == 0 ? "even" : "odd");
    firms.push_back(i * i);
  }
  zones->row_count = 6;
  zones->add("kind", names);
  zones->add("firms", firms);
  auto points = std::make_shared<Table>();
  std::vector<double> jobs;
  for (int i = 0; i < 5; ++i) {
    points->shapes.add_point(500.0 + 1000 * i, 400);
    jobs.push_back(i == 4 ? 100 : i);
  }
  points->row_count = 5;
  points->add("jobs", jobs);
  Dataset data;
  data.frame.kind = FrameKind::plane;
  data.layers = {{"zones", "Zones", Role::zones, "", zones, {}},
                 {"firms", "Firms", Role::establishments, "", points, {}}};
  RunControl run;
  Scene scene = make_scene(data, {}, nullptr);
  State state;
  state.project = "small.gpkg";
  take_map(state, prepare_map(std::move(data), std::move(scene), run));
  state.camera = {3000, 400, 10, 800, 400};
  state.fit_when_sized = false;
  return state;
}

Style graduated(const State& state) {
  Style style = find_layer(state, "zones")->style;
  style.colour_by = "firms";
  style.classing = Classing::graduated;
  style.breaks = BreakMethod::equal;
  style.classes = 5;
  return style;
}

std::vector<std::string> labels(const State& state, const char* layer) {
  std::vector<std::string> result;
  for (const Category& category : categories_of(state, *find_layer(state, layer)))
    result.push_back(category.label);
  return result;
}

}  // namespace

TEST(Styling, numbers_that_no_project_keeps_are_not_taken) {
  State state = styled_state();
  Jobs jobs;
  const Style before = find_layer(state, "firms")->style;
  Style style = before;
  style.mark_size_mm = std::numeric_limits<float>::infinity();
  style.stroke_width_mm = -1;
  style.opacity = std::nanf("");
  style.bandwidth_m = 1e300;
  update(state, SetStyle{"firms", style}, jobs);
  EXPECT_EQ(find_layer(state, "firms")->style, before);
  EXPECT_TRUE(state.undo.empty());
  style.mark_size_mm = 3;
  update(state, SetStyle{"firms", style}, jobs);
  EXPECT_EQ(find_layer(state, "firms")->style.mark_size_mm, 3);
  EXPECT_EQ(find_layer(state, "firms")->style.bandwidth_m, before.bandwidth_m);
}

TEST(Styling, classes_come_with_a_job_and_colours_without) {
  State state = styled_state();
  Jobs jobs;
  update(state, SetStyle{"zones", graduated(state)}, jobs);
  ASSERT_EQ(jobs.list().size(), 1U);
  run_waiting_jobs(state, jobs);
  EXPECT_EQ(labels(state, "zones"),
            (std::vector<std::string>{"0 – 5", "6 – 10", "11 – 15", "16 – 20", "21 – 25"}));
  const auto map = state.map;
  Style style = find_layer(state, "zones")->style;
  style.palette = "Blues";
  update(state, SetStyle{"zones", style}, jobs);
  EXPECT_TRUE(jobs.list().empty()) << "a palette only changes colours";
  EXPECT_EQ(state.map, map);
  EXPECT_EQ(categories_of(state, *find_layer(state, "zones")).back().fill.b, 107);
}

TEST(Styling, a_restyled_map_shares_what_did_not_change) {
  State state = styled_state();
  Jobs jobs;
  const auto before = state.map;
  Style style = find_layer(state, "zones")->style;
  style.label_by = "firms";
  update(state, SetStyle{"zones", style}, jobs);
  run_waiting_jobs(state, jobs);
  ASSERT_NE(state.map, before);
  for (std::size_t i = 0; i < before->prepared.size(); ++i) {
    EXPECT_EQ(state.map->prepared[i].mesh, before->prepared[i].mesh);
    EXPECT_EQ(state.map->prepared[i].points, before->prepared[i].points);
  }
  EXPECT_EQ((*state.map->scene.layers[find_layer(state, "zones")->index].labels)[5], "25");
}

TEST(Styling, other_categories_are_those_of_a_map_made_anew) {
  State state = styled_state();
  Jobs jobs;
  const auto before = state.map;
  update(state, SetStyle{"zones", graduated(state)}, jobs);
  run_waiting_jobs(state, jobs);
  const std::size_t zones = find_layer(state, "zones")->index;
  const ShapeMesh &mesh = *state.map->prepared[zones].mesh, &old = *before->prepared[zones].mesh;
  const auto fresh =
      make_mesh(*state.map->scene.layers[zones].shapes, *state.map->scene.layers[zones].category, {},
                mesh.origin_x_m, mesh.origin_y_m);
  ASSERT_EQ(mesh.levels.size(), fresh->levels.size());
  bool changed = false;
  for (std::size_t i = 0; i < mesh.levels[0].triangles.size(); ++i) {
    EXPECT_EQ(mesh.levels[0].triangles[i].category, fresh->levels[0].triangles[i].category);
    changed |= mesh.levels[0].triangles[i].category != old.levels[0].triangles[i].category;
  }
  EXPECT_TRUE(changed);
  Style style = find_layer(state, "firms")->style;
  style.colour_by = "jobs";
  update(state, SetStyle{"firms", style}, jobs);
  run_waiting_jobs(state, jobs);
  const std::size_t firms = find_layer(state, "firms")->index;
  const PointIndex& points = *state.map->prepared[firms].points;
  ASSERT_EQ(points.size(), 5U);
  for (std::size_t i = 0; i < points.size(); ++i)
    EXPECT_EQ(points.category(i), (*state.map->scene.layers[firms].category)[points.row(i)]);
}

TEST(Styling, dragging_a_break_queues_one_job_and_ends_at_the_last_place) {
  State state = styled_state();
  Jobs jobs;
  Style style = graduated(state);
  style.breaks = BreakMethod::manual;
  for (const double at : {3.0, 5.0, 12.0}) {
    style.manual_breaks = {at};
    update(state, SetStyle{"zones", style}, jobs);
    EXPECT_EQ(jobs.list().size(), 1U);
  }
  run_waiting_jobs(state, jobs);
  EXPECT_EQ(labels(state, "zones"), (std::vector<std::string>{"0 – 12", "13 – 25"}));
}

TEST(Styling, entries_are_renamed_hidden_and_moved_and_undone) {
  State state = styled_state();
  Jobs jobs;
  update(state, EditEntry{"zones", {"odd", "Odd ones", Colour{1, 2, 3, 255}, true, true}}, jobs);
  update(state, MoveEntry{"zones", "odd", +1}, jobs);
  const LayerView* view = find_layer(state, "zones");
  const auto categories = categories_of(state, *view);
  EXPECT_EQ(categories[1].label, "Odd ones");
  EXPECT_EQ(categories[1].fill.g, 2);
  EXPECT_EQ(legend_order(categories, view->style), (std::vector<std::size_t>{1, 0}));
  update(state, ToggleCategory{"zones", 1}, jobs);
  EXPECT_EQ(find_layer(state, "zones")->hidden, (std::vector<char>{0, 1}));
  EXPECT_EQ(categories_of(state, *find_layer(state, "zones"))[1].label, "Odd ones")
      << "hiding keeps the name";
  update(state, Undo{}, jobs);
  EXPECT_TRUE(find_layer(state, "zones")->hidden.empty());
  EXPECT_TRUE(jobs.list().empty()) << "none of this needs new classes";
}

TEST(Styling, a_pasted_style_leaves_out_columns_that_are_not_there) {
  State state = styled_state();
  Jobs jobs;
  Style style = find_layer(state, "firms")->style;
  style.size_by = "jobs";
  style.opacity = 0.4f;
  update(state, SetStyle{"firms", style}, jobs);
  update(state, CopyStyle{"firms"}, jobs);
  update(state, PasteStyle{"zones"}, jobs);
  EXPECT_FLOAT_EQ(find_layer(state, "zones")->style.opacity, 0.4f);
  EXPECT_EQ(find_layer(state, "zones")->style.size_by, "");
  update(state, ResetStyle{"zones"}, jobs);
  EXPECT_EQ(find_layer(state, "zones")->style.colour_by, "kind");
}

TEST(Styling, sizes_and_heat_are_in_the_plan) {
  State state = styled_state();
  Jobs jobs;
  Style style = find_layer(state, "firms")->style;
  style.size_by = "jobs";
  style.size_least_mm = 1;
  style.size_most_mm = 10;
  update(state, SetStyle{"firms", style}, jobs);
  run_waiting_jobs(state, jobs);
  PlanCache cache;
  const auto last_symbols = [](const FramePlan& plan) {
    const SymbolsItem* found = nullptr;
    for (const FrameItem& item : plan.items)
      if (const auto* symbols = std::get_if<SymbolsItem>(&item)) found = symbols;
    return found;
  };
  const FramePlan sized = plan_frame(state, cache);
  const SymbolsItem* symbols = last_symbols(sized);
  ASSERT_TRUE(symbols);
  ASSERT_EQ(symbols->symbols.size(), 5U);
  const float px_per_mm = static_cast<float>(pixels_per_mm(state));
  EXPECT_NEAR(symbols->symbols[0].size, 10 * px_per_mm, 0.01) << "the largest is drawn first";
  EXPECT_NEAR(symbols->symbols[1].size, 10 * std::sqrt(0.03f) * px_per_mm, 0.01) << "areas are proportional";
  EXPECT_NEAR(symbols->symbols[4].size, px_per_mm, 0.01) << "0 has the least size";
  style.point_mode = PointMode::heat;
  style.bandwidth_m = 500;
  update(state, SetStyle{"firms", style}, jobs);
  run_waiting_jobs(state, jobs);
  const FramePlan near = plan_frame(state, cache);
  state.camera.metres_per_pixel *= 2;
  const FramePlan far = plan_frame(state, cache);
  ASSERT_EQ(near.heats.size(), 1U);
  ASSERT_EQ(far.heats.size(), 1U);
  EXPECT_NEAR(near.heats[0].most, far.heats[0].most, 0.2f * near.heats[0].most)
      << "the same ground, any zoom";
}

}  // namespace agglo::viewer
