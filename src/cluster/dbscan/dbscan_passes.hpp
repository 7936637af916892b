// The passes of a fast DBSCAN over rows of cells: which points are core, which cells join, where the rest
// goes.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "cluster/dbscan/dbscan_dense.hpp"
#include "cluster/disjoint_sets.hpp"

namespace agglo::density {

/// Weights in whole steps, so that sums do not depend on their order. Both null: every point weighs 1.
struct SlotWeights {
  const std::int64_t* of_slot = nullptr;
  const std::int64_t* of_cell = nullptr;
};

/// Marks of the points of all cells that hold core points and others; core_points of each cell.
struct CoreMarks {
  std::uint8_t* of_slot = nullptr;
  std::uint32_t* core_points = nullptr;
};

/// The cells with core points. Their core points are the first of their slots.
template <int D>
struct CoreCells {
  std::vector<std::uint32_t> first;  ///< of each row, and one past the last
  LargeArray<std::int32_t> column;
  LargeArray<std::uint32_t> slot;                    ///< first core point
  LargeArray<std::uint32_t> count;                   ///< core points
  LargeArray<CellBox<D>> box;                        ///< of the core points
  SharedDisjointSets sets;                           ///< of cells in one cluster
  LargeArray<std::atomic<std::uint32_t>> first_row;  ///< lowest row of the input in the cluster; of roots

  void lower_first_row(std::uint32_t cell, std::uint32_t row) {
    std::uint32_t known = first_row[cell].load(std::memory_order_relaxed);
    while (row < known && !first_row[cell].compare_exchange_weak(known, row, std::memory_order_relaxed)) {
    }
  }
};

/// What border_rows writes for each row: the root of its cluster, with kBorderBit for border points.
inline constexpr std::int32_t kNoiseCode = -1, kUnlocatedCode = -2, kBorderBit = std::int32_t{1} << 30;

/// Counts the weight around the points of rows [begin, end) up to `needed`.
template <int D>
void mark_core_rows(const PointView& points, GridLayout<D>& layout, const DenseCells<D>& dense,
                    const SlotWeights& weights, std::int64_t needed, std::size_t begin, std::size_t end,
                    const CoreMarks& marks, const RunControl& run);

/// Joins the core cells of rows [begin, end) with those before them that hold a core point within eps.
template <int D>
void join_rows(const PointView& points, GridLayout<D>& layout, CoreCells<D>& core, std::size_t begin,
               std::size_t end, const RunControl& run);

/// Writes the code of each point of rows [begin, end). Roots must be the parents of all core cells.
template <int D>
void border_rows(const PointView& points, GridLayout<D>& layout, CoreCells<D>& core,
                 const std::uint32_t* core_points, std::size_t begin, std::size_t end, std::int32_t* code,
                 const RunControl& run);

}  // namespace agglo::density
