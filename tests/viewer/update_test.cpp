#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fixture.hpp"
#include "viewer/draw/frame_plan.hpp"
#include "viewer/state/files.hpp"
#include "viewer/state/pick.hpp"
#include "viewer/state/table_rows.hpp"

namespace agglo::viewer {

namespace {

void click_world(State& state, Jobs& jobs, double x_m, double y_m) {
  const ScreenPoint p = screen_from_world(state.camera, x_m, y_m);
  update(state, ClickAt{p.x, p.y}, jobs);
}

std::size_t errors(const State& state) {
  std::size_t n = 0;
  for (const Message& message : state.messages) n += message.kind == MessageKind::error;
  return n;
}

}  // namespace

TEST(Update, click_on_a_cluster_selects_its_row_and_scrolls_the_table) {
  State state = small_state();
  Jobs jobs;
  click_world(state, jobs, 950, 850);
  EXPECT_EQ(state.selection, selection_of("dbscan_clusters", rows_of(2, {1})));
  EXPECT_EQ(state.table.layer, "dbscan_clusters");
  EXPECT_EQ(state.table.cursor, 1u);
  EXPECT_EQ(state.right_tab, RightTab::inspect);
}

TEST(Update, a_point_is_hit_before_the_area_around_it) {
  State state = small_state();
  Jobs jobs;
  click_world(state, jobs, 100, 100);
  EXPECT_EQ(state.selection, selection_of("firms", rows_of(4, {0})));
}

TEST(Update, who_sees_all_goes_on_seeing_all_in_a_smaller_map) {
  State state = small_state();
  Jobs jobs;
  update(state, ResizeMap{800, 600}, jobs);
  update(state, FitAll{}, jobs);
  const Camera large = state.camera;
  update(state, ResizeMap{800, 200}, jobs);
  EXPECT_GT(state.camera.metres_per_pixel, large.metres_per_pixel);
  update(state, ResizeMap{800, 600}, jobs);
  EXPECT_EQ(state.camera, large);
  // Elsewhere the scale stays.
  update(state, ZoomAt{2, 400, 300}, jobs);
  const double scale = state.camera.metres_per_pixel;
  update(state, ResizeMap{800, 200}, jobs);
  EXPECT_EQ(state.camera.metres_per_pixel, scale);
}

TEST(Update, click_on_nothing_clears_the_selection) {
  State state = small_state();
  Jobs jobs;
  click_world(state, jobs, 950, 850);
  click_world(state, jobs, 600, 400);
  EXPECT_TRUE(state.selection.empty());
}

TEST(Update, hidden_layers_and_categories_are_not_hit) {
  State state = small_state();
  Jobs jobs;
  update(state, ToggleCategory{"dbscan_clusters", 1}, jobs);
  click_world(state, jobs, 950, 850);
  EXPECT_TRUE(state.selection.empty());
  Style style = find_layer(state, "dbscan_clusters")->style;
  style.visible = false;
  update(state, SetStyle{"dbscan_clusters", style}, jobs);
  click_world(state, jobs, 250, 250);
  EXPECT_TRUE(state.selection.empty());
}

TEST(Update, a_table_row_zooms_to_its_cluster) {
  State state = small_state();
  Jobs jobs;
  update(state, SelectRow{"dbscan_clusters", 1, true}, jobs);
  EXPECT_NEAR(state.camera.centre_x_m, 900, 1e-9);
  EXPECT_NEAR(state.camera.centre_y_m, 900, 1e-9);
  EXPECT_LT(state.camera.metres_per_pixel, 1.25);
}

TEST(Update, undo_and_redo_restore_styles_and_order) {
  State state = small_state();
  Jobs jobs;
  const auto before = state.layers;
  Style style = state.layers[0].style;
  style.opacity = 0.25f;
  update(state, SetStyle{"firms", style}, jobs);
  update(state, MoveLayer{"firms", +1}, jobs);
  EXPECT_EQ(state.layers[1].name, "firms");
  EXPECT_TRUE(state.unsaved);
  update(state, Undo{}, jobs);
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.layers, before);
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.layers, before);
  update(state, Redo{}, jobs);
  EXPECT_FLOAT_EQ(find_layer(state, "firms")->style.opacity, 0.25f);
}

TEST(Update, colouring_by_another_column_asks_for_a_new_scene_and_opacity_does_not) {
  State state = small_state();
  Jobs jobs;
  Style style = state.layers[0].style;
  style.opacity = 0.5f;
  update(state, SetStyle{"firms", style}, jobs);
  EXPECT_TRUE(jobs.list().empty());
  style.colour_by = "jobs";
  update(state, SetStyle{"firms", style}, jobs);
  EXPECT_EQ(jobs.list().size(), 1u);
}

TEST(Update, table_sorts_numbers_with_missing_last_and_filters_any_column) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, SortTable{"jobs", true}, jobs);
  EXPECT_EQ(state.table.rows, (std::vector<std::uint32_t>{2, 0, 3, 1}));
  update(state, SortTable{"name", false}, jobs);
  EXPECT_EQ(state.table.rows, (std::vector<std::uint32_t>{0, 1, 2, 3}));
  update(state, FilterTable{"ALF"}, jobs);
  EXPECT_EQ(state.table.rows, (std::vector<std::uint32_t>{0}));
}

TEST(Update, a_form_checks_each_value_and_runs_as_a_step) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowForm{"dbscan"}, jobs);
  update(state, SetOption{"dbscan", "eps_m", "-3"}, jobs);
  EXPECT_EQ(state.forms["dbscan"].errors.count("eps_m"), 1u);
  update(state, RunForm{"dbscan"}, jobs);
  EXPECT_EQ(errors(state), 1u);
  EXPECT_TRUE(jobs.list().empty());
  update(state, SetOption{"dbscan", "eps_m", "750"}, jobs);
  EXPECT_TRUE(state.forms["dbscan"].errors.empty());
  const Step step = step_of(state, operation("dbscan"));
  EXPECT_EQ(std::get<double>(step.options.at("eps_m")), 750);
  EXPECT_EQ(step.options.size(), 1u) << "defaults stay out of the step";
  update(state, RunForm{"dbscan"}, jobs);
  ASSERT_EQ(jobs.list().size(), 1u);
  EXPECT_EQ(state.right_tab, RightTab::activity);
  update(state, CancelJob{jobs.list()[0].id}, jobs);
  EXPECT_TRUE(jobs.idle());
}

TEST(Update, copy_as_command_is_what_the_shell_takes) {
  State state = small_state();
  Jobs jobs;
  update(state, SetOption{"dbscan", "eps_m", "750"}, jobs);
  update(state, CopyCommand{"dbscan"}, jobs);
  EXPECT_NE(state.clipboard.find("agglo dbscan"), std::string::npos) << state.clipboard;
  EXPECT_NE(state.clipboard.find("--eps-m 750"), std::string::npos) << state.clipboard;
}

TEST(Update, nonsense_becomes_a_message_and_changes_nothing) {
  State state = small_state();
  Jobs jobs;
  update(state, OpenFile{"/no/such/file.gpkg"}, jobs);
  update(state, ShowForm{"dbscam"}, jobs);
  update(state, SetOption{"dbscan", "no_such_key", "1"}, jobs);
  EXPECT_EQ(errors(state), 3u);
  EXPECT_EQ(state.unread_errors, 3u);
  update(state, SelectRow{"nowhere", 5}, jobs);
  update(state, SelectRow{"dbscan_clusters", 99}, jobs);
  update(state, MoveLayer{"firms", -1}, jobs);
  EXPECT_TRUE(state.selection.empty());
  EXPECT_EQ(state.layers[0].name, "firms");
}

TEST(Update, a_finished_job_keeps_the_users_styles) {
  State state = small_state();
  Jobs jobs;
  Style style = state.layers[0].style;
  style.opacity = 0.3f;
  update(state, SetStyle{"firms", style}, jobs);
  update(state, ToggleCategory{"dbscan_clusters", 0}, jobs);
  JobResult result;
  result.request = ReadColumnsJob{};
  result.project = state.project;
  result.map = small_map();
  jobs.finish(result);
  update(state, JobsChanged{}, jobs);
  EXPECT_FLOAT_EQ(find_layer(state, "firms")->style.opacity, 0.3f);
  EXPECT_EQ(find_layer(state, "dbscan_clusters")->hidden, (std::vector<char>{1, 0}));
}

TEST(Update, a_new_result_hides_earlier_ones_of_its_kind) {
  State state = small_state();
  Jobs jobs;
  auto map = std::make_shared<MapData>(*small_map());
  SceneLayer second = cluster_layer();
  second.name = "hdbscan_clusters";
  map->data.layers.push_back({second.name, "", second.role, second.kind, second.table, {}});
  map->scene.layers.push_back(second);
  map->prepared.push_back(map->prepared.back());
  JobResult result;
  result.request = StepJob{};
  result.project = state.project;
  result.map = map;
  result.new_layers = {"hdbscan_clusters"};
  jobs.finish(result);
  update(state, JobsChanged{}, jobs);
  EXPECT_FALSE(find_layer(state, "dbscan_clusters")->style.visible);
  EXPECT_TRUE(find_layer(state, "hdbscan_clusters")->style.visible);
  EXPECT_TRUE(find_layer(state, "firms")->style.visible);
}

TEST(Update, a_cancelled_job_is_a_note_and_a_failed_one_an_error) {
  State state = small_state();
  Jobs jobs;
  JobResult cancelled, failed;
  cancelled.error = Error(ErrorKind::cancelled, "cancelled");
  failed.error = failure("disk full", "make room");
  jobs.finish(cancelled);
  jobs.finish(failed);
  update(state, JobsChanged{}, jobs);
  EXPECT_EQ(errors(state), 1u);
  EXPECT_EQ(state.messages.back().hint, "make room");
}

TEST(Update, an_unknown_file_goes_to_the_import_form_with_a_project_beside_it) {
  const auto file = std::filesystem::temp_directory_path() / "agglo_update_test.csv.gz";
  std::ofstream(file) << "x";
  State state;
  Jobs jobs;
  update(state, OpenFile{file}, jobs);
  EXPECT_EQ(state.operation, "import");
  EXPECT_EQ(state.forms["import"].file, file.string());
  EXPECT_EQ(std::filesystem::path(state.import_project).filename(), "agglo_update_test.gpkg");
  std::filesystem::remove(file);
}

TEST(Plan, density_replaces_symbols_and_reports_all_points) {
  State state = small_state();
  PlanCache cache;
  EXPECT_EQ(plan_frame(state, cache).points_in_view, 3u);
  for (LayerView& view : state.layers) view.style.point_mode = PointMode::density;
  const FramePlan plan = plan_frame(state, cache);
  EXPECT_EQ(plan.points_in_view, 3u);
  ASSERT_EQ(plan.densities.size(), 1u);
  EXPECT_EQ(plan.densities[0].layer, "firms");
}

TEST(Plan, selection_is_outlined_on_top) {
  State state = small_state();
  PlanCache cache;
  const std::size_t before = plan_frame(state, cache).items.size();
  state.selection = selection_of("dbscan_clusters", rows_of(2, {0}));
  EXPECT_EQ(plan_frame(state, cache).items.size(), before + 2);
}

TEST(FileListing, dialog_lists_filters_and_accepts) {
  const auto folder = std::filesystem::temp_directory_path() / "agglo_dialog_test";
  std::filesystem::create_directories(folder / "sub");
  std::ofstream(folder / "a.gpkg") << "x";
  std::ofstream(folder / "b.csv") << "x";
  FileDialog dialog;
  list_directory(dialog, folder);
  ASSERT_EQ(dialog.entries.size(), 3u);
  EXPECT_TRUE(dialog.entries[0].is_directory);
  EXPECT_TRUE(shown_in_dialog(dialog, dialog.entries[1]));
  EXPECT_FALSE(shown_in_dialog(dialog, dialog.entries[2])) << "only projects are shown";
  EXPECT_FALSE(accept_dialog(dialog, false).has_value());
  dialog.name = "missing.gpkg";
  EXPECT_FALSE(accept_dialog(dialog, false).has_value());
  EXPECT_FALSE(dialog.error.empty());
  dialog.name = "a.gpkg";
  const auto action = accept_dialog(dialog, false);
  ASSERT_TRUE(action.has_value());
  EXPECT_EQ(action->get<OpenFile>()->file, folder / "a.gpkg");
  list_directory(dialog, folder / "nowhere");
  EXPECT_FALSE(dialog.error.empty());
  std::filesystem::remove_all(folder);
}

}  // namespace agglo::viewer
