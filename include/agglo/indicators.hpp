// Indicators of groups of firms: size, jobs, dominant sectors, location quotient with an exact interval.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/groups.hpp"

namespace agglo {

/// A value with the interval it lies in; all NaN when undefined.
struct Interval {
  double value, lo, hi;
};

/// Location quotient of k of n firms in the group against K of N in the study area, (k/n)/(K/N), with the
/// exact (Clopper-Pearson) binomial interval of k/n at `confidence`, K/N taken as known. Undefined (NaN) when
/// n, K or N is 0.
Interval location_quotient(std::uint64_t k, std::uint64_t n, std::uint64_t K, std::uint64_t N,
                           double confidence = 0.95);

/// Exact binomial (Clopper-Pearson 1934) interval of k successes in n trials.
Interval binomial_interval(std::uint64_t k, std::uint64_t n, double confidence);

/// Jobs of firms added up: the known lower and upper ends of their bands. No firm at all has 0 jobs; firms of
/// which none has known jobs have NaN in both. hi is infinite when a band is open-ended.
struct JobsSum {
  std::uint64_t known = 0;  ///< firms with known jobs
  double lo = 0, hi = 0;
};
JobsSum sum_jobs(const Establishments& firms, std::span<const std::uint32_t> rows);

/// Per group, in group order. Jobs are those of sum_jobs. Sector shares are of firms with a known sector.
struct GroupProfile {
  std::uint64_t firms = 0;
  std::uint64_t jobs_known = 0;
  double jobs_lo = 0, jobs_hi = 0;  ///< NaN when there are firms and jobs_known is 0
  SectorId top_sector[3] = {kUnknownSector, kUnknownSector, kUnknownSector};  ///< by firms; ties by sector id
  std::uint64_t top_firms[3] = {0, 0, 0};
  Interval top_lq{};          ///< location quotient of top_sector[0] against all establishments given
  double sector_entropy = 0;  ///< Shannon, natural logarithm; NaN when no sector is known
};
std::vector<GroupProfile> group_profiles(const Establishments& firms, const Groups& groups);

}  // namespace agglo
