// DBSCAN of more points than fit into memory, or into one machine: tile by tile, and over several ranks.
#pragma once

#include <cstdint>

#include "agglo/clustering.hpp"
#include "agglo/ranks.hpp"

namespace agglo {

struct TileOptions {
  /// What one rank may use for collecting and clustering tiles, beside its points and labels; 0 = no limit.
  std::uint64_t memory_bytes = 0;
  /// Tiles over all ranks at least; more when memory_bytes asks for them.
  unsigned tiles = 1;
};

struct TiledClusters {
  Clusters clusters;            ///< of the rows of this rank; count is that of all ranks
  std::uint64_t first_row = 0;  ///< of this rank, among the rows of all
  // The same on every rank:
  std::uint64_t rows = 0, tiles = 0, rounds = 0;
  std::uint64_t copied_points = 0;  ///< points in the halos of other tiles than their own
  std::uint64_t largest_tile = 0;   ///< points of the largest tile, its halo included
  // Of this rank:
  std::uint64_t sent_words = 0;  ///< 8 bytes each, to other ranks
};

/// The labels and roles of dbscan() over the rows of all ranks (rank 0's first), each rank getting those of
/// its own rows. The plane (or space) is cut into tiles with about as many points each; a tile is clustered
/// by dbscan() together with the points within 2 eps of it, and clusters that share a core point are joined:
/// docs/decisions/0005-tiles.md says why nothing is lost. The same result for any number of tiles, ranks and
/// threads, as long as sums of weights are exact in double (whole numbers are; else a sum may differ in its
/// last digit from tile to tile). Memory beside `share` and 5 bytes a row: that of dbscan() for the largest
/// tile plus the collected tiles, bounded by memory_bytes. Time: that of dbscan() plus one pass over the
/// points per round of tiles. Throws as dbscan() does, and Error{failure} when even the smallest tiles need
/// more than memory_bytes.
TiledClusters dbscan_in_tiles(const PointView& share, const DbscanOptions& options, const TileOptions& tiles,
                              const Ranks& ranks, RunControl& run);

}  // namespace agglo
