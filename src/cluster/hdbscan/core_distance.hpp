// Core distances: the smallest radius around a site that holds a given weight.
#pragma once

#include "agglo/run_control.hpp"
#include "cluster/hdbscan/packed_tree.hpp"

namespace agglo::density {

template <int D>
struct CoreDistanceTask {
  const CurveSites<D>& sites;
  const PackedTree<D>& tree;
  double min_points;
  double needed;  ///< min_points in steps
  double* core2;  ///< by site
};

/// Squared core distance of every site, padded to whole leaves with infinity. The weights sum to at least
/// min_points. Exact: the same bits for every instruction set and any number of threads.
template <int D>
LargeArray<double> squared_core_distances(const CurveSites<D>& sites, const PackedTree<D>& tree,
                                          double min_points, RunControl& run);

}  // namespace agglo::density
