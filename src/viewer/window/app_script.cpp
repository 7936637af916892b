// Runs the steps of a script.
#include <algorithm>
#include <vector>

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

void run_command(App& app, const ScriptCommand& command, const std::vector<std::string>& arguments) {
  const std::size_t messages = app.state.messages.size();
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
