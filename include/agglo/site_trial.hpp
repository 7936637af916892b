// Site trial: what a site at any place would reach along the roads, beside the sites there are, at once.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "agglo/reach.hpp"
#include "agglo/road_catchments.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

struct TrialOptions {
  RoadMeasure measure = RoadMeasure::time;
  double largest_access_m = 1000, access_kmh = 5;
  RoadCost largest = 120 * 60'000;  ///< no limit may be above
  /// Costs between all firms and sites, 4 bytes a pair, are kept up to this; beyond, overlaps are not known.
  std::size_t most_cost_bytes = std::size_t{512} << 20;
};

/// Places in the coordinates of the network; NaN: none.
struct TrialPlaces {
  std::span<const double> x, y;
};

/// What some of the sites do for the firms already, by ways of one direction. Immutable.
struct PresentReach {
  TravelDirection direction = TravelDirection::to_sites;
  std::vector<std::uint32_t> sites;  ///< rows, ascending
  std::vector<RoadCost> nearest;  ///< of each firm: the cheapest of the sites; kUnreached above the largest
  std::vector<RoadCost> cost;     ///< [position in sites * firms + firm]; empty when they would be too many
};

/// reached: on the largest piece of the network; island: on another one, which cannot be left or entered;
/// no_road: no joinable road within the largest access; no_place: without coordinates.
enum class TrialState { reached, island, no_road, no_place };

/// Within one limit, which is included.
struct TrialReach {
  RoadCost limit = 0;
  std::uint64_t firms = 0, jobs_known = 0;  ///< jobs_known: firms whose jobs are known
  double jobs = 0;
  std::uint64_t newly = 0;  ///< firms that none of the present sites reaches
  double newly_jobs = 0;
  double already_share = std::numeric_limits<double>::quiet_NaN();  ///< of the firms; NaN without firms
  /// The present site with the most of its firms in common, by firms both / firms either (ties to the
  /// lowest); -1 when none has any, or overlaps are not known.
  std::int32_t overlap_site = -1;
  double overlap = 0;           ///< of that site
  std::uint64_t cut_roads = 0;  ///< roads that leave the network inside: above 0 the truth may be larger
};

struct Trial {
  TrialState state = TrialState::no_place;
  double access_m = std::numeric_limits<double>::quiet_NaN();  ///< from the place to its road
  RoadCost access = 0;                                         ///< that way's cost, part of all limits
  std::uint32_t piece_nodes = 0;    ///< junctions of the piece of the network that the road belongs to
  bool overlaps_known = true;       ///< false: too many firms and sites, see most_cost_bytes
  std::vector<TrialReach> reach{};  ///< by limit
  Shapes areas{};                   ///< a row a limit, in the coordinates of the network
};

/// A network, firms and sites made ready for trials. Immutable; use from any thread. The surface behind the
/// areas is worked out where trials need it.
class SiteTrial {
 public:
  /// `jobs` of each firm, NaN unknown. Keeps what it needs of everything. About a second for a million edges.
  SiteTrial(const RoadEdges& edges, bool is_plane, TrialPlaces firms, std::span<const double> jobs,
            TrialPlaces sites, const TrialOptions& options, RunControl& run);
  ~SiteTrial();
  SiteTrial(const SiteTrial&) = delete;
  SiteTrial& operator=(const SiteTrial&) = delete;

  const TrialOptions& options() const;
  std::size_t firm_count() const;
  std::size_t firms_near_roads() const;  ///< others are in no catchment
  std::size_t site_count() const;
  /// A search a site, in parallel.
  PresentReach present(std::span<const std::uint32_t> sites, TravelDirection direction,
                       RunControl& run) const;

 private:
  friend class TrialSite;
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

/// One site on trial, and what the search from it has found: another limit costs its area alone. One per
/// thread; `trial` and `present` must outlive it.
class TrialSite {
 public:
  explicit TrialSite(const SiteTrial& trial);
  ~TrialSite();
  TrialSite(TrialSite&&) noexcept;

  /// At a place in the coordinates of the network. Ways go in the direction of `present`.
  void put_at(double x, double y, const PresentReach& present, RunControl& run);
  /// One of the sites; what it reaches itself does not count as reached by present sites.
  void put_at_site(std::uint32_t site, const PresentReach& present, RunControl& run);
  /// Limits ascending, none above the largest (Error{usage}). Searches up to the last limit, once farther to
  /// the largest, and never again for the same place.
  Trial within(std::span<const RoadCost> limits, RunControl& run);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace agglo
