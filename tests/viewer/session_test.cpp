#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "fixture.hpp"
#include "viewer/state/autosave.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/session_file.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

TEST(ProjectFile, a_change_on_disk_is_asked_about_once_and_before_saving) {
  const Folder folder("agglo_project_file");
  State state = small_state();
  Jobs jobs;
  state.project = folder.path / "p.gpkg";
  std::ofstream(state.project) << "as it was read";
  state.project_stamp = stamp_of(state.project);
  update(state, CheckProjectFile{}, jobs);
  EXPECT_FALSE(state.file_change);

  std::ofstream(state.project) << "as another program wrote it";
  update(state, SaveProject{}, jobs);
  ASSERT_TRUE(state.file_change);
  EXPECT_EQ(*state.file_change, FileChange::changed);
  EXPECT_TRUE(jobs.idle()) << "nothing is saved over it before the answer";
  update(state, SaveProject{}, jobs);
  EXPECT_TRUE(jobs.idle());

  update(state, KeepProject{}, jobs);
  update(state, CheckProjectFile{}, jobs);
  EXPECT_FALSE(state.file_change) << "asked once";
  fs::remove(state.project);
  update(state, CheckProjectFile{}, jobs);
  ASSERT_TRUE(state.file_change);
  EXPECT_EQ(*state.file_change, FileChange::gone);

  update(state, ReloadProject{}, jobs);
  EXPECT_FALSE(state.file_change);
  EXPECT_FALSE(jobs.idle());
  state.file_change.reset();
  update(state, CheckProjectFile{}, jobs);
  EXPECT_FALSE(state.file_change) << "a job may be writing";
}

TEST(ProjectFile, reloading_keeps_what_is_not_saved) {
  State state = small_state();
  Jobs jobs;
  update(state, ReloadProject{}, jobs);
  auto job = jobs.next(Lane::project);
  const auto* plain = std::get_if<OpenProjectJob>(&job->request);
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->styles);
  ASSERT_TRUE(plain->view);
  EXPECT_EQ(plain->view->centre_x_m, state.camera.centre_x_m);
  EXPECT_FALSE(state.restored_session);

  Style style = find_layer(state, "firms")->style;
  style.fill = {1, 2, 3, 255};
  update(state, SetStyle{"firms", style}, jobs);
  ASSERT_TRUE(state.unsaved);
  update(state, ReloadProject{}, jobs);
  JobResult done;
  done.id = job->id;
  done.request = job->request;
  done.error = failure("cancelled");
  jobs.finish(std::move(done));
  job = jobs.next(Lane::project);
  const auto* styled = std::get_if<OpenProjectJob>(&job->request);
  ASSERT_TRUE(styled && styled->styles);
  ASSERT_TRUE(state.restored_session);
  EXPECT_TRUE(state.restored_session->unsaved);
}

TEST(Autosave, what_is_autosaved_is_what_a_new_session_takes_up) {
  State state = small_state();
  Jobs jobs;
  Style style = find_layer(state, "firms")->style;
  style.fill = {1, 2, 3, 255};
  update(state, SetStyle{"firms", style}, jobs);
  update(state, MoveLayer{"firms", +1}, jobs);
  update(state, ToggleCategory{"dbscan_clusters", 1}, jobs);
  update(state, ShowTable{"firms"}, jobs);
  update(state, SortTable{"jobs", true}, jobs);
  update(state, SelectRow{"firms", 2}, jobs);
  update(state, ShowForm{"dbscan"}, jobs);
  state.pages.push_back({"Handout", {}});
  update(state, SetOption{"dbscan", "eps_m", "750"}, jobs);
  update(state, SetFormName{"dbscan", "wide"}, jobs);
  update(state, AddBookmark{"harbour"}, jobs);
  update(state, SetChart{0, {.kind = ChartKind::scatter, .x = "jobs", .y = "jobs", .log_y = true}}, jobs);
  update(state, SetFilter{"firms", "jobs > 3"}, jobs);
  update(state, ShowSelectedOnly{true}, jobs);
  update(state, PanBy{33, 0}, jobs);
  State later = small_state();
  take_autosave(later, autosave_from_json(autosave_json(state)));
  update(later, HoverOff{}, jobs);
  EXPECT_EQ(document_of(later).charts, document_of(state).charts);
  EXPECT_EQ(document_of(later).table, document_of(state).table);
  ASSERT_TRUE(find_layer(later, "firms")->shown) << "the rows of the filter are found again";
  EXPECT_EQ(*find_layer(later, "firms")->shown, *find_layer(state, "firms")->shown);
  Document a = document_of(later), b = document_of(state);
  for (Document* document : {&a, &b})
    for (LayerView& view : document->layers) view.shown = nullptr;  // compared above, by value
  EXPECT_EQ(a, b);
  EXPECT_EQ(later.operation, "dbscan");
  EXPECT_DOUBLE_EQ(later.camera.centre_x_m, state.camera.centre_x_m);
  EXPECT_TRUE(later.unsaved);
  EXPECT_EQ(later.right_tab, RightTab::form);
}

TEST(Autosave, damaged_text_is_refused_and_lost_layers_are_left_out) {
  EXPECT_THROW(autosave_from_json("{\"format\": 1"), Error);
  EXPECT_THROW(autosave_from_json("{\"format\": 1}"), Error);
  EXPECT_THROW(autosave_from_json("{\"format\": 99}"), Error);
  State state = small_state();
  Jobs jobs;
  update(state, SelectRow{"firms", 2}, jobs);
  Autosave saved = autosave_from_json(autosave_json(state));
  saved.document.layers[0].name = "gone";
  saved.document.selection.layer = "gone";
  State later = small_state();
  take_autosave(later, saved);
  EXPECT_EQ(later.layers.size(), 2u);
  EXPECT_TRUE(later.selection.empty());
  EXPECT_EQ(autosave_json(State{}), "");
}

TEST(SessionFile, a_killed_process_leaves_its_file_and_a_living_one_keeps_it) {
  const Folder folder("agglo_session_files");
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    SessionFile file(folder.path);
    file.write("what the child had");
    (void)!write(ready[1], "x", 1);
    pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  SessionFile mine(folder.path);
  mine.write("what I have");
  EXPECT_FALSE(mine.left_behind()) << "the child lives";
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  const auto left = mine.left_behind();
  ASSERT_TRUE(left);
  EXPECT_EQ(left->text, "what the child had");
  SessionFile::forget(left->file);
  EXPECT_FALSE(mine.left_behind());
  close(ready[0]);
  close(ready[1]);
}

TEST(SessionFile, a_session_that_ends_as_it_should_leaves_nothing) {
  const Folder folder("agglo_session_end");
  { SessionFile(folder.path).write("text"); }
  EXPECT_TRUE(fs::is_empty(folder.path));
  SessionFile(fs::path()).write("nowhere");
}

TEST(Session, closing_asks_when_styles_are_not_saved) {
  State state = small_state();
  Jobs jobs;
  update(state, ToggleCategory{"dbscan_clusters", 1}, jobs);
  update(state, Quit{}, jobs);
  EXPECT_FALSE(state.quit);
  ASSERT_TRUE(state.asking);
  update(state, AnswerUnsaved{UnsavedAnswer::cancel}, jobs);
  EXPECT_FALSE(state.asking || state.quit);
  update(state, Quit{}, jobs);
  update(state, AnswerUnsaved{UnsavedAnswer::save}, jobs);
  EXPECT_FALSE(state.quit) << "not before it is saved";
  ASSERT_EQ(jobs.list().size(), 1u);
  jobs.next(Lane::project);
  JobResult saved;
  saved.request = SaveJob{};
  saved.project = state.project;
  jobs.finish(saved);
  update(state, JobsChanged{}, jobs);
  EXPECT_TRUE(state.quit);
}

TEST(Session, a_failed_save_does_not_close) {
  State state = small_state();
  Jobs jobs;
  update(state, ToggleCategory{"dbscan_clusters", 1}, jobs);
  update(state, Quit{}, jobs);
  update(state, AnswerUnsaved{UnsavedAnswer::save}, jobs);
  jobs.next(Lane::project);
  JobResult failed;
  failed.request = SaveJob{};
  failed.project = state.project;
  failed.error = failure("the disk is full", "");
  jobs.finish(failed);
  update(state, JobsChanged{}, jobs);
  EXPECT_FALSE(state.quit);
  EXPECT_TRUE(state.unsaved);
  update(state, Quit{}, jobs);
  update(state, AnswerUnsaved{UnsavedAnswer::discard}, jobs);
  EXPECT_TRUE(state.quit);
}

TEST(Session, an_unfinished_run_is_asked_for_and_nothing_else_is) {
  State state = small_state();
  Jobs jobs;
  StepJob job;
  job.step.operation = "dbscan";
  jobs.submit(job, "Density clusters");
  update(state, Quit{}, jobs);
  ASSERT_TRUE(state.asking);
  EXPECT_EQ(state.asking->unfinished, 1u);
  State clean = small_state();
  Jobs none;
  update(clean, Quit{}, none);
  EXPECT_TRUE(clean.quit);
}

}  // namespace agglo::viewer
