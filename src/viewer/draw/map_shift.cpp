#include "viewer/draw/map_shift.hpp"

#include <cmath>
#include <cstdlib>

namespace agglo::viewer {

std::optional<MapShift> shift_between(const Camera& from, const Camera& to) {
  if (from.width != to.width || from.height != to.height || from.metres_per_pixel != to.metres_per_pixel)
    return std::nullopt;
  const double dx = (from.centre_x_m - to.centre_x_m) / to.metres_per_pixel;
  const double dy = (to.centre_y_m - from.centre_y_m) / to.metres_per_pixel;
  constexpr double kWhole = 0.01;
  if (!(std::abs(dx) * 2 < to.width) || !(std::abs(dy) * 2 < to.height)) return std::nullopt;
  if (std::abs(dx - std::round(dx)) > kWhole || std::abs(dy - std::round(dy)) > kWhole) return std::nullopt;
  MapShift shift;
  shift.dx = static_cast<int>(std::lround(dx));
  shift.dy = static_cast<int>(std::lround(dy));
  const int across = std::abs(shift.dx), down = std::abs(shift.dy);
  if (across > 0) shift.exposed.push_back({shift.dx > 0 ? 0 : to.width - across, 0, across, to.height});
  if (down > 0)
    shift.exposed.push_back(
        {shift.dx > 0 ? across : 0, shift.dy > 0 ? 0 : to.height - down, to.width - across, down});
  return shift;
}

Camera camera_of_part(const Camera& whole, const PixelRect& part) {
  const WorldPoint centre = world_from_screen(whole, part.x + part.width * 0.5, part.y + part.height * 0.5);
  return {centre.x_m, centre.y_m, whole.metres_per_pixel, part.width, part.height};
}

}  // namespace agglo::viewer
