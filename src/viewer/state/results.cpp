#include "viewer/state/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "viewer/state/autosave.hpp"
#include "viewer/state/compare.hpp"
#include "viewer/state/find.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/reach.hpp"
#include "viewer/state/restyle.hpp"
#include "viewer/state/saved_charts.hpp"
#include "viewer/state/saved_rows.hpp"
#include "viewer/state/session_file.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

LayerView view_of(const SceneLayer& layer, std::size_t index) {
  LayerView view;
  view.name = layer.name;
  view.title = layer.title.empty() ? layer.name : layer.title;
  view.index = index;
  view.is_base_map = layer.is_base_map;
  view.style = layer.style;
  return view;
}

const LayerView* named(const std::vector<LayerView>& layers, const std::string& name) {
  const auto found =
      std::find_if(layers.begin(), layers.end(), [&](const LayerView& v) { return v.name == name; });
  return found == layers.end() ? nullptr : &*found;
}

/// As the user has ordered them meanwhile, when they are the same layers.
void keep_order(const std::vector<LayerView>& known, std::vector<LayerView>& layers) {
  if (layers.size() != known.size()) return;
  if (!std::all_of(layers.begin(), layers.end(), [&](const LayerView& v) { return named(known, v.name); }))
    return;
  std::sort(layers.begin(), layers.end(), [&](const LayerView& a, const LayerView& b) {
    return named(known, a.name) < named(known, b.name);
  });
}

/// Layers of one step share a title; in the panel the kind comes first.
void tell_apart(std::vector<LayerView>& layers, const MapData& map) {
  for (LayerView& view : layers) {
    const std::string& kind = map.scene.layers[view.index].kind;
    constexpr std::string_view kSuffix = ": firms";
    if (kind != "cluster_firms") continue;
    if (view.title.ends_with(kSuffix)) view.title.resize(view.title.size() - kSuffix.size());
    view.title = fmt::format(fmt::runtime(tr("Firms in {}")), view.title);
  }
  // Two runs with other names and the same parameters: the name tells which is which.
  std::map<std::string, std::size_t> layers_of;
  for (const LayerView& view : layers)
    if (!view.is_base_map) ++layers_of[view.title];
  for (LayerView& view : layers)
    if (!view.is_base_map && layers_of[view.title] > 1) view.title += " (" + view.name + ")";
}

/// A new result takes the place of earlier ones of its kind, and cluster members that of the plain firms, as
/// in a map drawn afresh; the earlier ones are hidden, not gone.
void show_new_results(State& state, const std::vector<std::string>& new_layers) {
  const auto is_new = [&](const std::string& name) {
    return std::find(new_layers.begin(), new_layers.end(), name) != new_layers.end();
  };
  for (const std::string& name : new_layers) {
    const LayerView* fresh = named(state.layers, name);
    if (!fresh || !fresh->style.visible) continue;
    const SceneLayer& layer = state.map->scene.layers[fresh->index];
    if (layer.role != Role::result || layer.kind.empty()) continue;
    for (LayerView& view : state.layers) {
      const SceneLayer& other = state.map->scene.layers[view.index];
      const bool earlier = other.role == Role::result && other.kind == layer.kind && !is_new(view.name);
      const bool plain_firms = layer.kind == "cluster_firms" && other.role == Role::establishments;
      if (earlier || plain_firms) view.style.visible = false;
    }
  }
}

/// Whose table is shown after a step: that of its clusters, else of its first result. Some results (zones,
/// parameters, distances to neighbours) are not on the map at first: the table is where they are seen. Of a
/// project just opened, that of its last clusters.
std::string layer_to_table(const State& state, const JobResult& result, bool opened) {
  if (!state.map) return "";
  const std::vector<std::string>& fresh = result.new_layers;
  const Layer* clusters = state.map->data.last_result("clusters");
  if (clusters && (opened || std::find(fresh.begin(), fresh.end(), clusters->name) != fresh.end()))
    return clusters->name;
  for (const std::string& name : fresh)
    if (const Layer* layer = state.map->data.find(name); layer && layer->role == Role::result && layer->table)
      return name;
  return "";
}

/// What the user may undo of the project file, by name.
void remember_change(State& state, const JobResult& result) {
  if (!result.before) return;
  const auto name = [&](const auto& job) -> std::pair<const char*, std::string> {
    using Job = std::decay_t<decltype(job)>;
    if constexpr (std::is_same_v<Job, StepJob>)
      return {job.step.operation == "import" ? tr_key("import of {}") : tr_key("run of {}"),
              tr_job(result.title)};
    else if constexpr (std::is_same_v<Job, RemoveLayerJob>)
      return {tr_key("removal of {}"), job.title};
    else if constexpr (std::is_same_v<Job, SelectionLayerJob>)
      return {tr_key("saving of {}"), job.title};
    else if constexpr (std::is_same_v<Job, AddLayerJob>)
      return {tr_key("adding of {}"), result.title};
    else if constexpr (std::is_same_v<Job, RenameLayerJob>)
      return {tr_key("renaming to {}"), job.title};
    else if constexpr (std::is_same_v<Job, RerunJob>)
      return {tr_key("running steps again"), ""};
    else if constexpr (std::is_same_v<Job, RemoveStepJob>)
      return {tr_key("removal of step {}"), job.step.name};
    else
      return {"change", ""};
  };
  const auto [what, of] = std::visit(name, result.request);
  remember_project(state, what, of, result.before);
}

void report_failure(State& state, const JobResult& result) {
  add_error(state, result.title, *result.error);
  if (result.error->kind == ErrorKind::cancelled) return;
  std::string& details = state.messages.back().details;
  if (const auto* job = std::get_if<StepJob>(&result.request))
    details = step_command(job->step, (state.project.empty() ? job->project : state.project).string()) + "\n";
  details +=
      fmt::format("{}, {:.1f} s", result.stage.empty() ? "at the start" : result.stage, result.elapsed_s);
}

}  // namespace

void drop_lost_references(State& state) {
  if (const auto rows = rows_of_layer(state, state.selection.layer);
      !rows || !state.selection.rows || state.selection.rows->size() != *rows)
    state.selection = {};
  state.sketch = {};
  state.before_drag.reset();
  state.hover.reset();
  if (!state.map || !state.map->data.find(state.table.layer)) state.table = {};
}

std::size_t row_count(const SceneLayer& layer) {
  if (layer.points_only) return layer.x ? layer.x->size() : 0;
  return layer.shapes ? layer.shapes->size() : 0;
}

void add_error(State& state, const std::string& title, const Error& error) {
  if (error.kind == ErrorKind::cancelled) {
    state.messages.push_back({MessageKind::note, title, tr("Cancelled."), ""});
    return;
  }
  state.messages.push_back({MessageKind::error, title, error.message, error.hint});
  const bool seen = state.show_right && state.right_tab == RightTab::activity;
  if (!seen) ++state.unread_errors;
}

void take_map(State& state, std::shared_ptr<const MapData> map) {
  std::vector<LayerView> layers;
  for (std::size_t i = 0; i < map->scene.layers.size(); ++i) {
    const SceneLayer& layer = map->scene.layers[i];
    LayerView view = view_of(layer, i);
    if (const LayerView* old = named(state.layers, view.name)) {
      view.style = old->style;
      view.filter = old->filter;
    }
    layers.push_back(std::move(view));
  }
  tell_apart(layers, *map);
  keep_order(state.layers, layers);
  state.layers = std::move(layers);
  state.map = std::move(map);
  drop_lost_references(state);
  refresh_hidden(state);
  state.clusterings = find_clusterings(state);
  if (state.compare &&
      (!find_clustering(state, state.compare->a) || !find_clustering(state, state.compare->b)))
    state.compare.reset();
}

void restore_layers(State& state, const std::vector<LayerView>& layers) {
  std::vector<LayerView> restored;
  for (const LayerView& view : layers)
    if (const LayerView* now = named(state.layers, view.name)) {
      restored.push_back(view);
      restored.back().index = now->index;
      restored.back().title = now->title;  // belongs to the project
    }
  for (const LayerView& view : state.layers)
    if (!named(restored, view.name)) restored.push_back(view);
  state.layers = std::move(restored);
}

void show_start(State& state) {
  state.fit_when_sized = state.camera.width <= 1;
  fit(state.camera, state.map->scene.extent_m);
  if (state.saved_view) {
    state.camera.centre_x_m = state.saved_view->centre_x_m;
    state.camera.centre_y_m = state.saved_view->centre_y_m;
    state.camera.metres_per_pixel = state.saved_view->metres_per_pixel;
  }
}

namespace {

/// Nothing of the project before is left.
void begin_project(State& state, JobResult& result) {
  state.layers.clear();
  state.table = {};
  state.layer_rows.clear();
  state.legend_counts.clear();
  state.filter_drafts.clear();
  state.charts = charts_from_json(result.charts);
  state.time = {};
  state.selection = {};
  state.unsaved = false;
  state.saved_document.reset();
  state.undo.clear();
  state.redo.clear();
  state.step_runs.clear();
  state.selected_step.reset();
  state.compare.reset();
  state.renaming.reset();
  state.saved_view = result.view;
  state.bookmarks = std::move(result.bookmarks);
  state.pages = std::move(result.pages);
  state.measure = {};
  state.reach = {};
  state.page_editor = {};
  state.marker.reset();
  state.project = result.project;
  state.project_stamp = result.stamp;
  state.file_change.reset();
  if (!state.project.empty()) add_recent(state.settings, state.project);
}

void take_failure(State& state, const JobResult& result) {
  if (std::holds_alternative<SaveJob>(result.request)) state.after_save.reset();
  if (std::holds_alternative<ReadColumnsJob>(result.request)) state.columns_failed = true;
  if (std::holds_alternative<OpenProjectJob>(result.request)) {
    if (state.restored_session && !state.restored_file.empty())  // offered again
      state.left_session = LeftSession{std::exchange(state.restored_file, {}), *state.restored_session};
    state.restored_session.reset();
  }
  report_failure(state, result);
}

/// Whether more was done since this was to be saved.
bool changed_since(const State& state, const SaveJob& save) {
  return scene_styles_json(styles_of(state)) != scene_styles_json(save.styles) ||
         state.bookmarks != save.bookmarks || state.pages != save.pages || saved_rows(state) != save.rows ||
         charts_json(state.charts) != save.charts;
}

/// The session to be restored, once its project is open.
void take_up_session(State& state) {
  std::error_code gone;
  if (std::filesystem::equivalent(state.restored_session->project, state.project, gone)) {
    take_autosave(state, *state.restored_session);
    state.saved_view.reset();
    if (!state.restored_file.empty()) SessionFile::forget(std::exchange(state.restored_file, {}));
  }
  state.restored_session.reset();
}

/// Results that change a part of the window and neither project nor map; false for all others.
bool take_side_result(State& state, JobResult& result) {
  if (std::holds_alternative<SideJob>(result.request)) {
    if (result.take) result.take(state);
    if (result.error && result.error->kind != ErrorKind::cancelled)
      add_error(state, result.title, *result.error);
    if (result.error) {
      forget_job(state, result.id);
      forget_reach_job(state, result.id, *result.error);
    }
    return true;
  }
  if (std::holds_alternative<NamesJob>(result.request)) {
    state.find.collecting = false;
    if (result.names) state.find.names = std::move(result.names);
    start_search(state);
    if (result.error) report_failure(state, result);
    return true;
  }
  if (const auto* job = std::get_if<CompareJob>(&result.request)) {
    const bool wanted = state.compare && state.compare->a == job->a && state.compare->b == job->b;
    if (wanted && result.error) state.compare->problem = result.error->message;
    if (wanted) state.compare->numbers = result.compared;
    return true;
  }
  if (const auto* job = std::get_if<RestyleJob>(&result.request)) {
    take_restyled(state, *job, result);
    if (result.error) add_error(state, result.title, *result.error);
    return true;
  }
  return false;
}

/// The map after a job, seen as its step means it.
void take_new_map(State& state, JobResult& result, bool opened) {
  const auto* restored = std::get_if<RestoreProjectJob>(&result.request);
  Document document;
  if (restored) document = document_of(state);
  const Frame before = state.map ? state.map->scene.frame : Frame{};
  take_map(state, result.map);
  show_new_results(state, result.new_layers);
  if (std::holds_alternative<AddLayerJob>(result.request) && !result.new_layers.empty())
    take_planned_sites(state, result.new_layers.front());
  note_saved_layers(state, result.new_layers);
  if (restored) finish_restoring(state, *restored, std::move(document), result.before);
  if (opened) restore_rows(state, result.rows);
  if (!opened && state.map->scene.frame == before) return;
  state.fit_when_sized = true;
  show_start(state);
  state.saved_view.reset();
}

void take_saved(State& state, const SaveJob& save) {
  state.unsaved = !state.after_save && changed_since(state, save);
  // What was done while the project was being saved: the saved document is not known any more.
  state.saved_document.reset();
  if (!state.unsaved) state.saved_document = document_of(state);
}

/// The message of a job that is done, and the table to look at.
void tell_result(State& state, const JobResult& result, bool opened) {
  std::string text;
  for (const std::string& note : result.notes) text += (text.empty() ? "" : "\n") + note;
  const bool silent = text.empty() && std::holds_alternative<ReadColumnsJob>(result.request);
  if (!silent)
    state.messages.push_back({MessageKind::note, result.title, text.empty() ? tr("Done.") : text, ""});
  const bool tabled = std::holds_alternative<StepJob>(result.request) || opened;
  if (const std::string layer = tabled ? layer_to_table(state, result, opened) : ""; !layer.empty()) {
    state.table = {};
    state.table.layer = layer;
    state.show_table = true;
  }
}

}  // namespace

void apply_result(State& state, JobResult& result) {
  if (take_side_result(state, result)) return;
  const bool restores = std::holds_alternative<RestoreProjectJob>(result.request);
  if (restores) state.restoring = false;
  const bool of_project = lane_of(result.request) == Lane::project;
  // What another program did before the job is still to be noticed.
  const bool opens = std::holds_alternative<OpenProjectJob>(result.request);
  const bool only_reads = opens || std::holds_alternative<ReadColumnsJob>(result.request);
  if (of_project && !only_reads && result.stamp_before == state.project_stamp)
    state.project_stamp = result.stamp;
  if (result.error) return take_failure(state, result);
  if (of_project) state.recipe = result.recipe;
  if (std::holds_alternative<PreviewJob>(result.request)) return;
  const bool opened = opens || state.project != result.project;
  if (opened && state.project == result.project && state.unsaved)  // done since the reload was asked for
    state.restored_session = autosave_from_json(autosave_json(state));
  if (opened) begin_project(state, result);
  const auto* step = std::get_if<StepJob>(&result.request);
  // An import that opens its project can be undone too: the project is then empty.
  if (!restores && (!opened || step)) remember_change(state, result);
  if (step)
    state.step_runs[step->step.name.empty() ? default_step_name(step->step) : step->step.name] = {
        result.elapsed_s, result.counts};
  if (result.map) take_new_map(state, result, opened);
  if (const auto* save = std::get_if<SaveJob>(&result.request)) take_saved(state, *save);
  if (opened && state.restored_session) return take_up_session(state);
  tell_result(state, result, opened);
}

}  // namespace agglo::viewer
