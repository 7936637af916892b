// The menu bar, from the table of commands and the table of operations.
#include <imgui.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "viewer/panels/commands.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

void language_menu(const State& state, Actions& out) {
  if (!ImGui::BeginMenu(tr("Language"))) return;
  for (const Command& command : commands()) {
    if (command.menu != Menu::language) continue;
    if (ImGui::MenuItem(command.title, nullptr, command.ticked(state))) command.perform(state, out);
  }
  ImGui::EndMenu();
}

void menu(const State& state, Menu which, const char* title, Actions& out) {
  if (!ImGui::BeginMenu(title)) return;
  bool first = true;
  for (const MenuEntry& entry : menu_entries(which)) {
    if (entry.line_above && !first) ImGui::Separator();
    first = false;
    const Command& command = *entry.command;
    const char* key = command.shortcut.key != 0 ? command.shortcut.name : nullptr;
    const std::string name = command.live_title ? command.live_title(state) : tr(command.title);
    if (ImGui::MenuItem(name.c_str(), key, command.ticked && command.ticked(state),
                        !command.enabled || command.enabled(state)))
      command.perform(state, out);
    if (std::string_view(command.id) == "project.open") recent_menu(state, out);
  }
  if (which == Menu::view) {
    ImGui::Separator();
    language_menu(state, out);
  }
  ImGui::EndMenu();
}

void analyse_menu(Actions& out) {
  if (!ImGui::BeginMenu(tr("Analyse"))) return;
  for (const Operation& op : operations()) {
    if (op.kind != OperationKind::analysis) continue;
    if (ImGui::MenuItem((tr(op.title) + "…").c_str())) out.push_back(ShowForm{op.name});
    item_tooltip(tr(op.summary));
  }
  ImGui::EndMenu();
}

}  // namespace

void menu_bar(const PanelInput& in, Actions& out) {
  // Like the panels it needs no strong edge.
  ImGui::PushStyleColor(ImGuiCol_Border, ImGui::GetStyleColorVec4(ImGuiCol_Separator));
  const bool shown = ImGui::BeginMainMenuBar();
  ImGui::PopStyleColor();
  if (!shown) return;
  const State& state = in.state;
  const std::string name =
      has_project(state) ? state.project.filename().string() + (state.unsaved ? " •" : "") : std::string();
  const float name_width = ImGui::CalcTextSize(name.c_str()).x, em = ImGui::GetFontSize();
  using Draw = std::function<void()>;
  std::vector<std::pair<const char*, Draw>> menus{
      {tr("Project"), [&] { menu(state, Menu::project, tr("Project"), out); }},
      {tr("Edit"), [&] { menu(state, Menu::edit, tr("Edit"), out); }},
      {tr("Select"), [&] { menu(state, Menu::select, tr("Select"), out); }},
      {tr("View"), [&] { menu(state, Menu::view, tr("View"), out); }},
      {tr("Analyse"), [&] { analyse_menu(out); }},
      {tr("Help"), [&] { menu(state, Menu::help, tr("Help"), out); }}};
  const bool from_the_right = language().right_to_left;
  if (from_the_right) {
    std::reverse(menus.begin(), menus.end());
    float width = em;
    for (const auto& [title, draw] : menus)
      width += ImGui::CalcTextSize(title).x + ImGui::GetStyle().ItemSpacing.x * 2;
    ImGui::SetCursorPosX(std::max(name_width + em * 3, ImGui::GetIO().DisplaySize.x - width));
  }
  for (const auto& [title, draw] : menus) draw();
  if (!name.empty()) {
    ImGui::SameLine(from_the_right ? em * 1.2f : ImGui::GetIO().DisplaySize.x - name_width - em * 1.2f);
    ImGui::TextDisabled("%s", name.c_str());
    item_tooltip(state.project.string() +
                 (state.unsaved ? std::string("\n") + tr("Styles are not saved yet.") : ""));
  }
  ImGui::EndMainMenuBar();
}

}  // namespace agglo::viewer
