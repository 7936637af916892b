// Places that serve or hold firms: institutions (points), zones (points or polygons), infrastructure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agglo/frame.hpp"
#include "agglo/shapes.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// Incubators, universities, service centres ... Coordinates as in Establishments.
struct Institutions {
  Frame frame;
  std::vector<double> x_m, y_m, z_m;
  std::vector<double> lon_deg, lat_deg;   ///< empty in a plane frame
  StringColumn id, name, kind, services;  ///< services separated by ';', empty when not known
  std::vector<double> capacity;           ///< NaN when unknown
  std::vector<Day> opened;

  std::size_t size() const { return x_m.size(); }
};

/// EPZs, parks, estates, incubators with an area or as points. Shapes in metres (plane or projected frame
/// only).
struct Zones {
  Frame frame;
  Shapes shapes_m;
  StringColumn id, name, kind;
  std::vector<Day> opened;

  std::size_t size() const { return shapes_m.size(); }
};

}  // namespace agglo
