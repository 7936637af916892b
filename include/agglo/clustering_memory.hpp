// How much memory a clustering will take, known before it starts.
#pragma once

#include <cstdint>

#include "agglo/clustering.hpp"

namespace agglo {

enum class ClusterMethod {
  dbscan,
  dbscan_by_cells,  ///< the general way of dbscan(), see dbscan_way
  hdbscan,
  optics,
  st_dbscan,
  activity_centres,
  neighbour_distances,  ///< and the distance_curve of all
  density_validity
};

/// Which way dbscan() will take: dbscan, or dbscan_by_cells where 32 bits cannot hold the extent of the
/// points in small parts of eps_m, as with one coordinate far off. O(n), no memory.
ClusterMethod dbscan_way(const PointView& points, double eps_m, RunControl& run);

/// Bytes that working on n points takes beside the points themselves, the result included: an upper estimate
/// from measured peaks (docs/scale.md, tests/bench/bench_memory.cpp), and 32 MB. `axes` is 2, or 3 where z_m
/// is given.
std::uint64_t clustering_memory_bytes(ClusterMethod method, std::uint64_t n, unsigned axes, bool weighted);

}  // namespace agglo
