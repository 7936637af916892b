#include <bit>
#include <cmath>
#include <limits>

#include "access/service/cost_blocks.hpp"
#include "agglo/coverage.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The sites of one service.
class ServiceSites {
 public:
  ServiceSites(const ReachTable& reach, std::size_t limit, std::span<const std::uint32_t> sites)
      : reach_(reach), limit_(limit), wanted_((reach.sites() + 63) / 64, 0), place_(reach.sites(), 0) {
    for (std::size_t i = 0; i < sites.size(); ++i) {
      wanted_[sites[i] / 64] |= std::uint64_t{1} << (sites[i] % 64);
      place_[sites[i]] = i;
    }
  }
  /// Calls visit(place in the list of sites) for those that reach a firm, ascending by site.
  template <class Visit>
  void that_reach(std::size_t firm, Visit visit) const {
    const auto bits = reach_.sites_of(firm, limit_);
    for (std::size_t w = 0; w < bits.size(); ++w)
      for (std::uint64_t rest = bits[w] & wanted_[w]; rest != 0; rest &= rest - 1)
        visit(place_[w * 64 + static_cast<std::size_t>(std::countr_zero(rest))]);
  }

 private:
  const ReachTable& reach_;
  std::size_t limit_;
  std::vector<std::uint64_t> wanted_;
  std::vector<std::size_t> place_;
};

}  // namespace

std::vector<SupplyBalance> supply_balance(const ReachTable& reach, std::size_t limit,
                                          std::span<const std::uint32_t> sites,
                                          std::span<const double> capacity, std::span<const double> demand,
                                          double threshold) {
  check_amounts(demand, "demand");
  check_amounts(capacity, "capacity");
  const ServiceSites service(reach, limit, sites);
  std::vector<SupplyBalance> rows;
  for (const std::uint32_t site : sites)
    rows.push_back({site, capacity[site], 0, kNone, kNone, false, false, {}});
  for (std::size_t firm = 0; firm < reach.firms(); ++firm)
    if (demand[firm] > 0) service.that_reach(firm, [&](std::size_t i) { rows[i].demand += demand[firm]; });
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
    service.that_reach(firm, [&](std::size_t i) {
      has += known_or_zero(rows[i].own);
      known = known || !std::isnan(rows[i].own);
      unknown = unknown || std::isnan(rows[i].capacity);
    });
    service.that_reach(firm, [&](std::size_t i) {
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
