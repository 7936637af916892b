// Costs of a batch of sites at the selected nodes of a contraction hierarchy, with memory that is used again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "access/roads/contraction_hierarchy.hpp"
#include "access/roads/target_selection.hpp"
#include "access/roads/target_sweep.hpp"
#include "cluster/large_array.hpp"

namespace agglo::roads {

/// Costs of the ways that only go up, from one start after the other. One per thread.
class UpwardSearch {
 public:
  UpwardSearch(const ContractionHierarchy::Parts& parts, TravelDirection direction)
      : parts_(parts),
        side_(direction == TravelDirection::from_sites ? &UpArc::out : &UpArc::in),
        cost_(parts.node_count(), kUnreached) {}

  /// Calls use(node, cost) once for each node that is reached.
  template <class Use>
  void run(std::span<const RoadStart> starts, const Use& use) {
    for (const RoadStart& start : starts) improve(start.node, start.cost);
    while (!heap_.empty()) {
      const std::uint64_t top = heap_.front();
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      heap_.pop_back();
      const auto node = static_cast<std::uint32_t>(top);
      const auto cost = static_cast<RoadCost>(top >> 32);
      if (cost > cost_[node]) continue;
      for (const UpArc& arc : parts_.up(node)) improve(arc.node, cost + arc.*side_);  // both below 2^31
    }
    for (const std::uint32_t node : touched_) {
      use(node, cost_[node]);
      cost_[node] = kUnreached;
    }
    touched_.clear();
  }

 private:
  void improve(std::uint32_t node, RoadCost cost) {
    if (cost >= cost_[node]) return;
    if (cost_[node] == kUnreached) touched_.push_back(node);
    cost_[node] = cost;
    heap_.push_back(std::uint64_t{cost} << 32 | node);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

  const ContractionHierarchy::Parts& parts_;
  RoadCost UpArc::*const side_;
  std::vector<RoadCost> cost_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint64_t> heap_;  ///< cost and node
};

/// Costs of up to kLanes sites at all places of a selection.
class SweptBatch {
 public:
  /// Room for the selection; costs of before are lost.
  void fit(const TargetSelection& selection) {
    const std::size_t places = std::max<std::size_t>(1, selection.size());
    costs_.renew(places * kLanes);
    std::fill_n(costs_.data(), kLanes,
                kUnreached);  // firms without a road look here, though nothing be swept
    is_given_.resize(places, 0);
  }

  /// starts_of(lane) gives the starts of each site.
  template <class StartsOf>
  void sweep(const TargetSelection& selection, UpwardSearch& search, std::size_t lanes,
             const StartsOf& starts_of) {
    for (std::size_t lane = 0; lane < lanes; ++lane)
      search.run(starts_of(lane), [&](std::uint32_t node, RoadCost cost) {
        const std::uint32_t place = selection.place_of[node];
        if (place == kNotSelected) return;
        RoadCost* const costs = costs_.data() + std::size_t{place} * kLanes;
        if (is_given_[place] == 0) {
          is_given_[place] = 1;
          given_.push_back(place);
          std::fill_n(costs, kLanes, kUnreached);
        }
        costs[lane] = cost;
      });
    sweep_down(selection, is_given_, costs_.data());
    for (const std::uint32_t place : given_) is_given_[place] = 0;
    given_.clear();
  }

  const RoadCost* costs() const { return costs_.data(); }

 private:
  LargeArray<RoadCost> costs_;
  std::vector<std::uint8_t> is_given_;
  std::vector<std::uint32_t> given_;
};

/// Both ends of the edges of some firms, ascending: the targets of a selection.
std::vector<std::uint32_t> target_nodes(std::span<const RoadPoint> firms);
/// Where the firm hangs on the selection, its access leg included; no cost without a road.
FirmEnds ends_of(const RoadPoint& firm, const TargetSelection& selection, TravelDirection direction);

/// The cost of two ways one after the other.
inline RoadCost sum_of(RoadCost a, RoadCost b) {
  return std::min(a + b, kUnreached);  // both at most 2^31 - 1
}

}  // namespace agglo::roads
