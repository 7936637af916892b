#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

bool has_time(const State& state) {
  return state.time.range.on;
}

bool has_table(const State& state) {
  return !state.table.layer.empty();
}

constexpr std::array kCommands{
    Command{
        .id = "time.strip",
        .menu = Menu::view,
        .title = "Time strip",
        .shortcut = {'T', 0, "T"},
        .enabled = [](const State& state) { return state.time.range.on || has_dates(state); },
        .ticked = has_time,
        .perform = [](const State& state, Actions& out) { out.push_back(ShowTime{!state.time.range.on}); }},
    Command{
        .id = "time.play",
        .menu = Menu::none,
        .title = "Play or pause the time",
        .shortcut = {Keys::kSpace, 0, "Space"},
        .enabled = has_time,
        .perform = [](const State& state, Actions& out) { out.push_back(PlayTime{!state.time.playing}); }},
    Command{.id = "time.forward",
            .menu = Menu::none,
            .title = "One step on in time",
            .shortcut = {'.', 0, "."},
            .enabled = has_time,
            .perform = [](const State&, Actions& out) { out.push_back(StepTime{1}); }},
    Command{.id = "time.back",
            .menu = Menu::none,
            .title = "One step back in time",
            .shortcut = {',', 0, ","},
            .enabled = has_time,
            .perform = [](const State&, Actions& out) { out.push_back(StepTime{-1}); }},
    Command{.id = "table.selected-only",
            .menu = Menu::select,
            .title = "Table of selected rows only",
            .line_above = true,
            .enabled = has_table,
            .ticked = [](const State& state) { return state.table.selected_only; },
            .perform = [](const State& state,
                          Actions& out) { out.push_back(ShowSelectedOnly{!state.table.selected_only}); }},
    Command{.id = "table.select-all",
            .menu = Menu::select,
            .title = "Select the rows of the table",
            .enabled = [](const State& state) { return !state.table.rows.empty(); },
            .perform = [](const State&, Actions& out) { out.push_back(SelectTableRows{}); }},
    Command{.id = "table.copy",
            .menu = Menu::edit,
            .title = "Copy selected rows",
            .shortcut = {'C', Keys::kControl, "Ctrl+C"},
            .enabled =
                [](const State& state) {
                  return !state.selection.empty() && state.selection.layer == state.table.layer;
                },
            .perform = [](const State&, Actions& out) { out.push_back(CopyTableRows{true}); }},
    Command{.id = "table.save",
            .menu = Menu::project,
            .title = "Save the rows of the table…",
            .enabled = [](const State& state) { return !state.table.rows.empty(); },
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowDialog{DialogPurpose::export_table, "", ""});
                }},
};

}  // namespace

std::span<const Command> data_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
