// PolygonIndex: signed distance from a place to the edge of an area (or to points and lines) with many
// vertices.
#pragma once

#include <cstdint>
#include <vector>

#include "agglo/shapes.hpp"

namespace agglo {

/// Index of one row of shapes, in planar coordinates. Immutable once built; search from any thread.
/// Polygon rings must be valid or at least mean what the even-odd rule says.
class PolygonIndex {
 public:
  PolygonIndex(const Shapes& shapes, std::size_t row);  ///< O(v)

  bool empty() const { return segments_.empty(); }
  bool has_area() const { return has_area_; }

  /// Distance to the edge, negative inside, 0 on the edge; without an area the distance to the nearest point
  /// or line, never negative. Infinity when empty. About O(log v).
  double signed_distance(double x, double y) const;

  /// True inside or exactly on the edge (no rounding: the cross product is 0).
  bool contains(double x, double y) const;

 private:
  struct Segment {
    double ax, ay, bx, by;
  };
  /// Consecutive segments; `chain` when each starts where the one before ends.
  struct Node {
    Box box;
    std::uint32_t begin, end;
    bool chain;
  };

  void build(std::size_t node, std::uint32_t begin, std::uint32_t end);
  bool leaf(std::size_t node) const { return 2 * node >= nodes_.size(); }
  double squared_distance(double x, double y) const;

  std::vector<Segment> segments_;  ///< points are segments of no length
  std::vector<Node> nodes_;        ///< complete binary tree, root 1
  bool has_area_ = false;
};

}  // namespace agglo
