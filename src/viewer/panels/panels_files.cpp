// The file dialog.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/files.hpp"

namespace agglo::viewer {

namespace {

std::string size_text(std::uintmax_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (bytes >= 1'000'000) return fmt::format("{:.1f} MB", value / 1e6);
  return bytes >= 1000 ? fmt::format("{:.0f} kB", value / 1e3) : fmt::format("{} B", bytes);
}

void listing(const FileDialog& dialog, Actions& out) {
  const float footer = ImGui::GetFrameHeightWithSpacing() * 2.4f;
  if (!ImGui::BeginTable("files", 2,
                         ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersOuter,
                         {0, ImGui::GetContentRegionAvail().y - footer}))
    return;
  ImGui::TableSetupColumn("Name", ImGuiTableColumnFlags_WidthStretch);
  ImGui::TableSetupColumn("Size", ImGuiTableColumnFlags_WidthFixed, ImGui::GetFontSize() * 5);
  for (const FileEntry& entry : dialog.entries) {
    if (!shown_in_dialog(dialog, entry)) continue;
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const std::string label = entry.is_directory ? entry.name + "/" : entry.name;
    if (ImGui::Selectable(label.c_str(), dialog.name == entry.name,
                          ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowDoubleClick)) {
      const bool twice = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
      if (!entry.is_directory) out.push_back(DialogName{entry.name});
      if (entry.is_directory) out.push_back(DialogGoTo{dialog.directory / entry.name});
      if (twice && !entry.is_directory) out.push_back(DialogAccept{});
    }
    ImGui::TableNextColumn();
    if (!entry.is_directory) ImGui::TextDisabled("%s", size_text(entry.size).c_str());
  }
  ImGui::EndTable();
}

}  // namespace

void file_dialog(const PanelInput& in, Actions& out) {
  if (!in.state.dialog) return;
  const FileDialog& dialog = *in.state.dialog;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.5f}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({std::min(em * 44, size.x * 0.9f), std::min(em * 30, size.y * 0.85f)},
                           ImGuiCond_Appearing);
  const std::string title = std::string(dialog_title(dialog.purpose)) + "###file dialog";
  bool open = true;
  if (ImGui::Begin(title.c_str(), &open, ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse)) {
    if (ImGui::Button("Up")) out.push_back(DialogGoTo{dialog.directory.parent_path()});
    ImGui::SameLine();
    std::string directory = dialog.directory.string();
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - em * 11);
    if (ImGui::InputText("##directory", &directory, ImGuiInputTextFlags_EnterReturnsTrue))
      out.push_back(DialogGoTo{directory});
    ImGui::SameLine();
    std::string filter = dialog.filter;
    ImGui::SetNextItemWidth(-1);
    if (ImGui::InputTextWithHint("##filter", "filter", &filter)) out.push_back(DialogFilter{filter});
    listing(dialog, out);
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(error_colour(in.state.dark)));
    ImGui::TextUnformatted(
        dialog.error.empty() ? " " : cut_text(dialog.error, ImGui::GetContentRegionAvail().x).c_str());
    ImGui::PopStyleColor();
    std::string name = dialog.name;
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - em * 11);
    const bool entered =
        ImGui::InputTextWithHint("##name", "file name or path", &name, ImGuiInputTextFlags_EnterReturnsTrue);
    if (name != dialog.name) out.push_back(DialogName{name});
    ImGui::SameLine();
    const bool saving =
        dialog.purpose == DialogPurpose::export_map || dialog.purpose == DialogPurpose::import_project ||
        dialog.purpose == DialogPurpose::export_selection || dialog.purpose == DialogPurpose::export_table;
    if (ImGui::Button(saving ? "Use this name" : "Open") || entered) out.push_back(DialogAccept{});
    ImGui::SameLine();
    if (ImGui::Button("Cancel")) out.push_back(DialogClose{});
  }
  ImGui::End();
  if (!open) out.push_back(DialogClose{});
}

}  // namespace agglo::viewer
