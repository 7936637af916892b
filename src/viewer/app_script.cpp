// What each command of a script does.
#include <algorithm>
#include <functional>
#include <map>

#include "viewer/app.hpp"

namespace agglo::viewer {

namespace {

/// The layer that a name stands for: its name, its title, or the only one that starts so.
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
      {"activity", PanelName::activity}, {"table", PanelName::table},     {"about", PanelName::about}};
  const auto found = names.find(name);
  if (found == names.end())
    throw usage_error("there is no panel \"" + name + "\"",
                      "panels: layers, details, form, activity, table, about");
  app.act(ShowPanel{found->second, open});
}

void import_file(App& app, const std::vector<std::string>& arguments) {
  app.act(SetFormFile{"import", arguments[0]});
  app.act(ShowForm{"import"});
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
  app.act(ZoomAt{script_number(arguments[0]),
                 placed ? script_number(arguments[1]) : app.state.camera.width * 0.5,
                 placed ? script_number(arguments[2]) : app.state.camera.height * 0.5});
}

void set_option(App& app, std::string key, const std::string& value) {
  if (app.state.operation.empty()) throw usage_error("no form is shown", "write \"form OPERATION\" before");
  std::replace(key.begin(), key.end(), '-', '_');
  if (key == "name")
    app.act(SetFormName{app.state.operation, value});
  else
    app.act(SetOption{app.state.operation, key, value});
  const auto& errors = app.state.forms[app.state.operation].errors;
  if (const auto error = errors.find(key); error != errors.end()) throw usage_error(error->second);
}

void point_at(App& app, const std::vector<std::string>& a, bool click) {
  app.window.input.push(
      MouseMove{static_cast<float>(script_number(a[0])), static_cast<float>(script_number(a[1]))});
  app.settle();
  if (!click) return;
  app.window.input.push(MouseButton{0, true});
  app.window.input.push(MouseButton{0, false});
}

void perform(App& app, const std::string& command, const std::vector<std::string>& a) {
  if (command == "open") app.act(OpenFile{a[0]});
  if (command == "import") import_file(app, a);
  if (command == "size")
    app.window.resize(static_cast<int>(script_number(a[0])), static_cast<int>(script_number(a[1])));
  if (command == "fit") app.act(FitAll{});
  if (command == "zoom") zoom(app, a);
  if (command == "pan") app.act(PanBy{script_number(a[0]), script_number(a[1])});
  if (command == "hover" || command == "click") point_at(app, a, command == "click");
  if (command == "layer") set_style(app, a[0], [&](Style& style) { style.visible = a[1] == "on"; });
  if (command == "opacity")
    set_style(app, a[0], [&](Style& style) {
      style.opacity = static_cast<float>(std::clamp(script_number(a[1]), 0.0, 1.0));
    });
  if (command == "select-cluster") select_cluster(app, script_number(a[0]));
  if (command == "form") app.act(ShowForm{a[0]});
  if (command == "set") set_option(app, a[0], a[1]);
  if (command == "run") app.act(RunForm{app.state.operation});
  if (command == "shot") app.take_shot(a[0]);
  if (command == "export") app.act(ExportView{a[0]});
  if (command == "save") app.act(SaveProject{});
  if (command == "panel") show_panel(app, a[0], a[1] == "open" || a[1] == "on");
  if (command == "theme") app.act(SetTheme{a[0] == "dark"});
  if (command == "measure")
    app.measure(a.empty() ? 120 : std::max(10, static_cast<int>(script_number(a[0]))));
}

bool waits(const std::string& command) {
  return command == "open" || command == "import" || command == "export" || command == "save" ||
         command == "wait";
}

}  // namespace

void run_script(App& app, const std::vector<ScriptStep>& steps, const std::string& script_name) {
  for (const ScriptStep& step : steps) {
    if (step.command == "quit") return;
    try {
      const std::size_t messages = app.state.messages.size();
      perform(app, step.command, step.arguments);
      for (std::size_t k = messages; k < app.state.messages.size(); ++k)
        if (app.state.messages[k].kind == MessageKind::error)
          throw usage_error(app.state.messages[k].text, app.state.messages[k].hint);
      if (waits(step.command))
        app.wait_for_jobs();
      else
        app.settle();
    } catch (const Error& error) {
      throw Error(
          error.kind,
          script_name + ", line " + std::to_string(step.line) + " (" + step.text + "): " + error.message,
          error.hint);
    }
  }
}

}  // namespace agglo::viewer
