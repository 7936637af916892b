#include "viewer/state/camera.hpp"

#include <algorithm>
#include <cmath>

namespace agglo::viewer {

namespace {
constexpr double kFinest = 1e-3, kCoarsest = 1e5;  // metres per pixel
constexpr double kFarthest_m = 1e9;                // more than any map of the Earth or of a plane

/// Moves the centre there; a place that is none changes nothing.
void centre_on(Camera& camera, double x_m, double y_m) {
  if (!std::isfinite(x_m) || !std::isfinite(y_m)) return;
  camera.centre_x_m = std::clamp(x_m, -kFarthest_m, kFarthest_m);
  camera.centre_y_m = std::clamp(y_m, -kFarthest_m, kFarthest_m);
}
}  // namespace

ScreenPoint screen_from_world(const Camera& camera, double x_m, double y_m) {
  constexpr double kFar = 1e9;
  const auto within = [](double px) { return std::fmin(std::fmax(px, -kFar), kFar); };  // of NaN: -kFar
  return {within((x_m - camera.centre_x_m) / camera.metres_per_pixel + camera.width * 0.5),
          within((camera.centre_y_m - y_m) / camera.metres_per_pixel + camera.height * 0.5)};
}

WorldPoint world_from_screen(const Camera& camera, double x, double y) {
  return {camera.centre_x_m + (x - camera.width * 0.5) * camera.metres_per_pixel,
          camera.centre_y_m - (y - camera.height * 0.5) * camera.metres_per_pixel};
}

Box view_box(const Camera& camera) {
  const double half_x = camera.width * 0.5 * camera.metres_per_pixel;
  const double half_y = camera.height * 0.5 * camera.metres_per_pixel;
  return {camera.centre_x_m - half_x, camera.centre_y_m - half_y, camera.centre_x_m + half_x,
          camera.centre_y_m + half_y};
}

void pan(Camera& camera, double dx, double dy) {
  centre_on(camera, camera.centre_x_m - dx * camera.metres_per_pixel,
            camera.centre_y_m + dy * camera.metres_per_pixel);
}

void zoom_at(Camera& camera, double factor, double x, double y) {
  if (!(factor > 0) || !std::isfinite(x) || !std::isfinite(y)) return;
  const WorldPoint before = world_from_screen(camera, x, y);
  camera.metres_per_pixel = std::clamp(camera.metres_per_pixel / factor, kFinest, kCoarsest);
  const WorldPoint after = world_from_screen(camera, x, y);
  centre_on(camera, camera.centre_x_m + before.x_m - after.x_m, camera.centre_y_m + before.y_m - after.y_m);
}

void fit(Camera& camera, const Box& box, double margin) {
  if (box.empty()) return;
  const double usable_width = std::max(16.0, camera.width - 2 * margin);
  const double usable_height = std::max(16.0, camera.height - 2 * margin);
  double metres = std::max(box.width() / usable_width, box.height() / usable_height);
  if (!(metres > 0)) metres = 500 / usable_width;
  camera.metres_per_pixel = std::clamp(metres, kFinest, kCoarsest);
  centre_on(camera, (box.min_x + box.max_x) * 0.5, (box.min_y + box.max_y) * 0.5);
}

}  // namespace agglo::viewer
