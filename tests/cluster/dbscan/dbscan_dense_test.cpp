// DBSCAN where many points lie on few places and still do not weigh enough.
#include <gtest/gtest.h>

#include <array>

#include "cluster/oracle.hpp"
#include "support/set_size.hpp"

namespace {

using agglo::Clusters;
using agglo::DbscanOptions;
using agglo::PointRole;
using oracle::Points;
using oracle::Random;

Clusters run_dbscan(const Points& points, const DbscanOptions& options, unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::dbscan(points.view(), options, run);
}

/// Thousands of points within a few eps: spread, on a lattice with distances of just eps, or in piles.
Points dense_points(Random& random, int kind, bool solid) {
  Points points;
  for (int i = 0; i < 4000; ++i) {
    if (kind == 0)
      points.add(random.uniform(0, 20), random.uniform(0, 12));
    else if (kind == 1)
      points.add(0.5 * static_cast<double>(random.below(45)), 0.5 * static_cast<double>(random.below(30)));
    else
      points.add(14.0 * static_cast<double>(random.below(3)), 0);
    if (solid) points.z.push_back(5000 + (kind == 0 ? random.uniform(0, 0.5) : 0));
  }
  return points;
}

TEST(DbscanDense, matches_the_definition_with_very_many_min_points) {
  Random random(1);
  for (int repeat = 0; repeat < 9; ++repeat) {
    const Points points = dense_points(random, repeat % 3, repeat % 2);
    const DbscanOptions options{.eps_m = 14, .min_points = static_cast<double>(1100 + random.below(2500))};
    const Clusters found = run_dbscan(points, options);
    ASSERT_EQ(oracle::dbscan_fault(points, options, found), "") << "repeat " << repeat;
  }
}

TEST(DbscanDense, matches_the_definition_with_light_points) {
  Random random(2);
  for (int repeat = 0; repeat < 9; ++repeat) {
    Points points = dense_points(random, repeat % 3, repeat % 2);
    for (std::size_t i = 0; i < points.size(); ++i)
      points.weight.push_back(repeat % 4 < 2 ? 0.0 : 0x1p-10 * static_cast<double>(random.below(3)));
    for (int i = 0; i < 40; ++i) points.weight[random.below(points.size())] = 1;
    const DbscanOptions options{.eps_m = 14, .min_points = static_cast<double>(2 + random.below(30))};
    const Clusters found = run_dbscan(points, options);
    ASSERT_EQ(oracle::dbscan_fault(points, options, found), "") << "repeat " << repeat;
  }
}

TEST(DbscanDense, a_pile_without_weight_costs_and_changes_nothing) {
  Random random(3);
  Points few;
  for (int i = 0; i < 800; ++i) {
    few.add(5.0 * static_cast<double>(random.below(60)), 5.0 * static_cast<double>(random.below(60)));
    few.weight.push_back(0.5 * static_cast<double>(random.below(5)));
  }
  const std::array<std::array<double, 2>, 3> places{{{101, 103}, {116, 103}, {400, 40}}};
  for (const auto& [x, y] : places) {
    few.add(x, y);
    few.weight.push_back(0);
  }
  const DbscanOptions options{.eps_m = 15, .min_points = 12};
  const Clusters expected = run_dbscan(few, options);
  ASSERT_EQ(oracle::dbscan_fault(few, options, expected), "");
  ASSERT_GT(expected.count, 0);
  Points many = few;
  for (int i = 0; i < 300000; ++i) {
    const auto& [x, y] = places[static_cast<std::size_t>(i) % 3];
    many.add(x, y);
    many.weight.push_back(0);
  }
  for (const unsigned threads : {1U, 2U, 4U}) {
    const Clusters found = run_dbscan(many, options, threads);
    ASSERT_EQ(found.count, expected.count);
    for (std::size_t row = 0; row < many.size(); ++row) {
      const std::size_t same = row < few.size() ? row : few.size() - 3 + (row - few.size()) % 3;
      ASSERT_EQ(found.label[row], expected.label[same]) << row;
      ASSERT_EQ(found.role[row], expected.role[same]) << row;
    }
  }
}

TEST(DbscanDense, many_points_with_more_min_points_than_a_cell_holds) {
  Random random(4);
  Points points;
  for (std::size_t i = 0; i < set_size(300000); ++i) points.add(random.uniform(0, 30), random.uniform(0, 30));
  // Within 10 m of the middle lie about 104,720 points; of a corner a quarter.
  const DbscanOptions options{.eps_m = 10, .min_points = static_cast<double>(set_size(80000))};
  const Clusters found = run_dbscan(points, options, 2);
  EXPECT_EQ(found.count, 1);
  const auto order = oracle::shuffled_order(points.size(), random);
  const Clusters again = run_dbscan(oracle::permuted(points, order), options);
  std::size_t core = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    ASSERT_EQ(again.label[i], found.label[order[i]]);
    ASSERT_EQ(again.role[i], found.role[order[i]]);
    core += again.role[i] == PointRole::core ? 1 : 0;
  }
  EXPECT_GT(core, set_size(100000));
  EXPECT_LT(core, set_size(250000));
  // Fifty rows against the definition.
  for (int check = 0; check < 50; ++check) {
    const std::size_t row = random.below(points.size());
    std::size_t within = 0;
    for (std::size_t i = 0; i < points.size(); ++i) within += points.distance2(row, i) <= 100 ? 1 : 0;
    ASSERT_EQ(found.role[row] == PointRole::core, within >= set_size(80000)) << row;
  }
}

}  // namespace
