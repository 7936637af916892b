#include <fmt/format.h>

#include <cmath>

#include "agglo/clustering.hpp"
#include "agglo/geodesy.hpp"
#include "app/cluster_tables.hpp"
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
  v("max_size", o.hdbscan.max_size,
    {.min = 0, .help = "Greatest weight of a cluster; larger ones are left in their parts; 0 = no limit"});
  v("selection", o.hdbscan.selection,
    {.choices = {"excess_of_mass", "leaf"},
     .help = "excess_of_mass keeps the longest-lived clusters, leaf the finest ones"});
  v("merge_below_m", o.hdbscan.merge_below_m,
    {.unit = "m", .min = 0, .help = "Do not split clusters at distances below this"});
  v("allow_single_cluster", o.hdbscan.allow_single_cluster, {.help = "Accept one cluster of everything"});
  visit(v, o.common);
}

/// One row per cluster of the hierarchy, chosen or not.
Table tree_table(const SectorTrees& found, const Establishments& firms, bool each_sector) {
  const bool chords = firms.frame.kind == FrameKind::geocentric;
  std::vector<std::int64_t> node, parent, cluster;
  std::vector<double> birth_m, death_m, weight, stability;
  StringColumn sector;
  for (std::size_t t = 0; t < found.tree.size(); ++t) {
    const CondensedTree& tree = found.tree[t];
    const auto before = static_cast<std::int64_t>(node.size());
    for (std::size_t c = 0; c < tree.parent.size(); ++c) {
      node.push_back(before + static_cast<std::int64_t>(c));
      parent.push_back(tree.parent[c] < 0 ? -1 : before + tree.parent[c]);
      cluster.push_back(tree.label[c]);
      birth_m.push_back(std::isinf(tree.birth_m[c]) ? std::numeric_limits<double>::quiet_NaN()
                        : chords                    ? distance_from_chord_m(tree.birth_m[c])
                                                    : tree.birth_m[c]);
      death_m.push_back(chords ? distance_from_chord_m(tree.death_m[c]) : tree.death_m[c]);
      if (each_sector)
        sector.push_back(firms.sector_names[static_cast<std::size_t>(found.sector_of_tree[t])]);
    }
    weight.insert(weight.end(), tree.weight.begin(), tree.weight.end());
    stability.insert(stability.end(), tree.stability.begin(), tree.stability.end());
  }
  Table table;
  table.row_count = node.size();
  table.add("node", std::move(node), "", "Number in the hierarchy, from 0");
  table.add("parent", std::move(parent), "", "Node that it is a part of, -1 for none");
  if (each_sector) table.add("sector", std::move(sector), "", "Sector whose firms were clustered");
  table.add("birth_m", std::move(birth_m), "m",
            "Distance at which it joins its siblings; missing for the whole");
  table.add("death_m", std::move(death_m), "m", "Distance at which its own parts join, or its first members");
  table.add("weight", std::move(weight), "", "Weight of the members: firms, or what --weight names");
  table.add("stability", std::move(stability), "1/m",
            "How long it lives: over its members, weight times the gain in 1/distance");
  table.add("cluster", std::move(cluster), "", "Cluster on the map, -1 when not chosen");
  return table;
}

Outcome run_hdbscan(const StepInput& input, RunControl& run) {
  const auto options = options_from<HdbscanStepOptions>(input.step.options);
  if (options.hdbscan.max_size > 0 && options.hdbscan.max_size < options.hdbscan.min_size)
    throw usage_error(fmt::format("--max-size is \"{}\", less than --min-size \"{}\"",
                                  options.hdbscan.max_size, options.hdbscan.min_size),
                      "no cluster can be both; 0 means no limit");
  HdbscanOptions scaled = options.hdbscan;
  if (input.data.frame.kind == FrameKind::geocentric)
    scaled.merge_below_m = chord_from_distance_m(scaled.merge_below_m);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.common.choice, outcome, run);
  const bool each_sector = options.common.choice.each == Each::sector;
  SectorTrees found;
  if (each_sector) {
    found = hdbscan_each_sector(chosen.points(), chosen.firms.sector, scaled, run);
  } else {
    HdbscanResult all = hdbscan_with_tree(chosen.points(), scaled, run);
    found.result.clusters = std::move(all.clusters);
    found.tree.push_back(std::move(all.tree));
  }
  const std::string title = fmt::format("HDBSCAN*, at least {} {}{}", options.hdbscan.min_size,
                                        options.common.choice.weight, chosen.qualifier);
  add_cluster_layers(
      {input.data, chosen.firms, chosen.reference, found.result.clusters, found.result.sector_of_cluster,
       each_sector, chosen.table, options.common.boundary, chosen.active_on, input.step.name,
       "Clusters (" + title + ")",
       "try a smaller --min-size, or accept one cluster of everything with --allow-single-cluster"},
      outcome, run);
  auto tree = std::make_shared<Table>(tree_table(found, chosen.firms, each_sector));
  tree->validate();
  outcome.layers.push_back({input.step.name + "_tree",
                            "Hierarchy of clusters (" + title + ")",
                            Role::result,
                            "table",
                            std::move(tree),
                            {}});
  return outcome;
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
