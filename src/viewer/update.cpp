#include <algorithm>
#include <cmath>

#include "agglo/project.hpp"
#include "viewer/actions.hpp"
#include "viewer/files.hpp"
#include "viewer/pick.hpp"
#include "viewer/results.hpp"
#include "viewer/table_rows.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kMostUndo = 100;

std::string title_of(const Operation& op) {
  return op.title.empty() ? op.name : op.title;
}

LayerView* mutable_layer(State& state, const std::string& name) {
  return const_cast<LayerView*>(find_layer(state, name));
}

void remember(State& state) {
  state.undo.push_back(state.layers);
  if (state.undo.size() > kMostUndo) state.undo.erase(state.undo.begin());
  state.redo.clear();
  state.unsaved = true;
}

void open_right(State& state, RightTab tab) {
  state.show_right = true;
  state.right_tab = tab;
  ++state.right_tab_serial;
}

void refresh_hover(State& state) {
  state.hover = state.cursor_on_map ? pick(state, state.cursor_x, state.cursor_y) : std::nullopt;
}

Box box_of_row(const SceneLayer& layer, std::uint32_t row) {
  Box box;
  if (layer.points_only)
    box.extend((*layer.x)[row], (*layer.y)[row]);
  else if (layer.shapes)
    box = layer.shapes->box(row);
  return box;
}

/// A job that needs the scene anew: another column to colour or label by.
bool needs_new_scene(const Style& before, const Style& after) {
  const bool classes = before.colour_by != after.colour_by || before.label_by != after.label_by;
  const bool classed_look =
      !after.colour_by.empty() && (before.fill != after.fill || before.stroke != after.stroke ||
                                   before.hatch != after.hatch || before.mark != after.mark);
  return classes || classed_look;
}

struct Updater {
  State& state;
  Jobs& jobs;

  void operator()(const OpenFile& a) {
    if (!std::filesystem::exists(a.file))
      throw failure("there is no file \"" + a.file.string() + "\"", "check the path");
    const bool maybe_project = a.file.extension() == ".gpkg";
    if (maybe_project && is_project(a.file)) {
      jobs.submit(OpenProjectJob{a.file}, "Open " + a.file.filename().string());
      return;
    }
    operator()(SetFormFile{"import", a.file.string()});
    operator()(ShowForm{"import"});
  }
  void operator()(const SaveProject&) {
    if (state.project.empty())
      throw usage_error("there is nothing to save yet", "open a project or import a file");
    jobs.submit(SaveJob{styles_of(state), state.camera}, "Save");
  }
  void operator()(const ExportView& a) {
    if (!state.map) throw usage_error("there is no map to export", "open a project or import a file");
    ExportJob job;
    job.scene = state.map->scene;
    job.file = a.file;
    job.scene.layers = printed_layers(state);
    job.page.extent_m = view_box(state.camera);
    job.page.title = state.project.stem().string();
    const bool portrait = state.camera.height > state.camera.width;
    job.page.layout = portrait ? "a4-portrait" : "a4-landscape";
    jobs.submit(std::move(job), "Export " + a.file.filename().string());
  }
  void operator()(const JobsChanged&) {
    for (JobResult& result : jobs.take_results()) apply_result(state, result);
    state.jobs = jobs.list();
    refresh_hover(state);
  }
  void operator()(const CancelJob& a) { jobs.cancel(a.id); }
  void operator()(const Quit&) { state.quit = true; }

  void operator()(const ResizeMap& a) {
    state.camera.width = std::max(1, a.width);
    state.camera.height = std::max(1, a.height);
    if (state.fit_when_sized && state.map) show_start(state);
  }
  void operator()(const PanBy& a) {
    pan(state.camera, a.dx, a.dy);
    refresh_hover(state);
  }
  void operator()(const ZoomAt& a) {
    zoom_at(state.camera, a.factor, a.x, a.y);
    refresh_hover(state);
  }
  void operator()(const FitAll&) {
    if (state.map) fit(state.camera, state.map->scene.extent_m);
  }
  void operator()(const FitLayer& a) {
    const auto index = scene_index(state, a.layer);
    if (!index) return;
    const PreparedLayer& prepared = state.map->prepared[*index];
    Box box;
    if (prepared.points) box.extend(prepared.points->box());
    if (prepared.boxes)
      for (const Box& b : *prepared.boxes) box.extend(b);
    fit(state.camera, box);
  }
  void operator()(const HoverAt& a) {
    state.cursor_x = a.x;
    state.cursor_y = a.y;
    state.cursor_on_map = true;
    refresh_hover(state);
  }
  void operator()(const HoverOff&) {
    state.cursor_on_map = false;
    state.hover.reset();
  }
  void operator()(const ClickAt& a) {
    const auto hit = pick(state, a.x, a.y);
    if (!hit) {
      if (!a.add) state.selection = {};
      return;
    }
    operator()(SelectRow{state.map->scene.layers[hit->layer].name, hit->row, false, a.add});
    open_right(state, RightTab::inspect);
  }
  void operator()(const SelectRow& a) {
    const auto index = scene_index(state, a.layer);
    if (!index || a.row >= row_count(state.map->scene.layers[*index])) return;
    auto& rows = state.selection.rows;
    if (!a.add || state.selection.layer != a.layer) state.selection = {a.layer, {}};
    const auto there = std::find(rows.begin(), rows.end(), a.row);
    if (there != rows.end())
      rows.erase(there);
    else
      rows.push_back(a.row);
    const SceneLayer& layer = state.map->scene.layers[*index];
    if (state.table.layer != a.layer && layer.role == Role::result && layer.kind == "clusters")
      operator()(ShowTable{a.layer});
    if (state.table.layer == a.layer) scroll_to_row(state.table, a.row);
    if (a.zoom) {
      Box box = box_of_row(layer, a.row);
      const double least = 0.3 * std::max(box.width(), box.height());
      fit(state.camera, box, 24 + 0.25 * std::min(state.camera.width, state.camera.height));
      if (!(least > 0)) state.camera.metres_per_pixel = std::max(state.camera.metres_per_pixel, 2.0);
    }
  }
  void operator()(const ClearSelection&) { state.selection = {}; }

  void operator()(const SetStyle& a) {
    LayerView* view = mutable_layer(state, a.layer);
    if (!view || view->style == a.style) return;
    remember(state);
    const bool remake = needs_new_scene(view->style, a.style);
    view->style = a.style;
    if (remake) {
      view->hidden.clear();
      jobs.submit(RemakeSceneJob{styles_of(state)}, "Redraw " + view->title);
    }
  }
  void operator()(const MoveLayer& a) {
    const LayerView* view = find_layer(state, a.layer);
    if (!view) return;
    const auto from = view - state.layers.data();
    const auto to = from + (a.up > 0 ? 1 : -1);
    if (to < 0 || to >= static_cast<std::ptrdiff_t>(state.layers.size())) return;
    remember(state);
    std::swap(state.layers[static_cast<std::size_t>(from)], state.layers[static_cast<std::size_t>(to)]);
  }
  void operator()(const ToggleCategory& a) {
    LayerView* view = mutable_layer(state, a.layer);
    if (!view) return;
    if (view->hidden.size() <= a.category) view->hidden.resize(a.category + 1, 0);
    view->hidden[a.category] = view->hidden[a.category] ? 0 : 1;
  }
  void operator()(const UnfoldStyle& a) { state.styled_layer = a.layer; }
  void operator()(const Undo&) { swap_history(state.undo, state.redo); }
  void operator()(const Redo&) { swap_history(state.redo, state.undo); }

  void swap_history(std::vector<std::vector<LayerView>>& from, std::vector<std::vector<LayerView>>& to) {
    if (from.empty()) return;
    to.push_back(state.layers);
    const std::vector<LayerView> before = state.layers;
    restore_layers(state, from.back());
    from.pop_back();
    state.unsaved = true;
    for (const LayerView& view : state.layers) {
      const auto old =
          std::find_if(before.begin(), before.end(), [&](const LayerView& v) { return v.name == view.name; });
      if (old != before.end() && needs_new_scene(old->style, view.style)) {
        jobs.submit(RemakeSceneJob{styles_of(state)}, "Redraw");
        return;
      }
    }
  }

  void operator()(const ShowTable& a) {
    if (state.table.layer != a.layer) state.table = TableView{};
    state.table.layer = a.layer;
    state.show_table = true;
    refresh_rows(state);
  }
  void operator()(const SortTable& a) {
    state.table.sort_column = a.column;
    state.table.descending = a.descending;
    refresh_rows(state);
  }
  void operator()(const FilterTable& a) {
    state.table.filter = a.text;
    refresh_rows(state);
  }

  void operator()(const ShowForm& a) {
    state.operation = operation(a.operation).name;
    state.forms[state.operation];
    open_right(state, RightTab::form);
  }
  void operator()(const SetOption& a) {
    const Operation& op = operation(a.operation);
    const auto field = std::find_if(op.options.begin(), op.options.end(),
                                    [&](const OptionField& f) { return f.key == a.key; });
    if (field == op.options.end()) throw usage_error(op.name + " has no option \"" + a.key + "\"");
    FormValues& form = state.forms[op.name];
    form.text[a.key] = a.text;
    form.errors.erase(a.key);
    try {
      parse_option(*field, a.text);
    } catch (const Error& error) {
      form.errors[a.key] = error.hint.empty() ? error.message : error.hint;
    }
  }
  void operator()(const ResetOption& a) {
    FormValues& form = state.forms[a.operation];
    form.text.erase(a.key);
    form.errors.erase(a.key);
  }
  void operator()(const SetFormFile& a) {
    state.forms[a.operation].file = a.file;
    if (state.project.empty() && !a.file.empty()) {
      std::filesystem::path target = a.file;
      while (!target.extension().empty()) target.replace_extension();
      const std::string stem = target.string();
      target = stem + (stem + ".gpkg" == a.file ? "_project.gpkg" : ".gpkg");
      state.import_project = target.string();
    }
  }
  void operator()(const SetFormName& a) { state.forms[a.operation].name = a.name; }
  void operator()(const SetImportProject& a) { state.import_project = a.file; }
  void operator()(const RunForm& a) {
    const Operation& op = operation(a.operation);
    const bool import = op.kind == OperationKind::import;
    if (state.project.empty() && !import)
      throw usage_error("no project is open", "open a project or import a file first");
    if (state.project.empty() && state.import_project.empty())
      throw usage_error("the project to import into has no file name", "give one");
    StepJob job{step_of(state, op), state.import_project, styles_of(state)};
    jobs.submit(std::move(job),
                import ? "Import " + std::filesystem::path(state.forms[op.name].file).filename().string()
                       : title_of(op));
    state.jobs = jobs.list();
    open_right(state, RightTab::activity);
  }
  void operator()(const CopyCommand& a) {
    const std::string project = !state.project.empty() ? state.project.string() : state.import_project;
    state.clipboard =
        step_command(step_of(state, operation(a.operation)), project.empty() ? "project.gpkg" : project);
    state.messages.push_back({MessageKind::note, "Copied as command", state.clipboard, ""});
  }

  void operator()(const ShowPanel& a) {
    if (a.panel == PanelName::layers) state.show_left = a.open;
    if (a.panel == PanelName::table) state.show_table = a.open;
    if (a.panel == PanelName::about) state.show_about = a.open;
    if (a.panel == PanelName::inspect || a.panel == PanelName::form || a.panel == PanelName::activity) {
      if (!a.open) {
        state.show_right = false;
        return;
      }
      open_right(state, a.panel == PanelName::inspect ? RightTab::inspect
                        : a.panel == PanelName::form  ? RightTab::form
                                                      : RightTab::activity);
      if (a.panel == PanelName::activity) state.unread_errors = 0;
    }
    if (a.panel == PanelName::table && a.open && state.table.layer.empty()) choose_table(state);
  }
  void operator()(const SetTheme& a) { state.dark = a.dark; }
  void operator()(const ShowDialog& a) { open_dialog(state, a.purpose, a.operation, a.key); }
  void operator()(const DialogGoTo& a) {
    if (state.dialog) list_directory(*state.dialog, a.directory);
  }
  void operator()(const DialogFilter& a) {
    if (state.dialog) state.dialog->filter = a.text;
  }
  void operator()(const DialogName& a) {
    if (state.dialog) state.dialog->name = a.name;
  }
  void operator()(const DialogAccept&) {
    if (!state.dialog) return;
    if (const auto action = accept_dialog(*state.dialog)) {
      state.dialog.reset();
      update(state, *action, jobs);
    }
  }
  void operator()(const DialogClose&) { state.dialog.reset(); }
  void operator()(const ClearMessages&) {
    state.messages.clear();
    state.unread_errors = 0;
  }
};

}  // namespace

void update(State& state, const Action& action, Jobs& jobs) {
  try {
    std::visit(Updater{state, jobs}, action);
  } catch (const Error& error) {
    add_error(state, "", error);
  }
}

}  // namespace agglo::viewer
