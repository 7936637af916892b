// Service costs: the firms and sites that an analysis of services looks at, and the costs between them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agglo/accessibility.hpp"
#include "agglo/operations.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/service_roads.hpp"
#include "app/operations/site_selection.hpp"

namespace agglo {

enum class Along { straight, roads };

struct ServiceChoice {
  SiteChoice places;
  std::string services;
  std::string of;  ///< a layer of other places than firms; empty = the firms
  Along along = Along::straight;
  std::vector<double> minutes, km;
  RoadAccess roads;
  FirmChoice firms;
};

template <class Visitor>
void visit(Visitor& v, ServiceChoice& o) {
  v("sites", o.places.sites,
    {.help = "Layer of the places that serve firms", .role = "institutions", .is_layer = true});
  v("also", o.places.also,
    {.help = "Layer of further sites that are counted as well, such as planned ones", .is_layer = true});
  v("kind", o.places.kind, {.help = "Only sites of these kinds, separated by ';' (default: all)"});
  v("services", o.services, {.help = "Only these services, separated by ';' (default: all)"});
  v("along", o.along,
    {.choices = {"straight", "roads"}, .help = "Distances as the crow flies, or ways along a road network"});
  v("minutes", o.minutes,
    {.unit = "min",
     .min = 0,
     .max = 35000,
     .min_excluded = true,
     .help = "Limits of travel time along roads, included (default: 30 along roads)",
     .used_with = {"along", {"roads"}}});
  v("km", o.km,
    {.unit = "km",
     .min = 0,
     .max = 20000,
     .min_excluded = true,
     .help = "Limits of distance, included (default: 5 as the crow flies)"});
  visit(v, o.roads, {"along", {"roads"}});
  v("weight", o.firms.weight,
    {.help = "Demand: firms (1 each), jobs (middle of the band; unknown counts 0), or the name of a "
             "number column"});
  v("sectors", o.firms.filter.sectors,
    {.help = "Only firms of these sectors, by code or name, separated by ';' (default: all)"});
  v("active_on", o.firms.filter.active_on,
    {.help = "Only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
  v("where", o.firms.filter.where,
    {.help = "Only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
}

/// Limits in one measure, ascending.
struct ServiceLimits {
  RoadMeasure measure;
  std::vector<double> amount;  ///< minutes or kilometres
  std::vector<RoadCost> cost;
  const char* unit() const { return measure == RoadMeasure::time ? "min" : "km"; }
};
/// Error{usage} when both measures are given, or minutes without roads.
ServiceLimits limits_of(const ServiceChoice& choice);

/// Rows of sites by service, in alphabetical order; a site without services goes under its kind.
std::map<std::string, std::vector<std::uint32_t>> sites_by_service(const Institutions& sites);

/// Firms are those that the options leave, with a place that joins the roads when these are asked for; sites
/// likewise.
struct ServiceCosts {
  ChosenFirms chosen;              ///< all rows of the register
  std::vector<std::uint32_t> row;  ///< of each firm in the register, ascending
  std::vector<double> demand;      ///< of each firm
  std::size_t unplaced = 0;        ///< firms that have no place, or none near a road
  SiteSelection sites;
  std::map<std::string, std::vector<std::uint32_t>> by_service;  ///< only those asked for
  TravelCosts costs;  ///< none above `limit`; it holds what it needs
};
/// Notes say what was left out and which sites reach the edge of the network. Errors{usage, failure} for a
/// layer that is not there and when no firm or site is left.
ServiceCosts service_costs(const StepInput& input, const ServiceChoice& choice, const ServiceLimits& limits,
                           Outcome& outcome, RunControl& run);

/// Rows of the sites that offer any of the services asked for.
std::set<std::uint32_t> offering_sites(const ServiceCosts& places);

/// The services for titles: "workspace", "training or workspace", "a service" when there are more.
std::string service_words(const ServiceCosts& places);
/// The limits for titles: "15, 30 min by road", "2 km".
std::string limit_words(const ServiceChoice& choice, const ServiceLimits& limits);

/// Sources of sites and roads, for provenance.
std::string service_sources(const StepInput& input, const ServiceChoice& choice);

}  // namespace agglo
