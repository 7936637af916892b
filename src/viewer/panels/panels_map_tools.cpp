// Tools over the map: the bar to choose them, the area as it is drawn, the menu of the right button.
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "viewer/panels/commands.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

struct Tool {
  MapTool tool;
  const char* tip;
};
constexpr std::array kTools{
    Tool{MapTool::move, tr_key("Move the map, click to select (M)")},
    Tool{MapTool::box, tr_key("Select in a box (B)")},
    Tool{MapTool::lasso, tr_key("Select with a lasso (L)")},
    Tool{MapTool::polygon, tr_key("Select in a polygon (P): click the corners, double click or Enter ends")},
};
constexpr const char* kKeysTip = tr_key("Shift adds, Ctrl takes out, Alt keeps what is common");

void draw_tool(ImDrawList* draw, ImVec2 low, float size, MapTool tool, ImU32 ink) {
  const auto at = [&](float x, float y) { return ImVec2(low.x + x * size, low.y + y * size); };
  const float line = std::max(1.5f, size * 0.1f);
  if (tool == MapTool::move) {  // four arrows
    draw->AddLine(at(0.5f, 0.1f), at(0.5f, 0.9f), ink, line);
    draw->AddLine(at(0.1f, 0.5f), at(0.9f, 0.5f), ink, line);
    const float w = 0.15f;
    draw->AddTriangleFilled(at(0.5f, 0), at(0.5f + w, 0.22f), at(0.5f - w, 0.22f), ink);
    draw->AddTriangleFilled(at(0.5f, 1), at(0.5f - w, 0.78f), at(0.5f + w, 0.78f), ink);
    draw->AddTriangleFilled(at(0, 0.5f), at(0.22f, 0.5f - w), at(0.22f, 0.5f + w), ink);
    draw->AddTriangleFilled(at(1, 0.5f), at(0.78f, 0.5f + w), at(0.78f, 0.5f - w), ink);
  } else if (tool == MapTool::box) {
    draw->AddRect(at(0.08f, 0.18f), at(0.92f, 0.82f), ink, 0, 0, line);
  } else if (tool == MapTool::lasso) {
    draw->AddBezierCubic(at(0.4f, 0.72f), at(-0.35f, 0.6f), at(0.15f, -0.1f), at(0.55f, 0.1f), ink, line);
    draw->AddBezierCubic(at(0.55f, 0.1f), at(1.25f, 0.25f), at(0.95f, 0.8f), at(0.4f, 0.72f), ink, line);
    draw->AddLine(at(0.4f, 0.72f), at(0.2f, 1), ink, line);
  } else {
    const ImVec2 corners[] = {at(0.1f, 0.35f), at(0.55f, 0.08f), at(0.92f, 0.4f), at(0.7f, 0.9f),
                              at(0.2f, 0.82f)};
    draw->AddPolyline(corners, 5, ink, ImDrawFlags_Closed, line);
    for (const ImVec2& corner : corners) draw->AddCircleFilled(corner, line * 1.2f, ink, 8);
  }
}

void menu_item(const State& state, const char* id, Actions& out) {
  for (const Command& command : commands()) {
    if (std::string_view(command.id) != id) continue;
    const char* key = command.shortcut.key != 0 ? command.shortcut.name : nullptr;
    if (ImGui::MenuItem(tr(command.title), key, false, !command.enabled || command.enabled(state)))
      command.perform(state, out);
  }
}

}  // namespace

void selection_menu_items(const PanelInput& in, Actions& out) {
  menu_item(in.state, "select.inside", out);
  menu_item(in.state, "select.members", out);
  ImGui::Separator();
  menu_item(in.state, "select.zoom", out);
  menu_item(in.state, "select.invert", out);
  menu_item(in.state, "select.clear", out);
  ImGui::Separator();
  menu_item(in.state, "select.filter", out);
  menu_item(in.state, "select.save-layer", out);
  menu_item(in.state, "select.export", out);
}

constexpr float kToolsMargin = 8, kToolsPadding = 4;

float map_tools_height() {
  return kToolsMargin + 2 * kToolsPadding + ImGui::GetFrameHeight();
}

void map_tools(const PanelInput& in, const Area& area, std::vector<Area>& over, Actions& out) {
  ImGui::SetNextWindowPos({area.x + kToolsMargin, area.y + kToolsMargin});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {kToolsPadding, kToolsPadding});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {3, 3});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 6);
  ImGui::Begin("map tools", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  const float side = ImGui::GetFrameHeight();
  for (const Tool& tool : kTools) {
    const bool chosen = in.state.tool == tool.tool;
    ImGui::PushID(static_cast<int>(tool.tool));
    if (chosen) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_CheckMark));
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (ImGui::Button("##tool", {side * 1.15f, side})) out.push_back(SetTool{tool.tool});
    if (chosen) ImGui::PopStyleColor();
    item_tooltip(std::string(tr(tool.tip)) + "\n" + tr(kKeysTip));
    const ImU32 ink = chosen ? ImGui::GetColorU32(ImGuiCol_WindowBg) : ImGui::GetColorU32(ImGuiCol_Text);
    draw_tool(ImGui::GetWindowDrawList(), {corner.x + side * 0.3f, corner.y + side * 0.22f}, side * 0.56f,
              tool.tool, ink);
    ImGui::PopID();
    ImGui::SameLine();
  }
  active_layer_combo(in, std::clamp(area.width - side * 8, 40.0f, ImGui::GetFontSize() * 12), out);
  over.push_back(window_area());
  ImGui::End();
  ImGui::PopStyleVar(3);
}

void draw_sketch(const PanelInput& in, const Area& area) {
  const MapSketch& sketch = in.state.sketch;
  if (!sketch.active) return;
  const auto ratio = ImGui::GetIO().DisplayFramebufferScale;
  const auto place = [&](const WorldPoint& p) {
    const ScreenPoint at = screen_from_world(in.state.camera, p.x_m, p.y_m);
    return ImVec2(area.x + static_cast<float>(at.x) / ratio.x, area.y + static_cast<float>(at.y) / ratio.y);
  };
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 line = im_packed(accent_colour(false)), halo = IM_COL32(255, 255, 255, 190);
  Colour inside = accent_colour(false);
  inside.a = 36;
  if (in.state.tool == MapTool::box) {
    const ImVec2 a = place(sketch.corners.front()), b = place(sketch.at);
    const ImVec2 low(std::min(a.x, b.x), std::min(a.y, b.y)), high(std::max(a.x, b.x), std::max(a.y, b.y));
    draw->AddRectFilled(low, high, im_packed(inside));
    draw->AddRect(low, high, halo, 0, 0, at_scale(3.5f));
    draw->AddRect(low, high, line, 0, 0, at_scale(1.5f));
    return;
  }
  std::vector<ImVec2> corners;
  for (const WorldPoint& corner : sketch.corners) corners.push_back(place(corner));
  corners.push_back(place(sketch.at));
  const auto count = static_cast<int>(corners.size());
  draw->AddPolyline(corners.data(), count, halo, ImDrawFlags_Closed, at_scale(3.5f));
  draw->AddPolyline(corners.data(), count, line, ImDrawFlags_Closed, at_scale(1.5f));
  if (in.state.tool == MapTool::polygon)
    for (const ImVec2& corner : corners) draw->AddCircleFilled(corner, at_scale(3.5f), line, 10);
}

bool tool_gestures(const PanelInput& in, double x, double y, Actions& out) {
  const State& state = in.state;
  if (state.tool == MapTool::move) return false;
  const bool over = state.sketch.active && (state.cursor_x != x || state.cursor_y != y);
  if (state.tool == MapTool::polygon) {
    if (over) out.push_back(SketchTo{x, y});
    const bool hovered = ImGui::IsItemHovered();
    if (hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
      out.push_back(SketchEnd{});
    } else if (ImGui::IsItemActivated()) {
      if (state.sketch.active)
        out.push_back(SketchCorner{x, y});
      else
        out.push_back(SketchBegin{x, y, combine_of_keys()});
    }
    return true;
  }
  if (ImGui::IsItemActivated()) out.push_back(SketchBegin{x, y, combine_of_keys()});
  if (ImGui::IsItemActive() && over) out.push_back(SketchTo{x, y});
  if (ImGui::IsItemDeactivated()) {
    if (over) out.push_back(SketchTo{x, y});
    out.push_back(SketchEnd{});
  }
  return true;
}

}  // namespace agglo::viewer
