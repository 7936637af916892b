// Reach counts: how much can be reached from every junction of a network.
#pragma once

#include <span>
#include <vector>

#include "agglo/travel_costs.hpp"

namespace agglo {

/// For each node and limit (row node * limits.size() + limit) the sum of the weights of the firms that it
/// reaches within the limit (from_sites), or that reach it (to_sites), their access legs included. One weight
/// a firm; empty: 1 each. Limits ascending. Exact; sums in the order of firms. About 3 ns for each pair of a
/// node and a firm that some node near it may reach.
std::vector<double> reach_counts(const RoadGraph& graph, const ContractionHierarchy& hierarchy,
                                 std::span<const RoadPoint> firms, std::span<const double> weights,
                                 std::span<const RoadCost> limits, TravelDirection direction,
                                 RunControl& run);

}  // namespace agglo
