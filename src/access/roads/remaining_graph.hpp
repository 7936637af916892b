// The graph between the nodes that are not contracted yet.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "agglo/roads.hpp"

namespace agglo::roads {

/// The arcs to and from a neighbour; kUnreached where there is none. Hops: arcs of the road that it stands
/// for.
struct Link {
  std::uint32_t node;
  RoadCost out, in;
  std::uint16_t out_hops, in_hops;
};

/// Neighbours of each node in one array, each list with room to grow; room that was left is used again.
class RemainingGraph {
 public:
  explicit RemainingGraph(const RoadGraph& graph);

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(lists_.size()); }
  std::span<const Link> links(std::uint32_t node) const {
    return {pool_.data() + lists_[node].start, lists_[node].size};
  }
  /// Keeps the cheaper arcs of the list's link to the same node and this one.
  void join(std::uint32_t node, const Link& link);
  /// Takes all links to marked nodes out of the list.
  void remove_marked(std::uint32_t node, std::span<const char> marked) {
    List& list = lists_[node];
    Link* const begin = pool_.data() + list.start;
    const auto is_marked = [&](const Link& link) { return marked[link.node] != 0; };
    list.size = static_cast<std::uint32_t>(std::remove_if(begin, begin + list.size, is_marked) - begin);
  }
  /// Empties the list of a node that goes.
  void clear(std::uint32_t node);

 private:
  struct List {
    std::uint32_t start = 0, size = 0, room = 0;  ///< room: 0, or a power of two
  };
  void grow(List& list);
  void free_room(const List& list);

  std::vector<Link> pool_;
  std::vector<List> lists_;
  std::array<std::vector<std::uint32_t>, 32> free_;  ///< starts of unused room by log2 of its size
};

}  // namespace agglo::roads
