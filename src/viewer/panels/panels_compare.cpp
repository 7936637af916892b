// Two results on one map: the divider, and their numbers.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/compare.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr ImGuiWindowFlags kOverlay = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                                      ImGuiWindowFlags_NoNav;

void divider(const PanelInput& in, const Area& area, Actions& out) {
  const Comparison& compare = *in.state.compare;
  const float x = area.x + area.width * static_cast<float>(compare.divider);
  const float half = at_scale(9);
  const float top = area.y + map_tools_height() + 6, bottom = area.y + area.height;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::SetNextWindowPos({x - half, top});
  ImGui::SetNextWindowSize({2 * half, std::max(1.0f, bottom - top)});
  if (ImGui::Begin("divider", nullptr, kOverlay | ImGuiWindowFlags_NoBackground)) {
    ImGui::InvisibleButton("handle", {2 * half, std::max(1.0f, bottom - top)});
    if (ImGui::IsItemActive() && area.width > 0)
      out.push_back(MoveDivider{static_cast<double>((ImGui::GetIO().MousePos.x - area.x) / area.width)});
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImU32 ink = IM_COL32(20, 24, 30, 255), paper = IM_COL32(255, 255, 255, 255);
    const float middle = (top + bottom) * 0.5f;
    draw->AddLine({x, top}, {x, bottom}, paper, at_scale(4));
    draw->AddLine({x, top}, {x, bottom}, ink, at_scale(1.5f));
    const float r = at_scale(8), tip = at_scale(5), back = at_scale(1.5f), wing = at_scale(3.5f);
    draw->AddCircleFilled({x, middle}, r, paper);
    draw->AddCircle({x, middle}, r, ink, 0, at_scale(1.5f));
    draw->AddTriangleFilled({x - tip, middle}, {x - back, middle - wing}, {x - back, middle + wing}, ink);
    draw->AddTriangleFilled({x + tip, middle}, {x + back, middle + wing}, {x + back, middle - wing}, ink);
  }
  ImGui::End();
  ImGui::PopStyleVar(3);
}

void choose_side(const char* id, const State& state, bool is_a, Actions& out) {
  const Comparison& compare = *state.compare;
  const std::string& chosen = is_a ? compare.a : compare.b;
  const float width = ImGui::GetFontSize() * 13;
  const Clustering* now = find_clustering(state, chosen);
  const std::string title = now ? now->title : chosen;
  ImGui::SetNextItemWidth(width);
  const bool open = ImGui::BeginCombo(id, cut_middle(title, width - ImGui::GetFrameHeight() * 1.6f).c_str());
  if (!open) return item_tooltip(title + "\n" + chosen);
  for (const Clustering& each : state.clusterings)
    if (ImGui::Selectable((each.title + "##" + each.step).c_str(), each.step == chosen))
      out.push_back(is_a ? CompareResults{each.step, compare.b} : CompareResults{compare.a, each.step});
  ImGui::EndCombo();
}

void number_row(const char* what, std::size_t a, std::size_t b) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::TextUnformatted(tr(what));
  for (const std::size_t n : {a, b}) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(grouped(n).c_str());
  }
}

void numbers(const State& state, Actions& out) {
  const Comparison& compare = *state.compare;
  if (ImGui::BeginTable("numbers", 3, ImGuiTableFlags_SizingFixedFit)) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(tr("Left and right"));
    ImGui::TableNextColumn();
    choose_side("##a", state, true, out);
    ImGui::TableNextColumn();
    choose_side("##b", state, false, out);
    if (compare.numbers) {
      const auto &a = compare.numbers->a, &b = compare.numbers->b;
      number_row(tr_key("Clusters"), a.clusters, b.clusters);
      number_row(tr_key("Firms in both results"), compare.numbers->firms, compare.numbers->firms);
      number_row(tr_key("of them in clusters"), a.in_clusters, b.in_clusters);
      number_row(tr_key("of them in none"), a.noise, b.noise);
    }
    ImGui::EndTable();
  }
  if (compare.numbers) {
    // Only the first point is a decimal mark: groups of the second number may have points too.
    ImGui::TextUnformatted(
        with_decimal_mark(fmt::format(fmt::runtime(tr("Agreement {:.3f} over {} firms")),
                                      compare.numbers->agreement, grouped(compare.numbers->firms)))
            .c_str());
    item_tooltip(
        tr("Adjusted Rand index: 1 when both put the same firms together, about 0 when they agree no more "
           "than by chance."));
  } else {
    faint_text(state, compare.problem.empty() ? tr("counting…") : compare.problem);
  }
}

}  // namespace

void compare_overlay(const PanelInput& in, const Area& area, std::vector<Area>& over, Actions& out) {
  if (!in.state.compare || !in.state.map) return;
  divider(in, area, out);
  ImGui::SetNextWindowPos({area.x + 8, area.y + map_tools_height() + 6});
  bool open = true;
  if (ImGui::Begin((std::string(tr("Compare")) + "###compare").c_str(), &open,
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing))
    numbers(in.state, out);
  over.push_back(window_area());
  ImGui::End();
  if (!open) out.push_back(EndCompare{});
}

}  // namespace agglo::viewer
