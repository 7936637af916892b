// Catchments along roads, as a step.
#pragma once

#include <string>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/operations.hpp"
#include "agglo/reach.hpp"
#include "app/operations/service_cover.hpp"
#include "app/operations/service_roads.hpp"
#include "app/operations/site_selection.hpp"

namespace agglo {

/// Sites that no firm is nearer to than half the Earth's girth: along roads none is too far by itself.
inline constexpr double kFarthestSite_m = 3e7;

struct RoadReachOptions {
  std::vector<double> minutes{10, 20, 30};
  std::vector<double> road_km;
  RoadAccess access;
};

template <class Visitor>
void visit(Visitor& v, RoadReachOptions& o, const UsedWith& used = {}) {
  v("minutes", o.minutes,
    {.unit = "min",
     .min = 0,
     .max = 35000,
     .min_excluded = true,
     .help = "Limits of travel time along roads, with the way between places and roads",
     .used_with = used});
  v("road_km", o.road_km,
    {.unit = "km",
     .min = 0,
     .max = 20000,
     .min_excluded = true,
     .help = "Limits of distance along roads, in place of minutes",
     .used_with = used});
  visit(v, o.access, used);
}

/// The limits that the step's options give, ascending, as shown and as costs. Error{usage} when there is
/// none, or when there are some in both measures.
struct RoadLimits {
  RoadMeasure measure;
  ReachLimits shown;
  std::vector<RoadCost> cost;
};
RoadLimits road_limits(const Step& step, const RoadReachOptions& options);
struct RoadCatchmentRequest {
  const StepInput& input;
  const RoadReachOptions& options;
  const SiteChoice& places;
  const std::string& start_column;  ///< minutes or km with which each site begins; empty: all with 0
  const SiteSelection& chosen;
  const Establishments& firms;
  bool joined, nearest;
};
/// Adds the step's layer of catchments along roads and, for areas of each site, its cover, service and
/// overlap layers. Error{usage} without a network, Error{failure} when no firm or no site is near a road.
void add_road_catchments(const RoadCatchmentRequest& request, Outcome& outcome, RunControl& run);

}  // namespace agglo
