#include "app/operations/service_costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "app/operations/step_checks.hpp"
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
  const auto joined =
      std::make_shared<Joined>(Joined{ServiceRoads(input.data, choice.roads, limits.measure), {}, {}});
  const ServiceRoads& roads = joined->roads;
  const JoinWords words{choice.of.empty() ? "firm" : "place", "they are left out"};
  const auto firms = roads.join(places_of(found.chosen.firms, found.row), words, outcome, run);
  joined->sites = roads.join(found.sites.sites, kSiteWords, outcome, run);
  std::vector<std::uint32_t> row;
  for (const std::uint32_t i : joined_rows(firms)) {
    row.push_back(found.row[i]);
    joined->firms.push_back(firms[i]);
  }
  found.row = std::move(row);
  std::vector<RoadPoint> asked;
  StringColumn names;
  for (const std::uint32_t site : offering_sites(found)) {
    asked.push_back(joined->sites[site]);
    names.push_back(site_name(found.sites, site));
  }
  roads.note_islands(joined->firms, asked, words, outcome);
  roads.note_edge(asked, names, limits.cost.back(),
                  {"site", "what lies beyond it is not counted",
                   fmt::format("{} {}", limits.amount.back(), limits.unit())},
                  outcome);
  const TravelCosts costs = travel_costs_by_search(roads.graph(), joined->sites, joined->firms,
                                                   limits.cost.back(), roads.direction());
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
  const bool by_time = choice.km.empty() && choice.along == Along::roads;
  ServiceLimits limits{by_time ? RoadMeasure::time : RoadMeasure::distance, choice.minutes, {}};
  if (!by_time) limits.amount = choice.km;
  if (limits.amount.empty()) limits.amount = {by_time ? 30.0 : 5.0};
  limits.cost = ascending_costs(limits.amount, limits.measure, by_time ? "--minutes" : "--km");
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
  if (const std::set<std::uint32_t> rows = offering_sites(found);
      found.sites.first_added < found.sites.sites.size() &&
      (rows.empty() || *rows.rbegin() < found.sites.first_added))
    outcome.notes.push_back(fmt::format("None of the {} places of {} offers {}.",
                                        found.sites.sites.size() - found.sites.first_added,
                                        choice.places.also, choice.services));
  if (choice.along == Along::roads)
    set_road_costs(found, choice, limits, input, outcome, run);
  else
    set_straight_costs(found, limits);
  found.unplaced = firms.size() - found.row.size();
  for (const std::uint32_t row : found.row)
    found.demand.push_back(found.chosen.weight.empty() ? 1 : found.chosen.weight[row]);
  return found;
}

std::set<std::uint32_t> offering_sites(const ServiceCosts& places) {
  std::set<std::uint32_t> rows;
  for (const auto& service : places.by_service) rows.insert(service.second.begin(), service.second.end());
  return rows;
}

std::string service_words(const ServiceCosts& places) {
  if (places.by_service.size() > 2) return "a service";
  std::string words;
  for (const auto& [service, rows] : places.by_service) {
    constexpr std::string_view kKind = "kind: ";
    words += words.empty() ? "" : " or ";
    words += service.starts_with(kKind) ? service.substr(kKind.size()) : service;
  }
  return words;
}

std::string limit_words(const ServiceChoice& choice, const ServiceLimits& limits) {
  return fmt::format("{} {}{}", fmt::join(limits.amount, ", "), limits.unit(),
                     choice.along == Along::roads ? " by road" : "");
}

std::string service_sources(const StepInput& input, const ServiceChoice& choice) {
  std::string sources = site_sources(input.data, choice.places);
  if (choice.along == Along::roads)
    sources += "; " + network_layer(input.data, choice.roads.network).provenance.source;
  return sources;
}

}  // namespace agglo
