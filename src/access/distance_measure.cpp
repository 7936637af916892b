#include "access/distance_measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agglo/error.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr double kFarAway_m = 1e6;
constexpr double kRounding_m = 1e-4;  // of Earth-centred coordinates and geodesics, generously

/// Largest relative difference between chord_from_distance_m(d) and the chords of geodesics of length d.
/// Chords shrink by d^2 / (24 R^2), and radii of curvature lie between 6335 and 6400 km: d^2 * 2.1e-17, here
/// with a factor of five. Beyond kFarAway_m a flat half a percent holds up to the antipodes (checked against
/// geodesics in the tests).
double chord_spread(double distance_m) {
  return distance_m > kFarAway_m ? 0.005 : 1e-9 + distance_m * distance_m * 1e-16;
}

bool on_earth(double lon_deg, double lat_deg) {
  return std::isfinite(lon_deg) && std::abs(lat_deg) <= 90;
}

void set_place(PlaceColumns& places, std::size_t row, double lon_deg, double lat_deg) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const Metres3 p =
      on_earth(lon_deg, lat_deg) ? geocentric_from_lonlat({lon_deg, lat_deg}) : Metres3{kNone, kNone, kNone};
  places.x[row] = p.x_m;
  places.y[row] = p.y_m;
  places.z[row] = p.z_m;
}

PlaceColumns columns_of(std::size_t rows) {
  return {std::vector<double>(rows), std::vector<double>(rows), std::vector<double>(rows)};
}

}  // namespace

DistanceMeasure::DistanceMeasure(const Establishments& firms, const Institutions& sites)
    : firms_(firms),
      sites_(sites),
      plane_((firms.size() > 0 ? firms.frame : sites.frame).kind == FrameKind::plane) {
  if (firms.size() > 0 && sites.size() > 0 && plane_ != (sites.frame.kind == FrameKind::plane))
    throw usage_error(plane_ ? "the firms are on a plane but the sites are on the Earth"
                             : "the firms are on the Earth but the sites are on a plane",
                      "import both with the same kind of coordinates (--crs)");
}

PlaceColumns DistanceMeasure::firm_places(RunControl& run) const {
  if (plane_) return {firms_.x_m, firms_.y_m, {}};
  PlaceColumns places = columns_of(firms_.size());
  parallel_blocks(firms_.size(), 1U << 14, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row)
      set_place(places, row, firms_.lon_deg[row], firms_.lat_deg[row]);
  });
  return places;
}

PlaceColumns DistanceMeasure::site_places() const {
  if (plane_) return {sites_.x_m, sites_.y_m, {}};
  PlaceColumns places = columns_of(sites_.size());
  for (std::size_t row = 0; row < sites_.size(); ++row)
    set_place(places, row, sites_.lon_deg[row], sites_.lat_deg[row]);
  return places;
}

double DistanceMeasure::distance_m(std::size_t firm, std::size_t site) const {
  if (plane_) return std::hypot(firms_.x_m[firm] - sites_.x_m[site], firms_.y_m[firm] - sites_.y_m[site]);
  return geodesic_distance_m({firms_.lon_deg[firm], firms_.lat_deg[firm]},
                             {sites_.lon_deg[site], sites_.lat_deg[site]});
}

double DistanceMeasure::tree_below(double distance_m) const {
  if (plane_) return distance_m * (1 - 1e-12);
  return chord_from_distance_m(distance_m) * (1 - chord_spread(distance_m)) - kRounding_m;
}

double DistanceMeasure::tree_above(double distance_m) const {
  if (plane_) return distance_m * (1 + 1e-12);
  return chord_from_distance_m(distance_m) * (1 + chord_spread(distance_m)) + kRounding_m;
}

double DistanceMeasure::tree_rival(double shortest) const {
  if (plane_) return shortest * (1 + 1e-12);
  // Chords are shorter than geodesics; 1.02 covers the difference below kFarAway_m.
  return shortest * (1 + 2.1 * chord_spread(1.02 * shortest)) + 2 * kRounding_m;
}

}  // namespace agglo
