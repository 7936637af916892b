// Actions: the table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ShowTable {
  std::string layer;
};
struct SortTable {
  std::string column;  ///< empty = row order
  bool descending = false;
};
/// Only rows in which any column contains the text.
struct FilterTable {
  std::string text;
};
/// Only selected rows. A click then goes to a row and leaves the selection as it is.
struct ShowSelectedOnly {
  bool on;
};
/// Selects the rows that the table shows.
struct SelectTableRows {};
/// `top`: position of the first row on the screen, which holds `screenful` rows.
struct ScrollTable {
  std::size_t top, screenful;
};
/// Moves the keyboard's row by so many and selects it, or (`extend`) all from where the range began.
struct MoveTableCursor {
  std::ptrdiff_t by;
  bool extend = false;
};
enum class TableClick { only, toggle, range };
struct ClickTableRow {
  std::size_t position;
  TableClick how = TableClick::only;
};
/// The table takes the arrow keys, or leaves them to the map.
struct FocusTable {
  bool focused;
};
/// Empty = the first ones.
struct ChooseTableColumns {
  std::string layer;
  std::vector<std::string> columns;
};
/// Statistics of a column over the rows that the table shows.
struct SummariseColumn {
  std::string column;
};
struct CloseStatistics {};
/// Copies the rows of the table, or the selected ones among them, as text with tabs.
struct CopyTableRows {
  bool selected_only;
};
/// Writes the rows that the table shows, in its order; the format by the file's extension.
struct ExportTable {
  std::filesystem::path file;
};

void apply(State& state, const ShowTable& a, Jobs& jobs);
void apply(State& state, const SortTable& a, Jobs& jobs);
void apply(State& state, const FilterTable& a, Jobs& jobs);
void apply(State& state, const ShowSelectedOnly& a, Jobs& jobs);
void apply(State& state, const SelectTableRows& a, Jobs& jobs);
void apply(State& state, const ScrollTable& a, Jobs& jobs);
void apply(State& state, const MoveTableCursor& a, Jobs& jobs);
void apply(State& state, const ClickTableRow& a, Jobs& jobs);
void apply(State& state, const FocusTable& a, Jobs& jobs);
void apply(State& state, const ChooseTableColumns& a, Jobs& jobs);
void apply(State& state, const SummariseColumn& a, Jobs& jobs);
void apply(State& state, const CloseStatistics& a, Jobs& jobs);
void apply(State& state, const CopyTableRows& a, Jobs& jobs);
void apply(State& state, const ExportTable& a, Jobs& jobs);

}  // namespace agglo::viewer
