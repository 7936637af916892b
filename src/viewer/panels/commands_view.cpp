#include <algorithm>
#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

constexpr double kZoomStep = 1.5;

void zoom(const State& state, double factor, Actions& out) {
  out.push_back(ZoomAt{factor, state.camera.width * 0.5, state.camera.height * 0.5});
}
void pan(const State& state, double x, double y, Actions& out) {
  const double step = 0.1 * std::min(state.camera.width, state.camera.height);
  out.push_back(PanBy{x * step, y * step});
}

bool keys_move_map(const State& state) {
  return !(state.show_table && state.table.focused);
}

constexpr std::array kCommands{
    Command{.id = "view.all",
            .menu = Menu::view,
            .title = "All data",
            .shortcut = {'F', 0, "F"},
            .enabled = has_map,
            .perform = [](const State&, Actions& out) { out.push_back(FitAll{}); }},
    Command{.id = "view.zoom-in",
            .menu = Menu::view,
            .title = "Zoom in",
            .shortcut = {Keys::kEqual, 0, "+"},
            .enabled = has_map,
            .perform = [](const State& state, Actions& out) { zoom(state, kZoomStep, out); }},
    Command{.id = "view.zoom-out",
            .menu = Menu::view,
            .title = "Zoom out",
            .shortcut = {Keys::kMinus, 0, "-"},
            .enabled = has_map,
            .perform = [](const State& state, Actions& out) { zoom(state, 1 / kZoomStep, out); }},
    Command{.id = "view.zoom-in-pad",
            .menu = Menu::none,
            .title = "Zoom in",
            .shortcut = {Keys::kPadPlus, 0, "+"},
            .enabled = has_map,
            .perform = [](const State& state, Actions& out) { zoom(state, kZoomStep, out); }},
    Command{.id = "view.zoom-out-pad",
            .menu = Menu::none,
            .title = "Zoom out",
            .shortcut = {Keys::kPadMinus, 0, "-"},
            .enabled = has_map,
            .perform = [](const State& state, Actions& out) { zoom(state, 1 / kZoomStep, out); }},
    Command{.id = "view.left",
            .menu = Menu::none,
            .title = "Move the map left",
            .shortcut = {Keys::kLeft, 0, "←"},
            .enabled = keys_move_map,
            .perform = [](const State& state, Actions& out) { pan(state, 1, 0, out); }},
    Command{.id = "view.right",
            .menu = Menu::none,
            .title = "Move the map right",
            .shortcut = {Keys::kRight, 0, "→"},
            .enabled = keys_move_map,
            .perform = [](const State& state, Actions& out) { pan(state, -1, 0, out); }},
    Command{.id = "view.up",
            .menu = Menu::none,
            .title = "Move the map up",
            .shortcut = {Keys::kUp, 0, "↑"},
            .enabled = keys_move_map,
            .perform = [](const State& state, Actions& out) { pan(state, 0, 1, out); }},
    Command{.id = "view.down",
            .menu = Menu::none,
            .title = "Move the map down",
            .shortcut = {Keys::kDown, 0, "↓"},
            .enabled = keys_move_map,
            .perform = [](const State& state, Actions& out) { pan(state, 0, -1, out); }},
    Command{.id = "view.layers",
            .menu = Menu::view,
            .title = "Layers and legend",
            .shortcut = {Keys::kF1 + 1, 0, "F2"},
            .line_above = true,
            .ticked = [](const State& state) { return state.show_left; },
            .perform =
                [](const State& state, Actions& out) {
                  out.push_back(ShowPanel{PanelName::layers, !state.show_left});
                }},
    Command{.id = "view.details",
            .menu = Menu::view,
            .title = "Details and forms",
            .shortcut = {Keys::kF1 + 2, 0, "F3"},
            .ticked = [](const State& state) { return state.show_right; },
            .perform =
                [](const State& state, Actions& out) {
                  out.push_back(ShowPanel{PanelName::inspect, !state.show_right});
                }},
    Command{
        .id = "view.table",
        .menu = Menu::view,
        .title = "Table",
        .shortcut = {Keys::kF1 + 3, 0, "F4"},
        .ticked = [](const State& state) { return state.show_table && state.bottom_tab == BottomTab::table; },
        .perform =
            [](const State& state, Actions& out) {
              const bool open = state.show_table && state.bottom_tab == BottomTab::table;
              out.push_back(ShowPanel{PanelName::table, !open});
            }},
    Command{.id = "view.light",
            .menu = Menu::view,
            .title = "Light theme",
            .line_above = true,
            .ticked = [](const State& state) { return !state.dark; },
            .perform = [](const State&, Actions& out) { out.push_back(SetTheme{false}); }},
    Command{.id = "view.dark",
            .menu = Menu::view,
            .title = "Dark theme",
            .ticked = [](const State& state) { return state.dark; },
            .perform = [](const State&, Actions& out) { out.push_back(SetTheme{true}); }},
};

}  // namespace

std::span<const Command> view_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
