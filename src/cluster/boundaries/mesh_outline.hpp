// Polygons around chosen triangles of a triangulation.
#pragma once

#include <span>
#include <vector>

#include "agglo/shapes.hpp"
#include "cluster/boundaries/triangulation.hpp"

namespace agglo {

/// Per face (0 is the outside and never chosen): 1 when it belongs to the area.
using FaceSet = std::vector<std::uint8_t>;

/// Adds to the area every triangle that the outside cannot reach from edge to edge.
void fill_holes(const Triangulation& mesh, FaceSet& inside, const RunControl& run);

/// Appends the area as one row of `out`: one polygon for each set of triangles connected by edges, shells
/// counter-clockwise, rings simple. Polygons may touch each other and their holes at single vertices, as the
/// standard allows. A row of kind none when no face is chosen. O(faces).
void add_outline(const Triangulation& mesh, std::span<const Place> places, const FaceSet& inside, Shapes& out,
                 const RunControl& run);

/// Adds a ring of at least three corners to the part begun last, closing it.
void add_closed_ring(std::span<const Place> corners, Shapes& out);

}  // namespace agglo
