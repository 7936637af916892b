// Rings whose longitudes run on past +-180 degrees, and their way back onto the map. Internal to this folder.
#pragma once

#include <vector>

#include "access/geos_shapes.hpp"

namespace agglo {

struct MapRing {
  std::vector<double> x, y;

  void add(double vertex_x, double vertex_y) {
    x.push_back(vertex_x);
    y.push_back(vertex_y);
  }
  void close() { add(x.front(), y.front()); }
};

/// The step in longitude the short way round, -180 < step <= 180.
double short_way(double from_deg, double to_deg);

/// The ring (closed) as a valid area.
GeosGeometry polygon_of(const GeosContext& context, const MapRing& ring);

/// All latitudes between two longitudes.
GeosGeometry strip_of(const GeosContext& context, double west_deg, double east_deg);

/// Cuts a closed ring whose longitudes run past +-180 at the antimeridian and brings the pieces onto the map.
GeosGeometry onto_map(const GeosContext& context, const MapRing& ring);

}  // namespace agglo
