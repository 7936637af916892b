#include "agglo/travel_costs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "access/road_fixture.hpp"
#include "bench/generated_roads.hpp"

namespace agglo {
namespace {

constexpr RoadMeasure kMeasures[] = {RoadMeasure::time, RoadMeasure::distance};
constexpr TravelDirection kDirections[] = {TravelDirection::from_sites, TravelDirection::to_sites};
constexpr RoadCost kNeverWritten = 0xffffffff;

/// The whole table, [site][firm], with a check of how the blocks come.
std::vector<std::vector<RoadCost>> table_of(const TravelCosts& costs, std::size_t sites, std::size_t firms,
                                            unsigned threads = 1) {
  std::vector<std::vector<RoadCost>> table(sites, std::vector<RoadCost>(firms, kNeverWritten));
  std::map<std::size_t, std::size_t> next_site;  // by the first firm of a block
  std::mutex mutex;
  RunControl run(threads);
  costs(
      [&](const CostBlock& block) {
        const std::lock_guard lock(mutex);
        EXPECT_EQ(block.first_firm % kFirmsInBlock, 0u);
        EXPECT_EQ(block.firms, std::min(kFirmsInBlock, firms - block.first_firm));
        EXPECT_EQ(block.first_site, next_site[block.first_firm]);
        next_site[block.first_firm] = block.first_site + block.sites;
        for (std::size_t f = 0; f < block.firms; ++f)
          for (std::size_t s = 0; s < block.sites; ++s)
            table[block.first_site + s][block.first_firm + f] = block.cost[f * block.stride + s];
      },
      run);
  return table;
}

/// Costs of all pairs by the textbook on roads that are cut at every place.
std::vector<std::vector<RoadCost>> plain_table(const RoadEdges& edges, const std::vector<RoadPoint>& sites,
                                               const std::vector<RoadPoint>& firms, RoadMeasure measure,
                                               TravelDirection direction, RoadCost limit = kUnreached - 1) {
  std::vector<RoadPoint> all = firms;
  all.insert(all.end(), sites.begin(), sites.end());
  const CutRoads cut(edges, all, measure, direction);
  std::vector<std::vector<RoadCost>> table;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const auto node = static_cast<std::uint32_t>(edges.node_count + firms.size() + s);
    const auto at = cut.costs_from(node, sites[s].access);
    std::vector<RoadCost>& row = table.emplace_back(firms.size(), kUnreached);
    for (std::size_t f = 0; f < firms.size(); ++f) {
      const std::uint64_t way = at[edges.node_count + f];
      if (sites[s].edge == kNoEdge || firms[f].edge == kNoEdge || way > limit) continue;
      if (way + firms[f].access <= limit) row[f] = static_cast<RoadCost>(way + firms[f].access);
    }
  }
  return table;
}

std::size_t wrong_pairs(const ContractionHierarchy& hierarchy, const RoadEdges& edges, RoadMeasure measure,
                        std::uint32_t from, std::optional<std::uint32_t> spoilt = {}) {
  auto right = plain_costs(edges, measure, {{from, 0}}, TravelDirection::from_sites);
  if (spoilt) ++right[*spoilt];
  std::size_t wrong = 0;
  for (std::uint32_t to = 0; to < edges.node_count; ++to)
    wrong += hierarchy.cost(from, to) != (right[to] < kUnreached ? right[to] : kUnreached);
  return wrong;
}

TEST(TravelCosts, of_all_pairs_of_nodes_equal_the_textbook_search) {
  Dice dice(11);
  RunControl run(1);
  for (int round = 0; round < 300; ++round) {
    const std::size_t nodes = 1 + dice.below(40);
    const RoadEdges edges = random_roads(dice, nodes, dice.below(4 * nodes));
    const RoadMeasure measure = kMeasures[round % 2];
    const RoadGraph graph(edges, measure);
    const ContractionHierarchy hierarchy(graph, run);
    for (std::uint32_t from = 0; from < nodes; ++from)
      ASSERT_EQ(wrong_pairs(hierarchy, edges, measure, from), 0u) << round;
    EXPECT_EQ(wrong_pairs(hierarchy, edges, measure, 0, 0), 1u);  // the comparison sees a wrong answer
  }
}

TEST(TravelCosts, between_places_equal_a_search_on_roads_cut_at_every_place) {
  Dice dice(12);
  RunControl run(1);
  std::size_t reached = 0, unreached = 0;
  for (int round = 0; round < 120; ++round) {
    const RoadEdges edges = random_roads(dice, 30, 45);
    for (const RoadMeasure measure : kMeasures) {
      const RoadGraph graph(edges, measure);
      const ContractionHierarchy hierarchy(graph, run);
      const auto sites = random_points(dice, edges, dice.below(40), measure);
      const auto firms = random_points(dice, edges, 1 + dice.below(20), measure);
      for (const TravelDirection direction : kDirections) {
        const auto right = plain_table(edges, sites, firms, measure, direction);
        ASSERT_EQ(table_of(travel_costs(hierarchy, sites, firms, direction), sites.size(), firms.size()),
                  right);
        const RoadCost limit = 100'000;
        ASSERT_EQ(table_of(travel_costs_by_search(graph, sites, firms, limit, direction), sites.size(),
                           firms.size()),
                  plain_table(edges, sites, firms, measure, direction, limit));
        for (const auto& row : right) {
          const auto never = static_cast<std::size_t>(std::count(row.begin(), row.end(), kUnreached));
          unreached += never;
          reached += row.size() - never;
        }
      }
    }
  }
  EXPECT_GT(reached, 20'000u);
  EXPECT_GT(unreached, 20'000u);
}

/// A network of 5,000 nodes with towns, fast roads and an island.
class GeneratedNetwork : public testing::Test {
 protected:
  static void SetUpTestSuite() { edges() = generated::roads({.nodes = 5000}); }
  static RoadEdges& edges() {
    static RoadEdges made;
    return made;
  }
};

TEST_F(GeneratedNetwork, has_one_ways_an_island_and_nodes_in_depth_first_order) {
  EXPECT_GT(edges().component_nodes[0], 4000u);
  EXPECT_LT(*std::min_element(edges().component_nodes.begin(), edges().component_nodes.end()), 1000u);
  EXPECT_GT(std::count_if(edges().backward_s.begin(), edges().backward_s.end(),
                          [](double s) { return std::isnan(s); }),
            50);
  std::vector<std::uint32_t> lowest(5000, 5000);  // neighbour of each node
  for (std::size_t e = 0; e < edges().size(); ++e) {
    const auto [low, high] = std::minmax(edges().from[e], edges().to[e]);
    lowest[high] = std::min(lowest[high], low);
  }
  EXPECT_LT(std::count(lowest.begin() + 1, lowest.end(), 5000u), 50);  // begin an island: rare
}

TEST_F(GeneratedNetwork, travel_costs_equal_the_textbook_search_both_ways_and_by_both_measures) {
  Dice dice(13);
  RunControl run(2);
  for (const RoadMeasure measure : kMeasures) {
    const RoadGraph graph(edges(), measure);
    const ContractionHierarchy hierarchy(graph, run);
    const auto sites = random_points(dice, edges(), 40, measure);
    const auto firms = random_points(dice, edges(), 700, measure);
    for (const TravelDirection direction : kDirections) {
      const auto right = plain_table(edges(), sites, firms, measure, direction);
      auto table = table_of(travel_costs(hierarchy, sites, firms, direction), sites.size(), firms.size(), 2);
      EXPECT_EQ(table, right);
      EXPECT_EQ(table_of(travel_costs_by_search(graph, sites, firms, kUnreached - 1, direction), sites.size(),
                         firms.size(), 2),
                right);
      ++table[39][699];
      EXPECT_NE(table, right);
    }
  }
}

TEST_F(GeneratedNetwork, hierarchy_and_travel_costs_are_the_same_for_any_number_of_threads) {
  Dice dice(14);
  const RoadGraph graph(edges(), RoadMeasure::time);
  RunControl one(1), four(4);
  const ContractionHierarchy a(graph, one), b(graph, four);
  EXPECT_EQ(a.shortcut_count(), b.shortcut_count());
  EXPECT_GT(a.shortcut_count(), 1000u);
  const auto sites = random_points(dice, edges(), 150, RoadMeasure::time);
  const auto firms = random_points(dice, edges(), 1000, RoadMeasure::time);
  const auto costs = travel_costs(a, sites, firms, TravelDirection::from_sites);
  EXPECT_EQ(table_of(costs, 150, 1000, 1), table_of(costs, 150, 1000, 4));
  EXPECT_EQ(table_of(costs, 150, 1000, 1),
            table_of(travel_costs(b, sites, firms, TravelDirection::from_sites), 150, 1000, 3));
}

TEST_F(GeneratedNetwork, work_stops_when_asked) {
  Dice dice(15);
  const RoadGraph graph(edges(), RoadMeasure::time);
  RunControl stopped(1), run(1);
  stopped.request_stop();
  EXPECT_THROW(ContractionHierarchy(graph, stopped), Error);
  const ContractionHierarchy hierarchy(graph, run);
  const auto sites = random_points(dice, edges(), 100, RoadMeasure::time);
  const auto firms = random_points(dice, edges(), 2000, RoadMeasure::time);
  for (const TravelCosts& costs :
       {travel_costs(hierarchy, sites, firms, TravelDirection::from_sites),
        travel_costs_by_search(graph, sites, firms, kUnreached, TravelDirection::from_sites)}) {
    RunControl asked(2);
    std::atomic<int> blocks{0};
    EXPECT_THROW(costs(
                     [&](const CostBlock&) {
                       if (++blocks == 3) asked.request_stop();
                     },
                     asked),
                 Error);
    EXPECT_LE(blocks, 3 + 2 * 2);  // each thread ends what it began: the batches of a block of firms
  }
}

TEST_F(GeneratedNetwork, making_a_hierarchy_stops_in_between) {
  const RoadGraph graph(edges(), RoadMeasure::time);
  bool stopped = false;
  for (int go = 0; go < 20 && !stopped; ++go) {  // on a busy machine the watcher may come too late
    RunControl run(1);
    std::atomic<bool> has_ended{false};
    std::thread watcher([&] {
      while (!has_ended && !(run.fraction() > 0.2)) std::this_thread::yield();
      run.request_stop();
    });
    try {
      ContractionHierarchy(graph, run);
    } catch (const Error& error) {
      stopped = error.kind == ErrorKind::cancelled && run.fraction() < 0.9;
    }
    has_ended = true;
    watcher.join();
  }
  EXPECT_TRUE(stopped);
}

TEST(TravelCosts, without_sites_firms_or_roads_are_none) {
  RunControl run(1);
  const RoadEdges edges = RoadsOnPlane({{0, 0}}).edges_;
  const RoadGraph graph(edges, RoadMeasure::time);
  const ContractionHierarchy hierarchy(graph, run);
  EXPECT_EQ(hierarchy.node_count(), 1u);
  EXPECT_EQ(hierarchy.cost(0, 0), 0u);
  const std::vector<RoadPoint> nowhere(3), nobody;
  EXPECT_EQ(table_of(travel_costs(hierarchy, nowhere, nowhere, TravelDirection::to_sites), 3, 3),
            std::vector(3, std::vector<RoadCost>(3, kUnreached)));
  const auto never = [](const CostBlock&) { FAIL(); };
  travel_costs(hierarchy, nobody, nowhere, TravelDirection::to_sites)(never, run);
  travel_costs(hierarchy, nowhere, nobody, TravelDirection::to_sites)(never, run);
  travel_costs_by_search(graph, nobody, nowhere, 5, TravelDirection::to_sites)(never, run);
  const ContractionHierarchy empty(RoadGraph(RoadEdges{}, RoadMeasure::distance), run);
  EXPECT_EQ(empty.node_count(), 0u);
  EXPECT_EQ(empty.measure(), RoadMeasure::distance);
}

TEST(TravelCosts, of_a_worked_case_take_one_way_streets_and_the_own_edge_into_account) {
  // 0 -> 1 -> 2 -> 0, each 100 s and open in one direction; site and firms in the middle of 0 -> 1.
  const RoadEdges edges = RoadsOnPlane({{0, 0}, {100, 0}, {0, 100}})
                              .road(0, 1, 100, kNaN)
                              .road(1, 2, 100, kNaN)
                              .road(2, 0, 100, kNaN)
                              .edges_;
  const RoadGraph graph(edges, RoadMeasure::time);
  RunControl run(1);
  const ContractionHierarchy hierarchy(graph, run);
  const RoadPlaces at{{0, 0, 0, 1}, {0.5, 0.2, 0.7, 0.5}, {0, 0, 10, 0}};
  const auto points = road_points(edges, {at.edge, at.along, {0, 0, 10, 0}}, RoadMeasure::time, 36);
  const std::span<const RoadPoint> site(points.data(), 1), firms(points.data(), 4);
  // Itself; 30 m behind means all around; 20 s ahead and 1 s to walk; half of 0 -> 1 and half of 1 -> 2.
  EXPECT_EQ(table_of(travel_costs(hierarchy, site, firms, TravelDirection::from_sites), 1, 4)[0],
            (std::vector<RoadCost>{0, 270'000, 21'000, 100'000}));
  EXPECT_EQ(table_of(travel_costs(hierarchy, site, firms, TravelDirection::to_sites), 1, 4)[0],
            (std::vector<RoadCost>{0, 30'000, 281'000, 200'000}));
}

TEST(TravelCosts, beyond_24_days_are_unreached_and_never_wrap) {
  RoadsOnPlane line({{0, 0}, {1, 0}, {2, 0}, {3, 0}});
  for (std::uint32_t i = 0; i < 3; ++i) line.road(i, i + 1, 1e6, 1e6);
  const RoadGraph graph(line.edges_, RoadMeasure::time);
  RunControl run(1);
  const ContractionHierarchy hierarchy(graph, run);
  EXPECT_EQ(hierarchy.cost(0, 2), 2'000'000'000u);
  EXPECT_EQ(hierarchy.cost(0, 3), kUnreached);
  RoadPlaces ends{{0, 2}, {0, 1}, {0, 0}};
  const auto points = road_points(line.edges_, ends, RoadMeasure::time, 4.5);
  EXPECT_EQ(table_of(travel_costs(hierarchy, points, points, TravelDirection::from_sites), 2, 2),
            (std::vector<std::vector<RoadCost>>{{0, kUnreached}, {kUnreached, 0}}));
}

TEST(TravelCosts, of_a_junction_with_very_many_roads_take_no_time) {
  RoadsOnPlane star(std::vector<Metres2>(20'001));
  for (std::uint32_t i = 1; i <= 20'000; ++i) star.road(0, i, i, 1);
  RunControl run(2);
  const ContractionHierarchy hierarchy(RoadGraph(star.edges_, RoadMeasure::time), run);
  EXPECT_EQ(hierarchy.shortcut_count(), 0u);
  EXPECT_EQ(hierarchy.cost(7, 20'000), 20'001'000u);
}

}  // namespace
}  // namespace agglo
