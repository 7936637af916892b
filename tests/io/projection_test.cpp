#include "agglo/projection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Places {
  std::vector<double> lon, lat;
  void add(LonLat place) {
    lon.push_back(place.lon_deg);
    lat.push_back(place.lat_deg);
  }
  LonLat operator[](std::size_t i) const { return {lon[i], lat[i]}; }
  std::size_t size() const { return lon.size(); }
};

Places disc(LonLat centre, double radius_m, int count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  Places places;
  for (int i = 0; i < count; ++i) {
    const double azimuth_deg = 360 * unit(random), distance_m = radius_m * std::sqrt(unit(random));
    places.add(geodesic_destination(centre, azimuth_deg, distance_m));
  }
  return places;
}

/// Largest relative difference of plane and geodesic distance over pairs at least 1 m apart.
double largest_distance_error(const Frame& frame, const Places& places) {
  std::vector<double> x, y, z;
  place_in_frame(frame, places.lon, places.lat, x, y, z);
  double largest = 0;
  for (std::size_t i = 0; i < places.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double true_m = geodesic_distance_m(places[i], places[j]);
      if (true_m < 1) continue;
      const double plane_m = std::hypot(x[i] - x[j], y[i] - y[j]);
      if (std::isnan(plane_m)) return kNaN;
      largest = std::max(largest, std::abs(plane_m / true_m - 1));
    }
  return largest;
}

TEST(ChooseFrame, plane_distances_are_geodesics_to_a_tenth_of_a_percent_everywhere) {
  for (const double latitude :
       {-89.9, -78.0, -45.0, -16.5, 0.0, 12.0, 33.81, 47.2, 60.0, 72.0, 84.0, 89.5, 90.0})
    for (const double longitude : {-118.15, 0.0, 9.5, 179.99})
      for (const double radius_m : {2'500.0, 25'000.0, 250'000.0}) {
        const Places places = disc({longitude, latitude}, radius_m, 40, 7);
        const Frame frame = choose_frame(places.lon, places.lat);
        ASSERT_EQ(frame.kind, FrameKind::projected) << latitude << ' ' << longitude << ' ' << radius_m;
        EXPECT_LE(frame.largest_scale_error, 1e-3);
        const double error = largest_distance_error(frame, places);
        EXPECT_LE(error, 1e-3) << frame.definition;
        EXPECT_LE(error, frame.largest_scale_error * 1.02 + 1e-9) << frame.definition;
      }
}

TEST(ChooseFrame, reported_error_bounds_the_scale_at_every_place) {
  for (const double latitude : {-50.0, 0.0, 35.0, 65.0, 88.0}) {
    const Places places = disc({20, latitude}, 240'000, 400, 3);
    const Frame frame = choose_frame(places.lon, places.lat);
    double largest = 0;
    for (std::size_t i = 0; i < places.size(); ++i)
      largest = std::max(largest, std::abs(scale_at(frame, places.lon[i], places.lat[i]) - 1));
    EXPECT_LE(largest, frame.largest_scale_error + 1e-9);
    EXPECT_GT(largest, frame.largest_scale_error * 0.6);  // a bound far off would be of no use
  }
}

TEST(ChooseFrame, long_bands_get_the_projection_that_follows_them) {
  const auto band = [](double lon_0, double lon_1, double lat_0, double lat_1) {
    Places places;
    for (int i = 0; i <= 20; ++i)
      for (int j = 0; j <= 4; ++j)
        places.add({lon_0 + (lon_1 - lon_0) * i / 20, lat_0 + (lat_1 - lat_0) * j / 4});
    return places;
  };
  const Places equator = band(10, 37, -2, 2);  // 3,000 km
  const Frame mercator = choose_frame(equator.lon, equator.lat);
  EXPECT_NE(mercator.definition.find("+proj=merc"), std::string::npos) << mercator.definition;
  EXPECT_LE(largest_distance_error(mercator, equator), 1e-3);

  const Places meridian = band(-71, -69, -50, -20);
  const Frame transverse = choose_frame(meridian.lon, meridian.lat);
  EXPECT_NE(transverse.definition.find("+proj=tmerc"), std::string::npos) << transverse.definition;
  EXPECT_LE(largest_distance_error(transverse, meridian), 1e-3);

  const Places parallel = band(4, 18, 46, 48);  // 1,070 km
  const Frame conic = choose_frame(parallel.lon, parallel.lat);
  EXPECT_NE(conic.definition.find("+proj=lcc"), std::string::npos) << conic.definition;
  EXPECT_LE(largest_distance_error(conic, parallel), 1e-3);
}

TEST(ChooseFrame, continents_and_the_world_are_geocentric) {
  const std::vector<double> us_lon{-124.7, -80.1, -67.0, -97.0}, us_lat{48.3, 25.8, 44.9, 38.0};
  EXPECT_EQ(choose_frame(us_lon, us_lat).kind, FrameKind::geocentric);
  std::vector<double> lon, lat;
  for (int i = -18; i < 18; ++i)
    for (int j = -9; j <= 9; ++j) {
      lon.push_back(i * 10);
      lat.push_back(j * 10);
    }
  EXPECT_EQ(choose_frame(lon, lat).kind, FrameKind::geocentric);
  // A ring around the Earth: short either way across any cut, so no plane serves it.
  std::fill(lat.begin(), lat.end(), 0.5);
  EXPECT_EQ(choose_frame(lon, lat).kind, FrameKind::geocentric);
}

TEST(ChooseFrame, row_order_makes_no_difference) {
  for (const LonLat centre : {LonLat{-118.15, 33.8}, LonLat{179.9, -17}, LonLat{30, 89.7}}) {
    Places places = disc(centre, 120'000, 500, 11);
    const Frame frame = choose_frame(places.lon, places.lat);
    std::reverse(places.lon.begin(), places.lon.end());
    std::reverse(places.lat.begin(), places.lat.end());
    places.lon.push_back(kNaN);
    places.lat.push_back(12);
    EXPECT_EQ(choose_frame(places.lon, places.lat), frame);
  }
}

TEST(ChooseFrame, longitudes_beyond_180_and_below_minus_180_are_the_same_places) {
  Places places = disc({179.9, -17}, 50'000, 200, 5);
  const Frame frame = choose_frame(places.lon, places.lat);
  for (double& lon : places.lon)
    if (lon < 0) lon += 360;
  EXPECT_EQ(choose_frame(places.lon, places.lat), frame);
}

TEST(ChooseFrame, one_place_and_equal_places_get_a_frame_centred_there) {
  const std::vector<double> lon(3, -118.151), lat(3, 33.812);
  const Frame frame = choose_frame(lon, lat);
  EXPECT_EQ(
      frame.definition,
      "+proj=tmerc +lat_0=33.81 +lon_0=-118.15 +k_0=1.00000 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs");
  EXPECT_EQ(frame.name, "transverse Mercator, centred on 118.15° W 33.81° N");
  EXPECT_LT(frame.largest_scale_error, 1e-6);
  for (const double pole : {-90.0, 90.0}) {
    const std::vector<double> x{12}, y{pole};
    EXPECT_EQ(choose_frame(x, y).kind, FrameKind::projected);
  }
}

TEST(ChooseFrame, no_place_at_all_is_an_error_with_advice) {
  for (const std::vector<double>& values : {std::vector<double>{}, std::vector<double>{kNaN, kNaN}}) try {
      choose_frame(values, values);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::failure);
      EXPECT_FALSE(error.hint.empty());
    }
}

TEST(Projector, goes_there_and_back_across_the_antimeridian) {
  const Places places = disc({180, 65}, 100'000, 300, 2);
  const Frame frame = choose_frame(places.lon, places.lat);
  const Projector projector(frame);
  std::vector<double> x = places.lon, y = places.lat;
  projector.metres_from_lonlat(x, y);
  for (const double value : x) EXPECT_LT(std::abs(value), 150'000);
  projector.lonlat_from_metres(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_LE(std::abs(x[i]), 180);
    EXPECT_NEAR(std::abs(std::remainder(x[i] - places.lon[i], 360)), 0, 1e-9);
    EXPECT_NEAR(y[i], places.lat[i], 1e-9);
  }
}

TEST(Projector, missing_and_impossible_places_become_nan_and_the_others_stay) {
  const Frame frame = choose_frame(std::vector<double>{9.5}, std::vector<double>{47.2});
  std::vector<double> x{9.5, kNaN, 9.5, 9.6}, y{47.2, 47.2, 95, 47.2};
  Projector(frame).metres_from_lonlat(x, y);
  EXPECT_NEAR(x[0], 0, 1e-6);
  EXPECT_TRUE(std::isnan(x[1]) && std::isnan(y[1]));
  EXPECT_TRUE(std::isnan(x[2]) && std::isnan(y[2]));
  EXPECT_NEAR(std::hypot(x[3] - x[0], y[3] - y[0]), geodesic_distance_m({9.5, 47.2}, {9.6, 47.2}), 1e-2);
}

TEST(Projector, shapes_keep_their_structure) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  const std::vector<double> ring_x{9.5, 9.6, 9.6, 9.5}, ring_y{47.1, 47.1, 47.2, 47.1};
  shapes.add_ring(ring_x, ring_y);
  shapes.add_none();
  shapes.add_point(9.55, 47.15);
  const Frame frame = choose_frame(shapes.x, shapes.y);
  const Projector projector(frame);
  const Shapes metres = projector.metres_from_lonlat(shapes);
  EXPECT_EQ(metres.kind, shapes.kind);
  EXPECT_EQ(metres.ring_start, shapes.ring_start);
  EXPECT_NE(metres.x, shapes.x);
  const Shapes back = projector.lonlat_from_metres(metres);
  for (std::size_t i = 0; i < shapes.x.size(); ++i) EXPECT_NEAR(back.x[i], shapes.x[i], 1e-10);
}

TEST(Projector, a_plane_is_left_alone_and_a_geocentric_frame_refuses) {
  std::vector<double> x{1, kNaN}, y{2, 3};
  Projector(Frame{}).metres_from_lonlat(x, y);
  EXPECT_EQ(x[0], 1);
  EXPECT_EQ(y[1], 3);
  Frame geocentric;
  geocentric.kind = FrameKind::geocentric;
  EXPECT_THROW(Projector(geocentric).metres_from_lonlat(x, y), Error);
  Frame unknown;
  unknown.kind = FrameKind::projected;
  unknown.definition = "+proj=nonsense";
  EXPECT_THROW(Projector{unknown}, Error);
}

TEST(PlaceInFrame, geocentric_places_are_earth_centred_and_planes_are_copied) {
  const std::vector<double> lon{0, 90, kNaN}, lat{0, 0, 10};
  std::vector<double> x, y, z;
  Frame frame;
  place_in_frame(frame, lon, lat, x, y, z);
  EXPECT_EQ(x[1], 90);
  EXPECT_TRUE(z.empty());
  EXPECT_TRUE(std::isnan(x[2]) && std::isnan(y[2]));
  frame.kind = FrameKind::geocentric;
  place_in_frame(frame, lon, lat, x, y, z);
  EXPECT_NEAR(x[0], 6378137, 1e-6);
  EXPECT_NEAR(y[1], 6378137, 1e-6);
  EXPECT_TRUE(std::isnan(x[2]) && std::isnan(y[2]) && std::isnan(z[2]));
}

TEST(DisplayFrame, shows_a_continent_or_the_world_and_keeps_other_frames) {
  Frame geocentric;
  geocentric.kind = FrameKind::geocentric;
  Box continent;
  continent.extend(-125, 24);
  continent.extend(-66, 50);
  const Frame laea = display_frame(geocentric, continent);
  EXPECT_NE(laea.definition.find("+proj=laea"), std::string::npos);
  EXPECT_GT(laea.largest_scale_error, 1e-3);
  EXPECT_LT(laea.largest_scale_error, 0.1);
  Box world;
  world.extend(-180, -90);
  world.extend(180, 90);
  const Frame earth = display_frame(geocentric, world);
  EXPECT_NE(earth.definition.find("+proj=eqearth"), std::string::npos);
  for (const Frame& frame : {laea, earth, display_frame(geocentric, Box{})}) {
    std::vector<double> x{-100}, y{40};
    Projector(frame).metres_from_lonlat(x, y);
    EXPECT_TRUE(std::isfinite(x[0]) && std::isfinite(y[0]));
  }
  EXPECT_EQ(display_frame(Frame{}, world), Frame{});
}

TEST(ScaleAt, follows_the_projection) {
  Frame mercator;
  mercator.kind = FrameKind::projected;
  mercator.definition = "+proj=merc +lon_0=0 +k_0=1 +datum=WGS84 +units=m +no_defs";
  EXPECT_NEAR(scale_at(mercator, 5, 0), 1, 1e-8);
  const double e2 = 0.00669437999014;
  EXPECT_NEAR(scale_at(mercator, 5, 60), std::sqrt(1 - e2 * 0.75) / 0.5, 1e-6);
  EXPECT_EQ(scale_at(Frame{}, 5, 60), 1);
}

}  // namespace
}  // namespace agglo
