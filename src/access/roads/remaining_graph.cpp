#include "access/roads/remaining_graph.hpp"

#include <bit>

namespace agglo::roads {
namespace {

void improve(Link& link, const Link& other) {
  if (other.out < link.out) {
    link.out = other.out;
    link.out_hops = other.out_hops;
  }
  if (other.in < link.in) {
    link.in = other.in;
    link.in_hops = other.in_hops;
  }
}

}  // namespace

RemainingGraph::RemainingGraph(const RoadGraph& graph) : lists_(graph.node_count()) {
  // Most junctions have two to four neighbours, most shortcuts replace links that go.
  pool_.reserve(std::size_t{4} * graph.node_count() + graph.arc_count());
  std::vector<Link> links;
  for (std::uint32_t node = 0; node < graph.node_count(); ++node) {
    links.clear();
    for (const RoadArc& arc : graph.out(node)) links.push_back({arc.head, arc.cost, kUnreached, 1, 0});
    for (const RoadArc& arc : graph.in(node)) links.push_back({arc.head, kUnreached, arc.cost, 0, 1});
    std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.node < b.node; });
    List& list = lists_[node];
    while (list.room < links.size()) grow(list);
    for (const Link& link : links) {  // not join(): it would look through all links of a large junction
      if (list.size > 0 && pool_[list.start + list.size - 1].node == link.node)
        improve(pool_[list.start + list.size - 1], link);
      else
        pool_[list.start + list.size++] = link;
    }
  }
}

void RemainingGraph::join(std::uint32_t node, const Link& link) {
  List& list = lists_[node];
  Link* const begin = pool_.data() + list.start;
  Link* const end = begin + list.size;
  Link* const same = std::find_if(begin, end, [&](const Link& other) { return other.node == link.node; });
  if (same == end) {
    if (list.size == list.room) grow(list);
    pool_[list.start + list.size++] = link;
    return;
  }
  improve(*same, link);
}

void RemainingGraph::clear(std::uint32_t node) {
  free_room(lists_[node]);
  lists_[node] = {};
}

void RemainingGraph::grow(List& list) {
  const std::uint32_t room = list.room == 0 ? 4 : 2 * list.room;
  std::vector<std::uint32_t>& free = free_[static_cast<std::size_t>(std::countr_zero(room))];
  std::uint32_t start = static_cast<std::uint32_t>(pool_.size());
  if (free.empty()) {
    pool_.resize(pool_.size() + room);
  } else {
    start = free.back();
    free.pop_back();
  }
  std::copy_n(pool_.begin() + list.start, list.size, pool_.begin() + start);
  free_room(list);
  list.start = start;
  list.room = room;
}

void RemainingGraph::free_room(const List& list) {
  if (list.room > 0) free_[static_cast<std::size_t>(std::countr_zero(list.room))].push_back(list.start);
}

}  // namespace agglo::roads
