// Small made-up road networks, and a plain search to judge the fast ones by.
#pragma once

#include <cmath>
#include <queue>
#include <utility>
#include <vector>

#include "access/access_fixture.hpp"
#include "agglo/reach.hpp"
#include "agglo/roads.hpp"

namespace agglo {

/// Edges between places on a plane, straight unless given vertices between; one component as far as the
/// columns say.
class RoadsOnPlane {
 public:
  explicit RoadsOnPlane(std::vector<Metres2> nodes) : nodes_(std::move(nodes)) {
    edges_.node_count = static_cast<std::uint32_t>(nodes_.size());
  }

  RoadsOnPlane& road(std::uint32_t from, std::uint32_t to, double forward_s, double backward_s,
                     const std::vector<Metres2>& between = {}) {
    std::vector<double> x{nodes_[from].x_m}, y{nodes_[from].y_m};
    for (const Metres2& v : between) {
      x.push_back(v.x_m);
      y.push_back(v.y_m);
    }
    x.push_back(nodes_[to].x_m);
    y.push_back(nodes_[to].y_m);
    double length = 0;
    for (std::size_t v = 1; v < x.size(); ++v) length += std::hypot(x[v] - x[v - 1], y[v] - y[v - 1]);
    edges_.from.push_back(from);
    edges_.to.push_back(to);
    edges_.length_m.push_back(length);
    edges_.forward_s.push_back(forward_s);
    edges_.backward_s.push_back(backward_s);
    edges_.joinable.push_back(1);
    edges_.cut.push_back(0);
    edges_.component.push_back(0);
    edges_.component_nodes.push_back(edges_.node_count);
    edges_.lines.begin_row(ShapeKind::line);
    edges_.lines.begin_part();
    edges_.lines.add_ring(x, y);
    edges_.id.push_back(std::to_string(edges_.id.size()));
    edges_.name.push_back("");
    edges_.kind.push_back("road");
    return *this;
  }

  RoadEdges edges_;
  std::vector<Metres2> nodes_;
};

/// Random places, each joined to some others: one-way streets, equal and zero times, islands, roads side by
/// side, loops.
inline RoadEdges random_roads(Dice& dice, std::size_t nodes, std::size_t roads) {
  std::vector<Metres2> places;
  for (std::size_t i = 0; i < nodes; ++i) places.push_back({dice.between(0, 5000), dice.between(0, 5000)});
  RoadsOnPlane net(places);
  for (std::size_t i = 0; i < roads; ++i) {
    const auto from = static_cast<std::uint32_t>(dice.below(nodes));
    const auto to =
        static_cast<std::uint32_t>(dice.below(8) == 0 ? dice.below(nodes) : (from + dice.below(6)) % nodes);
    const double forward = dice.below(10) == 0
                               ? 0
                               : std::floor(dice.between(0, 90)) + static_cast<double>(dice.below(3)) * 0.001;
    const double backward = dice.below(3) == 0 ? kNaN : dice.below(2) == 0 ? forward : dice.between(0, 90);
    net.road(from, to, dice.below(8) == 0 ? kNaN : forward, backward);
  }
  return net.edges_;
}

/// Costs from starts to all nodes by the textbook (Dijkstra 1959), over the edges themselves.
inline std::vector<std::uint64_t> plain_costs(const RoadEdges& edges, RoadMeasure measure,
                                              const std::vector<std::pair<std::uint32_t, RoadCost>>& starts,
                                              TravelDirection direction) {
  constexpr std::uint64_t kNever = ~std::uint64_t{0};
  const std::vector<EdgeCost> costs = edge_costs(edges, measure);
  std::vector<std::vector<std::pair<std::uint32_t, std::uint64_t>>> next(edges.node_count);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const bool outward = direction == TravelDirection::from_sites;
    const RoadCost there = outward ? costs[e].forward : costs[e].backward;
    const RoadCost back = outward ? costs[e].backward : costs[e].forward;
    if (there != kUnreached) next[edges.from[e]].emplace_back(edges.to[e], there);
    if (back != kUnreached) next[edges.to[e]].emplace_back(edges.from[e], back);
  }
  std::vector<std::uint64_t> cost(edges.node_count, kNever);
  using Entry = std::pair<std::uint64_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (const auto& [node, start] : starts) queue.emplace(start, node);
  while (!queue.empty()) {
    const auto [c, node] = queue.top();
    queue.pop();
    if (c >= cost[node]) continue;
    cost[node] = c;
    for (const auto& [head, way] : next[node])
      if (c + way < cost[head]) queue.emplace(c + way, head);
  }
  return cost;
}

/// The network with nodes of their own where places join it, so that a place's cost is a node's: edges are
/// cut at the places as road_points() cuts their costs. Node of place p: edges.node_count + p.
struct CutRoads {
  std::vector<std::vector<std::pair<std::uint32_t, std::uint64_t>>> next;
  CutRoads(const RoadEdges& edges, const std::vector<RoadPoint>& points, RoadMeasure measure,
           TravelDirection direction);
  std::vector<std::uint64_t> costs_from(std::uint32_t node, std::uint64_t start) const;
};

inline CutRoads::CutRoads(const RoadEdges& edges, const std::vector<RoadPoint>& points, RoadMeasure measure,
                          TravelDirection direction)
    : next(edges.node_count + points.size()) {
  const std::vector<EdgeCost> costs = edge_costs(edges, measure);
  const auto arc = [&](std::uint32_t from, std::uint32_t to, std::uint64_t cost) {
    if (direction == TravelDirection::from_sites)
      next[from].emplace_back(to, cost);
    else
      next[to].emplace_back(from, cost);
  };
  for (std::uint32_t e = 0; e < edges.size(); ++e) {
    if (costs[e].forward != kUnreached) arc(edges.from[e], edges.to[e], costs[e].forward);
    if (costs[e].backward != kUnreached) arc(edges.to[e], edges.from[e], costs[e].backward);
    for (std::uint32_t p = 0; p < points.size(); ++p) {
      if (points[p].edge != e) continue;
      const std::uint32_t here = edges.node_count + p;
      if (costs[e].forward != kUnreached) {
        arc(edges.from[e], here, points[p].before_forward);
        arc(here, edges.to[e], points[p].after_forward);
      }
      if (costs[e].backward != kUnreached) {
        arc(edges.to[e], here, points[p].before_backward);
        arc(here, edges.from[e], points[p].after_backward);
      }
      if (points[p].along == 0 || points[p].along == 1) {  // it is the node
        const std::uint32_t node = points[p].along == 0 ? edges.from[e] : edges.to[e];
        arc(here, node, 0);
        arc(node, here, 0);
      }
      for (std::uint32_t q = 0; q < points.size(); ++q) {
        if (q == p || points[q].edge != e) continue;
        const std::uint32_t there = edges.node_count + q;
        if (costs[e].forward != kUnreached && points[q].along >= points[p].along)
          arc(here, there, points[q].before_forward - points[p].before_forward);
        if (costs[e].backward != kUnreached && points[q].along <= points[p].along)
          arc(here, there, points[q].before_backward - points[p].before_backward);
      }
    }
  }
}

inline std::vector<std::uint64_t> CutRoads::costs_from(std::uint32_t start_node, std::uint64_t start) const {
  std::vector<std::uint64_t> cost(next.size(), ~std::uint64_t{0});
  using Entry = std::pair<std::uint64_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  queue.emplace(start, start_node);
  while (!queue.empty()) {
    const auto [c, node] = queue.top();
    queue.pop();
    if (c >= cost[node]) continue;
    cost[node] = c;
    for (const auto& [head, way] : next[node])
      if (c + way < cost[head]) queue.emplace(c + way, head);
  }
  return cost;
}

/// Places beside random points of the edges.
inline std::vector<RoadPoint> random_points(Dice& dice, const RoadEdges& edges, std::size_t count,
                                            RoadMeasure measure) {
  RoadPlaces places;
  for (std::size_t p = 0; p < count; ++p) {
    const bool nowhere = edges.size() == 0 || dice.below(20) == 0;
    places.edge.push_back(nowhere ? kNoEdge : static_cast<std::uint32_t>(dice.below(edges.size())));
    places.along.push_back(dice.below(5) == 0 ? static_cast<double>(dice.below(2)) : dice.between(0, 1));
    places.access_m.push_back(nowhere ? kNaN : dice.between(0, 100));
  }
  return road_points(edges, places, measure, 4.5);
}

}  // namespace agglo
