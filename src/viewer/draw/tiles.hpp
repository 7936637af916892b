// Tiles: several maps of the same view side by side, each of its own part of the time.
#pragma once

#include <string>
#include <vector>

#include "viewer/draw/frame_plan.hpp"

namespace agglo::viewer {

/// Where a map stands within the area of the map, in pixels from its top left corner.
struct TileRect {
  int x = 0, y = 0, width = 1, height = 1;
};
struct TilePlan {
  TileRect rect;
  FramePlan plan;
};

/// True when there are several maps: they are asked for, and no two results are compared on one.
bool has_tiles(const State& state);
/// In rows from the top left; as many columns as make the maps least narrow or flat.
std::vector<TileRect> tile_rects(int width, int height, int maps);
/// How many times more metres a pixel of a tile has than one of the whole map: the whole view fits.
double tile_scale(const State& state);

/// Plans of all maps: the same layers with the rows of their days, a title each, and one colour scale for
/// all.
std::vector<TilePlan> plan_tiles(const State& state, PlanCache& cache);

}  // namespace agglo::viewer
