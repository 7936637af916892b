#include "agglo/travel_costs.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "access/roads/points_at_nodes.hpp"
#include "access/roads/swept_batch.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using roads::FirmEnds;
using roads::kLanes;
using roads::sum_of;
using roads::SweptBatch;
using roads::UpwardSearch;

class Matrix {
 public:
  Matrix(const ContractionHierarchy::Parts& parts, std::span<const RoadPoint> sites,
         std::span<const RoadPoint> firms, TravelDirection direction)
      : parts_(parts), sites_(sites), firms_(firms), direction_(direction), sites_on_(sites) {
    roads::select_above(parts, roads::target_nodes(firms), direction, selection_);
    for (std::uint32_t f = 0; f < firms.size(); ++f) {
      ends_.push_back(roads::ends_of(firms[f], selection_, direction));
      if (const auto on_edge = sites_on_.on(firms[f].edge); !on_edge.empty()) beside_.push_back({f, on_edge});
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
    std::vector<SweptBatch> swept(at_once);
    for (SweptBatch& batch : swept) batch.fit(selection_);
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

  void sweep(std::size_t batch, UpwardSearch& search, SweptBatch& swept) const {
    std::vector<RoadStart> starts;
    swept.sweep(selection_, search, std::min(kLanes, sites_.size() - batch * kLanes), [&](std::size_t lane) {
      starts.clear();
      add_starts(sites_[batch * kLanes + lane], 0, direction_, starts);
      return std::span<const RoadStart>(starts);
    });
  }

  void hand_out_block(std::size_t begin, std::size_t end, std::size_t batch, const SweptBatch& swept,
                      const TakeCosts& take) const {
    alignas(64) RoadCost costs[kFirmsInBlock * kLanes];
    const std::size_t first_site = batch * kLanes;
    const std::size_t sites = std::min(kLanes, sites_.size() - first_site);
    roads::costs_at_ends(std::span(ends_).subspan(begin, end - begin), swept.costs(), costs);
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
  roads::TargetSelection selection_;
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
