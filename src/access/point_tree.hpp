// PointTree: a k-d tree of points in metres (three dimensions; z = 0 on a plane) for searches by distance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/run_control.hpp"

namespace agglo {

/// Places of many rows; z empty on a plane. NaN in x means no place.
struct PlaceColumns {
  std::vector<double> x, y, z;
  std::size_t size() const { return x.size(); }
};

/// Immutable once built; search from any thread. Rows without a place are left out.
class PointTree {
 public:
  /// Builds in O(n log n) on run.threads threads.
  PointTree(const PlaceColumns& places, RunControl& run);

  struct Point {
    double x, y, z;
    std::uint32_t row;
  };
  struct Node {
    double min[3], max[3];
    std::uint32_t begin, end;  ///< into points()
  };

  bool empty() const { return points_.empty(); }
  std::span<const Point> points() const { return points_; }
  /// Nodes as a complete binary tree: the root is 1, the children of k are 2 k and 2 k + 1; none when empty.
  const Node& node(std::size_t k) const { return nodes_[k]; }
  bool leaf(std::size_t k) const { return 2 * k >= nodes_.size(); }

  /// Smallest distance from q to any point; infinity when empty.
  double nearest_distance(const Point& q) const;

  /// Calls `visit(point, squared distance)` for every point whose distance from q is at most `radius`.
  template <class Visit>
  void within(const Point& q, double radius, Visit visit) const;

  /// Squared distance from q to the nearest and the farthest place of the node's box.
  static double nearest_squared(const Node& node, const Point& q);
  static double farthest_squared(const Node& node, const Point& q);

 private:
  void build(std::size_t node, std::uint32_t begin, std::uint32_t end);

  std::vector<Point> points_;
  std::vector<Node> nodes_;
};

inline double squared_distance(const PointTree::Point& a, const PointTree::Point& b) {
  const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  return dx * dx + dy * dy + dz * dz;
}

template <class Visit>
void PointTree::within(const Point& q, double radius, Visit visit) const {
  if (empty()) return;
  std::size_t stack[64], depth = 0;
  stack[depth++] = 1;
  while (depth > 0) {
    const std::size_t k = stack[--depth];
    const Node& here = nodes_[k];
    if (nearest_squared(here, q) > radius * radius) continue;
    if (!leaf(k)) {
      stack[depth++] = 2 * k + 1;
      stack[depth++] = 2 * k;
      continue;
    }
    for (std::uint32_t i = here.begin; i < here.end; ++i)
      if (const double d2 = squared_distance(points_[i], q); d2 <= radius * radius) visit(points_[i], d2);
  }
}

}  // namespace agglo
