#include "access/roads/target_selection.hpp"

namespace agglo::roads {

TargetSelection select_above(const ContractionHierarchy::Parts& parts, std::span<const std::uint32_t> targets,
                             TravelDirection direction) {
  const auto side = direction == TravelDirection::from_sites ? &UpArc::in : &UpArc::out;
  constexpr std::uint32_t kWaiting = kNotSelected - 1;
  TargetSelection selection;
  selection.place_of.assign(parts.node_count(), kNotSelected);
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
      for (const UpArc& arc : up)
        if (arc.*side != kUnreached) selection.arcs.push_back({selection.place_of[arc.node], arc.*side});
      selection.start.push_back(static_cast<std::uint32_t>(selection.arcs.size()));
      stack.pop_back();
    }
  }
  return selection;
}

}  // namespace agglo::roads
