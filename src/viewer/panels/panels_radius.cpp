// What a radius in a form means on the ground: circles round the pointer and the firms in them.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/form_groups.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

std::string distance_text(double metres) {
  return metres >= 1000 ? fmt::format("{:g} km", metres / 1000) : fmt::format("{:g} m", metres);
}

}  // namespace

void radius_circles(const PanelInput& in, const Area& area) {
  const State& state = in.state;
  if (!state.cursor_on_map) return;
  const auto preview = radius_preview(state);
  if (!preview) return;
  const auto ratio = static_cast<double>(ImGui::GetIO().DisplayFramebufferScale.x);
  const ImVec2 middle(area.x + static_cast<float>(state.cursor_x / ratio),
                      area.y + static_cast<float>(state.cursor_y / ratio));
  const WorldPoint place = world_from_screen(state.camera, state.cursor_x, state.cursor_y);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->PushClipRect({area.x, area.y}, {area.x + area.width, area.y + area.height}, true);
  const ImU32 line = im_packed(accent_colour(false)), paper = IM_COL32(255, 255, 255, 230);
  float y = middle.y + ImGui::GetFontSize();
  for (const double radius_m : preview->radii_m) {
    const double radius_px = radius_m / state.camera.metres_per_pixel / ratio;
    if (radius_px < 20000) {  // larger ones have no rim in view
      draw->AddCircle(middle, static_cast<float>(radius_px), IM_COL32(255, 255, 255, 200), 96, at_scale(4));
      draw->AddCircle(middle, static_cast<float>(radius_px), line, 96, at_scale(2));
    }
    std::string text = distance_text(radius_m);
    if (const auto firms = firms_within(state, place.x_m, place.y_m, radius_m)) {
      text += ": " + counted("{} firm", "{} firms", *firms);
      if (preview->least_firms > 0 && *firms >= preview->least_firms)
        text += std::string(" – ") + tr("dense");
    }
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    const float most = area.x + area.width - size.x - 6;
    const float x = std::max(area.x + 6, std::min(middle.x - size.x * 0.5f, most));
    draw->AddRectFilled({x - 6, y - 2}, {x + size.x + 6, y + size.y + 2}, paper, 4);
    draw->AddText({x, y}, IM_COL32(25, 30, 38, 255), text.c_str());
    y += size.y + 6;
  }
  draw->PopClipRect();
}

}  // namespace agglo::viewer
