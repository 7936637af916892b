#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string>

#include "access/antimeridian.hpp"
#include "access/geos_shapes.hpp"
#include "access/radii.hpp"
#include "agglo/catchments.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"

namespace agglo {
namespace {

/// Geodesic circles of a larger radius fold over themselves near the far side of the Earth.
constexpr double kLargestRing_m = 19.9e6;

double twice_signed_area(const MapRing& ring) {
  double area = 0;
  for (std::size_t i = 0; i < ring.x.size(); ++i) {
    const std::size_t next = (i + 1) % ring.x.size();
    area += (ring.x[i] - ring.x[0]) * (ring.y[next] - ring.y[0]) -
            (ring.x[next] - ring.x[0]) * (ring.y[i] - ring.y[0]);
  }
  return area;
}

/// The open ring, counter-clockwise seen from the site, with longitudes that run on past 180 degrees.
MapRing open_ring(LonLat site, double radius_m, int vertices) {
  MapRing ring;
  for (int i = 0; i < vertices; ++i) {
    const LonLat at = geodesic_destination(site, -360.0 * i / vertices, radius_m);
    const double lon_deg =
        i == 0 ? short_way(0, at.lon_deg) : ring.x.back() + short_way(ring.x.back(), at.lon_deg);
    ring.add(lon_deg, at.lat_deg);
  }
  return ring;
}

/// A ring around one pole, as the part of the map between it and the pole.
MapRing closed_through_pole(const MapRing& open, bool north) {
  MapRing ring;
  const std::size_t n = open.x.size();
  assert(n > 0);
  const double edge = north ? -180 : 180;  // where the walk around the pole enters the map
  std::vector<double> lon(n);
  for (std::size_t i = 0; i < n; ++i) lon[i] = std::remainder(open.x[i], 360);
  std::size_t first = 0;  // the vertex after the step across the antimeridian
  for (std::size_t i = 0; i < n; ++i) {
    const double step = lon[i] - lon[(i + n - 1) % n];
    if (north ? step < lon[first] - lon[(first + n - 1) % n] : step > lon[first] - lon[(first + n - 1) % n])
      first = i;
  }
  const std::size_t before = (first + n - 1) % n;
  const double left = std::abs(-edge - lon[before]), right = std::abs(lon[first] - edge);
  const double share = left + right > 0 ? left / (left + right) : 0;
  const double crossing_lat = open.y[before] + share * (open.y[first] - open.y[before]);
  ring.add(edge, crossing_lat);
  for (std::size_t i = 0; i < n; ++i) ring.add(lon[(first + i) % n], open.y[(first + i) % n]);
  ring.add(-edge, crossing_lat);
  ring.add(-edge, north ? 90 : -90);
  ring.add(edge, north ? 90 : -90);
  ring.close();
  return ring;
}

GeosGeometry geodesic_ring(const GeosContext& context, LonLat site, double radius_m, int vertices) {
  MapRing ring = open_ring(site, radius_m, vertices);
  const double turn = ring.x.back() + short_way(ring.x.back(), ring.x.front()) - ring.x.front();
  if (std::abs(turn) > 180) return polygon_of(context, closed_through_pole(ring, turn > 0));
  const bool both_poles_inside = twice_signed_area(ring) < 0;
  ring.close();
  if (!both_poles_inside) return onto_map(context, ring);
  const GeosGeometry outside = onto_map(context, ring), world = strip_of(context, -180, 180);
  return own(context, GEOSDifference_r(context.handle(), world.get(), outside.get()), "cutting a ring");
}

void add_circle(Shapes& shapes, double x_m, double y_m, double radius_m, int vertices) {
  if (!std::isfinite(x_m) || !std::isfinite(y_m)) return shapes.add_none();
  MapRing ring;
  for (int i = 0; i < vertices; ++i) {
    const double angle = 2 * std::numbers::pi * i / vertices;
    ring.add(x_m + radius_m * std::cos(angle), y_m + radius_m * std::sin(angle));
  }
  ring.close();
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(ring.x, ring.y);
}

std::string text_of(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

}  // namespace

Shapes geodesic_rings(const Institutions& sites, double radius_km, int vertices) {
  const double radius_m = radii_m({radius_km}).front();
  if (radius_m <= 0) throw usage_error("the radius of a ring is \"0\" km", "give a radius above 0 km");
  if (vertices < 3)
    throw usage_error("a ring was asked for with \"" + std::to_string(vertices) + "\" vertices",
                      "give 3 or more");
  const bool plane = sites.frame.kind == FrameKind::plane;
  if (!plane && radius_m > kLargestRing_m)
    throw usage_error("the radius \"" + text_of(radius_km) + "\" km reaches around the Earth",
                      "give at most 19900 km");
  const GeosContext context;
  Shapes rings;
  for (std::size_t row = 0; row < sites.size(); ++row) {
    if (plane) {
      add_circle(rings, sites.x_m[row], sites.y_m[row], radius_m, vertices);
    } else if (!std::isfinite(sites.lon_deg[row]) || !(std::abs(sites.lat_deg[row]) <= 90)) {
      rings.add_none();
    } else {
      const GeosGeometry ring =
          geodesic_ring(context, {sites.lon_deg[row], sites.lat_deg[row]}, radius_m, vertices);
      from_geos(context, ring.get(), rings);
    }
  }
  return rings;
}

}  // namespace agglo
