#include <algorithm>
#include <bit>

#include "agglo/reach.hpp"

namespace agglo {
namespace {

/// Log2 of the width of a bucket: about the mean cost of an arc, so that few nodes are looked at twice,
/// but not so narrow that the longest arc would need more than 2^14 buckets.
unsigned bucket_shift(const RoadGraph& graph) {
  auto shift = static_cast<unsigned>(std::bit_width(graph.mean_arc()));
  while ((graph.longest_arc() >> shift) >= (1u << 14)) ++shift;
  return shift;
}

}  // namespace

/// Nodes wait in buckets of a range of costs, which are used in turn; inside a bucket their order is not
/// kept, so a node may be looked at again when a cheaper way to it turns up (label-correcting).
struct ReachSearch::Scratch {
  struct Waiting {
    RoadCost cost;
    std::uint32_t node;
  };

  struct Bucket {
    std::vector<Waiting> items =
        std::vector<Waiting>(16);  ///< the first `size` count; there is room for more
    std::size_t size = 0;
  };

  explicit Scratch(const RoadGraph& searched) : graph(searched), cost(searched.node_count(), kUnreached) {
    shift = bucket_shift(graph);
    buckets.resize(std::bit_ceil((graph.longest_arc() >> shift) + 2));
  }

  void clear() {
    for (std::size_t i = 0; i < reached_count; ++i) cost[reached[i]] = kUnreached;
    reached_count = 0;
    reached.resize(cost.size() + 1);
  }

  /// `arcs_of(node)`: the arcs to follow.
  template <bool kNearest, class ArcsOf>
  void search(std::span<const RoadStart> starts, RoadCost limit, const ArcsOf& arcs_of);

  const RoadGraph& graph;
  std::vector<RoadCost> cost;
  std::vector<std::uint32_t> site;     ///< of reached nodes, after a nearest search
  std::vector<std::uint32_t> reached;  ///< the first reached_count; room for all nodes and one more
  std::vector<Bucket> buckets;
  std::size_t reached_count = 0;
  std::vector<RoadStart> ordered;
  unsigned shift = 0;
  RoadCost limit = 0;
  TravelDirection direction = TravelDirection::from_sites;
};

template <bool kNearest, class ArcsOf>
void ReachSearch::Scratch::search(std::span<const RoadStart> starts, RoadCost most, const ArcsOf& arcs_of) {
  clear();
  limit = std::min(most, kUnreached - 1);
  ordered.assign(starts.begin(), starts.end());
  std::sort(ordered.begin(), ordered.end(),
            [](const RoadStart& a, const RoadStart& b) { return a.cost < b.cost; });
  RoadCost* const cost_of_node = cost.data();
  std::uint32_t* const site_of_node = site.data();
  Bucket* const all_buckets = buckets.data();
  const std::size_t mask = buckets.size() - 1;
  const RoadCost largest = limit;
  const unsigned width = shift;
  std::size_t waiting = 0, count = 0;
  std::uint32_t* const reached_nodes = reached.data();
  // Half of all looks at a node improve it, which no processor can guess: what is written without need costs
  // less than a wrong guess. All that the loops read lies in variables of their own, as stores of costs could
  // change members.
  const auto improve = [&](std::uint32_t node, RoadCost value, std::uint32_t of) {
    const RoadCost before = cost_of_node[node];
    bool better = value < before;
    if constexpr (kNearest) better |= value == before && of < site_of_node[node];
    better &= value <= largest;
    if constexpr (kNearest) site_of_node[node] = better ? of : site_of_node[node];
    cost_of_node[node] = better ? value : before;
    reached_nodes[count] = node;
    count += better & (before == kUnreached);
    Bucket& bucket = all_buckets[(value >> width) & mask];
    if (bucket.size == bucket.items.size()) bucket.items.resize(2 * bucket.size);
    bucket.items[bucket.size] = {value, node};
    bucket.size += better;
    waiting += better;
  };
  std::size_t next_start = 0;
  for (std::uint64_t number = 0; waiting > 0 || next_start < ordered.size(); ++number) {
    if (waiting == 0) number = ordered[next_start].cost >> width;
    // A start costs more than any arc perhaps: it waits outside until its bucket's turn.
    for (; next_start < ordered.size() && (ordered[next_start].cost >> width) <= number; ++next_start)
      improve(ordered[next_start].node, ordered[next_start].cost, ordered[next_start].site);
    Bucket& now = all_buckets[number & mask];
    for (std::size_t i = 0; i < now.size; ++i) {
      const Waiting here = now.items[i];
      if (here.cost != cost_of_node[here.node]) continue;  // a cheaper way was found meanwhile
      const std::uint32_t of = kNearest ? site_of_node[here.node] : 0;
      for (const RoadArc& arc : arcs_of(here.node)) improve(arc.head, here.cost + arc.cost, of);
    }
    waiting -= now.size;
    now.size = 0;
  }
  reached_count = count;
}

ReachSearch::ReachSearch(const RoadGraph& graph) : scratch_(std::make_unique<Scratch>(graph)) {}
ReachSearch::~ReachSearch() = default;
ReachSearch::ReachSearch(ReachSearch&&) noexcept = default;

void ReachSearch::run(std::span<const RoadStart> starts, RoadCost limit, TravelDirection direction) {
  Scratch& s = *scratch_;
  s.direction = direction;
  if (direction == TravelDirection::from_sites)
    s.search<false>(starts, limit, [&s](std::uint32_t node) { return s.graph.out(node); });
  else
    s.search<false>(starts, limit, [&s](std::uint32_t node) { return s.graph.in(node); });
}

void ReachSearch::run_nearest(std::span<const RoadStart> starts, RoadCost limit, TravelDirection direction) {
  Scratch& s = *scratch_;
  s.direction = direction;
  s.site.resize(s.graph.node_count());
  if (direction == TravelDirection::from_sites)
    s.search<true>(starts, limit, [&s](std::uint32_t node) { return s.graph.out(node); });
  else
    s.search<true>(starts, limit, [&s](std::uint32_t node) { return s.graph.in(node); });
}

std::span<const std::uint32_t> ReachSearch::reached() const {
  return std::span(scratch_->reached).first(scratch_->reached_count);
}
RoadCost ReachSearch::cost(std::uint32_t node) const {
  return scratch_->cost[node];
}
std::span<const RoadCost> ReachSearch::costs() const {
  return scratch_->cost;
}
std::span<const std::uint32_t> ReachSearch::sites() const {
  return scratch_->site;
}
TravelDirection ReachSearch::direction() const {
  return scratch_->direction;
}
std::uint32_t ReachSearch::site(std::uint32_t node) const {
  return scratch_->site[node];
}

RoadCost ReachSearch::cost_of(const RoadPoint& point, const RoadPoint* start) const {
  if (point.edge == kNoEdge) return kUnreached;
  const Scratch& s = *scratch_;
  const bool outward = s.direction == TravelDirection::from_sites;
  const std::uint64_t by_from =
      std::uint64_t{s.cost[point.from]} + (outward ? point.before_forward : point.after_backward);
  const std::uint64_t by_to =
      std::uint64_t{s.cost[point.to]} + (outward ? point.before_backward : point.after_forward);
  std::uint64_t best = std::min(by_from, by_to);
  if (start) {
    const RoadCost direct = outward ? along_edge(*start, point) : along_edge(point, *start);
    best = std::min(best, std::uint64_t{direct} + start->access);
  }
  best += point.access;
  return best <= s.limit ? static_cast<RoadCost>(best) : kUnreached;
}

void add_starts(const RoadPoint& point, std::uint32_t site, TravelDirection direction,
                std::vector<RoadStart>& starts) {
  if (point.edge == kNoEdge) return;
  const bool outward = direction == TravelDirection::from_sites;
  const auto add = [&](std::uint32_t node, RoadCost way) {
    const std::uint64_t cost = std::uint64_t{way} + point.access;
    if (way != kUnreached && cost < kUnreached) starts.push_back({node, static_cast<RoadCost>(cost), site});
  };
  add(point.to, outward ? point.after_forward : point.before_backward);
  add(point.from, outward ? point.after_backward : point.before_forward);
}

RoadCost along_edge(const RoadPoint& from, const RoadPoint& to) {
  if (from.edge == kNoEdge || from.edge != to.edge) return kUnreached;
  RoadCost best = kUnreached;
  if (from.before_forward != kUnreached && to.along >= from.along)
    best = to.before_forward - from.before_forward;
  if (from.before_backward != kUnreached && to.along <= from.along)
    best = std::min(best, to.before_backward - from.before_backward);
  return best;
}

}  // namespace agglo
