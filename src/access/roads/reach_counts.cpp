#include "agglo/reach_counts.hpp"

#include <algorithm>
#include <array>

#include "access/roads/points_at_nodes.hpp"
#include "access/roads/target_sweep.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// A node as a place: on no edge that anything else is on, with no way to its node.
RoadPoint at_node(std::uint32_t node) {
  RoadPoint point;
  point.edge = kNoEdge - 1;
  point.from = point.to = node;
  point.before_forward = point.after_forward = point.before_backward = point.after_backward = 0;
  return point;
}

/// Firms that some of the nodes may reach, ascending.
std::vector<std::uint32_t> firms_near(std::span<const RoadStart> nodes, RoadCost limit,
                                      TravelDirection direction, const Groups& at_nodes,
                                      ReachSearch& search) {
  search.run(nodes, limit, direction);
  std::vector<std::uint32_t> near;
  for (const std::uint32_t node : search.reached()) {
    const auto here = at_nodes[node];
    near.insert(near.end(), here.begin(), here.end());
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  return near;
}

}  // namespace

std::vector<double> reach_counts(const RoadGraph& graph, const ContractionHierarchy& hierarchy,
                                 std::span<const RoadPoint> firms, std::span<const double> weights,
                                 std::span<const RoadCost> limits, TravelDirection direction,
                                 RunControl& run) {
  const std::size_t nodes = graph.node_count(), width = limits.size();
  std::vector<double> sums(nodes * width, 0.0);
  if (limits.empty()) return sums;
  const Groups at_nodes = points_at_nodes(firms, graph.node_count());
  run.begin("firms within reach of every junction", nodes);
  // Nodes that follow each other lie together, so they reach about the same firms.
  constexpr std::size_t kGroup = 256;
  parallel_blocks(nodes, kGroup, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    ReachSearch search(graph);
    std::vector<RoadPoint> places;
    std::vector<RoadStart> starts;
    for (auto node = static_cast<std::uint32_t>(begin); node < end; ++node) {
      places.push_back(at_node(node));
      starts.push_back({node, 0, 0});
    }
    const std::vector<std::uint32_t> near = firms_near(starts, limits.back(), direction, at_nodes, search);
    std::vector<RoadPoint> near_points;
    for (const std::uint32_t firm : near) near_points.push_back(firms[firm]);
    RunControl part(run, 1);
    travel_costs(hierarchy, places, near_points, direction)(
        [&](const CostBlock& block) {
          for (std::size_t k = 0; k < width; ++k) {
            const RoadCost limit = limits[k];
            std::array<double, roads::kLanes> of_place{};
            for (std::size_t f = 0; f < block.firms; ++f) {
              const RoadCost* const cost = block.cost + f * block.stride;
              const double weight = weights.empty() ? 1 : weights[near[block.first_firm + f]];
              for (std::size_t s = 0; s < block.sites; ++s) of_place[s] += cost[s] <= limit ? weight : 0;
            }
            for (std::size_t s = 0; s < block.sites; ++s)
              sums[(begin + block.first_site + s) * width + k] += of_place[s];
          }
        },
        part);
  });
  return sums;
}

}  // namespace agglo
