#include <array>

#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace {

bool has_selection(const State& state) {
  return !state.selection.empty();
}
bool has_areas(const State& state) {
  const auto index = state.selection.empty() ? std::nullopt : scene_index(state, state.selection.layer);
  return index && state.map->prepared[*index].boxes;
}
bool has_clusters(const State& state) {
  const auto index = state.selection.empty() ? std::nullopt : scene_index(state, state.selection.layer);
  return index && state.map->scene.layers[*index].kind == "clusters";
}

constexpr std::array kCommands{
    Command{.id = "tool.move",
            .menu = Menu::select,
            .title = "Move the map",
            .shortcut = {'M', 0, "M"},
            .ticked = [](const State& state) { return state.tool == MapTool::move; },
            .perform = [](const State&, Actions& out) { out.push_back(SetTool{MapTool::move}); }},
    Command{.id = "tool.box",
            .menu = Menu::select,
            .title = "Select in a box",
            .shortcut = {'B', 0, "B"},
            .ticked = [](const State& state) { return state.tool == MapTool::box; },
            .perform = [](const State&, Actions& out) { out.push_back(SetTool{MapTool::box}); }},
    Command{.id = "tool.lasso",
            .menu = Menu::select,
            .title = "Select with a lasso",
            .shortcut = {'L', 0, "L"},
            .ticked = [](const State& state) { return state.tool == MapTool::lasso; },
            .perform = [](const State&, Actions& out) { out.push_back(SetTool{MapTool::lasso}); }},
    Command{.id = "tool.polygon",
            .menu = Menu::select,
            .title = "Select in a polygon",
            .shortcut = {'P', 0, "P"},
            .ticked = [](const State& state) { return state.tool == MapTool::polygon; },
            .perform = [](const State&, Actions& out) { out.push_back(SetTool{MapTool::polygon}); }},
    Command{.id = "tool.finish",
            .menu = Menu::none,
            .title = "End the polygon",
            .shortcut = {Keys::kEnter, 0, "Enter"},
            .enabled = [](const State& state) { return state.sketch.active; },
            .perform = [](const State&, Actions& out) { out.push_back(SketchEnd{}); }},
    Command{.id = "select.all",
            .menu = Menu::select,
            .title = "Select all that is shown",
            .shortcut = {'A', Keys::kControl, "Ctrl+A"},
            .line_above = true,
            .enabled = has_map,
            .perform = [](const State&, Actions& out) { out.push_back(SelectAll{}); }},
    Command{.id = "select.invert",
            .menu = Menu::select,
            .title = "Invert the selection",
            .shortcut = {'I', Keys::kControl | Keys::kShift, "Ctrl+Shift+I"},
            .enabled = has_map,
            .perform = [](const State&, Actions& out) { out.push_back(InvertSelection{}); }},
    Command{.id = "select.clear",
            .menu = Menu::select,
            .title = "Clear selection",
            .shortcut = {Keys::kEscape, 0, "Esc"},
            .enabled =
                [](const State& state) {
                  return has_selection(state) || state.sketch.active || state.marker ||
                         state.measure.kind != MeasureKind::none;
                },
            .perform = [](const State&, Actions& out) { out.push_back(ClearSelection{}); }},
    Command{.id = "select.inside",
            .menu = Menu::select,
            .title = "Select the firms inside",
            .shortcut = {'I', 0, "I"},
            .line_above = true,
            .enabled = has_areas,
            .perform = [](const State&, Actions& out) { out.push_back(SelectInside{}); }},
    Command{.id = "select.members",
            .menu = Menu::select,
            .title = "Select the members of the clusters",
            .enabled = has_clusters,
            .perform = [](const State&, Actions& out) { out.push_back(SelectMembers{}); }},
    Command{.id = "select.zoom",
            .menu = Menu::select,
            .title = "Zoom to the selection",
            .shortcut = {'Z', 0, "Z"},
            .enabled = has_selection,
            .perform = [](const State&, Actions& out) { out.push_back(ZoomToSelection{}); }},
    Command{.id = "select.filter",
            .menu = Menu::select,
            .title = "Filter to the selection",
            .line_above = true,
            .enabled = has_selection,
            .perform = [](const State&, Actions& out) { out.push_back(FilterToSelection{}); }},
    Command{.id = "select.save-layer",
            .menu = Menu::select,
            .title = "Save the selection as a layer…",
            .enabled = [](const State& state) { return has_selection(state) && has_project(state); },
            .perform = [](const State&, Actions& out) { out.push_back(AskForSelectionLayer{true}); }},
    Command{.id = "select.export",
            .menu = Menu::select,
            .title = "Export the selection…",
            .enabled = has_selection,
            .perform =
                [](const State&, Actions& out) {
                  out.push_back(ShowDialog{DialogPurpose::export_selection, "", ""});
                }},
    Command{.id = "view.charts",
            .menu = Menu::view,
            .title = "Charts",
            .shortcut = {Keys::kF1 + 6, 0, "F7"},
            .ticked =
                [](const State& state) { return state.show_table && state.bottom_tab == BottomTab::charts; },
            .perform =
                [](const State& state, Actions& out) {
                  const bool open = state.show_table && state.bottom_tab == BottomTab::charts;
                  out.push_back(ShowPanel{PanelName::charts, !open});
                }},
};

}  // namespace

std::span<const Command> select_commands() {
  return kCommands;
}

}  // namespace agglo::viewer
