// The menu bar, from the table of commands and the table of operations.
#include <imgui.h>

#include <array>

#include "viewer/panels/commands.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

void menu(const State& state, Menu which, const char* title, Actions& out) {
  if (!ImGui::BeginMenu(tr(title))) return;
  bool first = true;
  for (const Command& command : commands()) {
    if (command.menu != which) continue;
    if (command.line_above && !first) ImGui::Separator();
    first = false;
    const char* key = command.shortcut.key != 0 ? command.shortcut.name : nullptr;
    if (ImGui::MenuItem(tr(command.title), key, command.ticked && command.ticked(state),
                        !command.enabled || command.enabled(state)))
      command.perform(state, out);
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
  if (!ImGui::BeginMainMenuBar()) return;
  const State& state = in.state;
  menu(state, Menu::project, "Project", out);
  menu(state, Menu::edit, "Edit", out);
  menu(state, Menu::view, "View", out);
  analyse_menu(out);
  menu(state, Menu::help, "Help", out);
  if (has_project(state)) {
    const std::string name = state.project.filename().string() + (state.unsaved ? " •" : "");
    const float width = ImGui::CalcTextSize(name.c_str()).x;
    ImGui::SameLine(ImGui::GetIO().DisplaySize.x - width - ImGui::GetFontSize() * 1.2f);
    ImGui::TextDisabled("%s", name.c_str());
    item_tooltip(state.project.string() +
                 (state.unsaved ? std::string("\n") + tr("Styles are not saved yet.") : ""));
  }
  ImGui::EndMainMenuBar();
}

}  // namespace agglo::viewer
