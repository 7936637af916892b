// SurfaceLattice: which joinable road is nearest to each point of a square lattice. Internal to this folder.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "access/roads/surface_roads.hpp"

namespace agglo {

/// A square of lattice points with the nearest road of each. Row-major from the south-west.
struct SurfaceTile {
  static constexpr std::uint32_t kSide = 8;
  static constexpr std::uint32_t kPoints = kSide * kSide;
  std::vector<std::uint32_t> edges;         ///< each once
  float longest_access_m = 0;               ///< of the points with a road
  bool has_far_points = false;              ///< some have no road
  std::array<std::uint8_t, kPoints> which;  ///< of `edges`; 0 when there is none
  std::array<float, kPoints> share;         ///< of the edge before the nearest point
  std::array<float, kPoints> access_m;      ///< infinite: no joinable road within the largest access
};

/// Tiles are made when first asked for. Immutable to its users; use from any thread.
class SurfaceLattice {
 public:
  /// `roads` must outlive it.
  SurfaceLattice(const SurfaceRoads& roads, double cell, double largest_access_m);

  const SurfaceRoads& roads() const { return roads_; }
  const SurfaceTile& tile(std::uint32_t column, std::uint32_t row) const;
  /// Calls use(column, middle) for the joinable edges whose middle lies in a row of tiles, first to last
  /// column.
  template <class Use>
  void for_each_middle(std::uint32_t row, std::uint32_t first, std::uint32_t last, const Use& use) const;
  /// Tile of a place on the map plane; the nearest one of the lattice.
  std::uint32_t column_of(double map_x) const;
  std::uint32_t row_of(double map_y) const;
  double cell() const { return cell_; }  ///< on the map plane

 private:
  static constexpr std::size_t kChunk = 32;  ///< tiles along a side
  static constexpr std::size_t kPage = 64;   ///< chunks along a side
  struct Chunk {
    std::array<std::atomic<const SurfaceTile*>, kChunk * kChunk> tiles{};
    std::mutex adding;
    std::vector<std::unique_ptr<const SurfaceTile>> owned;
  };

  /// Most of a wide network is empty: the table of chunks is there only near roads that are looked at.
  struct Page {
    std::array<std::atomic<Chunk*>, kPage * kPage> chunks{};
  };

  void sort_middles();
  Chunk& chunk(std::uint32_t column, std::uint32_t row) const;
  std::unique_ptr<SurfaceTile> make_tile(std::uint32_t column, std::uint32_t row) const;

  const SurfaceRoads& roads_;
  double cell_, tile_;  ///< on the map plane
  double largest_access_m_;
  std::uint32_t columns_, rows_;
  std::vector<SurfaceRoads::Middle> middles_;  ///< by tile
  std::vector<std::uint64_t> middle_key_;      ///< of each: row * columns + column of its tile
  std::size_t page_columns_;
  mutable std::vector<std::atomic<Page*>> pages_;
  mutable std::mutex adding_;
  mutable std::vector<std::unique_ptr<Page>> own_pages_;
  mutable std::vector<std::unique_ptr<Chunk>> own_chunks_;
};

template <class Use>
void SurfaceLattice::for_each_middle(std::uint32_t row, std::uint32_t first, std::uint32_t last,
                                     const Use& use) const {
  const std::uint64_t base = std::uint64_t{row} * columns_;
  const auto from = std::lower_bound(middle_key_.begin(), middle_key_.end(), base + first);
  for (auto at = from; at != middle_key_.end() && *at <= base + last; ++at)
    use(static_cast<std::uint32_t>(*at - base), middles_[static_cast<std::size_t>(at - middle_key_.begin())]);
}

}  // namespace agglo
