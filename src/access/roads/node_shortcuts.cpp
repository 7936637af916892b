#include "access/roads/node_shortcuts.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace agglo::roads {
namespace {

constexpr RoadCost kUnknown = kUnreached + 1;

std::uint16_t sum_of_hops(std::uint16_t a, std::uint16_t b) {
  return static_cast<std::uint16_t>(std::min(0xffff, a + b));
}

}  // namespace

void NodeShortcuts::find(const RemainingGraph& graph, std::span<const char> marked, std::uint32_t node,
                         std::size_t most_settled) {
  links_ = graph.links(node);
  const std::size_t n = links_.size();
  // From the farthest neighbour to the nearest: the searches that come last then have near targets only.
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), 0U);
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(links_[b].in, a) < std::pair(links_[a].in, b);
  });
  least_arc_.assign(n, kUnreached);
  for (std::size_t j = 0; n > 2 && j < n; ++j)
    for (const Link& link : graph.links(links_[j].node))
      if (link.node != node) least_arc_[j] = std::min(least_arc_[j], link.in);
  needed_.assign(n * n, kUnknown);
  for (const std::uint32_t i : order_) search_from(i, n == 2 ? 1 : most_settled, graph, marked, node);
}

void NodeShortcuts::search_from(std::size_t i, std::size_t most_settled, const RemainingGraph& graph,
                                std::span<const char> marked, std::uint32_t node) {
  const std::size_t n = links_.size();
  search_.start();
  for (std::size_t j = 0; j < n; ++j) {
    if (i == j || over(i, j) >= kUnreached) needed_[i * n + j] = kUnreached;
    if (needed_[i * n + j] == kUnknown) search_.add_target(links_[j].node, over(i, j), least_arc_[j]);
  }
  search_.run(graph, marked, links_[i].node, node, most_settled);
  for (std::size_t j = 0; j < n; ++j) {
    if (needed_[i * n + j] != kUnknown) continue;
    const bool is_found = search_.is_found(links_[j].node);
    needed_[i * n + j] = is_found ? kUnreached : over(i, j);
    // Most roads cost the same in both directions: then one search answers for both. Where it found no way
    // there may still be one back, so that shortcut may be needless, but it does no harm.
    RoadCost& back = needed_[j * n + i];
    if (back != kUnknown || over(j, i) >= kUnreached) continue;
    if (is_found && search_.is_found_back(links_[j].node) && over(i, j) <= over(j, i)) back = kUnreached;
    if (!is_found && over(j, i) <= over(i, j)) back = over(j, i);
  }
}

std::uint32_t NodeShortcuts::unimportance() const {
  std::uint64_t removed = 0, removed_hops = 0, added = 0, added_hops = 0;
  for (const Link& link : links_) {
    removed += static_cast<std::uint64_t>(link.out != kUnreached) + (link.in != kUnreached);
    removed_hops += std::uint64_t{link.out_hops} + link.in_hops;
  }
  const std::size_t n = links_.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      if (needed_[i * n + j] == kUnreached) continue;
      ++added;
      added_hops += sum_of_hops(links_[i].in_hops, links_[j].out_hops);
    }
  if (removed == 0) return 0;
  const auto in_thousandths = [](std::uint64_t come, std::uint64_t go) {
    return (1000 * come + go - 1) / go;
  };
  const std::uint64_t sum = in_thousandths(added, removed) + in_thousandths(added_hops, removed_hops);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, 0x7fffffff));
}

void NodeShortcuts::append_to(std::vector<Shortcut>& shortcuts) const {
  const std::size_t n = links_.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      const RoadCost out = needed_[i * n + j], in = needed_[j * n + i];
      if (out == kUnreached && in == kUnreached) continue;
      shortcuts.push_back({links_[i].node,
                           {links_[j].node, out, in, sum_of_hops(links_[i].in_hops, links_[j].out_hops),
                            sum_of_hops(links_[j].in_hops, links_[i].out_hops)}});
    }
}

}  // namespace agglo::roads
