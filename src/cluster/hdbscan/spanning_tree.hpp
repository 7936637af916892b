// Minimum spanning tree of the mutual reachability distance between sites.
#pragma once

#include <cstdint>

#include "cluster/hdbscan/packed_tree.hpp"

namespace agglo::density {

struct SiteEdge {
  double distance_m;
  std::uint32_t a, b;  ///< sites, a < b
  bool operator<(const SiteEdge& other) const {
    if (distance_m != other.distance_m) return distance_m < other.distance_m;
    return a != other.a ? a < other.a : b < other.b;
  }
};

/// edges: sites - 1, ascending; empty, with infinite core distances, when all points together weigh less than
/// min_points. Mutual reachability of two sites: the largest of their distance and both core distances.
/// Where several trees are shortest, which one this is depends on neither threads nor the order of rows.
struct SpanningTree {
  std::size_t sites = 0;
  LargeArray<std::uint32_t> site_of_row;  ///< kNoSite for a row without coordinates
  LargeArray<double> weight, core_m;      ///< by site, weights in steps; may be longer than `sites`
  WeightSteps steps;
  LargeArray<SiteEdge> edges;
};

/// Exact. Core distances and Boruvka rounds (Boruvka 1926) over a packed tree; about O(n log n) in practice,
/// O(n) memory. Throws Error{usage} unless min_points > 0 and finite.
SpanningTree spanning_tree(const PointView& points, double min_points, const WeightUse& use, RunControl& run);

}  // namespace agglo::density
