// Boruvka's algorithm for the mutual reachability distance.
#pragma once

#include "cluster/hdbscan/packed_tree.hpp"
#include "cluster/hdbscan/spanning_tree.hpp"

namespace agglo::density {

/// Edges of a shortest tree, in no particular order; core2: squared core distances, padded with infinity to
/// whole leaves.
template <int D>
LargeArray<SiteEdge> shortest_tree(const CurveSites<D>& sites, const PackedTree<D>& tree,
                                   const LargeArray<double>& core2, RunControl& run);

}  // namespace agglo::density
