// The file dialog.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <ctime>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/files.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

bool pressed(ImGuiKey key) {
  return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
}

std::string size_text(std::uintmax_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (bytes >= 1'000'000'000) return with_decimal_mark(fmt::format("{:.1f} GB", value / 1e9));
  if (bytes >= 1'000'000) return with_decimal_mark(fmt::format("{:.1f} MB", value / 1e6));
  return bytes >= 1000 ? fmt::format("{:.0f} kB", value / 1e3) : fmt::format("{} B", bytes);
}

/// Local time, as files are told apart by people.
std::string date_text(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (seconds == 0 || !localtime_r(&time, &parts)) return {};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min);
}

void places(const FileDialog& dialog, float width, Actions& out) {
  ImGui::BeginChild("places", {width, 0});
  for (const FolderPlace& place : dialog.places) {
    const std::string title = place.title.empty() ? place.folder.filename().string() : place.title;
    ImGui::PushID(&place);
    if (ImGui::Selectable(cut_text(title, width - ImGui::GetFontSize()).c_str(),
                          place.folder == dialog.directory))
      out.push_back(DialogGoTo{place.folder});
    item_tooltip(place.folder.string());
    ImGui::PopID();
  }
  ImGui::EndChild();
}

void sort_by_header(const FileDialog& dialog, Actions& out) {
  ImGuiTableSortSpecs* specs = ImGui::TableGetSortSpecs();
  if (!specs || !specs->SpecsDirty || specs->SpecsCount < 1) return;
  const auto sort = static_cast<FileSort>(specs->Specs[0].ColumnIndex);
  const bool descending = specs->Specs[0].SortDirection == ImGuiSortDirection_Descending;
  if (sort != dialog.sort || descending != dialog.descending) out.push_back(DialogSort{sort, descending});
  specs->SpecsDirty = false;
}

void listing(const FileDialog& dialog, Actions& out) {
  const float em = ImGui::GetFontSize();
  if (!ImGui::BeginTable("files", 3,
                         ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersOuter |
                             ImGuiTableFlags_Sortable,
                         ImGui::GetContentRegionAvail()))
    return;
  ImGui::TableSetupScrollFreeze(0, 1);
  ImGui::TableSetupColumn(tr("Name"), ImGuiTableColumnFlags_WidthStretch);
  ImGui::TableSetupColumn(tr("Changed"), ImGuiTableColumnFlags_WidthFixed, em * 8.5f);
  ImGui::TableSetupColumn(tr("Size"), ImGuiTableColumnFlags_WidthFixed, em * 5);
  ImGui::TableHeadersRow();
  sort_by_header(dialog, out);
  for (const FileEntry& entry : dialog.entries) {
    if (!shown_in_dialog(dialog, entry)) continue;
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const bool chosen = dialog.name == entry.name;
    const std::string label = entry.is_directory ? entry.name + "/" : entry.name;
    if (ImGui::Selectable(label.c_str(), chosen,
                          ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowDoubleClick)) {
      const bool twice = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
      if (!entry.is_directory) out.push_back(DialogName{entry.name});
      if (entry.is_directory) out.push_back(DialogGoTo{dialog.directory / entry.name});
      if (twice && !entry.is_directory) out.push_back(DialogAccept{});
    }
    if (chosen && (pressed(ImGuiKey_UpArrow) || pressed(ImGuiKey_DownArrow))) ImGui::SetScrollHereY();
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", date_text(entry.changed_s).c_str());
    ImGui::TableNextColumn();
    if (!entry.is_directory) ImGui::TextDisabled("%s", size_text(entry.size).c_str());
  }
  ImGui::EndTable();
}

void top_row(const FileDialog& dialog, bool has_desktop, Actions& out) {
  const float em = ImGui::GetFontSize(), right = em * (has_desktop ? 31 : 24);
  if (ImGui::Button(tr("Up"))) out.push_back(DialogGoTo{dialog.directory.parent_path()});
  item_tooltip(tr("The folder above (Alt+Up)"));
  ImGui::SameLine();
  std::string directory = dialog.directory.string();
  ImGui::SetNextItemWidth(std::max(em * 6, ImGui::GetContentRegionAvail().x - right));
  if (ImGui::InputText("##directory", &directory, ImGuiInputTextFlags_EnterReturnsTrue))
    out.push_back(DialogGoTo{directory});
  ImGui::SameLine();
  std::string filter = dialog.filter;
  ImGui::SetNextItemWidth(em * 7);
  if (ImGui::InputTextWithHint("##filter", tr("filter"), &filter)) out.push_back(DialogFilter{filter});
  ImGui::SameLine();
  bool hidden = dialog.hidden;
  if (ImGui::Checkbox(tr("Hidden"), &hidden)) out.push_back(DialogHidden{hidden});
  item_tooltip(tr("Also files whose names start with a dot"));
  ImGui::SameLine();
  if (ImGui::Button(tr("New folder"))) out.push_back(DialogNameFolder{!dialog.names_folder});
  if (!has_desktop) return;
  ImGui::SameLine();
  if (ImGui::Button(tr("Desktop…"))) out.push_back(UseDesktopDialog{true});
  item_tooltip(tr("Choose the file in the desktop's dialog"));
}

/// The name of a new folder, the question whether to replace a file, or what went wrong.
void question_row(const State& state, const FileDialog& dialog, Actions& out) {
  if (dialog.names_folder) {
    std::string name = dialog.folder_name;
    ImGui::SetNextItemWidth(ImGui::GetFontSize() * 16);
    const bool entered = ImGui::InputTextWithHint("##folder", tr("name of the new folder"), &name,
                                                  ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    if (name != dialog.folder_name) out.push_back(DialogFolderName{name});
    if (ImGui::Button(tr("Make it")) || entered) out.push_back(DialogMakeFolder{name});
    ImGui::SameLine();
  }
  if (dialog.asks_replace) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(tr("This file is there already."));
    ImGui::SameLine();
    if (ImGui::Button(tr("Replace it"))) out.push_back(DialogAccept{true});
    ImGui::SameLine();
    if (ImGui::Button(tr("Keep it"))) out.push_back(DialogName{dialog.name});
    return;
  }
  ImGui::PushStyleColor(ImGuiCol_Text, im_colour(error_colour(state.dark)));
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(
      dialog.error.empty() ? " " : cut_text(dialog.error, ImGui::GetContentRegionAvail().x).c_str());
  ImGui::PopStyleColor();
}

/// Tab completes what is typed; the arrow keys go through the files.
int complete(ImGuiInputTextCallbackData* data) {
  FileDialog dialog = *static_cast<const FileDialog*>(data->UserData);
  const std::string typed(data->Buf, static_cast<std::size_t>(data->BufTextLen));
  std::string whole;
  if (data->EventFlag == ImGuiInputTextFlags_CallbackHistory) {
    dialog.name = typed;
    step_entry(dialog, data->EventKey == ImGuiKey_UpArrow ? -1 : 1);
    whole = dialog.name;
  } else {
    whole = completed_path(dialog, typed);
  }
  if (whole == typed) return 0;
  data->DeleteChars(0, data->BufTextLen);
  data->InsertChars(0, whole.c_str());
  return 0;
}

void name_row(const FileDialog& dialog, bool appearing, Actions& out) {
  const float em = ImGui::GetFontSize();
  std::string name = dialog.name;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - em * 13);
  if (appearing) ImGui::SetKeyboardFocusHere();
  FileDialog known = dialog;
  const bool entered =
      ImGui::InputTextWithHint("##name", tr("file name or path; Tab completes it"), &name,
                               ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackCompletion |
                                   ImGuiInputTextFlags_CallbackHistory,
                               complete, &known);
  if (name != dialog.name) out.push_back(DialogName{name});
  ImGui::SameLine();
  if (ImGui::Button(dialog_saves(dialog.purpose) ? tr("Use this name") : tr("Open")) || entered)
    out.push_back(DialogAccept{});
  ImGui::SameLine();
  if (ImGui::Button(tr("Cancel"))) out.push_back(DialogClose{});
}

/// In the dialog's place while the desktop's is open.
void waiting_box(const FileDialog& dialog, Actions& out) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.5f}, ImGuiCond_Always, {0.5f, 0.5f});
  const std::string title = std::string(dialog_title(dialog.purpose)) + "###desktop dialog";
  bool open = true;
  if (ImGui::Begin(title.c_str(), &open,
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse |
                       ImGuiWindowFlags_AlwaysAutoResize)) {
    ImGui::TextUnformatted(tr("Choose the file in the dialog of the desktop."));
    ImGui::Spacing();
    if (ImGui::Button(tr("Use agglo's own dialog"))) out.push_back(UseDesktopDialog{false});
    ImGui::SameLine();
    if (ImGui::Button(tr("Cancel"))) open = false;
  }
  ImGui::End();
  if (!open) out.push_back(DialogClose{});
}

}  // namespace

void file_dialog(const PanelInput& in, Actions& out) {
  if (!in.state.dialog) return;
  const FileDialog& dialog = *in.state.dialog;
  if (dialog.desktop) return waiting_box(dialog, out);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.5f}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::SetNextWindowSize({std::min(em * 58, size.x * 0.94f), std::min(em * 34, size.y * 0.85f)},
                           ImGuiCond_Appearing);
  const std::string title = std::string(dialog_title(dialog.purpose)) + "###file dialog";
  bool open = true;
  if (ImGui::Begin(title.c_str(), &open, ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse)) {
    const bool appearing = ImGui::IsWindowAppearing();
    top_row(dialog, !in.state.desktop_dialog.empty(), out);
    ImGui::BeginChild("middle", {0, -ImGui::GetFrameHeightWithSpacing() * 2.1f});
    places(dialog, em * 9, out);
    ImGui::SameLine();
    listing(dialog, out);
    ImGui::EndChild();
    question_row(in.state, dialog, out);
    name_row(dialog, appearing, out);
    if (ImGui::IsWindowFocused(ImGuiFocusedFlags_RootAndChildWindows) && !ImGui::IsAnyItemActive()) {
      const bool alt = ImGui::GetIO().KeyAlt;
      if (pressed(ImGuiKey_UpArrow) && alt) out.push_back(DialogGoTo{dialog.directory.parent_path()});
      if (pressed(ImGuiKey_UpArrow) && !alt) out.push_back(DialogStep{-1});
      if (pressed(ImGuiKey_DownArrow) && !alt) out.push_back(DialogStep{1});
    }
  }
  ImGui::End();
  if (!open) out.push_back(DialogClose{});
}

}  // namespace agglo::viewer
