// Coverage: how many sites of a service reach each firm, where they do the same job, where none does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agglo/groups.hpp"
#include "agglo/travel_costs.hpp"

namespace agglo {

/// Which sites reach which firms within each limit: one bit a pair and limit, firms * limits * sites / 8
/// bytes.
class ReachTable {
 public:
  ReachTable(std::size_t firms, std::size_t sites, std::size_t limits)
      : firms_(firms), sites_(sites), limits_(limits), words_((sites + 63) / 64) {
    bits_.resize(firms_ * limits_ * words_);
  }
  std::size_t firms() const { return firms_; }
  std::size_t sites() const { return sites_; }
  std::size_t limits() const { return limits_; }
  bool within(std::size_t firm, std::size_t site, std::size_t limit) const {
    return (sites_of(firm, limit)[site / 64] >> (site % 64) & 1) != 0;
  }
  /// Bit s of word s / 64 stands for site s.
  std::span<const std::uint64_t> sites_of(std::size_t firm, std::size_t limit) const {
    return std::span(bits_).subspan((limit * firms_ + firm) * words_, words_);
  }
  void add(std::size_t firm, std::size_t site, std::size_t limit) {
    bits_[(limit * firms_ + firm) * words_ + site / 64] |= std::uint64_t{1} << (site % 64);
  }
  /// The same for the costs of a firm to the sites from `first_site` on that are at most `largest`.
  void add_within(std::size_t firm, std::size_t first_site, std::size_t limit, std::span<const RoadCost> cost,
                  RoadCost largest);

 private:
  std::size_t firms_, sites_, limits_, words_;
  std::vector<std::uint64_t> bits_;
};
/// Limits ascending, included (see cost_from()). Error{usage} when there is none or they do not ascend.
ReachTable reach_table(const TravelCosts& costs, std::size_t firms, std::size_t sites,
                       std::span<const RoadCost> limits, RunControl& run);

/// For each firm how many of these sites (those of a service) reach it within the limit.
std::vector<std::uint32_t> cover_counts(const ReachTable& reach, std::size_t limit,
                                        std::span<const std::uint32_t> sites);
/// Firms by their count: group k holds those that k sites reach; there is always a group 0, the gaps.
Groups firms_by_count(std::span<const std::uint32_t> count);

/// With the demand w of each firm (NaN: unknown, adds nothing) and its count k: coverage is
/// sum w [k >= 1] / sum w, redundancy sum w max(k - 1, 0) / sum w. Both NaN when sum w is 0.
struct Coverage {
  double demand = 0, covered = 0;
  double coverage = 0, redundancy = 0;
};
/// Error{usage} when a demand is negative or infinite.
Coverage coverage_of(std::span<const std::uint32_t> count, std::span<const double> demand);

/// Two sites that offer a common service to common firms.
struct Duplication {
  std::uint32_t a, b;  ///< a < b
  std::uint64_t firms_a, firms_b, firms_both;
  std::uint32_t services_both, services_either;
  double firms_jaccard;     ///< firms both reach / firms either reaches
  double services_jaccard;  ///< services both offer / services either offers
  double index;             ///< the product: 0 nothing in common, 1 the same service for the same firms
};
/// All pairs with an index above 0, ascending. Firms are those with a demand above 0. `services_of`: services
/// of each site, ascending. O(pairs with a common service * firms / 64), sites in parallel.
std::vector<Duplication> duplications(const ReachTable& reach, std::size_t limit, const Groups& services_of,
                                      std::span<const double> demand, RunControl& run);

/// What one more site of a service adds to those that are there.
struct AddedSite {
  std::uint32_t site;
  std::uint64_t firms;         ///< firms with demand that it reaches
  std::uint64_t newly_served;  ///< of these, those that no site reaches that was there before
  double newly_demand;         ///< their demand
  std::int32_t twin;  ///< the site there before that reaches most of them, ties to the lowest; -1: none
  std::uint64_t firms_twin;  ///< firms that both reach
};
/// One row per site from `first_added` on among the sites of the service (ascending), each by itself: other
/// added sites are not looked at. O(sites of the service * firms).
std::vector<AddedSite> added_sites(const ReachTable& reach, std::size_t limit,
                                   std::span<const std::uint32_t> sites, std::uint32_t first_added,
                                   std::span<const double> demand);

/// Supply against demand around one site of a service.
struct SupplyBalance {
  std::uint32_t site;
  double capacity;  ///< NaN unknown
  double demand;    ///< of all firms within the limit
  double own;       ///< capacity / demand; NaN: capacity unknown or no demand
  /// What the firms around the site have from all sites of the service, each site's capacity spread evenly
  /// over the demand that it reaches, per unit of demand. Equal to `own` when no other site reaches them; NaN
  /// when no capacity is known or no demand is there; a lower bound when a capacity there is unknown.
  double shared;
  bool oversupplied;   ///< shared > threshold
  bool lower_bound;    ///< a site of unknown capacity reaches firms of this one
  std::string reason;  ///< why own is missing; empty when it is not
};
/// One row per site of the service, in the order given. Error{usage} for a negative or infinite demand or
/// capacity.
std::vector<SupplyBalance> supply_balance(const ReachTable& reach, std::size_t limit,
                                          std::span<const std::uint32_t> sites,
                                          std::span<const double> capacity, std::span<const double> demand,
                                          double threshold = 1.25);

}  // namespace agglo
