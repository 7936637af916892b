#include "agglo/kernel_density.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace agglo {
namespace {

constexpr double kPi = 3.141592653589793;

/// The definition, per km2: the mean over the cell would differ by less than the tolerance below.
double exact(const std::vector<double>& x, const std::vector<double>& y, double at_x, double at_y, double h) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += std::exp(-((x[i] - at_x) * (x[i] - at_x) + (y[i] - at_y) * (y[i] - at_y)) / (2 * h * h));
  return sum / (2 * kPi * h * h) * 1e6;
}

TEST(KernelDensity, agrees_with_its_definition) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> place(0, 20000);
  std::vector<double> x, y;
  for (int i = 0; i < 300; ++i) x.push_back(place(random)), y.push_back(place(random));
  const Box extent{4000, 5000, 15000, 14000};
  const KernelDensity d = kernel_density(x, y, {}, extent, 100, 1000);
  double largest = 0;
  for (std::size_t r = 0; r < d.rows; r += 7)
    for (std::size_t c = 0; c < d.columns; c += 7) {
      const double cx = d.west_m + (static_cast<double>(c) + 0.5) * 100,
                   cy = d.south_m + (static_cast<double>(r) + 0.5) * 100;
      const double want = exact(x, y, cx, cy, 1000);
      largest = std::max(largest, want);
      EXPECT_NEAR(static_cast<double>(d.per_km2[r * d.columns + c]), want, 0.02) << c << " " << r;
    }
  EXPECT_GT(largest, 0.5);
}

TEST(KernelDensity, the_bandwidth_is_in_metres_whatever_the_cells) {
  const std::vector<double> x{0}, y{0};
  const double peak = 1e6 / (2 * kPi * 500 * 500);
  for (const double cell : {20.0, 50.0, 100.0}) {
    const KernelDensity d = kernel_density(x, y, {}, {-5000, -5000, 5000, 5000}, cell, 500);
    EXPECT_NEAR(static_cast<double>(d.largest), peak, 0.03 * peak) << cell;
    double mass = 0;
    for (const float v : d.per_km2) mass += static_cast<double>(v) * cell * cell / 1e6;
    EXPECT_NEAR(mass, 1, 1e-3) << cell;
  }
}

TEST(KernelDensity, an_extent_without_numbers_has_no_cells) {
  const double lost = std::nan("");
  EXPECT_TRUE(density_cells({0, 0, lost, 10}, 1, 5).per_km2.empty());
  EXPECT_TRUE(density_cells({0, 0, 10, 10}, 1, lost).per_km2.empty());
}

TEST(KernelDensity, weights_count_and_lost_points_do_not) {
  const std::vector<double> x{100, std::nan("")}, y{100, 3};
  const std::vector<float> weight{7, 1000};
  const KernelDensity d = kernel_density(x, y, weight, {0, 0, 1000, 1000}, 1000, 1);
  EXPECT_NEAR(static_cast<double>(d.largest), 7, 1e-3) << "a kernel far below the cell: 7 on 1 km2";
}

TEST(KernelDensity, cells_stay_in_place_while_the_map_moves) {
  const std::vector<double> x{500}, y{500};
  const KernelDensity a = kernel_density(x, y, {}, {0, 0, 2000, 2000}, 30, 200);
  const KernelDensity b = kernel_density(x, y, {}, {17, 11, 2017, 2011}, 30, 200);
  EXPECT_EQ(std::remainder(a.west_m - b.west_m, 30.0), 0);
  EXPECT_EQ(a.largest, b.largest);
}

}  // namespace
}  // namespace agglo
