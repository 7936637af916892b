// Linked: keeps charts and totals true to map, filter and selection.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// The layer that selection tools, table and charts work on: that of the table, else the topmost visible data
/// layer with a table; empty when there is none.
std::string active_layer(const State& state);
/// Rows of a layer with or without geometry; nothing when there is no such layer.
std::optional<std::size_t> rows_of_layer(const State& state, std::string_view layer);
/// The numbers of a layer, or null while they are made.
const LayerNumbers* numbers_of(const State& state, std::string_view layer);
/// The selection as rows of this layer: its own, or that of another layer whose rows are the same firms; null
/// when nothing of it is selected.
std::shared_ptr<const RowSet> selected_in(const State& state, std::string_view layer);
std::shared_ptr<const RowSet> rows_of_selection(const State& state, const Selection& selection,
                                                std::string_view layer);
/// Rows of a layer that filter, time and legend let through; null = all.
std::shared_ptr<const RowSet> shown_rows(const State& state, std::string_view layer);
/// The charts of the active layer as the user set them, or those to begin with.
std::vector<ChartSlot> chart_slots(const State& state);

/// Called after every action: makes what is missing or no longer holds. Large layers are prepared on the side
/// lane; counting is done here.
void refresh_linked(State& state, Jobs& jobs);
/// Selects these rows of a scene layer, as far as they are shown, and makes the layer the active one.
void take_inside(State& state, std::size_t target, RowSet rows);

}  // namespace agglo::viewer
