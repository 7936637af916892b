// What it takes to leave one node out of a graph.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "access/roads/remaining_graph.hpp"
#include "access/roads/witness_search.hpp"

namespace agglo::roads {

/// What takes the place of the ways from `from` over a node to link.node and back.
struct Shortcut {
  std::uint32_t from;
  Link link;
};

/// Finds the shortcuts that a node needs when it goes. Keeps its arrays: one per thread.
class NodeShortcuts {
 public:
  explicit NodeShortcuts(std::uint32_t nodes) : search_(nodes) {}

  /// Ways around may not pass marked nodes, so that these can go at the same time. More settled nodes in a
  /// search find more ways around; too few cost needless shortcuts, never a wrong cost.
  void find(const RemainingGraph& graph, std::span<const char> marked, std::uint32_t node,
            std::size_t most_settled);

  /// How many arcs, and how many arcs of the road behind them, go and come with the node just looked at:
  /// low when it should go early.
  std::uint32_t unimportance() const;
  void append_to(std::vector<Shortcut>& shortcuts) const;

 private:
  void search_from(std::size_t i, std::size_t most_settled, const RemainingGraph& graph,
                   std::span<const char> marked, std::uint32_t node);
  RoadCost over(std::size_t i, std::size_t j) const { return links_[i].in + links_[j].out; }  // below 2^32

  WitnessSearch search_;
  std::span<const Link> links_;       ///< of the node
  std::vector<std::uint32_t> order_;  ///< of its links
  std::vector<RoadCost> least_arc_;   ///< into the neighbour, from others than the node
  std::vector<RoadCost> needed_;      ///< by two links: cost of the shortcut, or kUnreached
};

}  // namespace agglo::roads
