// The layout of a fast DBSCAN: points in whole numbers of a small length, sorted into rows of square cells.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "agglo/clustering.hpp"
#include "cluster/large_array.hpp"

namespace agglo::density {

/// Coordinates in whole quanta, and what follows from eps in quanta, E. D is 2 for points in a plane; 3 for
/// points that lie near one, as those of a country on the Earth do: two axes along it, the third across.
///
/// A coordinate is rounded down to a whole quantum, after at most 2^-18 quanta of rounding in double, so the
/// difference of two is off by less than 1.001 on each axis and a distance by less than 1.001 sqrt(3) < 1.75.
/// The differences that are squared are below 2^24, exact in float; their squares and sum are rounded at most
/// 3 times (with or without fused operations), which changes a squared distance by less than a part in 2^22.
/// Across the plane a difference may be larger and so be rounded, but its square is then far above far2,
/// which is below 2^43: such a pair is beyond eps, and is found so. So a float result <= near2 proves a
/// distance within eps and one > far2 a distance beyond it, with room for the rounding of the two limits and
/// for that of the double comparison, parts in 2^24 and 2^51. Pairs between the two are compared in double as
/// the definition says. Hence every instruction set gives the same answer.
///
/// All members of a cell are within eps of each other: its side is (E - 8) / sqrt(2), or less in space, where
/// each cell's extent across the plane is checked too. Two cells on, points are more than eps away.
template <int D>
struct GridScale {
  std::array<std::array<double, 3>, 3> axis{};  ///< directions, in quanta per metre; unused in a plane
  std::array<double, 3> origin{};               ///< where all coordinates are 0, metres
  std::array<double, 3> shift{};  ///< added to keep coordinates above 0, quanta; unused in a plane
  double per_m = 1;               ///< quanta in a metre, a power of two
  double cells_per_quantum = 1;
  float near2 = 0, far2 = 0;
  double eps2 = 0;       ///< square metres, for the comparison in double
  double across2 = 0;    ///< greatest squared extent of a cell across the plane, quanta; unused in a plane
  double row_limit = 0;  ///< above the number of any row of cells
  bool has_missing = false;  ///< some points have no coordinates
};

/// Scale for the points; false when 32 bits are too few for them: eps below a part in 2^23 of the extent, or
/// points in space that do not lie near a plane.
template <int D>
bool choose_scale(const PointView& points, double eps_m, RunControl& run, GridScale<D>& scale);

/// One occupied row of cells. Its points lie in a bucket, one coordinate after the other, then their rows.
struct GridRow {
  std::int32_t number;          ///< row of the grid
  std::uint32_t bucket;         ///< first slot of the bucket
  std::uint32_t bucket_points;  ///< points in it
};

/// Where the points of one grid row are found by slot.
template <int D>
struct RowPoints {
  std::array<const std::int32_t*, D> axis{};
  const std::uint32_t* id = nullptr;
};

/// Points of equal rows side by side, and in a row those of equal cells; in a cell by row of the input.
template <int D>
struct GridLayout {
  static constexpr std::size_t kWords = D + 1;  ///< 32-bit words per point

  GridScale<D> scale;
  std::size_t points = 0;  ///< located ones
  LargeArray<std::int32_t> words;
  std::vector<GridRow> rows;              ///< ascending by number
  std::vector<std::uint32_t> first_cell;  ///< of each row, and one past the last
  LargeArray<std::int32_t> column;        ///< of each cell, ascending in a row
  LargeArray<std::uint32_t> start;        ///< first slot of each cell, and one past the last
  std::size_t cells = 0;

  std::int32_t* axis_of(const GridRow& row, std::size_t axis) {
    return words.data() + (kWords - 1) * row.bucket + axis * row.bucket_points;
  }
  std::uint32_t* id_of(const GridRow& row) { return reinterpret_cast<std::uint32_t*>(axis_of(row, D)); }
  RowPoints<D> points_of(const GridRow& row) {
    RowPoints<D> result;
    for (std::size_t axis = 0; axis < D; ++axis) result.axis[axis] = axis_of(row, axis);
    result.id = id_of(row);
    return result;
  }
};

/// Sorts the points; false when a cell is too thick (points in space only). O(n); 4 (D + 1) bytes a point.
template <int D>
bool lay_out(const PointView& points, RunControl& run, GridLayout<D>& layout);

}  // namespace agglo::density
