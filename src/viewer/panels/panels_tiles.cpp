// The mouse on several maps side by side.
#include <imgui.h>

#include <cmath>

#include "viewer/draw/tiles.hpp"
#include "viewer/panels/panels.hpp"

namespace agglo::viewer {

void mouse_on_tiles(const PanelInput& in, const Area& area, Actions& out) {
  const ImGuiIO& io = ImGui::GetIO();
  const ImVec2 ratio = io.DisplayFramebufferScale;
  const Camera& camera = in.state.camera;
  const double scale = tile_scale(in.state);
  if (in.state.cursor_on_map) out.push_back(HoverOff{});
  if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 4)) {
    const ImVec2 delta = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 4);
    ImGui::ResetMouseDragDelta(ImGuiMouseButton_Left);
    if (delta.x != 0 || delta.y != 0)
      out.push_back(PanBy{static_cast<double>(delta.x * ratio.x) * scale,
                          static_cast<double>(delta.y * ratio.y) * scale});
  }
  if (!ImGui::IsItemHovered() || io.MouseWheel == 0) return;
  const auto x = static_cast<double>((io.MousePos.x - area.x) * ratio.x);
  const auto y = static_cast<double>((io.MousePos.y - area.y) * ratio.y);
  for (const TileRect& r : tile_rects(camera.width, camera.height, in.state.time.range.maps))
    if (x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height)
      out.push_back(ZoomAt{std::pow(1.25, static_cast<double>(io.MouseWheel)),
                           camera.width * 0.5 + (x - r.x - r.width * 0.5) * scale,
                           camera.height * 0.5 + (y - r.y - r.height * 0.5) * scale});
}

}  // namespace agglo::viewer
