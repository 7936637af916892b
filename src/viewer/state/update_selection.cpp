#include <algorithm>
#include <utility>

#include "viewer/state/actions.hpp"
#include "viewer/state/results.hpp"
#include "viewer/state/table_rows.hpp"

namespace agglo::viewer {

namespace {

Box box_of_row(const SceneLayer& layer, std::uint32_t row) {
  Box box;
  if (layer.points_only)
    box.extend((*layer.x)[row], (*layer.y)[row]);
  else if (layer.shapes)
    box = layer.shapes->box(row);
  return box;
}

}  // namespace

void apply(State& state, const SelectRow& a, Jobs& jobs) {
  const auto index = scene_index(state, a.layer);
  if (!index || a.row >= row_count(state.map->scene.layers[*index])) return;
  const SceneLayer& layer = state.map->scene.layers[*index];
  const bool add = a.add && state.selection.layer == a.layer && state.selection.rows;
  RowSet rows = add ? *state.selection.rows : RowSet(row_count(layer));
  const bool was_there = rows.contains(a.row);
  if (was_there)
    rows.erase(a.row);
  else
    rows.insert(a.row);
  state.selection = selection_of(a.layer, std::move(rows));
  if (!was_there) state.selection.last = a.row;
  if (state.table.layer != a.layer && layer.role == Role::result && layer.kind == "clusters")
    apply(state, ShowTable{a.layer}, jobs);
  if (state.table.layer == a.layer) scroll_to_row(state.table, a.row);
  if (a.zoom) {
    Box box = box_of_row(layer, a.row);
    const double least = 0.3 * std::max(box.width(), box.height());
    fit(state.camera, box, 24 + 0.25 * std::min(state.camera.width, state.camera.height));
    if (!(least > 0)) state.camera.metres_per_pixel = std::max(state.camera.metres_per_pixel, 2.0);
  }
}

void apply(State& state, const SelectRows& a, Jobs&) {
  const auto index = scene_index(state, a.layer);
  if (!index || !a.rows || a.rows->size() != row_count(state.map->scene.layers[*index])) return;
  RowSet rows = *a.rows;
  const bool same_layer = state.selection.layer == a.layer && state.selection.rows;
  switch (a.how) {
    case Combine::replace:
      break;
    case Combine::add:
      if (same_layer) rows |= *state.selection.rows;
      break;
    case Combine::take_out:
      if (same_layer) rows = RowSet(*state.selection.rows) -= *a.rows;
      break;
    case Combine::keep_common:
      if (same_layer) rows &= *state.selection.rows;
      break;
  }
  state.selection = selection_of(a.layer, std::move(rows));
}

void apply(State& state, const ClearSelection&, Jobs&) {
  state.selection = {};
  state.marker.reset();
}

}  // namespace agglo::viewer
