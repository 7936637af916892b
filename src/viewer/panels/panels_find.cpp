// The find box over the map, the marker, and the list of bookmarks.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/find.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

bool pressed(ImGuiKey key) {
  return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
}

/// True in the first frame after the number has grown.
bool grown(const char* name, std::uint64_t serial) {
  int& last = *ImGui::GetStateStorage()->GetIntRef(ImGui::GetID(name), 0);
  const bool is_new = last != static_cast<int>(serial);
  last = static_cast<int>(serial);
  return is_new;
}

void result_row(const std::string& name, const std::string& detail, std::size_t index, const FindView& find,
                Actions& out) {
  ImGui::PushID(static_cast<int>(index));
  const float width = ImGui::GetContentRegionAvail().x;
  if (ImGui::Selectable("##row", find.chosen == index)) out.push_back(GoToFound{index});
  if (find.chosen == index && find.chosen > 0 && (pressed(ImGuiKey_DownArrow) || pressed(ImGuiKey_UpArrow)))
    ImGui::SetScrollHereY();
  ImGui::SameLine(ImGui::GetStyle().ItemSpacing.x);
  const std::string shown = cut_text(name, width * 0.55f);
  ImGui::TextUnformatted(shown.c_str());
  ImGui::SameLine(0, ImGui::GetFontSize());
  ImGui::TextDisabled("%s", cut_text(detail, ImGui::GetContentRegionAvail().x).c_str());
  ImGui::PopID();
}

void results(const PanelInput& in, float most_height, Actions& out) {
  const FindView& find = in.state.find;
  if (find.choices() > 0) {
    const float line = ImGui::GetTextLineHeightWithSpacing();
    const float rows =
        std::min(static_cast<float>(find.choices()), std::max(3.0f, std::floor(most_height / line)));
    ImGui::BeginChild("results", {0, rows * line + ImGui::GetFontSize() * 0.4f});
    std::size_t index = 0;
    if (find.place) result_row(place_title(*find.place), tr("Go to these coordinates"), index++, find, out);
    for (const FoundName& found : find.found)
      result_row(found_name(in.state, found), found_detail(in.state, found), index++, find, out);
    ImGui::EndChild();
  } else if (!find.text.empty() && find.complete && find.names) {
    ImGui::TextDisabled("%s", tr("Nothing has this name."));
  }
  if (find.collecting) ImGui::TextDisabled("%s", tr("Names are being collected…"));
  if (find.text.empty() && !find.collecting)
    ImGui::TextDisabled("%s", tr("A town, a firm, or coordinates such as 44.70, 11.04"));
}

}  // namespace

void find_box(const PanelInput& in, const Area& area, Actions& out) {
  const FindView& find = in.state.find;
  if (!find.open || !in.state.map) return;
  const float em = ImGui::GetFontSize();
  const float width = std::min(em * 30, area.width - em);
  ImGui::SetNextWindowPos({area.x + area.width * 0.5f, area.y + map_tools_height() + 6}, ImGuiCond_Always,
                          {0.5f, 0});
  ImGui::SetNextWindowSize({width, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 8);
  ImGui::Begin("find", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoNav);
  const bool wants_focus = grown("focus", find.focus_serial);
  if (wants_focus) ImGui::SetKeyboardFocusHere();
  std::string text = find.text;
  ImGui::SetNextItemWidth(-em * 2.2f);
  const bool entered =
      ImGui::InputTextWithHint("##text", tr("Find a place, a firm, coordinates"), &text,
                               ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  const bool focused = ImGui::IsWindowFocused(ImGuiFocusedFlags_RootAndChildWindows);
  const bool escaped = focused && pressed(ImGuiKey_Escape);
  if (text != find.text && !escaped) out.push_back(FindText{text});
  ImGui::SameLine();
  if (ImGui::Button("×##close", {-1, 0}) || escaped) out.push_back(ShowFind{false});
  if (focused && pressed(ImGuiKey_DownArrow)) out.push_back(ChooseFound{find.chosen + 1});
  if (focused && pressed(ImGuiKey_UpArrow) && find.chosen > 0) out.push_back(ChooseFound{find.chosen - 1});
  if (entered && find.choices() > 0 && text == find.text) {
    out.push_back(GoToFound{find.chosen});
    out.push_back(ShowFind{false});
  }
  results(in, std::min(0.45f * area.height, 14 * em), out);
  if (!find.complete) out.push_back(FindOn{});
  ImGui::End();
  ImGui::PopStyleVar();
}

void draw_marker(const PanelInput& in, const Area& area) {
  if (!in.state.marker) return;
  const Marker& marker = *in.state.marker;
  const ScreenPoint at = screen_from_world(in.state.camera, marker.x_m, marker.y_m);
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  const float x = area.x + static_cast<float>(at.x) / ratio, y = area.y + static_cast<float>(at.y) / ratio;
  const float r = 7 * static_cast<float>(in.state.ui_scale);
  if (x < area.x - r || x > area.x + area.width + r || y < area.y - r || y > area.y + area.height + 4 * r)
    return;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const ImU32 red = IM_COL32(214, 40, 40, 255), white = IM_COL32(255, 255, 255, 255);
  const ImVec2 head(x, y - 2.2f * r);
  draw->AddTriangleFilled({head.x - r * 0.93f, head.y + r * 0.45f}, {head.x + r * 0.93f, head.y + r * 0.45f},
                          {x, y}, red);
  draw->AddCircleFilled(head, r + 1.5f, white, 24);
  draw->AddCircleFilled(head, r, red, 24);
  draw->AddCircleFilled(head, r * 0.4f, white, 16);
  const std::string text = cut_text(marker.text, ImGui::GetFontSize() * 20);
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  const ImVec2 corner(x + r * 1.7f, head.y - size.y * 0.5f);
  draw->AddRectFilled({corner.x - 4, corner.y - 2}, {corner.x + size.x + 4, corner.y + size.y + 2},
                      IM_COL32(255, 255, 255, 225), 4);
  draw->AddText(corner, IM_COL32(30, 34, 40, 255), text.c_str());
}

void bookmarks_window(const PanelInput& in, const Area& area, Actions& out) {
  if (!in.state.show_bookmarks) return;
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({area.x + em, area.y + em}, ImGuiCond_Appearing);
  ImGui::SetNextWindowSize({em * 22, 0});
  bool open = true;
  const std::string title = std::string(tr("Bookmarks")) + "###bookmarks";
  if (ImGui::Begin(
          title.c_str(), &open,
          ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoResize)) {
    if (in.state.bookmarks.empty())
      faint_text(in.state, tr("A bookmark keeps the present view of the map under a name, in the project."));
    for (std::size_t k = 0; k < in.state.bookmarks.size(); ++k) {
      ImGui::PushID(static_cast<int>(k));
      std::string name = in.state.bookmarks[k].name;
      if (ImGui::Button(tr("Go"))) out.push_back(GoToBookmark{k});
      ImGui::SameLine();
      ImGui::SetNextItemWidth(-em * 3);
      ImGui::InputText("##name", &name);
      if (ImGui::IsItemDeactivatedAfterEdit()) out.push_back(RenameBookmark{k, name});
      ImGui::SameLine();
      if (ImGui::Button("×", {-1, 0})) out.push_back(DeleteBookmark{k});
      item_tooltip(tr("Delete this bookmark"));
      ImGui::PopID();
    }
    begin_disabled(!in.state.map);
    if (ImGui::Button(tr("Add this view"))) out.push_back(AddBookmark{});
    end_disabled();
  }
  ImGui::End();
  if (!open) out.push_back(ShowBookmarks{false});
}

}  // namespace agglo::viewer
