// Costs of several sites at once, side by side in vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "access/roads/target_selection.hpp"

namespace agglo::roads {

/// Sites of one sweep: costs[place * kLanes + site].
inline constexpr std::size_t kLanes = 32;

/// Costs of all selected nodes; those marked in `is_given` hold the costs of a way there before. `costs`
/// must be aligned for vectors.
void sweep_down(const TargetSelection& selection, std::span<const std::uint8_t> is_given, RoadCost* costs);

/// The two ends of a firm's edge: their places, and what it costs from there to the firm.
struct FirmEnds {
  std::uint32_t place[2];
  RoadCost cost[2];
};
/// taken[firm * kLanes + site]: by the cheaper end, at most kUnreached.
void costs_at_ends(std::span<const FirmEnds> firms, const RoadCost* costs, RoadCost* taken);

}  // namespace agglo::roads
