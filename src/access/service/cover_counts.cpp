#include <algorithm>
#include <bit>
#include <limits>

#include "access/service/cost_blocks.hpp"
#include "access/service/limits.hpp"
#include "agglo/coverage.hpp"

namespace agglo {

void ReachTable::add_within(std::size_t firm, std::size_t first_site, std::size_t limit,
                            std::span<const RoadCost> cost, RoadCost largest) {
  std::uint64_t* words = bits_.data() + (limit * firms_ + firm) * words_;
  for (std::size_t s = 0; s < cost.size();) {
    const std::size_t site = first_site + s, end = std::min(cost.size(), s + 64 - site % 64);
    std::uint64_t word = 0;
    for (std::size_t bit = site % 64; s < end; ++s, ++bit)
      word |= std::uint64_t{cost[s] <= largest} << bit;  // no branch: which are near is hard to foretell
    words[site / 64] |= word;
  }
}

ReachTable reach_table(const TravelCosts& costs, std::size_t firms, std::size_t sites,
                       std::span<const RoadCost> limits, RunControl& run) {
  check_limits(limits);
  ReachTable reach(firms, sites, limits.size());
  // Blocks at the same time are of different firms, whose bits lie in different words.
  for_all_blocks(costs, firms, sites, run, [&](const CostBlock& block) {
    for (std::size_t f = 0; f < block.firms; ++f)
      for (std::size_t k = 0; k < limits.size(); ++k)
        reach.add_within(block.first_firm + f, block.first_site, k, costs_of(block, f), limits[k]);
  });
  return reach;
}

std::vector<std::uint32_t> cover_counts(const ReachTable& reach, std::size_t limit,
                                        std::span<const std::uint32_t> sites) {
  std::vector<std::uint64_t> wanted((reach.sites() + 63) / 64, 0);
  for (const std::uint32_t site : sites) wanted[site / 64] |= std::uint64_t{1} << (site % 64);
  std::vector<std::uint32_t> count(reach.firms());
  for (std::size_t firm = 0; firm < count.size(); ++firm) {
    const auto bits = reach.sites_of(firm, limit);
    for (std::size_t w = 0; w < bits.size(); ++w)
      count[firm] += static_cast<std::uint32_t>(std::popcount(bits[w] & wanted[w]));
  }
  return count;
}

Groups firms_by_count(std::span<const std::uint32_t> count) {
  const std::size_t groups =
      count.empty() ? 1 : *std::max_element(count.begin(), count.end()) + std::size_t{1};
  const std::vector<std::int32_t> label(count.begin(), count.end());
  return groups_from_labels(label, groups);
}

Coverage coverage_of(std::span<const std::uint32_t> count, std::span<const double> demand) {
  check_amounts(demand, "demand");
  Coverage result;
  double spare = 0;
  for (std::size_t firm = 0; firm < count.size(); ++firm) {
    const double w = known_or_zero(demand[firm]);
    result.demand += w;
    if (count[firm] == 0) continue;
    result.covered += w;
    spare += w * (count[firm] - 1);
  }
  const bool none = !(result.demand > 0);
  result.coverage = none ? std::numeric_limits<double>::quiet_NaN() : result.covered / result.demand;
  result.redundancy = none ? std::numeric_limits<double>::quiet_NaN() : spare / result.demand;
  return result;
}

}  // namespace agglo
