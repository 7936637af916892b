#include <algorithm>

#include "access/service/cost_blocks.hpp"
#include "agglo/coverage.hpp"

namespace agglo {

std::vector<AddedSite> added_sites(const ReachTable& reach, std::size_t limit,
                                   std::span<const std::uint32_t> sites, std::uint32_t first_added,
                                   std::span<const double> demand) {
  check_amounts(demand, "demand");
  const auto middle = std::lower_bound(sites.begin(), sites.end(), first_added);
  const std::span<const std::uint32_t> before(sites.begin(), middle), added(middle, sites.end());
  std::vector<AddedSite> rows;
  std::vector<std::uint64_t> both(before.size());
  for (const std::uint32_t site : added) {
    AddedSite row{site, 0, 0, 0, -1, 0};
    std::fill(both.begin(), both.end(), 0);
    for (std::size_t firm = 0; firm < reach.firms(); ++firm) {
      if (!(demand[firm] > 0) || !reach.within(firm, site, limit)) continue;
      ++row.firms;
      bool served = false;
      for (std::size_t i = 0; i < before.size(); ++i)
        if (reach.within(firm, before[i], limit)) {
          ++both[i];
          served = true;
        }
      if (served) continue;
      ++row.newly_served;
      row.newly_demand += demand[firm];
    }
    const auto most = std::max_element(both.begin(), both.end());
    if (most != both.end() && *most > 0) {
      row.twin = static_cast<std::int32_t>(before[static_cast<std::size_t>(most - both.begin())]);
      row.firms_twin = *most;
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace agglo
