#include <fmt/format.h>

#include "viewer/state/actions.hpp"
#include "viewer/state/files.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

void apply(State& state, const ShowPanel& a, Jobs&) {
  if (a.panel == PanelName::layers) state.show_left = a.open;
  if (a.panel == PanelName::table || a.panel == PanelName::charts) {
    state.show_table = a.open;
    if (a.open) open_bottom(state, a.panel == PanelName::charts ? BottomTab::charts : BottomTab::table);
  }
  if (a.panel == PanelName::about) state.show_about = a.open;
  if (a.panel == PanelName::inspect || a.panel == PanelName::form || a.panel == PanelName::history ||
      a.panel == PanelName::activity || a.panel == PanelName::reach) {
    if (!a.open) {
      state.show_right = false;
      return;
    }
    open_right(state, a.panel == PanelName::inspect   ? RightTab::inspect
                      : a.panel == PanelName::form    ? RightTab::form
                      : a.panel == PanelName::history ? RightTab::history
                      : a.panel == PanelName::reach   ? RightTab::reach
                                                      : RightTab::activity);
    if (a.panel == PanelName::activity) state.unread_errors = 0;
  }
  if (a.panel == PanelName::table && a.open && state.table.layer.empty()) choose_table(state);
}

void apply(State& state, const SetTheme& a, Jobs&) {
  state.dark = state.settings.dark = a.dark;
}

void apply(State& state, const ShowDialog& a, Jobs&) {
  if (state.dialog && state.dialog->desktop) return;  // the desktop's is still open
  open_dialog(state, a.purpose, a.operation, a.key);
  state.dialog->desktop = state.settings.desktop_dialogs && !state.desktop_dialog.empty();
}

void apply(State& state, const DialogGoTo& a, Jobs&) {
  if (state.dialog) list_directory(*state.dialog, a.directory);
}

void apply(State& state, const DialogFilter& a, Jobs&) {
  if (state.dialog) state.dialog->filter = a.text;
}

void apply(State& state, const DialogName& a, Jobs&) {
  if (!state.dialog) return;
  state.dialog->name = a.name;
  state.dialog->asks_replace = false;
}

void apply(State& state, const DialogSort& a, Jobs&) {
  if (!state.dialog) return;
  state.dialog->sort = a.sort;
  state.dialog->descending = a.descending;
  sort_entries(*state.dialog);
}

void apply(State& state, const DialogHidden& a, Jobs&) {
  if (!state.dialog) return;
  state.dialog->hidden = a.shown;
  list_directory(*state.dialog, state.dialog->directory);
}

void apply(State& state, const DialogStep& a, Jobs&) {
  if (state.dialog) step_entry(*state.dialog, a.step);
}

void apply(State& state, const DialogNameFolder& a, Jobs&) {
  if (state.dialog) state.dialog->names_folder = a.on;
}

void apply(State& state, const DialogFolderName& a, Jobs&) {
  if (state.dialog) state.dialog->folder_name = a.name;
}

void apply(State& state, const DialogMakeFolder& a, Jobs&) {
  if (state.dialog) make_folder(*state.dialog, a.name);
}

void apply(State& state, const DialogAccept& a, Jobs& jobs) {
  if (!state.dialog) return;
  if (const auto action = accept_dialog(*state.dialog, a.replace)) {
    add_folder(state.settings, state.dialog->directory);
    state.dialog.reset();
    update(state, *action, jobs);
  }
}

void apply(State& state, const DialogClose&, Jobs&) {
  state.dialog.reset();
}

void apply(State& state, const UseDesktopDialog& a, Jobs&) {
  if (state.dialog) state.dialog->desktop = a.on && !state.desktop_dialog.empty();
}

void apply(State& state, const SetDesktopDialogs& a, Jobs&) {
  state.settings.desktop_dialogs = a.on;
}

void apply(State& state, const DesktopDialogEnded& a, Jobs& jobs) {
  if (!state.dialog || !state.dialog->desktop) return;
  constexpr int kCancelled = 1;
  if (a.status == kCancelled) {
    state.dialog.reset();
    return;
  }
  FileDialog& dialog = *state.dialog;
  dialog.desktop = false;
  std::string chosen = a.output;
  if (chosen.ends_with('\n')) chosen.pop_back();
  const std::filesystem::path path = chosen;
  if (a.status != 0 || !path.is_absolute()) {
    dialog.error = fmt::format(fmt::runtime(tr("The desktop's dialog ({}) does not work here.")),
                               state.desktop_dialog.filename().string());
    return;
  }
  dialog.name = chosen;
  dialog.directory = path.parent_path();
  // The desktop has asked whether to replace a file of this very name, not of one with an ending added.
  apply(state, DialogAccept{path.has_extension()}, jobs);
}

void apply(State& state, const CopyText& a, Jobs&) {
  state.clipboard = a.text;
}

void apply(State& state, const ClearMessages&, Jobs&) {
  state.messages.clear();
  state.unread_errors = 0;
}

}  // namespace agglo::viewer
