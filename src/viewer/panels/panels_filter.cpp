// The filter line: an expression that chooses the rows of a layer, with what is wrong with it below.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::array kWords{"AND", "OR", "NOT", "BETWEEN", "IN (", "LIKE '%'", "IS NULL", "IS NOT NULL"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

bool in_word(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// The word before the cursor; none inside a 'text'.
std::size_t word_start(std::string_view text, std::size_t cursor) {
  if (std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(cursor), '\'') % 2 != 0)
    return cursor;
  std::size_t start = cursor;
  while (start > 0 && in_word(text[start - 1])) --start;
  return start;
}

/// Names of columns and words of the language that go on from `word`.
std::vector<std::string> completions(const std::vector<std::string>& names, std::string_view word) {
  std::vector<std::string> found;
  if (word.empty()) return found;
  const std::string wanted = lower(word);
  for (const std::string& name : names)
    if (lower(name).starts_with(wanted) && lower(name) != wanted) {
      const bool plain =
          std::all_of(name.begin(), name.end(), in_word) && !(name[0] >= '0' && name[0] <= '9');
      found.push_back(plain ? name : '"' + name + '"');
    }
  for (const char* name : kWords)
    if (lower(name).starts_with(wanted) && lower(name) != wanted) found.emplace_back(name);
  if (found.size() > 8) found.resize(8);
  return found;
}

struct Completing {
  std::vector<std::string> names;
  std::vector<std::string> found;  ///< for the word at the cursor
};

int on_edit(ImGuiInputTextCallbackData* data) {
  auto& completing = *static_cast<Completing*>(data->UserData);
  const std::string_view text(data->Buf, static_cast<std::size_t>(data->BufTextLen));
  const auto cursor = static_cast<std::size_t>(data->CursorPos);
  const std::size_t start = word_start(text, cursor);
  completing.found = completions(completing.names, text.substr(start, cursor - start));
  if (data->EventFlag == ImGuiInputTextFlags_CallbackCompletion && !completing.found.empty()) {
    data->DeleteChars(static_cast<int>(start), static_cast<int>(cursor - start));
    data->InsertChars(data->CursorPos, (completing.found.front() + " ").c_str());
  }
  return 0;
}

std::vector<std::string> column_names(const State& state, const LayerView& view) {
  std::vector<std::string> names;
  const auto table = table_of(state, view.name), beside = register_beside(state, view.name);
  for (const auto& each : {table, beside})
    if (each)
      for (const Column& column : each->columns)
        if (std::find(names.begin(), names.end(), column.name) == names.end()) names.push_back(column.name);
  return names;
}

void suggestions(const Completing& completing, const ImVec2& at) {
  if (completing.found.empty()) return;
  // Above the line: below it stand the rows that somebody looks at while typing.
  ImGui::SetNextWindowPos(at, ImGuiCond_Always, {0, 1});
  ImGui::BeginTooltip();
  for (const std::string& name : completing.found) ImGui::TextUnformatted(name.c_str());
  ImGui::TextDisabled("%s", tr("Tab takes the first"));
  ImGui::EndTooltip();
}

}  // namespace

void filter_line(const PanelInput& in, const LayerView& view, float width, Actions& out) {
  const State& state = in.state;
  ImGui::PushID(("filter " + view.name).c_str());
  const auto draft = state.filter_drafts.find(view.name);
  std::string text = draft != state.filter_drafts.end() ? draft->second.text : view.filter;
  const RowCounts counts = row_counts(state, view);
  const std::string shown = view.filter.empty() ? std::string()
                                                : fmt::format(fmt::runtime(tr("{} of {} shown")),
                                                              grouped(counts.shown), grouped(counts.all));
  const float em = ImGui::GetFontSize(), button = view.filter.empty() ? 0 : em * 2;
  const float note = shown.empty() ? 0 : ImGui::CalcTextSize(shown.c_str()).x + em;
  const bool below = note > width * 0.5f;
  const float box = std::max(em * 6, width - button - (below ? 0 : note));
  ImGui::SetNextItemWidth(box);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  Completing completing;
  if (ImGui::GetActiveID() == ImGui::GetID("##expression")) completing.names = column_names(state, view);
  constexpr ImGuiInputTextFlags kFlags = ImGuiInputTextFlags_EnterReturnsTrue |
                                         ImGuiInputTextFlags_CallbackCompletion |
                                         ImGuiInputTextFlags_CallbackAlways;
  const std::string before = text;
  const std::string hint = cut_text(tr("filter by a condition, such as: name LIKE '%park%'"),
                                    box - 2 * ImGui::GetStyle().FramePadding.x);
  const bool entered =
      ImGui::InputTextWithHint("##expression", hint.c_str(), &text, kFlags, on_edit, &completing);
  const bool left = ImGui::IsItemDeactivatedAfterEdit();
  if (ImGui::IsItemActive()) suggestions(completing, at);
  item_tooltip(ImGui::IsItemActive() ? ""
                                     : tr("Only rows for which this is true are shown. Enter sets it. The "
                                          "manual's page on filters lists all that can be written."));
  if (text != before) out.push_back(EditFilter{view.name, text});
  if (entered || left) out.push_back(SetFilter{view.name, text});
  if (!view.filter.empty()) {
    ImGui::SameLine(0, 4);
    if (ImGui::Button("×##clear", {em * 1.7f, 0})) out.push_back(SetFilter{view.name, ""});
    item_tooltip(tr("Take the filter away"));
    if (!below) ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(choosing_rows(state) ? tr("choosing…") : shown.c_str());
  }
  const auto rows = state.layer_rows.find(view.name);
  const std::string error = draft != state.filter_drafts.end() && !draft->second.error.empty()
                                ? draft->second.error
                            : rows != state.layer_rows.end() ? rows->second.error
                                                             : std::string();
  if (!error.empty()) {
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(error_colour(state.dark)));
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(error.c_str());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
  }
  ImGui::PopID();
}

void filter_note(const PanelInput& in, const LayerView& view, Actions& out) {
  const RowCounts counts = row_counts(in.state, view);
  if (view.filter.empty() && counts.shown == counts.all) return;
  const std::string text =
      fmt::format(fmt::runtime(tr("{} of {} shown")), grouped(counts.shown), grouped(counts.all));
  const float indent = ImGui::GetFrameHeight() * 2;
  ImGui::Indent(indent);
  ImGui::TextDisabled("%s", text.c_str());
  item_tooltip(view.filter.empty() ? tr("Chosen by the time strip") : view.filter);
  if (!view.filter.empty()) {
    ImGui::SameLine();
    if (ImGui::SmallButton((std::string(tr("Clear filter")) + "###clear filter").c_str()))
      out.push_back(SetFilter{view.name, ""});
  }
  ImGui::Unindent(indent);
}

}  // namespace agglo::viewer
