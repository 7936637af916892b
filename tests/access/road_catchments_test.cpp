#include "agglo/road_catchments.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "access/geos_shapes.hpp"
#include "access/road_fixture.hpp"

namespace agglo {
namespace {

/// A town: a square net of streets with some missing, some one-way, some slow, and country roads out of it.
RoadEdges made_up_town(Dice& dice, std::uint32_t side) {
  std::vector<Metres2> places;
  for (std::uint32_t i = 0; i < side * side; ++i)
    places.push_back({i % side * 150 + dice.between(-50, 50), i / side * 150 + dice.between(-50, 50)});
  RoadsOnPlane net(places);
  const auto street = [&](std::uint32_t a, std::uint32_t b) {
    const double length = std::hypot(places[a].x_m - places[b].x_m, places[a].y_m - places[b].y_m);
    const double s = length / (dice.below(4) == 0 ? 2 : 8);
    const std::size_t kind = dice.below(10);
    if (kind < 2) return;
    net.road(a, b, kind == 3 ? kNaN : s, kind == 4 ? kNaN : s);
  };
  for (std::uint32_t i = 0; i < side * side; ++i) {
    if (i % side + 1 < side) street(i, i + 1);
    if (i / side + 1 < side) street(i, i + side);
  }
  return net.edges_;
}

/// 1.25 m a second on the way to the road, 500 m at most.
SurfaceOptions on_one_lattice(double cell_m) {
  return {.cell_m = cell_m, .halvings = 0, .largest_access_m = 500, .access_kmh = 4.5};
}

struct World {
  explicit World(RoadEdges its_edges, double cell_m = 25)
      : edges(std::move(its_edges)), options(on_one_lattice(cell_m)) {}
  RoadEdges edges;
  SurfaceOptions options;
  RoadGraph graph{edges, RoadMeasure::time};
  RoadSurface surface{edges, true, RoadMeasure::time, options};
};

RoadPoint point_on(const RoadEdges& edges, std::uint32_t edge, double along, double access_m = 0) {
  return road_points(edges, {{edge}, {along}, {access_m}}, RoadMeasure::time, 4.5).front();
}

/// A place's nearest joinable road by a look at all, and by how much the next one is farther.
struct Beside {
  std::uint32_t edge = kNoEdge;
  double distance_m = INFINITY, along = 0, lead_m = INFINITY;
};
Beside beside(const RoadEdges& edges, double x, double y) {
  Beside best;
  for (std::uint32_t e = 0; e < edges.size(); ++e) {
    if (!edges.joinable[e] || (std::isnan(edges.forward_s[e]) && std::isnan(edges.backward_s[e]))) continue;
    const std::uint64_t v = edges.lines.ring_start[e];
    const double ax = edges.lines.x[v], ay = edges.lines.y[v];
    const double dx = edges.lines.x[v + 1] - ax, dy = edges.lines.y[v + 1] - ay;
    const double t = std::clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const double d = std::hypot(x - ax - t * dx, y - ay - t * dy);
    if (d < best.distance_m)
      best = {e, d, t, best.distance_m - d};
    else
      best.lead_m = std::min(best.lead_m, d - best.distance_m);
  }
  return best;
}

TEST(RoadCatchments, places_are_inside_when_their_nearest_road_is_reached_in_time) {
  Dice dice(21);
  std::size_t in = 0, out = 0;
  for (int round = 0; round < 12; ++round) {
    const World world(made_up_town(dice, 14), 8);
    const TravelDirection direction =
        round % 2 == 0 ? TravelDirection::from_sites : TravelDirection::to_sites;
    const RoadPoint site = point_on(world.edges, static_cast<std::uint32_t>(dice.below(world.edges.size())),
                                    dice.between(0, 1), dice.between(0, 80));
    const std::vector<RoadCost> limits{150'000, 400'000};
    RunControl run(1);
    const RoadCatchments areas =
        road_catchments(world.graph, world.surface, std::vector{site}, limits, direction, run);
    std::vector<std::pair<double, double>> places;
    std::vector<RoadPoint> points{site};
    std::vector<Beside> roads;
    for (int p = 0; p < 400; ++p) {
      const double x = dice.between(-600, 2700), y = dice.between(-600, 2700);
      const Beside near = beside(world.edges, x, y);
      places.emplace_back(x, y);
      roads.push_back(near);
      points.push_back(point_on(world.edges, near.edge, near.along));
    }
    const CutRoads cut(world.edges, points, RoadMeasure::time, direction);
    const auto cost = cut.costs_from(world.edges.node_count, site.access);
    for (std::size_t p = 0; p < places.size(); ++p) {
      const auto at_road = cost[world.edges.node_count + 1 + p];
      const double leg = std::max(0.0, roads[p].distance_m - world.options.frontage_m) * 800;
      for (std::size_t k = 0; k < limits.size(); ++k) {
        const double left =
            at_road == ~std::uint64_t{0} ? -1e9 : limits[k] - static_cast<double>(at_road) - leg;
        const double room = world.options.largest_access_m - roads[p].distance_m;
        // Where another road is nearly as near, or time or room nearly at its end, the edge may pass; small
        // pieces and holes are left out.
        if (roads[p].lead_m < 25 || std::abs(left) < 20'000 || std::abs(room) < 12) continue;
        const bool inside = left > 0 && room > 0;
        EXPECT_EQ(areas.shapes.kind[k] == ShapeKind::polygon &&
                      contains(areas.shapes, k, places[p].first, places[p].second),
                  inside)
            << round << " " << k << " " << places[p].first << " " << places[p].second;
        (inside ? in : out)++;
      }
    }
  }
  EXPECT_GT(in, 300u);
  EXPECT_GT(out, 300u);
}

TEST(RoadCatchments, areas_are_valid_and_their_checks_are_those_of_the_middles) {
  Dice dice(22);
  std::uint64_t reached = 0, missed = 0, inside = 0, falsely = 0;
  const GeosContext context;
  for (int round = 0; round < 25; ++round) {
    const World world(made_up_town(dice, 10 + static_cast<std::uint32_t>(dice.below(20))));
    const RoadPoint site =
        point_on(world.edges, static_cast<std::uint32_t>(dice.below(world.edges.size())), 0.5);
    const std::vector<RoadCost> limits{60'000, 150'000, 300'000};
    RunControl run(1);
    const RoadCatchments areas = road_catchments(world.graph, world.surface, std::vector{site}, limits,
                                                 TravelDirection::from_sites, run);
    ASSERT_EQ(areas.shapes.size(), 3u);
    ASSERT_EQ(areas.checks.size(), 3u);
    EXPECT_TRUE(rings_are_turned_and_closed(areas.shapes));
    std::vector<RoadPoint> middles{site};
    for (std::uint32_t e = 0; e < world.edges.size(); ++e) middles.push_back(point_on(world.edges, e, 0.5));
    const CutRoads cut(world.edges, middles, RoadMeasure::time, TravelDirection::from_sites);
    const auto cost = cut.costs_from(world.edges.node_count, site.access);
    for (std::size_t k = 0; k < 3; ++k) {
      const GeosGeometry area = to_geos(context, areas.shapes, k);
      EXPECT_EQ(GEOSisValid_r(context.handle(), area.get()), 1) << round << " " << k;
      CatchmentCheck right;
      for (std::uint32_t e = 0; e < world.edges.size(); ++e) {
        const std::uint64_t v = world.edges.lines.ring_start[e];
        const double x = (world.edges.lines.x[v] + world.edges.lines.x[v + 1]) / 2;
        const double y = (world.edges.lines.y[v] + world.edges.lines.y[v + 1]) / 2;
        const bool is_reached = cost[world.edges.node_count + 1 + e] <= limits[k];
        const bool is_inside = contains(areas.shapes, k, x, y);
        right.reached += is_reached;
        right.missed += is_reached && !is_inside;
        right.inside += is_inside;
        right.falsely_inside += is_inside && !is_reached;
      }
      EXPECT_EQ(areas.checks[k].reached, right.reached);
      EXPECT_EQ(areas.checks[k].missed, right.missed);
      EXPECT_EQ(areas.checks[k].inside, right.inside);
      EXPECT_EQ(areas.checks[k].falsely_inside, right.falsely_inside);
      reached += right.reached;
      missed += right.missed;
      inside += right.inside;
      falsely += right.falsely_inside;
    }
  }
  EXPECT_GT(reached, 5'000u);
  EXPECT_LE(static_cast<double>(missed), 0.005 * static_cast<double>(reached));
  EXPECT_LE(static_cast<double>(falsely), 0.01 * static_cast<double>(inside));
}

TEST(RoadCatchments, bands_lie_in_each_other) {
  Dice dice(23);
  const GeosContext context;
  for (int round = 0; round < 10; ++round) {
    const World world(made_up_town(dice, 25));
    const RoadPoint site =
        point_on(world.edges, static_cast<std::uint32_t>(dice.below(world.edges.size())), 0.5);
    const std::vector<RoadCost> limits{100'000, 110'000, 200'000};
    RunControl run(1);
    const RoadCatchments areas = road_catchments(world.graph, world.surface, std::vector{site}, limits,
                                                 TravelDirection::to_sites, run);
    for (std::size_t k = 0; k + 1 < 3; ++k) {
      const GeosGeometry less = to_geos(context, areas.shapes, k);
      const GeosGeometry more = to_geos(context, areas.shapes, k + 1);
      const GeosGeometry beyond =
          own(context, GEOSDifference_r(context.handle(), less.get(), more.get()), "difference");
      double width = 0;
      EXPECT_LT(area_of(context, beyond), 0.001 * area_of(context, less));
      const GeosGeometry grown =
          own(context, GEOSBuffer_r(context.handle(), more.get(), 0.2 * 25 * std::sqrt(2.0), 4), "buffer");
      const GeosGeometry far =
          own(context, GEOSDifference_r(context.handle(), less.get(), grown.get()), "difference");
      GEOSArea_r(context.handle(), far.get(), &width);
      EXPECT_LT(width, 1) << round << " " << k;
    }
  }
}

TEST(RoadCatchments, areas_of_the_nearest_site_split_the_joined_area) {
  Dice dice(25);
  std::uint64_t reached = 0, in_one = 0, wrong = 0;
  for (int round = 0; round < 12; ++round) {
    const World world(made_up_town(dice, 20));
    std::vector<RoadPoint> sites;
    for (int s = 0; s < 5; ++s)
      sites.push_back(point_on(world.edges, static_cast<std::uint32_t>(dice.below(world.edges.size())),
                               dice.between(0, 1), dice.between(0, 50)));
    const TravelDirection direction =
        round % 2 == 0 ? TravelDirection::from_sites : TravelDirection::to_sites;
    const RoadCost limit = 250'000;
    RunControl run;
    const RoadCatchments nearest =
        nearest_road_catchments(world.graph, world.surface, sites, limit, direction, run);
    const RoadCatchments joined = joined_road_catchments(world.graph, world.surface, sites,
                                                         std::vector<RoadCost>{limit}, direction, run);
    ASSERT_EQ(nearest.shapes.size(), sites.size());
    ASSERT_EQ(joined.shapes.size(), 1u);
    std::vector<RoadPoint> middles;
    for (std::uint32_t e = 0; e < world.edges.size(); ++e) middles.push_back(point_on(world.edges, e, 0.5));
    const NearestByRoad right = nearest_by_road(world.graph, sites, middles, {}, limit, direction, run);
    double area = 0;
    for (std::size_t s = 0; s < sites.size(); ++s) area += area_of_row(nearest.shapes, s);
    EXPECT_NEAR(area, area_of_row(joined.shapes, 0), 0.01 * area);
    for (std::uint32_t e = 0; e < world.edges.size(); ++e) {
      const std::uint64_t v = world.edges.lines.ring_start[e];
      const double x = (world.edges.lines.x[v] + world.edges.lines.x[v + 1]) / 2;
      const double y = (world.edges.lines.y[v] + world.edges.lines.y[v + 1]) / 2;
      reached += right.site[e] >= 0;
      wrong += contains(joined.shapes, 0, x, y) != (right.site[e] >= 0);
      for (std::size_t s = 0; s < sites.size(); ++s) {
        const bool inside = contains(nearest.shapes, s, x, y);
        in_one += inside;
        wrong += inside != (right.site[e] == static_cast<std::int32_t>(s));
      }
    }
  }
  EXPECT_GT(reached, 3'000u);
  EXPECT_NEAR(static_cast<double>(in_one), static_cast<double>(reached), 0.01 * static_cast<double>(reached));
  EXPECT_LT(static_cast<double>(wrong), 0.03 * static_cast<double>(reached));
}

TEST(RoadCatchments, where_roads_are_dense_the_lattice_gets_finer_until_areas_are_true) {
  Dice dice(26);
  RoadEdges edges = made_up_town(dice, 40);
  for (double& v : edges.lines.x) v /= 8;  // 19 m between junctions
  for (double& v : edges.lines.y) v /= 8;
  const RoadGraph graph(edges, RoadMeasure::time);
  const std::vector<RoadPoint> sites{point_on(edges, 500, 0.5), point_on(edges, 900, 0.2)};
  const std::vector<RoadCost> limits{500'000, 900'000};
  RunControl run;
  const auto worst = [&](const SurfaceOptions& options) {
    const RoadSurface surface(edges, true, RoadMeasure::time, options);
    double share = 0;
    for (const CatchmentCheck& check :
         road_catchments(graph, surface, sites, limits, TravelDirection::from_sites, run).checks) {
      EXPECT_GT(check.reached, 100u);
      share = std::max(share, static_cast<double>(check.missed) / static_cast<double>(check.reached));
      share = std::max(share, static_cast<double>(check.falsely_inside) / static_cast<double>(check.inside));
    }
    return share;
  };
  EXPECT_GT(worst({.halvings = 0}), 0.03);
  EXPECT_LE(worst({.halvings = 4}), 0.01);
}

// A road of 4 km at 10 m/s, a site in its middle, 60 s: 600 m either way. Around it 30 m are free, beyond
// them 1.25 m a second of what is left: a spindle from 30 m wide at the ends to 105 m at the site.
TEST(RoadCatchments, a_single_road_gives_a_spindle) {
  RoadsOnPlane net({{-2000, 0}, {2000, 0}});
  net.road(0, 1, 400, 400);
  const World world(net.edges_);
  RunControl run;
  const RoadCatchments areas =
      road_catchments(world.graph, world.surface, std::vector{point_on(world.edges, 0, 0.5)},
                      std::vector<RoadCost>{60'000}, TravelDirection::from_sites, run);
  ASSERT_EQ(areas.shapes.kind.front(), ShapeKind::polygon);
  const double expected = 2 * (2 * 600 * 30.0 + 600 * 75.0);  // both sides: a strip and two triangles
  EXPECT_NEAR(area_of_row(areas.shapes, 0), expected, 0.03 * expected);
  EXPECT_TRUE(contains(areas.shapes, 0, 590, 0));
  EXPECT_FALSE(contains(areas.shapes, 0, 610, 0));
  EXPECT_TRUE(contains(areas.shapes, 0, 0, 98));
  EXPECT_FALSE(contains(areas.shapes, 0, 0, 112));
}

TEST(RoadCatchments, what_cannot_be_reached_in_the_middle_is_a_hole_and_an_island_is_a_part) {
  // A ring road, a yard in it that no road leads to, and an exclave beyond a motorway.
  RoadsOnPlane net(
      {{0, 0}, {2000, 0}, {2000, 2000}, {0, 2000}, {900, 1000}, {1100, 1000}, {6000, 0}, {7000, 0}});
  net.road(0, 1, 100, 100).road(1, 2, 100, 100).road(2, 3, 100, 100).road(3, 0, 100, 100);
  net.road(4, 5, 10, 10);
  net.road(1, 6, 100, 100).road(6, 7, 50, 50);
  net.edges_.joinable[5] = 0;
  const World world(net.edges_);
  RunControl run;
  const RoadCatchments areas =
      road_catchments(world.graph, world.surface, std::vector{point_on(world.edges, 0, 0.5)},
                      std::vector<RoadCost>{1'000'000}, TravelDirection::from_sites, run);
  const Shapes& s = areas.shapes;
  ASSERT_EQ(s.row_start[1], 2u);                     // two parts
  EXPECT_EQ(s.part_start[1] - s.part_start[0], 2u);  // a shell and a hole
  EXPECT_FALSE(contains(s, 0, 1000, 1000));
  EXPECT_TRUE(contains(s, 0, 1000, 400));
  EXPECT_TRUE(contains(s, 0, 6500, 100));
  EXPECT_FALSE(contains(s, 0, 4000, 0));
}

TEST(RoadCatchments, too_little_time_or_no_road_gives_no_area) {
  RoadsOnPlane net({{0, 0}, {1000, 0}});
  net.road(0, 1, 100, 100);
  net.edges_.cut[0] = 2;
  const World world(net.edges_);
  RunControl run;
  const std::vector<RoadCost> limits{0, 200'000};
  const RoadCatchments areas =
      road_catchments(world.graph, world.surface, std::vector{point_on(world.edges, 0, 0.5, 20), RoadPoint{}},
                      limits, TravelDirection::from_sites, run);
  ASSERT_EQ(areas.shapes.size(), 4u);
  EXPECT_EQ(areas.shapes.kind[0], ShapeKind::none);
  EXPECT_EQ(areas.shapes.kind[1], ShapeKind::polygon);
  EXPECT_EQ(areas.shapes.kind[2], ShapeKind::none);
  EXPECT_EQ(areas.checks[0].cut_roads, 0u);
  EXPECT_EQ(areas.checks[1].cut_roads, 1u);  // the road goes on beyond the network
  const RoadEdges none;
  const RoadGraph no_roads(none, RoadMeasure::time);
  const RoadSurface nothing(none, false, RoadMeasure::time, {});
  EXPECT_EQ(
      road_catchments(no_roads, nothing, std::vector{RoadPoint{}}, limits, TravelDirection::from_sites, run)
          .shapes.kind.front(),
      ShapeKind::none);
}

TEST(RoadCatchments, on_the_earth_areas_have_the_size_of_those_on_a_plane) {
  // The spindle of above at 60 degrees north, across the antimeridian.
  const LonLat middle{180, 60};
  const LonLat west = geodesic_destination(middle, 270, 2000), east = geodesic_destination(middle, 90, 2000);
  const RoadEdges edges =
      RoadsOnPlane({{west.lon_deg, west.lat_deg}, {east.lon_deg, east.lat_deg}}).road(0, 1, 400, 400).edges_;
  const RoadGraph graph(edges, RoadMeasure::time);
  const RoadSurface surface(edges, false, RoadMeasure::time, on_one_lattice(25));
  RunControl run;
  const RoadCatchments areas =
      road_catchments(graph, surface, std::vector{point_on(edges, 0, 0.5)}, std::vector<RoadCost>{60'000},
                      TravelDirection::from_sites, run);
  const Shapes& s = areas.shapes;
  ASSERT_EQ(s.kind.front(), ShapeKind::polygon);
  double area = 0;
  for (std::size_t ring = 0; ring + 1 < s.ring_start.size(); ++ring) {
    const std::size_t begin = s.ring_start[ring], n = s.ring_start[ring + 1] - begin;
    area += geodesic_ring_area_m2(std::span(s.x).subspan(begin, n), std::span(s.y).subspan(begin, n));
  }
  EXPECT_EQ(s.row_start[1], 2u);  // cut at the antimeridian
  EXPECT_NEAR(area, 162'000, 0.04 * 162'000);
}

/// Rows of areas that share more than `most` of the smaller one's area, by overlays.
void expect_apart(const Shapes& areas, double most) {
  const GeosContext context;
  for (std::size_t a = 0; a < areas.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const GeosGeometry both = own(context,
                                    GEOSIntersection_r(context.handle(), to_geos(context, areas, a).get(),
                                                       to_geos(context, areas, b).get()),
                                    "overlay");
      EXPECT_LT(area_of(context, both), most) << a << " " << b;
    }
}

TEST(RoadCatchments, areas_by_number_of_sites_are_the_overlay_of_the_areas_of_each) {
  Dice dice(27);
  const GeosContext context;
  std::uint64_t looked = 0, wrong = 0;
  for (int round = 0; round < 8; ++round) {
    const World world(made_up_town(dice, 20));
    std::vector<RoadPoint> sites;
    for (int s = 0; s < 6; ++s)
      sites.push_back(point_on(world.edges, static_cast<std::uint32_t>(dice.below(world.edges.size())),
                               dice.between(0, 1), dice.between(0, 50)));
    const RoadCost limit = 200'000;
    RunControl run(1), four(4);
    const CountedCatchments counted =
        world.surface.by_number_of_sites(world.graph, sites, limit, TravelDirection::from_sites, run);
    EXPECT_EQ(
        world.surface.by_number_of_sites(world.graph, sites, limit, TravelDirection::from_sites, four).shapes,
        counted.shapes);
    EXPECT_TRUE(rings_are_turned_and_closed(counted.shapes));
    for (std::size_t row = 0; row < counted.shapes.size(); ++row)
      EXPECT_EQ(GEOSisValid_r(context.handle(), to_geos(context, counted.shapes, row).get()), 1) << row;
    expect_apart(counted.shapes, 1e-3);
    const RoadCatchments single = road_catchments(
        world.graph, world.surface, sites, std::vector<RoadCost>{limit}, TravelDirection::from_sites, run);
    const RoadCatchments joined = joined_road_catchments(
        world.graph, world.surface, sites, std::vector<RoadCost>{limit}, TravelDirection::from_sites, run);
    double area = 0, times_count = 0, singles = 0;
    for (std::size_t row = 0; row < counted.shapes.size(); ++row) {
      area += area_of_row(counted.shapes, row);
      times_count += counted.count[row] * area_of_row(counted.shapes, row);
    }
    for (std::size_t s = 0; s < sites.size(); ++s) singles += area_of_row(single.shapes, s);
    EXPECT_NEAR(area, area_of_row(joined.shapes, 0), 0.005 * area);
    EXPECT_NEAR(times_count, singles, 0.01 * singles);
    CatchmentCheck right;
    for (const CatchmentCheck& check : single.checks) right.reached += check.reached;
    EXPECT_EQ(counted.check.reached, right.reached);
    std::vector<RoadPoint> middles;
    for (std::uint32_t e = 0; e < world.edges.size(); ++e) middles.push_back(point_on(world.edges, e, 0.5));
    const Groups reached = firms_within_cost(world.graph, sites, middles, std::vector<RoadCost>{limit},
                                             TravelDirection::from_sites, run);
    std::vector<std::uint32_t> count(middles.size(), 0);
    for (const std::uint32_t e : reached.items) ++count[e];
    for (std::uint32_t e = 0; e < world.edges.size(); ++e) {
      const std::uint64_t v = world.edges.lines.ring_start[e];
      const double x = (world.edges.lines.x[v] + world.edges.lines.x[v + 1]) / 2;
      const double y = (world.edges.lines.y[v] + world.edges.lines.y[v + 1]) / 2;
      std::uint32_t drawn = 0;
      for (std::size_t row = 0; row < counted.shapes.size(); ++row)
        if (counted.shapes.kind[row] == ShapeKind::polygon && contains(counted.shapes, row, x, y))
          drawn = counted.count[row];
      looked += count[e] > 0;
      wrong += drawn != count[e];
    }
  }
  EXPECT_GT(looked, 2'000u);
  EXPECT_LT(static_cast<double>(wrong), 0.03 * static_cast<double>(looked));
}

TEST(RoadCatchments, areas_by_number_of_no_sites_are_none_and_what_memory_does_not_hold_is_refused) {
  Dice dice(28);
  const World world(made_up_town(dice, 10));
  const std::vector<RoadPoint> sites{point_on(world.edges, 20, 0.5), point_on(world.edges, 70, 0.2)};
  RunControl run;
  const auto shapes = [&](std::span<const RoadPoint> of, std::uint64_t most_bytes) {
    return world.surface
        .by_number_of_sites(world.graph, of, 60'000, TravelDirection::to_sites, run, most_bytes)
        .shapes;
  };
  EXPECT_EQ(shapes({}, 1).size(), 0u);
  EXPECT_EQ(shapes(sites, 100'000'000), shapes(sites, ~std::uint64_t{0}));
  try {
    shapes(sites, 1000);
    FAIL() << "1000 bytes are too few";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind, ErrorKind::failure);
    EXPECT_NE(std::string(e.what()).find("2 sites"), std::string::npos) << e.what();
  }
  run.request_stop();
  EXPECT_THROW(shapes(sites, ~std::uint64_t{0}), Error);
}

// The spindle of above at the ends of a network 200 degrees wide that crosses the antimeridian, whose first
// place is its western end.
TEST(RoadCatchments, far_ends_of_a_wide_network_are_as_true_as_its_middle) {
  const std::vector<double> middles{60, 160, -120.01, -100};
  std::vector<Metres2> places;
  for (const double lon : middles) {
    const LonLat west = geodesic_destination({lon, 40}, 270, 2000);
    const LonLat east = geodesic_destination({lon, 40}, 90, 2000);
    places.push_back({west.lon_deg, west.lat_deg});
    places.push_back({east.lon_deg, east.lat_deg});
  }
  RoadsOnPlane net(places);
  for (std::uint32_t road = 0; road < 4; ++road) net.road(2 * road, 2 * road + 1, 400, 400);
  const RoadGraph graph(net.edges_, RoadMeasure::time);
  const RoadSurface surface(net.edges_, false, RoadMeasure::time, on_one_lattice(5));
  std::vector<RoadPoint> sites;
  for (std::uint32_t road = 0; road < 4; ++road) sites.push_back(point_on(net.edges_, road, 0.5));
  RunControl run;
  const Shapes areas =
      road_catchments(graph, surface, sites, std::vector<RoadCost>{60'000}, TravelDirection::from_sites, run)
          .shapes;
  for (std::size_t row = 0; row < areas.size(); ++row) {
    const Box box = areas.box(row);
    EXPECT_NEAR(geodesic_distance_m({box.min_x, 40}, {box.max_x, 40}), 1200, 6) << row;
    EXPECT_NEAR((box.min_x + box.max_x) / 2, middles[row], 2e-5) << row;
    EXPECT_NEAR((box.min_y + box.max_y) / 2, 40, 2e-5) << row;
  }
  const RoadEdges polar = RoadsOnPlane({{0, 84}, {0, 86}}).road(0, 1, 400, 400).edges_;
  EXPECT_THROW(RoadSurface(polar, false, RoadMeasure::time, {}), Error);
}

TEST(RoadCatchments, thread_count_changes_nothing_a_stop_is_heard_and_options_are_checked) {
  Dice dice(24);
  const World world(made_up_town(dice, 30));
  std::vector<RoadPoint> sites;
  for (int s = 0; s < 20; ++s)
    sites.push_back(point_on(world.edges, static_cast<std::uint32_t>(dice.below(world.edges.size())), 0.3));
  const std::vector<RoadCost> limits{100'000, 200'000};
  RunControl one(1), four(4), stopped;
  const RoadSurface fresh(world.edges, true, RoadMeasure::time, world.options);
  EXPECT_EQ(
      road_catchments(world.graph, world.surface, sites, limits, TravelDirection::from_sites, one).shapes,
      road_catchments(world.graph, fresh, sites, limits, TravelDirection::from_sites, four).shapes);
  EXPECT_EQ(
      joined_road_catchments(world.graph, world.surface, sites, limits, TravelDirection::to_sites, one)
          .shapes,
      joined_road_catchments(world.graph, fresh, sites, limits, TravelDirection::to_sites, four).shapes);
  EXPECT_EQ(four.fraction(), 1);
  EXPECT_EQ(
      nearest_road_catchments(world.graph, world.surface, sites, 200'000, TravelDirection::to_sites, one)
          .shapes,
      nearest_road_catchments(world.graph, fresh, sites, 200'000, TravelDirection::to_sites, four).shapes);
  EXPECT_EQ(four.fraction(), 1);
  stopped.request_stop();
  EXPECT_THROW(
      joined_road_catchments(world.graph, world.surface, sites, limits, TravelDirection::to_sites, stopped),
      Error);
  EXPECT_THROW(
      nearest_road_catchments(world.graph, world.surface, sites, 200'000, TravelDirection::to_sites, stopped),
      Error);
  EXPECT_THROW(
      road_catchments(world.graph, world.surface, sites, limits, TravelDirection::from_sites, stopped),
      Error);
  EXPECT_THROW(RoadSurface(world.edges, true, RoadMeasure::time, {.cell_m = 0}), Error);
  EXPECT_THROW(RoadSurface(world.edges, true, RoadMeasure::time, {.access_kmh = -1}), Error);
}

}  // namespace
}  // namespace agglo
