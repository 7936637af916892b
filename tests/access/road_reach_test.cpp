#include <gtest/gtest.h>

#include <algorithm>

#include "access/road_fixture.hpp"

namespace agglo {
namespace {

constexpr RoadMeasure kMeasures[] = {RoadMeasure::time, RoadMeasure::distance};
constexpr TravelDirection kDirections[] = {TravelDirection::from_sites, TravelDirection::to_sites};

/// Number of nodes whose cost is not what the textbook says within the limit.
std::size_t wrong_nodes(const ReachSearch& search, const std::vector<std::uint64_t>& right, RoadCost limit) {
  std::size_t wrong = 0;
  for (std::uint32_t node = 0; node < right.size(); ++node)
    wrong += search.cost(node) != (right[node] <= limit ? right[node] : kUnreached);
  return wrong;
}

TEST(RoadReach, costs_equal_the_textbook_search_on_random_networks) {
  Dice dice(1);
  std::size_t reached = 0, unreached = 0;
  for (int round = 0; round < 300; ++round) {
    const std::size_t nodes = 1 + dice.below(60);
    const RoadEdges edges = random_roads(dice, nodes, dice.below(3 * nodes));
    for (const RoadMeasure measure : kMeasures)
      for (const TravelDirection direction : kDirections) {
        const RoadGraph graph(edges, measure);
        ReachSearch search(graph);
        for (int query = 0; query < 5; ++query) {  // on the same arrays: nothing is left of the one before
          const auto node = static_cast<std::uint32_t>(dice.below(nodes));
          const auto start = static_cast<RoadCost>(dice.below(3) * 50'000);
          const auto limit = static_cast<RoadCost>(dice.below(2) == 0 ? kUnreached : dice.below(400'000));
          search.run(std::vector<RoadStart>{{node, start, 0}}, limit, direction);
          const auto right = plain_costs(edges, measure, {{node, start}}, direction);
          ASSERT_EQ(wrong_nodes(search, right, limit), 0u);
          reached += search.reached().size();
          unreached += nodes - search.reached().size();
          if (auto spoilt = right; spoilt[node] <= limit) {
            ++spoilt[node];
            ASSERT_EQ(wrong_nodes(search, spoilt, limit), 1u);  // the comparison sees a wrong answer
          }
        }
      }
  }
  EXPECT_GT(reached, 10'000u);
  EXPECT_GT(unreached, 10'000u);
}

TEST(RoadReach, starts_far_apart_in_cost_all_count) {
  Dice dice(2);
  for (int round = 0; round < 50; ++round) {
    const RoadEdges edges = random_roads(dice, 40, 80);
    const RoadGraph graph(edges, RoadMeasure::time);
    std::vector<RoadStart> starts;
    std::vector<std::pair<std::uint32_t, RoadCost>> plain;
    for (std::uint32_t s = 0; s < 4; ++s) {
      const auto node = static_cast<std::uint32_t>(dice.below(40));
      const auto cost = static_cast<RoadCost>(dice.below(2) == 0 ? 0 : dice.below(2'000'000'000));
      starts.push_back({node, cost, s});
      plain.emplace_back(node, cost);
    }
    ReachSearch search(graph);
    search.run(starts, kUnreached, TravelDirection::from_sites);
    EXPECT_EQ(wrong_nodes(search, plain_costs(edges, RoadMeasure::time, plain, TravelDirection::from_sites),
                          kUnreached - 1),
              0u);
  }
}

TEST(RoadReach, firms_within_limits_equal_a_search_on_roads_cut_at_every_place) {
  Dice dice(3);
  std::size_t members = 0;
  for (int round = 0; round < 100; ++round) {
    const RoadEdges edges = random_roads(dice, 30, 50);
    for (const RoadMeasure measure : kMeasures)
      for (const TravelDirection direction : kDirections) {
        const std::vector<RoadPoint> sites = random_points(dice, edges, 3, measure);
        const std::vector<RoadPoint> firms = random_points(dice, edges, 20, measure);
        std::vector<RoadPoint> all = sites;
        all.insert(all.end(), firms.begin(), firms.end());
        const CutRoads cut(edges, all, measure, direction);
        const std::vector<RoadCost> limits{60'000, 150'000, 10'000'000};
        RunControl run(2);
        const Groups within =
            firms_within_cost(RoadGraph(edges, measure), sites, firms, limits, direction, run);
        ASSERT_EQ(within.size(), sites.size() * limits.size());
        for (std::uint32_t s = 0; s < sites.size(); ++s) {
          const auto right = cut.costs_from(edges.node_count + s, sites[s].access);
          for (std::size_t k = 0; k < limits.size(); ++k) {
            std::vector<std::uint32_t> expected;
            for (std::uint32_t f = 0; f < firms.size(); ++f)
              if (sites[s].edge != kNoEdge && firms[f].edge != kNoEdge &&
                  right[edges.node_count + 3 + f] != ~std::uint64_t{0} &&
                  right[edges.node_count + 3 + f] + firms[f].access <= limits[k])
                expected.push_back(f);
            ASSERT_EQ(rows_of(within, s * limits.size() + k), expected);
            members += expected.size();
          }
        }
      }
  }
  EXPECT_GT(members, 5'000u);
}

TEST(RoadReach, nearest_site_is_the_cheapest_and_of_equals_the_lowest) {
  Dice dice(4);
  std::size_t none = 0, offset_matters = 0;
  for (int round = 0; round < 150; ++round) {
    const RoadEdges edges = random_roads(dice, 30, 50);
    for (const TravelDirection direction : kDirections) {
      std::vector<RoadPoint> sites = random_points(dice, edges, 4, RoadMeasure::time);
      sites.push_back(sites[1]);  // two on one place
      const std::vector<RoadPoint> firms = random_points(dice, edges, 15, RoadMeasure::time);
      std::vector<RoadCost> offset;
      for (std::size_t s = 0; s < sites.size(); ++s)
        offset.push_back(static_cast<RoadCost>(dice.below(2) * 40'000));
      const RoadCost limit = 200'000;
      RunControl run;
      const RoadGraph graph(edges, RoadMeasure::time);
      const NearestByRoad nearest = nearest_by_road(graph, sites, firms, offset, limit, direction, run);
      std::vector<RoadPoint> all = sites;
      all.insert(all.end(), firms.begin(), firms.end());
      const CutRoads cut(edges, all, RoadMeasure::time, direction);
      std::vector<std::int32_t> site(firms.size(), -1);
      std::vector<RoadCost> cost(firms.size(), kUnreached);
      for (std::uint32_t s = 0; s < sites.size(); ++s) {
        if (sites[s].edge == kNoEdge) continue;
        const auto right = cut.costs_from(edges.node_count + s, sites[s].access + offset[s]);
        for (std::uint32_t f = 0; f < firms.size(); ++f) {
          const std::uint64_t c = right[edges.node_count + sites.size() + f];
          if (firms[f].edge == kNoEdge || c == ~std::uint64_t{0} || c + firms[f].access > limit) continue;
          if (c + firms[f].access >= cost[f]) continue;
          cost[f] = static_cast<RoadCost>(c + firms[f].access);
          site[f] = static_cast<std::int32_t>(s);
        }
      }
      EXPECT_EQ(nearest.site, site);
      EXPECT_EQ(nearest.cost, cost);
      none += static_cast<std::size_t>(std::count(site.begin(), site.end(), -1));
      const NearestByRoad plain = nearest_by_road(graph, sites, firms, {}, limit, direction, run);
      offset_matters += plain.site != nearest.site;
    }
  }
  EXPECT_GT(none, 100u);
  EXPECT_GT(offset_matters, 10u);
}

// 0 --60 s--> 1 --60 s--> 2, one-way; 2 <-> 3 in 30 s. A site in the middle of 0-1, firms at both its sides.
TEST(RoadReach, a_one_way_street_is_followed_from_its_middle) {
  RoadsOnPlane net({{0, 0}, {1000, 0}, {2000, 0}, {2500, 0}});
  net.road(0, 1, 60, kNaN).road(1, 2, 60, kNaN).road(2, 3, 30, 30);
  const auto at = [&](std::uint32_t edge, double along) {
    return road_points(net.edges_, {{edge}, {along}, {0}}, RoadMeasure::time, 4.5).front();
  };
  const std::vector<RoadPoint> site{at(0, 0.5)};
  const std::vector<RoadPoint> firms{at(0, 0.75), at(0, 0.25), at(1, 0.5), at(2, 0.5), at(0, 0.5)};
  const RoadGraph graph(net.edges_, RoadMeasure::time);
  RunControl run;
  const auto costs = [&](TravelDirection direction) {
    return nearest_by_road(graph, site, firms, {}, kUnreached, direction, run).cost;
  };
  EXPECT_EQ(costs(TravelDirection::from_sites),
            (std::vector<RoadCost>{15'000, kUnreached, 60'000, 105'000, 0}));
  EXPECT_EQ(costs(TravelDirection::to_sites),
            (std::vector<RoadCost>{kUnreached, 15'000, kUnreached, kUnreached, 0}));
}

TEST(RoadReach, no_sites_no_firms_and_no_roads_give_nothing) {
  const RoadEdges none;
  const RoadGraph graph(none, RoadMeasure::time);
  EXPECT_EQ(graph.node_count(), 0u);
  RunControl run;
  const std::vector<RoadCost> limits{1000};
  EXPECT_EQ(firms_within_cost(graph, {}, {}, limits, TravelDirection::from_sites, run).size(), 0u);
  const std::vector<RoadPoint> nowhere(2);
  const Groups groups = firms_within_cost(graph, nowhere, nowhere, limits, TravelDirection::to_sites, run);
  EXPECT_EQ(groups.size(), 2u);
  EXPECT_TRUE(groups.items.empty());
  EXPECT_EQ(nearest_by_road(graph, nowhere, nowhere, {}, 5, TravelDirection::to_sites, run).site,
            (std::vector<std::int32_t>{-1, -1}));
}

TEST(RoadReach, thread_count_changes_nothing_and_a_stop_is_heard) {
  Dice dice(5);
  const RoadEdges edges = random_roads(dice, 500, 900);
  const RoadGraph graph(edges, RoadMeasure::time);
  const auto sites = random_points(dice, edges, 40, RoadMeasure::time);
  const auto firms = random_points(dice, edges, 1000, RoadMeasure::time);
  const std::vector<RoadCost> limits{100'000, 300'000};
  RunControl one(1), four(4), stopped;
  EXPECT_EQ(firms_within_cost(graph, sites, firms, limits, TravelDirection::from_sites, one),
            firms_within_cost(graph, sites, firms, limits, TravelDirection::from_sites, four));
  stopped.request_stop();
  EXPECT_THROW(firms_within_cost(graph, sites, firms, limits, TravelDirection::from_sites, stopped), Error);
}

TEST(RoadGraph, impossible_times_are_named) {
  RoadsOnPlane net({{0, 0}, {1, 0}});
  net.road(0, 1, -2, 5);
  EXPECT_THROW(RoadGraph(net.edges_, RoadMeasure::time), Error);
  net.edges_.forward_s[0] = 3e6;
  EXPECT_THROW(RoadGraph(net.edges_, RoadMeasure::time), Error);
}

TEST(RoadReach, more_pairs_than_the_memory_holds_are_refused) {
  Dice dice(91);
  const RoadEdges edges = random_roads(dice, 400, 1200);
  const RoadGraph graph(edges, RoadMeasure::time);
  const auto firms = random_points(dice, edges, 3000, RoadMeasure::time);
  const auto sites = random_points(dice, edges, 100, RoadMeasure::time);
  const std::vector<RoadCost> limits{kUnreached - 1};
  RunControl run(2);
  EXPECT_GT(firms_within_cost(graph, sites, firms, limits, TravelDirection::to_sites, run).items.size(), 0U);
  EXPECT_THROW(firms_within_cost(graph, sites, firms, limits, TravelDirection::to_sites, run, 1000), Error);
}

}  // namespace
}  // namespace agglo
