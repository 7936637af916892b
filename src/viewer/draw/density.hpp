// Density: points binned into a grid of cells for each view, all of them or those of a mask.
#pragma once

#include <cstdint>
#include <vector>

#include "viewer/draw/point_index.hpp"

namespace agglo::viewer {

/// Cells of a map. They are fixed to the ground (multiples of cell_m), so that nothing shimmers while
/// panning.
struct CellFrame {
  double min_x_m = 0, min_y_m = 0, cell_m = 1;  ///< lower left corner of cell 0
  int columns = 0, rows = 0;                    ///< row 0 is the southernmost
  std::size_t cells() const { return static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows); }
};
/// All cells that touch `view`, at most 16,384 each way.
CellFrame cells_of_view(const Box& view, double cell_m);

/// Counts per cell.
struct DensityGrid : CellFrame {
  std::vector<float> count;  ///< rows * columns
};

/// From steps of an index to columns and rows, in whole numbers alone, so that every processor finds the same
/// cell: column = (x factor + x_shift modulo 2^64) >> kCellBits as a signed number, for steps
/// within `range`.
struct CellSteps {
  static constexpr unsigned kCellBits = 48;
  std::uint64_t factor = 0, x_shift = 0, y_shift = 0;
  PointIndex::Node range{};  ///< steps that can be in the grid
  bool any = false;          ///< false: no point can be

  std::int64_t column(std::uint32_t x) const {
    return static_cast<std::int64_t>(x * factor + x_shift) >> kCellBits;
  }
  std::int64_t row(std::uint32_t y) const {
    return static_cast<std::int64_t>(y * factor + y_shift) >> kCellBits;
  }
};
CellSteps cell_steps(const PointIndex& points, const CellFrame& frame);

/// Counts as textures have them: whole up to 2^24.
std::vector<float> as_floats(const std::vector<std::uint32_t>& counts);

/// Counts the points of the mask (null = all); every point inside a cell is counted, so that cells at the rim
/// of the view are whole.
DensityGrid bin_points(const PointIndex& points, const Box& view, double cell_m, const PointMask* mask);
/// For each cell 1 + the last index of a point of the mask in it, 0 = none; rows * columns of the frame.
std::vector<std::uint32_t> last_in_cells(const PointIndex& points, const CellFrame& frame,
                                         const PointMask* mask);
/// Binomial 3x3 smoothing that keeps the sum except at the rim; makes a lone point visible.
void soften(DensityGrid& grid);

}  // namespace agglo::viewer
