#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

void show_dialog(DialogPurpose purpose, Actions& out) {
  out.push_back(ShowDialog{purpose, "", ""});
}

constexpr std::array kCommands{
    Command{.id = "project.open",
            .menu = Menu::project,
            .title = "Open…",
            .shortcut = {'O', Keys::kControl, "Ctrl+O"},
            .perform = [](const State&, Actions& out) { show_dialog(DialogPurpose::open_project, out); }},
    Command{.id = "project.import",
            .menu = Menu::project,
            .title = "Import a file…",
            .shortcut = {'I', Keys::kControl, "Ctrl+I"},
            .perform = [](const State&, Actions& out) { out.push_back(ShowForm{"import"}); }},
    Command{.id = "project.save",
            .menu = Menu::project,
            .title = "Save styles and view",
            .shortcut = {'S', Keys::kControl, "Ctrl+S"},
            .line_above = true,
            .enabled = has_project,
            .perform = [](const State&, Actions& out) { out.push_back(SaveProject{}); }},
    Command{.id = "project.export",
            .menu = Menu::project,
            .title = "Export this view…",
            .shortcut = {'E', Keys::kControl, "Ctrl+E"},
            .enabled = has_map,
            .perform = [](const State&, Actions& out) { show_dialog(DialogPurpose::export_map, out); }},
    Command{.id = "project.quit",
            .menu = Menu::project,
            .title = "Quit",
            .shortcut = {'Q', Keys::kControl, "Ctrl+Q"},
            .line_above = true,
            .perform = [](const State&, Actions& out) { out.push_back(Quit{}); }},
};

}  // namespace

std::span<const Command> project_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
