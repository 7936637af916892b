// Short searches for ways around a node.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "access/roads/remaining_graph.hpp"

namespace agglo::roads {

/// Keeps its arrays from one search to the next: one per thread.
class WitnessSearch {
 public:
  explicit WitnessSearch(std::uint32_t nodes) : labels_(nodes) {}

  /// Forgets the last search and its targets.
  void start() {
    for (const std::uint32_t node : touched_) labels_[node] = {};
    touched_.clear();
    open_ = 0;
    farthest_ = farthest_expanded_ = 0;
  }
  /// Asks for a way to the node that costs at most `over`, of which the last arc costs at least `last_arc`.
  void add_target(std::uint32_t node, RoadCost over, RoadCost last_arc) {
    labels_[node].over = over;
    touched_.push_back(node);
    ++open_;
    farthest_ = std::max(farthest_, over);
    if (last_arc <= over) farthest_expanded_ = std::max(farthest_expanded_, over - last_arc);
  }

  /// Looks from `source` for ways to the targets that pass neither `around` nor a marked node, until
  /// `most_settled` nodes are left behind. What it finds are ways, not always the shortest.
  void run(const RemainingGraph& graph, std::span<const char> marked, std::uint32_t source,
           std::uint32_t around, std::size_t most_settled) {
    if (open_ == 0) return;
    touched_.push_back(source);
    labels_[source].cost = 0;
    labels_[source].is_symmetric = true;
    heap_.assign(1, source);
    for (std::size_t settled = 0; settled < most_settled && !heap_.empty();) {
      const std::uint64_t top = heap_.front();
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      heap_.pop_back();
      const auto node = static_cast<std::uint32_t>(top);
      const auto cost = static_cast<RoadCost>(top >> 32);
      if (cost > labels_[node].cost) continue;
      ++settled;
      const bool is_symmetric = labels_[node].is_symmetric;
      for (const Link& link : graph.links(node)) {
        const RoadCost there = cost + link.out;  // both below 2^31
        if (there > farthest_) continue;
        Label& label = labels_[link.node];
        if (there >= label.cost || link.node == around || marked[link.node] != 0) continue;
        const bool was_open = label.over != kNoTarget && label.cost > label.over;
        if (label.cost == kUnreached) touched_.push_back(link.node);
        label.cost = there;
        label.is_symmetric = is_symmetric && link.in <= link.out;
        if (was_open && there <= label.over && --open_ == 0) return;
        if (there > farthest_expanded_) continue;
        heap_.push_back(std::uint64_t{there} << 32 | link.node);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
      }
    }
  }

  /// For targets of the last search.
  bool is_found(std::uint32_t node) const { return labels_[node].cost <= labels_[node].over; }
  /// The way that was found costs no more in the other direction.
  bool is_found_back(std::uint32_t node) const { return is_found(node) && labels_[node].is_symmetric; }

 private:
  static constexpr RoadCost kNoTarget = kUnreached;
  struct Label {
    RoadCost cost = kUnreached, over = kNoTarget;
    bool is_symmetric = false;
  };
  std::vector<Label> labels_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint64_t> heap_;  ///< cost and node
  std::size_t open_ = 0;
  RoadCost farthest_ = 0, farthest_expanded_ = 0;
};

}  // namespace agglo::roads
