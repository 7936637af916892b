#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/reach_counts.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/road_reach.hpp"
#include "app/operations/service_roads.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

struct JunctionStepOptions {
  RoadReachOptions roads;
  std::string sites, kind;
  bool unserved = false;
  std::string weight = "firms";
  FirmFilter filter;
};

template <class Visitor>
void visit(Visitor& v, JunctionStepOptions& o) {
  visit(v, o.roads);
  v("sites", o.sites,
    {.help = "Layer of existing sites: how far the nearest is from each junction (default: the last "
             "institutions, when there are any)",
     .role = "institutions",
     .is_layer = true});
  v("kind", o.kind, {.help = "Only sites of these kinds, separated by ';' (default: all)"});
  v("unserved", o.unserved,
    {.help = "Count only firms that no existing site reaches within the limit: what a new site would add"});
  v("weight", o.weight,
    {.help = "Demand: firms (1 each), jobs (middle of the band; unknown counts 0), or the name of a "
             "number column"});
  v("sectors", o.filter.sectors,
    {.help = "Only firms of these sectors, by code or name, separated by ';' (default: all)"});
  v("active_on", o.filter.active_on,
    {.help = "Only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
  v("where", o.filter.where,
    {.help = "Only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
}

/// Existing sites on the network; empty without a layer of them.
struct ExistingSites {
  SiteSelection selection;
  std::vector<RoadPoint> points;
};

ExistingSites existing_sites(const StepInput& input, const JunctionStepOptions& options,
                             const ServiceRoads& roads, const Establishments& firms, RunControl& run) {
  ExistingSites existing;
  if (options.sites.empty() && !input.data.last(Role::institutions)) {
    if (options.unserved)
      throw usage_error("--unserved needs existing sites, and there are none",
                        "import them: agglo import sites.csv --as institutions -o PROJECT");
    return existing;
  }
  const Table& table = *site_layer(input.data, options.sites.empty() ? "institutions" : options.sites).table;
  existing.selection = selected_sites(table, firms.frame, options.kind, {disc_of(firms)}, kFarthestSite_m);
  const Institutions& sites = existing.selection.sites;
  const bool plane = firms.frame.kind == FrameKind::plane;
  existing.points = roads.join(plane ? sites.x_m : sites.lon_deg, plane ? sites.y_m : sites.lat_deg, run);
  return existing;
}

/// Places of the nodes: the ends of their edges.
Shapes node_places(const RoadEdges& edges) {
  std::vector<double> x(edges.node_count), y(edges.node_count);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const std::size_t ring = edges.lines.part_start[edges.lines.row_start[e]];
    const std::uint64_t first = edges.lines.ring_start[ring], last = edges.lines.ring_start[ring + 1] - 1;
    x[edges.from[e]] = edges.lines.x[first];
    y[edges.from[e]] = edges.lines.y[first];
    x[edges.to[e]] = edges.lines.x[last];
    y[edges.to[e]] = edges.lines.y[last];
  }
  Shapes places;
  places.reserve_points(edges.node_count);
  for (std::size_t node = 0; node < x.size(); ++node) places.add_point(x[node], y[node]);
  return places;
}

double amount_of(RoadCost cost, RoadMeasure measure) {
  return cost == kUnreached ? std::nan("")
                            : static_cast<double>(cost) / (measure == RoadMeasure::time ? 60'000 : 100'000);
}

/// The nearest existing site of each node and what it costs, and so a surface of travel time.
void add_nearest_site(Table& table, const ExistingSites& existing, const ServiceRoads& roads,
                      TravelDirection direction) {
  std::vector<RoadStart> starts;
  for (std::uint32_t s = 0; s < existing.points.size(); ++s)
    add_starts(existing.points[s], s, direction, starts);
  ReachSearch search(roads.graph());
  search.run_nearest(starts, kUnreached - 1, direction);
  std::vector<double> cost;
  StringColumn name;
  for (std::uint32_t node = 0; node < table.row_count; ++node) {
    const bool reached = search.cost(node) != kUnreached;
    cost.push_back(amount_of(search.cost(node), roads.graph().measure()));
    name.push_back(reached ? existing.selection.sites.name[search.site(node)] : "");
  }
  const bool by_time = roads.graph().measure() == RoadMeasure::time;
  table.add(by_time ? "minutes_to_site" : "km_to_site", std::move(cost), by_time ? "min" : "km",
            "To the nearest existing site; missing when there is no way");
  table.add("nearest_site", std::move(name), "", "Its name");
}

/// Weights in which firms that an existing site reaches within the limit count nothing.
std::vector<double> unserved_weights(const std::vector<double>& weights, const std::vector<RoadPoint>& firms,
                                     const ExistingSites& existing, const ServiceRoads& roads, RoadCost limit,
                                     TravelDirection direction, RunControl& run) {
  const NearestByRoad nearest =
      nearest_by_road(roads.graph(), existing.points, firms, {}, limit, direction, run);
  std::vector<double> left = weights;
  for (std::size_t f = 0; f < left.size(); ++f)
    if (nearest.site[f] >= 0) left[f] = 0;
  return left;
}

std::string column_name(double limit, RoadMeasure measure) {
  std::string text = fmt::format("{}", limit);
  std::replace(text.begin(), text.end(), '.', '_');
  return fmt::format("reach_{}_{}", text, measure == RoadMeasure::time ? "min" : "km");
}

Outcome run_junctions(const StepInput& input, RunControl& run) {
  const auto options = options_from<JunctionStepOptions>(input.step.options);
  const RoadLimits limits = road_limits(options.roads);
  const Layer& network = network_layer(input.data, options.roads.network);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, {options.weight, Each::none, options.filter}, outcome, run);
  const Establishments& firms = chosen.firms;
  const ServiceRoads roads(network, firms.frame, limits.measure, service_choice(options.roads));
  const bool plane = firms.frame.kind == FrameKind::plane;
  const std::vector<RoadPoint> points =
      roads.join(plane ? firms.x_m : firms.lon_deg, plane ? firms.y_m : firms.lat_deg, run);
  note_off_road(points, firms, options.roads, network.name, outcome);
  const ExistingSites existing = existing_sites(input, options, roads, firms, run);
  if (!existing.points.empty()) note_sites_off_road(existing.points, options.roads, network.name, outcome);
  std::vector<double> weights = chosen.weight;
  if (weights.empty()) weights.assign(firms.size(), 1);

  const ContractionHierarchy hierarchy(roads.graph(), run);
  Table table;
  table.row_count = roads.graph().node_count();
  std::vector<std::int64_t> node(table.row_count);
  for (std::size_t n = 0; n < node.size(); ++n) node[n] = static_cast<std::int64_t>(n);
  table.add("node", std::move(node), "", "Number of the junction in the network");
  double most = 0;
  for (std::size_t k = 0; k < limits.cost.size(); ++k) {
    const std::vector<double> counted =
        options.unserved
            ? unserved_weights(weights, points, existing, roads, limits.cost[k], options.roads.direction, run)
            : weights;
    std::vector<double> reach = reach_counts(roads.graph(), hierarchy, points, counted,
                                             std::span(&limits.cost[k], 1), options.roads.direction, run);
    most = std::max(most, *std::max_element(reach.begin(), reach.end()));
    table.add(column_name(limits.shown.amount[k], limits.measure), std::move(reach), "",
              fmt::format("{}{} within {} {}", options.weight == "firms" ? "Firms" : "Demand",
                          options.unserved ? " that no existing site reaches" : "", limits.shown.amount[k],
                          limits.shown.unit));
  }
  if (!existing.points.empty()) add_nearest_site(table, existing, roads, options.roads.direction);
  table.shapes = node_places(roads.edges());
  table.validate();
  outcome.counts = {{"junctions", static_cast<double>(table.row_count)}, {"most_reached", most}};
  outcome.layers.push_back(
      {input.step.name,
       fmt::format("{} within reach of each junction ({} {})", options.unserved ? "Unserved firms" : "Firms",
                   fmt::join(limits.shown.amount, ", "), limits.shown.unit),
       Role::result,
       "junctions",
       std::make_shared<Table>(std::move(table)),
       {network.provenance.source, {}, {}, network.provenance.licence}});
  return outcome;
}

}  // namespace

Operation junctions_operation() {
  return {
      .name = "junctions",
      .kind = OperationKind::analysis,
      .title = "Firms within reach of each road junction",
      .summary = "Counts the firms within minutes of every road junction, and how far the nearest site is",
      .description =
          "For every junction of a road network: the firms (or jobs) within each limit of travel time or "
          "distance, and the time to the nearest existing site. On the map it shows where a site would "
          "reach the most, and with --unserved where a new one would add the most. Exact for all "
          "junctions at once.",
      .example = "agglo junctions region.gpkg --minutes 15,30 --unserved",
      .methods_anchor = "junctions",
      .needs = {Role::establishments, Role::network},
      .uses = {Role::institutions, Role::zones, Role::infrastructure},
      .uses_results = {},
      .options = describe_options<JunctionStepOptions>(),
      .run = run_junctions};
}

}  // namespace agglo
