// Accessibility: how well firms are served by sites, and sites by firms, from travel costs between them.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/places.hpp"
#include "agglo/travel_costs.hpp"

namespace agglo {

/// Costs as the crow flies: geodesic (Euclidean on a plane) in centimetres, rounded up so that a firm is
/// within a limit of whole centimetres exactly when its distance is. Pairs farther apart than `limit_m`, and
/// those without a place, have kUnreached. `firms` and `sites` must outlive the result. O(firms * sites), the
/// exact geodesic only for pairs near or within the limit.
TravelCosts straight_costs(const Establishments& firms, const Institutions& sites, double limit_m);

/// How what lies d away counts, d in minutes or kilometres:
/// step 1, zones the weight of the first zone with d <= its limit, exponential exp(-d / p),
/// power max(d, least)^-p, gaussian exp(-d^2 / (2 p^2)), inverse_linear 1 / (1 + d / p); beyond the limit 0.
/// Only the power function has a pole at d = 0: there all that is nearer than `least` counts as `least` away.
/// What is in reach is told by the limit (zones: by a weight above 0), never by how small its weight is: all
/// below works on the logarithms of the weights.
enum class DecayKind { step, zones, exponential, power, gaussian, inverse_linear };
struct Decay {
  DecayKind kind = DecayKind::step;
  RoadMeasure measure = RoadMeasure::time;                 ///< minutes or kilometres in all below
  double limit = std::numeric_limits<double>::infinity();  ///< included; zones: that of the last zone
  double parameter = 1;                                    ///< p: a distance, for power an exponent
  double least = 1;                                        ///< of power
  std::vector<double> zone_limit{}, zone_weight{};         ///< of zones; limits ascending
};
/// Weight of what lies `amount` minutes or kilometres away; 0 for infinity. Error{usage} for a decay with a
/// parameter that is not positive, a power of more than 1e100 at `least`, zones that do not ascend or a
/// negative weight.
double decay_at(const Decay& decay, double amount);

/// Two-step floating catchments (Luo and Wang 2003): the supply of each site is shared among the demand
/// around it, R_j = S_j / sum_k P_k f(d_kj), and each firm adds up the ratios around it,
/// A_i = sum_j R_j f(d_ij). With zones or another decay: the enhanced ones (Luo and Qi 2009).
struct FloatingCatchments {
  std::vector<double> site_demand;  ///< sum_k P_k f(d_kj)
  std::vector<double> site_ratio;   ///< NaN: supply unknown or no demand
  std::vector<double> firm_access;  ///< 0 only when no site with a ratio above 0 is in reach
  std::size_t supply_unknown = 0, without_demand = 0;  ///< sites that have no ratio, by reason
};
/// `demand` of each firm and `supply` of each site; NaN: unknown, which adds nothing. Error{usage} when one
/// is negative or infinite. Two passes over the costs. The same bits for any number of threads. Demand, ratio
/// and access above 0 stay above 0 and finite, at the ends of what a double holds.
FloatingCatchments floating_catchments(const TravelCosts& costs, std::span<const double> demand,
                                       std::span<const double> supply, const Decay& decay, RunControl& run);

/// Hansen (1959): for each firm sum_j S_j f(d_ij); 0 only when no site with supply is in reach. `supply` as
/// above.
std::vector<double> gravity_access(const TravelCosts& costs, std::size_t firms,
                                   std::span<const double> supply, const Decay& decay, RunControl& run);

/// Huff (1963): a firm goes to site j with the share S_j^alpha f(d_ij) / sum_k S_k^alpha f(d_ik).
struct HuffOptions {
  double alpha = 1;
  Decay decay;
};
struct HuffDemand {
  std::vector<double> site_demand;  ///< expected: sum over firms of demand times share
  std::vector<std::int32_t>
      best_site;                   ///< of each firm: with the largest share, ties to the lowest; -1: none
  std::vector<double> best_share;  ///< NaN when none is in reach
  double unserved_demand = 0;      ///< of firms without a site in reach
};
/// `attractiveness` of each site, NaN: unknown, left out like 0. Two passes. Errors as above.
HuffDemand huff_demand(const TravelCosts& costs, std::span<const double> demand,
                       std::span<const double> attractiveness, const HuffOptions& options, RunControl& run);
/// The shares of some firms (ascending rows), sites fastest; NaN for a firm without a site in reach. Memory
/// rows * sites.
std::vector<double> huff_shares(const TravelCosts& costs, std::size_t firms,
                                std::span<const std::uint32_t> rows, std::span<const double> attractiveness,
                                const HuffOptions& options, RunControl& run);

/// Sums of columns (workers by skill, jobs by sector ...) over the firms within each limit of each site.
struct SumsWithin {
  std::size_t limits = 0, columns = 0;
  std::vector<double> sum;           ///< [(site * limits + limit) * columns + column]
  std::vector<std::uint64_t> known;  ///< likewise: firms whose value is known
  std::vector<std::uint64_t> firms;  ///< [site * limits + limit]: all within
};
/// `columns`: values of each firm, NaN unknown: adds nothing. Limits ascending, included.
SumsWithin sums_within(const TravelCosts& costs, std::size_t firms, std::size_t sites,
                       std::span<const RoadCost> limits, const std::vector<std::vector<double>>& columns,
                       RunControl& run);

/// From each firm to the cheapest site of each kind: cost[firm * kinds + kind], kUnreached when there is
/// none. `kind_of` site: 0 .. kinds - 1, or negative for none.
std::vector<RoadCost> nearest_of_kinds(const TravelCosts& costs, std::size_t firms,
                                       std::span<const std::int32_t> kind_of, std::size_t kinds,
                                       RunControl& run);

}  // namespace agglo
