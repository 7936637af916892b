#include <fmt/format.h>

#include <algorithm>

#include "agglo/accessibility.hpp"
#include "agglo/cluster_quality.hpp"
#include "agglo/error.hpp"
#include "agglo/road_clustering.hpp"
#include "app/cluster_tables.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/service_roads.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct DbscanRoadsOptions {
  double minutes = 0, eps_m = 0, min_points = 10;
  PairCost pair_cost = PairCost::larger;
  RoadAccess access;
  ClusterCommonOptions common;
};

template <class Visitor>
void visit(Visitor& v, DbscanRoadsOptions& o) {
  v("minutes", o.minutes,
    {.unit = "min",
     .min = 0,
     .max = 35000,
     .help = "Radius of the neighbourhood as travel time, in place of eps-m; 0 takes eps-m"});
  v("eps_m", o.eps_m,
    {.unit = "m",
     .min = 0,
     .max = 2e7,
     .help = "Radius of the neighbourhood along roads; 0 takes 500 m, or the minutes"});
  v("min_points", o.min_points,
    {.min = 0,
     .min_excluded = true,
     .help = "Least weight within the radius, the firm itself included, for the heart of a cluster"});
  v("pair_cost", o.pair_cost,
    {.choices = {"larger", "smaller"},
     .help = "Where the ways there and back differ: larger asks that each firm reaches the other within the "
             "radius, smaller that one does"});
  visit_joining(v, o.access);
  visit(v, o.common);
}

struct Radius {
  RoadMeasure measure;
  RoadCost cost;
  std::string text;  ///< "5 min"
};

Radius radius_of(const DbscanRoadsOptions& o) {
  if (o.minutes > 0 && o.eps_m > 0)
    throw usage_error("--minutes and --eps-m are both given", "give the radius in one of them");
  if (o.minutes > 0)
    return {RoadMeasure::time, cost_from(o.minutes, RoadMeasure::time), fmt::format("{} min", o.minutes)};
  const double eps_m = o.eps_m > 0 ? o.eps_m : 500;
  return {RoadMeasure::distance, cost_from(eps_m / 1000, RoadMeasure::distance), fmt::format("{} m", eps_m)};
}

/// How the clusters differ from those of the last clustering of the same firms.
void compare(const StepInput& input, const Establishments& firms, const Clusters& found, Outcome& outcome) {
  const Layer* other = input.data.last_result("cluster_firms");
  if (!other || !other->table || other->provenance.step == input.step.name) return;
  const Layer* areas = input.data.find(other->provenance.step);
  const Column* column = other->table->find("cluster");
  if (!column || column->size() != found.label.size()) return;
  std::vector<std::int32_t> theirs, ours;
  std::size_t lost = 0, won = 0;
  for (std::size_t row = 0; row < firms.size(); ++row) {
    if (!firms.located(row)) continue;
    const double value = column->number(row);
    theirs.push_back(value >= 0 ? static_cast<std::int32_t>(value) : kNoCluster);
    ours.push_back(found.label[row]);
    lost += theirs.back() >= 0 && ours.back() < 0;
    won += theirs.back() < 0 && ours.back() >= 0;
  }
  outcome.notes.push_back(
      fmt::format("Beside \"{}\": {} firms are in a cluster there and in none here, {} the other way round; "
                  "agreement (adjusted Rand index) {:.2f}.",
                  (areas ? areas : other)->title, lost, won, adjusted_rand_index(theirs, ours, ours.size())));
}

Outcome run_dbscan_roads(const StepInput& input, RunControl& run) {
  const auto options = options_from<DbscanRoadsOptions>(input.step.options);
  const Radius radius = radius_of(options);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.common.choice, outcome, run);
  const ServiceRoads roads(input.data, options.access, radius.measure);
  const JoinWords words{"firm", "they are noise"};
  const std::vector<RoadPoint> points = roads.join(chosen.firms, words, outcome, run);
  roads.note_islands(points, {}, words, outcome);
  roads.note_edge(points, {}, radius.cost, {"firm", "neighbours beyond it are not counted", radius.text},
                  outcome);
  const RoadDbscanOptions density{radius.cost, options.min_points, options.pair_cost};
  const bool each_sector = options.common.choice.each == Each::sector;
  SectorClusters found;
  if (each_sector)
    found = dbscan_along_roads_each_sector(roads.graph(), points, chosen.weight, chosen.firms.sector, density,
                                           run);
  else
    found.clusters = dbscan_along_roads(roads.graph(), points, chosen.weight, density, run);
  std::size_t off_road = 0;
  for (std::size_t row = 0; row < points.size(); ++row) {
    if (!chosen.firms.located(row)) found.clusters.role[row] = PointRole::unlocated;
    off_road += chosen.firms.located(row) && points[row].edge == kNoEdge;
  }
  const std::string title = fmt::format("Clusters along roads (DBSCAN, {}, {} {}{})", radius.text,
                                        options.min_points, options.common.choice.weight, chosen.qualifier);
  add_cluster_layers({input.data, chosen.firms, chosen.reference, found.clusters, found.sector_of_cluster,
                      each_sector, chosen.table, options.common.boundary, chosen.active_on, input.step.name,
                      title, "try a larger --eps-m or --minutes, or a smaller --min-points"},
                     outcome, run);
  outcome.counts.emplace_back("firms_off_road", static_cast<double>(off_road));
  compare(input, chosen.firms, found.clusters, outcome);
  return outcome;
}

}  // namespace

Operation dbscan_roads_operation() {
  return {
      .name = "dbscan_roads",
      .kind = OperationKind::analysis,
      .title = "Density clusters along roads (DBSCAN)",
      .summary = "Finds places where firms lie close together by road: rivers, railways and hills part them",
      .description =
          "Like dbscan, but firms are neighbours when the way between them along a road network, with the "
          "way "
          "from each to its road, is no longer than minutes or eps-m. Where one-way roads make the ways "
          "there "
          "and back differ, the longer one counts, or the shorter one with --pair-cost smaller. Compare the "
          "result with that of dbscan to see where a straight line misleads.",
      .example = "agglo dbscan_roads region.gpkg --minutes 5 --min-points 10",
      .methods_anchor = "dbscan-roads",
      .needs = {Role::establishments},
      .uses = {Role::network, Role::institutions, Role::zones},
      .uses_results = {"cluster_firms"},
      .options = describe_options<DbscanRoadsOptions>(),
      .run = run_dbscan_roads};
}

}  // namespace agglo
