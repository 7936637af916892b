// The search inside a Boruvka round: least edges that leave the components of sites.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "cluster/hdbscan/packed_tree.hpp"

namespace agglo::density {

/// An edge that leaves the component of `from`.
struct Candidate {
  double distance2;
  std::uint32_t from, to;
};

/// What a round knows. Levels are those of the tree; arrays by site are padded to whole leaves.
template <int D>
struct RoundState {
  const CurveSites<D>& sites;
  const PackedTree<D>& tree;
  const LargeArray<double>& core2;                        ///< by site, padding infinite
  std::vector<LargeArray<double>> node_core2;             ///< by level and node: least below it
  LargeArray<std::uint32_t> component;                    ///< by site
  std::vector<LargeArray<std::uint32_t>> node_component;  ///< by level and node: the only one, or kMixed
  LargeArray<float> reached2;                             ///< by site: no edge that leaves is shorter
  std::unique_ptr<std::atomic<double>[]> bound2;          ///< by component: its least edge is not longer
  std::uint32_t resting = kMixed;                         ///< component that only others reach out to
};

/// Edges between leaves next to each other on the curve, as first bounds, for the leaves begin .. end-1.
template <int D>
void find_edges_nearby(RoundState<D>& state, std::size_t begin, std::size_t end,
                       std::vector<Candidate>& found);

/// Adds the least edges of the components with sites in the leaves. Which edges are added depends on the
/// timing of threads; that of a component with the least (distance, from) is always the first such.
template <int D>
void find_least_edges(RoundState<D>& state, std::size_t begin, std::size_t end,
                      std::vector<Candidate>& found);

}  // namespace agglo::density
