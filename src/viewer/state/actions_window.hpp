// Actions: panels, theme, file dialog, messages.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

enum class PanelName { layers, inspect, form, history, activity, reach, table, charts, about };
struct ShowPanel {
  PanelName panel;
  bool open;
};
struct SetTheme {
  bool dark;
};
struct ShowDialog {
  DialogPurpose purpose;
  std::string operation, key;
};
struct DialogGoTo {
  std::filesystem::path directory;
};
struct DialogFilter {
  std::string text;
};
struct DialogName {
  std::string name;
};
struct DialogSort {
  FileSort sort;
  bool descending;
};
struct DialogHidden {
  bool shown;
};
struct DialogStep {
  int step;
};
struct DialogNameFolder {
  bool on;
};
struct DialogFolderName {
  std::string name;
};
struct DialogMakeFolder {
  std::string name;
};
struct DialogAccept {
  bool replace = false;  ///< a file that is there already
};
struct DialogClose {};
/// Shows the desktop's dialog in the place of the own one, or (off) the own one again.
struct UseDesktopDialog {
  bool on;
};
/// Whether file dialogs are the desktop's from the start.
struct SetDesktopDialogs {
  bool on;
};
/// The desktop's dialog is closed. `status`: 0 = a file was chosen, 1 = none; else it failed.
struct DesktopDialogEnded {
  int status;
  std::string output;  ///< the file and an end of line
};
struct ClearMessages {};
/// To the desktop's clipboard.
struct CopyText {
  std::string text;
};

void apply(State& state, const ShowPanel& a, Jobs& jobs);
void apply(State& state, const SetTheme& a, Jobs& jobs);
void apply(State& state, const ShowDialog& a, Jobs& jobs);
void apply(State& state, const DialogGoTo& a, Jobs& jobs);
void apply(State& state, const DialogFilter& a, Jobs& jobs);
void apply(State& state, const DialogName& a, Jobs& jobs);
void apply(State& state, const DialogSort& a, Jobs& jobs);
void apply(State& state, const DialogHidden& a, Jobs& jobs);
void apply(State& state, const DialogStep& a, Jobs& jobs);
void apply(State& state, const DialogNameFolder& a, Jobs& jobs);
void apply(State& state, const DialogFolderName& a, Jobs& jobs);
void apply(State& state, const DialogMakeFolder& a, Jobs& jobs);
void apply(State& state, const DialogAccept& a, Jobs& jobs);
void apply(State& state, const DialogClose& a, Jobs& jobs);
void apply(State& state, const UseDesktopDialog& a, Jobs& jobs);
void apply(State& state, const SetDesktopDialogs& a, Jobs& jobs);
void apply(State& state, const DesktopDialogEnded& a, Jobs& jobs);
void apply(State& state, const ClearMessages& a, Jobs& jobs);
void apply(State& state, const CopyText& a, Jobs& jobs);

}  // namespace agglo::viewer
