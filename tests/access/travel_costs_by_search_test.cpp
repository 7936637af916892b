#include <gtest/gtest.h>

#include <mutex>

#include "agglo/travel_costs.hpp"
#include "road_fixture.hpp"

namespace agglo {
namespace {

/// The whole table, [firm * sites + site], and whether each firm's sites came in order.
struct Taken {
  std::vector<RoadCost> cost;
  bool in_order = true;
};
Taken taken(const TravelCosts& costs, std::size_t firms, std::size_t sites, RunControl& run) {
  Taken all{std::vector<RoadCost>(firms * sites, 0), true};
  std::vector<std::size_t> next(firms, 0);
  std::mutex mutex;
  costs(
      [&](const CostBlock& block) {
        const std::lock_guard lock(mutex);
        for (std::size_t f = 0; f < block.firms; ++f) {
          all.in_order = all.in_order && next[block.first_firm + f] == block.first_site;
          next[block.first_firm + f] += block.sites;
          for (std::size_t s = 0; s < block.sites; ++s)
            all.cost[(block.first_firm + f) * sites + block.first_site + s] =
                block.cost[f * block.stride + s];
        }
      },
      run);
  for (const std::size_t count : next) all.in_order = all.in_order && count == sites;
  return all;
}

TEST(TravelCostsBySearch, equal_a_search_on_roads_cut_at_every_place) {
  Dice dice(11);
  std::size_t ways = 0, wrong = 0;
  for (int round = 0; round < 6; ++round)
    for (const TravelDirection direction : {TravelDirection::from_sites, TravelDirection::to_sites}) {
      const RoadEdges edges = random_roads(dice, 60, 100);
      const auto sites = random_points(dice, edges, 70, RoadMeasure::time);  // more than are held at once
      const auto firms = random_points(dice, edges, 300, RoadMeasure::time);
      std::vector<RoadPoint> all = sites;
      all.insert(all.end(), firms.begin(), firms.end());
      const CutRoads cut(edges, all, RoadMeasure::time, direction);
      const RoadGraph graph(edges, RoadMeasure::time);
      const RoadCost limit = 200'000;
      RunControl run(2);
      const Taken found = taken(travel_costs_by_search(graph, sites, firms, limit, direction), firms.size(),
                                sites.size(), run);
      EXPECT_TRUE(found.in_order);
      for (std::uint32_t s = 0; s < sites.size(); ++s) {
        const auto right = cut.costs_from(edges.node_count + s, sites[s].access);
        for (std::uint32_t f = 0; f < firms.size(); ++f) {
          const std::uint64_t way = right[edges.node_count + sites.size() + f];
          const bool reached = sites[s].edge != kNoEdge && firms[f].edge != kNoEdge &&
                               way != ~std::uint64_t{0} && way + firms[f].access <= limit;
          const std::uint64_t expected = reached ? way + firms[f].access : kUnreached;
          ways += reached ? 1 : 0;
          wrong += found.cost[f * sites.size() + s] != expected ? 1 : 0;
        }
      }
    }
  EXPECT_EQ(wrong, 0u);
  EXPECT_GT(ways, 10'000u);
}

TEST(TravelCostsBySearch, are_the_same_for_any_number_of_threads) {
  Dice dice(12);
  const RoadEdges edges = random_roads(dice, 300, 500);
  const RoadGraph graph(edges, RoadMeasure::distance);
  const auto sites = random_points(dice, edges, 130, RoadMeasure::distance);
  const auto firms = random_points(dice, edges, 700, RoadMeasure::distance);
  const TravelCosts costs = travel_costs_by_search(graph, sites, firms, 1'000'000, TravelDirection::to_sites);
  RunControl one(1), four(4);
  EXPECT_EQ(taken(costs, 700, 130, one).cost, taken(costs, 700, 130, four).cost);
}

TEST(TravelCostsBySearch, without_places_there_is_nothing) {
  Dice dice(13);
  const RoadEdges edges = random_roads(dice, 30, 50);
  const RoadGraph graph(edges, RoadMeasure::time);
  RunControl run;
  EXPECT_TRUE(
      taken(travel_costs_by_search(graph, {}, {}, 5, TravelDirection::to_sites), 0, 0, run).cost.empty());
  const std::vector<RoadPoint> nowhere(2);
  EXPECT_EQ(
      taken(travel_costs_by_search(graph, nowhere, nowhere, 5, TravelDirection::to_sites), 2, 2, run).cost,
      std::vector<RoadCost>(4, kUnreached));
}

}  // namespace
}  // namespace agglo
