// Networks from lines: against all pairs of ways over the vertices, by hand, and with odd input.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "access_fixture.hpp"
#include "agglo/error.hpp"
#include "agglo/roads.hpp"

namespace agglo {
namespace {

using Vertices = std::vector<std::pair<double, double>>;

const Frame kPlane{};

Frame on_earth() {
  Frame frame;
  frame.kind = FrameKind::geocentric;
  return frame;
}

void add_way(RoadWays& ways, const Vertices& vertices, double forward_kmh = 36, double backward_kmh = 36) {
  std::vector<double> x, y;
  for (const auto& [vx, vy] : vertices) {
    x.push_back(vx);
    y.push_back(vy);
  }
  ways.lines.begin_row(ShapeKind::line);
  ways.lines.begin_part();
  ways.lines.add_ring(x, y);
  ways.forward_kmh.push_back(forward_kmh);
  ways.backward_kmh.push_back(backward_kmh);
  ways.forward_s.push_back(kNaN);
  ways.backward_s.push_back(kNaN);
  ways.id.push_back("w" + std::to_string(ways.forward_kmh.size()));
}

RoadWays ways_of(const std::vector<Vertices>& lines) {
  RoadWays ways;
  for (const Vertices& line : lines) add_way(ways, line);
  return ways;
}

BuiltNetwork build(const RoadWays& ways, const NetworkOptions& options = {}, const Frame& frame = kPlane,
                   unsigned threads = 1) {
  RunControl run(threads);
  return build_network(ways, options, frame, run);
}

std::uint64_t count_of(const BuiltNetwork& built, const std::string& code) {
  for (const NetworkReport::Line& line : built.report.lines)
    if (line.code == code) return line.count;
  return 0;
}

/// Shortest times between all of n places.
using Times = std::vector<std::vector<double>>;
Times shortest(Times times) {
  const std::size_t n = times.size();
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) times[i][j] = std::min(times[i][j], times[i][k] + times[k][j]);
  return times;
}
Times apart(std::size_t n) {
  Times times(n, std::vector<double>(n, std::numeric_limits<double>::infinity()));
  for (std::size_t i = 0; i < n; ++i) times[i][i] = 0;
  return times;
}
void shorten(double& time, double other) {
  if (!std::isnan(other)) time = std::min(time, other);
}

/// Places of nodes: the ends of their edges.
std::vector<std::pair<double, double>> node_places(const RoadEdges& edges) {
  std::vector<std::pair<double, double>> places(edges.node_count, {kNaN, kNaN});
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const std::size_t begin = edges.lines.ring_start[e], end = edges.lines.ring_start[e + 1];
    places[edges.from[e]] = {edges.lines.x[begin], edges.lines.y[begin]};
    places[edges.to[e]] = {edges.lines.x[end - 1], edges.lines.y[end - 1]};
  }
  return places;
}

Times times_of(const RoadEdges& edges) {
  Times times = apart(edges.node_count);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    shorten(times[edges.from[e]][edges.to[e]], edges.forward_s[e]);
    shorten(times[edges.to[e]][edges.from[e]], edges.backward_s[e]);
  }
  return times;
}

RoadWays random_ways(Dice& dice) {
  RoadWays ways;
  const std::size_t count = 1 + dice.below(12);
  for (std::size_t w = 0; w < count; ++w) {
    Vertices vertices{{static_cast<double>(dice.below(5)), static_cast<double>(dice.below(5))}};
    for (std::size_t steps = 1 + dice.below(5); steps > 0; --steps)
      vertices.emplace_back(vertices.back().first + static_cast<double>(dice.below(3)) - 1,
                            vertices.back().second + static_cast<double>(dice.below(3)) - 1);
    const double forward = dice.below(4) == 0 ? kNaN : dice.between(5, 50);
    add_way(ways, vertices, forward, dice.below(4) == 0 ? kNaN : dice.between(5, 50));
  }
  return ways;
}

/// Times between the vertices of all ways, by their places.
Times times_over_vertices(const RoadWays& ways, std::map<std::pair<double, double>, std::size_t>& number) {
  for (std::size_t v = 0; v < ways.lines.x.size(); ++v)
    number.try_emplace({ways.lines.x[v], ways.lines.y[v]}, number.size());
  Times times = apart(number.size());
  for (std::size_t w = 0; w < ways.size(); ++w)
    for (std::size_t v = ways.lines.ring_start[w]; v + 1 < ways.lines.ring_start[w + 1]; ++v) {
      const std::pair a{ways.lines.x[v], ways.lines.y[v]}, b{ways.lines.x[v + 1], ways.lines.y[v + 1]};
      const double length = std::hypot(a.first - b.first, a.second - b.second);
      shorten(times[number[a]][number[b]], length / ways.forward_kmh[w] * 3.6);
      shorten(times[number[b]][number[a]], length / ways.backward_kmh[w] * 3.6);
    }
  return shortest(std::move(times));
}

TEST(Network, TimesBetweenNodesAreThoseOverAllVertices) {
  Dice dice(20261123);
  int compared = 0;
  for (int round = 0; round < 400; ++round) {
    const RoadWays ways = random_ways(dice);
    std::map<std::pair<double, double>, std::size_t> number;
    const Times expected = times_over_vertices(ways, number);
    BuiltNetwork built;
    try {
      built = build(ways);
    } catch (const Error&) {
      continue;  // nothing but points and closed roads
    }
    const auto places = node_places(built.edges);
    const Times found = shortest(times_of(built.edges));
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t j = 0; j < places.size(); ++j) {
        const double want = expected[number.at(places[i])][number.at(places[j])];
        if (std::isinf(want))
          ASSERT_TRUE(std::isinf(found[i][j])) << round;
        else
          ASSERT_NEAR(found[i][j], want, 1e-9) << round;
        ++compared;
      }
  }
  EXPECT_GT(compared, 20000);
}

TEST(Network, ComponentsAreTheNodesThatReachEachOther) {
  Dice dice(7);
  for (int round = 0; round < 300; ++round) {
    BuiltNetwork built;
    try {
      built = build(random_ways(dice));
    } catch (const Error&) {
      continue;
    }
    const RoadEdges& edges = built.edges;
    const Times times = shortest(times_of(edges));
    const auto strong = [&](std::uint32_t a, std::uint32_t b) {
      return std::isfinite(times[a][b]) && std::isfinite(times[b][a]);
    };
    const auto nodes_with = [&](std::uint32_t node) {
      std::size_t nodes = 0;
      for (std::uint32_t other = 0; other < edges.node_count; ++other) nodes += strong(node, other);
      return nodes;
    };
    // Of an edge's ends the one among more nodes tells its component; none when both have as many.
    std::vector<std::optional<std::uint32_t>> end(edges.size());
    std::size_t largest = 0;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      const std::size_t from = nodes_with(edges.from[e]), to = nodes_with(edges.to[e]);
      ASSERT_EQ(edges.component_nodes[e], std::max(from, to)) << round;
      largest = std::max(largest, std::max(from, to));
      if (from != to || strong(edges.from[e], edges.to[e])) end[e] = from >= to ? edges.from[e] : edges.to[e];
      if (edges.component[e] == 0) {
        ASSERT_EQ(edges.component_nodes[e], built.report.main_nodes);
      }
    }
    for (std::size_t e = 0; e < edges.size(); ++e)
      for (std::size_t f = 0; f < edges.size(); ++f) {
        if (!end[e] || !end[f]) continue;
        ASSERT_EQ(edges.component[e] == edges.component[f], strong(*end[e], *end[f])) << round;
      }
    ASSERT_GE(built.report.main_nodes, largest);
  }
}

TEST(Network, NodesAreNumberedDepthFirstAndEdgesAreSorted) {
  // A comb: the spine 0..3 east, a tooth of two pieces north of each.
  RoadWays ways;
  add_way(ways, {{0, 0}, {10, 0}, {20, 0}, {30, 0}});
  for (const double x : {0.0, 10.0, 20.0, 30.0}) {
    add_way(ways, {{x, 0}, {x, 5}});
    add_way(ways, {{x, 5}, {x, 9}});
  }
  const RoadEdges edges = build(ways).edges;
  EXPECT_EQ(edges.node_count, 12U);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto [low, high] = std::minmax(edges.from[e], edges.to[e]);
    EXPECT_GE(low, e > 0 ? std::min(edges.from[e - 1], edges.to[e - 1]) : 0);
    // On a tree, depth first: all but the first child of a node come after a whole branch.
    EXPECT_LT(low, high);
  }
  int neighbours = 0;
  for (std::size_t e = 0; e < edges.size(); ++e)
    neighbours += std::max(edges.from[e], edges.to[e]) - std::min(edges.from[e], edges.to[e]) == 1;
  EXPECT_GE(neighbours, 7);  // every branch runs on with the next number
}

TEST(Network, TheLargestIslandComesFirst) {
  const RoadEdges edges = build(ways_of({{{0, 0}, {1, 0}},  //
                                         {{10, 10}, {11, 10}},
                                         {{11, 10}, {12, 10}},
                                         {{12, 10}, {13, 10}}}))
                              .edges;
  ASSERT_EQ(edges.size(), 4U);
  EXPECT_EQ(edges.id[3], "w1");
  EXPECT_EQ(edges.component, (std::vector<std::uint32_t>{0, 0, 0, 1}));
  EXPECT_EQ(edges.component_nodes, (std::vector<std::uint32_t>{4, 4, 4, 2}));
}

TEST(Network, TheTimeOfAWholeLineIsSharedByLength) {
  RoadWays ways;
  add_way(ways, {{0, 0}, {30, 0}, {100, 0}}, 36, kNaN);
  ways.forward_s[0] = 200;
  ways.backward_s[0] = 50;  // open backward by its time alone
  add_way(ways, {{30, 0}, {30, 10}});
  const RoadEdges edges = build(ways).edges;
  double forward = 0, backward = 0;
  for (std::size_t e = 0; e < 3; ++e)
    if (edges.id[e] == "w1") {
      EXPECT_DOUBLE_EQ(edges.forward_s[e], edges.length_m[e] * 2);
      forward += edges.forward_s[e];
      backward += edges.backward_s[e];
    }
  EXPECT_DOUBLE_EQ(forward, 200);
  EXPECT_DOUBLE_EQ(backward, 50);
}

TEST(Network, LengthsOnTheEarthAreGeodesic) {
  const RoadEdges edges = build(ways_of({{{9.5, 47.1}, {9.51, 47.1}, {9.51, 47.12}}}), {}, on_earth()).edges;
  ASSERT_EQ(edges.size(), 1U);
  EXPECT_DOUBLE_EQ(edges.length_m[0], geodesic_distance_m({9.5, 47.1}, {9.51, 47.1}) +
                                          geodesic_distance_m({9.51, 47.1}, {9.51, 47.12}));
  EXPECT_DOUBLE_EQ(edges.forward_s[0], edges.length_m[0] / 10);
}

TEST(Network, LongStraightRoadsGetVerticesAlongTheGround) {
  const BuiltNetwork built = build(ways_of({{{179.9, 10}, {-179.6, 10}}}), {}, on_earth());  // a ferry
  const Shapes& line = built.edges.lines;
  ASSERT_EQ(line.x.size(), 7U);
  EXPECT_EQ(count_of(built, "long_segments"), 5U);
  double sum = 0;
  for (std::size_t v = 1; v < line.x.size(); ++v) {
    const double step = geodesic_distance_m({line.x[v - 1], line.y[v - 1]}, {line.x[v], line.y[v]});
    EXPECT_LE(step, 10000);
    sum += step;
  }
  EXPECT_NEAR(sum, built.edges.length_m[0], 1e-3);
}

TEST(Network, JunctionNamesDecideWhereRoadsMeet) {
  // A bridge: both cross at the same coordinates, but the vertices are different junctions.
  RoadWays ways = ways_of({{{0, 0}, {1, 1}, {2, 2}}, {{0, 2}, {1, 1}, {2, 0}}});
  ways.vertex_node = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(build(ways).edges.size(), 2U);
  ways.vertex_node = {1, 2, 3, 4, 2, 6};
  EXPECT_EQ(build(ways).edges.size(), 4U);
}

TEST(Network, JunctionsOfOtherNamesAtOnePlaceAreOneWhereARoadJoinsThem) {
  RoadWays ways = ways_of({{{0, 0}, {1, 0}, {1, 0}}, {{1, 0}, {2, 0}}, {{1, 0}, {1, 3}}});
  ways.vertex_node = {1, 2, 3, 3, 4, 5, 6};  // 5 lies there too, without a road to 2 and 3
  const BuiltNetwork built = build(ways);
  EXPECT_EQ(built.edges.size(), 3U);
  EXPECT_EQ(built.report.main_nodes, 3U);
}

TEST(Network, CrossingLinesAreCountedAndSplitWhenAsked) {
  const RoadWays ways =
      ways_of({{{0, 0}, {10, 10}}, {{0, 10}, {10, 0}}, {{5, 20}, {5, 8}}, {{2, 5}, {5, 5}}});
  const BuiltNetwork counted = build(ways);
  EXPECT_EQ(counted.edges.size(), 4U);
  EXPECT_EQ(count_of(counted, "crossings"), 1U);
  EXPECT_EQ(count_of(counted, "touches"), 1U);  // (5, 5) lies on both diagonals, one of them is enough
  const BuiltNetwork split = build(ways, {.split_crossings = true});
  EXPECT_EQ(count_of(split, "crossings_split"), 1U);
  EXPECT_EQ(split.report.main_nodes, split.edges.node_count - 2);  // all but the road in the north
}

TEST(Network, CrossingsAgreeWithAllPairs) {
  Dice dice(3);
  for (int round = 0; round < 30; ++round) {
    std::vector<Vertices> lines;
    std::size_t expected = 0;
    for (int k = 0; k < 60; ++k) {
      const double x = dice.between(0, 100), y = dice.between(0, 100);
      const double reach = dice.below(10) == 0 ? 80 : 10;
      lines.push_back({{x, y}, {x + dice.between(-reach, reach), y + dice.between(-reach, reach)}});
    }
    const auto side = [](const Vertices& line, const std::pair<double, double>& p) {
      return (line[1].first - line[0].first) * (p.second - line[0].second) -
             (line[1].second - line[0].second) * (p.first - line[0].first);
    };
    for (std::size_t i = 0; i < lines.size(); ++i)
      for (std::size_t j = i + 1; j < lines.size(); ++j)
        expected += side(lines[i], lines[j][0]) * side(lines[i], lines[j][1]) < 0 &&
                    side(lines[j], lines[i][0]) * side(lines[j], lines[i][1]) < 0;
    ASSERT_EQ(count_of(build(ways_of(lines)), "crossings"), expected) << round;
    const BuiltNetwork split = build(ways_of(lines), {.split_crossings = true});
    ASSERT_EQ(split.edges.size(), lines.size() + 2 * expected + count_of(split, "touches_split")) << round;
  }
}

TEST(Network, EndsWithinTheToleranceBecomeOneNode) {
  const RoadWays ways = ways_of({{{0, 0}, {100, 0}}, {{100.5, 0}, {200, 0}}, {{100, 0.8}, {100, 90}}});
  EXPECT_EQ(build(ways).report.main_nodes, 2U);
  const BuiltNetwork joined = build(ways, {.join_m = 1});
  EXPECT_EQ(joined.edges.node_count, 4U);
  EXPECT_EQ(count_of(joined, "nodes_joined"), 2U);
}

TEST(Network, ChainsOfEndsAreNotJoinedBeyondTheTolerance) {
  // Ends 0.75 m apart in a row: joined in pairs, never all into one.
  RoadWays ways;
  for (int k = 0; k < 10; ++k) add_way(ways, {{k * 0.75, 0}, {k * 0.75, 50.0 + 20 * k}});
  const BuiltNetwork built = build(ways, {.join_m = 1});
  EXPECT_EQ(count_of(built, "nodes_joined"), 5U);
  EXPECT_EQ(built.edges.node_count, 15U);
}

TEST(Network, ShortLinksSurviveJoining) {
  RoadWays ways = ways_of({{{0, 0}, {100, 0}}, {{100.5, 0}, {200, 0}}});
  add_way(ways, {{100, 0}, {100.5, 0}}, 36, kNaN);  // a one-way link shorter than the tolerance
  const BuiltNetwork built = build(ways, {.join_m = 1});
  EXPECT_EQ(built.edges.size(), 3U);
  EXPECT_EQ(built.report.main_nodes, 2U);
}

TEST(Network, AnIslandOfShortDeadEndsIsNoStub) {
  const RoadWays ways = ways_of({{{0, 0}, {100, 0}},
                                 {{100, 0}, {200, 0}},
                                 {{100, 0}, {100, 5}},
                                 {{200, 0}, {200, 100}, {300, 100}},
                                 {{200, 0}, {300, 0}},
                                 {{5000, 0}, {5005, 0}},  // a star of three, joined to nothing
                                 {{5000, 0}, {5000, 6}},
                                 {{5000, 0}, {5000, -7}}});
  const BuiltNetwork built = build(ways, {.stub_m = 10});
  EXPECT_EQ(count_of(built, "stubs"), 1U);
  EXPECT_EQ(built.edges.size(), 7U);
  EXPECT_EQ(count_of(build(ways, {.stub_m = 10, .smallest_component = 5}), "small_islands"), 1U);
}

TEST(Network, ShortDeadEndsAreLeftOutUnlessTheRoadGoesOn) {
  RoadWays ways = ways_of({{{0, 0}, {100, 0}},
                           {{100, 0}, {200, 0}},
                           {{100, 0}, {100, 5}},
                           {{100, 5}, {100, 9}},
                           {{100, 0}, {100, -8}}});
  ways.cut = {0, 0, 0, 0, 2};
  const BuiltNetwork built = build(ways, {.stub_m = 10});
  EXPECT_EQ(count_of(built, "stubs"), 1U);
  EXPECT_EQ(built.edges.size(), 3U);
  EXPECT_EQ(build(ways, {.stub_m = 9}).edges.size(), 5U);
  EXPECT_EQ(count_of(built, "cut_roads"), 1U);
}

TEST(Network, SmallIslandsAreLeftOut) {
  const RoadWays ways = ways_of({{{0, 0}, {1, 0}}, {{1, 0}, {2, 0}}, {{9, 9}, {10, 9}}});
  const BuiltNetwork built = build(ways, {.smallest_component = 3});
  EXPECT_EQ(built.edges.size(), 2U);
  EXPECT_EQ(count_of(built, "small_islands"), 1U);
  EXPECT_THROW(build(ways, {.smallest_component = 4}), Error);
}

TEST(Network, DoubleRoadsAreLeftOutAndOppositeOneWaysAreKept) {
  RoadWays ways = ways_of({{{0, 0}, {5, 1}, {10, 0}}, {{10, 0}, {5, 1}, {0, 0}}});
  EXPECT_EQ(count_of(build(ways), "duplicate_edges"), 2U);  // they meet at (5, 1) too
  EXPECT_EQ(build(ways).edges.id[0], "w1");
  ways.forward_kmh[1] = 50;  // faster in one direction and slower in the other: both are of use
  ways.backward_kmh[1] = 20;
  EXPECT_EQ(build(ways).edges.size(), 4U);
  RoadWays one_ways;
  add_way(one_ways, {{0, 0}, {10, 0}}, 36, kNaN);
  add_way(one_ways, {{10, 0}, {0, 0}}, 36, kNaN);
  EXPECT_EQ(build(one_ways).edges.size(), 2U);
  EXPECT_EQ(build(one_ways).report.main_nodes, 2U);
}

TEST(Network, LoopsStayAndOneWayTrapsAreNamed) {
  RoadWays ways = ways_of({{{0, 0}, {10, 0}}, {{10, 0}, {14, 3}, {14, -3}, {10, 0}}});
  add_way(ways, {{10, 0}, {50, 0}}, 36, kNaN);  // into a yard without a way out
  add_way(ways, {{50, 0}, {60, 0}});
  const BuiltNetwork built = build(ways);
  EXPECT_EQ(count_of(built, "loops"), 1U);
  EXPECT_EQ(count_of(built, "one_way_nodes"), 2U);
  EXPECT_EQ(built.report.components, 2U);
  EXPECT_NEAR(built.report.one_way_km, 0.04, 1e-12);
}

TEST(Network, ItDoesNotMatterWhichWayAOneWayRoadIsDrawn) {
  for (const bool outward : {true, false}) {
    RoadWays ways = ways_of({{{0, 0}, {10, 0}}, {{10, 0}, {20, 0}}});
    add_way(ways, outward ? Vertices{{20, 0}, {20, 40}} : Vertices{{20, 40}, {20, 0}}, outward ? 36 : kNaN,
            outward ? kNaN : 36);
    const RoadEdges edges = build(ways).edges;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      EXPECT_EQ(edges.component[e], 0U) << outward;
      EXPECT_EQ(edges.component_nodes[e], 3U) << outward;
    }
  }
}

TEST(Network, OddLinesAreCounted) {
  RoadWays ways = ways_of({{{0, 0}, {0, 0}, {1, 0}}, {{5, 5}, {5, 5}}, {{1, 0}, {kNaN, 0}}});
  add_way(ways, {{0, 0}, {7, 7}}, kNaN, kNaN);
  ways.lines.add_none();
  ways.forward_kmh.push_back(5);
  ways.backward_kmh.push_back(5);
  ways.forward_s.push_back(kNaN);
  ways.backward_s.push_back(kNaN);
  const BuiltNetwork built = build(ways);
  EXPECT_EQ(built.edges.size(), 1U);
  EXPECT_EQ(count_of(built, "duplicate_vertices"), 1U);
  EXPECT_EQ(count_of(built, "zero_length"), 1U);
  EXPECT_EQ(count_of(built, "no_line"), 2U);
  EXPECT_EQ(count_of(built, "closed"), 1U);
}

TEST(Network, WrongInputIsRefusedWithWords) {
  EXPECT_THROW(build(RoadWays{}), Error);
  for (const double speed : {0.0, -3.0, std::numeric_limits<double>::infinity()}) {
    RoadWays ways;
    add_way(ways, {{0, 0}, {1, 0}}, speed);
    EXPECT_THROW(build(ways), Error) << speed;
  }
  const RoadWays ways = ways_of({{{0, 0}, {1, 0}}});
  EXPECT_THROW(build(ways, {.join_m = -1}), Error);
  EXPECT_THROW(build(ways, {.join_m = 1000}), Error);
  EXPECT_THROW(build(ways, {.stub_m = kNaN}), Error);
}

TEST(Network, AnyNumberOfThreadsMakesTheSameNetwork) {
  Dice dice(11);
  RoadWays ways;
  for (int k = 0; k < 4000; ++k) {
    const double x = std::floor(dice.between(0, 60)) * 10, y = std::floor(dice.between(0, 60)) * 10;
    const bool east = dice.below(2) == 0;
    add_way(ways, {{x, y}, {x + (east ? 10.3 : 0), y + (east ? 0 : 10.3)}}, 30,
            dice.below(5) == 0 ? kNaN : 30);
  }
  const NetworkOptions options{.join_m = 0.5, .stub_m = 5, .smallest_component = 3};
  const BuiltNetwork one = build(ways, options, kPlane, 1), two = build(ways, options, kPlane, 2);
  EXPECT_EQ(one.edges.from, two.edges.from);
  EXPECT_EQ(one.edges.to, two.edges.to);
  EXPECT_EQ(one.edges.length_m, two.edges.length_m);
  EXPECT_EQ(one.edges.lines, two.edges.lines);
  EXPECT_EQ(one.edges.id, two.edges.id);
}

TEST(Network, ComesBackFromItsTable) {
  RoadWays ways = ways_of({{{0, 0}, {10, 0}, {20, 0}}, {{10, 0}, {10, 7}}});
  add_way(ways, {{10, 7}, {20, 0}}, kNaN, 20);
  ways.joinable = {1, 0, 1};
  ways.cut = {1, 0, 0};
  const RoadEdges edges = build(ways).edges;
  const Table table = network_table(edges);
  const RoadEdges back = network_from(table);
  EXPECT_EQ(back.node_count, edges.node_count);
  EXPECT_EQ(back.from, edges.from);
  EXPECT_EQ(back.to, edges.to);
  EXPECT_EQ(back.length_m, edges.length_m);
  EXPECT_EQ(back.joinable, edges.joinable);
  EXPECT_EQ(back.cut, edges.cut);
  EXPECT_EQ(back.component, edges.component);
  EXPECT_EQ(back.component_nodes, edges.component_nodes);
  EXPECT_EQ(back.lines, edges.lines);
  EXPECT_EQ(back.id, edges.id);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    EXPECT_EQ(std::isnan(back.forward_s[e]), std::isnan(edges.forward_s[e]));
    if (!std::isnan(edges.forward_s[e])) {
      EXPECT_EQ(back.forward_s[e], edges.forward_s[e]);
    }
  }
}

TEST(Network, ATableThatIsNoNetworkSaysWhatItLacks) {
  const Table good = network_table(build(ways_of({{{0, 0}, {10, 0}}})).edges);
  const auto message = [](const Table& table) -> std::string {
    try {
      network_from(table);
    } catch (const Error& error) {
      return error.message;
    }
    return {};
  };
  EXPECT_EQ(message(good), "");
  EXPECT_NE(message(Table{}).find("no lines"), std::string::npos);
  Table table = good;
  table.columns.erase(table.columns.begin() + 5);
  EXPECT_NE(message(table).find("\"length_m\""), std::string::npos);
  table = good;
  std::get<std::vector<double>>(table.find("forward_s")->values)[0] = -4;
  EXPECT_NE(message(table).find("\"-4\" in row 1"), std::string::npos);
  table = good;
  std::get<std::vector<std::int64_t>>(table.find("to_node")->values)[0] = 4000000000;
  EXPECT_NE(message(table).find("numbered up to"), std::string::npos);
}

}  // namespace
}  // namespace agglo
