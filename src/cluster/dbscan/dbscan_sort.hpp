// The passes of the layout that run over all points, for the vectors of the machine.
#pragma once

#include "cluster/dbscan/dbscan_layout.hpp"

namespace agglo::density {

struct Extent {
  std::array<double, 3> lo, hi;
  std::size_t missing = 0;
};

/// Extent of the located points [begin, end); axes beyond the points' own are left out.
Extent extent_of(const PointView& points, std::size_t begin, std::size_t end);

/// The rows of cells are dealt to buckets of 2^bucket_shift. Adds the points [begin, end) to `count`.
template <int D>
void count_buckets(const PointView& points, const GridScale<D>& scale, unsigned bucket_shift,
                   std::size_t begin, std::size_t end, std::uint32_t* count);

/// Writes the points [begin, end) as records (coordinates, row) to the places next[bucket]++.
template <int D>
void scatter_to_buckets(const PointView& points, const GridScale<D>& scale, unsigned bucket_shift,
                        std::size_t begin, std::size_t end, std::uint32_t* next, std::int32_t* words);

/// Cells of some buckets, in order.
struct CellList {
  std::vector<GridRow> rows;
  std::vector<std::uint32_t> cells_of_row;
  std::vector<std::int32_t> column;
  std::vector<std::uint32_t> start;
};

/// Kept between buckets.
struct BucketScratch {
  LargeArray<std::int32_t> records;
  std::vector<std::uint32_t> next;
  std::vector<std::uint64_t> occupied;
};

/// Sorts the records of one bucket by cell and row of the input, sets coordinates apart, and appends its
/// cells. False when a cell is too thick. Cancelled, it leaves the scratch unfit for use.
template <int D>
bool sort_bucket(const GridScale<D>& scale, unsigned bucket_shift, std::uint32_t begin, std::uint32_t end,
                 std::int32_t* words, BucketScratch& scratch, CellList& cells, const RunControl& run);

}  // namespace agglo::density
