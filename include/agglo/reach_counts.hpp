// Reach counts: how much can be reached from every junction of a network.
#pragma once

#include <span>
#include <vector>

#include "agglo/travel_costs.hpp"

namespace agglo {

/// What is counted. One value a firm each; empty: all alike.
struct CountedFirms {
  std::span<const RoadPoint> places;
  std::span<const double> weight;        ///< empty: 1 each
  std::span<const RoadCost> only_below;  ///< a firm counts for the limits below this alone; empty: for all
};

/// For each node and limit (row node * limits.size() + limit) the sum of the weights of the firms that it
/// reaches within the limit (from_sites), or that reach it (to_sites), their access legs included. Limits
/// ascending. Exact; sums in the order of firms, the same bits for any number of threads. About 3 ns for each
/// pair of a node and a firm that some node near it may reach, once for all limits; each thread holds about
/// 20 bytes a node.
std::vector<double> reach_counts(const RoadGraph& graph, const ContractionHierarchy& hierarchy,
                                 const CountedFirms& firms, std::span<const RoadCost> limits,
                                 TravelDirection direction, RunControl& run);

}  // namespace agglo
