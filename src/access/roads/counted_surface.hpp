// CountedSurface: in how many of several areas each lattice point lies. Internal to this folder.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "access/roads/contour_rings.hpp"
#include "access/roads/site_surface.hpp"

namespace agglo {

/// One area on a lattice: the tiles that it fills, and those that its edge may pass.
struct TiledArea {
  std::vector<std::uint64_t> inside, mixed;  ///< keys of tiles
  std::vector<SiteSurface::Values> values;   ///< of mixed tiles: metres inside, cut at a cell
  std::vector<std::uint32_t> reached;        ///< edges whose middle is reached
};

/// Tiles with anything in them, and their neighbours to the west and south. The areas that hold a point are
/// ordered by how far inside it lies, so that the n-th value is that of the area "in at least n of them".
class CountedSurface {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;
  static std::uint64_t key_of(std::uint64_t column, std::uint64_t row) { return row << 32 | column; }

  CountedSurface(std::span<const TiledArea> areas, double cell, RunControl& run);

  std::uint32_t size() const { return static_cast<std::uint32_t>(tiles_.size()); }
  std::uint32_t column(std::uint32_t tile) const { return static_cast<std::uint32_t>(tiles_[tile].key); }
  std::uint32_t row(std::uint32_t tile) const { return static_cast<std::uint32_t>(tiles_[tile].key >> 32); }
  /// kNone: nothing is there.
  std::uint32_t find(std::uint64_t column, std::uint64_t row) const;
  /// Whether all points lie in the same number of areas, which is the least then.
  bool is_even(std::uint32_t tile) const { return tile == kNone || tiles_[tile].mixed == 0; }
  std::uint32_t least(std::uint32_t tile) const { return tile == kNone ? 0 : tiles_[tile].all_in; }
  std::uint32_t most(std::uint32_t tile) const {
    return tile == kNone ? 0 : tiles_[tile].all_in + tiles_[tile].mixed;
  }
  /// Areas that hold a point.
  std::uint32_t count(std::uint32_t tile, std::uint32_t point) const {
    return is_even(tile) ? least(tile) : counts_[tiles_[tile].counts][point];
  }
  /// How far a point is inside what lies in at least `n` areas.
  float value(std::uint32_t tile, std::uint32_t point, std::uint32_t n) const {
    if (n <= least(tile)) return cell_;
    return n <= most(tile) ? values_[tiles_[tile].first + n - least(tile) - 1][point] : -cell_;
  }

 private:
  struct Tile {
    std::uint64_t key;
    std::uint32_t all_in = 0, mixed = 0;  ///< areas that hold it, and whose edge may pass
    std::size_t first = 0, counts = 0;    ///< into values_ and counts_
  };
  std::vector<Tile> tiles_;  ///< by key
  std::vector<SiteSurface::Values> values_;
  std::vector<std::array<std::uint32_t, SurfaceTile::kPoints>> counts_;
  float cell_;
};

/// A part of the plane that lies in the same number of areas: rings with it on their left. Parts of different
/// numbers do not overlap and leave nothing between them.
struct CountedRings {
  std::vector<std::vector<Ring>> of_count;  ///< 0 is empty
};
/// Lone parts smaller than an area are given to what is around them.
CountedRings counted_rings(const CountedSurface& surface, const SurfaceLattice& lattice,
                           double smallest_area_m2, RunControl& run);

}  // namespace agglo
