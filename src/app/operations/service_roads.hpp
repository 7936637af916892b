// Service roads: how firms and sites join a road network, for every operation that follows roads.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "agglo/operations.hpp"
#include "agglo/reach.hpp"

namespace agglo {

/// The network, which way is travelled, and how places join it.
struct RoadAccess {
  std::string network;
  double access_m = 1000, access_kmh = 5;
  TravelDirection direction = TravelDirection::to_sites;
};

/// All but the direction. `used`: which choice of the operation follows roads.
template <class Visitor>
void visit_joining(Visitor& v, RoadAccess& o, const UsedWith& used = {}) {
  v("network", o.network,
    {.help = "Road network for ways along roads (default: the last)",
     .role = "network",
     .is_layer = true,
     .used_with = used});
  v("access_m", o.access_m,
    {.unit = "m",
     .min = 0,
     .max = 100000,
     .min_excluded = true,
     .help = "Places farther than this from any road are left out of ways along roads",
     .used_with = used});
  v("access_kmh", o.access_kmh,
    {.unit = "km/h",
     .min = 0.1,
     .max = 300,
     .help = "Speed between a place and its road",
     .used_with = used});
}

template <class Visitor>
void visit(Visitor& v, RoadAccess& o, const UsedWith& used = {}) {
  visit_joining(v, o, used);
  v("direction", o.direction,
    {.choices = {"from_sites", "to_sites"},
     .help = "Which way is travelled, where one-way roads make a difference",
     .used_with = used});
}

/// The layer that --network names, or the last network; Error{usage} when there is none.
const Layer& network_layer(const Dataset& data, const std::string& name);

/// Limits ascending, each once, and what they cost. Error{usage} naming the flag when there is none.
std::vector<RoadCost> ascending_costs(std::vector<double>& amount, RoadMeasure measure, const char* flag);

/// What is said of places: what one of them is, and what becomes of those that join no road.
struct JoinWords {
  const char *what = "firm", *fate = "no site reaches them";
};
inline constexpr JoinWords kSiteWords{"site", "they reach nobody"};

/// A network ready for searches, and the way of places onto it. Immutable.
class ServiceRoads {
 public:
  /// Error{usage} without the network.
  ServiceRoads(const Dataset& data, const RoadAccess& access, RoadMeasure measure);

  /// Firms or sites on the roads, one point a row. Notes how many that have a place are too far from any
  /// road; Error{failure} when none is near.
  template <class Places>
  std::vector<RoadPoint> join(const Places& places, const JoinWords& words, Outcome& outcome,
                              RunControl& run) const {
    return plane_ ? join_places(places.x_m, places.y_m, words, outcome, run)
                  : join_places(places.lon_deg, places.lat_deg, words, outcome, run);
  }

  /// A note that counts the firms (or what `words` call them) and sites on pieces of the network that its
  /// main part does not reach and come back from: gaps between roads, one-ways that trap.
  void note_islands(std::span<const RoadPoint> firms, std::span<const RoadPoint> sites,
                    const JoinWords& words, Outcome& outcome) const;

  /// A note that counts the points from which, within the limit, a place is reached where the network is cut
  /// off; `consequence` says what that means. `limit_text` may be empty: no limit; so may `names`.
  struct EdgeWords {
    const char *what, *consequence;
    std::string limit_text;
  };
  void note_edge(std::span<const RoadPoint> points, const StringColumn& names, RoadCost limit,
                 const EdgeWords& words, Outcome& outcome) const;
  /// The same for all junctions.
  void note_junctions_at_edge(RoadCost limit, const EdgeWords& words, Outcome& outcome) const;

  const RoadGraph& graph() const { return graph_; }
  const RoadEdges& edges() const { return edges_; }
  TravelDirection direction() const { return access_.direction; }
  const RoadAccess& access() const { return access_; }

 private:
  std::vector<RoadPoint> join_places(std::span<const double> x, std::span<const double> y,
                                     const JoinWords& words, Outcome& outcome, RunControl& run) const;
  ReachSearch search_from_edge(RoadCost limit) const;

  std::string name_;
  RoadEdges edges_;
  RoadGraph graph_;
  bool plane_;
  RoadAccess access_;
};

}  // namespace agglo
