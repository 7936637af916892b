// Oracle for: hdbscan
#include <gtest/gtest.h>

#include "cluster/oracle.hpp"

namespace {

using agglo::Clusters;
using agglo::ClusterSelection;
using agglo::HdbscanOptions;
using agglo::PointRole;
using oracle::Points;
using oracle::Random;

Clusters run_hdbscan(const Points& points, const HdbscanOptions& options, unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::hdbscan(points.view(), options, run);
}

std::vector<agglo::TreeEdge> run_tree(const Points& points, double min_points, unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::mutual_reachability_tree(points.view(), min_points, run);
}

Points blobs(Random& random, std::size_t n, bool solid, double duplicates) {
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0 && random.uniform(0, 1) < duplicates) {
      const std::size_t other = random.below(i);
      points.add(points.x[other], points.y[other]);
      if (solid) points.z.push_back(points.z[other]);
      continue;
    }
    const double centre = static_cast<double>(random.below(4)) * 10, spread = i % 5 ? 2 : 15;
    points.add(centre + random.uniform(-spread, spread), random.uniform(-spread, spread));
    if (solid) points.z.push_back(random.uniform(-spread, spread));
  }
  return points;
}

TEST(ReachabilityTree, has_the_edge_lengths_of_brute_force) {
  Random random(11);
  for (int repeat = 0; repeat < 150; ++repeat) {
    const bool solid = repeat % 3 == 0;
    Points points = blobs(random, 12 + random.below(150), solid, 0.2);
    if (repeat % 2)
      for (auto* column : {&points.x, &points.y, &points.z})
        for (double& value : *column) value = std::round(value);
    const std::size_t min_points = 1 + random.below(10);
    std::vector<std::size_t> all(points.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const std::vector<double> expected = oracle::prim(oracle::reachability(points, min_points), all);
    const auto found = run_tree(points, static_cast<double>(min_points));
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i].distance_m, expected[i], 1e-12 * 50);
  }
}

TEST(ReachabilityTree, connects_all_located_rows_in_stated_order) {
  Random random(12);
  Points points = blobs(random, 400, false, 0.3);
  points.x[7] = points.y[7] = std::numeric_limits<double>::quiet_NaN();
  const auto edges = run_tree(points, 5);
  ASSERT_EQ(edges.size(), 398U);
  std::vector<std::size_t> up(400);
  std::iota(up.begin(), up.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (up[i] != i) i = up[i];
    return i;
  };
  for (std::size_t i = 0; i < edges.size(); ++i) {
    ASSERT_LT(edges[i].a, edges[i].b);
    ASSERT_NE(edges[i].a, 7U);
    ASSERT_NE(edges[i].b, 7U);
    ASSERT_NE(root(edges[i].a), root(edges[i].b));
    up[root(edges[i].a)] = root(edges[i].b);
    if (i == 0) continue;
    const auto key = [](const agglo::TreeEdge& e) { return std::tuple(e.distance_m, e.a, e.b); };
    ASSERT_LT(key(edges[i - 1]), key(edges[i]));
  }
}

TEST(ReachabilityTree, is_empty_when_there_is_less_weight_than_min_points) {
  Points points;
  for (int i = 0; i < 4; ++i) points.add(i, 0);
  EXPECT_TRUE(run_tree(points, 5).empty());
  EXPECT_EQ(run_tree(points, 4).size(), 3U);
  EXPECT_THROW(run_tree(points, 0), agglo::Error);
}

TEST(Hdbscan, matches_brute_force_labels) {
  Random random(13);
  std::size_t clusters = 0;
  for (int repeat = 0; repeat < 150; ++repeat) {
    const Points points = blobs(random, 30 + random.below(120), repeat % 3 == 0, repeat % 2 ? 0.25 : 0.0);
    const std::size_t min_size = 3 + random.below(8), min_points = 1 + random.below(8);
    const oracle::Hdbscan expected(points, min_size, min_points);
    for (const bool leaf : {false, true})
      for (const bool single : {false, true}) {
        const Clusters found = run_hdbscan(
            points, {.min_size = static_cast<double>(min_size),
                     .min_points = static_cast<double>(min_points),
                     .selection = leaf ? ClusterSelection::leaf : ClusterSelection::excess_of_mass,
                     .allow_single_cluster = single});
        ASSERT_EQ(found.label, expected.labels(leaf, single)) << repeat << leaf << single;
        clusters += static_cast<std::size_t>(found.count);
      }
  }
  EXPECT_GT(clusters, 1000U);
}

TEST(Hdbscan, merges_below_a_distance_and_keeps_to_a_size_as_brute_force_does) {
  Random random(23);
  int merged = 0, limited = 0, in_root = 0;
  for (int repeat = 0; repeat < 150; ++repeat) {
    const Points points = blobs(random, 40 + random.below(160), repeat % 3 == 0, repeat % 2 ? 0.25 : 0.0);
    const std::size_t min_size = 3 + random.below(5), min_points = 1 + random.below(6);
    const oracle::Hdbscan expected(points, min_size, min_points);
    for (const bool leaf : {false, true})
      for (const bool single : {false, true}) {
        const double merge_below_m = random.uniform(0, repeat % 5 ? 3 : 12);
        const std::size_t limit = repeat % 4 == 1 ? min_size + random.below(40) : points.size();
        const Clusters found = run_hdbscan(
            points, {.min_size = static_cast<double>(min_size),
                     .min_points = static_cast<double>(min_points),
                     .max_size = static_cast<double>(limit),
                     .selection = leaf ? ClusterSelection::leaf : ClusterSelection::excess_of_mass,
                     .merge_below_m = merge_below_m,
                     .allow_single_cluster = single});
        ASSERT_EQ(found.label, expected.labels(leaf, single, merge_below_m, limit))
            << repeat << leaf << single;
        // Each of the two options changes something in many of the sets: the oracle tells them apart.
        merged += found.label != expected.labels(leaf, single, 0, limit);
        limited += found.label != expected.labels(leaf, single, merge_below_m);
        in_root += found.count == 1 && single;
      }
  }
  EXPECT_GT(merged, 200);
  EXPECT_GT(limited, 30);
  EXPECT_GT(in_root, 10);
}

TEST(Hdbscan, oracle_tells_one_moved_point) {
  Random random(14);
  const Points points = blobs(random, 120, false, 0.1);
  const oracle::Hdbscan expected(points, 5, 5);
  Clusters found = run_hdbscan(points, {.min_size = 5});
  ASSERT_EQ(found.label, expected.labels(false, false));
  ASSERT_GE(found.count, 2);
  Points moved = points;
  const auto member =
      static_cast<std::size_t>(std::find(found.label.begin(), found.label.end(), 0) - found.label.begin());
  moved.x[member] += 1000;
  EXPECT_NE(oracle::Hdbscan(moved, 5, 5).labels(false, false), found.label);
}

TEST(Hdbscan, integer_weight_equals_that_many_rows) {
  Random random(15);
  for (int repeat = 0; repeat < 60; ++repeat) {
    Points points = blobs(random, 80, false, 0.1), rows;
    std::vector<std::size_t> origin;
    for (std::size_t i = 0; i < points.size(); ++i) {
      points.weight.push_back(static_cast<double>(1 + random.below(6)));
      for (double k = 0; k < points.weight[i]; ++k) {
        rows.add(points.x[i], points.y[i]);
        origin.push_back(i);
      }
    }
    const HdbscanOptions options{.min_size = 12, .min_points = static_cast<double>(2 + random.below(20))};
    const Clusters weighted = run_hdbscan(points, options), expanded = run_hdbscan(rows, options);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      ASSERT_EQ(expanded.label[row], weighted.label[origin[row]]) << repeat;
      ASSERT_EQ(expanded.probability[row], weighted.probability[origin[row]]);
    }
  }
}

TEST(Hdbscan, row_order_changes_numbers_only_even_with_ties) {
  Random random(16);
  for (int repeat = 0; repeat < 60; ++repeat) {
    Points points = blobs(random, 250, false, 0.2);
    for (auto* column : {&points.x, &points.y})
      for (double& value : *column) value = std::round(value);
    const HdbscanOptions options{.min_size = 6, .min_points = 4};
    const Clusters found = run_hdbscan(points, options);
    const auto order = oracle::shuffled_order(points.size(), random);
    const Clusters again = run_hdbscan(oracle::permuted(points, order), options);
    std::vector<std::int32_t> expected;
    for (const std::size_t i : order) expected.push_back(found.label[i]);
    oracle::number_in_row_order(expected);
    ASSERT_EQ(again.label, expected);
    for (std::size_t i = 0; i < order.size(); ++i)
      ASSERT_EQ(again.probability[i], found.probability[order[i]]);
  }
}

TEST(Hdbscan, same_result_for_any_thread_count) {
  Random random(17);
  const Points points = blobs(random, 40000, false, 0.15);
  const Clusters one = run_hdbscan(points, {.min_size = 15}, 1),
                 four = run_hdbscan(points, {.min_size = 15}, 4);
  EXPECT_GT(one.count, 3);
  EXPECT_EQ(one.label, four.label);
  EXPECT_EQ(one.probability, four.probability);
  const auto tree_one = run_tree(points, 15, 1), tree_four = run_tree(points, 15, 4);
  ASSERT_EQ(tree_one.size(), tree_four.size());
  for (std::size_t i = 0; i < tree_one.size(); ++i) {
    ASSERT_EQ(tree_one[i].a, tree_four[i].a);
    ASSERT_EQ(tree_one[i].b, tree_four[i].b);
    ASSERT_EQ(tree_one[i].distance_m, tree_four[i].distance_m);
  }
}

TEST(Hdbscan, two_towns_are_two_clusters_and_a_hermit_is_noise) {
  Random random(18);
  Points points;
  for (int i = 0; i < 40; ++i) points.add(random.uniform(0, 100), random.uniform(0, 100));
  for (int i = 0; i < 40; ++i) points.add(random.uniform(5000, 5100), random.uniform(0, 100));
  points.add(2500, 9000);
  points.add(std::numeric_limits<double>::quiet_NaN(), 0);
  const Clusters found = run_hdbscan(points, {.min_size = 20});
  EXPECT_EQ(found.count, 2);
  EXPECT_EQ(found.label[0], 0);
  EXPECT_EQ(found.label[40], 1);
  EXPECT_EQ(found.role[80], PointRole::noise);
  EXPECT_EQ(found.probability[80], 0);
  EXPECT_EQ(found.role[81], PointRole::unlocated);
  EXPECT_EQ(*std::max_element(found.probability.begin(), found.probability.end()), 1.0F);
}

TEST(Hdbscan, merge_below_keeps_what_is_closer_together) {
  Random random(19);
  Points points;
  for (const double at : {0.0, 300.0, 20000.0})  // two towns 300 m apart, one far away
    for (int i = 0; i < 50; ++i) points.add(at + random.uniform(0, 50), random.uniform(0, 50));
  EXPECT_EQ(run_hdbscan(points, {.min_size = 25, .selection = ClusterSelection::leaf}).count, 3);
  const Clusters merged =
      run_hdbscan(points, {.min_size = 25, .selection = ClusterSelection::leaf, .merge_below_m = 1000});
  EXPECT_EQ(merged.count, 2);
  EXPECT_EQ(merged.label[0], merged.label[60]);
  EXPECT_NE(merged.label[0], merged.label[120]);
  // Nothing is split below 100 km, and the root may not be chosen: the two parts just under it stay.
  EXPECT_EQ(run_hdbscan(points, {.min_size = 25, .merge_below_m = 1e5}).count, 2);
  EXPECT_EQ(run_hdbscan(points, {.min_size = 25, .merge_below_m = 1e5, .allow_single_cluster = true}).count,
            1);
}

TEST(Hdbscan, single_cluster_only_when_allowed) {
  Random random(20);
  Points points;
  for (int i = 0; i < 60; ++i) points.add(random.uniform(0, 10), random.uniform(0, 10));
  EXPECT_EQ(run_hdbscan(points, {.min_size = 35}).count, 0);
  const Clusters one = run_hdbscan(points, {.min_size = 35, .allow_single_cluster = true});
  EXPECT_EQ(one.count, 1);
  EXPECT_EQ(std::count(one.label.begin(), one.label.end(), 0), 60);
}

TEST(Hdbscan, piles_of_firms_on_one_address) {
  Points points;
  for (int pile = 0; pile < 3; ++pile)
    for (int i = 0; i < 30000; ++i) points.add(pile * 100.0, 0);
  const Clusters found = run_hdbscan(points, {.min_size = 25});
  EXPECT_EQ(found.count, 3);
  EXPECT_EQ(std::count(found.label.begin(), found.label.end(), 2), 30000);
  for (const float p : found.probability) ASSERT_EQ(p, 1.0F);
  Points equal;
  for (int i = 0; i < 100; ++i) equal.add(1, 1);
  EXPECT_EQ(run_hdbscan(equal, {.min_size = 25}).count, 0);
  EXPECT_EQ(run_hdbscan(equal, {.min_size = 25, .allow_single_cluster = true}).count, 1);
  EXPECT_EQ(run_tree(equal, 25).size(), 99U);
}

TEST(Hdbscan, too_few_points_are_noise) {
  EXPECT_EQ(run_hdbscan({}, {}).count, 0);
  Points points;
  for (int i = 0; i < 8; ++i) {
    points.add(i, 0);
    const Clusters found = run_hdbscan(points, {.min_size = 25, .allow_single_cluster = true});
    EXPECT_EQ(found.count, 0);
    EXPECT_EQ(found.role[0], PointRole::noise);
    EXPECT_EQ(run_hdbscan(points, {.min_size = 25, .min_points = 1, .allow_single_cluster = true}).count, 0);
  }
}

TEST(Hdbscan, far_outlier_stays_noise) {
  Random random(21);
  Points points = blobs(random, 200, false, 0.1);
  const Clusters before = run_hdbscan(points, {.min_size = 8});
  points.add(1e7, 1e7);
  const Clusters after = run_hdbscan(points, {.min_size = 8});
  EXPECT_EQ(after.label.back(), agglo::kNoCluster);
  EXPECT_EQ(std::vector(after.label.begin(), after.label.end() - 1), before.label);
}

TEST(Hdbscan, refuses_senseless_options) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Points points;
  for (int i = 0; i < 50; ++i) points.add(i, 0);
  for (const HdbscanOptions& options :
       {HdbscanOptions{.min_size = 0}, HdbscanOptions{.min_size = 1}, HdbscanOptions{.min_size = nan},
        HdbscanOptions{.min_points = -1}, HdbscanOptions{.min_points = nan},
        HdbscanOptions{.merge_below_m = -1}, HdbscanOptions{.merge_below_m = nan},
        HdbscanOptions{.min_size = 8, .max_size = 7}, HdbscanOptions{.max_size = nan}}) {
    try {
      run_hdbscan(points, options);
      FAIL();
    } catch (const agglo::Error& error) {
      EXPECT_EQ(error.kind, agglo::ErrorKind::usage);
    }
  }
}

TEST(Hdbscan, a_weight_that_is_none_is_named_by_its_row_counted_from_1) {
  Points points;
  for (int i = 0; i < 3; ++i) points.add(i, 0);
  points.weight = {1, std::numeric_limits<double>::infinity(), 1};
  try {
    run_hdbscan(points, {});
    FAIL();
  } catch (const agglo::Error& error) {
    EXPECT_NE(std::string(error.what()).find("row 2 "), std::string::npos) << error.what();
  }
}

TEST(Hdbscan, stops_when_cancelled) {
  Random random(22);
  const Points points = blobs(random, 100, false, 0);
  agglo::RunControl run;
  run.request_stop();
  EXPECT_THROW(agglo::hdbscan(points.view(), {}, run), agglo::Error);
}

}  // namespace
