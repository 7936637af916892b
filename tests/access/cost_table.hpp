// Travel costs from a table that a test writes down, in blocks and from threads as real ones come.
#pragma once

#include <algorithm>
#include <thread>
#include <vector>

#include "access_fixture.hpp"
#include "agglo/travel_costs.hpp"

namespace agglo {

struct CostTable {
  std::size_t firms = 0, sites = 0;
  std::vector<RoadCost> cost;  // [firm * sites + site]
  RoadCost at(std::size_t firm, std::size_t site) const { return cost[firm * sites + site]; }
};

/// Minutes, one list per firm; negative: no way.
inline CostTable minutes_table(const std::vector<std::vector<double>>& minutes) {
  CostTable table{minutes.size(), minutes.empty() ? 0 : minutes[0].size(), {}};
  for (const auto& row : minutes)
    for (const double m : row) table.cost.push_back(m < 0 ? kUnreached : static_cast<RoadCost>(m * 60'000));
  return table;
}

/// Whole minutes up to `most`, a tenth without a way; sometimes 0.
inline CostTable random_minutes(Dice& dice, std::size_t firms, std::size_t sites, double most) {
  CostTable table{firms, sites, {}};
  for (std::size_t i = 0; i < firms * sites; ++i)
    table.cost.push_back(dice.between(0, 1) < 0.1 ? kUnreached
                                                  : static_cast<RoadCost>(dice.between(0, most)) * 60'000);
  return table;
}

/// Blocks of a few firms and sites; with threads, firm blocks come at the same time and in any order. `table`
/// must outlive the result.
inline TravelCosts costs_of(const CostTable& table, std::size_t block_firms = 3, std::size_t block_sites = 2,
                            std::size_t threads = 1) {
  return [&table, block_firms, block_sites, threads](const TakeCosts& take, RunControl&) {
    const auto firm_block = [&](std::size_t first) {
      const std::size_t firms = std::min(block_firms, table.firms - first);
      for (std::size_t s = 0; s < table.sites; s += block_sites)
        take({first, firms, s, std::min(block_sites, table.sites - s), table.sites,
              table.cost.data() + first * table.sites + s});
    };
    const auto work = [&](std::size_t t) {
      // From the last block to the first, as the worst order for sums.
      const std::size_t blocks = (table.firms + block_firms - 1) / block_firms;
      for (std::size_t b = blocks; b-- > 0;)
        if (b % threads == t) firm_block(b * block_firms);
    };
    std::vector<std::thread> workers;
    for (std::size_t t = 1; t < threads; ++t) workers.emplace_back(work, t);
    work(0);
    for (std::thread& worker : workers) worker.join();
  };
}

inline std::vector<double> random_amounts(Dice& dice, std::size_t count, double unknown_share) {
  std::vector<double> amounts;
  for (std::size_t i = 0; i < count; ++i)
    amounts.push_back(dice.between(0, 1) < unknown_share ? kNaN : dice.between(0, 50));
  return amounts;
}

inline bool near(double a, double b, double tolerance = 1e-12) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}
inline bool near(const std::vector<double>& a, const std::vector<double>& b, double tolerance = 1e-12) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [=](double x, double y) { return near(x, y, tolerance); });
}
/// The same bits; NaN equals NaN.
inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) {
           return x == y || (std::isnan(x) && std::isnan(y));
         });
}

}  // namespace agglo
