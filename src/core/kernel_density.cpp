#include "agglo/kernel_density.hpp"

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr double kReach = 4;  // standard deviations
constexpr double kMostCells = 64e6;

/// Share of a Gaussian over the cell `offset` cells away: its integral, so that narrow kernels keep their
/// mass.
std::vector<float> kernel_of(double bandwidth_cells) {
  const auto reach = static_cast<std::size_t>(std::ceil(kReach * bandwidth_cells));
  const auto below = [&](double at) { return 0.5 * std::erf(at / (bandwidth_cells * std::sqrt(2.0))); };
  std::vector<double> exact;
  double sum = 0;
  for (std::size_t k = 0; k <= reach; ++k) {
    const auto at = static_cast<double>(k);
    exact.push_back(below(at + 0.5) - below(at - 0.5));
    sum += (k == 0 ? 1 : 2) * exact.back();
  }
  std::vector<float> kernel;
  for (const double share : exact) kernel.push_back(static_cast<float>(share / sum));
  return kernel;
}

/// Adds `source`, scaled, to the whole target row.
void add_row(const float* source, float* target, std::size_t columns, float share) {
  for (std::size_t c = 0; c < columns; ++c) target[c] += share * source[c];
}

void blur_rows(std::vector<float>& cells, std::size_t columns, std::size_t rows,
               const std::vector<float>& kernel) {
  std::vector<float> out(columns);
  for (std::size_t r = 0; r < rows; ++r) {
    float* row = cells.data() + r * columns;
    if (std::all_of(row, row + columns, [](float v) { return v == 0; })) continue;
    std::fill(out.begin(), out.end(), 0.0f);
    for (std::size_t k = 0; k < std::min(kernel.size(), columns); ++k) {
      add_row(row, out.data() + k, columns - k, kernel[k]);
      if (k > 0) add_row(row + k, out.data(), columns - k, kernel[k]);
    }
    std::copy(out.begin(), out.end(), row);
  }
}

void blur_columns(std::vector<float>& cells, std::size_t columns, std::size_t rows,
                  const std::vector<float>& kernel) {
  std::vector<float> out(cells.size(), 0.0f);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t k = 0; k < kernel.size(); ++k) {
      const float* source = cells.data() + r * columns;
      if (r + k < rows) add_row(source, out.data() + (r + k) * columns, columns, kernel[k]);
      if (k > 0 && r >= k) add_row(source, out.data() + (r - k) * columns, columns, kernel[k]);
    }
  cells = std::move(out);
}

}  // namespace

KernelDensity density_cells(const Box& extent_m, double cell_m, double bandwidth_m) {
  KernelDensity density;
  if (extent_m.empty() || !(cell_m > 0)) return density;
  const double margin = kReach * bandwidth_m;
  density.cell_m = cell_m;
  density.west_m = std::floor((extent_m.min_x - margin) / cell_m) * cell_m;
  density.south_m = std::floor((extent_m.min_y - margin) / cell_m) * cell_m;
  const double columns = std::floor((extent_m.max_x + margin - density.west_m) / cell_m) + 1;
  const double rows = std::floor((extent_m.max_y + margin - density.south_m) / cell_m) + 1;
  if (!(columns >= 1 && rows >= 1)) return {};  // NaN too
  if (columns * rows > kMostCells)
    throw usage_error("a density of so many cells does not fit into memory",
                      "take a wider bandwidth or larger cells");
  density.columns = static_cast<std::size_t>(columns);
  density.rows = static_cast<std::size_t>(rows);
  density.per_km2.assign(density.columns * density.rows, 0.0f);
  return density;
}

void finish_density(KernelDensity& density, const Box& extent_m, double bandwidth_m) {
  if (density.per_km2.empty()) return;
  const std::vector<float> kernel = kernel_of(std::max(1e-3, bandwidth_m / density.cell_m));
  blur_rows(density.per_km2, density.columns, density.rows, kernel);
  blur_columns(density.per_km2, density.columns, density.rows, kernel);
  const auto cells_before = [&](double least, double origin) {
    return static_cast<std::size_t>(std::max(0.0, std::floor((least - origin) / density.cell_m)));
  };
  const std::size_t left = cells_before(extent_m.min_x, density.west_m);
  const std::size_t below = cells_before(extent_m.min_y, density.south_m);
  const std::size_t right = std::min(density.columns, cells_before(extent_m.max_x, density.west_m) + 1);
  const std::size_t above = std::min(density.rows, cells_before(extent_m.max_y, density.south_m) + 1);
  const auto per_km2 = static_cast<float>(1e6 / (density.cell_m * density.cell_m));
  std::vector<float> cut;
  cut.reserve((right - left) * (above - below));
  density.largest = 0;
  for (std::size_t r = below; r < above; ++r)
    for (std::size_t c = left; c < right; ++c) {
      cut.push_back(density.per_km2[r * density.columns + c] * per_km2);
      density.largest = std::max(density.largest, cut.back());
    }
  density.west_m += static_cast<double>(left) * density.cell_m;
  density.south_m += static_cast<double>(below) * density.cell_m;
  density.columns = right - left;
  density.rows = above - below;
  density.per_km2 = std::move(cut);
}

KernelDensity kernel_density(std::span<const double> x_m, std::span<const double> y_m,
                             std::span<const float> weight, const Box& extent_m, double cell_m,
                             double bandwidth_m) {
  KernelDensity density = density_cells(extent_m, cell_m, bandwidth_m);
  for (std::size_t i = 0; i < x_m.size(); ++i)
    add_point(density, x_m[i], y_m[i], weight.empty() ? 1.0f : weight[i]);
  finish_density(density, extent_m, bandwidth_m);
  return density;
}

}  // namespace agglo
