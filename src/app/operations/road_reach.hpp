// Catchments along roads, as a step.
#pragma once

#include <string>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/operations.hpp"
#include "agglo/reach.hpp"
#include "app/operations/service_costs.hpp"
#include "app/operations/service_cover.hpp"
#include "app/operations/site_selection.hpp"

namespace agglo {

/// Sites that no firm is nearer to than half the Earth's girth: along roads none is too far by itself.
inline constexpr double kFarthestSite_m = 3e7;

struct RoadReachOptions {
  std::vector<double> minutes{10, 20, 30};
  std::vector<double> road_km;
  std::string network;
  TravelDirection direction = TravelDirection::to_sites;
  double access_m = 1000, access_kmh = 5;
};

template <class Visitor>
void visit(Visitor& v, RoadReachOptions& o) {
  v("minutes", o.minutes,
    {.unit = "min",
     .min = 0,
     .max = 35000,
     .min_excluded = true,
     .help = "Limits of travel time along roads, with the way between places and roads"});
  v("road_km", o.road_km,
    {.unit = "km",
     .min = 0,
     .max = 20000,
     .min_excluded = true,
     .help = "Limits of distance along roads, in place of minutes"});
  v("network", o.network,
    {.help = "Road network for ways along roads (default: the last)", .role = "network", .is_layer = true});
  v("direction", o.direction,
    {.choices = {"from_sites", "to_sites"},
     .help = "Which way is travelled, where one-way roads make a difference"});
  v("access_m", o.access_m,
    {.unit = "m",
     .min = 0,
     .max = 100000,
     .min_excluded = true,
     .help = "Places farther than this from any road are in no catchment along roads"});
  v("access_kmh", o.access_kmh,
    {.unit = "km/h", .min = 0.1, .max = 300, .help = "Speed between a place and its road"});
}

/// The limits that the options give, ascending, as shown and as costs. Error{usage} when there is none.
struct RoadLimits {
  RoadMeasure measure;
  ReachLimits shown;
  std::vector<RoadCost> cost;
};
RoadLimits road_limits(const RoadReachOptions& options);
/// The same choice of roads for ServiceRoads.
ServiceChoice service_choice(const RoadReachOptions& options);
/// Notes how many located firms are off the road; Error{failure} when all are.
void note_off_road(const std::vector<RoadPoint>& firms_on_road, const Establishments& firms,
                   const RoadReachOptions& options, const std::string& network, Outcome& outcome);

/// Notes how many sites are off the road; Error{failure} when all are.
void note_sites_off_road(const std::vector<RoadPoint>& sites_on_road, const RoadReachOptions& options,
                         const std::string& network, Outcome& outcome);

struct RoadCatchmentRequest {
  const StepInput& input;
  const RoadReachOptions& options;
  const SiteSelection& chosen;
  const Establishments& firms;
  bool joined, nearest;
};
/// Adds the step's layer of catchments along roads and, for areas of each site, its cover, service and
/// overlap layers. Error{usage} without a network, Error{failure} when no firm or no site is near a road.
void add_road_catchments(const RoadCatchmentRequest& request, Outcome& outcome, RunControl& run);

}  // namespace agglo
