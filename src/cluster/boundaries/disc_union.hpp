// Union of equal discs around places.
#pragma once

#include <span>

#include "agglo/boundaries.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"
#include "cluster/boundaries/triangulation.hpp"

namespace agglo {

/// Appends the union of the discs of radius_m around `places` as one row. `mesh` is their Delaunay
/// triangulation: an edge of the union runs along the circle of a place only inside the place's Voronoi cell,
/// so its ends follow from the triangles alone and no discs are ever intersected (Edelsbrunner 1995). Discs
/// that miss each other by under 2e-8 radii are joined, holes where circles miss by under 1e-8 radii are
/// closed. Returns false when such a tie was met or the radius is near the precision of the coordinates: the
/// caller should then check that the row is valid. O(places).
bool add_disc_union(const Triangulation& mesh, std::span<const Place> places, double radius_m,
                    bool keep_holes, Shapes& out, const RunControl& run);

/// Appends one disc as one row.
void add_disc(const Place& centre, double radius_m, Shapes& out);

/// Appends all that lies within radius_m of the line from a to b as one row.
void add_capsule(const Place& a, const Place& b, double radius_m, Shapes& out);

}  // namespace agglo
