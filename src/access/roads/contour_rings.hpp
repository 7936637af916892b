// Rings of contours: fewer vertices, and which is a hole of which. Internal to this folder.
#pragma once

#include <vector>

#include "access/roads/surface_roads.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

/// A place on the map plane.
struct MapPoint {
  double x, y;
};
using Ring = std::vector<MapPoint>;

/// Where a contour passes between a lattice point and its neighbour.
struct Crossing {
  MapPoint from;     ///< the lattice point
  bool north;        ///< of it, else east
  double share;      ///< of the cell's side before the crossing
  double low, high;  ///< where a line with fewer vertices may pass instead
};
/// How far such a line may be from a crossing, in sides of cells.
inline constexpr double kPlay = 0.2;

/// The line through the crossings, first and last included, with fewer vertices. Chords pass the other
/// crossings between low and high, so where these do not overlap, chords of different lines never meet.
Ring smoothed(const std::vector<Crossing>& crossings, double cell);
/// Positive when counter-clockwise.
double area_of(const Ring& ring);
/// Appends one row: the areas with the rings around them (their inside on the left) and their holes, but for
/// those smaller than an area; kind none when nothing is left.
void add_areas(const std::vector<Ring>& rings, const SurfaceRoads& roads, double smallest_area_m2,
               Shapes& out);

}  // namespace agglo
