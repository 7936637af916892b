#include <algorithm>
#include <cmath>

#include "access/service/cost_blocks.hpp"
#include "access/service/limits.hpp"
#include "agglo/accessibility.hpp"

namespace agglo {
namespace {

/// Numbers per site and limit of what each limit is the first to hold become those of all it holds.
template <class Value>
void add_up(std::vector<Value>& values, std::size_t sites, std::size_t limits, std::size_t columns) {
  for (std::size_t site = 0; site < sites; ++site)
    for (std::size_t i = site * limits * columns + columns; i < (site + 1) * limits * columns; ++i)
      values[i] += values[i - columns];
}

/// Adds the values of a firm to the sums of the first limit that holds it.
void add_firm(double* sum, const std::vector<std::vector<double>>& columns, std::size_t firm) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const double value = columns[c][firm];
    sum[2 * c] += known_or_zero(value);
    sum[2 * c + 1] += std::isnan(value) ? 0 : 1;  // counts are exact in double
  }
  sum[2 * columns.size()] += 1;
}

}  // namespace

SumsWithin sums_within(const TravelCosts& costs, std::size_t firms, std::size_t sites,
                       std::span<const RoadCost> limits, const std::vector<std::vector<double>>& columns,
                       RunControl& run) {
  check_limits(limits);
  for (const auto& column : columns) check_amounts(column, "value to add up");
  const std::size_t width = 2 * columns.size() + 1;  // sum and known of each column, firms
  SiteSums<double> sums(sites, limits.size() * width);
  for_all_blocks(costs, firms, sites, run, [&](const CostBlock& block) {
    const auto sum = sums.of(block);
    for (std::size_t f = 0; f < block.firms; ++f)
      for (std::size_t s = 0; s < block.sites; ++s) {
        const std::size_t limit = first_limit(limits, block.cost[f * block.stride + s]);
        if (limit == limits.size()) continue;
        add_firm(&sum[(s * limits.size() + limit) * width], columns, block.first_firm + f);
      }
    sums.done(block);
  });
  std::vector<double> all = sums.take();
  add_up(all, sites, limits.size(), width);
  SumsWithin result{limits.size(), columns.size(), {}, {}, {}};
  for (std::size_t i = 0; i < all.size(); i += width) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      result.sum.push_back(all[i + 2 * c]);
      result.known.push_back(static_cast<std::uint64_t>(all[i + 2 * c + 1]));
    }
    result.firms.push_back(static_cast<std::uint64_t>(all[i + width - 1]));
  }
  return result;
}

std::vector<RoadCost> nearest_of_kinds(const TravelCosts& costs, std::size_t firms,
                                       std::span<const std::int32_t> kind_of, std::size_t kinds,
                                       RunControl& run) {
  std::vector<RoadCost> nearest(firms * kinds, kUnreached);
  for_all_blocks(costs, firms, kind_of.size(), run, [&](const CostBlock& block) {
    for (std::size_t f = 0; f < block.firms; ++f)
      for (std::size_t s = 0; s < block.sites; ++s) {
        const std::int32_t kind = kind_of[block.first_site + s];
        if (kind < 0) continue;
        RoadCost& best = nearest[(block.first_firm + f) * kinds + static_cast<std::size_t>(kind)];
        best = std::min(best, block.cost[f * block.stride + s]);
      }
  });
  return nearest;
}

}  // namespace agglo
