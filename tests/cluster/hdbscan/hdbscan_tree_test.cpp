// The condensed tree, outlier scores, the size limit, sectors, a cancelled run.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "cluster/hdbscan/country.hpp"

namespace {

using agglo::Clusters;
using agglo::HdbscanOptions;
using agglo::HdbscanResult;
using oracle::Points;
using oracle::Random;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

HdbscanResult run_with_tree(const Points& points, const HdbscanOptions& options, unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::hdbscan_with_tree(points.view(), options, run);
}

/// By the definition, for points one by one: the distance below which a point's connected set is too small.
struct Leaving {
  Leaving(const Points& points, std::size_t min_points, double min_size)
      : reach(oracle::reachability(points, min_points)), least(points.size()), set(points.size()) {
    const std::size_t n = points.size();
    std::set<double> all;
    for (const auto& row : reach) all.insert(row.begin(), row.end());
    const std::vector<double> levels(all.begin(), all.end());
    for (std::size_t i = 0; i < n; ++i) {
      std::size_t lo = 0, hi = levels.size() - 1;
      while (lo < hi) {
        const std::size_t middle = (lo + hi) / 2;
        if (static_cast<double>(around(i, levels[middle]).size()) >= min_size)
          hi = middle;
        else
          lo = middle + 1;
      }
      least[i] = levels[lo];
      set[i] = around(i, least[i]);
    }
  }
  std::vector<std::size_t> around(std::size_t i, double level) const {
    if (reach[i][i] > level) return {};
    std::vector<std::size_t> part{i};
    std::vector<bool> seen(reach.size(), false);
    seen[i] = true;
    for (std::size_t k = 0; k < part.size(); ++k)
      for (std::size_t j = 0; j < reach.size(); ++j)
        if (!seen[j] && reach[part[k]][j] <= level) {
          seen[j] = true;
          part.push_back(j);
        }
    return part;
  }
  /// GLOSH: the densest of the point's last cluster against the point itself.
  double outlier_score(std::size_t i) const {
    double densest = kInfinity;
    for (const std::size_t j : set[i]) densest = std::min(densest, least[j]);
    return 1 - densest / least[i];
  }
  std::vector<std::vector<double>> reach;
  std::vector<double> least;                  // by point
  std::vector<std::vector<std::size_t>> set;  // connected with the point at that distance
};

TEST(HdbscanOutliers, are_those_of_the_definition) {
  Random random(36);
  for (int repeat = 0; repeat < 60; ++repeat) {
    Points points = country::towns(random, 40 + random.below(80), repeat % 3 == 0);
    if (repeat % 4 == 1)
      for (auto* column : {&points.x, &points.y})
        for (double& value : *column) value = std::round(value / 20) * 20 + static_cast<double>(repeat);
    // Above the largest pile, so that no distance is 0.
    const std::size_t min_points = repeat % 4 == 1 ? 30 : 12;
    const double min_size = 4 + static_cast<double>(random.below(10));
    const HdbscanResult found =
        run_with_tree(points, {.min_size = min_size, .min_points = static_cast<double>(min_points)});
    const Leaving expected(points, min_points, min_size);
    if (*std::min_element(expected.least.begin(), expected.least.end()) == 0) continue;
    for (std::size_t i = 0; i < points.size(); ++i) {
      ASSERT_DOUBLE_EQ(found.leaves_m[i], expected.least[i]) << repeat << ' ' << i;
      ASSERT_NEAR(found.clusters.outlier_score[i], expected.outlier_score(i), 1e-6) << repeat << ' ' << i;
      // Points of one set at the distance of leaving share their last cluster or are in a part of it.
      for (const std::size_t j : expected.set[i]) {
        std::int32_t c = found.last_cluster[j];
        while (c > found.last_cluster[i]) c = found.tree.parent[static_cast<std::size_t>(c)];
        ASSERT_EQ(c, found.last_cluster[i]);
      }
    }
  }
}

TEST(HdbscanOutliers, definition_tells_a_moved_point) {
  Random random(37);
  Points points = country::towns(random, 80);
  const Leaving before(points, 12, 8);
  points.x[5] += 5000;
  const Leaving after(points, 12, 8);
  EXPECT_GT(after.outlier_score(5), before.outlier_score(5) + 0.01);
  EXPECT_NEAR(run_with_tree(points, {.min_size = 8, .min_points = 12}).clusters.outlier_score[5],
              after.outlier_score(5), 1e-6);
}

TEST(HdbscanOutliers, hermit_scores_high_and_a_place_without_coordinates_nothing) {
  Random random(38);
  Points points;
  for (int i = 0; i < 60; ++i) points.add(random.uniform(0, 100), random.uniform(0, 100));
  points.add(50, 5000);
  points.add(std::numeric_limits<double>::quiet_NaN(), 0);
  const Clusters found = run_with_tree(points, {.min_size = 10}).clusters;
  EXPECT_GT(found.outlier_score[60], 0.98F);
  EXPECT_TRUE(std::isnan(found.outlier_score[61]));
  EXPECT_EQ(*std::min_element(found.outlier_score.begin(), found.outlier_score.begin() + 60), 0.0F);
  const Clusters none = run_with_tree(points, {.min_size = 100}).clusters;
  EXPECT_TRUE(std::isnan(none.outlier_score[0]));
}

TEST(HdbscanTree, stability_and_weight_are_sums_over_members) {
  Random random(39);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Points points = country::towns(random, 400);
    const HdbscanResult found = run_with_tree(points, {.min_size = 12, .min_points = 8});
    const agglo::CondensedTree& tree = found.tree;
    const std::size_t n = tree.parent.size();
    ASSERT_GT(n, 1U);
    double floor_m = kInfinity;
    for (const double core : country::core_distances(points, 8))
      if (core > 0) floor_m = std::min(floor_m, core);
    std::vector<double> weight(n, 0), stability(n, 0);
    for (std::size_t i = 0; i < points.size(); ++i)
      for (auto c = found.last_cluster[i]; c >= 0; c = tree.parent[static_cast<std::size_t>(c)]) {
        const auto at = static_cast<std::size_t>(c);
        // A member leaves at its own distance, or into a part at the distance where the parts join.
        const double leaves_m = std::max(found.leaves_m[i], tree.death_m[at]);
        weight[at] += 1;
        stability[at] += 1 / std::max(leaves_m, floor_m) - 1 / tree.birth_m[at];
      }
    for (std::size_t c = 0; c < n; ++c) {
      EXPECT_EQ(tree.weight[c], weight[c]);
      EXPECT_NEAR(tree.stability[c], stability[c], 1e-9 * stability[c]);
      EXPECT_GE(tree.weight[c], 12);
      EXPECT_LE(tree.death_m[c], tree.birth_m[c]);
      EXPECT_LT(tree.parent[c], static_cast<std::int32_t>(c));
      const std::int32_t label = tree.label[c];
      EXPECT_TRUE(label < 0 ||
                  found.clusters.stability[static_cast<std::size_t>(label)] == tree.stability[c]);
    }
    EXPECT_EQ(found.clusters.stability.size(), static_cast<std::size_t>(found.clusters.count));
  }
}

/// Greatest total stability of clusters that are none inside another, none above the limit, none the root.
double best_total(const agglo::CondensedTree& tree, double limit) {
  const std::size_t n = tree.parent.size();
  double best = 0;
  for (std::uint32_t chosen = 0; chosen < (1U << n); chosen += 2) {
    double total = 0;
    bool valid = true;
    for (std::size_t c = 1; c < n && valid; ++c) {
      if (!(chosen >> c & 1U)) continue;
      valid = tree.weight[c] <= limit;
      total += tree.stability[c];
      for (auto up = tree.parent[c]; up > 0; up = tree.parent[static_cast<std::size_t>(up)])
        valid = valid && !(chosen >> up & 1U);
    }
    if (valid) best = std::max(best, total);
  }
  return best;
}

TEST(HdbscanMaxSize, keeps_the_most_stable_clusters_that_fit) {
  Random random(40);
  int limited = 0;
  for (int repeat = 0; repeat < 150; ++repeat) {
    const Points points = country::towns(random, 150 + random.below(150));
    const double limit = 15 + static_cast<double>(random.below(120));
    const HdbscanOptions options{.min_size = 12, .min_points = 4, .max_size = limit};
    const HdbscanResult found = run_with_tree(points, options),
                        free = run_with_tree(points, {.min_size = 12, .min_points = 4});
    if (found.tree.parent.size() > 14) continue;
    double total = 0;
    for (const double stability : found.clusters.stability) total += stability;
    EXPECT_NEAR(total, best_total(found.tree, limit), 1e-9 * total);
    std::vector<double> weight(static_cast<std::size_t>(found.clusters.count), 0);
    for (const std::int32_t label : found.clusters.label)
      if (label >= 0) weight[static_cast<std::size_t>(label)] += 1;
    for (const double w : weight) EXPECT_LE(w, limit);
    limited += found.clusters.label != free.clusters.label;
    EXPECT_EQ(found.clusters.outlier_score, free.clusters.outlier_score);
  }
  EXPECT_GT(limited, 20);
}

TEST(HdbscanMaxSize, holds_for_leaves_and_merged_clusters) {
  Random random(41);
  for (int repeat = 0; repeat < 60; ++repeat) {
    const Points points = country::towns(random, 250);
    for (const auto selection : {agglo::ClusterSelection::leaf, agglo::ClusterSelection::excess_of_mass}) {
      const HdbscanResult found = run_with_tree(points, {.min_size = 8,
                                                         .max_size = 60,
                                                         .selection = selection,
                                                         .merge_below_m = 200,
                                                         .allow_single_cluster = true});
      for (std::size_t c = 0; c < found.tree.label.size(); ++c)
        EXPECT_TRUE(found.tree.label[c] < 0 || found.tree.weight[c] <= 60);
    }
  }
}

TEST(HdbscanSectors, are_clustered_as_if_alone) {
  Random random(42);
  Points points = country::towns(random, 30000);
  points.x[17] = points.y[17] = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::int32_t> sector(points.size());
  for (std::int32_t& s : sector) s = random.below(5) == 0 ? -1 : random.below(10) == 0 ? 7 : 3;
  const HdbscanOptions options{.min_size = 20};
  agglo::RunControl one(1), two(2);
  const agglo::SectorTrees found = agglo::hdbscan_each_sector(points.view(), sector, options, one);
  const auto again = agglo::hdbscan_each_sector(points.view(), sector, options, two);
  EXPECT_EQ(found.result.clusters.label, again.result.clusters.label);
  EXPECT_EQ(found.sector_of_tree, (std::vector<std::int32_t>{3, 7}));
  std::int32_t before = 0;
  for (std::size_t t = 0; t < 2; ++t) {
    Points part;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < points.size(); ++i)
      if (sector[i] == found.sector_of_tree[t]) {
        part.add(points.x[i], points.y[i]);
        rows.push_back(i);
      }
    const HdbscanResult alone = run_with_tree(part, options);
    EXPECT_EQ(alone.tree.weight, found.tree[t].weight);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::int32_t label = alone.clusters.label[i];
      ASSERT_EQ(found.result.clusters.label[rows[i]], label < 0 ? label : before + label);
      ASSERT_EQ(found.result.clusters.role[rows[i]], alone.clusters.role[i]);
      ASSERT_EQ(found.result.clusters.probability[rows[i]], alone.clusters.probability[i]);
    }
    before += alone.clusters.count;
  }
  EXPECT_EQ(found.result.clusters.count, before);
  EXPECT_EQ(found.result.sector_of_cluster.size(), static_cast<std::size_t>(before));
  EXPECT_EQ(found.result.clusters.stability.size(), static_cast<std::size_t>(before));
  EXPECT_EQ(found.result.clusters.role[17], agglo::PointRole::unlocated);
}

TEST(Hdbscan, stops_in_every_stage) {
  Random random(43);
  const Points points = country::towns(random, 60000);
  for (const char* stage : {"sorting points", "core distances", "spanning tree, round 1",
                            "spanning tree, round 3", "sorting edges", "joining sites", "labelling"}) {
    agglo::RunControl run(2);
    std::atomic<bool> ended{false};
    std::thread watcher([&] {
      while (!ended && run.stage() != stage) std::this_thread::yield();
      run.request_stop();
    });
    try {
      agglo::hdbscan(points.view(), {.min_size = 10}, run);  // a short stage may be over before the stop
    } catch (const agglo::Error& error) {
      EXPECT_EQ(error.kind, agglo::ErrorKind::cancelled) << stage;
    }
    ended = true;
    watcher.join();
  }
}

}  // namespace
