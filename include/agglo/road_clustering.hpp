// Clusters along roads: DBSCAN whose neighbourhoods follow a road network.
#pragma once

#include <cstdint>
#include <span>

#include "agglo/clustering.hpp"
#include "agglo/road_places.hpp"

namespace agglo {

/// What counts as the cost between two firms where the ways there and back differ.
enum class PairCost { larger, smaller };

struct RoadDbscanOptions {
  RoadCost eps = 50'000;   ///< neighbourhood radius in costs of the graph (cm or ms), inclusive
  double min_points = 10;  ///< least total weight within eps, the firm itself included, for a core firm
  PairCost pair = PairCost::larger;  ///< larger: each firm can reach the other within eps
};

/// DBSCAN (see dbscan()) with costs along roads as distances. The cost from one firm to another is that of
/// the way between their points of the road and of both legs to it; firms on one place (equal points of the
/// road and legs) are no way apart. A border firm goes to the cluster of its nearest core firm, ties to the
/// one that comes first by edge and place along it. Firms without an edge are noise, without a weight: 1
/// each. The partition depends on neither threads nor the order of rows. `firms` costs as in `graph`.
/// Two searches up to eps from each place of firms, four where one-ways make a difference; O(n + nodes)
/// memory. Throws Error{usage} on an eps of kUnreached, min_points <= 0 and weights that are negative, not
/// finite or of another length.
Clusters dbscan_along_roads(const RoadGraph& graph, std::span<const RoadPoint> firms,
                            std::span<const double> weight, const RoadDbscanOptions& options,
                            RunControl& run);

/// The same for each sector by itself, numbered on sector by sector in ascending sector id. Rows with a
/// negative sector are noise.
SectorClusters dbscan_along_roads_each_sector(const RoadGraph& graph, std::span<const RoadPoint> firms,
                                              std::span<const double> weight,
                                              std::span<const std::int32_t> sector,
                                              const RoadDbscanOptions& options, RunControl& run);

}  // namespace agglo
