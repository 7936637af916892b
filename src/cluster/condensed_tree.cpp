#include "cluster/condensed_tree.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace agglo::density {
namespace {

/// Joins sites distance by distance and writes the nodes of a hierarchy.
class Joiner {
 public:
  Joiner(const SpanningTree& tree, Hierarchy& out) : tree_(tree), out_(out), up_(tree.weight.size()) {
    std::iota(up_.begin(), up_.end(), 0U);
    node_of_root_.assign(up_.size(), Hierarchy::kNone);
    out_.node_of_site.assign(up_.size(), Hierarchy::kNone);
  }

  /// One distance: the sites that appear and the edges that have exactly this length.
  void join_at(double distance_m, std::span<const std::uint32_t> sites, std::span<const SiteEdge> edges) {
    touched_.clear();
    for (const SiteEdge& edge : edges) {
      for (const std::uint32_t end : {edge.a, edge.b}) {
        const std::uint32_t node = node_of_root_[root(end)];
        if (node != Hierarchy::kNone) touched_.push_back({node, end});
      }
    }
    for (const SiteEdge& edge : edges) {
      const std::uint32_t a = root(edge.a), b = root(edge.b);
      up_[std::max(a, b)] = std::min(a, b);
    }
    const std::size_t first_new = out_.weight.size();
    const auto node_at = [&](std::uint32_t site) {
      std::uint32_t& node = node_of_root_[root(site)];
      if (node == Hierarchy::kNone || node < first_new) {
        node = static_cast<std::uint32_t>(out_.weight.size());
        out_.distance_m.push_back(distance_m);
        out_.weight.push_back(0);
        out_.parent.push_back(Hierarchy::kNone);
      }
      return node;
    };
    for (const Touched& child : touched_) {
      if (out_.parent[child.node] != Hierarchy::kNone) continue;
      const std::uint32_t node = node_at(child.site);
      out_.parent[child.node] = node;
      out_.weight[node] += out_.weight[child.node];
    }
    for (const std::uint32_t site : sites) {
      const std::uint32_t node = node_at(site);
      out_.node_of_site[site] = node;
      out_.weight[node] += tree_.weight[site];
    }
  }

 private:
  struct Touched {
    std::uint32_t node, site;
  };
  std::uint32_t root(std::uint32_t i) {
    while (up_[i] != i) i = up_[i] = up_[up_[i]];
    return i;
  }

  const SpanningTree& tree_;
  Hierarchy& out_;
  std::vector<std::uint32_t> up_, node_of_root_;
  std::vector<Touched> touched_;
};

}  // namespace

Hierarchy hierarchy(const SpanningTree& tree) {
  Hierarchy result;
  const std::size_t n = tree.weight.size();
  std::vector<std::uint32_t> by_core(n);
  std::iota(by_core.begin(), by_core.end(), 0U);
  std::sort(by_core.begin(), by_core.end(), [&](std::uint32_t a, std::uint32_t b) {
    return tree.core_m[a] != tree.core_m[b] ? tree.core_m[a] < tree.core_m[b] : a < b;
  });
  Joiner joiner(tree, result);
  std::size_t site = 0, edge = 0;
  while (site < n || edge < tree.edges.size()) {
    double distance_m = std::numeric_limits<double>::infinity();
    if (site < n) distance_m = tree.core_m[by_core[site]];
    if (edge < tree.edges.size()) distance_m = std::min(distance_m, tree.edges[edge].distance_m);
    std::size_t site_end = site, edge_end = edge;
    while (site_end < n && tree.core_m[by_core[site_end]] == distance_m) ++site_end;
    while (edge_end < tree.edges.size() && tree.edges[edge_end].distance_m == distance_m) ++edge_end;
    joiner.join_at(distance_m, std::span(by_core).subspan(site, site_end - site),
                   std::span(tree.edges).subspan(edge, edge_end - edge));
    site = site_end;
    edge = edge_end;
  }
  return result;
}

CondensedTree condense(const Hierarchy& tree, const SpanningTree& points, double min_size) {
  const std::size_t nodes = tree.weight.size();
  double floor_m = 0;
  for (const double distance_m : tree.distance_m)
    if (distance_m > 0) {
      floor_m = distance_m;
      break;
    }
  if (floor_m == 0) floor_m = 1;  // one place: any finite density will do
  const auto density_at = [&](std::size_t node) { return 1 / std::max(tree.distance_m[node], floor_m); };

  std::vector<std::uint32_t> large_children(nodes, 0);
  for (std::size_t node = 0; node + 1 < nodes; ++node)
    if (tree.weight[node] >= min_size) ++large_children[tree.parent[node]];

  CondensedTree result;
  const auto add_cluster = [&](std::uint32_t parent, double birth) {
    result.parent.push_back(parent);
    result.birth.push_back(birth);
    result.death.push_back(birth);
    result.stability.push_back(0);
    return static_cast<std::uint32_t>(result.parent.size() - 1);
  };
  const auto leave = [&](std::uint32_t cluster, double weight, double density) {
    result.stability[cluster] += weight * (density - result.birth[cluster]);
    result.death[cluster] = std::max(result.death[cluster], density);
  };
  // Top down: a node is its cluster at its distance, or has left it at a lower density (left_at > 0).
  std::vector<std::uint32_t> cluster(nodes);
  std::vector<double> left_at(nodes, 0);
  cluster[nodes - 1] = add_cluster(0, 0);
  for (std::size_t node = nodes - 1; node-- > 0;) {
    const std::uint32_t parent = tree.parent[node];
    cluster[node] = cluster[parent];
    left_at[node] = left_at[parent];
    if (left_at[parent] > 0) continue;
    const double density = density_at(parent);
    const bool large = tree.weight[node] >= min_size;
    if (large && large_children[parent] == 1) continue;
    leave(cluster[parent], tree.weight[node], density);
    if (large)
      cluster[node] = add_cluster(cluster[parent], density);
    else
      left_at[node] = density;
  }
  const std::size_t sites = tree.node_of_site.size();
  result.cluster_of_site.resize(sites);
  result.density_of_site.resize(sites);
  for (std::size_t site = 0; site < sites; ++site) {
    const std::uint32_t node = tree.node_of_site[site];
    result.cluster_of_site[site] = cluster[node];
    result.density_of_site[site] = left_at[node] > 0 ? left_at[node] : density_at(node);
    if (left_at[node] == 0) leave(cluster[node], points.weight[site], density_at(node));
  }
  return result;
}

namespace {

std::vector<std::uint8_t> most_stable(const CondensedTree& tree, bool allow_root) {
  const std::size_t n = tree.parent.size();
  std::vector<double> below(n, 0);  // best total stability of the clusters inside
  std::vector<std::uint8_t> has_child(n, 0), chosen(n, 0);
  for (std::size_t c = n; c-- > 0;) {
    const bool keep_children = has_child[c] && below[c] > tree.stability[c];
    chosen[c] = !keep_children && (c > 0 || allow_root);
    if (c == 0) break;
    below[tree.parent[c]] += keep_children ? below[c] : tree.stability[c];
    has_child[tree.parent[c]] = 1;
  }
  std::vector<std::uint8_t> covered(n, 0);
  for (std::size_t c = 0; c < n; ++c) {
    if (c > 0) covered[c] = covered[tree.parent[c]] || chosen[tree.parent[c]];
    if (covered[c]) chosen[c] = 0;
  }
  return chosen;
}

std::vector<std::uint8_t> leaves(const CondensedTree& tree, bool allow_root) {
  std::vector<std::uint8_t> chosen(tree.parent.size(), 1);
  for (std::size_t c = 1; c < tree.parent.size(); ++c) chosen[tree.parent[c]] = 0;
  if (!allow_root) chosen[0] = 0;
  return chosen;
}

/// Replaces each chosen cluster that was born below the distance by its first ancestor that was not (Malzer
/// and Baum 2020); without leave to take the root, by the ancestor just under it.
std::vector<std::uint8_t> merge_below(const CondensedTree& tree, std::vector<std::uint8_t> chosen,
                                      double distance_m, bool allow_root) {
  const std::size_t n = tree.parent.size();
  std::vector<std::uint8_t> merged(n, 0);
  for (std::size_t c = 0; c < n; ++c) {
    if (!chosen[c]) continue;
    std::size_t at = c;
    while (at != 0 && tree.birth[at] * distance_m > 1) {
      if (tree.parent[at] == 0 && !allow_root) break;
      at = tree.parent[at];
    }
    merged[at] = 1;
  }
  std::vector<std::uint8_t> covered(n, 0);
  for (std::size_t c = 1; c < n; ++c) {
    covered[c] = covered[tree.parent[c]] || merged[tree.parent[c]];
    if (covered[c]) merged[c] = 0;
  }
  return merged;
}

}  // namespace

std::vector<std::uint8_t> select_clusters(const CondensedTree& tree, const HdbscanOptions& options) {
  auto chosen = options.selection == ClusterSelection::leaf ? leaves(tree, options.allow_single_cluster)
                                                            : most_stable(tree, options.allow_single_cluster);
  if (options.merge_below_m > 0)
    chosen = merge_below(tree, std::move(chosen), options.merge_below_m, options.allow_single_cluster);
  return chosen;
}

}  // namespace agglo::density
