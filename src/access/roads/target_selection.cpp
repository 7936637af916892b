#include "access/roads/swept_batch.hpp"

namespace agglo::roads {

void select_above(const ContractionHierarchy::Parts& parts, std::span<const std::uint32_t> targets,
                  TravelDirection direction, TargetSelection& selection) {
  const auto side = direction == TravelDirection::from_sites ? &UpArc::in : &UpArc::out;
  constexpr std::uint32_t kWaiting = kNotSelected - 1;
  for (const std::uint32_t node : selection.node) selection.place_of[node] = kNotSelected;
  selection.node.clear();
  selection.start.resize(1);
  selection.arcs.clear();
  selection.place_of.resize(parts.node_count(), kNotSelected);
  struct Visit {
    std::uint32_t node, next;  ///< of its arcs
  };
  std::vector<Visit> stack;
  const auto visit = [&](std::uint32_t node) {
    if (selection.place_of[node] != kNotSelected) return;
    selection.place_of[node] = kWaiting;
    stack.push_back({node, 0});
  };
  for (const std::uint32_t target : targets) {
    visit(target);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back().node;
      const std::span<const UpArc> up = parts.up(node);
      if (stack.back().next < up.size()) {
        const UpArc& arc = up[stack.back().next++];
        if (arc.*side != kUnreached) visit(arc.node);
        continue;
      }
      selection.place_of[node] = static_cast<std::uint32_t>(selection.size());
      selection.node.push_back(node);
      for (const UpArc& arc : up)
        if (arc.*side != kUnreached) selection.arcs.push_back({selection.place_of[arc.node], arc.*side});
      selection.start.push_back(static_cast<std::uint32_t>(selection.arcs.size()));
      stack.pop_back();
    }
  }
}

std::vector<std::uint32_t> target_nodes(std::span<const RoadPoint> firms) {
  std::vector<std::uint32_t> targets;
  for (const RoadPoint& firm : firms) {
    if (firm.edge == kNoEdge) continue;
    targets.push_back(firm.from);
    targets.push_back(firm.to);
  }
  std::sort(targets.begin(), targets.end());  // as they lie in memory and so, about, on the map
  return targets;
}

FirmEnds ends_of(const RoadPoint& firm, const TargetSelection& selection, TravelDirection direction) {
  if (firm.edge == kNoEdge) return {{0, 0}, {kUnreached, kUnreached}};
  const bool outward = direction == TravelDirection::from_sites;
  return {{selection.place_of[firm.from], selection.place_of[firm.to]},
          {sum_of(outward ? firm.before_forward : firm.after_backward, firm.access),
           sum_of(outward ? firm.before_backward : firm.after_forward, firm.access)}};
}

}  // namespace agglo::roads
