// Table grid: the cells of the table, and what is known about a column.
#pragma once

#include "viewer/panels/panels.hpp"

namespace agglo::viewer {

/// Draws the rows on the screen alone and scrolls by whole rows, since pixels in float32 end at 16 million.
/// Keyboard (while the table has the focus): arrows, page up and down, home, end; with Shift a range.
void table_grid(const State& state, const Table& table, Actions& out);
/// What can be done with rows, as entries of an open menu.
void rows_menu(const State& state, Actions& out);
/// The statistics asked for from a column's header.
void statistics_window(const PanelInput& in, Actions& out);

}  // namespace agglo::viewer
