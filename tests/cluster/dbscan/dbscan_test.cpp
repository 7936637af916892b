// Oracle for: dbscan
#include <gtest/gtest.h>

#include "cluster/oracle.hpp"

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

/// Integer coordinates: distances tie and lie exactly on eps.
Points integer_points(Random& random, std::size_t n, std::uint64_t side, bool solid) {
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    points.add(static_cast<double>(random.below(side)), static_cast<double>(random.below(side)));
    if (solid) points.z.push_back(static_cast<double>(random.below(side)));
  }
  return points;
}

/// Two squares of 5x5 and 3x3 points, one point between them and one far away.
Points planted_grid() {
  Points points;
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j) points.add(100.0 * i, 100.0 * j);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) points.add(5000 + 100.0 * i, 5000 + 100.0 * j);
  points.add(2500, 2500);
  points.add(9000, 0);
  return points;
}

TEST(Dbscan, planted_grid_gives_25_9_and_2_noise) {
  const Clusters found = run_dbscan(planted_grid(), {.eps_m = 150, .min_points = 5});
  EXPECT_EQ(found.count, 2);
  EXPECT_EQ(std::count(found.label.begin(), found.label.end(), 0), 25);
  EXPECT_EQ(std::count(found.label.begin(), found.label.end(), 1), 9);
  EXPECT_EQ(std::count(found.label.begin(), found.label.end(), -1), 2);
  EXPECT_EQ(std::count(found.role.begin(), found.role.end(), PointRole::core), 26);
}

TEST(Dbscan, matches_the_definition_on_integer_points_in_the_plane) {
  Random random(1);
  for (int repeat = 0; repeat < 400; ++repeat) {
    const Points points = integer_points(random, 1 + random.below(150), 4 + random.below(40), false);
    const DbscanOptions options{.eps_m = static_cast<double>(1 + random.below(5)),
                                .min_points = static_cast<double>(1 + random.below(8))};
    ASSERT_EQ(oracle::dbscan_fault(points, options, run_dbscan(points, options)), "") << "repeat " << repeat;
  }
}

TEST(Dbscan, matches_the_definition_on_integer_points_in_space) {
  Random random(2);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const Points points = integer_points(random, 1 + random.below(200), 4 + random.below(12), true);
    const DbscanOptions options{.eps_m = static_cast<double>(1 + random.below(4)),
                                .min_points = static_cast<double>(1 + random.below(8))};
    ASSERT_EQ(oracle::dbscan_fault(points, options, run_dbscan(points, options)), "") << "repeat " << repeat;
  }
}

TEST(Dbscan, matches_the_definition_with_weights) {
  Random random(3);
  for (int repeat = 0; repeat < 200; ++repeat) {
    Points points = integer_points(random, 1 + random.below(120), 4 + random.below(30), repeat % 2 == 0);
    for (std::size_t i = 0; i < points.size(); ++i)
      points.weight.push_back(0.5 * static_cast<double>(random.below(6)));
    const DbscanOptions options{.eps_m = static_cast<double>(1 + random.below(5)),
                                .min_points = 0.5 * static_cast<double>(1 + random.below(20))};
    ASSERT_EQ(oracle::dbscan_fault(points, options, run_dbscan(points, options)), "") << "repeat " << repeat;
  }
}

TEST(Dbscan, matches_the_definition_on_dense_points) {
  Random random(4);
  for (int repeat = 0; repeat < 20; ++repeat) {
    Points points;
    // Two full strips with a gap near eps: cells of many points that must be compared.
    for (int i = 0; i < 600; ++i)
      points.add(random.uniform(0, 8) + (i % 2 ? 8 + random.uniform(9.9, 10.1) : 0), random.uniform(0, 30));
    const DbscanOptions options{.eps_m = 10, .min_points = 4};
    ASSERT_EQ(oracle::dbscan_fault(points, options, run_dbscan(points, options)), "") << "repeat " << repeat;
  }
}

TEST(Dbscan, oracle_rejects_wrong_labellings) {
  const Points points = planted_grid();
  const DbscanOptions options{.eps_m = 150, .min_points = 5};
  const Clusters good = run_dbscan(points, options);
  ASSERT_EQ(oracle::dbscan_fault(points, options, good), "");
  Clusters bad = good;
  bad.label[30] = 0;
  EXPECT_NE(oracle::dbscan_fault(points, options, bad), "");
  bad = good;
  bad.label[34] = 0;
  EXPECT_NE(oracle::dbscan_fault(points, options, bad), "");
  bad = good;
  bad.role[0] = PointRole::core;
  EXPECT_NE(oracle::dbscan_fault(points, options, bad), "");
  bad = good;
  for (auto& label : bad.label)
    if (label >= 0) label = 1 - label;
  EXPECT_NE(oracle::dbscan_fault(points, options, bad), "");
  bad = good;
  bad.count = 3;
  EXPECT_NE(oracle::dbscan_fault(points, options, bad), "");
}

TEST(Dbscan, border_point_joins_nearest_core_point_ties_to_the_first_place) {
  // Label 0: rows 0-3 at 30, 30, 30, 20. Label 1: rows 4-7 at -10, -10, -10, 0. One point between 0 and 20.
  // The clusters' numbers follow the rows, the tie at 10 does not: it goes to the smaller x.
  const auto label_at = [](double x) {
    Points points;
    for (const double at : {30.0, 30.0, 30.0, 20.0, -10.0, -10.0, -10.0, 0.0}) points.add(at, 0);
    points.add(x, 0);
    const Clusters found = run_dbscan(points, {.eps_m = 11, .min_points = 4});
    EXPECT_EQ(found.count, 2);
    EXPECT_EQ(found.role.back(), PointRole::border);
    return found.label.back();
  };
  EXPECT_EQ(label_at(9.5), 1);
  EXPECT_EQ(label_at(10.5), 0);
  EXPECT_EQ(label_at(10), 1);
}

TEST(Dbscan, radius_is_inclusive) {
  Points points;
  points.add(0, 0);
  points.add(3, 4);
  EXPECT_EQ(run_dbscan(points, {.eps_m = 5, .min_points = 2}).count, 1);
  EXPECT_EQ(run_dbscan(points, {.eps_m = 4.999999, .min_points = 2}).count, 0);
}

TEST(Dbscan, integer_weight_equals_that_many_rows) {
  Random random(5);
  for (int repeat = 0; repeat < 50; ++repeat) {
    Points points = integer_points(random, 80, 25, false), rows;
    std::vector<std::size_t> origin;
    for (std::size_t i = 0; i < points.size(); ++i) {
      points.weight.push_back(static_cast<double>(1 + random.below(4)));
      for (double k = 0; k < points.weight[i]; ++k) {
        rows.add(points.x[i], points.y[i]);
        origin.push_back(i);
      }
    }
    const DbscanOptions options{.eps_m = 3, .min_points = 9};
    const Clusters weighted = run_dbscan(points, options), expanded = run_dbscan(rows, options);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      ASSERT_EQ(expanded.label[row], weighted.label[origin[row]]);
      ASSERT_EQ(expanded.role[row], weighted.role[origin[row]]);
    }
  }
}

TEST(Dbscan, row_order_changes_numbers_only) {
  Random random(6);
  for (int repeat = 0; repeat < 200; ++repeat) {
    // Every other set on a lattice, where border points lie exactly as near to several clusters.
    Points points;
    for (int i = 0; i < 300; ++i) {
      const double x = random.uniform(0, 100), y = random.uniform(0, 100);
      repeat % 2 ? points.add(x, y) : points.add(3 * std::floor(x / 3), 3 * std::floor(y / 3));
    }
    const DbscanOptions options{.eps_m = 6, .min_points = static_cast<double>(4 + repeat % 5)};
    const Clusters found = run_dbscan(points, options);
    const auto order = oracle::shuffled_order(points.size(), random);
    const Clusters again = run_dbscan(oracle::permuted(points, order), options);
    std::vector<std::int32_t> expected;
    for (const std::size_t i : order) expected.push_back(found.label[i]);
    oracle::number_in_row_order(expected);
    ASSERT_EQ(again.label, expected);
  }
}

TEST(Dbscan, same_result_for_any_thread_count) {
  Random random(7);
  Points points;
  for (int i = 0; i < 60000; ++i) {
    const double spread = i % 3 ? 100.0 : 20000.0;
    const double centre = static_cast<double>(random.below(40)) * 500;
    points.add(centre + random.uniform(-spread, spread), random.uniform(-spread, spread));
  }
  const DbscanOptions options{.eps_m = 40, .min_points = 12};
  const Clusters one = run_dbscan(points, options, 1), four = run_dbscan(points, options, 4);
  EXPECT_GT(one.count, 5);
  EXPECT_EQ(one.label, four.label);
  EXPECT_EQ(one.role, four.role);
}

TEST(Dbscan, points_without_coordinates_are_unlocated) {
  Points points = planted_grid();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  points.add(nan, nan);
  const DbscanOptions options{.eps_m = 150, .min_points = 5};
  const Clusters found = run_dbscan(points, options);
  EXPECT_EQ(oracle::dbscan_fault(points, options, found), "");
  EXPECT_EQ(found.role.back(), PointRole::unlocated);
  EXPECT_EQ(found.label.back(), agglo::kNoCluster);
  Points missing;
  for (int i = 0; i < 5; ++i) missing.add(nan, nan);
  EXPECT_EQ(run_dbscan(missing, options).count, 0);
}

TEST(Dbscan, degenerate_sets) {
  EXPECT_EQ(run_dbscan({}, {}).count, 0);
  Points one;
  one.add(1, 1);
  EXPECT_EQ(run_dbscan(one, {.eps_m = 1, .min_points = 2}).count, 0);
  EXPECT_EQ(run_dbscan(one, {.eps_m = 1, .min_points = 1}).count, 1);
  Points equal;
  for (int i = 0; i < 100000; ++i) equal.add(7, 7);
  const Clusters pile = run_dbscan(equal, {.eps_m = 1, .min_points = 10});
  EXPECT_EQ(pile.count, 1);
  EXPECT_EQ(std::count(pile.role.begin(), pile.role.end(), PointRole::core), 100000);
}

TEST(Dbscan, far_outliers_cost_nothing) {
  Points points = planted_grid();
  points.add(1e7, -1e7);
  points.add(-1e12, 1e12);
  const DbscanOptions options{.eps_m = 150, .min_points = 5};
  EXPECT_EQ(oracle::dbscan_fault(points, options, run_dbscan(points, options)), "");
}

TEST(Dbscan, refuses_senseless_options_and_columns) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const Points points = planted_grid();
  for (const DbscanOptions& options :
       {DbscanOptions{0, 5}, DbscanOptions{-1, 5}, DbscanOptions{nan, 5}, DbscanOptions{inf, 5},
        DbscanOptions{10, 0}, DbscanOptions{10, nan}, DbscanOptions{1e-12, 5}}) {
    try {
      run_dbscan(points, options);
      FAIL() << options.eps_m << " " << options.min_points;
    } catch (const agglo::Error& error) {
      EXPECT_EQ(error.kind, agglo::ErrorKind::usage);
    }
  }
  Points bad = points;
  bad.weight.assign(points.size(), 1);
  bad.weight[3] = -1;
  EXPECT_THROW(run_dbscan(bad, {}), agglo::Error);
  bad.weight[3] = nan;
  EXPECT_THROW(run_dbscan(bad, {}), agglo::Error);
  bad.weight.pop_back();
  EXPECT_THROW(run_dbscan(bad, {}), agglo::Error);
}

TEST(Dbscan, stops_when_cancelled) {
  agglo::RunControl run(2);
  run.request_stop();
  const Points points = planted_grid();
  try {
    agglo::dbscan(points.view(), {}, run);
    FAIL();
  } catch (const agglo::Error& error) {
    EXPECT_EQ(error.kind, agglo::ErrorKind::cancelled);
  }
}

TEST(DbscanGrid, equals_dbscan_of_each_pair) {
  Random random(9);
  for (int repeat = 0; repeat < 40; ++repeat) {
    Points points = integer_points(random, 1 + random.below(200), 4 + random.below(20), repeat % 3 == 0);
    if (repeat % 2)
      for (std::size_t i = 0; i < points.size(); ++i)
        points.weight.push_back(0.25 * static_cast<double>(random.below(9)));
    agglo::RunControl run(1 + static_cast<unsigned>(repeat % 2));
    const std::vector<double> eps_m{2, 1, 3.5}, min_points{4, 1.5, 9, 4};
    std::size_t calls = 0;
    agglo::dbscan_grid(points.view(), eps_m, min_points, run,
                       [&](const DbscanOptions& options, const Clusters& found) {
                         EXPECT_EQ(options.eps_m, eps_m[calls / 4]);
                         EXPECT_EQ(options.min_points, min_points[calls % 4]);
                         ++calls;
                         const Clusters expected = agglo::dbscan(points.view(), options, run);
                         EXPECT_EQ(found.label, expected.label);
                         EXPECT_EQ(found.role, expected.role);
                         EXPECT_EQ(found.count, expected.count);
                       });
    ASSERT_EQ(calls, 12U);
  }
  agglo::RunControl run;
  const std::vector<double> good{1}, bad{5, -1};
  EXPECT_THROW(agglo::dbscan_grid({}, good, bad, run, [](const DbscanOptions&, const Clusters&) { FAIL(); }),
               agglo::Error);
}

TEST(Dbscan, decimal_weights_add_up_exactly) {
  for (const std::size_t n : {1000U, 2000U, 4000U, 8000U, 16000U}) {
    std::vector<double> x_m(n), y_m(n), weight(n, 0.1);
    for (std::size_t i = 0; i < n; ++i) {
      x_m[i] = static_cast<double>(i % 100) * 0.01;
      y_m[i] = static_cast<double>(i / 100) * 0.001;
    }
    const agglo::PointView points{x_m, y_m, {}, weight};
    const double all = static_cast<double>(n / 10);
    agglo::RunControl run;
    EXPECT_EQ(agglo::dbscan(points, {.eps_m = 10, .min_points = all}, run).count, 1) << n;
    EXPECT_EQ(agglo::dbscan(points, {.eps_m = 10, .min_points = all + 0.1}, run).count, 0) << n;
  }
}

}  // namespace
