#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "agglo/error.hpp"
#include "agglo/roads.hpp"

namespace agglo {
namespace {

/// Seconds or metres as a cost; kUnreached for NaN.
RoadCost edge_cost(double value, double units, std::size_t edge) {
  if (std::isnan(value)) return kUnreached;
  const double cost = std::round(value * units);
  if (!(cost >= 0) || cost >= kUnreached)
    throw failure(
        "edge " + std::to_string(edge) + " of the network has the length or time \"" + std::to_string(value) +
            "\"",
        "import the roads again; times and lengths must be positive and below 24 days or 21,474 km");
  return static_cast<RoadCost>(cost);
}

struct DirectedArc {
  std::uint32_t tail, head;
  RoadCost cost;
};

/// Arcs by tail, in the order they come in, as offsets and items.
void group_by_tail(std::span<const DirectedArc> arcs, std::uint32_t nodes, std::vector<std::uint32_t>& start,
                   std::vector<RoadArc>& items) {
  start.assign(std::size_t{nodes} + 1, 0);
  for (const DirectedArc& arc : arcs) ++start[arc.tail + 1];
  for (std::size_t node = 0; node < nodes; ++node) start[node + 1] += start[node];
  items.resize(arcs.size());
  std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
  for (const DirectedArc& arc : arcs) items[next[arc.tail]++] = {arc.head, arc.cost};
}

}  // namespace

RoadCost cost_from(double amount, RoadMeasure measure) {
  if (!(amount >= 0))
    throw usage_error(
        fmt::format("a limit of \"{}\" {}", amount, measure == RoadMeasure::time ? "minutes" : "kilometres"),
        "give a limit of at least 0");
  const double cost = std::round(amount * costs_per_unit(measure));
  return cost < kUnreached - 1 ? static_cast<RoadCost>(cost) : kUnreached - 1;
}

std::vector<EdgeCost> edge_costs(const RoadEdges& edges, RoadMeasure measure) {
  std::vector<EdgeCost> costs(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const bool is_time = measure == RoadMeasure::time;
    RoadCost forward = edge_cost(edges.forward_s[e], 1000, e);
    RoadCost backward = edge_cost(edges.backward_s[e], 1000, e);
    if (!is_time) {
      const RoadCost length = edge_cost(edges.length_m[e], 100, e);
      if (forward != kUnreached) forward = length;
      if (backward != kUnreached) backward = length;
    }
    costs[e] = {forward, backward};
  }
  return costs;
}

RoadGraph::RoadGraph(const RoadEdges& edges, RoadMeasure measure) : measure_(measure) {
  const std::vector<EdgeCost> costs = edge_costs(edges, measure);
  std::vector<DirectedArc> arcs;
  arcs.reserve(2 * edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (edges.from[e] == edges.to[e]) continue;  // a loop shortens no way between nodes
    if (costs[e].forward != kUnreached) arcs.push_back({edges.from[e], edges.to[e], costs[e].forward});
    if (costs[e].backward != kUnreached) arcs.push_back({edges.to[e], edges.from[e], costs[e].backward});
  }
  std::uint64_t total = 0;
  for (const DirectedArc& arc : arcs) {
    longest_ = std::max(longest_, arc.cost);
    total += arc.cost;
  }
  mean_ = static_cast<RoadCost>(total / std::max<std::size_t>(1, arcs.size()));
  group_by_tail(arcs, edges.node_count, out_start_, out_);
  for (DirectedArc& arc : arcs) std::swap(arc.tail, arc.head);
  group_by_tail(arcs, edges.node_count, in_start_, in_);
}

}  // namespace agglo
