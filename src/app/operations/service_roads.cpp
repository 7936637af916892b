#include "app/operations/service_roads.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agglo/error.hpp"
#include "agglo/reach.hpp"

namespace agglo {

const Layer& network_layer(const Dataset& data, const std::string& name) {
  const Layer* layer = name.empty() ? data.last(Role::network) : data.find(name);
  if (layer && layer->role == Role::network) return *layer;
  const std::string hint = "import roads first: agglo import ROADS --as network -o PROJECT";
  if (name.empty()) throw usage_error("ways along roads need a road network, and there is none", hint);
  throw usage_error(fmt::format("--network names \"{}\", which is {}", name,
                                layer ? "no road network" : "not in the project"),
                    hint);
}

void note_islands(const RoadEdges& edges, std::span<const RoadPoint> firms, std::span<const RoadPoint> sites,
                  const char* what, Outcome& outcome) {
  const auto count = [&](std::span<const RoadPoint> points) {
    return std::count_if(points.begin(), points.end(), [&](const RoadPoint& p) {
      return p.edge != kNoEdge && edges.component[p.edge] != 0;
    });
  };
  const auto lost_firms = count(firms), lost_sites = count(sites);
  if (lost_firms + lost_sites > 0)
    outcome.notes.push_back(fmt::format(
        "{} of {} {}s and {} of {} sites are on roads that do not lead to the main part of the network and "
        "back; they may reach little. If many are: mend gaps with --join-m or --split-crossings when "
        "importing the roads, and look for one-ways drawn the wrong way round.",
        lost_firms, firms.size(), what, lost_sites, sites.size()));
}

ServiceRoads::ServiceRoads(const Layer& layer, const Frame& frame, RoadMeasure measure,
                           const ServiceChoice& choice)
    : edges_(network_from(*layer.table)),
      graph_(edges_, measure),
      plane_(frame.kind == FrameKind::plane),
      access_m_(choice.access_m),
      access_kmh_(choice.access_kmh),
      direction_(choice.direction) {}

std::vector<RoadPoint> ServiceRoads::join(std::span<const double> x, std::span<const double> y,
                                          RunControl& run) const {
  const RoadPlaces places = snap_to_roads(edges_, plane_, x, y, {.largest_access_m = access_m_}, run);
  return road_points(edges_, places, graph_.measure(), access_kmh_);
}

std::vector<bool> ServiceRoads::reach_the_edge(std::span<const RoadPoint> sites, RoadCost limit) const {
  // One search from all places where the network is cut, against the way of travel, finds all sites.
  std::vector<RoadStart> starts;
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    if ((edges_.cut[e] & 1) != 0) starts.push_back({edges_.from[e], 0, 0});
    if ((edges_.cut[e] & 2) != 0) starts.push_back({edges_.to[e], 0, 0});
  }
  std::vector<bool> reaches(sites.size(), false);
  if (starts.empty()) return reaches;
  ReachSearch search(graph_);
  search.run(
      starts, limit,
      direction_ == TravelDirection::to_sites ? TravelDirection::from_sites : TravelDirection::to_sites);
  for (std::size_t s = 0; s < sites.size(); ++s)
    reaches[s] = sites[s].edge != kNoEdge && search.cost_of(sites[s], nullptr) != kUnreached;
  return reaches;
}

}  // namespace agglo
