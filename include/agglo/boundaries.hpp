// Boundaries: a polygon around each group of points, cores inside them, and what of them lies in an area.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/groups.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

/// concave: concave hull in one piece; convex: convex hull; buffer: union of discs around the points; alpha:
/// triangles of neighbouring points whose circle is small; density: contour of a kernel density.
enum class BoundaryKind { concave, convex, buffer, alpha, density };

/// Circles are drawn with vertices at every 1/32 turn.
inline constexpr int kCircleCorners = 32;

struct BoundaryOptions {
  BoundaryKind kind = BoundaryKind::concave;
  double concave_ratio = 0.3;  ///< 0 tightest .. 1 convex, between the shortest and longest Delaunay edge
  double buffer_m = 50;        ///< radius of the discs (kind buffer); margin around points in a narrow strip
  double alpha_m = 0;          ///< largest circle of the alpha shape; 0: the least that joins all points
  double bandwidth_m = 500;    ///< where the kernel of a point ends (quartic), at least 1
  double share = 1;            ///< of the points that a density contour holds, above 0 up to 1
  bool keep_holes = false;
};

/// One valid polygon or multipolygon per group, in the plane of x_m, y_m (metres), that holds every point of
/// the group (density: at least `share` of them). Concave, convex and alpha draw a margin of buffer_m around
/// points on one spot, on a line, or in a strip with a mean width (area of the hull over its length) below
/// 5 m and buffer_m / 4, so every group with a point has an area that says something. Groups without points
/// give kind none. Circles have 32 corners: their edge lies up to 0.5 % of the radius inside. Coordinates may
/// repeat. Same bits for any thread count and order of points. O(n log n) for n points in all; parallel over
/// groups; for kinds but density also inside groups of more than 65,536 points (convex: sorting them).
/// Progress counts points. Throws Error{usage} on senseless options.
Shapes boundaries(std::span<const double> x_m, std::span<const double> y_m, const Groups& groups,
                  const BoundaryOptions& options, RunControl& run);

/// The part of each row of `inner` that lies inside the same row of `outer`, by GEOS; kind none where they
/// share no area. Rows of `inner` that `outer` covers stay as they are.
Shapes inside_rows(const Shapes& inner, const Shapes& outer, RunControl& run);

struct ClippedShapes {
  Shapes shapes;                       ///< rows as given
  std::vector<std::uint32_t> cut;      ///< rows of which a part lay outside, ascending
  std::vector<std::uint32_t> outside;  ///< rows wholly outside: left as they were, so that none is lost
};
/// The part of each polygon row that lies in the union of all polygons of `area` (same plane, or both in
/// longitude/latitude). Rows of other kinds stay as they are. By GEOS, parallel over rows.
ClippedShapes clipped_to_area(Shapes shapes, const Shapes& area, RunControl& run);

/// Polygons in longitude/latitude, as they come back from metres, cut where they cross the antimeridian: an
/// edge of more than 180 degrees is taken the short way round, and no ring of the result runs past +-180. A
/// ring around a pole is closed through it. Rows that do not cross, and other kinds, stay as they are.
Shapes split_at_antimeridian(Shapes shapes);

}  // namespace agglo
