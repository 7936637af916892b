#include <cmath>

#include "access/service/cost_blocks.hpp"
#include "access/service/decay.hpp"
#include "agglo/accessibility.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// For each firm the sum over sites of value times decay.
std::vector<double> sums_of_firms(const TravelCosts& costs, std::size_t firms, std::span<const double> value,
                                  const DecayWeights& weights, RunControl& run) {
  std::vector<double> sum(firms, 0.0);
  for_all_blocks(costs, firms, value.size(), run, [&](const CostBlock& block) {
    std::vector<double> weight;
    for (std::size_t f = 0; f < block.firms; ++f) {
      weights.of(costs_of(block, f), weight);
      double here = sum[block.first_firm + f];  // sites come in their order
      for (std::size_t s = 0; s < block.sites; ++s) here += value[block.first_site + s] * weight[s];
      sum[block.first_firm + f] = here;
    }
  });
  return sum;
}

std::vector<double> without_unknown(std::span<const double> values) {
  std::vector<double> known;
  for (const double value : values) known.push_back(known_or_zero(value));
  return known;
}

}  // namespace

FloatingCatchments floating_catchments(const TravelCosts& costs, std::span<const double> demand,
                                       std::span<const double> supply, const Decay& decay, RunControl& run) {
  check_amounts(demand, "demand");
  check_amounts(supply, "supply");
  const DecayWeights weights(decay);
  SiteSums sums(supply.size(), 1);
  for_all_blocks(costs, demand.size(), supply.size(), run, [&](const CostBlock& block) {
    const auto sum = sums.of(block).subspan(block.first_site, block.sites);
    std::vector<double> weight;
    for (std::size_t f = 0; f < block.firms; ++f) {
      const double wanted = known_or_zero(demand[block.first_firm + f]);
      if (wanted == 0) continue;
      weights.of(costs_of(block, f), weight);
      for (std::size_t s = 0; s < block.sites; ++s) sum[s] += wanted * weight[s];
    }
    sums.done(block);
  });
  FloatingCatchments result;
  result.site_demand = sums.take();
  for (std::size_t s = 0; s < supply.size(); ++s) {
    const bool unknown = std::isnan(supply[s]), empty = !(result.site_demand[s] > 0);
    result.supply_unknown += unknown ? 1 : 0;
    result.without_demand += !unknown && empty ? 1 : 0;
    result.site_ratio.push_back(unknown || empty ? kNone : supply[s] / result.site_demand[s]);
  }
  result.firm_access = sums_of_firms(costs, demand.size(), without_unknown(result.site_ratio), weights, run);
  return result;
}

std::vector<double> gravity_access(const TravelCosts& costs, std::size_t firms,
                                   std::span<const double> supply, const Decay& decay, RunControl& run) {
  check_amounts(supply, "supply");
  return sums_of_firms(costs, firms, without_unknown(supply), DecayWeights(decay), run);
}

}  // namespace agglo
