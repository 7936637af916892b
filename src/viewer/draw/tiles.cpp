#include "viewer/draw/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "viewer/state/time_view.hpp"

namespace agglo::viewer {

namespace {

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

/// In the upper left corner of a map.
PlacedLabel placed_title(const State& state, const std::string& title, PlanCache& cache) {
  LabelLook look;
  look.size_px = static_cast<float>(15 * state.pixel_scale);
  look.bold = true;
  const int inset = static_cast<int>(std::lround(8 * state.pixel_scale));
  return {cache.atlas.get(title, look), inset, inset, 0};
}

std::vector<TilePlan> plan_each(const State& state, PlanCache& cache) {
  const std::vector<TimeRange> parts = parts_of(state.time.range, state.time.step);
  const auto rects = tile_rects(state.camera.width, state.camera.height, static_cast<int>(parts.size()));
  std::vector<TilePlan> tiles;
  const std::vector<PixelRect> covered = cache.covered;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    for (std::size_t j = 0; j < covered.size(); ++j) {
      cache.covered[j].x = covered[j].x - rects[k].x;
      cache.covered[j].y = covered[j].y - rects[k].y;
    }
    const PlacedLabel title = placed_title(state, tile_title(state, parts[k]), cache);
    // Names of towns keep away from the title, which has nothing but its halo to be read by.
    const PixelRect taken{title.x, title.y, title.sprite.width, title.sprite.height};
    tiles.push_back({rects[k], plan_frame(tile_state(state, k), cache, {taken})});
    tiles.back().plan.labels.push_back(placed_title(state, tile_title(state, parts[k]), cache));
  }
  cache.covered = covered;
  share_scales(tiles);
  return tiles;
}

}  // namespace

std::vector<TilePlan> plan_tiles(const State& state, PlanCache& cache) {
  const std::uint64_t generation = cache.atlas.generation();
  std::vector<TilePlan> tiles = plan_each(state, cache);
  if (cache.atlas.generation() == generation) return tiles;
  // The atlas started afresh on the way: the names of the first maps are gone from it.
  const std::uint64_t second = cache.atlas.generation();
  tiles = plan_each(state, cache);
  if (cache.atlas.generation() != second) tiles.front().plan.complete = false;
  return tiles;
}

}  // namespace agglo::viewer
