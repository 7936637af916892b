#include "agglo/geodesy.hpp"

#include <geodesic.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace agglo {
namespace {

constexpr double kSemiMajor_m = 6378137.0;
constexpr double kFlattening = 1 / 298.257223563;
constexpr double kMeanRadius_m = 6371008.8;
constexpr double kRadiansPerDegree = std::numbers::pi / 180;

const geod_geodesic& wgs84() {
  static const geod_geodesic ellipsoid = [] {
    geod_geodesic g;
    geod_init(&g, kSemiMajor_m, kFlattening);
    return g;
  }();
  return ellipsoid;
}

}  // namespace

double geodesic_distance_m(LonLat from, LonLat to) {
  double distance_m = 0;
  geod_inverse(&wgs84(), from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, &distance_m, nullptr, nullptr);
  return distance_m;
}

LonLat geodesic_destination(LonLat from, double azimuth_deg, double distance_m) {
  LonLat to{};
  geod_direct(&wgs84(), from.lat_deg, from.lon_deg, azimuth_deg, distance_m, &to.lat_deg, &to.lon_deg,
              nullptr);
  return to;
}

double geodesic_ring_area_m2(std::span<const double> lon_deg, std::span<const double> lat_deg) {
  geod_polygon ring;
  geod_polygon_init(&ring, 0);
  const std::size_t n = lon_deg.size();
  const bool closed = n > 1 && lon_deg[0] == lon_deg[n - 1] && lat_deg[0] == lat_deg[n - 1];
  for (std::size_t i = 0; i < n - (closed ? 1 : 0); ++i)
    geod_polygon_addpoint(&wgs84(), &ring, lat_deg[i], lon_deg[i]);
  double area_m2 = 0, perimeter_m = 0;
  geod_polygon_compute(&wgs84(), &ring, 0, 1, &area_m2, &perimeter_m);
  return area_m2;
}

Metres3 geocentric_from_lonlat(LonLat place) {
  constexpr double e2 = kFlattening * (2 - kFlattening);
  const double lon = place.lon_deg * kRadiansPerDegree, lat = place.lat_deg * kRadiansPerDegree;
  const double normal_m = kSemiMajor_m / std::sqrt(1 - e2 * std::sin(lat) * std::sin(lat));
  return {normal_m * std::cos(lat) * std::cos(lon), normal_m * std::cos(lat) * std::sin(lon),
          normal_m * (1 - e2) * std::sin(lat)};
}

double chord_from_distance_m(double distance_m) {
  const double half_angle = std::min(distance_m / (2 * kMeanRadius_m), std::numbers::pi / 2);
  return 2 * kMeanRadius_m * std::sin(half_angle);
}

double distance_from_chord_m(double chord_m) {
  return 2 * kMeanRadius_m * std::asin(std::min(chord_m / (2 * kMeanRadius_m), 1.0));
}

Metres2 LocalPlane::metres_from_lonlat(LonLat place) const {
  double distance_m = 0, azimuth_deg = 0;
  geod_inverse(&wgs84(), centre_.lat_deg, centre_.lon_deg, place.lat_deg, place.lon_deg, &distance_m,
               &azimuth_deg, nullptr);
  const double azimuth = azimuth_deg * kRadiansPerDegree;
  return {distance_m * std::sin(azimuth), distance_m * std::cos(azimuth)};
}

LonLat LocalPlane::lonlat_from_metres(Metres2 point) const {
  return geodesic_destination(centre_, std::atan2(point.x_m, point.y_m) / kRadiansPerDegree,
                              std::hypot(point.x_m, point.y_m));
}

}  // namespace agglo
