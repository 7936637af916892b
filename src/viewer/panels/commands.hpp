// Commands: what a user can do without a form, in one table. Menus, keyboard and command palette come from
// it.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "viewer/state/actions.hpp"

namespace agglo::viewer {

/// Keys by the codes of GLFW; letters and digits are their ASCII codes.
struct Keys {
  static constexpr int kEscape = 256, kEnter = 257, kTab = 258, kBackspace = 259, kDelete = 261, kRight = 262,
                       kLeft = 263, kDown = 264, kUp = 265, kPageUp = 266, kPageDown = 267, kHome = 268,
                       kEnd = 269, kSpace = 32, kMinus = 45, kEqual = 61, kPadMinus = 333, kPadPlus = 334,
                       kF1 = 290;
  static constexpr int kShift = 1, kControl = 2, kAlt = 4;
};

struct Shortcut {
  int key = 0, mods = 0;  ///< key 0 = none
  const char* name = "";  ///< as menus show it: "Ctrl+O"
};

enum class Menu { project, edit, select, view, language, help, none };

struct Command {
  const char* id;     ///< "project.open": for scripts
  Menu menu;          ///< none = only in the palette and on the keyboard
  const char* title;  ///< English; shown through tr()
  Shortcut shortcut = {};
  bool line_above = false;                  ///< a separator in the menu
  bool (*enabled)(const State&) = nullptr;  ///< null = always
  bool (*ticked)(const State&) = nullptr;   ///< null = no tick
  void (*perform)(const State&, Actions&) = nullptr;
  std::string (*live_title)(const State&) = nullptr;  ///< translated, for menus; null = `title`
};

/// All commands, in the order of menus.
std::span<const Command> commands();
struct MenuEntry {
  const Command* command;
  bool line_above;
};
/// The commands of a menu from top to bottom.
std::vector<MenuEntry> menu_entries(Menu menu);
/// Pushes the actions of a command if it is enabled. Throws Error{usage} for an unknown id.
void perform_command(const State& state, std::string_view id, Actions& out);
/// The first enabled command of a key in the present State, or null. Shift matters only with Ctrl or Alt.
const Command* command_of_key(const State& state, int key, int mods);
/// Every key and what it does, in the window's language: plain keys first, then those with Shift, Ctrl and
/// Alt, each in order. A key that does several things, as what is open decides, has one line.
std::vector<std::pair<std::string, std::string>> shortcuts_in_order();
/// True when a key belongs to a field, a list or the panel that has the keyboard, and is no shortcut.
/// `typing`: a text field has the keyboard.
bool key_is_for_panels(const State& state, bool typing, int key, int mods);

// The groups that commands() joins.
std::span<const Command> project_commands();
std::span<const Command> session_commands();
std::span<const Command> edit_commands();
std::span<const Command> find_commands();
std::span<const Command> data_commands();  // table and time
std::span<const Command> select_commands();
std::span<const Command> reach_commands();
std::span<const Command> files_commands();
std::span<const Command> view_commands();
std::span<const Command> people_commands();
std::span<const Command> style_commands();
std::span<const Command> help_commands();

inline bool has_map(const State& state) {
  return state.map != nullptr;
}
inline bool has_project(const State& state) {
  return !state.project.empty();
}

}  // namespace agglo::viewer
