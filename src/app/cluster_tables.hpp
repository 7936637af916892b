// From cluster labels to layers: boundaries with their table, and firms with their cluster.
#pragma once

#include <string>
#include <vector>

#include "agglo/clustering.hpp"
#include "agglo/firms.hpp"
#include "agglo/operations.hpp"
#include "app/cluster_shapes.hpp"

namespace agglo {

struct ClusterLayersInput {
  const Dataset& data;
  const Establishments& firms;      ///< as clustered: filtered firms have no place
  const Establishments& reference;  ///< all firms of the study area, for quotients; same rows
  const Clusters& clusters;
  const std::vector<SectorId>& cluster_sector;  ///< per cluster, when each_sector
  bool each_sector;                             ///< each sector was clustered by itself
  const Table& firm_table;                      ///< the stored layer, rows as in firms
  ClusterBoundaryOptions boundary;
  Day active_on;     ///< the day the firms were looked at; kUnknownDay when all count
  std::string name;  ///< of the result
  std::string title;
  std::string if_none;  ///< what to try when there is no cluster: "try ..."
};

/// Layers `name` (kind clusters) and `name_firms` (kind cluster_firms), and with a core asked for `name_core`
/// (kind cluster_cores), with counts and notes for the user.
/// Columns are described in docs/data.md.
void add_cluster_layers(const ClusterLayersInput& input, Outcome& outcome, RunControl& run);

}  // namespace agglo
