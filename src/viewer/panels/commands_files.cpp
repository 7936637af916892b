#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

bool is_measuring(const State& state) {
  return state.measure.kind != MeasureKind::none;
}

void start(const State& state, MeasureKind kind, Actions& out) {
  out.push_back(StartMeasure{state.measure.kind == kind ? MeasureKind::none : kind});
}

constexpr std::array kCommands{
    Command{.id = "page.close",
            .menu = Menu::none,
            .title = "Close the page layout",
            .shortcut = {Keys::kEscape, 0, "Esc"},
            .enabled = [](const State& state) { return state.page_editor.open; },
            .perform = [](const State&, Actions& out) { out.push_back(ShowPageEditor{false}); }},
    Command{.id = "page.layout",
            .menu = Menu::project,
            .title = "Page layout…",
            .shortcut = {'P', Keys::kControl, "Ctrl+P"},
            .line_above = true,
            .enabled = has_map,
            .ticked = [](const State& state) { return state.page_editor.open; },
            .perform = [](const State& state,
                          Actions& out) { out.push_back(ShowPageEditor{!state.page_editor.open}); }},
    Command{.id = "map.save-picture",
            .menu = Menu::project,
            .title = "Save the map as a picture…",
            .enabled = has_map,
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowDialog{DialogPurpose::save_picture, "", ""});
                }},
    Command{
        .id = "files.desktop-dialogs",
        .menu = Menu::project,
        .title = "File dialogs of the desktop",
        .enabled = [](const State& state) { return !state.desktop_dialog.empty(); },
        .ticked = [](const State& state) { return state.settings.desktop_dialogs; },
        .perform = [](const State& state,
                      Actions& out) { out.push_back(SetDesktopDialogs{!state.settings.desktop_dialogs}); }},
    Command{.id = "files.use-desktop-dialog",
            .menu = Menu::none,
            .title = "Choose the file in the desktop's dialog",
            .enabled =
                [](const State& state) {
                  return state.dialog && !state.dialog->desktop && !state.desktop_dialog.empty();
                },
            .perform = [](const State&, Actions& out) { out.push_back(UseDesktopDialog{true}); }},
    Command{.id = "map.copy-picture",
            .menu = Menu::edit,
            .title = "Copy the map as a picture",
            .shortcut = {'C', Keys::kControl | Keys::kShift, "Ctrl+Shift+C"},
            .line_above = true,
            .enabled = has_map,
            .perform =
                [](const State& state, Actions& out) {
                  out.push_back(TakePicture{state.picture_times, {}});
                }},
    Command{.id = "map.picture-finer",
            .menu = Menu::edit,
            .title = "Pictures twice as fine",
            .ticked = [](const State& state) { return state.picture_times > 1; },
            .perform = [](const State& state,
                          Actions& out) { out.push_back(SetPictureTimes{state.picture_times > 1 ? 1 : 2}); }},
    Command{.id = "edit.paste",
            .menu = Menu::edit,
            .title = "Paste coordinates or a table",
            .shortcut = {'V', Keys::kControl, "Ctrl+V"},
            .perform = [](const State&, Actions& out) { out.push_back(Paste{}); }},
    Command{.id = "measure.distance",
            .menu = Menu::view,
            .title = "Measure a distance",
            .shortcut = {'M', Keys::kControl, "Ctrl+M"},
            .line_above = true,
            .enabled = has_map,
            .ticked = [](const State& state) { return state.measure.kind == MeasureKind::distance; },
            .perform = [](const State& state, Actions& out) { start(state, MeasureKind::distance, out); }},
    Command{.id = "measure.area",
            .menu = Menu::view,
            .title = "Measure an area",
            .shortcut = {'M', Keys::kControl | Keys::kShift, "Ctrl+Shift+M"},
            .enabled = has_map,
            .ticked = [](const State& state) { return state.measure.kind == MeasureKind::area; },
            .perform = [](const State& state, Actions& out) { start(state, MeasureKind::area, out); }},
    Command{.id = "measure.finish",
            .menu = Menu::none,
            .title = "End the measured line",
            .shortcut = {Keys::kEnter, 0, "Enter"},
            .enabled = is_measuring,
            .perform = [](const State&, Actions& out) { out.push_back(MeasureFinish{}); }},
    Command{.id = "measure.back",
            .menu = Menu::none,
            .title = "Take the last measured place back",
            .shortcut = {Keys::kBackspace, 0, "Backspace"},
            .enabled = is_measuring,
            .perform = [](const State&, Actions& out) { out.push_back(MeasureBack{}); }},
    Command{.id = "measure.copy",
            .menu = Menu::none,
            .title = "Copy the measured number",
            .enabled = is_measuring,
            .perform = [](const State&, Actions& out) { out.push_back(CopyMeasure{}); }},
};

}  // namespace

std::span<const Command> files_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
