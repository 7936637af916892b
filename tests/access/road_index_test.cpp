#include <gtest/gtest.h>

#include <cmath>

#include "access/road_fixture.hpp"

namespace agglo {
namespace {

struct Nearest {
  std::uint32_t edge = kNoEdge;
  double distance_m = INFINITY, along = 0;
};

/// By looking at every segment of every edge on a plane.
Nearest nearest_by_all(const RoadEdges& edges, double x, double y, double largest) {
  Nearest best;
  for (std::uint32_t e = 0; e < edges.size(); ++e) {
    if (!edges.joinable[e] || (std::isnan(edges.forward_s[e]) && std::isnan(edges.backward_s[e]))) continue;
    const std::size_t begin = edges.lines.ring_start[e], end = edges.lines.ring_start[e + 1];
    double before = 0;
    for (std::size_t v = begin; v + 1 < end; ++v) {
      const double ax = edges.lines.x[v], ay = edges.lines.y[v];
      const double dx = edges.lines.x[v + 1] - ax, dy = edges.lines.y[v + 1] - ay;
      const double length2 = dx * dx + dy * dy;
      double t = length2 > 0 ? ((x - ax) * dx + (y - ay) * dy) / length2 : 0;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const double d =
          t == 1 ? std::hypot(x - ax - dx, y - ay - dy) : std::hypot(x - ax - t * dx, y - ay - t * dy);
      if (d <= largest && d < best.distance_m - 1e-9)
        best = {e, d, (before + t * std::sqrt(length2)) / edges.length_m[e]};
      before += std::sqrt(length2);
    }
  }
  return best;
}

RoadEdges bent_roads(Dice& dice, std::size_t nodes, std::size_t roads) {
  std::vector<Metres2> places;
  for (std::size_t i = 0; i < nodes; ++i) places.push_back({dice.between(0, 5000), dice.between(0, 5000)});
  RoadsOnPlane net(places);
  for (std::size_t i = 0; i < roads; ++i) {
    std::vector<Metres2> between;
    for (std::size_t k = dice.below(4); k > 0; --k)
      between.push_back({dice.between(0, 5000), dice.between(0, 5000)});
    net.road(static_cast<std::uint32_t>(dice.below(nodes)), static_cast<std::uint32_t>(dice.below(nodes)), 10,
             dice.below(2) == 0 ? kNaN : 10, between);
    net.edges_.joinable.back() = dice.below(4) > 0;
    if (dice.below(10) == 0) net.edges_.forward_s.back() = net.edges_.backward_s.back() = kNaN;
  }
  return net.edges_;
}

TEST(RoadIndex, places_join_the_nearest_point_of_all_open_joinable_roads) {
  Dice dice(11);
  RunControl run;
  std::size_t joined = 0, alone = 0;
  for (int round = 0; round < 60; ++round) {
    const RoadEdges edges = bent_roads(dice, 20, dice.below(40));
    std::vector<double> x, y;
    for (int p = 0; p < 30; ++p) {
      x.push_back(dice.between(-500, 5500));
      y.push_back(dice.between(-500, 5500));
    }
    const double largest = dice.between(50, 2000);
    const RoadPlaces places = snap_to_roads(edges, true, x, y, {largest, 1}, run);
    for (std::size_t p = 0; p < x.size(); ++p) {
      const Nearest right = nearest_by_all(edges, x[p], y[p], largest);
      ASSERT_EQ(places.edge[p] == kNoEdge, right.edge == kNoEdge);
      (right.edge == kNoEdge ? alone : joined)++;
      if (right.edge == kNoEdge) continue;
      ASSERT_NEAR(places.access_m[p], right.distance_m, 1e-6);
      // Roads that meet are equally near at their common node, a loop may go out and back on one line.
      if (places.edge[p] == right.edge && edges.from[right.edge] != edges.to[right.edge]) {
        ASSERT_NEAR(places.along[p], right.along, 1e-6);
      }
    }
  }
  EXPECT_GT(joined, 500u);
  EXPECT_GT(alone, 100u);
}

TEST(RoadIndex, of_equally_near_roads_the_lowest_is_taken) {
  RoadsOnPlane net({{0, 0}, {100, 0}, {200, 0}, {100, 100}});
  net.road(0, 1, 1, 1).road(1, 2, 1, 1).road(1, 3, 1, 1).road(0, 1, 1, 1);
  RunControl run;
  const std::vector<double> x{100, 50}, y{-30, 0};
  const RoadPlaces places = snap_to_roads(net.edges_, true, x, y, {1000, 1}, run);
  EXPECT_EQ(places.edge, (std::vector<std::uint32_t>{0, 0}));
  EXPECT_EQ(places.along, (std::vector<double>{1, 0.5}));
  EXPECT_EQ(places.access_m, (std::vector<double>{30, 0}));
}

TEST(RoadIndex, the_largest_distance_counts_and_places_without_coordinates_join_nothing) {
  RoadsOnPlane net({{0, 0}, {100, 0}});
  net.road(0, 1, 1, 1);
  RunControl run;
  const std::vector<double> x{50, 50, kNaN, 50}, y{250, 250.001, 0, kNaN};
  const RoadPlaces places = snap_to_roads(net.edges_, true, x, y, {250, 1}, run);
  EXPECT_EQ(places.edge, (std::vector<std::uint32_t>{0, kNoEdge, kNoEdge, kNoEdge}));
  EXPECT_TRUE(std::isnan(places.access_m[1]));
}

TEST(RoadIndex, small_islands_are_passed_over_unless_all_are_small) {
  RoadsOnPlane net({{0, 0}, {100, 0}, {0, 50}, {100, 50}});
  net.road(0, 1, 1, 1).road(2, 3, 1, 1);
  net.edges_.component_nodes = {1000, 2};
  RunControl run;
  const std::vector<double> x{50}, y{45};
  EXPECT_EQ(snap_to_roads(net.edges_, true, x, y, {1000, 10}, run).edge.front(), 0u);
  EXPECT_EQ(snap_to_roads(net.edges_, true, x, y, {1000, 1}, run).edge.front(), 1u);
  net.edges_.component_nodes = {2, 2};
  EXPECT_EQ(snap_to_roads(net.edges_, true, x, y, {1000, 10}, run).edge.front(), 1u);
}

TEST(RoadIndex, distances_on_the_earth_are_those_of_geodesics) {
  // A road along the equator of Fiji's longitude, across the antimeridian, and a place north of it.
  RoadEdges edges = RoadsOnPlane({{179.99, 0}, {-179.99, 0}}).road(0, 1, 60, 60).edges_;
  RunControl run;
  const std::vector<double> x{180, -179.995}, y{0.005, -0.002};
  const RoadPlaces places = snap_to_roads(edges, false, x, y, {1000, 1}, run);
  for (std::size_t p = 0; p < 2; ++p) {
    ASSERT_EQ(places.edge[p], 0u);
    EXPECT_NEAR(places.access_m[p], geodesic_distance_m({x[p], y[p]}, {x[p], 0}), 0.2);
  }
  EXPECT_NEAR(places.along[0], 0.5, 1e-6);
  EXPECT_NEAR(places.along[1], 0.75, 1e-6);
}

TEST(RoadPoints, parts_of_an_edge_add_up_to_its_cost) {
  Dice dice(12);
  const RoadEdges edges = random_roads(dice, 30, 60);
  for (const RoadMeasure measure : {RoadMeasure::time, RoadMeasure::distance}) {
    const std::vector<EdgeCost> costs = edge_costs(edges, measure);
    for (const RoadPoint& point : random_points(dice, edges, 500, measure)) {
      if (point.edge == kNoEdge) continue;
      const EdgeCost cost = costs[point.edge];
      if (point.along > 0 && point.along < 1) {
        EXPECT_EQ(point.before_forward == kUnreached, cost.forward == kUnreached);
        EXPECT_EQ(point.before_backward == kUnreached, cost.backward == kUnreached);
      }
      if (cost.forward != kUnreached) {
        EXPECT_EQ(point.before_forward + point.after_forward, cost.forward);
      }
      if (cost.backward != kUnreached) {
        EXPECT_EQ(point.before_backward + point.after_backward, cost.backward);
      }
    }
  }
}

TEST(RoadPoints, a_place_nearest_to_a_junction_uses_every_road_there_whatever_their_order) {
  // Two one-way roads leave node 0, to nodes 1 and 2; a firm lies behind the junction.
  for (const bool swapped : {false, true}) {
    RoadsOnPlane net({{0, 0}, {1000, -1000}, {1000, 1000}});
    for (const std::uint32_t to : swapped ? std::vector{2U, 1U} : std::vector{1U, 2U})
      net.road(0, to, 60, kNaN);
    const RoadEdges& edges = net.edges_;
    RunControl run;
    const std::vector<double> x{-100}, y{0};
    const RoadPlaces places = snap_to_roads(edges, true, x, y, {1000, 1}, run);
    const std::vector<RoadPoint> firm = road_points(edges, places, RoadMeasure::time, 6);
    const RoadGraph graph(edges, RoadMeasure::time);
    ReachSearch search(graph);
    std::vector<RoadStart> starts;
    add_starts(firm[0], 0, TravelDirection::from_sites, starts);
    search.run(starts, 600'000, TravelDirection::from_sites);
    EXPECT_EQ(search.costs()[1], 60'000U + 60'000U);
    EXPECT_EQ(search.costs()[2], 60'000U + 60'000U);
  }
}

TEST(RoadPoints, the_leg_to_the_road_is_walked) {
  RoadsOnPlane net({{0, 0}, {100, 0}});
  net.road(0, 1, 1, 1);
  const RoadPlaces places{{0}, {0.5}, {75}};
  EXPECT_EQ(road_points(net.edges_, places, RoadMeasure::time, 4.5).front().access,
            60'000u);  // 75 m, 4.5 km/h
  EXPECT_EQ(road_points(net.edges_, places, RoadMeasure::distance, 4.5).front().access, 7'500u);
  EXPECT_THROW(road_points(net.edges_, places, RoadMeasure::time, 0), Error);
}

}  // namespace
}  // namespace agglo
