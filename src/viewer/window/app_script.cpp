// Runs the steps of a script.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include "viewer/state/table_rows.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

std::span<const ScriptCommand> script_commands() {
  static const std::vector<ScriptCommand> all = [] {
    std::vector<ScriptCommand> joined;
    for (const std::span<const ScriptCommand> group : {main_script_commands(),    //
                                                       work_script_commands(),    //
                                                       people_script_commands(),  //
                                                       find_script_commands(),    //
                                                       data_script_commands(),    //
                                                       style_script_commands(),   //
                                                       linked_script_commands(),  //
                                                       reach_script_commands(),   //
                                                       files_script_commands(),   //
                                                       robust_script_commands(),  //
                                                       fact_script_commands()})
      joined.insert(joined.end(), group.begin(), group.end());
    return joined;
  }();
  return all;
}

const ScriptCommand* script_command(std::string_view name) {
  const auto all = script_commands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const ScriptCommand& c) { return name == c.name; });
  return found == all.end() ? nullptr : &*found;
}

namespace {

struct Need {
  bool there;
  const char *what, *hint;
};

Need need_of(const State& state, ScriptNeeds needs) {
  switch (needs) {
    case ScriptNeeds::map:
      return {state.map != nullptr, "there is no map", "open a project or import a file before"};
    case ScriptNeeds::project:
      return {!state.project.empty(), "no project is open", "open a project or import a file before"};
    case ScriptNeeds::form:
      return {!state.operation.empty(), "no form is shown", "write \"form OPERATION\" before"};
    case ScriptNeeds::table:
      return {shown_table(state) != nullptr, "no table is shown", "write \"table-of LAYER\" before"};
    case ScriptNeeds::time:
      return {state.time.range.on, "the time strip is closed", "write \"time FROM TO\" before"};
    case ScriptNeeds::page:
      return {state.page_editor.open, "the page editor is closed", "write \"command page.layout\" before"};
    case ScriptNeeds::dialog:
      return {state.dialog.has_value(), "no file dialog is open",
              "open one before, for example with \"command project.open\""};
    case ScriptNeeds::comparison:
      return {state.compare.has_value(), "nothing is compared", "write \"compare A B\" before"};
    case ScriptNeeds::tour:
      return {state.help.tour.has_value(), "the tour has not begun", "write \"command help.tour\" before"};
    case ScriptNeeds::nothing:
      break;
  }
  return {true, "", ""};
}

}  // namespace

double script_between(const std::string& text, double least, double most) {
  const double number = script_number(text);
  if (!(number >= least && number <= most))
    throw usage_error("found " + text, fmt::format("give {:g} to {:g}", least, most));
  return number;
}

int script_whole(const std::string& text, int least, int most) {
  const double number = script_number(text);
  if (!(number >= least && number <= most) || number != std::floor(number))
    throw usage_error("found " + text, fmt::format("give a whole number, {} to {}", least, most));
  return static_cast<int>(number);
}

void check_png(const std::string& file) {
  if (std::filesystem::path(file).extension() != ".png")
    throw usage_error("found \"" + file + "\"", "give a name that ends in .png");
  const auto folder = std::filesystem::absolute(file).parent_path();
  if (!std::filesystem::is_directory(folder))
    throw usage_error("there is no folder \"" + folder.string() + "\"", "create the folder first");
}

void check_pixel(const App& app, const std::string& x, const std::string& y) {
  int width = 1, height = 1;
  app.window.size(width, height);
  const double at_x = script_number(x), at_y = script_number(y);
  if (!(at_x >= 0 && at_x < width && at_y >= 0 && at_y < height))
    throw usage_error("the pixel " + x + " " + y + " is outside the window",
                      fmt::format("the window has {} x {} pixels", width, height));
}

bool script_choice(const std::string& text, const char* yes, const char* no) {
  if (text != yes && text != no)
    throw usage_error("found \"" + text + "\"", std::string("give ") + yes + " or " + no);
  return text == yes;
}

void run_command(App& app, const ScriptCommand& command, const std::vector<std::string>& arguments) {
  const std::size_t messages = app.state.messages.size();
  if (const Need need = need_of(app.state, command.needs); !need.there)
    throw usage_error(need.what, need.hint);
  command.perform(app, arguments);
  for (std::size_t k = messages; k < app.state.messages.size(); ++k)
    if (app.state.messages[k].kind == MessageKind::error)
      throw usage_error(app.state.messages[k].text, app.state.messages[k].hint);
  if (command.waits)
    app.wait_for_jobs();
  else
    app.settle();
}

void run_script(App& app, const std::vector<ScriptStep>& steps, const std::string& script_name) {
  for (const ScriptStep& step : steps) {
    if (step.command == "quit") return;
    try {
      run_command(app, *script_command(step.command), step.arguments);
    } catch (const Error& error) {
      throw Error(
          error.kind,
          script_name + ", line " + std::to_string(step.line) + " (" + step.text + "): " + error.message,
          error.hint);
    }
  }
}

}  // namespace agglo::viewer
