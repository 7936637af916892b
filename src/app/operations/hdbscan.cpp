#include <fmt/format.h>

#include "agglo/clustering.hpp"
#include "agglo/geodesy.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct HdbscanStepOptions {
  HdbscanOptions hdbscan;
  ClusterCommonOptions common;
};

template <class Visitor>
void visit(Visitor& v, HdbscanStepOptions& o) {
  v("min_size", o.hdbscan.min_size,
    {.min = 2, .help = "Least weight of a cluster: firms, or jobs with --weight jobs"});
  v("min_points", o.hdbscan.min_points,
    {.min = 0, .help = "Neighbours that smooth the density, the firm itself included; 0 = min-size"});
  v("selection", o.hdbscan.selection,
    {.choices = {"excess_of_mass", "leaf"},
     .help = "excess_of_mass keeps the longest-lived clusters, leaf the finest ones"});
  v("merge_below_m", o.hdbscan.merge_below_m,
    {.unit = "m", .min = 0, .help = "Do not split clusters at distances below this"});
  v("allow_single_cluster", o.hdbscan.allow_single_cluster, {.help = "Accept one cluster of everything"});
  visit(v, o.common);
}

Outcome run_hdbscan(const StepInput& input, RunControl& run) {
  const auto options = options_from<HdbscanStepOptions>(input.step.options);
  HdbscanOptions scaled = options.hdbscan;
  if (input.data.frame.kind == FrameKind::geocentric)
    scaled.merge_below_m = chord_from_distance_m(scaled.merge_below_m);
  const std::string title =
      fmt::format("HDBSCAN*, at least {} {}", options.hdbscan.min_size, options.common.choice.weight);
  return run_clustering(
      input, options.common, title, [&](const PointView& points) { return hdbscan(points, scaled, run); },
      run);
}

}  // namespace

Operation hdbscan_operation() {
  return {.name = "hdbscan",
          .kind = OperationKind::analysis,
          .title = "Clusters of any density (HDBSCAN*)",
          .summary = "Finds clusters of different densities without choosing a distance",
          .description =
              "Builds the tree of all clusters that appear as the distance grows and keeps those that live "
              "longest. "
              "Only the least size of a cluster has to be chosen. Each firm gets a membership strength from "
              "0 to 1.",
          .example = "agglo hdbscan region.gpkg --min-size 25",
          .methods_anchor = "hdbscan",
          .needs = {Role::establishments},
          .uses = {Role::institutions, Role::zones},
          .uses_results = {},
          .options = describe_options<HdbscanStepOptions>(),
          .run = run_hdbscan};
}

}  // namespace agglo
