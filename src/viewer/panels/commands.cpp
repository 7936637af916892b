#include "viewer/panels/commands.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

std::span<const Command> commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> joined;
    for (const std::span<const Command> group : {help_commands(),     //
                                                 project_commands(),  //
                                                 session_commands(),  //
                                                 edit_commands(),     //
                                                 find_commands(),     //
                                                 select_commands(),   //
                                                 reach_commands(),    //
                                                 files_commands(),    //
                                                 view_commands(),     //
                                                 data_commands(),     //
                                                 style_commands(),    //
                                                 people_commands()})
      joined.insert(joined.end(), group.begin(), group.end());
    return joined;
  }();
  return all;
}

namespace {

// Menus that several groups of commands fill; "-" is a line. What is named nowhere comes before the last
// part.
constexpr std::string_view kProjectMenu[] = {"project.open",
                                             "project.import",
                                             "-",
                                             "project.save",
                                             "project.copy",
                                             "recipe.save",
                                             "project.reload",
                                             "-",
                                             "page.layout",
                                             "project.export",
                                             "map.save-picture",
                                             "-",
                                             "window.new",
                                             "window.same",
                                             "files.desktop-dialogs",
                                             "-",
                                             "project.quit"};
constexpr std::string_view kViewMenu[] = {"view.all",      "view.zoom-in",
                                          "view.zoom-out", "-",
                                          "view.layers",   "view.details",
                                          "view.table",    "view.charts",
                                          "time.strip",    "view.history",
                                          "view.jobs",     "-",
                                          "bookmark.add",  "bookmark.list",
                                          "view.compare",  "measure.distance",
                                          "measure.area",  "-"};

std::vector<MenuEntry> in_order(std::span<const std::string_view> order, std::vector<MenuEntry> entries) {
  const auto last_line = std::find(order.rbegin(), order.rend(), "-");
  const auto last_part = static_cast<std::size_t>(order.rend() - last_line) - 1;
  std::vector<MenuEntry> sorted;
  bool line = false;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (k == last_part) {
      for (MenuEntry& entry : entries)
        if (std::find(order.begin(), order.end(), entry.command->id) == order.end()) sorted.push_back(entry);
    }
    if (order[k] == "-") line = true;
    for (const MenuEntry& entry : entries)
      if (entry.command->id == order[k]) sorted.push_back({entry.command, std::exchange(line, false)});
  }
  return sorted;
}

}  // namespace

std::vector<MenuEntry> menu_entries(Menu menu) {
  std::vector<MenuEntry> entries;
  for (const Command& command : commands())
    if (command.menu == menu) entries.push_back({&command, command.line_above});
  if (menu == Menu::project) return in_order(kProjectMenu, std::move(entries));
  if (menu == Menu::view) return in_order(kViewMenu, std::move(entries));
  return entries;
}

void perform_command(const State& state, std::string_view id, Actions& out) {
  const auto all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command& c) { return id == c.id; });
  if (found == all.end())
    throw usage_error("there is no command \"" + std::string(id) + "\"",
                      "the command palette (Ctrl+Shift+P) and docs/viewer.md list them");
  if (!found->enabled || found->enabled(state)) found->perform(state, out);
}

const Command* command_of_key(const State& state, int key, int mods) {
  const bool chord = (mods & (Keys::kControl | Keys::kAlt)) != 0;
  const int wanted = chord ? mods & (Keys::kControl | Keys::kAlt | Keys::kShift) : 0;
  for (const Command& command : commands())
    if (command.shortcut.key == key && command.shortcut.mods == wanted &&
        (!command.enabled || command.enabled(state)))
      return &command;
  return nullptr;
}

std::vector<std::pair<std::string, std::string>> shortcuts_in_order() {
  struct Row {
    std::string keys, title;
    int mods, group, key;
    auto order() const { return std::tuple(mods, group, key, std::string_view(keys)); }
  };
  std::vector<Row> rows{{"Esc", tr("Close what is open, end what was begun, clear the selection"), 0, 2, 0},
                        {"?", tr("Keyboard"), 0, 2, 1}};
  for (const Command& command : commands()) {
    const Shortcut& s = command.shortcut;
    if (s.key == 0 || s.key == Keys::kEscape) continue;
    const bool function_key = s.key >= Keys::kF1 && s.key < Keys::kF1 + 12;
    const bool letter = s.key >= 'A' && s.key <= 'Z';
    Row row{s.name, tr(command.title), s.mods, letter ? 0 : function_key ? 1 : 2, s.key};
    const bool known = std::any_of(rows.begin(), rows.end(), [&](const Row& other) {
      return other.keys == row.keys && other.title == row.title;
    });
    if (!known) rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.order() < b.order(); });
  std::vector<std::pair<std::string, std::string>> shown;
  for (Row& row : rows) shown.emplace_back(std::move(row.keys), std::move(row.title));
  return shown;
}

bool key_is_for_panels(const State& state, bool typing, int key, int mods) {
  const bool function_key = key >= Keys::kF1 && key < Keys::kF1 + 12;
  if (function_key) return false;
  if (key == Keys::kEscape && state.dialog) return false;  // closes it, also from its fields
  if (typing) {
    // Texts are edited with Ctrl+A, C, V, X, Y, Z and Ctrl with the arrows.
    const bool edits = std::string_view("ACVXYZ").find(static_cast<char>(key)) != std::string_view::npos;
    return !(mods & Keys::kControl) || (!(mods & Keys::kShift) && (edits || key >= Keys::kEscape));
  }
  const bool walks = key == Keys::kEnter || key == Keys::kTab || key == Keys::kSpace ||
                     (key >= Keys::kRight && key <= Keys::kEnd);
  const bool chord = (mods & (Keys::kControl | Keys::kAlt)) != 0;
  const bool question = state.file_change || state.asking || state.left_session;
  const bool elsewhere =
      question || state.help.keyboard != KeyboardPlace::map || state.help.open != HelpWindow::none;
  return elsewhere && walks && !chord;
}

}  // namespace agglo::viewer
