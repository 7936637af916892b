#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/road_places.hpp"

namespace agglo {
namespace {

/// The part of an edge's cost before a share of its length; the rest is the cost less this.
RoadCost part_of(RoadCost cost, double share) {
  return std::min(cost, static_cast<RoadCost>(std::llround(static_cast<double>(cost) * share)));
}

RoadCost access_cost(double access_m, RoadMeasure measure, double access_kmh) {
  const double cost = measure == RoadMeasure::time ? access_m / access_kmh * 3600 : access_m * 100;
  return cost < kUnreached ? static_cast<RoadCost>(std::llround(cost)) : kUnreached;
}

}  // namespace

std::vector<RoadPoint> road_points(const RoadEdges& edges, const RoadPlaces& places, RoadMeasure measure,
                                   double access_kmh) {
  if (!(access_kmh > 0))
    throw usage_error("the speed of the way to the road is " + std::to_string(access_kmh) + " km/h",
                      "give a speed above 0");
  const std::vector<EdgeCost> costs = edge_costs(edges, measure);
  std::vector<RoadPoint> points(places.edge.size());
  for (std::size_t p = 0; p < points.size(); ++p) {
    const std::uint32_t e = places.edge[p];
    if (e == kNoEdge) continue;
    RoadPoint& point = points[p];
    point.edge = e;
    point.from = edges.from[e];
    point.to = edges.to[e];
    point.along = places.along[p];
    point.access_m = static_cast<float>(places.access_m[p]);
    point.access = access_cost(places.access_m[p], measure, access_kmh);
    if (costs[e].forward != kUnreached) {
      point.before_forward = part_of(costs[e].forward, places.along[p]);
      point.after_forward = costs[e].forward - point.before_forward;
    }
    if (costs[e].backward != kUnreached) {
      point.after_backward = part_of(costs[e].backward, places.along[p]);
      point.before_backward = costs[e].backward - point.after_backward;
    }
    // A place at an end is at the node, whichever way its edge may be driven.
    if (point.along == 0) point.before_forward = point.after_backward = 0;
    if (point.along == 1) point.after_forward = point.before_backward = 0;
  }
  return points;
}

}  // namespace agglo
