#include <gtest/gtest.h>

#include "access/geos_shapes.hpp"
#include "access_fixture.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

bool valid(const Shapes& shapes, std::size_t row) {
  const GeosContext context;
  return GEOSisValid_r(context.handle(), to_geos(context, shapes, row).get()) == 1;
}

/// True when the ring holds the places that are nearer to the site than the radius, but for a narrow band
/// where the straight edges between its vertices run.
bool is_disc(const Shapes& rings, std::size_t row, LonLat site, double radius_m, Dice& dice) {
  for (int i = 0; i < 2000; ++i) {
    const LonLat place{dice.between(-180, 180), std::asin(dice.between(-1, 1)) * 180 / std::numbers::pi};
    const double distance_m = geodesic_distance_m(site, place);
    if (std::abs(distance_m - radius_m) < 0.02 * radius_m + 50'000) continue;
    if (contains(rings, row, place.lon_deg, place.lat_deg) != (distance_m < radius_m)) return false;
  }
  for (int i = 0; i < 200; ++i) {
    const double share = dice.between(0, 1.9);
    if (std::abs(share - 1) < 0.05 || share * radius_m > 19.9e6) continue;
    const LonLat place = geodesic_destination(site, dice.between(0, 360), share * radius_m);
    if (std::abs(place.lat_deg) > 89.99) continue;
    const double distance_m = geodesic_distance_m(site, place);
    if (std::abs(distance_m - radius_m) < 0.03 * radius_m) continue;
    if (contains(rings, row, place.lon_deg, place.lat_deg) != (distance_m < radius_m)) return false;
  }
  return true;
}

const std::vector<std::pair<LonLat, double>> kRings{
    {{10.9, 44.6}, 5},  {{10.9, 44.6}, 500}, {{179.99, -16.5}, 20}, {{-179.99, 65}, 300},
    {{180, 0}, 100},    {{-180, 10}, 100},   {{0, 90}, 100},        {{77, -90}, 1000},
    {{30, 89.5}, 100},  {{-150, 89.9}, 5},   {{170, 85}, 1000},     {{10, -80}, 3000},
    {{100, 30}, 9000},  {{0, 0}, 15'000},    {{150, 10}, 15'000},   {{-60, 50}, 19'000},
    {{20, 60}, 12'000}, {{179, 88}, 200},    {{190, 5}, 300}};

TEST(GeodesicRings, hold_the_places_within_the_radius_anywhere_on_earth) {
  Dice dice(1);
  for (const auto& [site, radius_km] : kRings) {
    const Shapes ring = geodesic_rings(sites_on_earth({site}), radius_km, 360);
    ASSERT_EQ(ring.size(), 1U);
    EXPECT_TRUE(valid(ring, 0)) << site.lon_deg << ' ' << site.lat_deg << ' ' << radius_km;
    EXPECT_TRUE(rings_are_turned_and_closed(ring));
    EXPECT_TRUE(is_disc(ring, 0, site, radius_km * 1000, dice)) << site.lon_deg << ' ' << site.lat_deg;
    const Box box = ring.box();
    EXPECT_GE(box.min_x, -180);
    EXPECT_LE(box.max_x, 180);
    EXPECT_GE(box.min_y, -90);
    EXPECT_LE(box.max_y, 90);
  }
}

TEST(GeodesicRings, oracle_rejects_a_ring_of_another_radius) {
  Dice dice(2);
  const Shapes ring = geodesic_rings(sites_on_earth({{10, 45}}), 800);
  EXPECT_TRUE(is_disc(ring, 0, {10, 45}, 800'000, dice));
  EXPECT_FALSE(is_disc(ring, 0, {10, 45}, 1'000'000, dice));
}

TEST(GeodesicRings, vertices_lie_at_the_distance) {
  for (const auto& [site, radius_km] : kRings) {
    const Shapes ring = geodesic_rings(sites_on_earth({site}), radius_km, 64);
    std::size_t at_distance = 0;
    for (std::size_t i = 0; i < ring.x.size(); ++i)
      at_distance += std::abs(geodesic_distance_m(site, {ring.x[i], ring.y[i]}) - radius_km * 1000) < 1e-3;
    EXPECT_GE(at_distance, 64U) << site.lon_deg << ' ' << site.lat_deg << ' ' << radius_km;
  }
}

TEST(GeodesicRings, plain_ring_has_the_asked_vertices_and_nearly_the_area_of_the_circle) {
  const Shapes ring = geodesic_rings(sites_on_earth({{10.9, 44.6}}), 10, 128);
  EXPECT_EQ(ring.vertex_count(0), 129U);
  EXPECT_NEAR(geodesic_ring_area_m2(ring.x, ring.y) / (std::numbers::pi * 1e8), 1, 1e-3);
}

TEST(GeodesicRings, ring_across_the_antimeridian_has_a_part_on_each_side) {
  const Shapes ring = geodesic_rings(sites_on_earth({{179.99, -16.5}}), 20);
  ASSERT_EQ(ring.row_start[1], 2U);
  EXPECT_EQ(ring.box().min_x, -180);
  EXPECT_EQ(ring.box().max_x, 180);
}

TEST(GeodesicRings, ring_around_a_pole_reaches_it_and_spans_all_longitudes) {
  const Shapes ring = geodesic_rings(sites_on_earth({{30, 89.5}}), 100);
  EXPECT_EQ(ring.box().min_x, -180);
  EXPECT_EQ(ring.box().max_x, 180);
  EXPECT_EQ(ring.box().max_y, 90);
  EXPECT_EQ(ring.row_start[1], 1U);
}

TEST(GeodesicRings, circles_on_a_plane_and_none_for_unknown_places) {
  const Shapes ring = geodesic_rings(sites_on_plane({{100, 200}, {kNaN, kNaN}}), 1, 4);
  ASSERT_EQ(ring.size(), 2U);
  EXPECT_EQ(ring.kind[1], ShapeKind::none);
  EXPECT_DOUBLE_EQ(ring.box(0).max_x, 1100);
  EXPECT_DOUBLE_EQ(area_of_row(ring, 0), 2e6);
  EXPECT_EQ(geodesic_rings(sites_on_earth({{kNaN, kNaN}}), 1).kind[0], ShapeKind::none);
  EXPECT_TRUE(geodesic_rings(sites_on_earth({}), 1).empty());
}

TEST(GeodesicRings, impossible_radii_and_vertex_counts_are_refused) {
  const Institutions sites = sites_on_earth({{0, 0}});
  EXPECT_THROW(geodesic_rings(sites, 0), Error);
  EXPECT_THROW(geodesic_rings(sites, -1), Error);
  EXPECT_THROW(geodesic_rings(sites, 30'000), Error);
  EXPECT_THROW(geodesic_rings(sites, 1, 2), Error);
}

}  // namespace
}  // namespace agglo
