// Service roads: firms and sites on a road network, and the costs between them.
#pragma once

#include <span>
#include <vector>

#include "agglo/travel_costs.hpp"
#include "app/operations/service_costs.hpp"

namespace agglo {

/// The layer that --network names, or the last network; Error{usage} when there is none.
const Layer& network_layer(const Dataset& data, const std::string& name);

/// A note that counts the firms (or other places) and sites on pieces of the network that its main part does
/// not reach and come back from: gaps between roads, one-ways that trap.
void note_islands(const RoadEdges& edges, std::span<const RoadPoint> firms, std::span<const RoadPoint> sites,
                  const char* what, Outcome& outcome);

/// A network ready for searches. Immutable.
class ServiceRoads {
 public:
  ServiceRoads(const Layer& layer, const Frame& frame, RoadMeasure measure, const ServiceChoice& choice);

  std::vector<RoadPoint> join(std::span<const double> x, std::span<const double> y, RunControl& run) const;
  const RoadGraph& graph() const { return graph_; }
  const RoadEdges& edges() const { return edges_; }
  /// For each site whether a place where the network is cut off lies within the limit.
  std::vector<bool> reach_the_edge(std::span<const RoadPoint> sites, RoadCost limit) const;

 private:
  RoadEdges edges_;
  RoadGraph graph_;
  bool plane_;
  double access_m_, access_kmh_;
  TravelDirection direction_;
};

}  // namespace agglo
