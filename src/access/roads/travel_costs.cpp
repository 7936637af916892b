#include "agglo/travel_costs.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "access/roads/contraction_hierarchy.hpp"
#include "access/roads/points_at_nodes.hpp"
#include "access/roads/target_selection.hpp"
#include "access/roads/target_sweep.hpp"
#include "cluster/large_array.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using roads::FirmEnds;
using roads::kLanes;
using roads::kNotSelected;
using roads::TargetSelection;

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

/// Costs of the sites of one batch at all selected nodes.
struct Batch {
  explicit Batch(std::size_t places) : costs(places * kLanes), is_given(places, 0) {
    std::fill_n(costs.data(), kLanes, kUnreached);  // firms without a road look here, though nothing be swept
  }
  LargeArray<RoadCost> costs;
  std::vector<std::uint8_t> is_given;
  std::vector<std::uint32_t> given;
};

RoadCost sum_of(RoadCost a, RoadCost b) {
  return std::min(a + b, kUnreached);  // both at most 2^31 - 1
}

class Matrix {
 public:
  Matrix(const ContractionHierarchy::Parts& parts, std::span<const RoadPoint> sites,
         std::span<const RoadPoint> firms, TravelDirection direction)
      : parts_(parts), sites_(sites), firms_(firms), direction_(direction), sites_on_(sites) {
    const bool outward = direction == TravelDirection::from_sites;
    std::vector<std::uint32_t> targets;
    for (const RoadPoint& firm : firms) {
      if (firm.edge == kNoEdge) continue;
      targets.push_back(firm.from);
      targets.push_back(firm.to);
    }
    std::sort(targets.begin(), targets.end());  // as they lie in memory and so, about, on the map
    selection_ = roads::select_above(parts, targets, direction);
    for (std::size_t f = 0; f < firms.size(); ++f) {
      const RoadPoint& firm = firms[f];
      FirmEnds ends{{0, 0}, {kUnreached, kUnreached}};
      if (firm.edge != kNoEdge) {
        ends.place[0] = selection_.place_of[firm.from];
        ends.place[1] = selection_.place_of[firm.to];
        ends.cost[0] = sum_of(outward ? firm.before_forward : firm.after_backward, firm.access);
        ends.cost[1] = sum_of(outward ? firm.before_backward : firm.after_forward, firm.access);
        if (const auto on_edge = sites_on_.on(firm.edge); !on_edge.empty())
          beside_.push_back({static_cast<std::uint32_t>(f), on_edge});
      }
      ends_.push_back(ends);
    }
  }

  void hand_out(const TakeCosts& take, RunControl& run) const {
    if (sites_.empty() || firms_.empty()) return;
    const std::size_t batches = (sites_.size() + kLanes - 1) / kLanes;
    const std::size_t places = std::max<std::size_t>(1, selection_.size());
    // Which batches are swept at the same time shows in nothing that is handed out.
    constexpr std::size_t kMostBytes = std::size_t{256} << 20;
    const std::size_t fitting = std::max<std::size_t>(1, kMostBytes / (places * kLanes * sizeof(RoadCost)));
    const std::size_t at_once =
        std::max<std::size_t>(1, std::min({std::size_t{thread_count(run)}, batches, fitting}));
    std::vector<Batch> swept;
    for (std::size_t i = 0; i < at_once; ++i) swept.emplace_back(places);
    tbb::enumerable_thread_specific<UpwardSearch> searches([&] { return UpwardSearch(parts_, direction_); });
    run.begin("travel costs", (batches + at_once - 1) / at_once * firms_.size());
    for (std::size_t first = 0; first < batches; first += at_once) {
      const std::size_t now = std::min(at_once, batches - first);
      RunControl part(run, run.threads);
      parallel_blocks(now, 1, part, [&](std::size_t i, std::size_t, std::size_t) {
        sweep(first + i, searches.local(), swept[i]);
      });
      parallel_blocks(firms_.size(), kFirmsInBlock, run,
                      [&](std::size_t begin, std::size_t end, std::size_t) {
                        for (std::size_t i = 0; i < now; ++i)
                          hand_out_block(begin, end, first + i, swept[i], take);
                      });
    }
  }

 private:
  struct Beside {
    std::uint32_t firm;
    std::span<const std::pair<std::uint32_t, std::uint32_t>> sites;  ///< edge and row of those on its edge
  };

  void sweep(std::size_t batch, UpwardSearch& search, Batch& swept) const {
    std::vector<RoadStart> starts;
    for (std::size_t lane = 0; lane < std::min(kLanes, sites_.size() - batch * kLanes); ++lane) {
      starts.clear();
      add_starts(sites_[batch * kLanes + lane], 0, direction_, starts);
      search.run(starts, [&](std::uint32_t node, RoadCost cost) {
        const std::uint32_t place = selection_.place_of[node];
        if (place == kNotSelected) return;
        RoadCost* const costs = swept.costs.data() + std::size_t{place} * kLanes;
        if (swept.is_given[place] == 0) {
          swept.is_given[place] = 1;
          swept.given.push_back(place);
          std::fill_n(costs, kLanes, kUnreached);
        }
        costs[lane] = cost;
      });
    }
    roads::sweep_down(selection_, swept.is_given, swept.costs.data());
    for (const std::uint32_t place : swept.given) swept.is_given[place] = 0;
    swept.given.clear();
  }

  void hand_out_block(std::size_t begin, std::size_t end, std::size_t batch, const Batch& swept,
                      const TakeCosts& take) const {
    alignas(64) RoadCost costs[kFirmsInBlock * kLanes];
    const std::size_t first_site = batch * kLanes;
    const std::size_t sites = std::min(kLanes, sites_.size() - first_site);
    roads::costs_at_ends(std::span(ends_).subspan(begin, end - begin), swept.costs.data(), costs);
    for (auto row = std::lower_bound(beside_.begin(), beside_.end(), begin,
                                     [](const Beside&a, std::size_t firm) { return a.firm < firm; });
         row != beside_.end() && row->firm < end; ++row)
      add_ways_along_edge(*row, first_site, first_site + sites, costs + (row->firm - begin) * kLanes);
    take({begin, end - begin, first_site, sites, kLanes, costs});
  }

  /// The ways that leave the edge of a firm and a site nowhere.
  void add_ways_along_edge(const Beside& beside, std::size_t first_site, std::size_t last_site,
                           RoadCost* costs) const {
    const RoadPoint& firm = firms_[beside.firm];
    const auto& sites = beside.sites;
    for (auto row = std::lower_bound(sites.begin(), sites.end(),
                                     std::pair(firm.edge, static_cast<std::uint32_t>(first_site)));
         row != sites.end() && row->second < last_site; ++row) {
      const RoadPoint& site = sites_[row->second];
      const RoadCost way =
          direction_ == TravelDirection::from_sites ? along_edge(site, firm) : along_edge(firm, site);
      RoadCost& cost = costs[row->second - first_site];
      cost = std::min(cost, sum_of(sum_of(way, site.access), firm.access));
    }
  }

  const ContractionHierarchy::Parts& parts_;
  std::span<const RoadPoint> sites_, firms_;
  TravelDirection direction_;
  PointsByEdge sites_on_;
  TargetSelection selection_;
  std::vector<FirmEnds> ends_;  ///< of each firm
  std::vector<Beside> beside_;  ///< firms on an edge with a site, ascending
};

}  // namespace

TravelCosts travel_costs(const ContractionHierarchy& hierarchy, std::span<const RoadPoint> sites,
                         std::span<const RoadPoint> firms, TravelDirection direction) {
  const auto matrix = std::make_shared<const Matrix>(hierarchy.parts(), sites, firms, direction);
  return [matrix](const TakeCosts& take, RunControl& run) { matrix->hand_out(take, run); };
}

}  // namespace agglo
