// OGR geometries to Shapes and back.
#pragma once

#include <cstddef>
#include <memory>

#include "agglo/shapes.hpp"

class OGRGeometry;

namespace agglo {

/// What was found while a geometry became a row.
struct OgrShapeNotes {
  bool is_empty = false;  ///< null, empty or not finite: a row of kind none
  bool is_mixed = false;  ///< a collection of several kinds: only the parts of the highest dimension are kept
};

/// Appends one row. Curves become lines, Z and M are dropped, rings are closed and turned as Shapes wants
/// (shells counter-clockwise, holes clockwise). Null, empty or non-finite geometry adds a row of kind none.
/// Coordinates are unchanged.
OgrShapeNotes shapes_from_ogr(const OGRGeometry* geometry, Shapes& shapes);

/// Turns the last row into kind none, without its vertices.
void make_last_row_none(Shapes& shapes);

struct OgrGeometryDeleter {
  void operator()(OGRGeometry* geometry) const;
};
using OgrGeometryHandle = std::unique_ptr<OGRGeometry, OgrGeometryDeleter>;

/// Row `row` as an OGR geometry: Point, LineString or Polygon, or their Multi form when it has several parts;
/// null for kind none. With `always_multi` lines and polygons of one part become Multi as well.
OgrGeometryHandle ogr_from_shapes(const Shapes& shapes, std::size_t row, bool always_multi = false);

}  // namespace agglo
