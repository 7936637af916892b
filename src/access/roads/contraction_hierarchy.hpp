// What a contraction hierarchy holds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/travel_costs.hpp"

namespace agglo {

/// An arc or shortcut to a node that was contracted later, in both directions; kUnreached where there is
/// none.
struct UpArc {
  std::uint32_t node;
  RoadCost out, in;  ///< to `node`, and from it
};

struct ContractionHierarchy::Parts {
  RoadMeasure measure = RoadMeasure::time;
  std::size_t shortcuts = 0;
  std::vector<std::uint32_t> start{0};  ///< nodes + 1, into arcs
  std::vector<UpArc> arcs;

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(start.size() - 1); }
  std::span<const UpArc> up(std::uint32_t node) const {
    return {arcs.data() + start[node], arcs.data() + start[node + 1]};
  }
};

}  // namespace agglo
