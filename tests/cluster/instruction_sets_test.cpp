// Every instruction set that the machine has gives the same bits, and so does a build without any: the
// checksums below hold for all of them.
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <bit>
#include <functional>

#include "agglo/activity_centres.hpp"
#include "agglo/optics.hpp"
#include "cluster/oracle.hpp"

namespace {

using oracle::Points;
using oracle::Random;

/// Dense and thin places, lattice points on the radius, equal places and gaps. Numbers are drawn one by one:
/// in which order the arguments of a call are drawn is up to the compiler.
Points mixed_points(std::size_t n, bool solid, bool weighted) {
  Random random(11);
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 3 == 0) {
      const double x = 25.0 * static_cast<double>(random.below(60));
      points.add(x, 25.0 * static_cast<double>(random.below(60)));
    } else {
      const double centre = 300.0 * static_cast<double>(random.below(12)), spread = i % 3 == 1 ? 90 : 700;
      const double x = centre + random.uniform(-spread, spread);
      points.add(x, centre + random.uniform(-spread, spread));
    }
    if (solid) points.z.push_back(6.3e6 + random.uniform(0, 20));
    if (weighted) points.weight.push_back(0.25 * static_cast<double>(random.below(9)));
  }
  for (std::size_t i = 0; i < n / 50; ++i) {
    points.x[i * 7] = points.x[i * 11];
    points.y[i * 7] = points.y[i * 11];
  }
  points.x[n / 2] = points.y[n / 2] = std::numeric_limits<double>::quiet_NaN();
  return points;
}

/// FNV-1a over whole values.
class Checksum {
 public:
  void add(std::uint64_t value) { sum_ = (sum_ ^ value) * 0x100000001b3; }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  void add(float value) { add(std::uint64_t{std::bit_cast<std::uint32_t>(value)}); }
  void add(std::int32_t value) { add(static_cast<std::uint64_t>(static_cast<std::uint32_t>(value))); }
  void add(std::uint32_t value) { add(std::uint64_t{value}); }
  void add(agglo::PointRole role) { add(static_cast<std::uint64_t>(role)); }
  template <class Value>
  void add(const std::vector<Value>& values) {
    for (const Value& value : values) add(value);
  }
  std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t sum_ = 0xcbf29ce484222325;
};

/// What `work` gives is the same under each instruction set of this machine alone.
void expect_everywhere(std::uint64_t expected, const std::function<std::uint64_t()>& work) {
  hwy::SetSupportedTargetsForTest(0);
  const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
  for (const std::int64_t target : targets) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
    EXPECT_EQ(work(), expected) << hwy::TargetName(target);
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

std::uint64_t dbscan_sum(const Points& points, const agglo::DbscanOptions& options) {
  agglo::RunControl run(2);
  const agglo::Clusters found = agglo::dbscan(points.view(), options, run);
  EXPECT_GT(found.count, 0);
  Checksum sum;
  sum.add(found.label);
  sum.add(found.role);
  return sum.sum();
}

TEST(InstructionSets, dbscan_in_the_plane) {
  const Points points = mixed_points(20000, false, false);
  expect_everywhere(2757342690957717706U,
                    [&] { return dbscan_sum(points, {.eps_m = 25, .min_points = 14}); });
}

TEST(InstructionSets, dbscan_in_space) {
  const Points points = mixed_points(20000, true, false);
  expect_everywhere(10920544211193170383U,
                    [&] { return dbscan_sum(points, {.eps_m = 25, .min_points = 10}); });
}

TEST(InstructionSets, dbscan_with_weights) {
  const Points points = mixed_points(20000, false, true);
  expect_everywhere(2365488721013910259U,
                    [&] { return dbscan_sum(points, {.eps_m = 25, .min_points = 13.5}); });
}

TEST(InstructionSets, dbscan_of_dense_cells) {
  const Points points = mixed_points(30000, false, true);
  expect_everywhere(12454149619244465253U,
                    [&] { return dbscan_sum(points, {.eps_m = 300, .min_points = 1600}); });
}

TEST(InstructionSets, hdbscan_and_its_core_distances) {
  for (const bool solid : {false, true}) {
    const Points points = mixed_points(5000, solid, !solid);
    expect_everywhere(solid ? 17146375868131106297U : 491577516444043335U, [&] {
      agglo::RunControl run(2);
      Checksum sum;
      for (const agglo::TreeEdge& edge : agglo::mutual_reachability_tree(points.view(), 6, run)) {
        sum.add(edge.a);
        sum.add(edge.b);
        sum.add(edge.distance_m);
      }
      const agglo::Clusters found = agglo::hdbscan(points.view(), {.min_size = 12}, run);
      EXPECT_GT(found.count, 1);
      sum.add(found.label);
      sum.add(found.probability);
      sum.add(found.outlier_score);
      sum.add(found.stability);
      return sum.sum();
    });
  }
}

TEST(InstructionSets, optics) {
  for (const bool solid : {false, true}) {
    const Points points = mixed_points(5000, solid, solid);
    expect_everywhere(solid ? 10078604109565687587U : 6397543267430936947U, [&] {
      agglo::RunControl run(2);
      const agglo::OpticsOrder order = agglo::optics(points.view(), {.max_eps_m = 120, .min_points = 8}, run);
      Checksum sum;
      sum.add(order.row);
      sum.add(order.reachability_m);
      sum.add(order.core_distance_m);
      sum.add(order.predecessor);
      return sum.sum();
    });
  }
}

TEST(InstructionSets, activity_centres) {
  for (const bool weighted : {false, true}) {
    const Points points = mixed_points(5000, false, weighted);
    expect_everywhere(weighted ? 17795170672078011758U : 15511251242768765364U, [&] {
      agglo::RunControl run(2);
      const agglo::ActivityCentres found = agglo::activity_centres(
          points.view(), {.bandwidth_m = 180, .min_weight = 30, .min_prominence = 0.05}, run);
      EXPECT_GT(found.centres.size(), 3U);
      Checksum sum;
      for (const agglo::ActivityCentre& centre : found.centres) {
        sum.add(centre.x_m);
        sum.add(centre.y_m);
        sum.add(centre.density_km2);
        sum.add(centre.prominence);
        sum.add(centre.weight);
        sum.add(centre.half_weight_radius_m);
      }
      sum.add(found.centre);
      for (const double density : found.density_km2)  // a missing one has no certain bits
        sum.add(std::isnan(density) ? -1.0 : density);
      return sum.sum();
    });
  }
}

}  // namespace
