// Measuring: what is drawn on the map, and its figures.
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/measure.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// With the place under the pointer while measuring goes on.
std::vector<WorldPoint> places_now(const State& state) {
  std::vector<WorldPoint> places = state.measure.places;
  const bool goes_on = !state.measure.finished && state.cursor_on_map && !places.empty();
  if (const auto pointer = goes_on ? world_at(state, state.cursor_x, state.cursor_y) : std::nullopt)
    places.push_back(*pointer);
  return places;
}

/// Lines, places and the figures of legs that have room for them, on a map with its corner at `corner`.
void draw_on_map(const State& state, const Camera& camera, ImVec2 corner,
                 const std::vector<WorldPoint>& places, const Measured& m) {
  const bool is_area = state.measure.kind == MeasureKind::area;
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  std::vector<ImVec2> points;
  for (const WorldPoint& p : places) {
    const ScreenPoint s = screen_from_world(camera, p.x_m, p.y_m);
    // Far outside the window Dear ImGui would calculate with infinities; where nobody knows, it ends.
    const auto px = [&](double v) {
      return static_cast<float>(std::isnan(v) ? -1e5 : std::clamp(v, -1e5, 1e5)) / ratio;
    };
    points.push_back({corner.x + px(s.x), corner.y + px(s.y)});
  }
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 ink = IM_COL32(160, 20, 90, 255), halo = IM_COL32(255, 255, 255, 230);
  const auto line = [&](ImVec2 a, ImVec2 b) {
    draw->AddLine(a, b, halo, at_scale(5));
    draw->AddLine(a, b, ink, at_scale(2));
  };
  for (std::size_t k = 1; k < points.size(); ++k) line(points[k - 1], points[k]);
  if (is_area && points.size() > 2) line(points.back(), points.front());
  for (const ImVec2& p : points) {
    draw->AddCircleFilled(p, at_scale(5), halo, 16);
    draw->AddCircleFilled(p, at_scale(3.5f), ink, 16);
  }
  for (std::size_t k = 0; k + 1 < points.size() && k < m.legs_m.size(); ++k) {
    const std::string text = length_text(m.legs_m[k]);
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    const ImVec2 a = points[k], b = points[k + 1];
    const float dx = b.x - a.x, dy = b.y - a.y;
    if (dx * dx + dy * dy < size.x * size.x * 1.7f) continue;  // the leg is too short for its figure
    const ImVec2 at((a.x + b.x - size.x) / 2, (a.y + b.y - size.y) / 2);
    draw->AddRectFilled({at.x - 3, at.y - 1}, {at.x + size.x + 3, at.y + size.y + 1}, halo, 3);
    draw->AddText(at, ink, text.c_str());
  }
}

}  // namespace

void draw_measure(const PanelInput& in, const Area& area) {
  const State& state = in.state;
  if (state.measure.kind == MeasureKind::none || !state.map) return;
  const std::vector<WorldPoint> places = places_now(state);
  const Measured m = measured(state.map->scene.frame, places, state.measure.kind == MeasureKind::area);
  if (!has_tiles(state)) return draw_on_map(state, state.camera, {area.x, area.y}, places, m);
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const auto rects = tile_rects(state.camera.width, state.camera.height, state.time.range.maps);
  for (std::size_t k = 0; k < rects.size(); ++k) {
    const TileRect& r = rects[k];
    const ImVec2 low(area.x + static_cast<float>(r.x) / ratio, area.y + static_cast<float>(r.y) / ratio);
    const ImVec2 high(low.x + static_cast<float>(r.width) / ratio,
                      low.y + static_cast<float>(r.height) / ratio);
    draw->PushClipRect(low, high, true);
    draw_on_map(state, tile_camera(state, k), low, places, m);
    draw->PopClipRect();
  }
}

void measure_box(const PanelInput& in, const Area& area, Actions& out) {
  const State& state = in.state;
  if (state.measure.kind == MeasureKind::none || !state.map) return;
  const bool is_area = state.measure.kind == MeasureKind::area;
  const Measured m = measured(state.map->scene.frame, places_now(state), is_area);
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({area.x + em, area.y + area.height - em * 4}, ImGuiCond_Always, {0, 1});
  ImGui::Begin("measure", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  heading(is_area ? tr("Area") : tr("Distance"));
  if (is_area) {
    ImGui::TextUnformatted(area_text(m.area_m2).c_str());
    ImGui::TextUnformatted((std::string(tr("Perimeter")) + ": " + length_text(m.length_m)).c_str());
  } else {
    ImGui::TextUnformatted(length_text(m.length_m).c_str());
    if (m.legs_m.size() > 1)
      ImGui::TextUnformatted((std::string(tr("Last leg")) + ": " + length_text(m.legs_m.back())).c_str());
  }
  ImGui::TextDisabled("%s", tr("Click places; Enter ends, Backspace takes one back, Esc clears"));
  if (ImGui::Button(tr("Copy"))) out.push_back(CopyMeasure{});
  ImGui::SameLine();
  if (ImGui::Button(tr("Anew"))) out.push_back(StartMeasure{state.measure.kind});
  ImGui::SameLine();
  if (ImGui::Button(tr("Close"))) out.push_back(StartMeasure{MeasureKind::none});
  ImGui::End();
}

void dropped_box(const PanelInput& in, const Area& area, Actions& out) {
  if (in.state.dropped.empty()) return;
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({area.x + area.width * 0.5f, area.y + area.height - em * 1.5f}, ImGuiCond_Always,
                          {0.5f, 1});
  ImGui::Begin("dropped", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoFocusOnAppearing);
  std::string names;
  for (const auto& file : in.state.dropped) names += (names.empty() ? "" : ", ") + file.filename().string();
  ImGui::TextUnformatted(tr("These files wait for their import:"));
  ImGui::TextDisabled("%s", cut_text(names, em * 24).c_str());
  if (ImGui::Button(tr("Next file"))) out.push_back(NextDropped{});
  ImGui::SameLine();
  if (ImGui::Button(tr("Forget them"))) out.push_back(ForgetDropped{});
  ImGui::End();
}

}  // namespace agglo::viewer
