#include "viewer/draw/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "agglo/print.hpp"
#include "viewer/state/pick.hpp"
#include "viewer/state/time_view.hpp"

namespace agglo::viewer {

namespace {

constexpr int kGap = 3;

/// Colours mean the same number of points on every map.
void share_scales(std::vector<TilePlan>& tiles) {
  std::map<std::string, float> most;
  for (const TilePlan& tile : tiles)
    for (const DensityNote& note : tile.plan.densities)
      most[note.layer] = std::max(most[note.layer], note.most);
  for (TilePlan& tile : tiles) {
    std::size_t next = 0;
    for (DensityNote& note : tile.plan.densities) note.most = most[note.layer];
    for (FrameItem& item : tile.plan.items)
      if (auto* density = std::get_if<DensityItem>(&item); density && !density->selection)
        if (next < tile.plan.densities.size()) density->most = tile.plan.densities[next++].most;
  }
}

void add_title(const State& state, const std::string& title, PlanCache& cache, FramePlan& plan) {
  LabelLook look;
  look.size_px = static_cast<float>(15 * state.pixel_scale);
  look.bold = true;
  const Sprite sprite = cache.atlas.get(title, look);
  const int inset = static_cast<int>(std::lround(8 * state.pixel_scale));
  plan.labels.push_back({sprite, inset, inset, 0});
}

}  // namespace

bool has_tiles(const State& state) {
  return state.map && !state.compare && state.time.range.on && state.time.range.maps > 1;
}

std::vector<TileRect> tile_rects(int width, int height, int maps) {
  const int columns = map_columns(width, height, maps);
  const int rows = (maps + columns - 1) / columns;
  std::vector<TileRect> rects;
  for (int k = 0; k < maps; ++k) {
    const int column = k % columns, row = k / columns;
    const int x0 = width * column / columns, x1 = width * (column + 1) / columns;
    const int y0 = height * row / rows, y1 = height * (row + 1) / rows;
    const int right = column + 1 < columns ? kGap : 0, below = row + 1 < rows ? kGap : 0;
    rects.push_back({x0, y0, std::max(1, x1 - x0 - right), std::max(1, y1 - y0 - below)});
  }
  return rects;
}

double tile_scale(const State& state) {
  const auto rects = tile_rects(state.camera.width, state.camera.height, state.time.range.maps);
  double scale = 1;
  for (const TileRect& rect : rects)
    scale = std::max({scale, static_cast<double>(state.camera.width) / rect.width,
                      static_cast<double>(state.camera.height) / rect.height});
  return scale;
}

std::optional<TilePlace> tile_at(const State& state, double x, double y) {
  const auto rects = tile_rects(state.camera.width, state.camera.height, state.time.range.maps);
  for (std::size_t k = 0; k < rects.size(); ++k) {
    const TileRect& r = rects[k];
    if (x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height)
      return TilePlace{k, x - r.x, y - r.y};
  }
  return std::nullopt;
}

ScreenPoint on_one_map(const State& state, const TilePlace& place) {
  const TileRect r = tile_rects(state.camera.width, state.camera.height, state.time.range.maps)[place.tile];
  const double scale = tile_scale(state);
  return {state.camera.width * 0.5 + (place.x - r.width * 0.5) * scale,
          state.camera.height * 0.5 + (place.y - r.height * 0.5) * scale};
}

State tile_state(const State& state, std::size_t tile) {
  const TileRect rect = tile_rects(state.camera.width, state.camera.height, state.time.range.maps)[tile];
  // A state of what plans are made from, and nothing else: tables and histories are not copied.
  State part;
  part.map = state.map;
  part.layers = state.layers;
  part.selection = state.selection;
  part.dark = state.dark;
  part.pixel_scale = state.pixel_scale;
  part.ui_scale = state.ui_scale;
  part.camera = state.camera;
  part.camera.width = rect.width;
  part.camera.height = rect.height;
  part.camera.metres_per_pixel *= tile_scale(state);
  for (LayerView& view : part.layers)
    if (const auto rows = state.layer_rows.find(view.name);
        rows != state.layer_rows.end() && tile < rows->second.parts.size())
      view.shown = rows->second.parts[tile];
  return part;
}

std::optional<WorldPoint> world_at(const State& state, double x, double y) {
  if (!has_tiles(state)) return world_from_screen(state.camera, x, y);
  const auto place = tile_at(state, x, y);
  if (!place) return std::nullopt;
  const ScreenPoint pixel = on_one_map(state, *place);
  return world_from_screen(state.camera, pixel.x, pixel.y);
}

std::optional<Hit> hit_at(const State& state, double x, double y) {
  if (!has_tiles(state)) return pick(state, x, y);
  const auto place = tile_at(state, x, y);
  return place ? pick(tile_state(state, place->tile), place->x, place->y) : std::nullopt;
}

std::vector<TilePlan> plan_tiles(const State& state, PlanCache& cache) {
  const std::vector<TimeRange> parts = parts_of(state.time.range, state.time.step);
  const auto rects = tile_rects(state.camera.width, state.camera.height, static_cast<int>(parts.size()));
  std::vector<TilePlan> tiles;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    tiles.push_back({rects[k], plan_frame(tile_state(state, k), cache)});
    add_title(state, range_text(parts[k]), cache, tiles.back().plan);
  }
  share_scales(tiles);
  return tiles;
}

}  // namespace agglo::viewer
