// Travel costs between many sites and many firms, handed out in blocks so that the table need not exist.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "agglo/reach.hpp"
#include "agglo/roads.hpp"

namespace agglo {

/// Costs of some firms and some sites: cost[firm * stride + site], both counted from the first of the block;
/// kUnreached where there is no way.
struct CostBlock {
  std::size_t first_firm, firms, first_site, sites, stride;
  const RoadCost* cost;
};
/// Takes blocks. Blocks of one firm come in ascending order of sites, one after the other; blocks of
/// different firms may come at the same time from several threads. Firm blocks are the same for any number of
/// threads.
using TakeCosts = std::function<void(const CostBlock&)>;
/// Goes once through all pairs of sites and firms.
using TravelCosts = std::function<void(const TakeCosts&, RunControl&)>;

/// A graph prepared for shortest ways between far places: nodes in an order of importance, with shortcuts
/// over the less important ones (contraction hierarchies, Geisberger and others 2008). Exact.
class ContractionHierarchy {
 public:
  /// The same for any number of threads. About 14 s and 300 MB for a million nodes.
  ContractionHierarchy(const RoadGraph& graph, RunControl& run);
  ~ContractionHierarchy();
  ContractionHierarchy(ContractionHierarchy&&) noexcept;

  struct Parts;
  const Parts& parts() const { return *parts_; }
  RoadMeasure measure() const;
  std::uint32_t node_count() const;
  std::size_t shortcut_count() const;

  /// Cost of the shortest way between two nodes; kUnreached when there is none. About 0.2 ms; from any
  /// thread.
  RoadCost cost(std::uint32_t from, std::uint32_t to) const;

 private:
  std::unique_ptr<const Parts> parts_;
};

/// Firms in a block of travel_costs().
inline constexpr std::size_t kFirmsInBlock = 256;

/// All pairs by one sweep over the part of the hierarchy below the firms for several sites at once (RPHAST,
/// Delling, Goldberg and Werneck 2011). Ways along a common edge and the access legs of both ends are
/// included. `hierarchy`, `sites` and `firms` must outlive the result. from_sites: site to firm.
TravelCosts travel_costs(const ContractionHierarchy& hierarchy, std::span<const RoadPoint> sites,
                         std::span<const RoadPoint> firms, TravelDirection direction);

/// The same pairs by one search a site, none above `limit` (kUnreached instead): faster than making a
/// hierarchy for few sites or short limits. `graph`, `sites` and `firms` must outlive the result.
TravelCosts travel_costs_by_search(const RoadGraph& graph, std::span<const RoadPoint> sites,
                                   std::span<const RoadPoint> firms, RoadCost limit,
                                   TravelDirection direction);

}  // namespace agglo
