// Areas across the antimeridian, as many files write them: longitudes that jump between 180 and -180.
#pragma once

#include "ogr_shapes.hpp"

namespace agglo {

/// True when a ring of the area, in degrees, runs across the antimeridian: neighbours are more than 180
/// degrees apart. Steps between exactly -180 and 180 alone may also be the edge of a map of the world or the
/// way along it to a pole; they count only when the ring keeps an area without them. Lines and points, and
/// anything with vertices outside of +-180 and +-90, are false.
bool crosses_antimeridian(const OGRGeometry& area);

/// The same area cut at +-180 into a MultiPolygon (or Polygon) whose rings do not jump. Each ring is taken
/// the short way round; one that ends a whole turn from its start is closed along the nearer pole. A point
/// belongs to a polygon when it is inside an odd number of its rings. Null when GEOS fails.
OgrGeometryHandle split_at_antimeridian(const OGRGeometry& area);

/// Longitudes below 0 raised by 360: the pieces of an area that was cut lie together again.
OgrGeometryHandle joined_at_antimeridian(const OGRGeometry& area);

}  // namespace agglo
