// The what-if site on the map: drawn, taken hold of and dragged.
#include <imgui.h>

#include <cmath>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/measure.hpp"
#include "viewer/state/reach.hpp"

namespace agglo::viewer {

namespace {

constexpr float kGrip_px = 11;  // a press this near to the what-if site takes hold of it

}  // namespace

void draw_candidate(const PanelInput& in, const Area& area) {
  const State& state = in.state;
  if (!state.reach.open || !state.reach.place || state.reach.place->site) return;
  const ScreenPoint at = screen_from_world(state.camera, state.reach.place->x_m, state.reach.place->y_m);
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  const ImVec2 middle(area.x + static_cast<float>(at.x) / ratio, area.y + static_cast<float>(at.y) / ratio);
  const float r = at_scale(7);
  if (middle.x < area.x - r || middle.x > area.x + area.width + r || middle.y < area.y - r ||
      middle.y > area.y + area.height + r)
    return;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const auto diamond = [&](float size, ImU32 colour) {
    draw->AddQuadFilled({middle.x, middle.y - size}, {middle.x + size, middle.y}, {middle.x, middle.y + size},
                        {middle.x - size, middle.y}, colour);
  };
  diamond(r * 1.6f, IM_COL32(255, 255, 255, 240));
  diamond(r * 1.3f, im_packed(kReachLine));
  draw->AddCircleFilled(middle, r * 0.4f, IM_COL32(255, 255, 255, 255), 16);
  const std::string text = cut_text(reach_place_name(state), ImGui::GetFontSize() * 16);
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  const ImVec2 corner(middle.x + r * 2.2f, middle.y - size.y * 0.5f);
  draw->AddRectFilled({corner.x - 4, corner.y - 2}, {corner.x + size.x + 4, corner.y + size.y + 2},
                      IM_COL32(255, 255, 255, 225), 4);
  draw->AddText(corner, IM_COL32(0, 62, 74, 255), text.c_str());
}

bool over_candidate(const State& state, double x, double y) {
  if (!state.reach.open || !state.reach.place || state.reach.place->site) return false;
  const ScreenPoint at = screen_from_world(state.camera, state.reach.place->x_m, state.reach.place->y_m);
  return std::hypot(at.x - x, at.y - y) <=
         static_cast<double>(at_scale(kGrip_px) * ImGui::GetIO().DisplayFramebufferScale.x);
}

bool candidate_gestures(const PanelInput& in, double x, double y, Actions& out) {
  const State& state = in.state;
  ImGuiStorage* memory = ImGui::GetStateStorage();
  const ImGuiID held = ImGui::GetID("candidate held");
  const bool there = state.reach.open && state.reach.place && !state.reach.place->site;
  if (!there) memory->SetBool(held, false);
  if (!there || state.measure.kind != MeasureKind::none) return false;
  const bool over = over_candidate(state, x, y);
  if (over && ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (ImGui::IsItemActivated()) memory->SetBool(held, over);
  if (!memory->GetBool(held)) return false;
  const bool moved = state.cursor_x != x || state.cursor_y != y;
  if (ImGui::IsItemActive() && moved) out.push_back(MoveCandidate{x, y});
  if (ImGui::IsItemDeactivated()) memory->SetBool(held, false);
  return true;
}

}  // namespace agglo::viewer
