// The spanning tree of mutual reachability against Prim's, at size and under every instruction set.
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "cluster/hdbscan/country.hpp"

namespace {

using oracle::Points;
using oracle::Random;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<agglo::TreeEdge> run_tree(const Points& points, double min_points, unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::mutual_reachability_tree(points.view(), min_points, run);
}

/// Prim without a matrix: length of the shortest tree.
double prim_length(const Points& points, const std::vector<double>& core) {
  const std::size_t n = points.size();
  std::vector<double> best(n, kInfinity);
  std::vector<bool> in(n, false);
  long double length = 0;
  std::size_t at = 0;
  for (std::size_t step = 1; step < n; ++step) {
    in[at] = true;
    std::size_t next = n;
    for (std::size_t i = 0; i < n; ++i) {
      if (in[i]) continue;
      best[i] = std::min(best[i], std::max({std::sqrt(points.distance2(at, i)), core[at], core[i]}));
      if (next == n || best[i] < best[next]) next = i;
    }
    length += static_cast<long double>(best[next]);
    at = next;
  }
  return static_cast<double>(length);
}

double length_of(const std::vector<agglo::TreeEdge>& edges) {
  long double length = 0;
  for (const auto& edge : edges) length += static_cast<long double>(edge.distance_m);
  return static_cast<double>(length);
}

TEST(ReachabilityTree, of_5000_points_is_as_short_as_that_of_prim) {
  Random random(31);
  for (const bool solid : {false, true})
    for (const double min_points : {1.0, 5.0, 25.0, 180.0}) {
      const Points points = country::towns(random, solid ? 2000 : 5000, solid);
      const double expected = prim_length(points, country::core_distances(points, min_points));
      const double found = length_of(run_tree(points, min_points, 2));
      EXPECT_NEAR(found, expected, 1e-12 * expected) << min_points << solid;
    }
}

TEST(ReachabilityTree, prim_tells_a_tree_with_one_wrong_core_distance) {
  Random random(32);
  const Points points = country::towns(random, 500);
  std::vector<double> core = country::core_distances(points, 10);
  const double right = prim_length(points, core);
  EXPECT_NEAR(length_of(run_tree(points, 10)), right, 1e-12 * right);
  *std::max_element(core.begin(), core.end()) *= 1.0001;
  EXPECT_GT(std::abs(prim_length(points, core) - right), 1e-12 * right);
}

TEST(ReachabilityTree, weights_of_any_kind_count_in_core_distances) {
  Random random(33);
  for (int repeat = 0; repeat < 40; ++repeat) {
    Points points = country::towns(random, 300, repeat % 2);
    for (std::size_t i = 0; i < points.size(); ++i)  // quarters, zeros, and now and then a heavy one
      points.weight.push_back(random.below(40) == 0 ? 30 : 0.25 * static_cast<double>(random.below(6)));
    const double min_points = 0.25 + static_cast<double>(random.below(20));
    const double expected = prim_length(points, country::core_distances(points, min_points));
    EXPECT_NEAR(length_of(run_tree(points, min_points)), expected, 1e-12 * expected) << repeat;
  }
}

TEST(ReachabilityTree, of_lattices_lines_and_far_places) {
  Random random(34);
  Points lattice, line, spiral;
  for (int i = 0; i < 900; ++i) lattice.add(i % 30, i / 30);
  for (int i = 0; i < 700; ++i) line.add(static_cast<double>(random.below(400)) * 0.5, 7);
  for (int i = 0; i < 400; ++i) spiral.add(std::pow(1.08, i) * std::cos(i), std::pow(1.08, i) * std::sin(i));
  for (const Points* points : {&lattice, &line, &spiral})
    for (const double min_points : {1.0, 2.0, 9.0, 40.0}) {
      const double expected = prim_length(*points, country::core_distances(*points, min_points));
      const double found = length_of(run_tree(*points, min_points));
      EXPECT_NEAR(found, expected, 1e-12 * expected) << min_points;
    }
}

TEST(ReachabilityTree, has_the_same_edges_for_any_instruction_set_and_thread_count) {
  Random random(35);
  for (const bool solid : {false, true}) {
    const Points points = country::towns(random, 30000, solid);
    const auto expected = run_tree(points, 12);
    const auto expect_same = [&](const std::vector<agglo::TreeEdge>& found) {
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_TRUE(found[i].a == expected[i].a && found[i].b == expected[i].b &&
                    found[i].distance_m == expected[i].distance_m);
    };
    for (const unsigned threads : {2U, 4U}) expect_same(run_tree(points, 12, threads));
    const auto supported = hwy::SupportedTargets();
    for (auto left = supported; left != 0; left &= left - 1) {
      hwy::SetSupportedTargetsForTest(left & -left);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      expect_same(run_tree(points, 12, 2));
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
}

}  // namespace
