// Areas that keep only some triangles of a triangulation: the concave hull and the alpha shape.
#pragma once

#include <span>

#include "agglo/run_control.hpp"
#include "cluster/boundaries/mesh_outline.hpp"
#include "cluster/boundaries/triangulation.hpp"

namespace agglo {

/// Takes triangles off the rim, longest outer edge first, while that edge is longer than
/// min + ratio * (max - min) of all edges and no place is lost (the chi-shape of Duckham et al. 2008). With
/// `keep_holes`, triangles with a longer edge are taken out of the inside too, largest first, where no rim is
/// near. The area is one simple polygon. O(t log t) for t triangles. GEOS 3.11's own concave hull crashes on
/// nearly collinear places, which is why agglo has this one.
FaceSet concave_hull(const Triangulation& mesh, std::span<const Place> places, double ratio, bool keep_holes,
                     const RunControl& run);

/// The triangles whose circle through the corners has at most the radius alpha_m (Edelsbrunner et al. 1983),
/// and for a place that is in none of these its triangle of the smallest circle, so that no place is left
/// out. alpha_m = 0 takes the smallest radius that joins all places through corners of triangles.
/// O(t), O(t log t) for alpha_m = 0.
FaceSet alpha_shape(const Triangulation& mesh, std::span<const Place> places, double alpha_m,
                    const RunControl& run);

/// Squared radius of the circle through three places; infinite when they are on one line.
double circumradius2(const Place& a, const Place& b, const Place& c);

}  // namespace agglo
