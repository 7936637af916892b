#include <array>

#include "viewer/panels/commands.hpp"
#include "viewer/state/history.hpp"

namespace agglo::viewer {

namespace {

constexpr std::array kCommands{
    Command{.id = "edit.undo",
            .menu = Menu::edit,
            .title = "Undo",
            .shortcut = {'Z', Keys::kControl, "Ctrl+Z"},
            .enabled = [](const State& state) { return !state.undo.empty(); },
            .perform = [](const State&, Actions& out) { out.push_back(Undo{}); },
            .live_title = undo_title},
    Command{.id = "edit.redo",
            .menu = Menu::edit,
            .title = "Redo",
            .shortcut = {'Y', Keys::kControl, "Ctrl+Y"},
            .enabled = [](const State& state) { return !state.redo.empty(); },
            .perform = [](const State&, Actions& out) { out.push_back(Redo{}); },
            .live_title = redo_title},
};

}  // namespace

std::span<const Command> edit_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
