#include <bit>
#include <cmath>
#include <limits>

#include "access/service/cost_blocks.hpp"
#include "agglo/coverage.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Calls visit(place of the site in `sites`) for the sites of the service that reach a firm.
template <class Visit>
void for_sites_of(const ReachTable& reach, std::size_t limit, std::size_t firm,
                  std::span<const std::uint32_t> sites, Visit visit) {
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (reach.within(firm, sites[i], limit)) visit(i);
}

}  // namespace

std::vector<SupplyBalance> supply_balance(const ReachTable& reach, std::size_t limit,
                                          std::span<const std::uint32_t> sites,
                                          std::span<const double> capacity, std::span<const double> demand,
                                          double threshold) {
  check_amounts(demand, "demand");
  check_amounts(capacity, "capacity");
  std::vector<SupplyBalance> rows;
  for (const std::uint32_t site : sites)
    rows.push_back({site, capacity[site], 0, kNone, kNone, false, false, {}});
  for (std::size_t firm = 0; firm < reach.firms(); ++firm)
    if (demand[firm] > 0)
      for_sites_of(reach, limit, firm, sites, [&](std::size_t i) { rows[i].demand += demand[firm]; });
  for (SupplyBalance& row : rows) {
    if (std::isnan(row.capacity))
      row.reason = "capacity unknown";
    else if (row.demand == 0)
      row.reason = "no demand within the limit";
    else
      row.own = row.capacity / row.demand;
  }
  std::vector<double> had(rows.size(), 0.0);  // by the firms around each site, from all sites of the service
  std::vector<std::uint8_t> any_known(rows.size(), 0);
  for (std::size_t firm = 0; firm < reach.firms(); ++firm) {
    if (!(demand[firm] > 0)) continue;
    double has = 0;
    bool known = false, unknown = false;
    for_sites_of(reach, limit, firm, sites, [&](std::size_t i) {
      has += known_or_zero(rows[i].own);
      known = known || !std::isnan(rows[i].own);
      unknown = unknown || std::isnan(rows[i].capacity);
    });
    for_sites_of(reach, limit, firm, sites, [&](std::size_t i) {
      had[i] += demand[firm] * has;
      any_known[i] |= known ? 1 : 0;
      rows[i].lower_bound = rows[i].lower_bound || unknown;
    });
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (any_known[i] != 0) rows[i].shared = had[i] / rows[i].demand;
    rows[i].oversupplied = rows[i].shared > threshold;
  }
  return rows;
}

}  // namespace agglo
