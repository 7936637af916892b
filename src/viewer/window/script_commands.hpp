// The commands that scripts know.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

class App;

/// What must be there before a command can do anything; without it the line is a fault.
enum class ScriptNeeds { nothing, map, project, form, table, time, page, dialog, comparison, tour };

/// kinds: one letter per argument: t text, n number, s switch on|off; capital letters may be left out.
struct ScriptCommand {
  const char *name, *kinds, *usage, *help;
  void (*perform)(App& app, const std::vector<std::string>& arguments);
  bool waits = false;  ///< the next line waits until no job is left
  ScriptNeeds needs = ScriptNeeds::nothing;
};

std::span<const ScriptCommand> script_commands();
/// What a line of a script does: performs the command and waits until the window has come to rest. Throws the
/// error that it ran into.
void run_command(App& app, const ScriptCommand& command, const std::vector<std::string>& arguments);
/// The number, or Error{usage} when it is not between the two.
double script_between(const std::string& text, double least, double most);
/// The whole number, or Error{usage} when it is none or not between the two.
int script_whole(const std::string& text, int least, int most);
/// Error{usage} when the name does not end in .png, or its folder is missing.
void check_png(const std::string& file);
/// Error{usage} when the pixel is outside the window.
void check_pixel(const App& app, const std::string& x, const std::string& y);
/// True for `yes`, false for `no`, else Error{usage}.
bool script_choice(const std::string& text, const char* yes, const char* no);
/// Null when there is none of this name.
const ScriptCommand* script_command(std::string_view name);

// The groups that script_commands() joins.
std::span<const ScriptCommand> main_script_commands();
std::span<const ScriptCommand> people_script_commands();

std::span<const ScriptCommand> find_script_commands();
std::span<const ScriptCommand> work_script_commands();
std::span<const ScriptCommand> data_script_commands();
std::span<const ScriptCommand> files_script_commands();
std::span<const ScriptCommand> robust_script_commands();
std::span<const ScriptCommand> fact_script_commands();
std::span<const ScriptCommand> style_script_commands();
std::span<const ScriptCommand> linked_script_commands();
std::span<const ScriptCommand> reach_script_commands();

/// Something that `expect` can compare.
struct ScriptFact {
  const char* name;
  std::string (*value)(const App& app);
};
std::span<const ScriptFact> script_facts();
// The groups that script_facts() joins.
std::span<const ScriptFact> main_script_facts();
std::span<const ScriptFact> people_script_facts();
std::span<const ScriptFact> find_script_facts();
std::span<const ScriptFact> work_script_facts();
std::span<const ScriptFact> data_script_facts();
std::span<const ScriptFact> style_script_facts();
std::span<const ScriptFact> linked_script_facts();
std::span<const ScriptFact> reach_script_facts();
std::span<const ScriptFact> files_script_facts();
std::span<const ScriptFact> robust_script_facts();

/// The layer that a name stands for: its name, its title, or the only one that starts so. Throws
/// Error{usage}.
std::string layer_named(const State& state, const std::string& name);

}  // namespace agglo::viewer
