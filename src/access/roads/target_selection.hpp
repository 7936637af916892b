// The part of a contraction hierarchy that leads down to some nodes (RPHAST).
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "access/roads/contraction_hierarchy.hpp"

namespace agglo::roads {

inline constexpr std::uint32_t kNotSelected = std::numeric_limits<std::uint32_t>::max();

struct SweepArc {
  std::uint32_t tail;  ///< place of the node that it comes down from
  RoadCost cost;
};

/// The selected nodes have places 0, 1, ...: each after all nodes that lead down to it, and near them.
struct TargetSelection {
  std::vector<std::uint32_t> place_of;  ///< by node; kNotSelected
  std::vector<std::uint32_t> node;      ///< by place
  std::vector<std::uint32_t> start{0};  ///< places + 1, into arcs
  std::vector<SweepArc> arcs;

  std::size_t size() const { return start.size() - 1; }
};

/// All nodes above the targets. For to_sites costs run against the arcs. `selection` may hold another of the
/// same hierarchy: its memory is used again, in a time that does not grow with the network.
void select_above(const ContractionHierarchy::Parts& parts, std::span<const std::uint32_t> targets,
                  TravelDirection direction, TargetSelection& selection);

}  // namespace agglo::roads
