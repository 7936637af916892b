// Actions: all that can happen to the State. Panels, keys, dropped files, scripts and finished jobs push
// them.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "viewer/jobs.hpp"
#include "viewer/state.hpp"

namespace agglo::viewer {

// Project
struct OpenFile {
  std::filesystem::path file;
};  ///< a project is opened, anything else goes to the import form
struct SaveProject {};
struct ExportView {
  std::filesystem::path file;
};
struct JobsChanged {};  ///< take results and progress from the jobs
struct CancelJob {
  std::uint64_t id;
};
struct Quit {};

// Map
struct ResizeMap {
  int width, height;
};
struct PanBy {
  double dx, dy;
};
struct ZoomAt {
  double factor, x, y;
};
struct FitAll {};
struct FitLayer {
  std::string layer;
};
struct HoverAt {
  double x, y;
};
struct HoverOff {};
struct ClickAt {
  double x, y;
  bool add = false;
};
struct SelectRow {
  std::string layer;
  std::uint32_t row;
  bool zoom = false;
  bool add = false;
};
struct ClearSelection {};

// Layers
struct SetStyle {
  std::string layer;
  Style style;
};
struct MoveLayer {
  std::string layer;
  int up;
};  ///< +1 towards the top
struct ToggleCategory {
  std::string layer;
  std::size_t category;
};
struct UnfoldStyle {
  std::string layer;
};  ///< empty folds
struct Undo {};
struct Redo {};

// Table
struct ShowTable {
  std::string layer;
};
struct SortTable {
  std::string column;
  bool descending;
};
struct FilterTable {
  std::string text;
};

// Forms
struct ShowForm {
  std::string operation;
};
struct SetOption {
  std::string operation, key, text;
};
struct ResetOption {
  std::string operation, key;
};
struct SetFormFile {
  std::string operation, file;
};
struct SetFormName {
  std::string operation, name;
};
struct SetImportProject {
  std::string file;
};
struct RunForm {
  std::string operation;
};
struct CopyCommand {
  std::string operation;
};

// Window
enum class PanelName { layers, inspect, form, activity, table, about };
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
struct DialogAccept {};
struct DialogClose {};
struct ClearMessages {};

using Action =
    std::variant<OpenFile, SaveProject, ExportView, JobsChanged, CancelJob, Quit, ResizeMap, PanBy, ZoomAt,
                 FitAll, FitLayer, HoverAt, HoverOff, ClickAt, SelectRow, ClearSelection, SetStyle, MoveLayer,
                 ToggleCategory, UnfoldStyle, Undo, Redo, ShowTable, SortTable, FilterTable, ShowForm,
                 SetOption, ResetOption, SetFormFile, SetFormName, SetImportProject, RunForm, CopyCommand,
                 ShowPanel, SetTheme, ShowDialog, DialogGoTo, DialogFilter, DialogName, DialogAccept,
                 DialogClose, ClearMessages>;
using Actions = std::vector<Action>;

/// Applies one action. The only place that changes State; submits jobs, never computes an analysis itself.
/// Errors become messages.
void update(State& state, const Action& action, Jobs& jobs);

}  // namespace agglo::viewer
