#include "agglo/reach_counts.hpp"

#include <gtest/gtest.h>

#include "access/road_fixture.hpp"

namespace agglo {
namespace {

TEST(ReachCounts, every_node_has_the_sum_of_what_a_search_from_it_reaches) {
  Dice dice(41);
  RunControl run;
  double total = 0;
  for (int round = 0; round < 40; ++round) {
    const std::size_t nodes = 1 + dice.below(round < 35 ? 50 : 700);
    const RoadEdges edges = random_roads(dice, nodes, dice.below(2 * nodes));
    for (const TravelDirection direction : {TravelDirection::from_sites, TravelDirection::to_sites}) {
      const RoadGraph graph(edges, RoadMeasure::time);
      const ContractionHierarchy hierarchy(graph, run);
      const std::vector<RoadPoint> firms = random_points(dice, edges, dice.below(40), RoadMeasure::time);
      std::vector<double> weights;
      for (std::size_t f = 0; f < firms.size(); ++f)
        weights.push_back(static_cast<double>(dice.below(9)) / 4);
      const std::vector<RoadCost> limits{50'000, 120'000};
      const auto counts = reach_counts(graph, hierarchy, {firms, weights, {}}, limits, direction, run);
      ASSERT_EQ(counts.size(), nodes * 2);
      ReachSearch search(graph);
      for (std::uint32_t node = 0; node < nodes; ++node) {
        const RoadStart start{node, 0, 0};
        for (std::size_t k = 0; k < 2; ++k) {
          search.run(std::span(&start, 1), limits[k], direction);
          double right = 0;
          for (std::size_t f = 0; f < firms.size(); ++f)
            if (search.cost_of(firms[f], nullptr) != kUnreached) right += weights[f];
          ASSERT_EQ(counts[node * 2 + k], right);
          total += right;
        }
      }
    }
  }
  EXPECT_GT(total, 5'000);
}

TEST(ReachCounts, a_firm_counts_only_for_limits_below_its_own) {
  Dice dice(43);
  RunControl run(2);
  const RoadEdges edges = random_roads(dice, 600, 1100);
  const RoadGraph graph(edges, RoadMeasure::time);
  const ContractionHierarchy hierarchy(graph, run);
  const std::vector<RoadPoint> firms = random_points(dice, edges, 700, RoadMeasure::time);
  std::vector<double> weights;
  std::vector<RoadCost> below;
  for (std::size_t f = 0; f < firms.size(); ++f) {
    weights.push_back(static_cast<double>(dice.below(5)));
    below.push_back(dice.below(3) == 0 ? kUnreached : static_cast<RoadCost>(dice.below(4)) * 50'000);
  }
  const std::vector<RoadCost> limits{50'000, 100'000, 150'000};
  const auto direction = TravelDirection::to_sites;
  const auto counts = reach_counts(graph, hierarchy, {firms, weights, below}, limits, direction, run);
  double total = 0;
  for (std::size_t k = 0; k < limits.size(); ++k) {
    std::vector<double> counted = weights;
    for (std::size_t f = 0; f < firms.size(); ++f)
      if (limits[k] >= below[f]) counted[f] = 0;
    const auto one =
        reach_counts(graph, hierarchy, {firms, counted, {}}, std::span(&limits[k], 1), direction, run);
    for (std::size_t node = 0; node < one.size(); ++node) {
      ASSERT_EQ(counts[node * limits.size() + k], one[node]);
      total += one[node];
    }
  }
  EXPECT_GT(total, 1000);
}

TEST(ReachCounts, thread_count_changes_nothing_and_firms_count_once_each) {
  Dice dice(42);
  const RoadEdges edges = random_roads(dice, 900, 1500);
  RunControl one(1), four(4), stopped;
  const RoadGraph graph(edges, RoadMeasure::distance);
  const ContractionHierarchy hierarchy(graph, one);
  const std::vector<RoadPoint> firms = random_points(dice, edges, 300, RoadMeasure::distance);
  const std::vector<RoadCost> limits{400'000};
  const auto counts =
      reach_counts(graph, hierarchy, {firms, {}, {}}, limits, TravelDirection::from_sites, one);
  EXPECT_EQ(counts,
            reach_counts(graph, hierarchy, {firms, {}, {}}, limits, TravelDirection::from_sites, four));
  for (const double count : counts) EXPECT_LE(count, 300);
  stopped.request_stop();
  EXPECT_THROW(reach_counts(graph, hierarchy, {firms, {}, {}}, limits, TravelDirection::from_sites, stopped),
               Error);
}

TEST(ReachCounts, no_firms_no_limits_and_no_roads_give_zeros_or_nothing) {
  RunControl run;
  const RoadGraph none(RoadEdges{}, RoadMeasure::time);
  const ContractionHierarchy empty(none, run);
  const std::vector<RoadCost> limits{1000};
  EXPECT_TRUE(reach_counts(none, empty, {}, limits, TravelDirection::to_sites, run).empty());
  const RoadGraph graph(RoadsOnPlane({{0, 0}, {1, 0}}).road(0, 1, 1, 1).edges_, RoadMeasure::time);
  const ContractionHierarchy hierarchy(graph, run);
  EXPECT_EQ(reach_counts(graph, hierarchy, {}, limits, TravelDirection::to_sites, run),
            (std::vector<double>{0, 0}));
  EXPECT_TRUE(reach_counts(graph, hierarchy, {}, {}, TravelDirection::to_sites, run).empty());
}

}  // namespace
}  // namespace agglo
