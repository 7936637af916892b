// Boundaries: a polygon around each group of points.
#pragma once

#include <span>

#include "agglo/groups.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

enum class BoundaryKind { concave, convex, buffer };

struct BoundaryOptions {
  BoundaryKind kind = BoundaryKind::concave;
  double concave_ratio = 0.3;  ///< 0 tightest .. 1 convex (edge-length ratio of GEOS)
  double buffer_m = 50;  ///< union of discs of this radius (kind buffer); margin around hulls with no area
  bool keep_holes = false;
};

/// One valid polygon or multipolygon per group, in the plane of x_m, y_m (metres). Groups of one place, or on
/// a line, get the buffer of buffer_m around them, so every non-empty group has an area. Empty groups give
/// kind none. Parallel over groups; same bits for any thread count.
Shapes boundaries(std::span<const double> x_m, std::span<const double> y_m, const Groups& groups,
                  const BoundaryOptions& options, RunControl& run);

/// Polygons in longitude/latitude, as they come back from metres, cut where they cross the antimeridian: an
/// edge of more than 180 degrees is taken the short way round, and no ring of the result runs past +-180. A
/// ring around a pole is closed through it. Rows that do not cross, and other kinds, stay as they are.
Shapes split_at_antimeridian(Shapes shapes);

}  // namespace agglo
