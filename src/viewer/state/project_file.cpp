#include "viewer/state/project_file.hpp"

#include "viewer/state/actions.hpp"
#include "viewer/state/autosave.hpp"
#include "viewer/state/saved_charts.hpp"
#include "viewer/state/saved_rows.hpp"
#include "viewer/state/session.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

FileStamp stamp_of(const fs::path& file) {
  std::error_code error;
  FileStamp stamp;
  const auto changed = fs::last_write_time(file, error);
  if (error) return {};
  stamp.size = fs::file_size(file, error);
  if (error) return {};
  stamp.changed_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(changed.time_since_epoch()).count();
  stamp.there = true;
  return stamp;
}

void apply(State& state, const CheckProjectFile&, Jobs& jobs) {
  // A job of this window may be writing; its result brings the stamp of what it wrote.
  if (state.project.empty() || !jobs.idle()) return;
  const FileStamp now = stamp_of(state.project);
  if (now == state.project_stamp) return;
  state.project_stamp = now;  // asked about once
  if (!now.there) {           // this window has all that is left of it, whatever is undone
    state.unsaved = true;
    state.saved_document.reset();
  }
  state.file_change = now.there ? FileChange::changed : FileChange::gone;
}

void apply(State& state, const ReloadProject&, Jobs& jobs) {
  if (state.project.empty()) return;
  state.file_change.reset();
  state.after_save.reset();
  OpenProjectJob job{.file = state.project};
  if (state.unsaved) {
    // What was not saved is taken up again over what is in the file now.
    state.restored_session = autosave_from_json(autosave_json(state));
    job.styles = state.restored_session->styles;
  } else {
    job.view = state.camera;
  }
  jobs.submit(std::move(job), job_title(JobTitle::reload, state.project.filename().string()));
  state.jobs = jobs.list();
}

void apply(State& state, const KeepProject&, Jobs&) {
  state.file_change.reset();
  state.after_save.reset();
}

void apply(State& state, const SaveCopy& a, Jobs& jobs) {
  if (state.project.empty())
    throw usage_error("there is nothing to save yet", "open a project or import a file");
  jobs.submit(SaveCopyJob{a.file,
                          {styles_of(state), state.camera, state.bookmarks, saved_rows(state), state.pages,
                           charts_json(state.charts)}},
              job_title(JobTitle::copy, a.file.filename().string()));
  state.jobs = jobs.list();
}

void take_copy(State& state, const JobResult& result, Jobs& jobs) {
  if (result.error || stamp_of(state.project).there) return;
  // The copy is all that is left of the project on disk.
  state.file_change.reset();
  jobs.submit(OpenProjectJob{.file = std::get<SaveCopyJob>(result.request).file, .view = state.camera},
              job_title(JobTitle::open, std::get<SaveCopyJob>(result.request).file.filename().string()));
}

}  // namespace agglo::viewer
