#include <cmath>
#include <utility>

#include "viewer/state/actions.hpp"
#include "viewer/state/area_rows.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/selecting.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr double kClick_px = 4;   // a drag that stays within this is a click
constexpr double kCorner_px = 3;  // a lasso has corners this far apart

double pixels_between(const State& state, WorldPoint a, WorldPoint b) {
  return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m) / state.camera.metres_per_pixel;
}

/// The area drawn so far.
std::vector<WorldPoint> outline(const State& state) {
  const MapSketch& sketch = state.sketch;
  if (state.tool == MapTool::box) return rectangle(sketch.corners.front(), sketch.at);
  return sketch.corners;
}

void select_outline(State& state) {
  const std::string layer = active_layer(state);
  const auto index = scene_index(state, layer);
  if (!index) return;
  RowSet rows = state.sketch.brush.rows_in(state.map->scene.layers[*index], state.map->prepared[*index],
                                           AreaEdges(outline(state)));
  const RowSet* shown = state.linked.shown.get();
  if (shown && shown->size() == rows.size()) rows &= *shown;
  select_while_dragging(state, layer, std::move(rows), state.sketch.how);
}

bool is_click(const State& state) {
  for (const WorldPoint& corner : state.sketch.corners)
    if (pixels_between(state, corner, state.sketch.at) > kClick_px) return false;
  return true;
}

}  // namespace

void apply(State& state, const SetTool& a, Jobs& jobs) {
  if (state.sketch.active) apply(state, ClearSelection{}, jobs);
  state.tool = a.tool;
}

void apply(State& state, const SketchBegin& a, Jobs&) {
  if (!std::isfinite(a.x) || !std::isfinite(a.y)) return;
  if (!state.map || state.tool == MapTool::move) return;
  if (has_tiles(state)) {
    state.messages.push_back({MessageKind::note, tr("Select"),
                              tr("Box, lasso and polygon need one map: choose one map in the time strip."),
                              ""});
    return;
  }
  const WorldPoint at = world_from_screen(state.camera, a.x, a.y);
  state.sketch = {true, a.how, {at}, at};
  state.before_drag.reset();
}

void apply(State& state, const SketchTo& a, Jobs&) {
  if (!std::isfinite(a.x) || !std::isfinite(a.y)) return;
  MapSketch& sketch = state.sketch;
  if (!sketch.active) return;
  sketch.at = world_from_screen(state.camera, a.x, a.y);
  if (state.tool == MapTool::polygon) return;
  if (state.tool == MapTool::lasso && pixels_between(state, sketch.corners.back(), sketch.at) >= kCorner_px)
    sketch.corners.push_back(sketch.at);
  if (!is_click(state)) select_outline(state);
}

void apply(State& state, const SketchCorner& a, Jobs&) {
  if (!std::isfinite(a.x) || !std::isfinite(a.y)) return;
  MapSketch& sketch = state.sketch;
  if (!sketch.active) return;
  sketch.at = world_from_screen(state.camera, a.x, a.y);
  if (pixels_between(state, sketch.corners.back(), sketch.at) >= kCorner_px)
    sketch.corners.push_back(sketch.at);
}

void apply(State& state, const SketchEnd&, Jobs& jobs) {
  if (!std::exchange(state.sketch.active, false)) return;
  if (state.tool == MapTool::polygon) {
    if (state.sketch.corners.size() >= 3) select_outline(state);
  } else if (is_click(state)) {
    if (state.before_drag) state.selection = *state.before_drag;
    const ScreenPoint at = screen_from_world(state.camera, state.sketch.at.x_m, state.sketch.at.y_m);
    apply(state, ClickAt{at.x, at.y, state.sketch.how != Combine::replace}, jobs);
  } else {
    select_outline(state);
  }
  state.before_drag.reset();
  state.sketch.brush = {};
}

}  // namespace agglo::viewer
