#include <fmt/format.h>

#include "agglo/clustering.hpp"
#include "agglo/geodesy.hpp"
#include "app/cluster_tables.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct DbscanStepOptions {
  DbscanOptions dbscan;
  ClusterCommonOptions common;
};

template <class Visitor>
void visit(Visitor& v, DbscanStepOptions& o) {
  v("eps_m", o.dbscan.eps_m,
    {.unit = "m",
     .min = 0,
     .min_excluded = true,
     .help = "Radius of the neighbourhood: how near firms must be"});
  v("min_points", o.dbscan.min_points,
    {.min = 0,
     .min_excluded = true,
     .help = "Least weight within the radius, the firm itself included, for the heart of a cluster"});
  visit(v, o.common);
}

Outcome run_dbscan(const StepInput& input, RunControl& run) {
  const auto options = options_from<DbscanStepOptions>(input.step.options);
  DbscanOptions scaled = options.dbscan;
  if (input.data.frame.kind == FrameKind::geocentric) scaled.eps_m = chord_from_distance_m(scaled.eps_m);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.common.choice, outcome, run);
  const bool each_sector = options.common.choice.each == Each::sector;
  SectorClusters found;
  if (each_sector)
    found = dbscan_each_sector(chosen.points(), chosen.firms.sector, scaled, run, chosen.firms.sector_names);
  else
    found.clusters = dbscan(chosen.points(), scaled, run);
  const std::string title =
      fmt::format("Clusters (DBSCAN, {} m, {} {}{})", options.dbscan.eps_m, options.dbscan.min_points,
                  options.common.choice.weight, chosen.qualifier);
  add_cluster_layers({input.data, chosen.firms, chosen.reference, found.clusters, found.sector_of_cluster,
                      each_sector, chosen.table, options.common.boundary, chosen.active_on, input.step.name,
                      title, "try a larger --eps-m or a smaller --min-points"},
                     outcome, run);
  return outcome;
}

}  // namespace

Operation dbscan_operation() {
  return {
      .name = "dbscan",
      .kind = OperationKind::analysis,
      .title = "Density clusters (DBSCAN)",
      .summary = "Finds places where firms lie closer together than a distance you choose",
      .description =
          "A firm with at least min-points firms (or jobs) within eps-m metres is the heart of a cluster; "
          "hearts "
          "within eps-m of each other join, and firms near a heart belong to its edge. All others are noise. "
          "Distances are true on the Earth to 0.1 %. The result does not depend on the order of rows or the "
          "number of threads. With --labels-only millions of points are read without tables and clustered in "
          "tiles when they do not fit: agglo dbscan --labels-only --help.",
      .example = "agglo dbscan region.gpkg --eps-m 500 --min-points 10 --each sector",
      .methods_anchor = "dbscan",
      .needs = {Role::establishments},
      .uses = {Role::institutions, Role::zones},
      .uses_results = {},
      .options = describe_options<DbscanStepOptions>(),
      .run = run_dbscan};
}

}  // namespace agglo
