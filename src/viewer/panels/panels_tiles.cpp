// The mouse on several maps side by side.
#include <imgui.h>

#include <cmath>

#include "viewer/panels/panels.hpp"
#include "viewer/state/map_tiles.hpp"

namespace agglo::viewer {

namespace {

/// The same place on all the other maps.
void draw_crosses(const PanelInput& in, const Area& area, const TilePlace& pointer) {
  const Camera& camera = in.state.camera;
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x, arm = ImGui::GetFontSize() * 0.45f;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const auto rects = tile_rects(camera.width, camera.height, in.state.time.range.maps);
  const TileRect& own = rects[pointer.tile];
  for (std::size_t k = 0; k < rects.size(); ++k) {
    const double dx = pointer.x - own.width * 0.5 + rects[k].width * 0.5;
    const double dy = pointer.y - own.height * 0.5 + rects[k].height * 0.5;
    const bool inside = dx >= 0 && dy >= 0 && dx < rects[k].width && dy < rects[k].height;
    if (k == pointer.tile || !inside) continue;
    const ImVec2 at(area.x + static_cast<float>(rects[k].x + dx) / ratio,
                    area.y + static_cast<float>(rects[k].y + dy) / ratio);
    for (const auto& [ink, width] :
         {std::pair{IM_COL32(255, 255, 255, 230), 4.0f}, std::pair{IM_COL32(30, 34, 40, 255), 1.5f}}) {
      draw->AddLine({at.x - arm, at.y}, {at.x + arm, at.y}, ink, width);
      draw->AddLine({at.x, at.y - arm}, {at.x, at.y + arm}, ink, width);
    }
  }
}

/// A drag moves all maps, or says that the tool at hand needs one; a click selects, or measures.
void buttons(const State& state, double x, double y, Actions& out) {
  const ImGuiIO& io = ImGui::GetIO();
  ImGuiStorage* memory = ImGui::GetStateStorage();
  const ImGuiID dragged = ImGui::GetID("dragged");
  if (ImGui::IsItemActivated()) memory->SetBool(dragged, false);
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 4)) {
    const bool begins = !memory->GetBool(dragged);
    const ImVec2 delta = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 4),
                 ratio = io.DisplayFramebufferScale;
    ImGui::ResetMouseDragDelta(ImGuiMouseButton_Left);
    memory->SetBool(dragged, true);
    const double scale = tile_scale(state);
    if (state.tool != MapTool::move) {
      if (begins) out.push_back(SketchBegin{x, y});
      return;
    }
    if (delta.x != 0 || delta.y != 0)
      out.push_back(PanBy{static_cast<double>(delta.x * ratio.x) * scale,
                          static_cast<double>(delta.y * ratio.y) * scale});
  }
  if (!ImGui::IsItemDeactivated() || !ImGui::IsItemHovered() || memory->GetBool(dragged)) return;
  if (state.measure.kind != MeasureKind::none)
    out.push_back(MeasureClick{x, y});
  else if (state.reach.open)
    out.push_back(ReachClick{x, y, io.KeyCtrl || io.KeyShift});
  else
    out.push_back(ClickAt{x, y, io.KeyCtrl || io.KeyShift});
}

}  // namespace

void mouse_on_tiles(const PanelInput& in, const Area& area, Actions& out) {
  const State& state = in.state;
  const ImGuiIO& io = ImGui::GetIO();
  const auto x = static_cast<double>((io.MousePos.x - area.x) * io.DisplayFramebufferScale.x);
  const auto y = static_cast<double>((io.MousePos.y - area.y) * io.DisplayFramebufferScale.y);
  buttons(state, x, y, out);
  const bool hovered = ImGui::IsItemHovered();
  if (hovered && (!state.cursor_on_map || state.cursor_x != x || state.cursor_y != y))
    out.push_back(HoverAt{x, y});
  if (!hovered && state.cursor_on_map) out.push_back(HoverOff{});
  const auto place = hovered ? tile_at(state, x, y) : std::nullopt;
  if (!place) return;
  draw_crosses(in, area, *place);
  const ScreenPoint pixel = on_one_map(state, *place);
  if (io.MouseWheel != 0)
    out.push_back(ZoomAt{std::pow(1.25, static_cast<double>(io.MouseWheel)), pixel.x, pixel.y});
  if (state.measure.kind == MeasureKind::none && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left))
    out.push_back(ZoomAt{2, pixel.x, pixel.y});
}

}  // namespace agglo::viewer
