// What lies over the map: scale bar, credits, tooltip; and the mouse on it.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/form_groups.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kTooltipLines = 7;

/// Whether the pointer is over a part of the map's window.
bool is_over(const Area& part) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  return ImGui::IsWindowHovered() && part.width > 0 && mouse.x >= part.x && mouse.x < part.x + part.width &&
         mouse.y >= part.y && mouse.y < part.y + part.height;
}

/// Returns the place kept for it, as wide at every scale: the map is planned once after a change of scale.
Area scale_bar(const PanelInput& in, const Area& area, ImDrawList* draw) {
  const auto ratio = static_cast<double>(ImGui::GetIO().DisplayFramebufferScale.x);
  const double metres_per_pixel =
      in.state.camera.metres_per_pixel * ratio * (has_tiles(in.state) ? tile_scale(in.state) : 1);
  constexpr float kLongest = 130;
  const double metres = metres_per_pixel * static_cast<double>(kLongest) * in.state.ui_scale;
  const double power = std::pow(10.0, std::floor(std::log10(metres)));
  const double nice = metres / power >= 5 ? 5 * power : metres / power >= 2 ? 2 * power : power;
  const auto width = static_cast<float>(nice / metres_per_pixel);
  const std::string text = nice >= 1000 ? fmt::format("{:g} km", nice / 1000) : fmt::format("{:g} m", nice);
  const auto s = static_cast<float>(in.state.ui_scale);
  const float x = area.x + 16 * s, y = area.y + area.height - 14 * s;
  const ImU32 ink = IM_COL32(30, 34, 40, 255), paper = IM_COL32(255, 255, 255, 200);
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  const float top = y - size.y - 4 * s;
  const Area plate{x - 8 * s, top - 2 * s, std::max(width, size.x) + 16 * s, y + 9 * s - top};
  draw->AddRectFilled({plate.x, plate.y}, {plate.x + plate.width, plate.y + plate.height}, paper, 4 * s);
  draw->AddText({x, top}, ink, text.c_str());
  draw->AddLine({x, y}, {x + width, y}, ink, 2 * s);
  draw->AddLine({x, y - 5 * s}, {x, y + s}, ink, 2 * s);
  draw->AddLine({x + width, y - 5 * s}, {x + width, y + s}, ink, 2 * s);
  return {plate.x, plate.y, std::max(plate.width, (kLongest + 16) * s), plate.height};
}

/// Nothing is drawn, and the place is empty, while there are none.
Area credits(const PanelInput& in, const Area& area, ImDrawList* draw) {
  constexpr std::string_view kBaseMap = "Base map: ";
  std::string whole;
  for (const std::string& credit : credits_of(in.state))
    whole += (whole.empty() ? "" : " · ") +
             (credit.starts_with(kBaseMap)
                  ? fmt::format(fmt::runtime(tr("Base map: {}")), credit.substr(kBaseMap.size()))
                  : credit);
  if (whole.empty()) return {};
  const float size = ImGui::GetFontSize() * 0.8f;
  const ImFont* font = ImGui::GetFont();
  const std::string text = cut_text(whole, (area.width - 240 * static_cast<float>(in.state.ui_scale)) / 0.8f);
  const ImVec2 extent = font->CalcTextSizeA(size, FLT_MAX, 0, text.c_str());
  const ImVec2 at(area.x + area.width - extent.x - 8, area.y + area.height - extent.y - 5);
  const Area plate{at.x - 5, at.y - 2, extent.x + 10, extent.y + 4};
  draw->AddRectFilled({plate.x, plate.y}, {plate.x + plate.width, plate.y + plate.height},
                      IM_COL32(255, 255, 255, 225), 3);
  draw->AddText(ImGui::GetFont(), size, at, IM_COL32(60, 66, 76, 255), text.c_str());
  if (text != whole && is_over(plate)) {
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(ImGui::GetFontSize() * 30);
    for (std::size_t from = 0; from < whole.size();) {  // a source a line
      const std::size_t end = std::min(whole.find(" · ", from), whole.size());
      ImGui::TextUnformatted(whole.c_str() + from, whole.c_str() + end);
      from = std::min(whole.size(), end + std::string_view(" · ").size());
    }
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
  }
  return plate;
}

/// Columns worth a line in the tooltip: those with a value, names first.
void tooltip(const PanelInput& in) {
  const Hit& hit = *in.state.hover;
  const SceneLayer& layer = in.state.map->scene.layers[hit.layer];
  ImGui::BeginTooltip();
  ImGui::TextDisabled("%s", layer.title.c_str());
  std::size_t lines = 0;
  if (layer.table && hit.row < layer.table->row_count)
    for (const Column& column : layer.table->columns) {
      const std::string value = shown_value(column, hit.row);
      if (value == "–" || repeats_another(*layer.table, column, hit.row)) continue;
      const bool is_name = column.name == "name" || column.name == "label";
      if (is_name)
        heading(cut_text(value, ImGui::GetFontSize() * 20).c_str());
      else if (lines < kTooltipLines && column.name != "id") {
        ++lines;
        const std::string unit = column.unit.empty() ? "" : " " + shown_unit(column.unit);
        ImGui::TextUnformatted(
            cut_text(column_title(*layer.table, column) + ": " + value + unit, ImGui::GetFontSize() * 24)
                .c_str());
      }
    }
  ImGui::TextDisabled("%s", tr("Click for all columns"));
  ImGui::EndTooltip();
}

void pan_with(ImGuiMouseButton button, Actions& out) {
  if (!ImGui::IsMouseDragging(button, 4)) return;
  const ImVec2 ratio = ImGui::GetIO().DisplayFramebufferScale;
  const ImVec2 delta = ImGui::GetMouseDragDelta(button, 4);
  ImGui::ResetMouseDragDelta(button);
  ImGui::GetStateStorage()->SetBool(ImGui::GetID("dragged"), true);
  if (delta.x != 0 || delta.y != 0)
    out.push_back(PanBy{static_cast<double>(delta.x * ratio.x), static_cast<double>(delta.y * ratio.y)});
}

/// The right button: what is there becomes the selection, unless it is part of it, and a menu opens.
void context_menu(const PanelInput& in, bool hovered, double x, double y, Actions& out) {
  const State& state = in.state;
  if (hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right)) {
    const bool known = state.hover && state.selection.contains(state.hover->row) &&
                       state.map->scene.layers[state.hover->layer].name == state.selection.layer;
    if (state.hover && !known) out.push_back(ClickAt{x, y});
    ImGui::OpenPopup("map menu");
  }
  if (!ImGui::BeginPopup("map menu")) return;
  selection_menu_items(in, out);
  ImGui::EndPopup();
}

void mouse_on_map(const PanelInput& in, const Area& area, Actions& out) {
  const ImGuiIO& io = ImGui::GetIO();
  const ImVec2 ratio = io.DisplayFramebufferScale;
  const auto map_x = static_cast<double>((io.MousePos.x - area.x) * ratio.x);
  const auto map_y = static_cast<double>((io.MousePos.y - area.y) * ratio.y);
  const bool hovered = ImGui::IsItemHovered();
  if (!tool_gestures(in, map_x, map_y, out) && !candidate_gestures(in, map_x, map_y, out)) {
    if (ImGui::IsItemActivated()) ImGui::GetStateStorage()->SetBool(ImGui::GetID("dragged"), false);
    if (ImGui::IsItemActive()) pan_with(ImGuiMouseButton_Left, out);
    const bool dragged = ImGui::GetStateStorage()->GetBool(ImGui::GetID("dragged"));
    const bool measuring = in.state.measure.kind != MeasureKind::none;
    if (ImGui::IsItemDeactivated() && hovered && !dragged) {
      if (measuring)
        out.push_back(MeasureClick{map_x, map_y});
      else if (in.state.reach.open)
        out.push_back(ReachClick{map_x, map_y, io.KeyCtrl || io.KeyShift});
      else
        out.push_back(ClickAt{map_x, map_y, io.KeyCtrl || io.KeyShift});
    }
    const bool puts_sites = in.state.reach.open && in.state.reach.what_if;
    if (hovered && !measuring && !puts_sites && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left))
      out.push_back(ZoomAt{2, map_x, map_y});
  }
  if (hovered) pan_with(ImGuiMouseButton_Middle, out);
  if (hovered && io.MouseWheel != 0)
    out.push_back(ZoomAt{std::pow(1.25, static_cast<double>(io.MouseWheel)), map_x, map_y});
  const State& state = in.state;
  if (hovered && (!state.cursor_on_map || state.cursor_x != map_x || state.cursor_y != map_y))
    out.push_back(HoverAt{map_x, map_y});
  if (!hovered && state.cursor_on_map) out.push_back(HoverOff{});
  context_menu(in, hovered, map_x, map_y, out);
}

}  // namespace

void map_overlay(const PanelInput& in, const Area& area, std::vector<Area>& over, Actions& out) {
  if (!in.state.map) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  ImGui::Begin("map", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav);
  ImGui::InvisibleButton("surface", {area.width, area.height});
  ImDrawList* draw = ImGui::GetWindowDrawList();
  if (has_tiles(in.state)) {
    mouse_on_tiles(in, area, out);
  } else {
    mouse_on_map(in, area, out);
    draw_marker(in, area);
    draw_candidate(in, area);
    radius_circles(in, area);
  }
  draw_measure(in, area);
  over.push_back(scale_bar(in, area, draw));
  over.push_back(credits(in, area, draw));
  const bool on_credits = is_over(over.back());
  draw_sketch(in, area);
  ImGui::End();
  ImGui::PopStyleVar(2);
  // The text of the radius stands where the tooltip would.
  const bool circles = radius_preview(in.state).has_value() && !has_tiles(in.state);
  const bool on_candidate = over_candidate(in.state, in.state.cursor_x, in.state.cursor_y);
  const bool measures = circles || on_candidate || in.state.measure.kind != MeasureKind::none;
  if (in.state.hover && !measures && !on_credits && in.state.cursor_on_map &&
      !ImGui::IsMouseDown(ImGuiMouseButton_Left))
    tooltip(in);
}

void welcome(const PanelInput& in, const Area& area, Actions& out) {
  const bool busy = !in.state.jobs.empty();
  ImGui::SetNextWindowPos({area.x + area.width * 0.5f, area.y + area.height * 0.45f}, ImGuiCond_Always,
                          {0.5f, 0.5f});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 8);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {28, 22});
  ImGui::Begin("welcome", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoBringToFrontOnFocus);
  if (busy) {
    heading(in.state.jobs.front().title.c_str());
    const double fraction = in.state.jobs.front().fraction;
    ImGui::ProgressBar(static_cast<float>(std::max(0.0, fraction)), {ImGui::GetFontSize() * 18, 0},
                       fraction < 0 ? "…" : nullptr);
    ImGui::TextDisabled("%s", tr_message(in.state.jobs.front().stage).c_str());
  } else {
    heading(tr("Where do firms cluster?"));
    ImGui::TextUnformatted(tr("Open a project, or import a register of firms"));
    ImGui::TextUnformatted("(CSV, Excel, GeoPackage, GeoJSON, Shapefile, OSM …).");
    ImGui::TextDisabled("%s", tr("Files can also be dropped on this window."));
    ImGui::Spacing();
    if (ImGui::Button(tr("Open a project…"))) out.push_back(ShowDialog{DialogPurpose::open_project, "", ""});
    ImGui::SameLine();
    if (ImGui::Button(tr("Import a file…"))) out.push_back(ShowForm{"import"});
    ImGui::SameLine();
    if (!in.state.settings.tour_seen)
      ImGui::PushStyleColor(ImGuiCol_Border, im_colour(accent_colour(in.state.dark)));
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, in.state.settings.tour_seen ? 1.0f : 2.0f);
    if (ImGui::Button(tr("Tour with the teaching project"))) out.push_back(StartTour{});
    ImGui::PopStyleVar();
    if (!in.state.settings.tour_seen) ImGui::PopStyleColor();
    item_tooltip(
        tr("Real towns, invented firms. It is made when it is not there yet, which takes some seconds."));
    if (!in.state.settings.recent.empty()) {
      ImGui::Spacing();
      heading(tr("Recent projects"));
      recent_projects(in.state, 6, out);
    }
  }
  ImGui::End();
  ImGui::PopStyleVar(2);
}

}  // namespace agglo::viewer
