// Cells of very many points that may still not weigh enough: without more order, each of their points would
// be compared with all those around it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cluster/dbscan/dbscan_layout.hpp"

namespace agglo::density {

template <int D>
struct CellBox {
  std::array<std::int32_t, D> lo, hi;
};

/// Dense cells, ascending. Their points lie in spatial order, equal places side by side, in blocks whose
/// boxes mostly tell whether all of a block or nothing is within eps.
template <int D>
struct DenseCells {
  static constexpr std::uint32_t kLeastPoints = 1024, kBlockPoints = 64;
  struct Block {
    CellBox<D> box;
    std::int64_t weight;
  };
  std::vector<std::uint32_t> cell;
  std::vector<std::size_t> first_block;  ///< of each
  std::vector<Block> block;

  /// Number of the first dense cell that is `of` or after it.
  std::size_t at_or_after(std::uint32_t of) const {
    return static_cast<std::size_t>(std::lower_bound(cell.begin(), cell.end(), of) - cell.begin());
  }
  bool holds(std::uint32_t of) const {
    const std::size_t at = at_or_after(of);
    return at < cell.size() && cell[at] == of;
  }
};

/// Whether two rows of the input have the same coordinates.
template <int D>
bool same_place(const PointView& points, std::uint32_t a, std::uint32_t b) {
  return points.x_m[a] == points.x_m[b] && points.y_m[a] == points.y_m[b] &&
         (D == 2 || points.z_m[a] == points.z_m[b]);
}

/// Whether the place of row a comes first by x, then y, then z. Breaks ties of distance, whatever the order
/// of rows.
template <int D>
bool place_before(const PointView& points, std::uint32_t a, std::uint32_t b) {
  if (points.x_m[a] != points.x_m[b]) return points.x_m[a] < points.x_m[b];
  if (D == 2 || points.y_m[a] != points.y_m[b]) return points.y_m[a] < points.y_m[b];
  return points.z_m[a] < points.z_m[b];
}

/// Orders the points of all cells of many points when one of these weighs less than `needed`; else there are
/// no dense cells. Null weights: every point weighs 1. O(k log k) for the k points in such cells.
template <int D>
DenseCells<D> order_dense_cells(const PointView& points, GridLayout<D>& layout, std::int64_t* weight_of_slot,
                                const std::int64_t* weight_of_cell, std::int64_t needed, RunControl& run);

}  // namespace agglo::density
