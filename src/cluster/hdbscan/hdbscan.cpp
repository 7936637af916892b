// HDBSCAN*: spanning tree, hierarchy, condensed tree, selection, labels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "cluster/hdbscan/condensed_tree.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using density::ClusterTree;
using density::SitePlace;
using density::SpanningTree;

void check_options(const HdbscanOptions& options) {
  if (!std::isfinite(options.min_size) || options.min_size <= 1)
    throw usage_error("min_size is '" + fmt::to_string(options.min_size) + "'", "give a number above 1");
  if (!std::isfinite(options.min_points) || options.min_points < 0)
    throw usage_error("min_points is '" + fmt::to_string(options.min_points) + "'",
                      "give a number above 0, or 0 for the same as min_size");
  if (!std::isfinite(options.merge_below_m) || options.merge_below_m < 0)
    throw usage_error("merge_below is '" + fmt::to_string(options.merge_below_m) + "' m",
                      "give a distance of 0 or more");
  if (!(options.max_size >= 0) || (options.max_size > 0 && options.max_size < options.min_size))
    throw usage_error("max_size is '" + fmt::to_string(options.max_size) + "'",
                      "give a number of at least min_size, or 0 for no limit");
}

constexpr std::size_t kRowBlock = std::size_t{1} << 15;

/// What the rows of a site get, by the cluster it ends in.
class Places {
 public:
  Places(const ClusterTree& tree, const std::vector<std::uint8_t>& chosen, const HdbscanOptions& options)
      : tree_(tree), merge_below_m_(options.merge_below_m), around_(tree.size()), densest_(tree.size()) {
    for (std::size_t c = 0; c < tree.size(); ++c)  // parents come before their children
      around_[c] = chosen[c] ? static_cast<std::int32_t>(c) : c > 0 ? around_[tree.parent[c]] : kNoCluster;
    for (std::size_t c = tree.size(); c-- > 0;) {
      densest_[c] = std::max(densest_[c], tree.density_at(tree.death_m[c]));
      if (c > 0) densest_[tree.parent[c]] = std::max(densest_[tree.parent[c]], densest_[c]);
    }
  }

  /// The chosen cluster around a site, or kNoCluster.
  std::int32_t label(const SitePlace& place) const {
    const std::int32_t label = around_[place.cluster];
    // The root as a cluster ends where merge_below_m says.
    return label == 0 && merge_below_m_ > 0 && place.leaves_m > merge_below_m_ ? kNoCluster : label;
  }
  float strength(const SitePlace& place, std::int32_t label) const {
    const double death = tree_.density_at(tree_.death_m[static_cast<std::size_t>(label)]);
    return static_cast<float>(std::min(tree_.density_at(place.leaves_m), death) / death);
  }
  float outlier_score(const SitePlace& place) const {
    return static_cast<float>(1 - tree_.density_at(place.leaves_m) / densest_[place.cluster]);
  }

 private:
  const ClusterTree& tree_;
  double merge_below_m_;
  std::vector<std::int32_t> around_;  // by cluster: the chosen one around it
  std::vector<double> densest_;       // by cluster: greatest density inside
};

/// Labels are numbers of the tree, still.
void fill_rows(const SpanningTree& tree, const ClusterTree& clusters, const Places& places, Clusters& result,
               RunControl& run) {
  const std::size_t n = tree.site_of_row.size();
  run.begin("labelling", n);
  parallel_blocks(n, kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row) {
      const std::uint32_t site = tree.site_of_row[row];
      if (site == density::kNoSite) continue;
      const SitePlace& place = clusters.site[site];
      result.outlier_score[row] = places.outlier_score(place);
      result.label[row] = places.label(place);
      if (result.label[row] == kNoCluster) continue;
      result.probability[row] = places.strength(place, result.label[row]);
      result.role[row] = PointRole::core;
    }
  });
}

/// Numbers the labels in the order of their first row; returns the number by cluster of the tree.
std::vector<std::int32_t> number_labels(Clusters& result, std::size_t clusters, const RunControl& run) {
  std::vector<std::int32_t> number;
  fill(number, clusters, kNoCluster, run);
  StopCheck check(run);
  for (std::int32_t& label : result.label) {
    check();
    if (label == kNoCluster) continue;
    std::int32_t& found = number[static_cast<std::size_t>(label)];
    if (found == kNoCluster) found = result.count++;
    label = found;
  }
  return number;
}

Clusters without_clusters(const SpanningTree& tree, const RunControl& run) {
  Clusters result;
  const std::size_t n = tree.site_of_row.size();
  fill(result.label, n, kNoCluster, run);
  fill(result.probability, n, 0.0F, run);
  fill(result.outlier_score, n, std::numeric_limits<float>::quiet_NaN(), run);
  fill(result.role, n, PointRole::noise, run);
  StopCheck check(run);
  for (std::size_t row = 0; row < n; ++row) {
    check();
    if (tree.site_of_row[row] == density::kNoSite) result.role[row] = PointRole::unlocated;
  }
  return result;
}

/// What hdbscan() makes and what hdbscan_with_tree() adds to it.
struct Found {
  Clusters clusters;
  ClusterTree tree;
  LargeArray<std::uint32_t> site_of_row;
  std::vector<std::int32_t> label;  // by cluster of the tree
};

Found find_clusters(const PointView& points, const HdbscanOptions& options, RunControl& run) {
  check_options(options);
  const double min_points = options.min_points > 0 ? options.min_points : options.min_size;
  SpanningTree spanning =
      density::spanning_tree(points, min_points, {.limit = std::min(min_points, options.min_size)}, run);
  Found found;
  if (spanning.sites > 0 && !std::isinf(spanning.core_m[0]))
    found.tree = density::condense(spanning, options.min_size, run);
  spanning.core_m = {};
  spanning.weight = {};
  found.clusters = without_clusters(spanning, run);
  const ClusterTree& tree = found.tree;
  if (tree.size() > 0) {
    HdbscanOptions selection = options;
    selection.max_size = spanning.steps.greatest(options.max_size);
    const Places places(tree, density::select_clusters(tree, selection), options);
    fill_rows(spanning, tree, places, found.clusters, run);
    found.label = number_labels(found.clusters, tree.size(), run);
    found.clusters.stability.resize(static_cast<std::size_t>(found.clusters.count));
    for (std::size_t c = 0; c < tree.size(); ++c)
      if (found.label[c] != kNoCluster)
        found.clusters.stability[static_cast<std::size_t>(found.label[c])] = tree.stability[c];
  }
  found.site_of_row = std::move(spanning.site_of_row);
  return found;
}

}  // namespace

Clusters hdbscan(const PointView& points, const HdbscanOptions& options, RunControl& run) {
  return std::move(find_clusters(points, options, run).clusters);
}

HdbscanResult hdbscan_with_tree(const PointView& points, const HdbscanOptions& options, RunControl& run) {
  Found found = find_clusters(points, options, run);
  const std::size_t n = found.site_of_row.size();
  HdbscanResult result;
  result.clusters = std::move(found.clusters);
  fill(result.last_cluster, n, kNoCluster, run);
  fill(result.leaves_m, n, std::numeric_limits<double>::quiet_NaN(), run);
  if (found.tree.size() == 0) return result;
  StopCheck check(run);
  for (std::size_t row = 0; row < n; ++row) {
    check();
    if (found.site_of_row[row] == density::kNoSite) continue;
    const SitePlace& place = found.tree.site[found.site_of_row[row]];
    result.last_cluster[row] = static_cast<std::int32_t>(place.cluster);
    result.leaves_m[row] = place.leaves_m;
  }
  result.tree.parent.assign(found.tree.parent.begin(), found.tree.parent.end());
  result.tree.parent[0] = -1;
  result.tree.birth_m = std::move(found.tree.birth_m);
  result.tree.death_m = std::move(found.tree.death_m);
  result.tree.weight = std::move(found.tree.weight);
  result.tree.stability = std::move(found.tree.stability);
  result.tree.label = std::move(found.label);
  return result;
}

}  // namespace agglo
