// Density: points in Morton order under a tree of boxes and counts, binned into a grid of cells for each
// view.
//
// The tree makes both ends cheap and stays exact: a subtree outside the view is skipped, a subtree inside one
// cell adds its count in one step, and only what lies between is looked at point by point.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/shapes.hpp"
#include "viewer/state/camera.hpp"

namespace agglo::viewer {

/// Built once per layer, then immutable.
class PointIndex {
 public:
  PointIndex() = default;
  /// Rows with NaN in x or y, or a negative category, are left out. `category` may be empty. O(n log n).
  PointIndex(std::span<const double> x_m, std::span<const double> y_m,
             std::span<const std::int16_t> category);

  std::size_t size() const { return row_.size(); }
  const Box& box() const { return box_; }
  double x_m(std::size_t i) const { return x_[i]; }
  double y_m(std::size_t i) const { return y_[i]; }
  std::uint32_t row(std::size_t i) const { return row_[i]; }
  std::int16_t category(std::size_t i) const { return category_.empty() ? std::int16_t{0} : category_[i]; }

  /// Points inside `view` (bounds included); counting stops at the first number above `stop_above`.
  /// hidden[c] = 1 leaves category c out; empty hides nothing.
  std::size_t count_in(const Box& view, std::span<const char> hidden, std::size_t stop_above) const;
  /// Indices (not rows) of the points inside `view`, in Morton order.
  std::vector<std::uint32_t> points_in(const Box& view, std::span<const char> hidden) const;

 private:
  friend struct DensityBinner;
  struct Node {
    Box box;
    std::uint32_t begin, end;  // points
  };
  static constexpr std::size_t kLeaf = 64, kFan = 4;

  std::vector<double> x_, y_;
  std::vector<std::uint32_t> row_;
  std::vector<std::int16_t> category_;
  std::vector<std::vector<Node>>
      levels_;  // [0] leaves; node k of a level has nodes 4k .. 4k+3 of the one below
  Box box_;
};

/// Counts per cell. Cells are fixed to the ground (multiples of cell_m), so that nothing shimmers while
/// panning.
struct DensityGrid {
  double min_x_m = 0, min_y_m = 0, cell_m = 1;  ///< lower left corner of cell 0
  int columns = 0, rows = 0;                    ///< row 0 is the southernmost
  std::vector<float> count;                     ///< rows * columns
};

/// Grid of all cells that touch `view`; every point inside a cell is counted, so that cells at the rim are
/// whole.
DensityGrid bin_points(const PointIndex& points, const Box& view, double cell_m,
                       std::span<const char> hidden);
/// Binomial 3x3 smoothing that keeps the sum except at the rim; makes a lone point visible.
void soften(DensityGrid& grid);

}  // namespace agglo::viewer
