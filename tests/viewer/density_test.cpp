#include "viewer/draw/density.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace agglo::viewer {

namespace {

struct Points {
  std::vector<double> x, y;
  std::vector<std::int16_t> category;
};

/// Half in clumps, half anywhere, some without a place, some without a category.
Points random_points(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> anywhere(-5000, 20000);
  std::normal_distribution<double> clump(3000, 40);
  std::uniform_int_distribution<int> category(-1, 3);
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    const bool lost = i % 97 == 0;
    points.x.push_back(lost ? std::nan("") : i % 2 ? clump(random) : anywhere(random));
    points.y.push_back(lost ? std::nan("") : i % 2 ? clump(random) : anywhere(random));
    points.category.push_back(static_cast<std::int16_t>(category(random)));
  }
  return points;
}

bool shown(const Points& p, std::size_t i, const std::vector<char>& hidden) {
  if (std::isnan(p.x[i]) || p.category[i] < 0) return false;
  const auto c = static_cast<std::size_t>(p.category[i]);
  return c >= hidden.size() || hidden[c] == 0;
}

bool inside(const Points& p, std::size_t i, const Box& box) {
  return p.x[i] >= box.min_x && p.x[i] <= box.max_x && p.y[i] >= box.min_y && p.y[i] <= box.max_y;
}

/// What is wrong with the grid, or nothing: the oracle looks at every point by itself.
std::string fault_in(const DensityGrid& grid, const Points& p, const std::vector<char>& hidden) {
  std::vector<float> wanted(grid.count.size(), 0.0f);
  for (std::size_t i = 0; i < p.x.size(); ++i) {
    if (!shown(p, i, hidden)) continue;
    const double column = std::floor((p.x[i] - grid.min_x_m) / grid.cell_m);
    const double row = std::floor((p.y[i] - grid.min_y_m) / grid.cell_m);
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
    wanted[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
           static_cast<std::size_t>(column)] += 1;
  }
  return wanted == grid.count ? "" : "counts differ";
}

const std::vector<Box> kViews{
    {-6000, -6000, 21000, 21000}, {2900, 2900, 3100, 3100}, {0, 0, 1, 1}, {5e5, 5e5, 6e5, 6e5}};

}  // namespace

TEST(Density, grid_equals_counting_every_point) {
  const Points points = random_points(5000, 1);
  const PointIndex index(points.x, points.y, points.category);
  for (const Box& view : kViews)
    for (const double cell : {0.7, 13.0, 900.0}) {
      if (view.width() / cell > 3000) continue;
      for (const auto& hidden : {std::vector<char>{}, {0, 1}, {1, 1, 1, 1}})
        EXPECT_EQ(fault_in(bin_points(index, view, cell, hidden), points, hidden), "");
    }
}

TEST(Density, oracle_rejects_a_moved_point) {
  const Points points = random_points(500, 2);
  DensityGrid grid = bin_points(PointIndex(points.x, points.y, points.category), kViews[0], 900, {});
  const auto full = std::find_if(grid.count.begin(), grid.count.end(), [](float n) { return n > 0; });
  ASSERT_NE(full, grid.count.end());
  *full -= 1;
  *(full == grid.count.begin() ? full + 1 : full - 1) += 1;
  EXPECT_EQ(fault_in(grid, points, {}), "counts differ");
}

TEST(Density, two_threads_count_as_one) {
  const Points points = random_points(300'000, 3);
  const PointIndex index(points.x, points.y, points.category);
  EXPECT_EQ(fault_in(bin_points(index, kViews[0], 50, {}), points, {}), "");
}

TEST(Density, counting_and_listing_agree_with_every_point) {
  const Points points = random_points(4000, 4);
  const PointIndex index(points.x, points.y, points.category);
  for (const Box& view : kViews)
    for (const auto& hidden : {std::vector<char>{}, {1, 0, 1}}) {
      std::vector<std::uint32_t> wanted;
      for (std::size_t i = 0; i < points.x.size(); ++i)
        if (shown(points, i, hidden) && inside(points, i, view))
          wanted.push_back(static_cast<std::uint32_t>(i));
      std::vector<std::uint32_t> found;
      for (const std::uint32_t i : index.points_in(view, hidden)) found.push_back(index.row(i));
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, wanted);
      EXPECT_EQ(index.count_in(view, hidden, points.x.size()), wanted.size());
    }
}

TEST(Density, softening_keeps_the_sum_away_from_the_rim) {
  DensityGrid grid;
  grid.columns = grid.rows = 9;
  grid.count.assign(81, 0.0f);
  grid.count[4 * 9 + 4] = 16;
  soften(grid);
  EXPECT_FLOAT_EQ(std::accumulate(grid.count.begin(), grid.count.end(), 0.0f), 16);
  EXPECT_FLOAT_EQ(grid.count[4 * 9 + 4], 4);
  EXPECT_FLOAT_EQ(grid.count[3 * 9 + 3], 1);
}

TEST(Density, no_points_one_point_and_piles) {
  const PointIndex none({}, {}, {});
  EXPECT_EQ(none.count_in(kViews[0], {}, 10), 0u);
  EXPECT_TRUE(none.points_in(kViews[0], {}).empty());
  const std::vector<double> x(200, 7.0), y(200, 8.0);
  const PointIndex pile(x, y, {});
  EXPECT_EQ(pile.count_in({7, 8, 7, 8}, {}, 1000), 200u);
  const DensityGrid grid = bin_points(pile, {0, 0, 10, 10}, 1, {});
  EXPECT_FLOAT_EQ(*std::max_element(grid.count.begin(), grid.count.end()), 200);
}

}  // namespace agglo::viewer
