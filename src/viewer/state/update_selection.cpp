#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "agglo/selection_filter.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/results.hpp"
#include "viewer/state/selecting.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kAtOnce = 300'000;  // points that are looked at without a job

Box box_of_row(const SceneLayer& layer, std::size_t row) {
  Box box;
  if (layer.points_only)
    box.extend((*layer.x)[row], (*layer.y)[row]);
  else if (layer.shapes)
    box = layer.shapes->box(row);
  return box;
}

void show_box(State& state, Box box) {
  const double least = 0.3 * std::max(box.width(), box.height());
  fit(state.camera, box, 24 + 0.25 * std::min(state.camera.width, state.camera.height));
  if (!(least > 0)) state.camera.metres_per_pixel = std::max(state.camera.metres_per_pixel, 2.0);
}

void keep_shown(RowSet& rows, const RowSet* shown) {
  if (shown && shown->size() == rows.size()) rows &= *shown;
}

/// A layer of the map as it was when work on it began.
struct LayerThen {
  std::string name;
  std::shared_ptr<const Table> table;
  std::string sha256, step;
  std::size_t rows = 0;
};
LayerThen layer_now(const State& state, std::size_t index) {
  const SceneLayer& shown = state.map->scene.layers[index];
  LayerThen layer{shown.name, shown.table, "", "", row_count(shown)};
  if (const Layer* found = state.map->data.find(shown.name)) {
    layer.sha256 = found->provenance.sha256;
    layer.step = found->provenance.step;
  }
  return layer;
}
/// Where the layer is now; nothing when it is gone or has other rows. The table alone does not tell: that of
/// a first look is replaced by the whole one.
std::optional<std::size_t> still_there(const State& state, const LayerThen& then) {
  const auto index = state.map ? scene_index(state, then.name) : std::nullopt;
  if (!index) return std::nullopt;
  const LayerThen now = layer_now(state, *index);
  const bool from_same = !then.sha256.empty() && now.sha256 == then.sha256 && now.step == then.step;
  return now.rows == then.rows && (now.table == then.table || from_same) ? index : std::nullopt;
}

void take_inside_of(State& state, const LayerThen& areas, const LayerThen& firms, RowSet rows) {
  const auto target = still_there(state, firms);
  if (target && still_there(state, areas)) return take_inside(state, *target, std::move(rows));
  state.messages.push_back(
      {MessageKind::warning, tr("Select the firms inside"),
       tr("The firms or the areas changed while they were looked at, and nothing was selected."),
       tr("select the areas and ask again")});
}

/// The layer whose rows are selected.
Layer selected_layer(const State& state) {
  need_columns(state);
  const Layer* from = state.map->data.find(state.selection.layer);
  if (!from || !from->table || !state.selection.rows)
    throw usage_error("nothing is selected that has a table", "select rows of a layer first");
  return *from;
}

}  // namespace

void go_to_row(State& state, const std::string& layer, std::uint32_t row) {
  if (const auto index = scene_index(state, layer))
    show_box(state, box_of_row(state.map->scene.layers[*index], row));
}

void apply(State& state, const SelectRow& a, Jobs& jobs) {
  const auto size = rows_of_layer(state, a.layer);
  if (!size || a.row >= *size) return;
  const auto known = a.add ? selected_in(state, a.layer) : nullptr;
  RowSet rows = known ? *known : RowSet(*size);
  const bool was_there = rows.contains(a.row);
  if (was_there)
    rows.erase(a.row);
  else
    rows.insert(a.row);
  state.selection = selection_of(a.layer, std::move(rows));
  if (!was_there) state.selection.last = a.row;
  const Layer* layer = state.map->data.find(a.layer);
  const bool clusters = layer && layer->role == Role::result && layer->kind == "clusters";
  const bool tabled = state.bottom_tab == BottomTab::table;
  if (state.table.layer != a.layer && clusters && tabled) apply(state, ShowTable{a.layer}, jobs);
  if (state.table.layer == a.layer) scroll_to_row(state.table, a.row);
  if (a.zoom) go_to_row(state, a.layer, a.row);
}

void apply(State& state, const SelectRows& a, Jobs&) {
  const auto size = rows_of_layer(state, a.layer);
  if (!size || !a.rows || a.rows->size() != *size) return;
  state.selection = combined(state, state.selection, a.layer, *a.rows, a.how);
}

void apply(State& state, const ClearSelection&, Jobs&) {
  if (std::exchange(state.sketch, {}).active) {
    if (state.before_drag) state.selection = *std::exchange(state.before_drag, std::nullopt);
    return;
  }
  state.selection = {};
  state.marker.reset();
  state.measure = {};
  state.reach.place.reset();
}

void apply(State& state, const SelectAll&, Jobs&) {
  const std::string layer = active_layer(state);
  const auto size = rows_of_layer(state, layer);
  if (!size) return;
  RowSet rows(*size, true);
  keep_shown(rows, state.linked.shown.get());
  state.selection = selection_of(layer, std::move(rows));
}

void apply(State& state, const InvertSelection&, Jobs&) {
  const std::string layer = active_layer(state);
  const auto size = rows_of_layer(state, layer);
  if (!size) return;
  const auto known = selected_in(state, layer);
  RowSet rows = known ? *known : RowSet(*size);
  rows.flip();
  keep_shown(rows, state.linked.shown.get());
  state.selection = selection_of(layer, std::move(rows));
}

void apply(State& state, const ZoomToSelection&, Jobs&) {
  const auto index = scene_index(state, state.selection.layer);
  if (!index || state.selection.empty()) return;
  Box box;
  state.selection.rows->for_each(
      [&](std::size_t row) { box.extend(box_of_row(state.map->scene.layers[*index], row)); });
  if (!box.empty()) show_box(state, box);
}

void apply(State& state, const SelectInside&, Jobs& jobs) {
  const auto polygons = scene_index(state, state.selection.layer);
  if (!polygons || state.selection.empty())
    throw usage_error(tr("no areas are selected"), tr("select zones, regions or clusters first"));
  const auto target = firms_on_map(state, state.selection.layer);
  if (!target)
    throw usage_error(tr("the map has no firms to select"), tr("import a register of firms first"));
  if (row_count(state.map->scene.layers[*target]) > kAtOnce) {
    const auto work = [map = state.map, from = *polygons, chosen = state.selection.rows, to = *target,
                       areas = layer_now(state, *polygons),
                       firms = layer_now(state, *target)](RunControl& run) -> std::function<void(State&)> {
      const auto rows = std::make_shared<RowSet>(rows_inside_polygons(*map, from, *chosen, to, run));
      return [areas, firms, rows](State& then) { take_inside_of(then, areas, firms, std::move(*rows)); };
    };
    jobs.submit(SideJob{"inside", work}, tr_key("Select the firms inside"));
    return;
  }
  RunControl run;
  take_inside(state, *target,
              rows_inside_polygons(*state.map, *polygons, *state.selection.rows, *target, run));
}

void apply(State& state, const SelectMembers&, Jobs& jobs) {
  auto members = members_of(state);
  if (!members)
    throw usage_error(tr("no clusters with known members are selected"),
                      tr("select clusters that dbscan or hdbscan made"));
  apply(state, SetActiveLayer{members->layer}, jobs);
  keep_shown(members->rows, shown_rows(state, members->layer).get());
  state.selection = selection_of(members->layer, std::move(members->rows));
}

void apply(State& state, const FilterToSelection&, Jobs& jobs) {
  const Layer layer = selected_layer(state);
  const LayerView* view = find_layer(state, layer.name);
  if (!view)
    throw usage_error(tr("this layer is not on the map"), tr("save the selection as a layer instead"));
  const auto known = state.layer_rows.find(layer.name);
  const auto among = known == state.layer_rows.end() ? nullptr : known->second.filtered;
  const auto work = [layer, before = view->filter, rows = state.selection.rows,
                     among](RunControl& run) -> std::function<void(State&)> {
    std::string filter = filter_of_rows(*layer.table, *rows, among.get(), run);
    if (filter.empty())
      throw usage_error("no column tells the selected rows from the others",
                        "save the selection as a layer instead");
    if (!before.empty()) filter = "(" + before + ") AND " + filter;
    return [name = layer.name, filter](State& then) {
      LayerView* found = find_layer(then, name);
      if (!found) return;
      remember(then, tr_key("filter of the map"));
      found->filter = filter;
      then.filter_drafts[name] = {filter, ""};
    };
  };
  jobs.submit(SideJob{"filter to selection", work}, tr_key("Filter to the selection"));
}

void apply(State& state, const AskForSelectionLayer& a, Jobs&) {
  state.saving_selection.reset();
  if (!a.open) return;
  const Layer from = selected_layer(state);
  state.saving_selection =
      fmt::format(fmt::runtime(tr("Selection from {}")), from.title.empty() ? from.name : from.title);
}

void apply(State& state, const TitleSelectionLayer& a, Jobs&) {
  if (state.saving_selection) state.saving_selection = a.title;
}

void apply(State& state, const SaveSelectionLayer& a, Jobs& jobs) {
  if (a.title.empty()) throw usage_error(tr("the layer needs a title"), tr("type one"));
  jobs.submit(SelectionLayerJob{selected_layer(state), state.selection.rows, a.title, styles_of(state)},
              tr_key("Save the selection as a layer"));
  state.saving_selection.reset();
}

void apply(State& state, const ExportSelection& a, Jobs& jobs) {
  refuse_source_file(state, a.file);
  const bool planar = state.map && state.map->data.frame.kind == FrameKind::plane;
  jobs.submit(ExportRowsJob{selected_layer(state), state.selection.rows, planar, a.file},
              tr_key("Export the selection"));
}

}  // namespace agglo::viewer
