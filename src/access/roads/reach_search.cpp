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

  explicit Scratch(const RoadGraph& searched) : graph(searched), cost(searched.node_count(), kUnreached) {
    shift = bucket_shift(graph);
    buckets.resize(std::bit_ceil((graph.longest_arc() >> shift) + 2));
  }

  void clear() {
    for (const std::uint32_t node : reached) cost[node] = kUnreached;
    reached.clear();
  }

  void set(std::uint32_t node, RoadCost value) {
    if (cost[node] == kUnreached) reached.push_back(node);
    cost[node] = value;
    buckets[(value >> shift) & (buckets.size() - 1)].push_back({value, node});
    ++waiting;
  }

  /// `arcs_of(node)`: the arcs to follow.
  template <bool kNearest, class ArcsOf>
  void search(std::span<const RoadStart> starts, RoadCost limit, const ArcsOf& arcs_of);

  const RoadGraph& graph;
  std::vector<RoadCost> cost;
  std::vector<std::uint32_t> site;  ///< of reached nodes, after a nearest search
  std::vector<std::uint32_t> reached;
  std::vector<std::vector<Waiting>> buckets;
  std::vector<RoadStart> ordered;
  std::size_t waiting = 0;
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
  const auto improve = [this](std::uint32_t node, RoadCost value, std::uint32_t of) {
    if (value > limit) return;
    if constexpr (kNearest) {
      if (value > cost[node] || (value == cost[node] && of >= site[node])) return;
      site[node] = of;
    } else {
      if (value >= cost[node]) return;
    }
    set(node, value);
  };
  std::size_t next_start = 0;
  for (std::uint64_t bucket = 0; waiting > 0 || next_start < ordered.size(); ++bucket) {
    if (waiting == 0) bucket = ordered[next_start].cost >> shift;
    // A start costs more than any arc perhaps: it waits outside until its bucket's turn.
    for (; next_start < ordered.size() && (ordered[next_start].cost >> shift) <= bucket; ++next_start)
      improve(ordered[next_start].node, ordered[next_start].cost, ordered[next_start].site);
    std::vector<Waiting>& now = buckets[bucket & (buckets.size() - 1)];
    for (std::size_t i = 0; i < now.size(); ++i) {
      const Waiting here = now[i];
      if (here.cost != cost[here.node]) continue;  // a cheaper way was found meanwhile
      for (const RoadArc& arc : arcs_of(here.node))
        improve(arc.head, here.cost + arc.cost, kNearest ? site[here.node] : 0);
    }
    waiting -= now.size();
    now.clear();
  }
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
  return scratch_->reached;
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
