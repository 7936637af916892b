#include <fmt/format.h>

#include "viewer/state/actions.hpp"
#include "viewer/state/session.hpp"
#include "viewer/state/session_file.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

void open_now(State& state, const fs::path& project, Jobs& jobs) {
  jobs.submit(OpenProjectJob{project}, job_title(JobTitle::open, project.filename().string()));
  state.jobs = jobs.list();
}

void go_on(State& state, const AfterAsking& wanted, Jobs& jobs) {
  if (wanted.open.empty())
    state.quit = true;
  else
    open_now(state, wanted.open, jobs);
}

}  // namespace

void ask_or_open(State& state, const fs::path& project, Jobs& jobs) {
  if (state.unsaved && !state.project.empty())
    state.asking = AfterAsking{project, 0};
  else
    open_now(state, project, jobs);
}

void ask_or_quit(State& state, Jobs& jobs) {
  const std::size_t unfinished = jobs.writing();
  if ((state.unsaved && !state.project.empty()) || unfinished > 0)
    state.asking = AfterAsking{{}, unfinished};
  else
    state.quit = true;
}

void continue_after_save(State& state, Jobs& jobs) {
  if (!state.after_save || state.unsaved) return;
  const AfterAsking wanted = *state.after_save;
  state.after_save.reset();
  go_on(state, wanted, jobs);
}

void apply(State& state, const RestoreSession&, Jobs& jobs) {
  if (!state.left_session) return;
  const LeftSession left = *state.left_session;
  state.left_session.reset();
  if (!fs::exists(left.saved.project))
    throw failure(
        fmt::format(fmt::runtime(tr("the project \"{}\" is no longer there")), left.saved.project.string()),
        tr("put it back and start again: what was autosaved is kept"));
  state.restored_file = left.file;
  state.restored_session = left.saved;
  jobs.submit(OpenProjectJob{left.saved.project, left.saved.styles},
              job_title(JobTitle::restore, left.saved.project.filename().string()));
  state.jobs = jobs.list();
}

void apply(State& state, const ForgetSession&, Jobs&) {
  if (state.left_session) SessionFile::forget(state.left_session->file);
  state.left_session.reset();
}

void apply(State& state, const AnswerUnsaved& a, Jobs& jobs) {
  if (!state.asking) return;
  const AfterAsking wanted = *state.asking;
  state.asking.reset();
  if (a.answer == UnsavedAnswer::save) {
    state.after_save = wanted;
    apply(state, SaveProject{}, jobs);
    state.jobs = jobs.list();
  }
  if (a.answer == UnsavedAnswer::discard) {
    state.unsaved = false;
    go_on(state, wanted, jobs);
  }
}

void apply(State& state, const NewWindow& a, Jobs&) {
  state.new_windows.push_back(a.file);
}

void apply(State& state, const CheckRecent&, Jobs&) {
  state.missing_recent.clear();
  std::error_code ignored;
  for (const fs::path& file : state.settings.recent)
    if (!fs::exists(file, ignored)) state.missing_recent.insert(file);
}

void apply(State& state, const ClearRecent&, Jobs&) {
  state.settings.recent.clear();
}

}  // namespace agglo::viewer
