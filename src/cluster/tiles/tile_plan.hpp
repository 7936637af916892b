// Which tiles there are, which rank clusters them, and in which round.
#pragma once

#include <cstdint>
#include <vector>

#include "agglo/clustering_memory.hpp"
#include "agglo/tiled_dbscan.hpp"
#include "cluster/tiles/tile_tree.hpp"

namespace agglo {

/// What all ranks agree on before they start.
struct ShareOfRows {
  std::uint64_t first_row = 0, rows = 0, most_rows = 0;  ///< own start; over all ranks; of the largest rank
  std::vector<std::uint64_t> start;                      ///< ranks + 1: first row of each
  bool has_z = false, has_weight = false;
  ClusterMethod method = ClusterMethod::dbscan;  ///< the way of dbscan() where tiles hold far-off points
  unsigned rank_of(std::uint64_t row) const;
  unsigned axes() const { return has_z ? 3 : 2; }
};
ShareOfRows agree_on_rows(const PointView& share, double eps_m, const Ranks& ranks, RunControl& run);

struct TilePlan {
  TileTree tree;
  TileCounts counts;
  double halo_m = 0;                  ///< points this near a tile are clustered with it
  double link_m = 0;                  ///< points this near a tile have their core flags right in it
  std::vector<unsigned> rank, round;  ///< of each tile
  unsigned rounds = 1;
};

/// What a tile of n points, its halo included, takes while it is clustered: its points, the same again where
/// several ranks sent them, labels on the way, and the engine.
std::uint64_t tile_memory_bytes(std::uint64_t n, const ShareOfRows& agreed, const Ranks& ranks);

/// Sets rank, round and rounds from the numbers of points: a round takes the tiles of a rank that fit into
/// memory_bytes together, one of them being clustered (0 = no limit).
void assign_rounds(TilePlan& plan, const ShareOfRows& agreed, std::uint64_t memory_bytes, const Ranks& ranks);

/// Doubles the number of tiles until each fits into the memory of a rank. Throws Error{failure} when that
/// cannot be reached. `halo_eps`: width of the halo in eps; less than 2 gives wrong results.
TilePlan plan_tiles(const PointView& share, const ShareOfRows& agreed, double eps_m,
                    const TileOptions& options, double halo_eps, const Ranks& ranks, RunControl& run);

/// dbscan_in_tiles with a halo of a given width, so that a test can see that a narrower one is wrong.
TiledClusters dbscan_in_tiles_with_halo(const PointView& share, const DbscanOptions& options,
                                        const TileOptions& tiles, double halo_eps, const Ranks& ranks,
                                        RunControl& run);

}  // namespace agglo
