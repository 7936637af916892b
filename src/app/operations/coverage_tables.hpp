// Coverage tables: what the coverage operation finds, as layers.
#pragma once

#include "agglo/coverage.hpp"
#include "app/operations/service_costs.hpp"

namespace agglo {

struct CoverageInput {
  const StepInput& step;
  const ServiceCosts& places;
  const ServiceLimits& limits;
  const ReachTable& reach;
  /// For each service (in order) and limit the count of each firm: [service * limits + limit].
  const std::vector<std::vector<std::uint32_t>>& count;
};

/// One row per service and limit: coverage, redundancy, gaps.
Layer coverage_layer(const CoverageInput& in);
/// Firms and jobs by the number of sites that reach them.
Layer coverage_count_layer(const CoverageInput& in);
/// Firms that no site of some service reaches, as points, one row per firm and limit.
Layer coverage_gap_layer(const CoverageInput& in, const ServiceChoice& choice);
/// Pairs of sites that do the same for the same firms, the worst first.
Layer coverage_pair_layer(const CoverageInput& in, RunControl& run);
/// What each site of --also adds: firms newly served, and the site there before that reaches most of the
/// same.
Layer coverage_added_layer(const CoverageInput& in);
/// Supply against demand around each site.
Layer coverage_supply_layer(const CoverageInput& in, double threshold);

}  // namespace agglo
