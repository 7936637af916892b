// Selecting: new rows meet those selected before; firms of selected areas and clusters.
#pragma once

#include "agglo/run_control.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// The selection `before` changed by `rows` of a layer. Where nothing of this layer was selected, `add` is
/// the same as `replace`, and the other two leave the selection as it was.
Selection combined(const State& state, const Selection& before, const std::string& layer, RowSet rows,
                   Combine how);
/// Selects rows that a drag holds by now: combines with what was selected when it began.
void select_while_dragging(State& state, const std::string& layer, RowSet rows, Combine how);

/// Moves the map to a row of a layer and some room around it; nothing when the layer is not on the map.
void go_to_row(State& state, const std::string& layer, std::uint32_t row);

/// The layer of firms that a selection by areas goes to: the active one, else the topmost visible, else any;
/// never the layer of the areas itself.
std::optional<std::size_t> firms_on_map(const State& state, const std::string& polygons);
/// Rows of the layer `target` inside the chosen polygons of another, the edge included.
RowSet rows_inside_polygons(const MapData& map, std::size_t polygons, const RowSet& chosen,
                            std::size_t target, RunControl& run);

struct Members {
  std::string layer;
  RowSet rows;
};
/// The firms that an analysis put into the selected clusters; nothing when no clusters are selected.
std::optional<Members> members_of(const State& state);

}  // namespace agglo::viewer
