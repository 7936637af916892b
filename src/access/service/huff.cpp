#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "access/service/cost_blocks.hpp"
#include "access/service/decay.hpp"
#include "access/service/log_sum.hpp"
#include "agglo/accessibility.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// ln S^alpha of each site; nothing for those unknown or without any attraction, whatever alpha is.
using LogPulls = std::vector<std::optional<double>>;

LogPulls log_pulls(std::span<const double> attractiveness, double alpha) {
  check_amounts(attractiveness, "attractiveness");
  if (!(alpha >= 0 && alpha <= 1e6))
    throw usage_error(fmt::format("the exponent of the attractiveness is \"{}\"", alpha),
                      "give a number from 0 to 1e6");
  LogPulls pulls;
  for (const double s : attractiveness)
    pulls.push_back(s > 0 ? std::optional(alpha * std::log(s)) : std::nullopt);
  return pulls;
}

/// What the sites in reach pull at one firm.
class Pull {
 public:
  Pull(const LogPulls& pulls, const DecayWeights& weights) : pulls_(pulls), weights_(weights) {}
  /// Calls visit(site, logarithm of its pull), ascending.
  template <class Visit>
  void at(const CostBlock& block, std::size_t firm, const Visit& visit) {
    for (const auto& [near, log_weight] : weights_.in_reach(costs_of(block, firm), scratch_))
      if (const auto& pull = pulls_[block.first_site + near])
        visit(block.first_site + near, *pull + log_weight);
  }

 private:
  const LogPulls& pulls_;
  const DecayWeights& weights_;
  std::vector<SiteInReach> scratch_;
};

/// Of each firm: what all sites pull together, and the one that pulls most; -1: none in reach.
struct Pulled {
  std::vector<LogSum> all;
  std::vector<std::int32_t> site;
};

Pulled pulled(const TravelCosts& costs, std::size_t firms, const LogPulls& pulls, const DecayWeights& weights,
              RunControl& run) {
  Pulled result{std::vector<LogSum>(firms), std::vector<std::int32_t>(firms, -1)};
  for_all_blocks(costs, firms, pulls.size(), run, [&](const CostBlock& block) {
    Pull pull(pulls, weights);
    for (std::size_t f = 0; f < block.firms; ++f) {
      LogSum& all = result.all[block.first_firm + f];
      pull.at(block, f, [&](std::size_t site, double log_pull) {
        if (log_pull > all.most) result.site[block.first_firm + f] = static_cast<std::int32_t>(site);
        all.add(1, log_pull);
      });
    }
  });
  return result;
}

}  // namespace

HuffDemand huff_demand(const TravelCosts& costs, std::span<const double> demand,
                       std::span<const double> attractiveness, const HuffOptions& options, RunControl& run) {
  check_amounts(demand, "demand");
  const DecayWeights weights(options.decay);
  const LogPulls pulls = log_pulls(attractiveness, options.alpha);
  Pulled found = pulled(costs, demand.size(), pulls, weights, run);
  SiteSums<double> sums(pulls.size(), 1);
  for_all_blocks(costs, demand.size(), pulls.size(), run, [&](const CostBlock& block) {
    const auto sum = sums.of(block);
    Pull pull(pulls, weights);
    for (std::size_t f = 0; f < block.firms; ++f) {
      const LogSum& all = found.all[block.first_firm + f];
      const double wanted = known_or_zero(demand[block.first_firm + f]);
      if (wanted == 0 || all.sum == 0) continue;
      pull.at(block, f, [&](std::size_t site, double log_pull) {
        sum[site - block.first_site] += wanted * (all.times(log_pull) / all.sum);
      });
    }
    sums.done(block);
  });
  HuffDemand result;
  result.site_demand = sums.take();
  result.best_site = std::move(found.site);
  for (std::size_t firm = 0; firm < demand.size(); ++firm) {
    const bool served = result.best_site[firm] >= 0;
    result.best_share.push_back(served ? 1 / found.all[firm].sum : kNone);
    if (!served) result.unserved_demand += known_or_zero(demand[firm]);
  }
  return result;
}

std::vector<double> huff_shares(const TravelCosts& costs, std::size_t firms,
                                std::span<const std::uint32_t> rows, std::span<const double> attractiveness,
                                const HuffOptions& options, RunControl& run) {
  const DecayWeights weights(options.decay);
  const LogPulls pulls = log_pulls(attractiveness, options.alpha);
  const std::size_t sites = pulls.size();
  constexpr double kNoPull = -std::numeric_limits<double>::infinity();
  std::vector<double> share(rows.size() * sites, kNoPull);
  std::vector<LogSum> all(rows.size());
  for_all_blocks(costs, firms, sites, run, [&](const CostBlock& block) {
    Pull pull(pulls, weights);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (rows[r] < block.first_firm || rows[r] >= block.first_firm + block.firms) continue;
      pull.at(block, rows[r] - block.first_firm, [&](std::size_t site, double log_pull) {
        share[r * sites + site] = log_pull;
        all[r].add(1, log_pull);
      });
    }
  });
  for (std::size_t i = 0; i < share.size(); ++i) {
    const LogSum& sum = all[i / sites];
    share[i] = sum.sum > 0 ? sum.times(share[i]) / sum.sum : kNone;
  }
  return share;
}

}  // namespace agglo
