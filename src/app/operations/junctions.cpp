#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agglo/error.hpp"
#include "agglo/reach_counts.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/road_reach.hpp"
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

std::string sites_name(const JunctionStepOptions& options) {
  return options.sites.empty() ? "institutions" : options.sites;
}

/// Existing sites on the network; empty without a layer of them.
struct ExistingSites {
  SiteSelection selection;
  std::vector<RoadPoint> points;
};

ExistingSites existing_sites(const StepInput& input, const JunctionStepOptions& options,
                             const ServiceRoads& roads, const Establishments& firms, Outcome& outcome,
                             RunControl& run) {
  ExistingSites existing;
  if (options.sites.empty() && !input.data.last(Role::institutions)) {
    if (options.unserved)
      throw usage_error("--unserved needs existing sites, and there are none",
                        "import them: agglo import sites.csv --as institutions -o PROJECT");
    return existing;
  }
  existing.selection = chosen_sites(input.data, {sites_name(options), "", options.kind}, {disc_of(firms)},
                                    kFarthestSite_m, outcome.notes);
  existing.points = roads.join(existing.selection.sites, kSiteWords, outcome, run);
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

/// The nearest existing site of each node and what it costs, and so a surface of travel time.
void add_nearest_site(Table& table, const ExistingSites& existing, const ServiceRoads& roads) {
  const TravelDirection direction = roads.direction();
  const RoadMeasure measure = roads.graph().measure();
  std::vector<RoadStart> starts;
  for (std::uint32_t s = 0; s < existing.points.size(); ++s)
    add_starts(existing.points[s], s, direction, starts);
  ReachSearch search(roads.graph());
  search.run_nearest(starts, kUnreached - 1, direction);
  const StringColumn labels = site_labels(existing.selection);
  std::vector<double> amount;
  StringColumn name;
  for (std::uint32_t node = 0; node < table.row_count; ++node) {
    const bool reached = search.cost(node) != kUnreached;
    amount.push_back(reached ? amount_from(search.cost(node), measure) : std::nan(""));
    name.push_back(reached ? labels[search.site(node)] : "");
  }
  const bool by_time = measure == RoadMeasure::time;
  table.add(by_time ? "minutes_to_site" : "km_to_site", std::move(amount), by_time ? "min" : "km",
            "To the nearest existing site; missing when there is no way");
  table.add("nearest_site", std::move(name), "", "Its name, or its id or row where it has none");
}

std::string column_name(double limit, RoadMeasure measure) {
  std::string text = fmt::format("{}", limit);
  std::replace(text.begin(), text.end(), '.', '_');
  return fmt::format("reach_{}_{}", text, measure == RoadMeasure::time ? "min" : "km");
}

/// Where the layer comes from: firms, roads and, where they count, sites.
Provenance junction_sources(const StepInput& input, const JunctionStepOptions& options, bool with_sites) {
  const Layer& network = network_layer(input.data, options.roads.access.network);
  std::string source =
      input.data.last(Role::establishments)->provenance.source + "; " + network.provenance.source;
  if (with_sites) source += "; " + site_sources(input.data, {sites_name(options), "", options.kind});
  return {source, {}, {}, network.provenance.licence};
}

void note_edges(const ServiceRoads& roads, const ExistingSites& existing, const RoadLimits& limits,
                Outcome& outcome) {
  const std::string most = fmt::format("{} {}", limits.shown.amount.back(), limits.shown.unit);
  roads.note_junctions_at_edge(limits.cost.back(), {"junction", "firms beyond it are not counted", most},
                               outcome);
  if (!existing.points.empty())
    roads.note_edge(existing.points, site_labels(existing.selection), limits.cost.back(),
                    {"site", "what lies beyond it is not counted", most}, outcome);
}

/// A column of counts for each limit; returns the largest count.
double add_counts(Table& table, const std::vector<double>& reach, const JunctionStepOptions& options,
                  const RoadLimits& limits) {
  const std::size_t width = limits.cost.size();
  for (std::size_t k = 0; k < width; ++k) {
    std::vector<double> within(table.row_count);
    for (std::size_t node = 0; node < within.size(); ++node) within[node] = reach[node * width + k];
    table.add(column_name(limits.shown.amount[k], limits.measure), std::move(within), "",
              fmt::format("{}{} within {} {}", options.weight == "firms" ? "Firms" : "Demand",
                          options.unserved ? " that no existing site reaches" : "", limits.shown.amount[k],
                          limits.shown.unit));
  }
  return reach.empty() ? 0 : *std::max_element(reach.begin(), reach.end());
}

Outcome run_junctions(const StepInput& input, RunControl& run) {
  const auto options = options_from<JunctionStepOptions>(input.step.options);
  const RoadLimits limits = road_limits(input.step, options.roads);
  const ServiceRoads roads(input.data, options.roads.access, limits.measure);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, {options.weight, Each::none, options.filter}, outcome, run);
  const std::vector<RoadPoint> points = roads.join(chosen.firms, {}, outcome, run);
  const ExistingSites existing = existing_sites(input, options, roads, chosen.firms, outcome, run);
  roads.note_islands(points, existing.points, {}, outcome);
  note_edges(roads, existing, limits, outcome);

  Table table;
  table.row_count = roads.graph().node_count();
  std::vector<std::int64_t> node(table.row_count);
  std::iota(node.begin(), node.end(), 0);
  table.add("node", std::move(node), "", "Number of the junction in the network");
  NearestByRoad served;  // a firm counts for the limits below what its nearest site costs
  if (options.unserved)
    served = nearest_by_road(roads.graph(), existing.points, points, {}, limits.cost.back(),
                             roads.direction(), run);
  const ContractionHierarchy hierarchy(roads.graph(), run);
  const std::vector<double> reach = reach_counts(
      roads.graph(), hierarchy, {points, chosen.weight, served.cost}, limits.cost, roads.direction(), run);
  const double most = add_counts(table, reach, options, limits);
  if (!existing.points.empty()) add_nearest_site(table, existing, roads);
  table.shapes = node_places(roads.edges());
  table.validate();
  outcome.counts = {{"junctions", static_cast<double>(table.row_count)}, {"most_reached", most}};
  outcome.layers.push_back(
      {input.step.name,
       fmt::format("{} within reach of each junction ({} {}{})",
                   options.unserved ? "Unserved firms" : "Firms", fmt::join(limits.shown.amount, ", "),
                   limits.shown.unit, chosen.qualifier),
       Role::result, "junctions", std::make_shared<Table>(std::move(table)),
       junction_sources(input, options, !existing.points.empty())});
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
