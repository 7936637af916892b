#include "viewer/draw/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

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
  int columns = 1;
  double best = -1;
  for (int c = 1; c <= maps; ++c) {
    const int rows = (maps + c - 1) / c;
    const double w = static_cast<double>(width) / c, h = static_cast<double>(height) / rows;
    const double squareness = std::min(w / h, h / w) - 0.15 * (rows * c - maps);  // and few empty places
    if (squareness > best) {
      best = squareness;
      columns = c;
    }
  }
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

std::vector<TilePlan> plan_tiles(const State& state, PlanCache& cache) {
  const std::vector<TimeRange> parts = parts_of(state.time.range, state.time.step);
  const auto rects = tile_rects(state.camera.width, state.camera.height, static_cast<int>(parts.size()));
  const double scale = tile_scale(state);
  std::vector<TilePlan> tiles;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    // A state of what plans are made from, and nothing else: tables and histories are not copied.
    State part;
    part.map = state.map;
    part.layers = state.layers;
    part.selection = state.selection;
    part.dark = state.dark;
    part.pixel_scale = state.pixel_scale;
    part.ui_scale = state.ui_scale;
    part.camera = state.camera;
    part.camera.width = rects[k].width;
    part.camera.height = rects[k].height;
    part.camera.metres_per_pixel *= scale;
    for (LayerView& view : part.layers)
      if (const auto rows = state.layer_rows.find(view.name);
          rows != state.layer_rows.end() && k < rows->second.parts.size())
        view.shown = rows->second.parts[k];
    tiles.push_back({rects[k], plan_frame(part, cache)});
    add_title(state, range_text(parts[k]), cache, tiles.back().plan);
  }
  share_scales(tiles);
  return tiles;
}

}  // namespace agglo::viewer
