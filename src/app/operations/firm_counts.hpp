// FirmCounts: the table of firms and jobs by the number of sites that serve them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/indicators.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// As sum_jobs(), an open upper end as missing.
JobsSum known_jobs(const Establishments& all, std::span<const std::uint32_t> firms);

class FirmCounts {
 public:
  /// The firms (rows of `all`) that this many sites of the service serve within the limit, `of` that could
  /// be.
  void add(const std::string& service, double limit, std::size_t sites, const Establishments& all,
           std::span<const std::uint32_t> firms, std::size_t of);
  Table take(const std::string& limit_column, const std::string& unit);

 private:
  StringColumn service_;
  std::vector<double> limit_, firm_share_, jobs_lo_, jobs_hi_;
  std::vector<std::int64_t> sites_, firms_;
};

}  // namespace agglo
