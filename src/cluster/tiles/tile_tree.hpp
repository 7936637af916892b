// Tiles: space cut in two, again and again, so that each part holds about as many points.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "agglo/clustering.hpp"
#include "agglo/ranks.hpp"

namespace agglo {

using TilePoint = std::array<double, 3>;  ///< z is 0 in a plane

/// The place of a row; false when a coordinate is missing.
inline bool place_of(const PointView& points, std::size_t row, TilePoint& place) {
  place = {points.x_m[row], points.y_m[row], points.z_m.empty() ? 0 : points.z_m[row]};
  // The difference of a number with itself is 0, but for NaN and the infinities.
  return place[0] - place[0] + (place[1] - place[1]) + (place[2] - place[2]) == 0;
}

/// A tile is a half-open box; together they cover all space, so every point has one tile of its own.
class TileTree {
 public:
  /// Cuts at medians of `sample` along the longer side of what is left. Fewer than `tiles` tiles where the
  /// sample has no two different places to cut between. O(sample log sample log tiles).
  TileTree(std::vector<TilePoint> sample, unsigned tiles);

  std::uint32_t size() const { return tiles_; }

  std::uint32_t tile_of(const TilePoint& place) const {
    std::uint32_t at = 0;
    while (nodes_[at].axis >= 0) {
      const Node& node = nodes_[at];
      at = place[static_cast<std::size_t>(node.axis)] < node.cut ? node.below : node.above;
    }
    return nodes_[at].below;
  }

  /// Calls visit(tile) for every tile whose box, grown by `halo_m` on all sides, holds the place.
  template <class Visit>
  void tiles_around(const TilePoint& place, double halo_m, const Visit& visit, std::uint32_t at = 0) const {
    while (nodes_[at].axis >= 0) {
      const Node& node = nodes_[at];
      const double past = place[static_cast<std::size_t>(node.axis)] - node.cut;
      if (past < -halo_m) {
        at = node.below;
      } else if (past > halo_m) {
        at = node.above;
      } else {
        tiles_around(place, halo_m, visit, node.below);
        at = node.above;
      }
    }
    visit(nodes_[at].below);
  }

 private:
  struct Node {
    int axis = -1;  ///< -1: a tile
    double cut = 0;
    std::uint32_t below = 0, above = 0;  ///< nodes; of a tile `below` is its number
  };
  std::uint32_t split(std::span<TilePoint> sample, unsigned tiles);

  std::vector<Node> nodes_;
  std::uint32_t tiles_ = 0;
};

/// Every k-th located row of all ranks, k such that about 260,000 come together: the same list on every rank,
/// and for any number of ranks.
std::vector<TilePoint> sampled_places(const PointView& share, std::uint64_t first_row, std::uint64_t rows,
                                      const Ranks& ranks, RunControl& run);

/// Points of each tile over all ranks.
struct TileCounts {
  std::vector<std::uint64_t> own, with_halo;
};
TileCounts count_in_tiles(const PointView& share, const TileTree& tree, double halo_m, const Ranks& ranks,
                          RunControl& run);

}  // namespace agglo
