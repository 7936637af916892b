#include <fmt/format.h>

#include "viewer/state/actions.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/measure.hpp"

namespace agglo::viewer {

void apply(State& state, const StartMeasure& a, Jobs&) {
  state.measure = {};
  if (!state.map) return;
  state.measure.kind = a.kind;
  if (a.kind != MeasureKind::none) state.reach.what_if = false;
  state.tool = MapTool::move;  // a click measures now, it selects nothing
}

void apply(State& state, const MeasureClick& a, Jobs& jobs) {
  if (state.measure.kind == MeasureKind::none) return;
  const auto place = world_at(state, a.x, a.y);
  if (!place) return;  // between two maps
  if (state.measure.finished) apply(state, StartMeasure{state.measure.kind}, jobs);
  state.measure.places.push_back(*place);
}

void apply(State& state, const MeasureBack&, Jobs&) {
  state.measure.finished = false;
  if (!state.measure.places.empty()) state.measure.places.pop_back();
}

void apply(State& state, const MeasureFinish&, Jobs&) {
  state.measure.finished = !state.measure.places.empty();
}

void apply(State& state, const CopyMeasure&, Jobs&) {
  if (state.measure.kind == MeasureKind::none || !state.map) return;
  const bool area = state.measure.kind == MeasureKind::area;
  const Measured m = measured(state.map->scene.frame, state.measure.places, area);
  state.clipboard = fmt::format("{:.2f}", area ? m.area_m2 : m.length_m);
}

}  // namespace agglo::viewer
