#include <algorithm>
#include <memory>

#include "access/roads/points_at_nodes.hpp"
#include "agglo/travel_costs.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Sites whose costs to all firms are held at once.
constexpr std::size_t kSitesAtOnce = 64;
/// Searches that share the arrays of one.
constexpr std::size_t kSearchesInBlock = 8;

}  // namespace

TravelCosts travel_costs_by_search(const RoadGraph& graph, std::span<const RoadPoint> sites,
                                   std::span<const RoadPoint> firms, RoadCost limit,
                                   TravelDirection direction) {
  return [&graph, sites, firms, limit, direction](const TakeCosts& take, RunControl& run) {
    const Groups at_nodes = points_at_nodes(firms, graph.node_count());
    const PointsByEdge by_edge(firms);
    std::vector<RoadCost> cost(firms.size() * std::min(kSitesAtOnce, sites.size()));
    const std::size_t rounds = (sites.size() + kSitesAtOnce - 1) / kSitesAtOnce;
    run.begin("travel costs along roads", sites.size() + rounds * firms.size());
    for (std::size_t first = 0; first < sites.size(); first += kSitesAtOnce) {
      const std::size_t count = std::min(kSitesAtOnce, sites.size() - first);
      std::fill(cost.begin(), cost.end(), kUnreached);
      parallel_blocks(count, kSearchesInBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
        ReachSearch search(graph);
        std::vector<RoadStart> starts;
        for (std::size_t s = begin; s < end; ++s) {
          if (sites[first + s].edge == kNoEdge) continue;
          starts.clear();
          add_starts(sites[first + s], 0, direction, starts);
          search.run(starts, limit, direction);
          for_each_reached_point(search, firms, at_nodes, by_edge, sites[first + s],
                                 [&](std::uint32_t firm, RoadCost here) { cost[firm * count + s] = here; });
        }
      });
      parallel_blocks(firms.size(), kFirmsInBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
        take({begin, end - begin, first, count, count, cost.data() + begin * count});
      });
    }
  };
}

}  // namespace agglo
