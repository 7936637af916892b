#include "viewer/state/history.hpp"

#include <gtest/gtest.h>

#include "agglo/project.hpp"
#include "fixture.hpp"
#include "viewer/state/autosave.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/saved_charts.hpp"
#include "viewer/state/saved_rows.hpp"

namespace agglo::viewer {

namespace {

void set_opacity(State& state, Jobs& jobs, float opacity) {
  Style style = find_layer(state, "firms")->style;
  style.opacity = opacity;
  update(state, SetStyle{"firms", style}, jobs);
}

float opacity(const State& state) {
  return find_layer(state, "firms")->style.opacity;
}

/// What the worker hands back when it has run a step that made the layer "more".
JobResult run_result(const std::shared_ptr<const ProjectMoment>& before) {
  JobResult result;
  result.title = "Density clusters";
  StepJob job;
  job.step.operation = "dbscan";
  result.request = job;
  result.project = "small.gpkg";
  result.map = small_map();
  result.before = before;
  result.recipe = std::make_shared<const Recipe>();
  return result;
}

}  // namespace

TEST(History, selection_table_forms_and_legend_are_undone_each_by_its_name) {
  State state = small_state();
  Jobs jobs;
  update(state, ShowTable{"firms"}, jobs);
  update(state, SelectRow{"firms", 2}, jobs);
  update(state, SortTable{"jobs", true}, jobs);
  update(state, SetOption{"dbscan", "eps_m", "750"}, jobs);
  update(state, ToggleCategory{"dbscan_clusters", 1}, jobs);
  const Document all = document_of(state);
  EXPECT_EQ(undo_title(state), "Undo: style of Clusters");
  update(state, Undo{}, jobs);
  EXPECT_TRUE(find_layer(state, "dbscan_clusters")->hidden.empty());
  EXPECT_EQ(undo_title(state), "Undo: value in a form");
  update(state, Undo{}, jobs);
  EXPECT_TRUE(state.forms["dbscan"].text.empty());
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.table.sort_column, "");
  EXPECT_EQ(state.table.rows, (std::vector<std::uint32_t>{0, 1, 2, 3}));
  update(state, Undo{}, jobs);
  EXPECT_TRUE(state.selection.empty());
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.table.layer, "");
  EXPECT_TRUE(state.undo.empty());
  for (int k = 0; k < 5; ++k) update(state, Redo{}, jobs);
  EXPECT_EQ(document_of(state), all);
}

TEST(History, dragging_a_slider_is_one_step_and_two_drags_are_two) {
  State state = small_state();
  Jobs jobs;
  for (int k = 1; k <= 20; ++k) {
    state.now_s = 0.1 * k;
    set_opacity(state, jobs, 1 - 0.02f * static_cast<float>(k));
  }
  EXPECT_EQ(state.undo.size(), 1u);
  EXPECT_EQ(undo_title(state), "Undo: opacity of Firms");
  state.now_s += 5;
  set_opacity(state, jobs, 0.1f);
  EXPECT_EQ(state.undo.size(), 2u);
  update(state, Undo{}, jobs);
  EXPECT_FLOAT_EQ(opacity(state), 0.6f);
  set_opacity(state, jobs, 0.2f);
  update(state, Undo{}, jobs);
  EXPECT_FLOAT_EQ(opacity(state), 0.6f) << "what follows an undo is a step of its own";
  update(state, Undo{}, jobs);
  EXPECT_FLOAT_EQ(opacity(state), 1);
}

TEST(History, moving_the_map_is_no_step_and_keeps_what_can_be_redone) {
  State state = small_state();
  Jobs jobs;
  set_opacity(state, jobs, 0.5f);
  update(state, Undo{}, jobs);
  update(state, PanBy{10, 10}, jobs);
  update(state, HoverAt{100, 100}, jobs);
  update(state, ShowForm{"dbscan"}, jobs);
  EXPECT_TRUE(state.undo.empty());
  ASSERT_EQ(state.redo.size(), 1u);
  update(state, Redo{}, jobs);
  EXPECT_FLOAT_EQ(opacity(state), 0.5f);
}

TEST(History, charts_are_undone_and_redone) {
  State state = small_state();
  Jobs jobs;
  update(state, SetActiveLayer{"firms"}, jobs);
  update(state, ShowBottom{BottomTab::charts}, jobs);
  const auto before = chart_slots(state);
  ASSERT_FALSE(before.empty());
  const std::size_t steps = state.undo.size();
  const ChartSlot chosen{.kind = ChartKind::scatter, .x = "jobs", .y = "jobs"};
  update(state, SetChart{0, chosen}, jobs);
  update(state, RemoveChart{9}, jobs);
  EXPECT_EQ(state.undo.size(), steps + 1) << "a chart that is not there is no step";
  EXPECT_EQ(undo_title(state), "Undo: charts");
  EXPECT_TRUE(state.unsaved);
  state.unsaved = false;
  update(state, Undo{}, jobs);
  EXPECT_EQ(chart_slots(state), before);
  ASSERT_FALSE(state.linked.charts.empty());
  EXPECT_EQ(state.linked.charts[0].slot, before[0]) << "what is drawn follows";
  EXPECT_TRUE(state.unsaved);
  update(state, Redo{}, jobs);
  EXPECT_EQ(chart_slots(state)[0], chosen);
}

TEST(SavedCharts, come_back_and_what_is_no_chart_is_left_out) {
  const ChartsByLayer charts{
      {"firms",
       {{.kind = ChartKind::years, .x = "born", .y = "closed", .stock = true},
        {.kind = ChartKind::scatter, .x = "a", .y = "b", .log_x = true, .log_y = false},
        {.kind = ChartKind::bars, .x = "sector", .jobs = true}}},
      {"zones", {}}};
  EXPECT_EQ(charts_from_json(charts_json(charts)), charts);
  EXPECT_EQ(charts_from_json("rubbish"), ChartsByLayer{});
  const ChartsByLayer some = charts_from_json(
      R"({"a": [{"kind": "pie", "x": "b"}, 7, {"kind": "bars", "x": 5, "log_x": "no"}], "b": 3})");
  EXPECT_EQ(some, (ChartsByLayer{{"a", {{.kind = ChartKind::bars}}}}));
}

TEST(History, selecting_does_not_leave_styles_unsaved) {
  State state = small_state();
  Jobs jobs;
  update(state, SelectRow{"firms", 2}, jobs);
  EXPECT_EQ(state.undo.size(), 1u);
  EXPECT_FALSE(state.unsaved);
  update(state, ToggleCategory{"dbscan_clusters", 0}, jobs);
  EXPECT_TRUE(state.unsaved);
}

TEST(History, undone_to_what_is_saved_nothing_is_unsaved) {
  State state = small_state();
  Jobs jobs;
  update(state, SelectRow{"firms", 2}, jobs);
  set_opacity(state, jobs, 0.4f);
  EXPECT_TRUE(state.unsaved);
  update(state, Undo{}, jobs);
  EXPECT_FALSE(state.unsaved);
  update(state, Undo{}, jobs);
  EXPECT_FALSE(state.unsaved) << "a selection is not saved";
  update(state, Redo{}, jobs);
  update(state, Redo{}, jobs);
  EXPECT_TRUE(state.unsaved);
  update(state, Quit{}, jobs);
  EXPECT_TRUE(state.asking);
  state.asking.reset();
  update(state, Undo{}, jobs);
  update(state, Quit{}, jobs);
  EXPECT_FALSE(state.asking);
}

TEST(History, what_was_saved_last_counts_not_what_was_opened) {
  State state = small_state();
  Jobs jobs;
  const auto save = [&] {
    JobResult result;
    result.request = SaveJob{styles_of(state), state.camera, {}, saved_rows(state), {}, charts_json({})};
    result.project = state.project;
    apply_result(state, result);
  };
  set_opacity(state, jobs, 0.4f);
  save();
  ASSERT_FALSE(state.unsaved);
  update(state, Undo{}, jobs);
  EXPECT_TRUE(state.unsaved);
  update(state, Redo{}, jobs);
  EXPECT_FALSE(state.unsaved);
  update(state, SetFilter{"firms", "jobs > 3"}, jobs);
  EXPECT_TRUE(state.unsaved);
  update(state, Undo{}, jobs);
  EXPECT_FALSE(state.unsaved);
}

TEST(History, the_look_of_a_layer_added_meanwhile_is_not_taken_for_saved) {
  State state = small_state();
  Jobs jobs;
  const LayerView added = state.layers.back();
  state.layers.pop_back();
  set_opacity(state, jobs, 0.4f);
  ASSERT_TRUE(state.unsaved);
  state.layers.push_back(added);
  note_saved_layers(state, {added.name});
  LayerView& now = state.layers.back();
  now.style.opacity = 0.3f;
  update(state, Undo{}, jobs);  // of the first change; the second is still there
  EXPECT_TRUE(state.unsaved);
}

TEST(History, the_step_of_the_time_is_saved_and_undone) {
  State state = small_state();
  state.project = "region.gpkg";
  Jobs jobs;
  update(state, SetTimePace{TimeStep::quarter, 2, false}, jobs);
  EXPECT_TRUE(state.unsaved);
  EXPECT_EQ(autosave_from_json(autosave_json(state)).document.time_step, TimeStep::quarter);
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.time.step, TimeStep::year);
  EXPECT_FALSE(state.unsaved);
}

TEST(History, a_run_is_undone_by_the_worker_and_redone) {
  State state = small_state();
  Jobs jobs;
  set_opacity(state, jobs, 0.5f);
  const auto before = std::make_shared<const ProjectMoment>();
  JobResult run = run_result(before);
  apply_result(state, run);
  EXPECT_EQ(undo_title(state), "Undo: run of Density clusters");
  update(state, Undo{}, jobs);
  ASSERT_EQ(jobs.list().size(), 1u) << "the worker brings the file back";
  EXPECT_EQ(state.undo.size(), 2u) << "undone when the worker is done";
  update(state, Undo{}, jobs);
  EXPECT_EQ(jobs.list().size(), 1u) << "one at a time";
  set_opacity(state, jobs, 0.3f);

  const auto after = std::make_shared<const ProjectMoment>();
  JobResult restored = run_result(after);
  restored.request = RestoreProjectJob{before, {}, false};
  apply_result(state, restored);
  EXPECT_FALSE(state.restoring);
  EXPECT_EQ(state.undo.size(), 1u);
  EXPECT_FLOAT_EQ(opacity(state), 0.5f);
  ASSERT_EQ(state.redo.size(), 2u);
  EXPECT_EQ(state.redo.back().project, after);
  EXPECT_EQ(redo_title(state), "Redo: run of Density clusters");
}

TEST(History, a_failed_restoring_leaves_the_steps) {
  State state = small_state();
  Jobs jobs;
  const auto before = std::make_shared<const ProjectMoment>();
  JobResult run = run_result(before);
  apply_result(state, run);
  update(state, Undo{}, jobs);
  JobResult failed;
  failed.request = RestoreProjectJob{before, {}, false};
  failed.project = "small.gpkg";
  failed.error = failure("the file was changed by another program", "open it again");
  apply_result(state, failed);
  EXPECT_FALSE(state.restoring);
  EXPECT_EQ(state.undo.size(), 1u);
  EXPECT_EQ(state.unread_errors, 1u);
}

TEST(History, a_restoring_that_is_cancelled_while_it_waits_can_be_tried_again) {
  State state = small_state();
  Jobs jobs;
  JobResult run = run_result(std::make_shared<const ProjectMoment>());
  apply_result(state, run);
  update(state, Undo{}, jobs);
  update(state, CancelJob{jobs.list()[0].id}, jobs);
  EXPECT_FALSE(state.restoring);
  update(state, Undo{}, jobs);
  EXPECT_EQ(jobs.list().size(), 1u);
}

TEST(History, old_project_steps_are_given_up) {
  State state = small_state();
  for (int k = 0; k < 15; ++k)
    remember_project(state, "run of {}", "x", std::make_shared<const ProjectMoment>());
  EXPECT_EQ(state.undo.size(), 10u);
}

TEST(Jobs, a_waiting_job_moves_up_and_the_running_one_stays_first) {
  Jobs jobs;
  const auto first = jobs.submit(ReadColumnsJob{}, "first");
  jobs.submit(ReadColumnsJob{}, "second");
  const auto third = jobs.submit(ReadColumnsJob{}, "third");
  jobs.next(Lane::project);
  jobs.move_up(third);
  jobs.move_up(third);
  const auto list = jobs.list();
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].id, first);
  EXPECT_TRUE(list[0].running);
  EXPECT_EQ(list[1].title, "third");
  EXPECT_EQ(list[2].title, "second");
}

TEST(Jobs, a_layer_that_a_job_reads_is_not_removed) {
  State state = small_state();
  Jobs jobs;
  StepJob job;
  job.step.operation = "dbscan";
  jobs.submit(job, "Density clusters");
  update(state, RemoveLayer{"firms"}, jobs);
  ASSERT_EQ(state.unread_errors, 1u);
  EXPECT_NE(state.messages.back().text.find("“Density clusters”"), std::string::npos)
      << state.messages.back().text;
  EXPECT_EQ(jobs.list().size(), 1u);
  update(state, RemoveLayer{"dbscan_clusters"}, jobs);
  EXPECT_EQ(jobs.list().size(), 2u);
}

TEST(Jobs, an_error_keeps_what_was_tried) {
  State state = small_state();
  JobResult failed = run_result(nullptr);
  failed.error = failure("no memory", "");
  failed.stage = "counting neighbours";
  failed.elapsed_s = 3.25;
  apply_result(state, failed);
  const std::string& details = state.messages.back().details;
  EXPECT_NE(details.find("agglo dbscan"), std::string::npos) << details;
  EXPECT_NE(details.find("counting neighbours"), std::string::npos) << details;
}

}  // namespace agglo::viewer
