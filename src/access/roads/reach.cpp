#include "agglo/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "access/class_rows.hpp"
#include "access/roads/points_at_nodes.hpp"
#include "agglo/error.hpp"
#include "core/parallel.hpp"

namespace agglo {

Groups points_at_nodes(std::span<const RoadPoint> points, std::uint32_t nodes) {
  Groups at;
  at.start.assign(std::size_t{nodes} + 1, 0);
  const auto for_each_end = [&](const auto& use) {
    for (std::uint32_t p = 0; p < points.size(); ++p) {
      if (points[p].edge == kNoEdge) continue;
      use(points[p].from, p);
      if (points[p].to != points[p].from) use(points[p].to, p);
    }
  };
  for_each_end([&](std::uint32_t node, std::uint32_t) { ++at.start[node + 1]; });
  for (std::size_t node = 0; node < nodes; ++node) at.start[node + 1] += at.start[node];
  at.items.resize(at.start.back());
  std::vector<std::uint64_t> next(at.start.begin(), at.start.end() - 1);
  for_each_end([&](std::uint32_t node, std::uint32_t p) { at.items[next[node]++] = p; });
  return at;
}

PointsByEdge::PointsByEdge(std::span<const RoadPoint> points) {
  for (std::uint32_t p = 0; p < points.size(); ++p)
    if (points[p].edge != kNoEdge) rows_.push_back({points[p].edge, p});
  std::sort(rows_.begin(), rows_.end());
}

std::span<const std::pair<std::uint32_t, std::uint32_t>> PointsByEdge::found_on(std::uint32_t edge) const {
  const auto first = std::lower_bound(rows_.begin(), rows_.end(), std::pair{edge, std::uint32_t{0}});
  auto last = first;
  while (last != rows_.end() && last->first == edge) ++last;
  return {first, last};
}

void for_each_reached_point(const ReachSearch& search, std::span<const RoadPoint> points,
                            const Groups& at_nodes, const PointsByEdge& by_edge, const RoadPoint& start,
                            const std::function<void(std::uint32_t point, RoadCost cost)>& use) {
  // A point hangs on two nodes: it is used at its first one when that is reached.
  for (const std::uint32_t node : search.reached())
    for (const std::uint32_t p : at_nodes[node]) {
      const bool is_first = points[p].from == node || search.cost(points[p].from) == kUnreached;
      if (!is_first) continue;
      if (const RoadCost cost = search.cost_of(points[p], &start); cost != kUnreached) use(p, cost);
    }
  for (const auto& [edge, p] : by_edge.on(start.edge)) {
    const bool at_node = search.cost(points[p].from) != kUnreached || search.cost(points[p].to) != kUnreached;
    if (at_node) continue;
    if (const RoadCost cost = search.cost_of(points[p], &start); cost != kUnreached) use(p, cost);
  }
}

Groups firms_within_cost(const RoadGraph& graph, std::span<const RoadPoint> sites,
                         std::span<const RoadPoint> firms, std::span<const RoadCost> limits,
                         TravelDirection direction, RunControl& run, std::uint64_t most_bytes) {
  std::vector<std::vector<ClassRow>> found(sites.size());
  std::atomic<std::uint64_t> needed{0};
  const auto count = [&](const std::vector<ClassRow>& rows) {
    std::uint64_t bytes = rows.size() * sizeof(ClassRow);
    for (const ClassRow& row : rows) bytes += (limits.size() - row.class_index) * sizeof(std::uint32_t);
    if ((needed += bytes) > most_bytes)
      throw failure(
          fmt::format("the firms within reach of {} sites need more than the {:.1f} GiB that are left",
                      sites.size(), static_cast<double>(most_bytes) / (1 << 30)),
          "choose shorter limits, fewer kinds of sites, or fewer firms with --where");
  };
  const Groups at_nodes = points_at_nodes(firms, graph.node_count());
  const PointsByEdge by_edge(firms);
  run.begin("firms within reach along the roads", sites.size());
  constexpr std::size_t kSitesInBlock = 8;
  parallel_blocks(limits.empty() ? 0 : sites.size(), kSitesInBlock, run,
                  [&](std::size_t begin, std::size_t end, std::size_t) {
                    ReachSearch search(graph);
                    std::vector<RoadStart> starts;
                    for (std::size_t s = begin; s < end; ++s) {
                      run.check();
                      if (sites[s].edge == kNoEdge) continue;
                      starts.clear();
                      add_starts(sites[s], 0, direction, starts);
                      search.run(starts, limits.back(), direction);
                      for_each_reached_point(
                          search, firms, at_nodes, by_edge, sites[s], [&](std::uint32_t firm, RoadCost cost) {
                            const auto within = std::lower_bound(limits.begin(), limits.end(), cost);
                            found[s].push_back({firm, static_cast<std::uint32_t>(within - limits.begin())});
                          });
                      sort_by_row(found[s], firms.size());
                      found[s].shrink_to_fit();
                      count(found[s]);
                    }
                  });
  return groups_of_classes(found, limits.size(), Take::up_to_class, run);
}

std::vector<RoadPoint> started_later(std::span<const RoadPoint> sites, std::span<const RoadCost> offset) {
  std::vector<RoadPoint> later(sites.begin(), sites.end());
  for (std::size_t s = 0; s < offset.size(); ++s)
    later[s].access = static_cast<RoadCost>(
        std::min<std::uint64_t>(std::uint64_t{later[s].access} + offset[s], kUnreached));
  return later;
}

NearestByRoad nearest_by_road(const RoadGraph& graph, std::span<const RoadPoint> sites,
                              std::span<const RoadPoint> firms, std::span<const RoadCost> offset,
                              RoadCost limit, TravelDirection direction, RunControl& run) {
  const std::vector<RoadPoint> later = started_later(sites, offset);
  std::vector<RoadStart> starts;
  for (std::uint32_t s = 0; s < later.size(); ++s) add_starts(later[s], s, direction, starts);
  ReachSearch search(graph);
  run.begin("nearest site along the roads");
  search.run_nearest(starts, limit, direction);
  const PointsByEdge by_edge(later);
  NearestByRoad nearest{std::vector<std::int32_t>(firms.size(), -1),
                        std::vector<RoadCost>(firms.size(), kUnreached)};
  for (std::size_t f = 0; f < firms.size(); ++f) {
    const RoadPoint& firm = firms[f];
    if (firm.edge == kNoEdge) continue;
    const auto offer = [&](std::uint64_t cost, std::uint32_t site) {
      cost += firm.access;
      if (cost > std::min(limit, kUnreached - 1)) return;
      const auto lower = static_cast<std::int32_t>(site);
      if (cost > nearest.cost[f] || (cost == nearest.cost[f] && lower >= nearest.site[f])) return;
      nearest.cost[f] = static_cast<RoadCost>(cost);
      nearest.site[f] = lower;
    };
    const bool outward = direction == TravelDirection::from_sites;
    const auto by_node = [&](std::uint32_t node, RoadCost way) {
      if (way == kUnreached || search.cost(node) == kUnreached) return;
      offer(std::uint64_t{search.cost(node)} + way, search.site(node));
    };
    by_node(firm.from, outward ? firm.before_forward : firm.after_backward);
    by_node(firm.to, outward ? firm.before_backward : firm.after_forward);
    for (const auto& [edge, s] : by_edge.on(firm.edge)) {
      const RoadCost way = outward ? along_edge(later[s], firm) : along_edge(firm, later[s]);
      if (way != kUnreached) offer(std::uint64_t{way} + later[s].access, s);
    }
  }
  return nearest;
}

}  // namespace agglo
