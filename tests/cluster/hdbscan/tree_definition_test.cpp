// The hierarchy against the definition of DBSCAN: cut at any distance, the tree of mutual reachability has
// the core points of DBSCAN at that distance and divides them in the same way.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "bench/generated_points.hpp"
#include "cluster/oracle.hpp"
#include "support/cluster_definition.hpp"
#include "support/set_size.hpp"

namespace {

using agglo::PointRole;
using agglo::TreeEdge;
using oracle::Points;
using oracle::Random;

/// Sets of rows joined by the edges up to a distance; edges come ascending, so levels are asked for ascending
/// too.
class Joined {
 public:
  Joined(std::size_t n, const std::vector<TreeEdge>& edges) : edges_(edges), parent_(n) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  void up_to(double distance_m) {
    for (; next_ < edges_.size() && edges_[next_].distance_m <= distance_m; ++next_)
      parent_[find(edges_[next_].a)] = find(edges_[next_].b);
  }
  std::size_t find(std::size_t row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }

 private:
  const std::vector<TreeEdge>& edges_;
  std::vector<std::size_t> parent_;
  std::size_t next_ = 0;
};

std::string level_fault(const definition::Points& points, double min_points, double level_m, Joined& joined) {
  const agglo::Clusters right = definition::clusters(points, {level_m, min_points});
  joined.up_to(level_m);
  std::map<std::size_t, std::size_t> size;
  std::map<std::size_t, std::int32_t> label_of_set;
  std::map<std::int32_t, std::size_t> set_of_label;
  for (std::size_t row = 0; row < points.size(); ++row) ++size[joined.find(row)];
  for (std::size_t row = 0; row < points.size(); ++row) {
    const std::size_t set = joined.find(row);
    const std::string name = "row " + std::to_string(row) + " at " + std::to_string(level_m) + " m ";
    if (right.role[row] != PointRole::core) {
      if (size[set] > 1) return name + "is joined before it is core";
      continue;
    }
    if (label_of_set.emplace(set, right.label[row]).first->second != right.label[row])
      return name + "is joined too early";
    if (set_of_label.emplace(right.label[row], set).first->second != set) return name + "is joined too late";
  }
  return "";
}

/// The first fault of a tree at `levels` distances spread over its edges, or "".
std::string tree_fault(const definition::Points& points, double min_points,
                       const std::vector<TreeEdge>& edges, std::size_t levels) {
  Joined joined(points.size(), edges);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    if (edges[i + 1].distance_m < edges[i].distance_m) return "edges are not ascending";
    const std::size_t every = std::max<std::size_t>(1, edges.size() / levels);
    // Half way between two distances: at an edge's own one the square of its rounded root would decide.
    const double lower = edges[i].distance_m, upper = edges[i + 1].distance_m;
    if (i % every != 0 || !(upper > lower * (1 + 1e-9)) || upper <= 0) continue;
    if (const std::string fault = level_fault(points, min_points, (lower + upper) / 2, joined);
        !fault.empty())
      return fault;
  }
  return edges.empty()
             ? ""
             : level_fault(points, min_points, edges.back().distance_m * (1 + 1e-9) + 1e-300, joined);
}

std::vector<TreeEdge> tree_of(const Points& points, double min_points) {
  agglo::RunControl run(2);
  return agglo::mutual_reachability_tree(points.view(), min_points, run);
}

TEST(TreeDefinition, every_level_of_900_small_sets_is_dbscan) {
  Random random(1);
  for (std::size_t repeat = 0; repeat < set_size(900); ++repeat) {
    Points points;
    const std::size_t kind = repeat % 3;
    const bool weighted = random.below(2) == 0;
    for (std::uint64_t i = 2 + random.below(70); i > 0; --i) {
      const double x = kind == 1 ? random.uniform(0, 9) : static_cast<double>(random.below(9));
      points.add(x, kind == 2   ? 2 * x
                    : kind == 1 ? random.uniform(0, 9)
                                : static_cast<double>(random.below(9)));
      if (weighted) points.weight.push_back(static_cast<double>(random.below(8)) / 2);
    }
    const double min_points = static_cast<double>(1 + random.below(7));
    ASSERT_EQ(tree_fault({points.x, points.y, {}, {}, points.weight}, min_points, tree_of(points, min_points),
                         1000),
              "")
        << "repeat " << repeat;
  }
}

TEST(TreeDefinition, twelve_levels_of_100k_firms_are_dbscan) {
  const generated::Points firms = generated::firms(set_size(100000), 1);
  Points points;
  points.x = firms.x_m;
  points.y = firms.y_m;
  const std::vector<TreeEdge> edges = tree_of(points, 25);
  EXPECT_EQ(edges.size(), firms.x_m.size() - 1);
  EXPECT_EQ(tree_fault({firms.x_m, firms.y_m}, 25, edges, 12), "");
}

TEST(TreeDefinition, wrong_trees_are_rejected) {
  const generated::Points firms = generated::firms(600, 1);
  Points points;
  points.x = firms.x_m;
  points.y = firms.y_m;
  const std::vector<TreeEdge> right = tree_of(points, 5);
  const definition::Points view{firms.x_m, firms.y_m};
  ASSERT_EQ(tree_fault(view, 5, right, 500), "");
  std::vector<TreeEdge> wrong = right;
  // Twenty edges too short, so joined too early.
  for (std::size_t i = 400; i < 420; ++i) wrong[i].distance_m = wrong[399].distance_m;
  EXPECT_NE(tree_fault(view, 5, wrong, 2000), "");
  wrong = right;
  wrong.erase(wrong.begin() + 300);
  EXPECT_NE(tree_fault(view, 5, wrong, 500), "");
  EXPECT_NE(tree_fault(view, 4, right, 500), "");
  EXPECT_NE(tree_fault(view, 6, right, 500), "");
}

}  // namespace
