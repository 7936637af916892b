// Map tiles: where several maps of the same view stand side by side, and what lies under a pixel of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Where a map stands within the area of the map, in pixels from its top left corner.
struct TileRect {
  int x = 0, y = 0, width = 1, height = 1;
};

/// True when there are several maps: they are asked for, and no two results are compared on one.
bool has_tiles(const State& state);
/// In rows from the top left; as many columns as make the maps least narrow or flat.
std::vector<TileRect> tile_rects(int width, int height, int maps);
/// How many times more metres a pixel of a tile has than one of the whole map: the whole view fits.
double tile_scale(const State& state);

/// What a map of this part shows: "2001 – 2003 (3 years)"; of a cumulative range "– 2003".
std::string tile_title(const State& state, const TimeRange& part);
/// Why the parts of the time are not quite equal: "Parts are whole years: 2 to 3 each."; empty when
/// they are equal, or end one after the other.
std::string uneven_parts_text(const State& state);

/// A pixel of one of the maps.
struct TilePlace {
  std::size_t tile = 0;
  double x = 0, y = 0;
};
/// The map under a pixel of the area; nothing between two maps.
std::optional<TilePlace> tile_at(const State& state, double x, double y);
/// The pixel that shows the same place where one map fills the area.
ScreenPoint on_one_map(const State& state, const TilePlace& place);
Camera tile_camera(const State& state, std::size_t tile);
/// What one of the maps is drawn and picked from: the layers with the rows of its days, and its camera.
State tile_state(const State& state, std::size_t tile);

/// The place under a pixel of the area, and what lies there, be it one map or several.
std::optional<WorldPoint> world_at(const State& state, double x, double y);
std::optional<Hit> hit_at(const State& state, double x, double y);
/// Looks again what lies under the pointer; after the map moved or changed.
void refresh_hover(State& state);

}  // namespace agglo::viewer
