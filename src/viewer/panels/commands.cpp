#include "viewer/panels/commands.hpp"

#include <algorithm>
#include <vector>

namespace agglo::viewer {

std::span<const Command> commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> joined;
    for (const std::span<const Command> group : {help_commands(),     //
                                                 project_commands(),  //
                                                 session_commands(),  //
                                                 edit_commands(),     //
                                                 find_commands(),     //
                                                 select_commands(),   //
                                                 files_commands(),    //
                                                 view_commands(),     //
                                                 data_commands(),     //
                                                 style_commands(),    //
                                                 people_commands()})
      joined.insert(joined.end(), group.begin(), group.end());
    return joined;
  }();
  return all;
}

void perform_command(const State& state, std::string_view id, Actions& out) {
  const auto all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command& c) { return id == c.id; });
  if (found == all.end())
    throw usage_error("there is no command \"" + std::string(id) + "\"",
                      "the command palette (Ctrl+Shift+P) and docs/viewer.md list them");
  if (!found->enabled || found->enabled(state)) found->perform(state, out);
}

const Command* command_of_key(const State& state, int key, int mods) {
  const bool chord = (mods & (Keys::kControl | Keys::kAlt)) != 0;
  const int wanted = chord ? mods & (Keys::kControl | Keys::kAlt | Keys::kShift) : 0;
  for (const Command& command : commands())
    if (command.shortcut.key == key && command.shortcut.mods == wanted &&
        (!command.enabled || command.enabled(state)))
      return &command;
  return nullptr;
}

bool key_is_for_panels(const State& state, bool typing, int key, int mods) {
  const bool function_key = key >= Keys::kF1 && key < Keys::kF1 + 12;
  if (function_key) return false;
  if (typing) {
    // Texts are edited with Ctrl+A, C, V, X, Y, Z and Ctrl with the arrows.
    const bool edits = std::string_view("ACVXYZ").find(static_cast<char>(key)) != std::string_view::npos;
    return !(mods & Keys::kControl) || (!(mods & Keys::kShift) && (edits || key >= Keys::kEscape));
  }
  const bool walks = key == Keys::kEnter || key == Keys::kTab || key == Keys::kSpace ||
                     (key >= Keys::kRight && key <= Keys::kEnd);
  const bool chord = (mods & (Keys::kControl | Keys::kAlt)) != 0;
  const bool elsewhere = state.help.keyboard != KeyboardPlace::map || state.help.open != HelpWindow::none;
  return elsewhere && walks && !chord;
}

}  // namespace agglo::viewer
