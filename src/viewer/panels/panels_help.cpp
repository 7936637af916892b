// Command palette, sheet of shortcuts, terms.
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "viewer/panels/palette.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/fuzzy.hpp"
#include "viewer/text/glossary.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

bool pressed(ImGuiKey key) {
#if IMGUI_VERSION_NUM < 18700
  return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
#else
  return ImGui::IsKeyPressed(key);
#endif
}

/// Field for a few letters; takes the keyboard when the window opens.
void search_field(const HelpView& help, const char* hint, Actions& out) {
  const ImGuiID key = ImGui::GetID("serial");
  const int serial = static_cast<int>(help.serial);
  if (ImGui::GetStateStorage()->GetInt(key, -1) != serial) {
    ImGui::GetStateStorage()->SetInt(key, serial);
    ImGui::SetKeyboardFocusHere();
  }
  std::string text = help.text;
  ImGui::SetNextItemWidth(-1);
  if (ImGui::InputTextWithHint("##text", hint, &text)) out.push_back(HelpText{text});
}

void begin_help(const char* title, const char* id, float width_em, float height_em, Actions& out) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const float em = ImGui::GetFontSize();
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.12f}, ImGuiCond_Appearing, {0.5f, 0});
  ImGui::SetNextWindowSize({std::min(em * width_em, size.x * 0.9f), std::min(em * height_em, size.y * 0.82f)},
                           ImGuiCond_Appearing);
  bool open = true;
  ImGui::Begin((std::string(title) + "###" + id).c_str(), &open,
               ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse);
  if (!open || pressed(ImGuiKey_Escape)) out.push_back(ShowHelp{HelpWindow::none});
}

void palette_row(const CommandChoice& entry, bool chosen, std::size_t index, const Actions& close,
                 Actions& out) {
  ImGui::PushID(static_cast<int>(index));
  const float right = ImGui::GetWindowContentRegionMax().x;
  if (ImGui::Selectable("##entry", chosen)) {
    out.insert(out.end(), close.begin(), close.end());
    out.insert(out.end(), entry.actions.begin(), entry.actions.end());
  }
  ImGui::SameLine(ImGui::GetStyle().WindowPadding.x);
  const std::string& note = entry.key.empty() ? entry.kind : entry.key;
  const float note_width = ImGui::CalcTextSize(note.c_str()).x;
  ImGui::TextUnformatted(cut_text(entry.title, right - note_width - ImGui::GetFontSize() * 2).c_str());
  ImGui::SameLine(right - note_width);
  ImGui::TextDisabled("%s", note.c_str());
  ImGui::PopID();
}

void palette_window(const State& state, Actions& out) {
  begin_help(tr("Commands"), "palette", 34, 26, out);
  search_field(state.help, tr("a few letters of a command, an analysis or a layer"), out);
  const auto entries = command_choices(state, state.help.text);
  std::size_t chosen = std::min(state.help.chosen, entries.empty() ? 0 : entries.size() - 1);
  const std::size_t before = chosen;
  if (pressed(ImGuiKey_DownArrow) && chosen + 1 < entries.size()) ++chosen;
  if (pressed(ImGuiKey_UpArrow) && chosen > 0) --chosen;
  if (chosen != before) out.push_back(ChooseHelp{chosen});
  const Actions close{ShowHelp{HelpWindow::none}};
  ImGui::BeginChild("entries");
  for (std::size_t k = 0; k < entries.size(); ++k) {
    palette_row(entries[k], k == chosen, k, close, out);
    if (k == chosen && chosen != before) ImGui::SetScrollHereY();
  }
  if (entries.empty()) ImGui::TextDisabled("%s", tr("Nothing of this name"));
  ImGui::EndChild();
  if (pressed(ImGuiKey_Enter) && !entries.empty()) {
    out.insert(out.end(), close.begin(), close.end());
    out.insert(out.end(), entries[chosen].actions.begin(), entries[chosen].actions.end());
  }
  ImGui::End();
}

void shortcut_row(const char* keys, const char* title) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::TextUnformatted(keys);
  ImGui::TableNextColumn();
  ImGui::TextUnformatted(title);
}

/// The arrow keys and the pages move the list that is being drawn.
void scroll_with_keys() {
  const float line = ImGui::GetTextLineHeightWithSpacing(), page = ImGui::GetWindowHeight() - line;
  for (const auto& [key, by] : {std::pair{ImGuiKey_DownArrow, line}, std::pair{ImGuiKey_UpArrow, -line},
                                std::pair{ImGuiKey_PageDown, page}, std::pair{ImGuiKey_PageUp, -page}})
    if (pressed(key)) ImGui::SetScrollY(std::clamp(ImGui::GetScrollY() + by, 0.0f, ImGui::GetScrollMaxY()));
}

void shortcuts_window(Actions& out) {
  begin_help(tr("Keyboard"), "shortcuts", 34, 56, out);
  if (ImGui::BeginTable("keys", 2, ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY)) {
    scroll_with_keys();
    ImGui::TableSetupColumn("key", ImGuiTableColumnFlags_WidthFixed, ImGui::GetFontSize() * 8);
    ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthStretch);
    for (const auto& [keys, title] : shortcuts_in_order()) shortcut_row(keys.c_str(), title.c_str());
    shortcut_row(tr("Tab, arrows"), tr("Within a panel: go from field to field"));
    shortcut_row(tr("Space, Enter"), tr("Within a panel: press, open, tick"));
    ImGui::EndTable();
  }
  ImGui::End();
}

void terms_window(const State& state, Actions& out) {
  begin_help(tr("Terms"), "terms", 40, 40, out);
  search_field(state.help, tr("find a term"), out);
  ImGui::BeginChild("list");
  scroll_with_keys();
  for (const Term& term : terms()) {
    const std::string both = std::string(tr(term.name)) + " " + tr(term.meaning) + " " + term.name;
    if (!state.help.text.empty() && !fuzzy_score(state.help.text, both)) continue;
    heading(tr(term.name));
    wrapped_text(tr(term.meaning));
    ImGui::Spacing();
  }
  ImGui::EndChild();
  ImGui::End();
}

}  // namespace

void help_windows(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  if (state.help.open == HelpWindow::palette) palette_window(state, out);
  if (state.help.open == HelpWindow::shortcuts) shortcuts_window(out);
  if (state.help.open == HelpWindow::terms) terms_window(state, out);
}

}  // namespace agglo::viewer
