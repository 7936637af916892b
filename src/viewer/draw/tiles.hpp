// Tiles: several maps of the same view side by side, each of its own part of the time.
#pragma once

#include <vector>

#include "viewer/draw/frame_plan.hpp"
#include "viewer/state/map_tiles.hpp"

namespace agglo::viewer {

struct TilePlan {
  TileRect rect;
  FramePlan plan;
};

/// Plans of all maps: the same layers with the rows of their days, a title each, and one colour scale for
/// all.
std::vector<TilePlan> plan_tiles(const State& state, PlanCache& cache);

/// Colours of density and heat mean the same numbers on all of these maps: each layer takes the largest
/// scale.
void share_scales(const std::vector<FramePlan*>& plans);

}  // namespace agglo::viewer
