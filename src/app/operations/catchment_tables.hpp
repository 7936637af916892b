// Tables of catchments: whose area it is, its limit, and what it holds.
#pragma once

#include <string>

#include "agglo/firms.hpp"
#include "agglo/groups.hpp"
#include "agglo/operations.hpp"
#include "app/operations/service_cover.hpp"
#include "app/operations/site_selection.hpp"

namespace agglo {

/// What the tables are made of. `firms_of`: group = site * limits + limit.
struct CatchmentAreas {
  const Dataset& data;
  const Establishments& firms;
  const SiteSelection& chosen;
  const ReachLimits& limits;
  const Groups& firms_of;
};

/// One row for each site and limit, as firms_of; `shapes` as stored.
Table catchment_table(const CatchmentAreas& areas, Shapes shapes);
/// One row for each limit: the areas of all sites joined, the firms inside any of them.
Table joined_table(const CatchmentAreas& areas, Shapes shapes);
/// The step's layer of kind catchments.
Layer catchment_layer(const StepInput& input, std::string title, Table table);

}  // namespace agglo
