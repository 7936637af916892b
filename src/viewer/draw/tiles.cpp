#include "viewer/draw/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "viewer/state/time_view.hpp"

namespace agglo::viewer {

namespace {

/// In the upper left corner of a map; without its length, and then smaller, where the map is narrow.
PlacedLabel placed_title(const State& state, const TimeRange& part, int width, PlanCache& cache) {
  const int inset = static_cast<int>(std::lround(8 * state.pixel_scale));
  PlacedLabel title;
  for (const double size : {15.0, 12.0, 9.0})
    for (const std::string& text : {tile_title(state, part), range_text(part)}) {
      LabelLook look;
      look.size_px = static_cast<float>(size * state.pixel_scale);
      look.bold = true;
      title = {cache.atlas.get(text, look), inset, inset, 0};
      if (title.sprite.width + 2 * inset <= width) return title;
    }
  return title;
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
    const PlacedLabel title = placed_title(state, parts[k], rects[k].width, cache);
    // Names of towns keep away from the title, which has nothing but its halo to be read by.
    const PixelRect taken{title.x, title.y, title.sprite.width, title.sprite.height};
    tiles.push_back({rects[k], plan_frame(tile_state(state, k), cache, {taken})});
    // Asked for again: names that filled the atlas may have emptied it.
    tiles.back().plan.labels.push_back(placed_title(state, parts[k], rects[k].width, cache));
  }
  cache.covered = covered;
  std::vector<FramePlan*> plans;
  for (TilePlan& tile : tiles) plans.push_back(&tile.plan);
  share_scales(plans);
  return tiles;
}

/// The notes are in the order of the items they tell about.
template <class Note>
void share(const std::vector<FramePlan*>& plans, std::vector<Note> FramePlan::*notes_of,
           const std::function<float*(FrameItem&)>& end_of_scale) {
  std::map<std::string, float> most;
  for (const FramePlan* plan : plans)
    for (const Note& note : plan->*notes_of) most[note.layer] = std::max(most[note.layer], note.most);
  for (FramePlan* plan : plans) {
    std::vector<Note>& notes = plan->*notes_of;
    for (Note& note : notes) note.most = most[note.layer];
    std::size_t next = 0;
    for (FrameItem& item : plan->items)
      if (float* end = end_of_scale(item); end && next < notes.size()) *end = notes[next++].most;
  }
}

}  // namespace

void share_scales(const std::vector<FramePlan*>& plans) {
  share<DensityNote>(plans, &FramePlan::densities, [](FrameItem& item) -> float* {
    auto* density = std::get_if<DensityItem>(&item);
    return density && !density->selection ? &density->most : nullptr;
  });
  share<HeatNote>(plans, &FramePlan::heats, [](FrameItem& item) -> float* {
    auto* heat = std::get_if<HeatItem>(&item);
    return heat ? &heat->most : nullptr;
  });
}

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
