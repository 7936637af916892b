// From the spanning tree to clusters: condensed tree and selection.
#pragma once

#include <cstdint>
#include <vector>

#include "cluster/hdbscan/spanning_tree.hpp"

namespace agglo::density {

/// Where a site ends: the last cluster it belongs to and the distance at which it leaves that.
struct SitePlace {
  std::uint32_t cluster;
  std::uint32_t next;  ///< only while the tree grows
  double leaves_m;
};

/// Sets of at least min_size that persist while the distance falls (Campello et al. 2013, 2015). Everything
/// that joins at one distance joins at once, so the tree does not depend on which of several equal edges the
/// spanning tree has. A site appears at its core distance: below that its duplicates are single points.
/// Cluster 0 is the root; a parent has a lower number than its children. Density is 1 / distance; distances
/// below floor_m, the least positive one, count as floor_m, so piles have a finite density.
struct ClusterTree {
  std::vector<std::uint32_t> parent;  ///< by cluster; own number for the root
  std::vector<double>
      birth_m;  ///< by cluster: distance at which it joins its siblings; infinite for the root
  std::vector<double> death_m;    ///< by cluster: distance at which it appears or its parts join
  std::vector<double> weight;     ///< by cluster: all of its members
  std::vector<double> stability;  ///< by cluster: sum over members of weight (density of leaving - birth)
  LargeArray<SitePlace> site;
  double floor_m = 1;

  std::size_t size() const { return parent.size(); }
  double density_at(double distance_m) const { return 1 / (distance_m > floor_m ? distance_m : floor_m); }
  double birth(std::size_t cluster) const { return cluster == 0 ? 0 : density_at(birth_m[cluster]); }
};

/// Nearly O(n) after the edges are sorted. Needs at least one site and finite core distances; no cluster, and
/// nothing by site, when all sites weigh less than min_size. Takes the edges away.
ClusterTree condense(SpanningTree& tree, double min_size, RunControl& run);

/// True for the chosen clusters: none is inside another.
std::vector<std::uint8_t> select_clusters(const ClusterTree& tree, const HdbscanOptions& options);

}  // namespace agglo::density
