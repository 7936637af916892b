// Boundaries of clusters as the options ask for them: clipped to an area, with cores inside.
#pragma once

#include "agglo/groups.hpp"
#include "app/cluster_tables.hpp"

namespace agglo {

/// Clips to the base map's land and to a layer's polygons, as asked; notes say what was cut and what lies
/// outside and was left whole. Error{usage} when there is no such area.
void clip_as_asked(const ClusterLayersInput& input, ClusterBoundaries& boundaries, Outcome& outcome,
                   RunControl& run);

/// The cores of clusters, each inside the boundary in `clusters` (the finished table); row = cluster.
Layer core_layer(const ClusterLayersInput& input, const Groups& members, const Table& clusters,
                 Outcome& outcome, RunControl& run);

}  // namespace agglo
