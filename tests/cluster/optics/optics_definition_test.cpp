// OPTICS against the definition of DBSCAN: cut at any distance, its clusters have the core points of DBSCAN
// at that distance and divide them in the same way.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "agglo/optics.hpp"
#include "bench/generated_points.hpp"
#include "cluster/optics/ordered_points.hpp"
#include "cluster/oracle.hpp"
#include "support/cluster_definition.hpp"

namespace {

using agglo::PointRole;
using oracle::Points;
using oracle::Random;

/// What the order itself has to fulfil: every located row once, reachability as its predecessor gives it,
/// which is core and stands before it.
std::string order_fault(const definition::Points& points, const agglo::OpticsOrder& order) {
  std::vector<std::size_t> position(points.size(), points.size());
  for (std::size_t i = 0; i < order.row.size(); ++i) {
    const std::uint32_t row = order.row[i], from = order.predecessor[i];
    const std::string name = "position " + std::to_string(i) + " ";
    if (position[row] != points.size()) return name + "holds a row again";
    position[row] = i;
    if (from == agglo::kNoPredecessor) {
      if (std::isfinite(order.reachability_m[i])) return name + "is reached from nowhere";
      continue;
    }
    if (position[from] >= i) return name + "stands before its predecessor";
    const double dx = points.x_m[row] - points.x_m[from], dy = points.y_m[row] - points.y_m[from];
    const double reach = std::max(order.core_distance_m[position[from]], std::sqrt(dx * dx + dy * dy));
    if (std::abs(order.reachability_m[i] - reach) > 1e-12 * reach) return name + "has another reachability";
    if (reach > order.max_eps_m * (1 + 1e-12)) return name + "is reached from too far";
  }
  return "";
}

/// OPTICS cut at eps_m: core points as DBSCAN has them; some border points may be noise, the others are with
/// a core point within eps_m.
std::string cut_fault(const definition::Points& points, const agglo::OpticsOrder& order, double eps_m) {
  const agglo::Clusters right = definition::clusters(points, {eps_m, order.min_points});
  agglo::Clusters found = optics_test::threshold_of(order, eps_m);
  std::map<std::int32_t, std::int32_t> number;
  for (std::size_t row = 0; row < points.size(); ++row)
    if (found.role[row] == PointRole::core) number.emplace(found.label[row], right.label[row]);
  for (std::size_t row = 0; row < points.size(); ++row) {
    const std::string name = "row " + std::to_string(row);
    if ((found.role[row] == PointRole::core) != (right.role[row] == PointRole::core))
      return name + " is wrongly core or not";
    if (found.label[row] >= 0 && right.label[row] < 0) return name + " is no noise";
    if (right.role[row] != PointRole::core) continue;
    if (number.at(found.label[row]) != right.label[row]) return name + " is merged with another cluster";
  }
  return static_cast<std::int32_t>(number.size()) == right.count ? "" : "a cluster is split";
}

TEST(OpticsDefinition, every_cut_of_600_small_sets_is_dbscan) {
  Random random(2);
  for (int repeat = 0; repeat < 600; ++repeat) {
    Points points;
    const bool whole = random.below(2) == 0, weighted = random.below(2) == 0;
    for (std::uint64_t i = 1 + random.below(90); i > 0; --i) {
      const auto place = [&] {
        return whole ? static_cast<double>(random.below(12)) : random.uniform(0, 12);
      };
      const double x = place();
      points.add(x, place());
      if (weighted) points.weight.push_back(static_cast<double>(random.below(6)) / 2);
    }
    const definition::Points view{points.x, points.y, {}, {}, points.weight};
    const double max_eps_m =
        random.below(3) == 0 ? std::numeric_limits<double>::infinity() : random.uniform(1, 6);
    agglo::RunControl run(2);
    const agglo::OpticsOrder order = agglo::optics(
        points.view(), {.max_eps_m = max_eps_m, .min_points = static_cast<double>(1 + random.below(8))}, run);
    ASSERT_EQ(order.row.size(), points.size());
    ASSERT_EQ(order_fault(view, order), "") << "repeat " << repeat;
    for (const double share : {0.1, 0.35, 0.7, 0.999})
      ASSERT_EQ(cut_fault(view, order, share * std::min(max_eps_m, 7.0)), "") << "repeat " << repeat;
  }
}

TEST(OpticsDefinition, cuts_of_100k_firms_are_dbscan) {
  const generated::Points firms = generated::firms(100000, 1);
  const definition::Points view{firms.x_m, firms.y_m};
  agglo::RunControl run(2);
  const agglo::OpticsOrder order =
      agglo::optics({firms.x_m, firms.y_m}, {.max_eps_m = 500, .min_points = 20}, run);
  ASSERT_EQ(order.row.size(), firms.x_m.size());
  EXPECT_EQ(order_fault(view, order), "");
  for (const double eps_m : {20.0, 150.0, 500.0}) EXPECT_EQ(cut_fault(view, order, eps_m), "") << eps_m;
  agglo::OpticsOrder wrong = order;
  std::swap(wrong.core_distance_m[70], wrong.core_distance_m[70000]);
  EXPECT_NE(order_fault(view, wrong), "");
  wrong = order;
  std::rotate(wrong.row.begin() + 30000, wrong.row.begin() + 30001, wrong.row.begin() + 60000);
  EXPECT_NE(cut_fault(view, wrong, 150), "");
}

}  // namespace
