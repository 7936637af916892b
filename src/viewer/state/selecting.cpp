#include "viewer/state/selecting.hpp"

#include <unordered_set>
#include <utility>

#include "viewer/state/area_rows.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/results.hpp"

namespace agglo::viewer {

namespace {

bool is_firms(const SceneLayer& layer) {
  return layer.role == Role::establishments || layer.kind == "cluster_firms" || layer.kind == "centre_firms";
}

bool can_be_target(const State& state, std::size_t index, const std::string& polygons) {
  const SceneLayer& layer = state.map->scene.layers[index];
  return layer.name != polygons && state.map->prepared[index].points && is_firms(layer);
}

}  // namespace

Selection combined(const State& state, const Selection& before, const std::string& layer, RowSet rows,
                   Combine how) {
  const auto known = how == Combine::replace ? nullptr : rows_of_selection(state, before, layer);
  if (!known || known->size() != rows.size())
    return how == Combine::take_out || how == Combine::keep_common ? before
                                                                   : selection_of(layer, std::move(rows));
  switch (how) {
    case Combine::replace:
      break;
    case Combine::add:
      rows |= *known;
      break;
    case Combine::take_out:
      rows = RowSet(*known) -= rows;
      break;
    case Combine::keep_common:
      rows &= *known;
      break;
  }
  return selection_of(layer, std::move(rows));
}

void select_while_dragging(State& state, const std::string& layer, RowSet rows, Combine how) {
  if (!state.before_drag) state.before_drag = state.selection;
  state.selection = combined(state, *state.before_drag, layer, std::move(rows), how);
}

std::optional<std::size_t> firms_on_map(const State& state, const std::string& polygons) {
  if (!state.map) return std::nullopt;
  if (const auto active = scene_index(state, active_layer(state));
      active && can_be_target(state, *active, polygons))
    return active;
  // The register has all firms; the firms of a clustering may leave some out.
  for (const bool is_register : {true, false})
    for (const bool visible : {true, false})
      for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view) {
        const bool wanted =
            (state.map->scene.layers[view->index].role == Role::establishments) == is_register;
        if (wanted && view->style.visible == visible && can_be_target(state, view->index, polygons))
          return view->index;
      }
  return std::nullopt;
}

RowSet rows_inside_polygons(const MapData& map, std::size_t polygons, const RowSet& chosen,
                            std::size_t target, RunControl& run) {
  const SceneLayer& areas = map.scene.layers[polygons];
  const SceneLayer& firms = map.scene.layers[target];
  RowSet rows(row_count(firms));
  if (!areas.shapes) return rows;
  chosen.for_each([&](std::size_t row) {
    run.check();
    if (areas.shapes->kind[row] == ShapeKind::polygon)
      add_points_inside(firms, *map.prepared[target].points, AreaEdges(*areas.shapes, row), rows);
  });
  return rows;
}

std::optional<Members> members_of(const State& state) {
  if (!state.map || state.selection.empty()) return std::nullopt;
  const Layer* clusters = state.map->data.find(state.selection.layer);
  const Column* number = clusters && clusters->table ? clusters->table->find("cluster") : nullptr;
  if (!number || clusters->kind != "clusters") return std::nullopt;
  std::unordered_set<double> wanted;
  state.selection.rows->for_each([&](std::size_t row) { wanted.insert(number->number(row)); });
  for (const Layer& layer : state.map->data.layers) {
    const Column* member = layer.table ? layer.table->find("cluster") : nullptr;
    if (layer.kind != "cluster_firms" || layer.provenance.step != clusters->provenance.step || !member)
      continue;
    RowSet rows(layer.table->row_count);
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (wanted.contains(member->number(row))) rows.insert(row);
    return Members{layer.name, std::move(rows)};
  }
  return std::nullopt;
}

}  // namespace agglo::viewer
