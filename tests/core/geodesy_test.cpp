#include "agglo/geodesy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace agglo {
namespace {

TEST(Geodesy, quarter_meridian_has_its_known_length) {
  EXPECT_NEAR(geodesic_distance_m({0, 0}, {0, 90}), 10001965.729, 0.001);
}

TEST(Geodesy, destination_is_at_the_asked_distance_across_the_antimeridian) {
  const LonLat from{179.9, -16.5};
  for (double azimuth = 0; azimuth < 360; azimuth += 30) {
    const LonLat to = geodesic_destination(from, azimuth, 50'000);
    EXPECT_NEAR(geodesic_distance_m(from, to), 50'000, 1e-6);
    EXPECT_LE(std::abs(to.lon_deg), 180);
  }
}

TEST(Geodesy, distances_from_chords_are_the_inverse) {
  for (const double distance_m : {0.0, 1.0, 500.0, 1e5, 1.9e7})
    EXPECT_NEAR(distance_from_chord_m(chord_from_distance_m(distance_m)), distance_m,
                1e-9 * (1 + distance_m));
}

TEST(Geodesy, chords_as_thresholds_agree_with_geodesics_to_a_hundredth_of_a_percent) {
  for (const double distance_m : {10.0, 1'000.0, 100'000.0, 1'000'000.0})
    for (double latitude = -80; latitude <= 80; latitude += 20)
      for (double azimuth = 0; azimuth < 360; azimuth += 45) {
        const LonLat a{10, latitude}, b = geodesic_destination(a, azimuth, distance_m);
        const Metres3 p = geocentric_from_lonlat(a), q = geocentric_from_lonlat(b);
        const double chord_m = std::hypot(p.x_m - q.x_m, p.y_m - q.y_m, p.z_m - q.z_m);
        EXPECT_NEAR(chord_m / chord_from_distance_m(distance_m), 1, 1e-4);
      }
}

TEST(Geodesy, local_plane_goes_there_and_back) {
  const LocalPlane plane({-179.99, 65});
  const Metres2 point = plane.metres_from_lonlat({179.98, 65.01});
  const LonLat back = plane.lonlat_from_metres(point);
  EXPECT_NEAR(back.lon_deg, 179.98, 1e-9);
  EXPECT_NEAR(back.lat_deg, 65.01, 1e-9);
  EXPECT_LT(point.x_m, 0);
}

TEST(Geodesy, one_degree_cell_at_the_equator_has_its_known_area) {
  const std::vector<double> lon{0, 1, 1, 0}, lat{0, 0, 1, 1};
  EXPECT_NEAR(geodesic_ring_area_m2(lon, lat), 12308778361.469, 1e3);
}

}  // namespace
}  // namespace agglo
