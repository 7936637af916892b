// HDBSCAN*: spanning tree, hierarchy, condensed tree, selection, labels.
#include <algorithm>
#include <cmath>
#include <string>

#include "cluster/condensed_tree.hpp"

namespace agglo {
namespace {

using density::CondensedTree;
using density::SpanningTree;

void check_options(const HdbscanOptions& options) {
  if (!std::isfinite(options.min_size) || options.min_size <= 1)
    throw usage_error("min_size is '" + std::to_string(options.min_size) + "'", "give a number above 1");
  if (!std::isfinite(options.min_points) || options.min_points < 0)
    throw usage_error("min_points is '" + std::to_string(options.min_points) + "'",
                      "give a number above 0, or 0 for the same as min_size");
  if (!std::isfinite(options.merge_below_m) || options.merge_below_m < 0)
    throw usage_error("merge_below is '" + std::to_string(options.merge_below_m) + "' m",
                      "give a distance of 0 or more");
}

struct SiteLabels {
  std::vector<std::int32_t> label;
  std::vector<float> probability;
};

SiteLabels label_sites(const CondensedTree& tree, const std::vector<std::uint8_t>& chosen,
                       const HdbscanOptions& options) {
  // The chosen cluster around each cluster, itself included; parents come before their children.
  std::vector<std::int32_t> around(tree.parent.size(), kNoCluster);
  for (std::size_t c = 0; c < around.size(); ++c)
    around[c] = chosen[c] ? static_cast<std::int32_t>(c) : c > 0 ? around[tree.parent[c]] : kNoCluster;
  SiteLabels sites;
  sites.label.assign(tree.cluster_of_site.size(), kNoCluster);
  sites.probability.assign(tree.cluster_of_site.size(), 0);
  for (std::size_t site = 0; site < sites.label.size(); ++site) {
    const std::int32_t label = around[tree.cluster_of_site[site]];
    if (label == kNoCluster) continue;
    const double density = tree.density_of_site[site];
    if (label == 0 && options.merge_below_m > 0 && density * options.merge_below_m < 1) continue;
    const double death = tree.death[static_cast<std::size_t>(label)];
    sites.label[site] = label;
    sites.probability[site] = static_cast<float>(std::min(density, death) / death);
  }
  return sites;
}

}  // namespace

Clusters hdbscan(const PointView& points, const HdbscanOptions& options, RunControl& run) {
  check_options(options);
  const SpanningTree tree =
      density::spanning_tree(points, options.min_points > 0 ? options.min_points : options.min_size, run);
  Clusters result;
  const std::size_t n = tree.site_of_row.size();
  result.label.assign(n, kNoCluster);
  result.probability.assign(n, 0);
  result.role.assign(n, PointRole::noise);
  for (std::size_t row = 0; row < n; ++row)
    if (tree.site_of_row[row] == density::kNoSite) result.role[row] = PointRole::unlocated;
  if (tree.core_m.empty() || std::isinf(tree.core_m.front())) return result;

  run.begin("selecting clusters");
  const density::Hierarchy hierarchy = density::hierarchy(tree);
  run.check();
  const CondensedTree condensed = density::condense(hierarchy, tree, options.min_size);
  if (hierarchy.weight.back() < options.min_size) return result;
  const SiteLabels sites = label_sites(condensed, density::select_clusters(condensed, options), options);
  for (std::size_t row = 0; row < n; ++row) {
    const std::uint32_t site = tree.site_of_row[row];
    if (site == density::kNoSite || sites.label[site] == kNoCluster) continue;
    result.label[row] = sites.label[site];
    result.probability[row] = sites.probability[site];
    result.role[row] = PointRole::core;
  }
  result.count = density::number_by_first_row(result.label, condensed.parent.size());
  return result;
}

}  // namespace agglo
