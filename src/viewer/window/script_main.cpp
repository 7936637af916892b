// Commands of scripts: files, map, layers, forms, window.
#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "viewer/panels/commands.hpp"
#include "viewer/state/form_groups.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

void set_style(App& app, const std::string& name, const std::function<void(Style&)>& change) {
  const std::string layer = layer_named(app.state, name);
  Style style = find_layer(app.state, layer)->style;
  change(style);
  app.act(SetStyle{layer, style});
}

void select_cluster(App& app, double number) {
  const Layer* layer = app.state.map ? app.state.map->data.last_result("clusters") : nullptr;
  if (!layer || !layer->table)
    throw usage_error("there are no clusters to select from", "run dbscan or hdbscan first");
  const Column* column = layer->table->find("cluster");
  for (std::uint32_t row = 0; row < layer->table->row_count; ++row)
    if ((column ? column->number(row) : static_cast<double>(row)) == number) {
      app.act(SelectRow{layer->name, row, true});
      app.act(ShowPanel{PanelName::inspect, true});
      return;
    }
  throw usage_error("there is no such cluster in layer \"" + layer->name + "\"");
}

void show_panel(App& app, const std::string& name, bool open) {
  static const std::map<std::string, PanelName> names{
      {"layers", PanelName::layers},     {"details", PanelName::inspect}, {"form", PanelName::form},
      {"activity", PanelName::activity}, {"history", PanelName::history}, {"table", PanelName::table},
      {"charts", PanelName::charts},     {"about", PanelName::about}};
  const auto found = names.find(name);
  if (found == names.end())
    throw usage_error("there is no panel \"" + name + "\"",
                      "panels: layers, details, form, history, activity, table, charts, about");
  app.act(ShowPanel{found->second, open});
}

void import_file(App& app, const std::vector<std::string>& arguments) {
  app.act(SetFormFile{"import", arguments[0]});
  app.act(ShowForm{"import"});
  if (arguments.size() > 2) app.act(SetImportProject{arguments[2]});
  if (arguments.size() > 1)
    for (const OptionField& field : operation("import").options) {
      const auto& choices = field.info.choices;
      if (std::find(choices.begin(), choices.end(), "establishments") != choices.end())
        app.act(SetOption{"import", field.key, arguments[1]});
    }
  app.act(RunForm{"import"});
}

void zoom(App& app, const std::vector<std::string>& arguments) {
  const bool placed = arguments.size() == 3;
  const Camera& camera = app.state.camera;
  app.act(ZoomAt{script_between(arguments[0], 0.001, 1000),
                 placed ? script_between(arguments[1], 0, camera.width) : camera.width * 0.5,
                 placed ? script_between(arguments[2], 0, camera.height) : camera.height * 0.5});
}

/// What the file to import is known to hold; null before it has been looked into.
const FilePreview* file_to_import(App& app) {
  if (app.state.operation == "import" && app.state.import_preview.job != 0) app.wait_for_jobs();
  return app.state.operation == "import" ? app.state.import_preview.found.get() : nullptr;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void set_option(App& app, std::string key, const std::string& value) {
  std::replace(key.begin(), key.end(), '-', '_');
  if (key == "name")
    app.act(SetFormName{app.state.operation, value});
  else
    app.act(SetOption{app.state.operation, key, value});
  const auto& errors = app.state.forms[app.state.operation].errors;
  if (const auto error = errors.find(key); error != errors.end()) throw usage_error(error->second);
}

void point_at(App& app, const std::vector<std::string>& a, bool click) {
  check_pixel(app, a[0], a[1]);
  app.window.input.push(
      MouseMove{static_cast<float>(script_number(a[0])), static_cast<float>(script_number(a[1]))});
  app.settle();
  if (!click) return;
  app.window.input.push(MouseButton{0, true});
  app.window.input.push(MouseButton{0, false});
}

void turn_wheel(App& app, double steps, double x, double y) {
  app.window.input.push(MouseMove{static_cast<float>(x), static_cast<float>(y)});
  app.settle();
  app.window.input.push(MouseWheel{0, static_cast<float>(steps)});
}

using Words = std::vector<std::string>;

void menu_command(App& app, const Words& a) {
  for (const Command& command : commands())
    if (a[0] == command.id && command.enabled && !command.enabled(app.state))
      throw usage_error("\"" + a[0] + "\" cannot be done now", "its entry in the menus is grey");
  app.perform(a[0]);
}

void choose_column(App& app, const Words& a) {
  const std::vector<std::string> fields = import_fields_of_form(app.state);
  if (std::find(fields.begin(), fields.end(), a[0]) == fields.end())
    throw usage_error("the form has no field \"" + a[0] + "\"", "fields: " + joined(fields));
  const FilePreview* file = file_to_import(app);
  const bool names_one = a[1] != "automatic" && a[1] != "none";
  if (names_one && file && !file->columns.empty() && !import_column_named(file->columns, a[1]))
    throw usage_error("the file has no column \"" + a[1] + "\"", "columns: " + joined(file->columns));
  std::optional<std::string> column;
  if (a[1] != "automatic") column = a[1] == "none" ? "" : a[1];
  app.act(ChooseImportColumn{a[0], column});
}

constexpr std::array kCommands{
    ScriptCommand{"open", "t", "open FILE", "open a project",
                  [](App& app, const Words& a) { app.act(OpenFile{a[0]}); }, true},
    ScriptCommand{"import", "tTT", "import FILE [ROLE [PROJECT]]",
                  "import a file as establishments, zones ... into this project when none is open",
                  import_file, true},
    ScriptCommand{"size", "nn", "size W H", "size of the window",
                  [](App& app, const Words& a) {
                    const ScriptSize size = window_size(a[0], a[1]);
                    app.window.resize(size.width, size.height);
                  }},
    ScriptCommand{"fit", "", "fit", "show all data", [](App& app, const Words&) { app.act(FitAll{}); }, false,
                  ScriptNeeds::map},
    ScriptCommand{"zoom", "nNN", "zoom FACTOR [X Y]", "magnify, about the middle or a pixel of the map", zoom,
                  false, ScriptNeeds::map},
    ScriptCommand{"pan", "nn", "pan DX DY", "move the map by pixels",
                  [](App& app, const Words& a) {
                    app.act(PanBy{script_between(a[0], -16000, 16000), script_between(a[1], -16000, 16000)});
                  },
                  false, ScriptNeeds::map},
    ScriptCommand{"hover", "nn", "hover X Y", "put the pointer on a pixel of the window",
                  [](App& app, const Words& a) { point_at(app, a, false); }},
    ScriptCommand{"click", "nn", "click X Y", "click there",
                  [](App& app, const Words& a) { point_at(app, a, true); }},
    ScriptCommand{"wheel", "nnn", "wheel STEPS X Y", "turn the wheel over a pixel of the window",
                  [](App& app, const Words& a) {
                    check_pixel(app, a[1], a[2]);
                    turn_wheel(app, script_number(a[0]), script_number(a[1]), script_number(a[2]));
                  }},
    ScriptCommand{"layer", "ts", "layer NAME on|off", "show or hide a layer",
                  [](App& app, const Words& a) {
                    set_style(app, a[0], [&](Style& style) { style.visible = a[1] == "on"; });
                  },
                  false, ScriptNeeds::map},
    ScriptCommand{"opacity", "tn", "opacity NAME V", "opacity of a layer, 0 to 1",
                  [](App& app, const Words& a) {
                    set_style(app, a[0], [&](Style& style) {
                      style.opacity = static_cast<float>(script_between(a[1], 0, 1));
                    });
                  },
                  false, ScriptNeeds::map},
    ScriptCommand{"select-cluster", "n", "select-cluster N", "select and zoom to a cluster by its number",
                  [](App& app, const Words& a) { select_cluster(app, script_number(a[0])); }, false,
                  ScriptNeeds::map},
    ScriptCommand{"form", "t", "form OPERATION", "show the form of an operation",
                  [](App& app, const Words& a) { app.act(ShowForm{a[0]}); }},
    ScriptCommand{"set", "tt", "set KEY VALUE", "fill in an option of that form",
                  [](App& app, const Words& a) { set_option(app, a[0], a[1]); }, false, ScriptNeeds::form},
    ScriptCommand{"column", "tt", "column FIELD COLUMN",
                  "which column of the file to import holds a field: its name, automatic, or none",
                  choose_column, false, ScriptNeeds::form},
    ScriptCommand{"run", "", "run", "run that form",
                  [](App& app, const Words&) { app.act(RunForm{app.state.operation}); }, false,
                  ScriptNeeds::form},
    ScriptCommand{"wait", "", "wait", "until nothing runs", [](App&, const Words&) {}, true},
    ScriptCommand{"command", "t", "command ID", "a command of the menus by its id, such as view.all",
                  menu_command},
    ScriptCommand{"shot", "t", "shot FILE", "picture of the window as PNG",
                  [](App& app, const Words& a) {
                    check_png(a[0]);
                    app.take_shot(a[0]);
                  }},
    ScriptCommand{"export", "t", "export FILE", "the view as a printed map: .pdf .svg .png",
                  [](App& app, const Words& a) { app.act(ExportView{a[0]}); }, true, ScriptNeeds::map},
    ScriptCommand{"save", "", "save", "save styles and view in the project",
                  [](App& app, const Words&) { app.act(SaveProject{}); }, true, ScriptNeeds::project},
    ScriptCommand{"panel", "ts", "panel NAME open|close",
                  "layers, details, form, history, activity, table, charts",
                  [](App& app, const Words& a) { show_panel(app, a[0], a[1] == "open" || a[1] == "on"); }},
    ScriptCommand{"theme", "t", "theme light|dark", "colours of the window",
                  [](App& app, const Words& a) { app.act(SetTheme{script_choice(a[0], "dark", "light")}); }},
    ScriptCommand{
        "measure", "N", "measure [FRAMES]", "print ms per frame for pan, zoom and idle as JSON",
        [](App& app, const Words& a) { app.measure(a.empty() ? 120 : script_whole(a[0], 10, 100'000)); },
        false, ScriptNeeds::map},
    ScriptCommand{"quit", "", "quit", "end", nullptr}};

}  // namespace

std::string layer_named(const State& state, const std::string& name) {
  for (const LayerView& view : state.layers)
    if (view.name == name || view.title == name) return view.name;
  std::vector<std::string> starts;
  std::string known;
  for (const LayerView& view : state.layers) {
    if (view.name.starts_with(name) || view.title.starts_with(name)) starts.push_back(view.name);
    known += (known.empty() ? "" : ", ") + view.name;
  }
  if (starts.size() == 1) return starts.front();
  throw usage_error("there is no layer \"" + name + "\"", "layers: " + known);
}

std::span<const ScriptCommand> main_script_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
