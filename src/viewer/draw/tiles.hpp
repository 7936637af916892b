// Tiles: several maps of the same view side by side, each of its own part of the time.
#pragma once

#include <optional>
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

/// A pixel of one of the maps.
struct TilePlace {
  std::size_t tile = 0;
  double x = 0, y = 0;
};
/// The map under a pixel of the area; nothing between two maps.
std::optional<TilePlace> tile_at(const State& state, double x, double y);
/// The pixel that shows the same place where one map fills the area.
ScreenPoint on_one_map(const State& state, const TilePlace& place);
/// What one of the maps is drawn and picked from: the layers with the rows of its days, and its camera.
State tile_state(const State& state, std::size_t tile);

/// The place under a pixel of the area, and what lies there, be it one map or several.
std::optional<WorldPoint> world_at(const State& state, double x, double y);
std::optional<Hit> hit_at(const State& state, double x, double y);

/// Plans of all maps: the same layers with the rows of their days, a title each, and one colour scale for
/// all.
std::vector<TilePlan> plan_tiles(const State& state, PlanCache& cache);

}  // namespace agglo::viewer
