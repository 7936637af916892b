#include "app/operations/service_costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "app/operations/service_roads.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

/// What costs as the crow flies refer to.
struct StraightPlaces {
  Establishments firms;
  Institutions sites;
};

Establishments places_of(const Establishments& all, const std::vector<std::uint32_t>& rows) {
  Establishments some;
  some.frame = all.frame;
  for (const std::uint32_t row : rows) {
    some.x_m.push_back(all.x_m[row]);
    some.y_m.push_back(all.y_m[row]);
    if (!all.z_m.empty()) some.z_m.push_back(all.z_m[row]);
    if (all.lon_deg.empty()) continue;
    some.lon_deg.push_back(all.lon_deg[row]);
    some.lat_deg.push_back(all.lat_deg[row]);
  }
  return some;
}

/// Which sites a services option leaves: rows in `sites`, by service.
std::map<std::string, std::vector<std::uint32_t>> services_asked_for(const Institutions& sites,
                                                                     const std::string& wanted) {
  auto all = sites_by_service(sites);
  const std::vector<std::string> names = list_items(wanted);
  if (names.empty()) return all;
  std::map<std::string, std::vector<std::uint32_t>> some;
  std::string known;
  for (const auto& [name, rows] : all) known += (known.empty() ? "\"" : ", \"") + name + "\"";
  for (const std::string& name : names) {
    if (!all.contains(name))
      throw usage_error(fmt::format("--services names \"{}\", which no site offers", name),
                        "the services are: " + known);
    some[name] = all[name];
  }
  return some;
}

void note_edge(const std::vector<bool>& reaches, const Institutions& sites, const std::string& limit,
               Outcome& outcome) {
  constexpr std::size_t kNamed = 3;
  std::size_t count = 0;
  std::string names;
  for (std::size_t s = 0; s < reaches.size(); ++s)
    if (reaches[s] && ++count <= kNamed) {
      const std::string_view name = sites.name[s].empty() ? sites.id[s] : sites.name[s];
      names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
    }
  if (count > 0)
    outcome.notes.push_back(
        fmt::format("{} of {} sites reach the edge of the road network within {}; what lies beyond it is not "
                    "counted ({}{}).",
                    count, reaches.size(), limit, names, count > kNamed ? ", ..." : ""));
}

/// Rows of `points` that have joined a road.
std::vector<std::uint32_t> joined_rows(const std::vector<RoadPoint>& points) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < points.size(); ++row)
    if (points[row].edge != kNoEdge) rows.push_back(row);
  return rows;
}

void set_straight_costs(ServiceCosts& found, const ServiceLimits& limits) {
  const auto places = std::make_shared<StraightPlaces>(
      StraightPlaces{places_of(found.chosen.firms, found.row), found.sites.sites});
  const TravelCosts costs = straight_costs(places->firms, places->sites, limits.amount.back() * 1000);
  found.costs = [places, costs](const TakeCosts& take, RunControl& run) { costs(take, run); };
}

void set_road_costs(ServiceCosts& found, const ServiceChoice& choice, const ServiceLimits& limits,
                    const StepInput& input, Outcome& outcome, RunControl& run) {
  struct Joined {
    ServiceRoads roads;
    std::vector<RoadPoint> firms, sites;
  };
  const Layer& layer = network_layer(input.data, choice.network);
  const auto joined =
      std::make_shared<Joined>(Joined{ServiceRoads(layer, input.data.frame, limits.measure, choice), {}, {}});
  const bool plane = input.data.frame.kind == FrameKind::plane;
  const Establishments firms = places_of(found.chosen.firms, found.row);
  const Institutions& sites = found.sites.sites;
  joined->firms =
      joined->roads.join(plane ? firms.x_m : firms.lon_deg, plane ? firms.y_m : firms.lat_deg, run);
  joined->sites =
      joined->roads.join(plane ? sites.x_m : sites.lon_deg, plane ? sites.y_m : sites.lat_deg, run);
  const std::vector<std::uint32_t> near = joined_rows(joined->firms);
  const char* what = choice.of.empty() ? "firm" : "place";
  if (near.empty())
    throw failure(
        fmt::format("no {} lies within {} m of a road of \"{}\"", what, choice.access_m, layer.name),
        "check that they and the roads are of the same region, or raise --access-m");
  if (joined_rows(joined->sites).empty())
    throw failure(fmt::format("no site lies within {} m of a road of \"{}\"", choice.access_m, layer.name),
                  "check that sites and roads are of the same region, or raise --access-m");
  if (const std::size_t far = found.row.size() - near.size(); far > 0)
    outcome.notes.push_back(fmt::format("{} {}s are farther than {} m from any road; they are left out.", far,
                                        what, choice.access_m));
  if (const std::size_t far = sites.size() - joined_rows(joined->sites).size(); far > 0)
    outcome.notes.push_back(
        fmt::format("{} of {} sites are farther than {} m from any road; they serve nobody.", far,
                    sites.size(), choice.access_m));
  std::vector<std::uint32_t> row;
  std::vector<RoadPoint> points;
  for (const std::uint32_t i : near) {
    row.push_back(found.row[i]);
    points.push_back(joined->firms[i]);
  }
  found.row = std::move(row);
  joined->firms = std::move(points);
  note_islands(joined->roads.edges(), joined->firms, joined->sites, what, outcome);
  note_edge(joined->roads.reach_the_edge(joined->sites, limits.cost.back()), sites,
            fmt::format("{} {}", limits.amount.back(), limits.unit()), outcome);
  const TravelCosts costs = travel_costs_by_search(joined->roads.graph(), joined->sites, joined->firms,
                                                   limits.cost.back(), choice.direction);
  found.costs = [joined, costs](const TakeCosts& take, RunControl& inner) { costs(take, inner); };
}

}  // namespace

std::map<std::string, std::vector<std::uint32_t>> sites_by_service(const Institutions& sites) {
  std::map<std::string, std::vector<std::uint32_t>> by_service;
  for (std::uint32_t s = 0; s < sites.size(); ++s) {
    const std::vector<std::string> services = list_items(sites.services[s]);
    if (services.empty())
      by_service[sites.kind[s].empty() ? "all" : "kind: " + std::string(sites.kind[s])].push_back(s);
    for (const std::string& service : services) {
      auto& rows = by_service[service];
      if (rows.empty() || rows.back() != s) rows.push_back(s);
    }
  }
  return by_service;
}

ServiceLimits limits_of(const ServiceChoice& choice) {
  if (!choice.minutes.empty() && !choice.km.empty())
    throw usage_error("--minutes and --km are both given", "give limits in one of them");
  if (!choice.minutes.empty() && choice.along == Along::straight)
    throw usage_error("--minutes needs roads, and distances are as the crow flies",
                      "add --along roads, or give limits in kilometres with --km");
  const bool by_time = choice.km.empty() && choice.along == Along::roads;
  ServiceLimits limits{by_time ? RoadMeasure::time : RoadMeasure::distance, choice.minutes, {}};
  if (!by_time) limits.amount = choice.km;
  if (limits.amount.empty()) limits.amount = {by_time ? 30.0 : 5.0};
  std::sort(limits.amount.begin(), limits.amount.end());
  limits.amount.erase(std::unique(limits.amount.begin(), limits.amount.end()), limits.amount.end());
  for (const double amount : limits.amount) limits.cost.push_back(cost_from(amount, limits.measure));
  return limits;
}

ServiceCosts service_costs(const StepInput& input, const ServiceChoice& choice, const ServiceLimits& limits,
                           Outcome& outcome, RunControl& run) {
  const Table* places = choice.of.empty() ? nullptr : site_layer(input.data, choice.of, "--of").table.get();
  ServiceCosts found{chosen_firms(input, choice.firms, outcome, run, places), {}, {}, 0, {}, {}, {}};
  const Establishments& firms = found.chosen.firms;
  for (std::uint32_t row = 0; row < firms.size(); ++row)
    if (firms.located(row)) found.row.push_back(row);
  // A site that reaches no firm still counts: its service is then one that reaches nobody.
  constexpr double kAnywhere_m = 3e7;
  std::vector<std::string> notes;
  found.sites = chosen_sites(input.data, choice.places, {disc_of(firms)}, kAnywhere_m, notes);
  for (std::string& note : notes) outcome.notes.push_back(std::move(note));
  found.by_service = services_asked_for(found.sites.sites, choice.services);
  if (choice.along == Along::roads)
    set_road_costs(found, choice, limits, input, outcome, run);
  else
    set_straight_costs(found, limits);
  found.unplaced = firms.size() - found.row.size();
  for (const std::uint32_t row : found.row)
    found.demand.push_back(found.chosen.weight.empty() ? 1 : found.chosen.weight[row]);
  return found;
}

std::string service_sources(const StepInput& input, const ServiceChoice& choice) {
  std::string sources = site_sources(input.data, choice.places);
  if (choice.along == Along::roads)
    sources += "; " + network_layer(input.data, choice.network).provenance.source;
  return sources;
}

}  // namespace agglo
