// One profile per group: size, jobs, dominant sectors.
#include <algorithm>
#include <cmath>
#include <limits>

#include "agglo/indicators.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Firms per sector, reusable: only the sectors seen are reset.
class SectorCounts {
 public:
  explicit SectorCounts(std::size_t sectors) : count_(sectors, 0) {}
  void add(SectorId sector) {
    if (count_[static_cast<std::size_t>(sector)]++ == 0) seen_.push_back(sector);
    ++total_;
  }
  void clear() {
    for (const SectorId sector : seen_) count_[static_cast<std::size_t>(sector)] = 0;
    seen_.clear();
    total_ = 0;
  }
  std::uint64_t of(SectorId sector) const { return count_[static_cast<std::size_t>(sector)]; }
  std::uint64_t total() const { return total_; }
  /// Sectors seen, most firms first, ties by sector id.
  const std::vector<SectorId>& ranked() {
    std::sort(seen_.begin(), seen_.end(),
              [this](SectorId a, SectorId b) { return of(a) != of(b) ? of(a) > of(b) : a < b; });
    return seen_;
  }

 private:
  std::vector<std::uint64_t> count_;
  std::vector<SectorId> seen_;
  std::uint64_t total_ = 0;
};

}  // namespace

JobsSum sum_jobs(const Establishments& firms, std::span<const std::uint32_t> rows) {
  JobsSum sum;
  for (const std::uint32_t row : rows) {
    if (firms.jobs_lo.empty() || std::isnan(firms.jobs_lo[row]) || std::isnan(firms.jobs_hi[row])) continue;
    ++sum.known;
    sum.lo += static_cast<double>(firms.jobs_lo[row]);
    sum.hi += static_cast<double>(firms.jobs_hi[row]);
  }
  if (sum.known == 0 && !rows.empty()) sum.lo = sum.hi = kNaN;
  return sum;
}

std::vector<GroupProfile> group_profiles(const Establishments& firms, const Groups& groups) {
  SectorId last_sector = kUnknownSector;
  for (const SectorId sector : firms.sector) last_sector = std::max(last_sector, sector);
  SectorCounts area(static_cast<std::size_t>(last_sector + 1)),
      group(static_cast<std::size_t>(last_sector + 1));
  for (const SectorId sector : firms.sector)
    if (sector != kUnknownSector) area.add(sector);

  std::vector<GroupProfile> profiles(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    GroupProfile& profile = profiles[g];
    profile.firms = groups[g].size();
    const JobsSum jobs = sum_jobs(firms, groups[g]);
    profile.jobs_known = jobs.known;
    profile.jobs_lo = jobs.lo;
    profile.jobs_hi = jobs.hi;
    group.clear();
    if (!firms.sector.empty())
      for (const std::uint32_t row : groups[g])
        if (firms.sector[row] != kUnknownSector) group.add(firms.sector[row]);
    const std::vector<SectorId>& ranked = group.ranked();
    for (std::size_t place = 0; place < std::min<std::size_t>(3, ranked.size()); ++place) {
      profile.top_sector[place] = ranked[place];
      profile.top_firms[place] = group.of(ranked[place]);
    }
    profile.top_lq = {kNaN, kNaN, kNaN};
    profile.sector_entropy = kNaN;
    if (ranked.empty()) continue;
    profile.top_lq = location_quotient(profile.top_firms[0], group.total(), area.of(ranked[0]), area.total());
    profile.sector_entropy = 0;
    for (const SectorId sector : ranked) {
      const double share = static_cast<double>(group.of(sector)) / static_cast<double>(group.total());
      profile.sector_entropy -= share * std::log(share);
    }
  }
  return profiles;
}

}  // namespace agglo
