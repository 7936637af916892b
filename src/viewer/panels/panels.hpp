// Panels: free functions that draw one part of the window from a const State and push Actions.
#pragma once

#include <string>
#include <vector>

#include "viewer/draw/frame_plan.hpp"
#include "viewer/state/actions.hpp"

namespace agglo::viewer {

/// What panels know besides the State.
struct PanelInput {
  const State& state;
  const FramePlan& plan;         ///< of the map as it is shown
  std::string cursor_place;      ///< "11.0412 E, 44.7011 N", empty when the cursor is elsewhere
  double frame_ms = 0;           ///< the last frame that drew the map
  void* page_picture = nullptr;  ///< texture of the page editor's preview; null = none
};

/// A rectangle in window coordinates.
struct Area {
  float x = 0, y = 0, width = 0, height = 0;
};
/// Where things are for a window of this size.
struct Layout {
  Area menu, left, right, table, status, map, time;
  std::vector<Area> over_map;  ///< what lies over the map all the time: names keep clear of it
};
Layout layout_of(const State& state, float width, float height, float menu_height);

/// All of the window but the map itself. Returns the layout; call between ImGui::NewFrame and ImGui::Render.
Layout draw_panels(const PanelInput& in, Actions& out);

void menu_bar(const PanelInput& in, Actions& out);
void layers_panel(const PanelInput& in, const Area& area, Actions& out);
void style_editor(const PanelInput& in, const LayerView& view, Actions& out);
void legend(const PanelInput& in, Actions& out);
/// The style window, beside the layers on the map; nothing while it is closed.
void style_window(const PanelInput& in, const Area& map, Actions& out);
void right_panel(const PanelInput& in, const Area& area, Actions& out);
void inspect_tab(const PanelInput& in, Actions& out);
void form_tab(const PanelInput& in, Actions& out);
/// Which column of the file holds what, for the form of the import; false when nothing is there to choose.
bool import_columns(const PanelInput& in, Actions& out);
void history_tab(const PanelInput& in, Actions& out);
/// The catchment of a site by road.
void reach_tab(const PanelInput& in, Actions& out);
void activity_tab(const PanelInput& in, Actions& out);
/// Tabs below the map.
void bottom_panel(const PanelInput& in, const Area& area, Actions& out);
/// The filter of a layer, `width` wide, with what is wrong below.
void filter_line(const PanelInput& in, const LayerView& view, float width, Actions& out);
/// One line below the name of a layer of which not all rows are shown; nothing for others.
void filter_note(const PanelInput& in, const LayerView& view, Actions& out);
void table_tab(const PanelInput& in, Actions& out);
void charts_tab(const PanelInput& in, Actions& out);
/// Chooses the layer that table, charts and selection tools work on.
void active_layer_combo(const PanelInput& in, float width, Actions& out);
/// "Selected: 1,234 firms, 5,678 jobs · 4.1 % of 30,000 shown", or what is shown while nothing is selected.
std::string totals_text(const State& state);
std::string totals_help(const State& state);
void status_bar(const PanelInput& in, const Area& area, Actions& out);
/// Scale bar, credits, tooltip, and the mouse on the map. What it and the next draw over the map is added to
/// `over`.
void map_overlay(const PanelInput& in, const Area& area, std::vector<Area>& over, Actions& out);
/// The bar of tools in the corner of the map, and the area being drawn (inside the map's window).
void map_tools(const PanelInput& in, const Area& area, std::vector<Area>& over, Actions& out);
/// How far down from the top of the map its tools reach.
float map_tools_height();
void draw_sketch(const PanelInput& in, const Area& area);
/// The left button on the map's surface (the last item) with a selection tool, at a pixel of the map; false
/// when the tool in hand moves the map.
bool tool_gestures(const PanelInput& in, double x, double y, Actions& out);
/// What can be done with a selection, as items of a menu.
void selection_menu_items(const PanelInput& in, Actions& out);
void selection_layer_window(const PanelInput& in, Actions& out);
/// Below the map while the map shows only some days.
void time_strip(const PanelInput& in, const Area& area, Actions& out);
float time_strip_height(const State& state, float map_width);
/// The find box at the top of the map.
void find_box(const PanelInput& in, const Area& area, Actions& out);
/// The marked place; within the window of map_overlay.
void draw_marker(const PanelInput& in, const Area& area);
/// What is being measured; within the window of map_overlay.
void draw_measure(const PanelInput& in, const Area& area);
/// The what-if site; within the window of map_overlay.
void draw_candidate(const PanelInput& in, const Area& area);
/// Whether a pixel of the map is on the what-if site.
bool over_candidate(const State& state, double x, double y);
/// The left button drags the what-if site; false when it does something else.
bool candidate_gestures(const PanelInput& in, double x, double y, Actions& out);
void measure_box(const PanelInput& in, const Area& area, Actions& out);
/// Files that were dropped and wait.
void dropped_box(const PanelInput& in, const Area& area, Actions& out);
void page_window(const PanelInput& in, Actions& out);
void bookmarks_window(const PanelInput& in, const Area& area, Actions& out);
/// Circles of the radius that a form asks for, round the pointer; call within the window of the map.
void radius_circles(const PanelInput& in, const Area& area);
/// The divider between two results and their numbers.
void compare_overlay(const PanelInput& in, const Area& area, std::vector<Area>& over, Actions& out);
/// Several maps side by side are moved and magnified together; what is under the pointer is told on the
/// single map.
void mouse_on_tiles(const PanelInput& in, const Area& area, Actions& out);
void welcome(const PanelInput& in, const Area& area, Actions& out);
void file_dialog(const PanelInput& in, Actions& out);
/// What is asked when something would be lost, and after a crash.
void session_questions(const PanelInput& in, Actions& out);
void recent_projects(const State& state, std::size_t most, Actions& out);
void recent_menu(const State& state, Actions& out);
void rename_window(const PanelInput& in, Actions& out);
void about_window(const PanelInput& in, Actions& out);
void help_windows(const PanelInput& in, Actions& out);
void tour_window(const PanelInput& in, const Layout& layout, Actions& out);
/// Gives the keyboard to the part of the window that has it.
void place_keyboard(const PanelInput& in, Actions& out);

}  // namespace agglo::viewer
