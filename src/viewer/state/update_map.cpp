#include <algorithm>
#include <cmath>

#include "viewer/state/actions.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/state/results.hpp"

namespace agglo::viewer {

void apply(State& state, const ResizeMap& a, Jobs&) {
  // Who sees all data goes on seeing all, such as when the table of a result opens below the map.
  Camera all = state.camera;
  if (state.map) fit(all, state.map->scene.extent_m);
  const bool showed_all = state.map && all == state.camera;
  state.camera.width = std::max(1, a.width);
  state.camera.height = std::max(1, a.height);
  if (state.fit_when_sized && state.map)
    show_start(state);
  else if (showed_all)
    fit(state.camera, state.map->scene.extent_m);
}

void apply(State& state, const PanBy& a, Jobs&) {
  pan(state.camera, a.dx, a.dy);
  refresh_hover(state);
}

void apply(State& state, const ZoomAt& a, Jobs&) {
  zoom_at(state.camera, a.factor, a.x, a.y);
  refresh_hover(state);
}

void apply(State& state, const FitAll&, Jobs&) {
  if (state.map) fit(state.camera, state.map->scene.extent_m);
}

void apply(State& state, const FitLayer& a, Jobs&) {
  const auto index = scene_index(state, a.layer);
  if (!index) return;
  const PreparedLayer& prepared = state.map->prepared[*index];
  Box box;
  if (prepared.points) box.extend(prepared.points->box());
  if (prepared.boxes)
    for (const Box& b : *prepared.boxes) box.extend(b);
  fit(state.camera, box);
}

void apply(State& state, const HoverAt& a, Jobs&) {
  constexpr double kFarthest_px = 1e6;  // no pointer is there
  if (!(std::abs(a.x) < kFarthest_px && std::abs(a.y) < kFarthest_px)) return;
  state.cursor_x = a.x;
  state.cursor_y = a.y;
  state.cursor_on_map = true;
  refresh_hover(state);
}

void apply(State& state, const HoverOff&, Jobs&) {
  state.cursor_on_map = false;
  state.hover.reset();
}

void apply(State& state, const ClickAt& a, Jobs& jobs) {
  const auto hit = hit_at(state, a.x, a.y);
  if (!hit) {
    if (!a.add) state.selection = {};
    return;
  }
  apply(state, SelectRow{state.map->scene.layers[hit->layer].name, hit->row, false, a.add}, jobs);
  if (!state.reach.open) open_right(state, RightTab::inspect);
}

}  // namespace agglo::viewer
