#include "app/operations/firm_counts.hpp"

#include <cmath>
#include <limits>

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

JobsSum known_jobs(const Establishments& all, std::span<const std::uint32_t> firms) {
  JobsSum jobs = sum_jobs(all, firms);
  if (std::isinf(jobs.hi)) jobs.hi = kMissing;
  return jobs;
}

void FirmCounts::add(const std::string& service, double limit, std::size_t sites, const Establishments& all,
                     std::span<const std::uint32_t> firms, std::size_t of) {
  const JobsSum jobs = known_jobs(all, firms);
  service_.push_back(service);
  limit_.push_back(limit);
  sites_.push_back(static_cast<std::int64_t>(sites));
  firms_.push_back(static_cast<std::int64_t>(firms.size()));
  firm_share_.push_back(of == 0 ? kMissing : static_cast<double>(firms.size()) / static_cast<double>(of));
  jobs_lo_.push_back(jobs.lo);
  jobs_hi_.push_back(jobs.hi);
}

Table FirmCounts::take(const std::string& limit_column, const std::string& unit) {
  Table table;
  table.row_count = firms_.size();
  table.add("service", std::move(service_), "", "Service, or kind of site where no service is named");
  table.add(limit_column, std::move(limit_), unit, "Included");
  table.add("sites", std::move(sites_), "", "Number of sites within the limit");
  table.add("firms", std::move(firms_), "", "Firms with that many sites");
  table.add("firm_share", std::move(firm_share_), "", "Share of all firms that could be served");
  table.add("jobs_lo", std::move(jobs_lo_), "", "Their jobs, lower ends of bands added up");
  table.add("jobs_hi", std::move(jobs_hi_), "", "Upper ends; missing when a band is open-ended");
  table.validate();
  return table;
}

}  // namespace agglo
