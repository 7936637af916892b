// Camera: which part of the plane is on the map, and how many metres a pixel is.
#pragma once

#include "agglo/shapes.hpp"

namespace agglo::viewer {

/// Pixel x grows to the right and y down from the map's top left corner; scene metres grow to the right and
/// up.
struct Camera {
  double centre_x_m = 0, centre_y_m = 0;
  double metres_per_pixel = 1;
  int width = 1, height = 1;  ///< of the map in pixels
  bool operator==(const Camera&) const = default;
};

struct ScreenPoint {
  double x = 0, y = 0;
};
struct WorldPoint {
  double x_m = 0, y_m = 0;
};

/// At most 1e9 pixels away, whatever the place: what is drawn there must be finite.
ScreenPoint screen_from_world(const Camera& camera, double x_m, double y_m);
WorldPoint world_from_screen(const Camera& camera, double x, double y);
/// The part of the plane on the map.
Box view_box(const Camera& camera);

/// Moves the map by whole or broken pixels, as if dragged.
void pan(Camera& camera, double dx, double dy);
/// Magnifies by `factor` and keeps the place under pixel (x, y) where it is. The scale stays within 1 mm and
/// 100 km per pixel.
void zoom_at(Camera& camera, double factor, double x, double y);
/// Shows the whole box with a margin of `margin` pixels; a box without extent is shown 500 m wide. An empty
/// box changes nothing.
void fit(Camera& camera, const Box& box, double margin = 24);

}  // namespace agglo::viewer
