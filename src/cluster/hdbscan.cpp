// HDBSCAN*: spanning tree, hierarchy, condensed tree, selection, labels.
#include <algorithm>
#include <cmath>
#include <string>

#include "cluster/condensed_tree.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using density::ClusterTree;
using density::SitePlace;
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
  if (!(options.max_size >= 0))
    throw usage_error("max_size is '" + std::to_string(options.max_size) + "'",
                      "give a number above min_size, or 0 for no limit");
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
  result.outlier_score.resize(n);
  run.begin("labelling", n);
  parallel_blocks(n, kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row) {
      const std::uint32_t site = tree.site_of_row[row];
      if (site == density::kNoSite) {
        result.outlier_score[row] = std::numeric_limits<float>::quiet_NaN();
        continue;
      }
      const SitePlace& place = clusters.site[site];
      result.outlier_score[row] = places.outlier_score(place);
      result.label[row] = places.label(place);
      if (result.label[row] == kNoCluster) continue;
      result.probability[row] = places.strength(place, result.label[row]);
      result.role[row] = PointRole::core;
    }
  });
}

}  // namespace

Clusters hdbscan(const PointView& points, const HdbscanOptions& options, RunControl& run) {
  check_options(options);
  SpanningTree tree =
      density::spanning_tree(points, options.min_points > 0 ? options.min_points : options.min_size, run);
  const bool has_tree = tree.sites > 0 && !std::isinf(tree.core_m[0]);
  const ClusterTree clusters = has_tree ? density::condense(tree, options.min_size, run) : ClusterTree{};
  tree.core_m = {};
  tree.weight = {};
  Clusters result;
  const std::size_t n = tree.site_of_row.size();
  result.label.assign(n, kNoCluster);
  result.probability.assign(n, 0);
  result.role.assign(n, PointRole::noise);
  for (std::size_t row = 0; row < n; ++row)
    if (tree.site_of_row[row] == density::kNoSite) result.role[row] = PointRole::unlocated;
  if (clusters.size() == 0) {
    result.outlier_score.assign(n, std::numeric_limits<float>::quiet_NaN());
    return result;
  }
  const Places places(clusters, density::select_clusters(clusters, options), options);
  fill_rows(tree, clusters, places, result, run);
  result.count = density::number_by_first_row(result.label, clusters.size());
  return result;
}

}  // namespace agglo
