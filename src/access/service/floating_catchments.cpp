#include <cmath>

#include "access/service/cost_blocks.hpp"
#include "access/service/decay.hpp"
#include "access/service/log_sum.hpp"
#include "agglo/accessibility.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The demand around each site.
std::vector<LogSum> demand_of_sites(const TravelCosts& costs, std::span<const double> demand,
                                    std::size_t sites, const DecayWeights& weights, RunControl& run) {
  SiteSums<LogSum> sums(sites, 1);
  for_all_blocks(costs, demand.size(), sites, run, [&](const CostBlock& block) {
    const auto sum = sums.of(block);
    std::vector<SiteInReach> scratch;
    for (std::size_t f = 0; f < block.firms; ++f) {
      const double wanted = known_or_zero(demand[block.first_firm + f]);
      if (wanted == 0) continue;
      for (const auto& [site, log_weight] : weights.in_reach(costs_of(block, f), scratch))
        sum[site].add(wanted, log_weight);
    }
    sums.done(block);
  });
  return sums.take();
}

double ratio_of(double supply, const LogSum& demand) {
  return supply > 0 ? above_nothing(supply / demand.sum * std::exp(-demand.most)) : 0;
}

/// For each firm the sum over sites of the share of their supply that a unit of demand where it is has:
/// supply * exp(log weight) / demand.
std::vector<double> access_of_firms(const TravelCosts& costs, std::size_t firms,
                                    std::span<const double> supply, const std::vector<LogSum>& demand,
                                    const DecayWeights& weights, RunControl& run) {
  std::vector<double> per_unit;  // in units of the site's largest weight
  for (std::size_t s = 0; s < supply.size(); ++s)
    per_unit.push_back(supply[s] > 0 && demand[s].sum > 0 ? supply[s] / demand[s].sum : 0);
  std::vector<double> access(firms, 0.0);
  for_all_blocks(costs, firms, supply.size(), run, [&](const CostBlock& block) {
    std::vector<SiteInReach> scratch;
    for (std::size_t f = 0; f < block.firms; ++f) {
      double here = access[block.first_firm + f];  // sites come in their order
      for (const auto& [near, log_weight] : weights.in_reach(costs_of(block, f), scratch)) {
        const std::size_t site = block.first_site + near;
        if (per_unit[site] > 0) here = above_nothing(here + per_unit[site] * demand[site].times(log_weight));
      }
      access[block.first_firm + f] = here;
    }
  });
  return access;
}

}  // namespace

FloatingCatchments floating_catchments(const TravelCosts& costs, std::span<const double> demand,
                                       std::span<const double> supply, const Decay& decay, RunControl& run) {
  check_amounts(demand, "demand");
  check_amounts(supply, "supply");
  const DecayWeights weights(decay);
  const std::vector<LogSum> around = demand_of_sites(costs, demand, supply.size(), weights, run);
  FloatingCatchments result;
  for (std::size_t s = 0; s < supply.size(); ++s) {
    const bool unknown = std::isnan(supply[s]), empty = !(around[s].sum > 0);
    result.supply_unknown += unknown ? 1 : 0;
    result.without_demand += !unknown && empty ? 1 : 0;
    result.site_demand.push_back(value_of(around[s]));
    result.site_ratio.push_back(unknown || empty ? kNone : ratio_of(supply[s], around[s]));
  }
  result.firm_access = access_of_firms(costs, demand.size(), supply, around, weights, run);
  return result;
}

std::vector<double> gravity_access(const TravelCosts& costs, std::size_t firms,
                                   std::span<const double> supply, const Decay& decay, RunControl& run) {
  check_amounts(supply, "supply");
  const DecayWeights weights(decay);
  std::vector<LogSum> sum(firms);
  for_all_blocks(costs, firms, supply.size(), run, [&](const CostBlock& block) {
    std::vector<SiteInReach> scratch;
    for (std::size_t f = 0; f < block.firms; ++f)
      for (const auto& [site, log_weight] : weights.in_reach(costs_of(block, f), scratch))
        if (const double offered = supply[block.first_site + site]; offered > 0)
          sum[block.first_firm + f].add(offered, log_weight);
  });
  std::vector<double> access;
  for (const LogSum& here : sum) access.push_back(value_of(here));
  return access;
}

}  // namespace agglo
