// Rows of the table panel: which are shown, in which order.
#pragma once

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// The table shown, or null.
const Table* shown_table(const State& state);
/// Filters (text found in any column, without regard to ASCII case) and sorts (numbers by value, text by
/// bytes, missing last, ties by row).
void refresh_rows(State& state);
/// Picks the latest clusters, else the last layer with a table.
void choose_table(State& state);
void scroll_to_row(TableView& table, std::uint32_t row);

}  // namespace agglo::viewer
