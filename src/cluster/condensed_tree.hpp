// From the spanning tree to clusters: hierarchy, condensed tree, selection.
#pragma once

#include <cstdint>
#include <vector>

#include "cluster/spanning_tree.hpp"

namespace agglo::density {

/// Connected sets of sites at every distance. Everything that joins at one distance joins in one node, so the
/// hierarchy does not depend on the order of equal edges. A site appears at its core distance: below that its
/// duplicates are single points.
struct Hierarchy {
  static constexpr std::uint32_t kNone = 0xffffffff;
  std::vector<double> distance_m;     ///< by node, ascending; the last node is the root
  std::vector<double> weight;         ///< by node
  std::vector<std::uint32_t> parent;  ///< by node; kNone for the root
  std::vector<std::uint32_t> node_of_site;
};
/// O(n log n). The tree has at least one site and finite core distances.
Hierarchy hierarchy(const SpanningTree& tree);

/// Sets of at least min_size that persist while the distance falls (Campello et al. 2013, 2015). Cluster 0 is
/// the root; a parent has a lower number than its children. Density is 1 / distance; distance 0 counts as the
/// smallest positive distance of the hierarchy, so piles have a finite density.
struct CondensedTree {
  std::vector<std::uint32_t> parent;  ///< by cluster; own number for the root
  std::vector<double> birth,
      death;  ///< by cluster: densities at which it appears, at which its last member leaves
  std::vector<double> stability;  ///< by cluster: sum over members of weight (density of leaving - birth)
  std::vector<std::uint32_t> cluster_of_site;  ///< the last cluster a site belongs to
  std::vector<double> density_of_site;         ///< the density at which it leaves that cluster
};
CondensedTree condense(const Hierarchy& tree, const SpanningTree& points, double min_size);

/// True for the chosen clusters: none is inside another.
std::vector<std::uint8_t> select_clusters(const CondensedTree& tree, const HdbscanOptions& options);

}  // namespace agglo::density
