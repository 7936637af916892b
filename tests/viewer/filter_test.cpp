// Filters, the rows of the table, and what the project keeps of them; no window.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "fixture.hpp"
#include "viewer/state/printed_map.hpp"
#include "viewer/state/saved_rows.hpp"
#include "viewer/state/table_rows.hpp"
#include "waiting_jobs.hpp"

namespace agglo::viewer {

namespace {

using Rows = std::vector<std::uint32_t>;

const LayerView& firms(const State& state) {
  return *find_layer(state, "firms");
}

std::ptrdiff_t jobs_titled(const Jobs& jobs, std::string_view title) {
  const auto list = jobs.list();
  return std::count_if(list.begin(), list.end(), [&](const JobView& job) { return job.title == title; });
}

/// The small map with 600,000 firms instead of four: too many to be done at once.
State large_state() {
  State state = small_state();
  auto map = std::make_shared<MapData>(*state.map);
  auto table = std::make_shared<Table>();
  table->row_count = 600000;
  std::vector<double> jobs(table->row_count), x(table->row_count, 100.0), y(table->row_count, 100.0);
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i] = static_cast<double>(i % 1000);
  table->add("jobs", jobs);
  map->scene.layers[0].table = table;
  map->scene.layers[0].x = std::make_shared<const std::vector<double>>(x);
  map->scene.layers[0].y = std::make_shared<const std::vector<double>>(y);
  map->data.layers[0].table = table;
  state.map = map;
  return state;
}

}  // namespace

TEST(Filter, chooses_rows_of_map_and_table_and_is_undone) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  EXPECT_EQ(state.table.rows, (Rows{0, 1, 2, 3}));
  update(state, SetFilter{"firms", " jobs > 4 "}, jobs);
  ASSERT_NE(firms(state).shown, nullptr);
  EXPECT_EQ(firms(state).shown->first(9), (Rows{0, 2}));
  EXPECT_EQ(firms(state).filter, "jobs > 4");
  EXPECT_EQ(state.table.rows, (Rows{0, 2}));
  EXPECT_EQ(row_counts(state, firms(state)).shown, 2u);
  EXPECT_EQ(row_counts(state, firms(state)).all, 4u);
  EXPECT_TRUE(state.unsaved);
  update(state, Undo{}, jobs);
  EXPECT_EQ(firms(state).shown, nullptr);
  EXPECT_EQ(state.table.rows, (Rows{0, 1, 2, 3}));
  update(state, Redo{}, jobs);
  EXPECT_EQ(state.table.rows, (Rows{0, 2}));
  update(state, SetFilter{"firms", ""}, jobs);
  EXPECT_EQ(firms(state).shown, nullptr);
}

TEST(Filter, a_wrong_expression_is_told_and_changes_nothing) {
  State state = small_state();
  Jobs jobs;
  update(state, SetFilter{"firms", "jobs > 4"}, jobs);
  update(state, EditFilter{"firms", "jbos > 4"}, jobs);
  EXPECT_NE(state.filter_drafts["firms"].error.find("did you mean \"jobs\"?"), std::string::npos);
  update(state, SetFilter{"firms", "jbos > 4"}, jobs);
  EXPECT_EQ(firms(state).filter, "jobs > 4");
  EXPECT_TRUE(state.messages.empty());
  update(state, EditFilter{"firms", "jobs > 5"}, jobs);
  EXPECT_TRUE(state.filter_drafts["firms"].error.empty());
  EXPECT_EQ(firms(state).filter, "jobs > 4") << "typing alone sets nothing";
}

TEST(Filter, survives_a_new_map_and_tells_when_its_column_is_gone) {
  State state = small_state();
  Jobs jobs;
  update(state, SetFilter{"firms", "jobs > 4"}, jobs);
  take_map(state, small_map());
  update(state, HoverOff{}, jobs);
  ASSERT_NE(firms(state).shown, nullptr);
  EXPECT_EQ(firms(state).shown->first(9), (Rows{0, 2}));
  auto map = std::make_shared<MapData>(*small_map());
  auto table = std::make_shared<Table>(*map->scene.layers[0].table);
  table->columns[1].name = "employees";
  map->scene.layers[0].table = map->data.layers[0].table = table;
  take_map(state, map);
  update(state, HoverOff{}, jobs);
  EXPECT_EQ(firms(state).shown, nullptr);
  EXPECT_NE(state.layer_rows.at("firms").error.find("there is no column \"jobs\""), std::string::npos);
}

TEST(Filter, rules_the_printed_layers) {
  State state = small_state();
  Jobs jobs;
  update(state, SetFilter{"dbscan_clusters", "firms > 1"}, jobs);
  for (const SceneLayer& layer : printed_layers(state))
    if (layer.name == "dbscan_clusters") {
      EXPECT_EQ(*layer.category, (std::vector<std::int16_t>{0, -1}));
      EXPECT_EQ(layer.rows_note, "1 of 2 shown: only rows where firms > 1");
    } else {
      EXPECT_EQ(layer.rows_note, "") << layer.name;
    }
}

TEST(Filter, is_kept_with_the_project) {
  State state = small_state();
  Jobs jobs;
  update(state, SetFilter{"firms", "name LIKE '%\"a%'"}, jobs);
  State again = small_state();
  restore_rows(again, saved_rows(state));
  EXPECT_EQ(firms(again).filter, firms(state).filter);
  restore_rows(again, "{\"filters\": {\"firms\": 5}, \"time\": []}");
  restore_rows(again, "rubbish");
  EXPECT_EQ(firms(again).filter, firms(state).filter);
}

TEST(Filter, large_layers_are_done_in_the_background_and_the_last_wish_counts) {
  State state = large_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, SetFilter{"firms", "jobs < 500"}, jobs);
  EXPECT_EQ(firms(state).shown, nullptr) << "as it was until the rows are known";
  EXPECT_TRUE(choosing_rows(state));
  update(state, SetFilter{"firms", "jobs < 1"}, jobs);
  EXPECT_EQ(jobs_titled(jobs, "Filter: Firms"), 1) << "the newer takes the place of the older";
  run_waiting_jobs(state, jobs);
  EXPECT_FALSE(choosing_rows(state));
  ASSERT_NE(firms(state).shown, nullptr);
  EXPECT_EQ(row_counts(state, firms(state)).shown, 600u);
  EXPECT_EQ(state.table.rows.size(), 600u);
  update(state, SortTable{"jobs", true}, jobs);
  EXPECT_TRUE(table_is_busy(state));
  EXPECT_EQ(state.table.rows.size(), 600u) << "the old order stays until the new one is known";
  run_waiting_jobs(state, jobs);
  EXPECT_FALSE(table_is_busy(state));
  EXPECT_EQ(state.table.rows.front(), 0u);
  EXPECT_TRUE(jobs.idle());
}

TEST(Filter, a_cancelled_choice_is_not_begun_again) {
  State state = large_state();
  Jobs jobs;
  update(state, SetFilter{"firms", "jobs < 500"}, jobs);
  auto job = jobs.next(Lane::side);
  jobs.cancel(job->id);
  ProjectSession session;
  JobResult result = run_job(session, *std::move(job));
  ASSERT_TRUE(result.error.has_value());
  jobs.finish(std::move(result));
  update(state, JobsChanged{}, jobs);
  EXPECT_TRUE(jobs.idle());
  EXPECT_FALSE(choosing_rows(state));
}

TEST(Filter, does_not_wait_for_a_file_that_is_looked_into) {
  State state = large_state();
  Jobs jobs;
  const Folder folder("looked-into");
  std::ofstream(folder.path / "firms.csv") << "lon,lat\n11,44\n";
  update(state, SetFormFile{"import", (folder.path / "firms.csv").string()}, jobs);
  update(state, ShowForm{"import"}, jobs);
  const auto reading = jobs.next(Lane::files);  // and never ends
  ASSERT_EQ(reading->id, state.import_preview.job);
  update(state, SetFilter{"firms", "jobs < 500"}, jobs);
  EXPECT_TRUE(choosing_rows(state)) << "done at once: the test is no test";
  run_waiting_jobs(state, jobs);
  EXPECT_EQ(firms(state).shown->count(), 300'000u);
}

TEST(TableView, keyboard_moves_and_extends_and_the_screen_follows) {
  State state = large_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  ASSERT_EQ(state.table.rows.size(), 600000u);
  update(state, ScrollTable{0, 10}, jobs);
  update(state, MoveTableCursor{600000}, jobs);
  EXPECT_EQ(state.table.cursor, 599999u);
  EXPECT_EQ(state.table.top, 599990u);
  EXPECT_EQ(state.selection.rows->first(9), (Rows{599999}));
  update(state, MoveTableCursor{-10, true}, jobs);
  EXPECT_EQ(state.selection.count, 11u);
  EXPECT_EQ(state.table.top, 599989u);
  update(state, MoveTableCursor{-600000}, jobs);
  EXPECT_EQ(state.table.top, 0u);
  EXPECT_EQ(state.selection.rows->first(9), (Rows{0}));
  update(state, ScrollTable{900000, 10}, jobs);
  EXPECT_EQ(state.table.top, 599990u) << "the last screenful";
}

TEST(TableView, clicks_select_one_more_or_a_range) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, SortTable{"jobs", true}, jobs);  // 2 0 3 1
  update(state, ClickTableRow{0, TableClick::only}, jobs);
  update(state, ClickTableRow{2, TableClick::range}, jobs);
  EXPECT_EQ(state.selection.rows->first(9), (Rows{0, 2, 3}));
  update(state, ClickTableRow{1, TableClick::toggle}, jobs);
  EXPECT_EQ(state.selection.rows->first(9), (Rows{2, 3}));
  update(state, ClickTableRow{99, TableClick::only}, jobs);
  EXPECT_EQ(state.selection.count, 2u);
}

TEST(TableView, copies_what_is_shown_and_selected_with_tabs) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, CopyTableRows{true}, jobs);
  EXPECT_TRUE(state.clipboard.empty());
  EXPECT_EQ(state.unread_errors, 1u);
  update(state, ClickTableRow{2, TableClick::only}, jobs);
  update(state, CopyTableRows{true}, jobs);
  EXPECT_EQ(state.clipboard, "name\tjobs\nGamma\t20\n");
  update(state, ChooseTableColumns{"firms", {"name"}}, jobs);
  update(state, SetFilter{"firms", "jobs > 4"}, jobs);
  update(state, CopyTableRows{false}, jobs);
  EXPECT_EQ(state.clipboard, "name\nAlfa\nGamma\n");
}

TEST(TableView, statistics_are_of_the_rows_shown) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, SetFilter{"firms", "name <> 'Gamma'"}, jobs);
  update(state, SummariseColumn{"jobs"}, jobs);
  ASSERT_TRUE(state.statistics && state.statistics->summary);
  EXPECT_EQ(state.statistics->summary->rows, 3u);
  EXPECT_EQ(state.statistics->summary->missing, 1u);
  EXPECT_EQ(state.statistics->summary->sum, 6);
  update(state, SummariseColumn{"nothing"}, jobs);
  EXPECT_EQ(state.unread_errors, 1u);
  update(state, CloseStatistics{}, jobs);
  EXPECT_FALSE(state.statistics.has_value());
}

TEST(TableView, only_selected_rows_when_asked_for) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, ShowSelectedOnly{true}, jobs);
  EXPECT_TRUE(state.table.rows.empty()) << "nothing is selected";
  update(state, SelectRow{"firms", 2}, jobs);
  update(state, SelectRow{"firms", 0, false, true}, jobs);
  EXPECT_EQ(state.table.rows, (std::vector<std::uint32_t>{0, 2}));
  update(state, SetFilter{"firms", "name <> 'Alfa'"}, jobs);
  EXPECT_EQ(state.table.rows, std::vector<std::uint32_t>{2});
  update(state, SetFilter{"firms", ""}, jobs);
  update(state, FilterTable{"alf"}, jobs);
  EXPECT_EQ(state.table.rows, std::vector<std::uint32_t>{0});
  update(state, FilterTable{""}, jobs);
  const double before = state.camera.metres_per_pixel;
  update(state, ClickTableRow{1}, jobs);
  EXPECT_EQ(state.selection.count, 2u) << "a click goes to a row and selects nothing";
  EXPECT_EQ(state.selection.last, 2u);
  EXPECT_NE(state.camera.metres_per_pixel, before);
  update(state, MoveTableCursor{-1}, jobs);
  EXPECT_EQ(state.selection.last, 0u);
  EXPECT_EQ(state.selection.count, 2u);
  update(state, ClickTableRow{0, TableClick::toggle}, jobs);
  EXPECT_EQ(state.table.rows, std::vector<std::uint32_t>{2}) << "Ctrl takes it out";
  update(state, ShowSelectedOnly{false}, jobs);
  EXPECT_EQ(state.table.rows.size(), 4u);
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.table.rows, std::vector<std::uint32_t>{2});
}

TEST(TableView, all_its_rows_are_selected_at_once) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, FilterTable{"a"}, jobs);  // Alfa, Beta, Gamma
  update(state, SelectTableRows{}, jobs);
  ASSERT_TRUE(state.selection.rows);
  EXPECT_EQ(*state.selection.rows, rows_of(4, {0, 1, 2}));
}

TEST(TableView, saved_rows_are_those_shown_in_their_order) {
  const State state = small_state();
  const Table table = table_of_rows(*state.map->scene.layers[0].table, {2, 0});
  EXPECT_EQ(table.row_count, 2u);
  EXPECT_EQ(table.at("name").text(0), "Gamma");
  EXPECT_EQ(table.at("jobs").text(1), "5");
}

}  // namespace agglo::viewer
