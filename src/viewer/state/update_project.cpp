#include "agglo/project.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/state/find.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/page_job.hpp"
#include "viewer/state/printed_map.hpp"
#include "viewer/state/restyle.hpp"
#include "viewer/state/results.hpp"
#include "viewer/state/saved_charts.hpp"
#include "viewer/state/saved_rows.hpp"
#include "viewer/state/session.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

void apply(State& state, const OpenFile& a, Jobs& jobs) {
  if (!std::filesystem::exists(a.file))
    throw failure("there is no file \"" + a.file.string() + "\"", "check the path");
  const bool maybe_project = a.file.extension() == ".gpkg";
  if (maybe_project && is_project(a.file)) {
    ask_or_open(state, a.file, jobs);
    return;
  }
  apply(state, SetFormFile{"import", a.file.string()}, jobs);
  apply(state, ShowForm{"import"}, jobs);
}

void apply(State& state, const ReadColumns&, Jobs& jobs) {
  if (!columns_are_missing(state)) return;
  jobs.submit(ReadColumnsJob{state.project, styles_of(state)}, tr_key("Reading the columns"));
  state.columns_failed = false;
}

void apply(State& state, const SaveProject&, Jobs& jobs) {
  if (state.project.empty())
    throw usage_error("there is nothing to save yet", "open a project or import a file");
  apply(state, CheckProjectFile{}, jobs);
  if (state.file_change) return;  // asked about first
  jobs.submit(SaveJob{styles_of(state), state.camera, state.bookmarks, saved_rows(state), state.pages,
                      charts_json(state.charts)},
              tr_key("Save"));
}

void apply(State& state, const ExportView& a, Jobs& jobs) {
  if (!state.map) throw usage_error("there is no map to export", "open a project or import a file");
  need_one_result(state);
  ExportJob job;
  job.scene = state.map->scene;
  job.file = a.file;
  job.scene.layers = printed_layers(state);
  job.maps = printed_maps(state);
  job.page.extent_m = view_box(state.camera);
  job.page.title = state.project.stem().string();
  const bool portrait = state.camera.height > state.camera.width;
  job.page.layout = portrait ? "a4-portrait" : "a4-landscape";
  jobs.submit(std::move(job), job_title(JobTitle::export_file, a.file.filename().string()));
}

void apply(State& state, const JobsChanged&, Jobs& jobs) {
  for (JobResult& result : jobs.take_results()) {
    if (std::holds_alternative<PreviewJob>(result.request)) take_preview(state, result, jobs);
    if (std::holds_alternative<SaveCopyJob>(result.request)) take_copy(state, result, jobs);
    apply_result(state, result);
    const bool opened = std::holds_alternative<OpenProjectJob>(result.request) && !result.error;
    if (opened) apply(state, ReadColumns{}, jobs);
  }
  request_restyle(state, jobs);
  refresh_names(state, jobs);
  continue_after_save(state, jobs);
  state.jobs = jobs.list();
  refresh_hover(state);
}

void apply(State& state, const CancelJob& a, Jobs& jobs) {
  jobs.cancel(a.id);
  apply(state, JobsChanged{}, jobs);  // one that only waited has its result already
}

void apply(State& state, const MoveJobUp& a, Jobs& jobs) {
  jobs.move_up(a.id);
  state.jobs = jobs.list();
}

void apply(State& state, const Quit&, Jobs& jobs) {
  ask_or_quit(state, jobs);
}

}  // namespace agglo::viewer
