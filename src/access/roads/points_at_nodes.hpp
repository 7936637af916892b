// Which of many places beside the roads hang on a node or an edge. Internal to this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "agglo/groups.hpp"
#include "agglo/reach.hpp"

namespace agglo {

/// Rows of the points whose edge ends at each node; each in both its nodes.
Groups points_at_nodes(std::span<const RoadPoint> points, std::uint32_t nodes);

/// Rows of points by edge, found by binary search.
class PointsByEdge {
 public:
  explicit PointsByEdge(std::span<const RoadPoint> points);
  /// Pairs of the edge and a row, rows ascending.
  std::span<const std::pair<std::uint32_t, std::uint32_t>> on(std::uint32_t edge) const {
    if (rows_.empty() || edge < rows_.front().first || edge > rows_.back().first) return {};
    return found_on(edge);
  }

 private:
  std::span<const std::pair<std::uint32_t, std::uint32_t>> found_on(std::uint32_t edge) const;

  std::vector<std::pair<std::uint32_t, std::uint32_t>> rows_;
};

/// Calls use(row, cost) once for each point that a search from `start` alone has reached.
void for_each_reached_point(const ReachSearch& search, std::span<const RoadPoint> points,
                            const Groups& at_nodes, const PointsByEdge& by_edge, const RoadPoint& start,
                            const std::function<void(std::uint32_t point, RoadCost cost)>& use);

}  // namespace agglo
