// Points within a distance of a place.
#pragma once

#include <cstddef>
#include <span>

#include "viewer/draw/point_index.hpp"

namespace agglo::viewer {

/// Points of the index at most radius_m from a place (bounds included), exactly by the coordinates of the
/// rows the index was made from. O(points near the rim).
std::size_t count_within(const PointIndex& points, std::span<const double> row_x_m,
                         std::span<const double> row_y_m, double x_m, double y_m, double radius_m);

}  // namespace agglo::viewer
