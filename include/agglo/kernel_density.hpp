// Kernel density: how many points lie around each place, per square kilometre.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "agglo/shapes.hpp"

namespace agglo {

/// Values on square cells; cell (column, row) has its lower left corner at west_m + column * cell_m, south_m
/// + row
/// * cell_m. Row 0 is the southernmost.
struct KernelDensity {
  double west_m = 0, south_m = 0, cell_m = 1;
  std::size_t columns = 0, rows = 0;
  std::vector<float> per_km2;  ///< columns * rows
  float largest = 0;
};

/// Empty cells that cover the extent, and the reach of the kernel around it; their corners are multiples of
/// cell_m, so that they stay in place while a map moves.
KernelDensity density_cells(const Box& extent_m, double cell_m, double bandwidth_m);
/// Adds a point of this weight; outside of the cells it is left out.
inline void add_point(KernelDensity& density, double x_m, double y_m, float weight) {
  const double column = (x_m - density.west_m) / density.cell_m,
               row = (y_m - density.south_m) / density.cell_m;
  if (!(column >= 0 && row >= 0 && column < static_cast<double>(density.columns) &&
        row < static_cast<double>(density.rows)))
    return;
  density.per_km2[static_cast<std::size_t>(row) * density.columns + static_cast<std::size_t>(column)] +=
      weight;
}
/// Turns the sums of weights in the cells into a density under a Gaussian kernel with this standard
/// deviation, cut off at four of them, and cuts the cells to the extent. Points count as if in the middle of
/// their cell; a kernel narrower than a cell leaves the mean density of the cell. Mass is kept but for what
/// lies beyond the extent. O(cells * bandwidth / cell size).
void finish_density(KernelDensity& density, const Box& extent_m, double bandwidth_m);

/// The three steps in one. `weight` empty = 1 each; NaN coordinates are left out.
KernelDensity kernel_density(std::span<const double> x_m, std::span<const double> y_m,
                             std::span<const float> weight, const Box& extent_m, double cell_m,
                             double bandwidth_m);

}  // namespace agglo
