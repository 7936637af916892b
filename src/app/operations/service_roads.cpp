#include "app/operations/service_roads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"

namespace agglo {
namespace {

using EdgeWords = ServiceRoads::EdgeWords;

void add_edge_note(std::size_t count, std::size_t of, const EdgeWords& words, const std::string& names,
                   Outcome& outcome) {
  if (count > 0)
    outcome.notes.push_back(fmt::format("{} of {} {}s reach the edge of the road network{}{}; {}{}.", count,
                                        of, words.what, words.limit_text.empty() ? "" : " within ",
                                        words.limit_text, words.consequence, names));
}

}  // namespace

const Layer& network_layer(const Dataset& data, const std::string& name) {
  const Layer* layer = name.empty() ? data.last(Role::network) : data.find(name);
  if (layer && layer->role == Role::network) return *layer;
  const std::string hint =
      "import roads first: agglo import ROADS --as network -o PROJECT; without a project give --network "
      "ROADS";
  if (name.empty()) throw usage_error("ways along roads need a road network, and there is none", hint);
  throw usage_error(fmt::format("--network names \"{}\", which is {}", name,
                                layer ? "no road network" : "not in the project"),
                    hint);
}

std::vector<RoadCost> ascending_costs(std::vector<double>& amount, RoadMeasure measure, const char* flag) {
  if (amount.empty())
    throw usage_error(fmt::format("{} is empty", flag), fmt::format("give a limit, for example {} 15", flag));
  std::sort(amount.begin(), amount.end());
  amount.erase(std::unique(amount.begin(), amount.end()), amount.end());
  std::vector<RoadCost> costs;
  for (const double value : amount) costs.push_back(cost_from(value, measure));
  return costs;
}

ServiceRoads::ServiceRoads(const Dataset& data, const RoadAccess& access, RoadMeasure measure)
    : name_(network_layer(data, access.network).name),
      edges_(network_from(*network_layer(data, access.network).table)),
      graph_(edges_, measure),
      plane_(data.frame.kind == FrameKind::plane),
      access_(access) {}

std::vector<RoadPoint> ServiceRoads::join_places(std::span<const double> x, std::span<const double> y,
                                                 const JoinWords& words, Outcome& outcome,
                                                 RunControl& run) const {
  const RoadPlaces places = snap_to_roads(edges_, plane_, x, y, {.largest_access_m = access_.access_m}, run);
  std::size_t located = 0, near = 0;
  for (std::size_t row = 0; row < x.size(); ++row) {
    located += std::isfinite(x[row]) && std::isfinite(y[row]);
    near += places.edge[row] != kNoEdge;
  }
  if (near == 0)
    throw failure(
        fmt::format("no {} lies within {} m of a road of \"{}\"", words.what, access_.access_m, name_),
        fmt::format("check that {}s and roads are of the same region, or raise --access-m", words.what));
  if (located > near)
    outcome.notes.push_back(fmt::format("{} of {} {}s are farther than {} m from any road; {}.",
                                        located - near, located, words.what, access_.access_m, words.fate));
  return road_points(edges_, places, graph_.measure(), access_.access_kmh);
}

void ServiceRoads::note_islands(std::span<const RoadPoint> firms, std::span<const RoadPoint> sites,
                                const JoinWords& words, Outcome& outcome) const {
  const auto count = [&](std::span<const RoadPoint> points) {
    return std::count_if(points.begin(), points.end(), [&](const RoadPoint& p) {
      return p.edge != kNoEdge && edges_.component[p.edge] != 0;
    });
  };
  const auto lost_firms = count(firms), lost_sites = count(sites);
  if (lost_firms + lost_sites == 0) return;
  std::string lost = fmt::format("{} of {} {}s", lost_firms, firms.size(), words.what);
  if (!sites.empty()) lost += fmt::format(" and {} of {} sites", lost_sites, sites.size());
  outcome.notes.push_back(
      lost +
      " are on roads that do not lead to the main part of the network and back; they may reach little. If "
      "many are: mend gaps with --join-m or --split-crossings when importing the roads, and look for "
      "one-ways "
      "drawn the wrong way round.");
}

ReachSearch ServiceRoads::search_from_edge(RoadCost limit) const {
  // One search from all places where the network is cut, against the way of travel, finds all that reach one.
  std::vector<RoadStart> starts;
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    if ((edges_.cut[e] & 1) != 0) starts.push_back({edges_.from[e], 0, 0});
    if ((edges_.cut[e] & 2) != 0) starts.push_back({edges_.to[e], 0, 0});
  }
  ReachSearch search(graph_);
  const bool to_sites = access_.direction == TravelDirection::to_sites;
  search.run(starts, limit, to_sites ? TravelDirection::from_sites : TravelDirection::to_sites);
  return search;
}

void ServiceRoads::note_edge(std::span<const RoadPoint> points, const StringColumn& names, RoadCost limit,
                             const EdgeWords& words, Outcome& outcome) const {
  constexpr std::size_t kNamed = 3;
  const ReachSearch search = search_from_edge(limit);
  std::size_t count = 0;
  std::string named;
  for (std::size_t s = 0; s < points.size(); ++s)
    if (search.cost_of(points[s], nullptr) != kUnreached && ++count <= kNamed && s < names.size())
      named += fmt::format("{}{}", named.empty() ? "" : ", ", names[s]);
  if (!named.empty()) named = fmt::format(" ({}{})", named, count > kNamed ? ", ..." : "");
  add_edge_note(count, points.size(), words, named, outcome);
}

void ServiceRoads::note_junctions_at_edge(RoadCost limit, const EdgeWords& words, Outcome& outcome) const {
  add_edge_note(search_from_edge(limit).reached().size(), graph_.node_count(), words, "", outcome);
}

}  // namespace agglo
