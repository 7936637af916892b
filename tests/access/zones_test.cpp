// Oracle for: zones
#include <gtest/gtest.h>

#include <algorithm>

#include "access/polygon_index.hpp"
#include "access_fixture.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

/// True when the groups are what measuring every firm against every edge of every zone gives.
bool are_zone_rings(const Groups& groups, const Establishments& firms, const Zones& zones,
                    const ZoneRingOptions& options) {
  const std::size_t classes = options.ring_km.size() + 1;
  if (groups.size() != zones.size() * classes) return false;
  const auto class_of = [&](std::size_t zone, std::size_t firm) -> std::size_t {
    const double x = firms.x_m[firm], y = firms.y_m[firm];
    if (std::isnan(x) || zones.shapes_m.kind[zone] == ShapeKind::none) return classes;
    const bool area = zones.shapes_m.kind[zone] == ShapeKind::polygon;
    const double distance_m = distance_to_edge(zones.shapes_m, zone, x, y);
    if (area ? contains(zones.shapes_m, zone, x, y) : distance_m <= options.point_radius_m) return 0;
    for (std::size_t k = 1; k < classes; ++k)
      if (distance_m <= options.ring_km[k - 1] * 1000) return k;
    return classes;
  };
  std::vector<std::vector<std::uint32_t>> expected(groups.size());
  for (std::uint32_t firm = 0; firm < firms.size(); ++firm) {
    bool insider = false;
    for (std::size_t zone = 0; zone < zones.size(); ++zone) insider = insider || class_of(zone, firm) == 0;
    for (std::size_t zone = 0; zone < zones.size(); ++zone) {
      const std::size_t k = class_of(zone, firm);
      if (k == classes || (k > 0 && insider && options.exclude_other_zones)) continue;
      expected[zone * classes + k].push_back(firm);
    }
  }
  for (std::size_t g = 0; g < groups.size(); ++g)
    if (rows_of(groups, g) != expected[g]) return false;
  return true;
}

Zones random_zones(Dice& dice, int count) {
  Zones zones;
  for (int i = 0; i < count; ++i) {
    const double x = dice.between(0, 20'000), y = dice.between(0, 20'000);
    if (i % 4 == 0)
      zones.shapes_m.add_point(x, y);
    else if (i % 4 == 1)
      add_star(zones.shapes_m, dice, x, y, dice.between(200, 4000), 300);
    else if (i % 4 == 2)
      add_box(zones.shapes_m, x, y, x + 700, y + 300);
    else
      add_polygon(zones.shapes_m,
                  {{{x, y}, {x + 3000, y}, {x + 3000, y + 3000}, {x, y + 3000}},
                   {{x + 500, y + 500}, {x + 500, y + 2500}, {x + 2500, y + 2500}, {x + 2500, y + 500}}});
  }
  zones.shapes_m.add_none();
  return zones;
}

Establishments random_firms(Dice& dice, std::size_t count) {
  std::vector<Metres2> places;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 50 == 7)
      places.push_back({kNaN, kNaN});
    else if (i % 10 == 3)
      places.push_back({10'000 + dice.between(0, 300), 9'000 + dice.between(0, 300)});
    else
      places.push_back({dice.between(-5000, 25'000), dice.between(-5000, 25'000)});
  }
  return firms_on_plane(places);
}

TEST(ZoneRings, agree_with_every_firm_measured_against_every_edge) {
  Dice dice(1);
  for (const bool exclude : {true, false})
    for (const double point_radius_m : {0.0, 100.0, 1500.0}) {
      const Establishments firms = random_firms(dice, 3000);
      const Zones zones = random_zones(dice, 12);
      const ZoneRingOptions options{{0.2, 1, 5}, point_radius_m, exclude};
      RunControl run;
      EXPECT_TRUE(are_zone_rings(firms_by_zone_ring(firms, zones, options, run), firms, zones, options));
    }
}

TEST(ZoneRings, oracle_rejects_a_firm_in_the_wrong_ring) {
  Dice dice(2);
  const Establishments firms = random_firms(dice, 500);
  const Zones zones = random_zones(dice, 4);
  RunControl run;
  Groups groups = firms_by_zone_ring(firms, zones, {}, run);
  ASSERT_TRUE(are_zone_rings(groups, firms, zones, {}));
  const auto filled = std::find_if(groups.start.begin() + 1, groups.start.end() - 1,
                                   [&](std::uint64_t end) { return end > 0 && end < groups.items.size(); });
  ASSERT_NE(filled, groups.start.end() - 1);
  ++*filled;
  EXPECT_FALSE(are_zone_rings(groups, firms, zones, {}));
}

TEST(ZoneRings, boundaries_belong_to_the_inner_side) {
  Zones zones;
  add_box(zones.shapes_m, 0, 0, 100, 100);
  zones.shapes_m.add_point(10'000, 0);
  const Establishments firms = firms_on_plane({{100, 50},
                                               {1100, 50},
                                               {1100.001, 50},
                                               {2100, 50},
                                               {2100.01, 50},
                                               {10'100, 0},
                                               {10'100.01, 0},
                                               {50, 50}});
  RunControl run;
  const Groups groups = firms_by_zone_ring(firms, zones, {{1, 2}, 100, true}, run);
  ASSERT_EQ(groups.size(), 6U);
  EXPECT_EQ(rows_of(groups, 0), (std::vector<std::uint32_t>{0, 7}));
  EXPECT_EQ(rows_of(groups, 1), (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(rows_of(groups, 2), (std::vector<std::uint32_t>{2, 3}));
  EXPECT_EQ(rows_of(groups, 3), (std::vector<std::uint32_t>{5}));
  EXPECT_EQ(rows_of(groups, 4), (std::vector<std::uint32_t>{6}));
  EXPECT_TRUE(groups[5].empty());
}

TEST(ZoneRings, firm_on_a_slanting_edge_is_inside) {
  Zones zones;
  add_polygon(zones.shapes_m,
              {{{500'000.1, 4'900'000.3}, {500'777.7, 4'900'333.3}, {500'111.1, 4'900'999.9}}});
  std::vector<Metres2> places;
  for (double t = 0.05; t < 1; t += 0.07) places.push_back({500'000.1 + t * 777.6, 4'900'000.3 + t * 333.0});
  RunControl run;
  EXPECT_EQ(firms_by_zone_ring(firms_on_plane(places), zones, {}, run)[0].size(), places.size());
}

TEST(ZoneRings, invalid_zones_are_repaired) {
  Zones zones;
  add_polygon(zones.shapes_m, {{{0, 0}, {100, 100}, {100, 0}, {0, 100}}});
  zones.shapes_m.begin_row(ShapeKind::polygon);  // two parts that overlap: still inside where they do
  for (const double x : {0.0, 50.0}) {
    zones.shapes_m.begin_part();
    zones.shapes_m.add_ring(std::vector<double>{x, x + 100, x + 100, x, x},
                            std::vector<double>{0, 0, 100, 100, 0});
  }
  const Establishments firms = firms_on_plane({{10, 50}, {90, 50}, {50, 10}, {75, 20}});
  RunControl run;
  const Groups groups = firms_by_zone_ring(firms, zones, {{1}, 0, false}, run);
  EXPECT_EQ(rows_of(groups, 0), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(rows_of(groups, 2), (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

TEST(ZoneRings, no_firms_no_zones_no_rings) {
  Zones zones;
  add_box(zones.shapes_m, 0, 0, 1, 1);
  RunControl run;
  EXPECT_EQ(firms_by_zone_ring(firms_on_plane({}), zones, {}, run).size(), 4U);
  EXPECT_EQ(firms_by_zone_ring(firms_on_plane({{0, 0}}), {}, {}, run).size(), 0U);
  const Groups inside_only = firms_by_zone_ring(firms_on_plane({{0, 0}, {5, 5}}), zones, {{}, 0, true}, run);
  EXPECT_EQ(inside_only.size(), 1U);
  EXPECT_EQ(inside_only.items, (std::vector<std::uint32_t>{0}));
  EXPECT_THROW(firms_by_zone_ring(firms_on_earth({{0, 0}}), zones, {}, run), Error);
  EXPECT_THROW(firms_by_zone_ring(firms_on_plane({}), zones, {{2, 1}, 0, true}, run), Error);
}

TEST(ZoneRings, same_for_one_and_four_threads) {
  Dice dice(3);
  const Establishments firms = random_firms(dice, 50'000);
  const Zones zones = random_zones(dice, 12);
  RunControl one(1), four(4);
  EXPECT_EQ(firms_by_zone_ring(firms, zones, {}, one), firms_by_zone_ring(firms, zones, {}, four));
}

TEST(PolygonIndex, distance_and_inside_agree_with_every_edge_looked_at) {
  Dice dice(4);
  for (int round = 0; round < 30; ++round) {
    Shapes shapes;
    shapes.begin_row(ShapeKind::polygon);
    for (int part = 0; part < 5; ++part) {
      Shapes star;
      add_star(star, dice, 300.0 * part, dice.between(0, 50), 140, 5 + 40 * part);
      shapes.begin_part();
      shapes.add_ring(star.x, star.y);
    }
    const PolygonIndex index(shapes, 0);
    for (int i = 0; i < 400; ++i) {
      const double x = dice.between(-300, 1500),
                   y = i % 20 == 0 ? shapes.y[dice.below(shapes.y.size())] : dice.between(-300, 300);
      const double expected = distance_to_edge(shapes, 0, x, y) * (contains(shapes, 0, x, y) ? -1 : 1);
      EXPECT_NEAR(index.signed_distance(x, y), expected, 1e-9);
    }
    for (std::size_t i = 0; i < shapes.x.size(); ++i) EXPECT_TRUE(index.contains(shapes.x[i], shapes.y[i]));
  }
}

TEST(ZonesAndClusters, inside_crossing_near_and_apart) {
  Zones zones;
  add_box(zones.shapes_m, 0, 0, 100, 100);
  zones.shapes_m.add_point(1000, 0);
  zones.shapes_m.add_none();
  Shapes clusters;
  add_box(clusters, 10, 10, 20, 20);       // inside
  add_box(clusters, 90, 0, 110, 10);       // half in
  add_box(clusters, 150, 0, 160, 10);      // 50 m east
  add_box(clusters, 5000, 0, 5100, 100);   // far from all
  add_box(clusters, 990, -10, 1030, 30);   // around the point
  add_box(clusters, 1100, -10, 1200, 10);  // 100 m from the point
  clusters.add_none();
  add_box(clusters, -20, 40, 0, 60);  // shares an edge with the zone
  RunControl run;
  const auto pairs = zones_and_clusters(zones, clusters, 100, 0, run);
  ASSERT_EQ(pairs.size(), 6U);
  const auto is = [&](std::size_t i, std::uint32_t zone, std::uint32_t cluster, ZoneRelation relation,
                      double distance_m, double share) {
    return pairs[i].zone == zone && pairs[i].cluster == cluster && pairs[i].relation == relation &&
           std::abs(pairs[i].distance_m - distance_m) < 1e-9 &&
           std::abs(pairs[i].share_of_cluster - share) < 1e-9;
  };
  EXPECT_TRUE(is(0, 0, 0, ZoneRelation::inside, 0, 1));
  EXPECT_TRUE(is(1, 0, 1, ZoneRelation::crossing, 0, 0.5));
  EXPECT_TRUE(is(2, 0, 2, ZoneRelation::near, 50, 0));
  EXPECT_TRUE(is(3, 0, 7, ZoneRelation::near, 0, 0));
  EXPECT_TRUE(is(4, 1, 4, ZoneRelation::crossing, 0, 0));
  EXPECT_TRUE(is(5, 1, 5, ZoneRelation::near, 100, 0));
  EXPECT_STREQ(to_string(pairs[0].relation), "inside");
  EXPECT_STREQ(to_string(pairs[1].relation), "crossing");
  EXPECT_STREQ(to_string(pairs[2].relation), "near");
}

TEST(ZonesAndClusters, point_zone_stands_for_the_places_around_it) {
  Zones zones;
  zones.shapes_m.add_point(0, 0);
  Shapes clusters;
  add_box(clusters, -10, -10, 10, 10);    // wholly within 100 m
  add_box(clusters, 50, -500, 400, 500);  // partly
  add_box(clusters, 150, 0, 200, 10);     // 150 m from the point
  RunControl run;
  const auto pairs = zones_and_clusters(zones, clusters, 200, 100, run);
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].relation, ZoneRelation::inside);
  EXPECT_EQ(pairs[0].share_of_cluster, 1);
  EXPECT_EQ(pairs[1].relation, ZoneRelation::crossing);
  const double segment_m2 = 1e4 * std::acos(0.5) - 50 * std::sqrt(1e4 - 2500);
  EXPECT_NEAR(pairs[1].share_of_cluster, segment_m2 / 350e3, 1e-4);
  EXPECT_EQ(pairs[2].relation, ZoneRelation::near);
  EXPECT_NEAR(pairs[2].distance_m, 150, 1e-9);
}

TEST(ZonesAndClusters, bow_tie_zone_is_repaired_and_nothing_gives_nothing) {
  Zones zones;
  add_polygon(zones.shapes_m, {{{0, 0}, {100, 100}, {100, 0}, {0, 100}}});
  Shapes clusters;
  add_box(clusters, 2, 45, 10, 55);
  add_box(clusters, 90, 45, 98, 55);
  RunControl run;
  const auto pairs = zones_and_clusters(zones, clusters, 0, 0, run);
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].relation, ZoneRelation::inside);
  EXPECT_EQ(pairs[1].relation, ZoneRelation::inside);
  EXPECT_TRUE(zones_and_clusters(zones, {}, 10, 0, run).empty());
  EXPECT_TRUE(zones_and_clusters({}, clusters, 10, 0, run).empty());
  EXPECT_THROW(zones_and_clusters(zones, clusters, -1, 0, run), Error);
}

/// True when each pair has the relation that random places and all edges tell.
bool are_relations(const std::vector<ZoneCluster>& pairs, const Shapes& zones, const Shapes& clusters,
                   double near_m, Dice& dice) {
  std::size_t next = 0;
  for (std::uint32_t z = 0; z < zones.size(); ++z)
    for (std::uint32_t c = 0; c < clusters.size(); ++c) {
      double distance_m = std::numeric_limits<double>::infinity();
      for (std::size_t i = clusters.ring_start[c]; i < clusters.ring_start[c + 1]; ++i)
        distance_m = std::min(distance_m, distance_to_edge(zones, z, clusters.x[i], clusters.y[i]));
      for (std::size_t i = zones.ring_start[z]; i < zones.ring_start[z + 1]; ++i)
        distance_m = std::min(distance_m, distance_to_edge(clusters, c, zones.x[i], zones.y[i]));
      int in = 0, common = 0;
      const Box box = clusters.box(c);
      for (int i = 0; i < 1500; ++i) {
        const double x = dice.between(box.min_x, box.max_x), y = dice.between(box.min_y, box.max_y);
        if (!contains(clusters, c, x, y)) continue;
        ++in;
        common += contains(zones, z, x, y);
      }
      const bool here = next < pairs.size() && pairs[next].zone == z && pairs[next].cluster == c;
      if (!here && (common > 0 || distance_m <= near_m)) return false;
      if (!here) continue;
      const ZoneCluster& pair = pairs[next++];
      if (std::abs(pair.share_of_cluster - static_cast<double>(common) / in) > 0.08) return false;
      if (pair.relation == ZoneRelation::inside && common != in) return false;
      if (pair.relation == ZoneRelation::crossing && common == in && pair.share_of_cluster < 0.98)
        return false;
      if (pair.relation == ZoneRelation::near &&
          (common > 0 || std::abs(pair.distance_m - distance_m) > 1e-9))
        return false;
    }
  return next == pairs.size();
}

TEST(ZonesAndClusters, agree_with_places_and_edges_looked_at_and_the_oracle_rejects_a_wrong_relation) {
  Dice dice(5);
  Zones zones;
  Shapes clusters;
  for (int i = 0; i < 12; ++i)
    add_star(zones.shapes_m, dice, dice.between(0, 3000), dice.between(0, 3000), dice.between(100, 900), 24);
  for (int i = 0; i < 25; ++i)
    add_star(clusters, dice, dice.between(0, 3000), dice.between(0, 3000), dice.between(20, 300), 16);
  RunControl one(1), four(4);
  auto pairs = zones_and_clusters(zones, clusters, 200, 0, one);
  EXPECT_TRUE(are_relations(pairs, zones.shapes_m, clusters, 200, dice));
  const auto again = zones_and_clusters(zones, clusters, 200, 0, four);
  ASSERT_EQ(pairs.size(), again.size());
  for (std::size_t i = 0; i < pairs.size(); ++i)
    EXPECT_EQ(pairs[i].share_of_cluster, again[i].share_of_cluster);
  const auto crossing = std::find_if(pairs.begin(), pairs.end(), [](const ZoneCluster& pair) {
    return pair.relation == ZoneRelation::crossing && pair.share_of_cluster > 0.3;
  });
  ASSERT_NE(crossing, pairs.end());
  crossing->relation = ZoneRelation::near;
  EXPECT_FALSE(are_relations(pairs, zones.shapes_m, clusters, 200, dice));
}

TEST(SectorOverlap, from_none_to_whole) {
  Establishments firms;
  firms.sector = {0, 0, 1, 1, 2, kUnknownSector, 7};
  const auto overlap = [&](std::vector<std::uint32_t> a, std::vector<std::uint32_t> b) {
    return sector_overlap(firms, a, b);
  };
  EXPECT_DOUBLE_EQ(overlap({0, 2}, {1, 3, 5}), 1);
  EXPECT_DOUBLE_EQ(overlap({0, 1}, {2, 6}), 0);
  EXPECT_DOUBLE_EQ(overlap({0, 2}, {0, 1, 3, 4}), 0.75);  // halves against 1/2, 1/4, 1/4
  EXPECT_TRUE(std::isnan(overlap({}, {0})));
  EXPECT_TRUE(std::isnan(overlap({0}, {5})));
}

}  // namespace
}  // namespace agglo
