#include <fmt/format.h>

#include <cmath>

#include "access/service/cost_blocks.hpp"
#include "access/service/decay.hpp"
#include "agglo/accessibility.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// S^alpha of each site; 0 for those unknown or without any attraction, whatever alpha is.
std::vector<double> pulls(std::span<const double> attractiveness, double alpha) {
  check_amounts(attractiveness, "attractiveness");
  if (!std::isfinite(alpha) || alpha < 0)
    throw usage_error(fmt::format("the exponent of the attractiveness is \"{}\"", alpha),
                      "give a number of at least 0");
  std::vector<double> pull;
  for (const double s : attractiveness) pull.push_back(s > 0 ? std::pow(s, alpha) : 0);
  return pull;
}

/// Of each firm: what all sites pull together, and the one that pulls most.
struct Pulled {
  std::vector<double> sum, most;
  std::vector<std::int32_t> site;
};

Pulled pulled(const TravelCosts& costs, std::size_t firms, const std::vector<double>& pull,
              const DecayWeights& weights, RunControl& run) {
  Pulled result{std::vector<double>(firms), std::vector<double>(firms), std::vector<std::int32_t>(firms, -1)};
  for_all_blocks(costs, firms, pull.size(), run, [&](const CostBlock& block) {
    std::vector<double> weight;
    for (std::size_t f = 0; f < block.firms; ++f) {
      const std::size_t firm = block.first_firm + f;
      weights.of(costs_of(block, f), weight);
      double sum = result.sum[firm], most = result.most[firm];
      for (std::size_t s = 0; s < block.sites; ++s) {
        const double here = pull[block.first_site + s] * weight[s];
        sum += here;
        if (here <= most) continue;
        most = here;
        result.site[firm] = static_cast<std::int32_t>(block.first_site + s);
      }
      result.sum[firm] = sum;
      result.most[firm] = most;
    }
  });
  return result;
}

}  // namespace

HuffDemand huff_demand(const TravelCosts& costs, std::span<const double> demand,
                       std::span<const double> attractiveness, const HuffOptions& options, RunControl& run) {
  check_amounts(demand, "demand");
  const DecayWeights weights(options.decay);
  const std::vector<double> pull = pulls(attractiveness, options.alpha);
  Pulled all = pulled(costs, demand.size(), pull, weights, run);
  SiteSums sums(pull.size(), 1);
  for_all_blocks(costs, demand.size(), pull.size(), run, [&](const CostBlock& block) {
    const auto sum = sums.of(block).subspan(block.first_site, block.sites);
    std::vector<double> weight;
    for (std::size_t f = 0; f < block.firms; ++f) {
      const std::size_t firm = block.first_firm + f;
      const double wanted = known_or_zero(demand[firm]);
      if (wanted == 0 || all.site[firm] < 0) continue;
      weights.of(costs_of(block, f), weight);
      const double all_sites = all.sum[firm];
      for (std::size_t s = 0; s < block.sites; ++s)
        sum[s] += wanted * (pull[block.first_site + s] * weight[s] / all_sites);
    }
    sums.done(block);
  });
  HuffDemand result;
  result.site_demand = sums.take();
  result.best_site = std::move(all.site);
  for (std::size_t firm = 0; firm < demand.size(); ++firm) {
    const bool served = result.best_site[firm] >= 0;
    result.best_share.push_back(served ? all.most[firm] / all.sum[firm] : kNone);
    if (!served) result.unserved_demand += known_or_zero(demand[firm]);
  }
  return result;
}

std::vector<double> huff_shares(const TravelCosts& costs, std::size_t firms,
                                std::span<const std::uint32_t> rows, std::span<const double> attractiveness,
                                const HuffOptions& options, RunControl& run) {
  const DecayWeights weights(options.decay);
  const std::vector<double> pull = pulls(attractiveness, options.alpha);
  const std::size_t sites = pull.size();
  std::vector<double> share(rows.size() * sites, kNone);
  for_all_blocks(costs, firms, sites, run, [&](const CostBlock& block) {
    std::vector<double> weight;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (rows[r] < block.first_firm || rows[r] >= block.first_firm + block.firms) continue;
      weights.of(costs_of(block, rows[r] - block.first_firm), weight);
      for (std::size_t s = 0; s < block.sites; ++s)
        share[r * sites + block.first_site + s] = pull[block.first_site + s] * weight[s];
    }
  });
  for (std::size_t r = 0; r < rows.size(); ++r) {
    double sum = 0;
    for (std::size_t s = 0; s < sites; ++s) sum += share[r * sites + s];
    for (std::size_t s = 0; s < sites; ++s)
      share[r * sites + s] = sum > 0 ? share[r * sites + s] / sum : kNone;
  }
  return share;
}

}  // namespace agglo
