// Oracle for: neighbours
#include <gtest/gtest.h>

#include "agglo/cluster_quality.hpp"
#include "cluster/oracle.hpp"

namespace {

agglo::DistanceCurve curve_of(std::span<const double> distance_m, std::span<const double> weight) {
  agglo::RunControl run;
  return agglo::distance_curve(distance_m, weight, run);
}

using oracle::Points;
using oracle::Random;

std::vector<double> distances(const Points& points, double min_points, unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::neighbour_distances(points.view(), min_points, run);
}

/// The first row whose distance contradicts the definition, or "".
std::string fault(const Points& points, double min_points, const std::vector<double>& found) {
  if (found.size() != points.size()) return "wrong number of distances";
  double total = 0;
  for (std::size_t i = 0; i < points.size(); ++i) total += points.located(i) ? points.weight_of(i) : 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<std::pair<double, double>> others;
    for (std::size_t j = 0; j < points.size() && points.located(i); ++j)
      if (points.located(j))
        others.emplace_back(oracle::least_eps(points.distance2(i, j)), points.weight_of(j));
    std::sort(others.begin(), others.end());
    double held = 0, expected = std::numeric_limits<double>::infinity();
    for (const auto& [distance, weight] : others) {
      held += weight;
      if (total >= min_points && held >= min_points) {
        expected = distance;
        break;
      }
    }
    const bool missing = std::isnan(found[i]);
    if (missing == points.located(i) || (!missing && found[i] != expected))
      return "row " + std::to_string(i) + " has " + std::to_string(found[i]);
  }
  return "";
}

Points random_points(Random& random, bool solid) {
  Points points;
  const std::size_t n = 1 + random.below(120);
  const bool weighted = random.below(2) == 0;
  for (std::size_t i = 0; i < n; ++i) {
    points.add(static_cast<double>(random.below(20)), static_cast<double>(random.below(20)));
    if (solid) points.z.push_back(static_cast<double>(random.below(20)));
    if (random.below(15) == 0) points.x.back() = std::nan("");
    if (weighted) points.weight.push_back(static_cast<double>(random.below(4)));
  }
  return points;
}

TEST(NeighbourDistances, match_the_definition_with_weights_duplicates_and_missing_rows) {
  Random random(1);
  for (int repeat = 0; repeat < 600; ++repeat) {
    const Points points = random_points(random, repeat % 3 == 0);
    const auto k = static_cast<double>(1 + random.below(12));
    ASSERT_EQ(fault(points, k, distances(points, k)), "") << "repeat " << repeat;
  }
}

TEST(NeighbourDistances, oracle_rejects_the_next_neighbour) {
  Points points;
  for (int i = 0; i < 9; ++i) points.add(i * i, 0);
  EXPECT_EQ(fault(points, 3, distances(points, 3)), "");
  EXPECT_NE(fault(points, 3, distances(points, 4)), "");
}

TEST(NeighbourDistances, are_the_least_eps_that_makes_a_point_core) {
  Random random(2);
  Points anywhere, lattice;
  for (int i = 0; i < 80; ++i) anywhere.add(random.uniform(0, 1000), random.uniform(0, 1000));
  for (int i = 0; i < 80; ++i)
    lattice.add(static_cast<double>(random.below(25)), static_cast<double>(random.below(25)));
  for (const Points& points : {anywhere, lattice}) {
    const std::vector<double> found = distances(points, 5);
    for (std::size_t i = 0; i < 80; ++i) {
      agglo::RunControl run(1);
      EXPECT_EQ(agglo::dbscan(points.view(), {found[i], 5}, run).role[i], agglo::PointRole::core) << i;
      if (!(found[i] > 0)) continue;
      const double less = std::nextafter(found[i], 0.0);
      EXPECT_NE(agglo::dbscan(points.view(), {less, 5}, run).role[i], agglo::PointRole::core) << i;
    }
  }
}

TEST(NeighbourDistances, degenerate_sets) {
  Points none, one, same;
  one.add(3, 4);
  for (int i = 0; i < 5; ++i) same.add(1, 1);
  EXPECT_TRUE(distances(none, 3).empty());
  EXPECT_EQ(distances(one, 1), std::vector<double>{0});
  EXPECT_TRUE(std::isinf(distances(one, 2)[0]));
  EXPECT_EQ(distances(same, 5), std::vector<double>(5, 0.0));
  Points missing;
  missing.add(std::nan(""), 1);
  EXPECT_TRUE(std::isnan(distances(missing, 1)[0]));
  agglo::RunControl run(1);
  EXPECT_THROW(agglo::neighbour_distances(one.view(), 0, run), agglo::Error);
  EXPECT_THROW(agglo::neighbour_distances(one.view(), std::nan(""), run), agglo::Error);
}

TEST(NeighbourDistances, do_not_depend_on_threads_or_row_order) {
  Random random(3);
  Points points;
  for (int i = 0; i < 20000; ++i) points.add(random.uniform(0, 1e4), random.uniform(0, 1e4));
  const std::vector<double> once = distances(points, 10, 1);
  EXPECT_EQ(once, distances(points, 10, 4));
  const auto order = oracle::shuffled_order(points.size(), random);
  const std::vector<double> shuffled = distances(oracle::permuted(points, order), 10, 2);
  for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(shuffled[i], once[order[i]]);
}

TEST(DistanceCurve, bends_where_worked_by_hand) {
  // Shares 0.2 0.4 0.6 0.8 1 minus distances scaled to 0..1: most above the line at the fourth.
  const std::vector<double> d{4, 100, 1, 3, 2};
  const auto curve = curve_of(d, {});
  EXPECT_EQ(curve.distance_m, (std::vector<double>{1, 2, 3, 4, 100}));
  EXPECT_EQ(curve.weight, (std::vector<double>{1, 2, 3, 4, 5}));
  const auto found = agglo::elbow(curve);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->distance_m, 4);
  EXPECT_EQ(found->share, 0.8);
}

TEST(DistanceCurve, a_weight_stands_for_that_many_points) {
  const std::vector<double> d{5, 1, 2, std::nan(""), 9}, weight{2, 3, 1, 4, 0};
  const std::vector<double> expanded{1, 1, 1, 2, 5, 5};
  const auto a = curve_of(d, weight), b = curve_of(expanded, {});
  EXPECT_EQ(a.distance_m, b.distance_m);
  EXPECT_EQ(a.weight, b.weight);
}

TEST(DistanceCurve, one_far_point_in_two_hundred_does_not_move_the_elbow) {
  std::vector<double> d;
  for (int i = 0; i < 160; ++i) d.push_back(100 + i);
  for (int i = 0; i < 39; ++i) d.push_back(300 + 100 * i);
  d.push_back(5000);
  const auto near = agglo::elbow(curve_of(d, {}));
  d.back() = 5e8;
  const auto far = agglo::elbow(curve_of(d, {}));
  ASSERT_TRUE(near && far);
  EXPECT_EQ(near->distance_m, far->distance_m);
  EXPECT_EQ(near->distance_m, 259);
}

TEST(DistanceCurve, equal_distances_have_no_elbow) {
  EXPECT_FALSE(agglo::elbow(curve_of(std::vector<double>(7, 3.0), {})));
  EXPECT_FALSE(agglo::elbow(curve_of({}, {})));
}

}  // namespace
