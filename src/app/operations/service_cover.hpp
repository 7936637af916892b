// Who serves what how often: cover counts and overlaps of catchments, service by service.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "agglo/catchments.hpp"
#include "agglo/firms.hpp"
#include "agglo/groups.hpp"
#include "agglo/operations.hpp"
#include "agglo/places.hpp"

namespace agglo {

/// The limits of catchments: one column of their tables.
struct ReachLimits {
  std::string column = "radius_km", unit = "km";
  std::vector<double> amount;  ///< ascending; one NaN for nearest-site areas without a limit
};

struct ServiceCoverInput {
  const Dataset& data;
  const Establishments& firms;
  const Institutions& sites;
  const ReachLimits& limits;
  const Groups& firms_of;  ///< group = site * limits + limit
  const Shapes& areas;     ///< rows as firms_of
  std::string name;
  /// The areas by number of sites, in the coordinates of `areas`, for rows of sites and a limit. Empty: the
  /// overlay of the areas.
  std::function<CoverMap(const std::vector<std::uint32_t>& sites, std::size_t limit)> cover = {};
};

/// Adds layers `name_cover` (kind cover: for each service and radius the areas served by 1, 2, ... sites; 0 =
/// the rest of the study area when regions are imported), `name_service` (kind table: firms and jobs by
/// number of sites) and `name_overlaps` (kind overlaps: every pair of sites of one service whose areas
/// overlap). A site without services counts under its kind.
void add_service_cover(const ServiceCoverInput& input, Outcome& outcome, RunControl& run);

/// Union of rows that are in longitude/latitude (or planar metres), computed in a plane.
Shapes merged_geographic(const Shapes& shapes, const Frame& frame);

}  // namespace agglo
