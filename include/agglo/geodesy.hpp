// Geodesy on the WGS 84 ellipsoid: geodesics, geocentric coordinates, and a local plane.
#pragma once

#include <span>
#include <vector>

namespace agglo {

struct LonLat {
  double lon_deg, lat_deg;
};
struct Metres2 {
  double x_m, y_m;
};
struct Metres3 {
  double x_m, y_m, z_m;
};

/// Length of the geodesic between two places, metres (Karney 2013, through PROJ's geodesic.h; error < 1 um).
double geodesic_distance_m(LonLat from, LonLat to);

/// The place reached from `from` at `azimuth_deg` (clockwise from north) after `distance_m`.
LonLat geodesic_destination(LonLat from, double azimuth_deg, double distance_m);

/// Area of a polygon ring on the ellipsoid, m2, positive for counter-clockwise rings. The ring may be closed
/// or open.
double geodesic_ring_area_m2(std::span<const double> lon_deg, std::span<const double> lat_deg);

/// Earth-centred coordinates of a place on the ellipsoid.
Metres3 geocentric_from_lonlat(LonLat place);

/// Length of the straight chord that belongs to a geodesic of `distance_m`; the relative error of using it as
/// a threshold is below 0.01 % up to 1,000 km.
double chord_from_distance_m(double distance_m);
/// Its inverse.
double distance_from_chord_m(double chord_m);

/// Azimuthal equidistant plane around a centre: distances from the centre are exact, others good to d^2/(6
/// R^2).
class LocalPlane {
 public:
  explicit LocalPlane(LonLat centre) : centre_(centre) {}
  Metres2 metres_from_lonlat(LonLat place) const;
  LonLat lonlat_from_metres(Metres2 point) const;

 private:
  LonLat centre_;
};

}  // namespace agglo
