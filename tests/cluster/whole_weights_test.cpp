// Weights with decimals: all methods add them exactly, whatever the order of rows, and agree on who is core.
#include "cluster/whole_weights.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "agglo/activity_centres.hpp"
#include "agglo/cluster_quality.hpp"
#include "agglo/optics.hpp"
#include "agglo/st_dbscan.hpp"
#include "cluster/dbscan/dbscan_by_rows.hpp"
#include "cluster/oracle.hpp"

namespace {

using agglo::PointRole;
using agglo::density::WeightSteps;
using agglo::density::WeightUse;
using oracle::Points;
using oracle::Random;

WeightSteps steps_of(const std::vector<double>& weight, const WeightUse& use) {
  agglo::RunControl run(2);
  return {weight, use, run};
}

double sum_in_steps(const WeightSteps& steps, const std::vector<double>& weight) {
  double sum = 0;
  for (const double w : weight) sum += steps.of(w);
  return sum;
}

std::vector<bool> core_of(const agglo::Clusters& clusters) {
  std::vector<bool> core;
  for (const PointRole role : clusters.role) core.push_back(role == PointRole::core);
  return core;
}

/// Who is core, by each method that tells.
using CoreFinder = std::function<std::vector<bool>(const Points&, double eps_m, double min_points)>;
const std::array<std::pair<const char*, CoreFinder>, 5> kCoreFinders{{
    {"dbscan",
     [](const Points& points, double eps_m, double min_points) {
       agglo::RunControl run(2);
       return core_of(agglo::dbscan(points.view(), {eps_m, min_points}, run));
     }},
    {"slow dbscan",
     [](const Points& points, double eps_m, double min_points) {
       agglo::RunControl run(2);
       return core_of(agglo::density::dbscan_by_cells(points.view(), {eps_m, min_points}, run));
     }},
    {"optics",
     [](const Points& points, double eps_m, double min_points) {
       agglo::RunControl run(2);
       const agglo::OpticsOrder order = agglo::optics(points.view(), {2 * eps_m, min_points}, run);
       return core_of(agglo::optics_threshold(order, eps_m, run));
     }},
    {"st_dbscan",
     [](const Points& points, double eps_m, double min_points) {
       agglo::RunControl run(2);
       const std::vector<double> time(points.size(), 7);
       return core_of(agglo::st_dbscan(points.view(), time, {eps_m, 1, min_points}, run));
     }},
    {"neighbours",
     [](const Points& points, double eps_m, double min_points) {
       agglo::RunControl run(2);
       std::vector<bool> core;
       for (const double distance_m : agglo::neighbour_distances(points.view(), min_points, run))
         core.push_back(distance_m <= eps_m);
       return core;
     }},
}};

Points at_one_place(const std::vector<double>& weight) {
  Points points;
  for (const double w : weight) {
    points.add(5, 5);
    points.weight.push_back(w);
  }
  return points;
}

/// Points on a lattice with weights of so many parts, and the parts.
struct Parted {
  Points points;
  std::vector<std::uint64_t> parts;
};
Parted random_parted(Random& random, std::uint64_t parts_of_1) {
  Parted made;
  const std::size_t n = 1 + random.below(60);
  for (std::size_t i = 0; i < n; ++i) {
    const auto x = static_cast<double>(random.below(9));
    made.points.add(x, static_cast<double>(random.below(9)));
    made.parts.push_back(random.below(parts_of_1 + parts_of_1 / 2));
    made.points.weight.push_back(static_cast<double>(made.parts.back()) / static_cast<double>(parts_of_1));
  }
  return made;
}

/// In whole parts.
std::vector<bool> right_core(const Parted& set, double eps_m, std::uint64_t min_parts) {
  std::vector<bool> core;
  for (std::size_t i = 0; i < set.parts.size(); ++i) {
    std::uint64_t sum = 0;
    for (std::size_t j = 0; j < set.parts.size(); ++j)
      if (set.points.distance2(i, j) <= eps_m * eps_m) sum += set.parts[j];
    core.push_back(sum >= min_parts);
  }
  return core;
}

TEST(WholeWeights, ten_weights_of_a_tenth_are_one) {
  const Points points = at_one_place(std::vector<double>(10, 0.1));
  for (const auto& [name, core] : kCoreFinders) {
    EXPECT_EQ(core(points, 1, 1), std::vector<bool>(10, true)) << name;
    EXPECT_EQ(core(points, 1, 1.0000001), std::vector<bool>(10, false)) << name;
  }
}

TEST(WholeWeights, the_order_of_three_weights_does_not_matter) {
  std::vector<double> weight{0.1, 0.3, 0.7};
  do {
    for (const auto& [name, core] : kCoreFinders)
      EXPECT_EQ(core(at_one_place(weight), 1, 1.1), std::vector<bool>(3, true)) << name;
  } while (std::next_permutation(weight.begin(), weight.end()));
}

TEST(WholeWeights, hdbscan_and_centres_reach_a_least_size_by_tenths) {
  std::vector<double> weight(11, 0.1);
  weight.insert(weight.end(), {0.2, 0.7});
  std::sort(weight.begin(), weight.end());
  Points points = at_one_place(weight);
  for (std::size_t i = 0; i < points.size(); ++i) points.x[i] = static_cast<double>(i % 3);
  agglo::RunControl run(2);
  const auto clusters = [&](double min_size, double max_size) {
    return agglo::hdbscan_with_tree(
        points.view(),
        {.min_size = min_size, .min_points = 1, .max_size = max_size, .allow_single_cluster = true}, run);
  };
  EXPECT_EQ(clusters(2, 0).clusters.count, 1);
  EXPECT_EQ(clusters(2, 2).clusters.count, 1);
  EXPECT_EQ(clusters(2, 0).tree.weight, std::vector<double>{2});
  EXPECT_EQ(clusters(2.0000001, 0).clusters.count, 0);
  EXPECT_EQ(clusters(1.9, 1.9999999).clusters.count, 0);
  const auto centres = [&](double min_weight) {
    return agglo::activity_centres({points.x, points.y, {}, points.weight},
                                   {.bandwidth_m = 100, .min_weight = min_weight}, run)
        .centres;
  };
  ASSERT_EQ(centres(2).size(), 1U);
  EXPECT_EQ(centres(2)[0].weight, 2);
  EXPECT_TRUE(centres(2.0000001).empty());
}

TEST(WholeWeights, all_methods_find_the_core_points_of_whole_arithmetic) {
  Random random(3);
  for (int repeat = 0; repeat < 150; ++repeat) {
    const std::uint64_t parts_of_1 = std::array<std::uint64_t, 4>{10, 100, 1000, 1000000}[random.below(4)];
    const Parted set = random_parted(random, parts_of_1);
    const double eps_m = 1 + static_cast<double>(random.below(3));
    // A sum that occurs, so that it must be reached, or one part more.
    std::uint64_t min_parts = random.below(2);
    const std::size_t at = random.below(set.parts.size());
    for (std::size_t j = 0; j < set.parts.size(); ++j)
      if (set.points.distance2(at, j) <= eps_m * eps_m) min_parts += set.parts[j];
    if (min_parts == 0) continue;
    const double min_points = static_cast<double>(min_parts) / static_cast<double>(parts_of_1);
    const std::vector<bool> right = right_core(set, eps_m, min_parts);
    for (const auto& [name, core] : kCoreFinders)
      ASSERT_EQ(core(set.points, eps_m, min_points), right) << name << ", repeat " << repeat;
    EXPECT_NE(right, right_core(set, eps_m, right[at] ? min_parts + 10 * parts_of_1 * 60 : 1)) << repeat;
  }
}

TEST(WholeWeights, trees_and_centres_have_the_same_bits_for_any_order_of_rows) {
  Random random(4);
  for (int repeat = 0; repeat < 60; ++repeat) {
    Points points = random_parted(random, repeat % 2 == 0 ? 10 : 100000).points;
    if (repeat % 3 == 0)
      for (double& w : points.weight) w /= 3;  // no decimals
    const auto order = oracle::shuffled_order(points.size(), random);
    const Points other = oracle::permuted(points, order);
    agglo::RunControl run(2);
    const agglo::HdbscanOptions options{.min_size = 1.2, .min_points = 0.9, .allow_single_cluster = true};
    const agglo::HdbscanResult a = agglo::hdbscan_with_tree(points.view(), options, run),
                               b = agglo::hdbscan_with_tree(other.view(), options, run);
    ASSERT_EQ(a.tree.weight, b.tree.weight) << "repeat " << repeat;
    ASSERT_EQ(a.tree.stability, b.tree.stability) << "repeat " << repeat;
    for (std::size_t i = 0; i < order.size(); ++i) {
      ASSERT_EQ(a.last_cluster[order[i]], b.last_cluster[i]) << "repeat " << repeat;
      ASSERT_EQ(a.clusters.probability[order[i]], b.clusters.probability[i]) << "repeat " << repeat;
    }
    const agglo::ActivityCentreOptions wide{.bandwidth_m = 3, .min_weight = 1.2};
    const auto c = agglo::activity_centres(points.view(), wide, run),
               d = agglo::activity_centres(other.view(), wide, run);
    ASSERT_EQ(c.centres.size(), d.centres.size()) << "repeat " << repeat;
    for (std::size_t i = 0; i < c.centres.size(); ++i)
      ASSERT_EQ(c.centres[i].weight, d.centres[i].weight) << "repeat " << repeat;
    for (std::size_t i = 0; i < order.size(); ++i)
      ASSERT_EQ(c.density_km2[order[i]], d.density_km2[i]) << "repeat " << repeat;
  }
}

TEST(WeightSteps, thirds_reach_their_sum_in_any_order_and_no_more_than_that) {
  std::vector<double> weight(3000, 1.0 / 3);
  for (std::size_t i = 0; i < weight.size(); i += 3) weight[i] = 2.0 / 7;
  const WeightSteps steps = steps_of(weight, {.most = 50});
  const double all = sum_in_steps(steps, weight), total = 2000.0 / 3 + 2000.0 / 7;
  std::reverse(weight.begin(), weight.end());
  EXPECT_EQ(sum_in_steps(steps, weight), all);
  EXPECT_GE(all, steps.least(total));
  EXPECT_LT(all, steps.least(total * (1 + 1e-8)));
  EXPECT_NEAR(steps.weight(all), total, 1e-9 * total);
  EXPECT_GE(steps.greatest(total), steps.weight(all));
}

TEST(WeightSteps, no_weight_counts_more_than_the_limit) {
  const std::vector<double> weight{0.1, 1e300, 3, 0.2};
  const WeightSteps steps = steps_of(weight, {.most = 0.3});
  EXPECT_EQ(steps.of(1e300), steps.least(0.3));
  EXPECT_EQ(steps.of(3), steps.least(0.3));
  EXPECT_EQ(steps.of(0.1) + steps.of(0.2), steps.least(0.3));
}

TEST(WeightSteps, small_weights_beside_enormous_ones_stay_as_given_where_rounding_would_show) {
  const std::vector<double> weight{1.0 / 3, 1e25, 4};
  const WeightSteps kept = steps_of(weight, {.limit = 2});
  EXPECT_FALSE(kept.sums_are_exact());
  EXPECT_EQ(kept.of(1.0 / 3), 1.0 / 3);
  EXPECT_EQ(kept.least(2.5), 2.5);
  EXPECT_EQ(kept.greatest(2.5), 2.5);
  const WeightSteps rounded = steps_of(weight, {});
  EXPECT_TRUE(rounded.sums_are_exact());
  EXPECT_LT(sum_in_steps(rounded, weight), 0x1p53);
  agglo::RunControl run(1);
  Points points = at_one_place({1, 1, 1e300, 1});
  points.x = {0, 1, 1e4, 2};
  EXPECT_EQ(agglo::hdbscan(points.view(), {.min_size = 3, .min_points = 1}, run).count, 2);
}

TEST(WeightSteps, extreme_weights_and_limits_are_borne) {
  for (const std::vector<double>& weight :
       {std::vector<double>(9, std::numeric_limits<double>::max()), std::vector<double>(9, 5e-324),
        std::vector<double>(9, 0.0), std::vector<double>{1e-200, 1e200}})
    for (const double limit : {5e-324, 1e-9, 1.0, 1e18, 1e308}) {
      const WeightSteps steps = steps_of(weight, {.most = limit, .room = 0x1p60});
      EXPECT_LT(sum_in_steps(steps, weight), 0x1p62);
      EXPECT_GE(steps.least(limit), 1);
      EXPECT_LE(steps.least(limit), 0x1p60);
      if (weight[0] >= limit) {
        EXPECT_GE(steps.of(weight[0]), steps.least(limit));
      }
    }
  EXPECT_EQ(WeightSteps().least(2.5), 3);
  EXPECT_EQ(WeightSteps().of(1), 1);
}

}  // namespace
