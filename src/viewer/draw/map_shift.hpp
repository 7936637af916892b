// Map shift: what of a drawn map can be used again after a pan, and what has to be drawn.
#pragma once

#include <optional>
#include <vector>

#include "viewer/state/camera.hpp"

namespace agglo::viewer {

/// Pixels from the top left corner of the map.
struct PixelRect {
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const PixelRect&) const = default;
};

struct MapShift {
  int dx = 0, dy = 0;              ///< what was at (x, y) is now at (x + dx, y + dy)
  std::vector<PixelRect> exposed;  ///< what was not on the map before; no two overlap
};

/// Nothing when the scale or size changed, when the way is no whole number of pixels, or when less than half
/// of the map stays.
std::optional<MapShift> shift_between(const Camera& from, const Camera& to);

/// The camera that shows this part of a map alone, at the same scale.
Camera camera_of_part(const Camera& whole, const PixelRect& part);

}  // namespace agglo::viewer
