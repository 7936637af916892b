#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

template <HelpWindow window>
void show(const State&, Actions& out) {
  out.push_back(ShowHelp{window});
}

KeyboardPlace next_place(const State& state, bool forward) {
  const auto there = [&](KeyboardPlace place) {
    return place == KeyboardPlace::map || (place == KeyboardPlace::left && state.show_left) ||
           (place == KeyboardPlace::right && state.show_right) ||
           (place == KeyboardPlace::bottom && state.show_table);
  };
  int place = static_cast<int>(state.help.keyboard);
  do place = (place + (forward ? 1 : 3)) % 4;
  while (!there(static_cast<KeyboardPlace>(place)));
  return static_cast<KeyboardPlace>(place);
}

constexpr std::array kCommands{
    Command{.id = "help.close",
            .menu = Menu::none,
            .title = "Close the help",
            .shortcut = {Keys::kEscape, 0, "Esc"},
            .enabled = [](const State& state) { return state.help.open != HelpWindow::none; },
            .perform = show<HelpWindow::none>},
    Command{.id = "help.close-about",
            .menu = Menu::none,
            .title = "Close the help",
            .shortcut = {Keys::kEscape, 0, "Esc"},
            .enabled = [](const State& state) { return state.show_about; },
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowPanel{PanelName::about, false});
                }},
    Command{.id = "keyboard.map",
            .menu = Menu::none,
            .title = "Keyboard back to the map",
            .shortcut = {Keys::kEscape, 0, "Esc"},
            .enabled = [](const State& state) { return state.help.keyboard != KeyboardPlace::map; },
            .perform = [](const State&, Actions& out) { out.push_back(MoveKeyboard{KeyboardPlace::map}); }},
    Command{.id = "help.palette",
            .menu = Menu::help,
            .title = "Commands…",
            .shortcut = {'P', Keys::kControl | Keys::kShift, "Ctrl+Shift+P"},
            .perform = show<HelpWindow::palette>},
    Command{.id = "help.shortcuts",
            .menu = Menu::help,
            .title = "Keyboard",
            .shortcut = {Keys::kF1, 0, "F1"},
            .perform = show<HelpWindow::shortcuts>},
    Command{.id = "help.terms", .menu = Menu::help, .title = "Terms", .perform = show<HelpWindow::terms>},
    Command{.id = "help.tour",
            .menu = Menu::help,
            .title = "Tour",
            .perform = [](const State&, Actions& out) { out.push_back(StartTour{}); }},
    Command{.id = "keyboard.next",
            .menu = Menu::none,
            .title = "Keyboard to the next panel",
            .shortcut = {Keys::kF1 + 5, 0, "F6"},
            .perform = [](const State& state,
                          Actions& out) { out.push_back(MoveKeyboard{next_place(state, true)}); }},
    Command{.id = "keyboard.previous",
            .menu = Menu::none,
            .title = "Keyboard to the panel before",
            .shortcut = {Keys::kF1 + 5, Keys::kControl, "Ctrl+F6"},
            .perform = [](const State& state,
                          Actions& out) { out.push_back(MoveKeyboard{next_place(state, false)}); }},
    Command{.id = "keyboard.panels",
            .menu = Menu::none,
            .title = "Keyboard to the panels",
            .shortcut = {Keys::kTab, 0, "Tab"},
            .enabled = [](const State& state) { return state.help.keyboard == KeyboardPlace::map; },
            .perform = [](const State& state,
                          Actions& out) { out.push_back(MoveKeyboard{next_place(state, true)}); }},
    Command{.id = "help.about",
            .menu = Menu::help,
            .title = "About agglo",
            .line_above = true,
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowPanel{PanelName::about, true});
                }},
};

}  // namespace

std::span<const Command> help_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
