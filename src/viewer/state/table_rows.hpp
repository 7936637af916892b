// Rows of the table panel: which are shown, in which order.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

inline constexpr std::size_t kMostTableColumns = 60;  ///< Dear ImGui 1.86 stops at 64

/// The table shown, or null.
const Table* shown_table(const State& state);
/// After a first look at a large project: its tables are still being read.
bool columns_are_missing(const State& state);
/// Throws Error{usage} that says so: what is made of rows now would lack their columns.
void need_columns(const State& state);
/// Called after every action: rows that filter and time let through and that contain the text looked for,
/// sorted (numbers by value, text by bytes, missing last, ties by row). Large tables are searched and sorted
/// in the background; until then the rows stay as they were.
void refresh_table(State& state, Jobs& jobs);
/// True while that is going on.
bool table_is_busy(const State& state);
/// Picks the latest clusters, else the last layer with a table.
void choose_table(State& state);
/// Puts another layer into the table, unsorted.
void show_table_of(State& state, const std::string& layer);
/// Puts the cursor on a row of the layer and scrolls to it; nothing when it is not shown.
void scroll_to_row(TableView& table, std::uint32_t row);
/// Scrolls so that position `at` is on the screen.
void scroll_to_position(TableView& table, std::size_t at);
/// The columns shown: those chosen, else the first ones.
std::vector<const Column*> shown_columns(const State& state, const Table& table);
/// Rows as text with tabs between columns and a line of names, at most `most` rows.
std::string rows_as_text(const Table& table, const std::vector<const Column*>& columns,
                         const std::vector<std::uint32_t>& rows, std::size_t most);
/// A table of these rows alone, geometry included.
Table table_of_rows(const Table& table, const std::vector<std::uint32_t>& rows);

}  // namespace agglo::viewer
