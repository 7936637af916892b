#include "viewer/draw/density.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
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

/// The same points where the index puts them: on its steps.
Points placed(const Points& points, const PointIndex& index) {
  Points on_steps = points;
  for (std::size_t i = 0; i < index.size(); ++i) {
    on_steps.x[index.row(i)] = index.x_m(i);
    on_steps.y[index.row(i)] = index.y_m(i);
  }
  return on_steps;
}

std::shared_ptr<const RowSet> random_rows(std::size_t rows, double share, unsigned seed) {
  std::mt19937 random(seed);
  std::bernoulli_distribution in(share);
  auto set = std::make_shared<RowSet>(rows);
  for (std::size_t row = 0; row < rows; ++row)
    if (in(random)) set->insert(row);
  return set;
}

/// What a layer shows: categories switched off, rows let through by the filter, rows selected.
struct Shown {
  std::vector<char> hidden;
  std::shared_ptr<const RowSet> rows, also;
};
std::vector<Shown> kinds_of_shown(std::size_t rows) {
  return {{{}, nullptr, nullptr},
          {{0, 1}, nullptr, nullptr},
          {{1, 1, 1, 1}, nullptr, nullptr},
          {{}, random_rows(rows, 0.3, 7), nullptr},
          {{1}, random_rows(rows, 0.01, 8), nullptr},
          {{0, 0, 1}, random_rows(rows, 0.5, 9), random_rows(rows, 0.5, 10)},
          {{}, std::make_shared<RowSet>(rows), nullptr}};
}

bool shown(const Points& p, std::size_t i, const Shown& what) {
  if (std::isnan(p.x[i]) || p.category[i] < 0) return false;
  if ((what.rows && !what.rows->contains(i)) || (what.also && !what.also->contains(i))) return false;
  const auto c = static_cast<std::size_t>(p.category[i]);
  return c >= what.hidden.size() || what.hidden[c] == 0;
}

bool inside(const Points& p, std::size_t i, const Box& box) {
  return p.x[i] >= box.min_x && p.x[i] <= box.max_x && p.y[i] >= box.min_y && p.y[i] <= box.max_y;
}

/// What is wrong with the grid, or nothing: the oracle looks at every point by itself.
std::string fault_in(const DensityGrid& grid, const Points& p, const Shown& what) {
  std::vector<float> wanted(grid.count.size(), 0.0f);
  for (std::size_t i = 0; i < p.x.size(); ++i) {
    if (!shown(p, i, what)) continue;
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

TEST(Density, places_are_within_a_step) {
  const Points points = random_points(5000, 1);
  const PointIndex index(points.x, points.y, points.category);
  EXPECT_LT(index.step_m(), 1e-5);
  std::vector<char> seen(points.x.size(), 0);
  for (std::size_t i = 0; i < index.size(); ++i) {
    const std::uint32_t row = index.row(i);
    EXPECT_LE(std::abs(index.x_m(i) - points.x[row]), 1.01 * index.step_m());
    EXPECT_LE(std::abs(index.y_m(i) - points.y[row]), 1.01 * index.step_m());
    EXPECT_EQ(index.category(i), points.category[row]);
    seen[row] = 1;
  }
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i] != 0, shown(points, i, {}));
}

TEST(Density, grid_equals_counting_every_point) {
  const Points points = random_points(5000, 1);
  const PointIndex index(points.x, points.y, points.category);
  for (const Box& view : kViews)
    for (const double cell : {0.7, 13.0, 900.0, 4e6}) {
      if (view.width() / cell > 3000) continue;
      for (const Shown& what : kinds_of_shown(points.x.size())) {
        const auto mask = index.mask(what.rows, what.hidden, what.also);
        EXPECT_EQ(fault_in(bin_points(index, view, cell, mask.get()), placed(points, index), what), "");
      }
    }
}

TEST(Density, oracle_rejects_a_moved_point) {
  const Points points = random_points(500, 2);
  const PointIndex index(points.x, points.y, points.category);
  DensityGrid grid = bin_points(index, kViews[0], 900, nullptr);
  const auto full = std::find_if(grid.count.begin(), grid.count.end(), [](float n) { return n > 0; });
  ASSERT_NE(full, grid.count.end());
  *full -= 1;
  *(full == grid.count.begin() ? full + 1 : full - 1) += 1;
  EXPECT_EQ(fault_in(grid, placed(points, index), {}), "counts differ");
}

TEST(Density, several_threads_count_as_one) {
  Points points = random_points(600'000, 3);
  // Away from the edges of cells, where the rounding of places decides.
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    points.x[i] = std::floor(points.x[i]) + 0.5;
    points.y[i] = std::floor(points.y[i]) + 0.5;
  }
  const PointIndex index(points.x, points.y, points.category);
  const Points on_steps = placed(points, index);
  for (const Shown& what : kinds_of_shown(points.x.size())) {
    const auto mask = index.mask(what.rows, what.hidden, what.also);
    EXPECT_EQ(fault_in(bin_points(index, kViews[0], 50, mask.get()), on_steps, what), "");
  }
}

TEST(Density, counting_and_listing_agree_with_every_point) {
  const Points points = random_points(4000, 4);
  const PointIndex index(points.x, points.y, points.category);
  const Points on_steps = placed(points, index);
  for (const Box& view : kViews)
    for (const Shown& what : kinds_of_shown(points.x.size())) {
      std::vector<std::uint32_t> wanted;
      for (std::size_t i = 0; i < points.x.size(); ++i)
        if (shown(on_steps, i, what) && inside(on_steps, i, view))
          wanted.push_back(static_cast<std::uint32_t>(i));
      const auto mask = index.mask(what.rows, what.hidden, what.also);
      std::vector<std::uint32_t> found;
      for (const std::uint32_t i : index.points_in(view, mask.get())) found.push_back(index.row(i));
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, wanted);
      EXPECT_EQ(index.count_in(view, mask.get(), points.x.size()), wanted.size());
    }
}

TEST(Density, cells_hold_the_last_point_of_the_mask) {
  const Points points = random_points(3000, 5);
  const PointIndex index(points.x, points.y, points.category);
  const CellFrame frame = cells_of_view(kViews[0], 130);
  for (const Shown& what : kinds_of_shown(points.x.size())) {
    const auto mask = index.mask(what.rows, what.hidden, what.also);
    std::vector<std::uint32_t> wanted(frame.cells(), 0);
    for (std::size_t i = 0; i < index.size(); ++i)
      if (shown(points, index.row(i), what)) {
        const auto column = static_cast<std::size_t>((index.x_m(i) - frame.min_x_m) / frame.cell_m);
        const auto row = static_cast<std::size_t>((index.y_m(i) - frame.min_y_m) / frame.cell_m);
        wanted[row * static_cast<std::size_t>(frame.columns) + column] = static_cast<std::uint32_t>(i + 1);
      }
    EXPECT_EQ(last_in_cells(index, frame, mask.get()), wanted);
  }
}

TEST(Density, masks_are_remembered_by_their_sets) {
  const Points points = random_points(1000, 6);
  const PointIndex index(points.x, points.y, points.category);
  const auto rows = random_rows(points.x.size(), 0.5, 1), others = random_rows(points.x.size(), 0.5, 2);
  EXPECT_EQ(index.mask(nullptr, {0, 0}), nullptr);
  const auto mask = index.mask(rows, {});
  EXPECT_EQ(index.mask(rows, {0}), mask);
  EXPECT_NE(index.mask(others, {}), mask);
  EXPECT_NE(index.mask(rows, {1}), mask);
  EXPECT_EQ(index.mask(rows, {}), mask);
  std::size_t wanted = 0;
  for (std::size_t i = 0; i < points.x.size(); ++i) wanted += shown(points, i, {{}, rows, nullptr});
  EXPECT_EQ(mask->count(), wanted);
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
  EXPECT_EQ(none.count_in(kViews[0], nullptr, 10), 0u);
  EXPECT_TRUE(none.points_in(kViews[0], nullptr).empty());
  EXPECT_EQ(none.mask(std::make_shared<RowSet>(0), {1}), nullptr);
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  const std::vector<double> lost{nan, inf, 1, -inf}, found{1, 2, nan, 3};
  EXPECT_EQ(PointIndex(lost, found, {}).size(), 0u);
  const std::vector<double> x(200, 7.0), y(200, 8.0);
  const PointIndex pile(x, y, {});
  EXPECT_EQ(pile.count_in({7, 8, 7, 8}, nullptr, 1000), 200u);
  const DensityGrid grid = bin_points(pile, {0, 0, 10, 10}, 1, nullptr);
  EXPECT_FLOAT_EQ(*std::max_element(grid.count.begin(), grid.count.end()), 200);
}

}  // namespace agglo::viewer
