#include "agglo/catchments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "app/cluster_shapes.hpp"
#include "app/operations/catchment_tables.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/road_reach.hpp"
#include "app/operations/service_cover.hpp"
#include "app/operations/site_selection.hpp"
#include "app/operations/step_checks.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

enum class CatchmentMethod { rings, voronoi, roads, roads_nearest };

struct CatchmentStepOptions {
  SiteChoice places;
  CatchmentMethod method = CatchmentMethod::rings;
  std::vector<double> radius_km{2, 5, 10};
  RoadReachOptions roads;
  std::string start_column;
  bool merge = false;
  FirmFilter filter;
};

template <class Visitor>
void visit(Visitor& v, CatchmentStepOptions& o) {
  v("sites", o.places.sites,
    {.help = "Layer of the places that serve firms", .role = "institutions", .is_layer = true});
  v("also", o.places.also,
    {.help = "Layer of further sites that are counted as well, such as planned ones", .is_layer = true});
  v("method", o.method,
    {.choices = {"rings", "voronoi", "roads", "roads_nearest"},
     .help =
         "rings: all within a distance; voronoi: each place belongs to its nearest site, both as the crow "
         "flies; roads: all within a time or distance along roads; roads_nearest: that, split by the "
         "nearest site"});
  v("radius_km", o.radius_km,
    {.unit = "km",
     .min = 0,
     .max = 5000,
     .min_excluded = true,
     .help = "Radius of each ring, ascending",
     .used_with = {"method", {"rings"}}});
  visit(v, o.roads, {"method", {"roads", "roads_nearest"}});
  v("start_column", o.start_column,
    {.help =
         "roads_nearest: number column of the sites with the minutes (or km) that each begins with, such as "
         "a wait (default: 0 for all)",
     .role = "institutions",
     .is_column = true,
     .used_with = {"method", {"roads_nearest"}}});
  v("merge", o.merge,
    {.help = "Join the areas of all sites of one limit into one",
     .used_with = {"method", {"rings", "roads"}}});
  v("kind", o.places.kind, {.help = "Only sites of these kinds, separated by ';' (default: all)"});
  v("sectors", o.filter.sectors,
    {.help = "Count only firms of these sectors, separated by ';' (default: all)"});
  v("active_on", o.filter.active_on,
    {.help = "Count only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
  v("where", o.filter.where,
    {.help = "Count only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
}

Shapes ring_shapes(const Institutions& sites, const std::vector<double>& radius_km) {
  std::vector<Shapes> by_radius;
  for (const double radius : radius_km) by_radius.push_back(geodesic_rings(sites, radius));
  Shapes shapes;
  for (std::size_t s = 0; s < sites.size(); ++s)
    for (const Shapes& rings : by_radius) shapes.add_row_of(rings, s);
  return shapes;
}

/// The rings of all sites joined, a row for each radius.
Shapes joined_rings(const Institutions& sites, const std::vector<double>& radius_km, const Frame& frame) {
  Shapes shapes;
  for (const double radius : radius_km)
    shapes.add_row_of(merged_geographic(geodesic_rings(sites, radius), frame), 0);
  return shapes;
}

void add_voronoi(const StepInput& input, const SiteSelection& chosen, const Establishments& firms,
                 Outcome& outcome, RunControl& run) {
  if (firms.frame.kind == FrameKind::geocentric)
    throw usage_error("the data are too wide for one projection in metres, which nearest-site areas need",
                      "use --method rings, or import one region at a time");
  const Institutions& sites = chosen.sites;
  Shapes study_area;
  if (const Layer* regions = input.data.last(Role::regions); regions && !regions->table->shapes.empty())
    study_area = merged(shapes_in_metres(regions->table->shapes, firms.frame));
  const Shapes cells = stored_from_metres(voronoi_catchments(sites, study_area, run), firms.frame);
  const NearestSite nearest = nearest_site(firms, sites, run);
  const Groups firms_of = groups_from_labels(nearest.site, sites.size());
  const ReachLimits none{.amount = {std::numeric_limits<double>::quiet_NaN()}};
  outcome.layers.push_back(catchment_layer(
      input, "Nearest-site catchments", catchment_table({input.data, firms, chosen, none, firms_of}, cells)));
  outcome.counts = {{"sites", static_cast<double>(sites.size())},
                    {"firms", static_cast<double>(firms_of.items.size())}};
  if (study_area.empty())
    outcome.notes.push_back("No study area (regions) is imported; areas are cut at a box around the sites.");
}

void add_rings(const StepInput& input, const CatchmentStepOptions& options, const SiteSelection& chosen,
               const Establishments& firms, Outcome& outcome, RunControl& run) {
  const Institutions& sites = chosen.sites;
  const ReachLimits limits{.amount = options.radius_km};
  const Groups firms_of = firms_within(firms, sites, options.radius_km, run);
  const Shapes rings = ring_shapes(sites, options.radius_km);
  const CatchmentAreas areas{input.data, firms, chosen, limits, firms_of};
  outcome.layers.push_back(
      catchment_layer(input,
                      fmt::format("{} ({} km)", options.merge ? "Joined catchments" : "Catchments",
                                  fmt::join(options.radius_km, ", ")),
                      options.merge ? joined_table(areas, joined_rings(sites, options.radius_km, firms.frame))
                                    : catchment_table(areas, rings)));
  outcome.counts = {{"sites", static_cast<double>(sites.size())}};
  add_service_cover({input.data, firms, sites, limits, firms_of, rings, input.step.name}, outcome, run);
}

Outcome catchment_layers(const StepInput& input, CatchmentStepOptions options, RunControl& run) {
  std::sort(options.radius_km.begin(), options.radius_km.end());
  options.radius_km.erase(std::unique(options.radius_km.begin(), options.radius_km.end()),
                          options.radius_km.end());
  const Frame& frame = input.data.frame;
  const Table& firm_table = *input.data.last(Role::establishments)->table;
  Establishments firms = establishments_from(firm_table, frame);
  apply_filter(firms, options.filter, firm_table, run);
  const bool rings_wanted = options.method == CatchmentMethod::rings;
  const bool roads_wanted =
      options.method == CatchmentMethod::roads || options.method == CatchmentMethod::roads_nearest;
  std::vector<Disc> discs{disc_of(firms)};
  if (const auto area = study_area_disc(input.data)) discs.push_back(*area);
  const std::optional<double> ring_m = rings_wanted   ? std::optional(options.radius_km.back() * 1000)
                                       : roads_wanted ? std::optional(kFarthestSite_m)
                                                      : std::nullopt;
  Outcome outcome;
  const SiteSelection chosen = chosen_sites(input.data, options.places, discs, ring_m, outcome.notes);
  if (options.method == CatchmentMethod::voronoi)
    add_voronoi(input, chosen, firms, outcome, run);
  else if (rings_wanted)
    add_rings(input, options, chosen, firms, outcome, run);
  else
    add_road_catchments({input, options.roads, options.places, options.start_column, chosen, firms,
                         options.merge, options.method == CatchmentMethod::roads_nearest},
                        outcome, run);
  return outcome;
}

Outcome run_catchments(const StepInput& input, RunControl& run) {
  const auto options = options_from<CatchmentStepOptions>(input.step.options);
  Outcome outcome = catchment_layers(input, options, run);
  const Layer* clusters = input.data.last_result("cluster_firms");
  if (clusters && clusters->table &&
      !same_rows(*clusters->table, *input.data.last(Role::establishments)->table))
    outcome.notes.push_back(
        fmt::format("The clusters of \"{}\" are of other firms than those that are there now; they are not "
                    "counted.",
                    clusters->name));
  std::string source = site_sources(input.data, options.places);
  if (options.method == CatchmentMethod::roads || options.method == CatchmentMethod::roads_nearest)
    source += "; " + network_layer(input.data, options.roads.access.network).provenance.source;
  std::string kinds = options.places.kind;
  std::replace(kinds.begin(), kinds.end(), '_', ' ');
  for (Layer& layer : outcome.layers) {
    layer.provenance.source = source;
    if (!kinds.empty() && layer.kind == "catchments") layer.title += ", only " + kinds;
  }
  return outcome;
}

}  // namespace

Operation catchments_operation() {
  return {
      .name = "catchments",
      .kind = OperationKind::analysis,
      .title = "Catchments of the places that serve firms",
      .summary = "Counts the firms, jobs and clusters that each incubator, university or centre can serve",
      .description =
          "Draws the area within a distance of each site, or the area for which it is the nearest, and "
          "counts the firms, jobs and clusters inside: as the crow flies (geodesics), or by time or distance "
          "along a road network. For each service (or kind of site) it shows where none, one, two or more "
          "sites serve, and how much each pair overlaps.",
      .example = "agglo catchments region.gpkg --sites institutions --radius-km 2,5,10",
      .methods_anchor = "catchments",
      .needs = {Role::establishments},
      .uses = {Role::institutions, Role::regions, Role::zones, Role::infrastructure, Role::network},
      .uses_results = {"cluster_firms"},
      .options = describe_options<CatchmentStepOptions>(),
      .run = run_catchments};
}

}  // namespace agglo
