#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "access/roads/contraction_hierarchy.hpp"

namespace agglo {
namespace {

using Costs = std::unordered_map<std::uint32_t, RoadCost>;

/// Costs of the ways that only go to nodes contracted later.
Costs costs_upward(const ContractionHierarchy::Parts& parts, std::uint32_t node, RoadCost UpArc::*side) {
  using Entry = std::pair<RoadCost, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  Costs costs{{node, 0}};
  queue.push({0, node});
  while (!queue.empty()) {
    const auto [cost, at] = queue.top();
    queue.pop();
    if (cost > costs.at(at)) continue;
    for (const UpArc& arc : parts.up(at)) {
      const RoadCost there = cost + arc.*side;  // both below 2^31
      if (there >= kUnreached) continue;
      RoadCost& known = costs.try_emplace(arc.node, kUnreached).first->second;
      if (there >= known) continue;
      known = there;
      queue.push({there, arc.node});
    }
  }
  return costs;
}

}  // namespace

RoadCost ContractionHierarchy::cost(std::uint32_t from, std::uint32_t to) const {
  const Costs out = costs_upward(*parts_, from, &UpArc::out);
  const Costs in = costs_upward(*parts_, to, &UpArc::in);
  RoadCost least = kUnreached;
  for (const auto& [node, cost] : out)
    if (const auto other = in.find(node); other != in.end()) least = std::min(least, cost + other->second);
  return least;
}

}  // namespace agglo
