#include "cluster/hdbscan/condensed_tree.hpp"

#include <algorithm>
#include <cmath>

#include "cluster/disjoint_sets.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t kNone = 0xffffffff, kEntered = 0x80000000;
constexpr std::size_t kBlock = std::size_t{1} << 16;

/// Joins sites in order of distance. A set that weighs less than min_size is a ring of sites (next) that
/// point to one of them (cluster); when it becomes or enters a cluster, each is told its place for good. So
/// every site is touched a few times only, and the sets that live long are the few clusters.
class Grower {
 public:
  Grower(SpanningTree& tree, double min_size, RunControl& run)
      : tree_(tree), min_size_(tree.steps.least(min_size)), run_(run), site_(tree.sites) {}

  ClusterTree grow() {
    run_.begin("joining sites", tree_.edges.size());
    parallel_blocks(tree_.sites, kBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end; ++i) {
        const auto site = static_cast<std::uint32_t>(i);
        site_[i] = {site, site, tree_.weight[i]};
      }
    });
    find_heavy_sites();
    run_.begin("joining sites", tree_.edges.size());
    std::size_t heavy = 0, edge = 0, told = 0;
    while (heavy < heavy_.size() || edge < tree_.edges.size()) {
      double distance_m = kInfinity;
      if (heavy < heavy_.size()) distance_m = tree_.core_m[heavy_[heavy]];
      if (edge < tree_.edges.size()) distance_m = std::min(distance_m, tree_.edges[edge].distance_m);
      for (; edge < tree_.edges.size() && tree_.edges[edge].distance_m == distance_m; ++edge) {
        if (edge + kAhead < tree_.edges.size()) fetch(tree_.edges[edge + kAhead]);
        join(tree_.edges[edge]);
        if (edge >= told + kBlock) {
          run_.advance(edge - told);
          told = edge;
        }
      }
      for (; heavy < heavy_.size() && tree_.core_m[heavy_[heavy]] == distance_m; ++heavy)
        small_.push_back(heavy_[heavy]);
      settle(distance_m);
    }
    tree_.edges = {};
    for (double& weight : tree_out_.weight) weight = tree_.steps.weight(weight);
    number_from_root();
    add_stability();
    return std::move(tree_out_);
  }

 private:
  static constexpr std::size_t kAhead = 16;

  void fetch(const SiteEdge& edge) const {
    __builtin_prefetch(&site_[edge.a]);
    __builtin_prefetch(&site_[edge.b]);
  }

  /// Sites that are clusters by themselves, in order of their core distance; and the least distances.
  void find_heavy_sites() {
    double least = kInfinity;
    for (std::size_t i = 0; i < tree_.sites; ++i) {
      if (tree_.weight[i] >= min_size_) heavy_.push_back(static_cast<std::uint32_t>(i));
      if (tree_.core_m[i] > 0) least = std::min(least, tree_.core_m[i]);
    }
    for (const SiteEdge& edge : tree_.edges) {
      if (edge.distance_m == 0) continue;
      least = std::min(least, edge.distance_m);
      break;
    }
    tree_out_.floor_m = std::isinf(least) ? 1 : least;  // one place: any finite density will do
    std::sort(heavy_.begin(), heavy_.end(), [&](std::uint32_t a, std::uint32_t b) {
      run_.check();
      return tree_.core_m[a] != tree_.core_m[b] ? tree_.core_m[a] < tree_.core_m[b] : a < b;
    });
  }

  /// A root site, or a cluster with kEntered.
  std::uint32_t set_of(std::uint32_t site) {
    for (;;) {
      const std::uint32_t up = site_[site].cluster;
      if (up & kEntered) return around_.root(up & ~kEntered) | kEntered;
      if (up == site) return site;
      const std::uint32_t above = site_[up].cluster;
      if (!(above & kEntered)) site_[site].cluster = above;
      site = up;
    }
  }

  void join(const SiteEdge& edge) {
    std::uint32_t a = set_of(edge.a), b = set_of(edge.b);
    if (a == b) return;
    if (a & kEntered & b) {
      a &= ~kEntered;
      b &= ~kEntered;
      joined_.push_back(a);
      joined_.push_back(b);
      around_.join(a, b);
    } else if ((a | b) & kEntered) {
      if (a & kEntered) std::swap(a, b);
      site_[a].cluster = b;  // found there from now on; its other sites follow when the level is settled
      entering_.push_back(a);
    } else {
      if (site_[a].leaves_m < site_[b].leaves_m) std::swap(a, b);
      site_[b].cluster = a;
      site_[a].leaves_m += site_[b].leaves_m;
      std::swap(site_[a].next, site_[b].next);
      if (site_[a].leaves_m >= min_size_) small_.push_back(a);
    }
  }

  std::uint32_t add_cluster(double distance_m) {
    const std::uint32_t cluster = around_.add();
    tree_out_.parent.push_back(kNone);
    tree_out_.birth_m.push_back(kInfinity);
    tree_out_.death_m.push_back(distance_m);
    tree_out_.weight.push_back(0);
    return cluster;
  }

  void enter(std::uint32_t root, std::uint32_t cluster, double distance_m) {
    tree_out_.weight[cluster] += site_[root].leaves_m;
    std::uint32_t site = root;
    do {
      const std::uint32_t next = site_[site].next;
      site_[site] = {cluster | kEntered, next, distance_m};
      site = next;
    } while (site != root);
  }

  /// All edges of one distance are joined: makes the clusters that appear.
  void settle(double distance_m) {
    for (const std::uint32_t child : joined_) {
      if (tree_out_.parent[child] != kNone) continue;
      // The group is known by one of the children until the first gives it a parent.
      const std::uint32_t group = around_.root(child);
      const std::uint32_t parent = group >= first_new_ ? group : add_cluster(distance_m);
      around_.put_below(group, parent);
      tree_out_.parent[child] = parent;
      tree_out_.birth_m[child] = distance_m;
      tree_out_.weight[parent] += tree_out_.weight[child];
    }
    for (const std::uint32_t root : entering_)
      enter(root, around_.root(site_[root].cluster & ~kEntered), distance_m);
    for (const std::uint32_t root : small_)
      if (site_[root].cluster == root && site_[root].leaves_m >= min_size_)
        enter(root, add_cluster(distance_m), distance_m);
    joined_.clear();
    entering_.clear();
    small_.clear();
    first_new_ = static_cast<std::uint32_t>(around_.size());
  }

  /// Clusters appeared children first.
  void number_from_root() {
    ClusterTree& out = tree_out_;
    const auto count = static_cast<std::uint32_t>(out.parent.size());
    if (count == 0) return;
    for (auto* column : {&out.birth_m, &out.death_m, &out.weight})
      std::reverse(column->begin(), column->end());
    std::reverse(out.parent.begin(), out.parent.end());
    for (std::uint32_t& parent : out.parent) parent = parent == kNone ? 0 : count - 1 - parent;
    parallel_blocks(site_.size(), kBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end; ++i) site_[i].cluster = count - 1 - (site_[i].cluster & ~kEntered);
    });
    out.site = std::move(site_);
  }

  void add_stability() {
    ClusterTree& out = tree_out_;
    std::vector<double> birth(out.size());
    for (std::size_t c = 0; c < birth.size(); ++c) birth[c] = out.birth(c);
    out.stability.assign(out.size(), 0);
    for (std::size_t i = 0; i < out.site.size(); ++i) {
      const SitePlace& place = out.site[i];
      out.stability[place.cluster] +=
          tree_.steps.weight(tree_.weight[i]) * (out.density_at(place.leaves_m) - birth[place.cluster]);
      if (i % kBlock == 0) run_.check();
    }
    for (std::size_t c = 1; c < out.size(); ++c)
      out.stability[out.parent[c]] += out.weight[c] * (birth[c] - birth[out.parent[c]]);
  }

  SpanningTree& tree_;
  double min_size_;  // in steps
  RunControl& run_;
  LargeArray<SitePlace> site_;  // of a set's root: leaves_m holds the weight of the set
  ClusterTree tree_out_;
  DisjointSets around_;  // clusters below the outermost around them
  std::vector<std::uint32_t> heavy_;
  std::vector<std::uint32_t> joined_, entering_, small_;  // at the present distance
  std::uint32_t first_new_ = 0;                           // clusters from here on appeared at it
};

double size_limit(const HdbscanOptions& options) {
  return options.max_size > 0 ? options.max_size : kInfinity;
}

/// chosen without the clusters that lie in another chosen one.
std::vector<std::uint8_t> outermost_only(const ClusterTree& tree, std::vector<std::uint8_t> chosen) {
  std::vector<std::uint8_t> covered(tree.size(), 0);
  for (std::size_t c = 1; c < tree.size(); ++c) {
    covered[c] = covered[tree.parent[c]] || chosen[tree.parent[c]];
    if (covered[c]) chosen[c] = 0;
  }
  return chosen;
}

std::vector<std::uint8_t> most_stable(const ClusterTree& tree, const HdbscanOptions& options) {
  const std::size_t n = tree.size();
  std::vector<double> below(n, 0);  // best total stability of the clusters inside
  std::vector<std::uint8_t> has_child(n, 0), chosen(n, 0);
  for (std::size_t c = n; c-- > 0;) {
    const bool too_large = tree.weight[c] > size_limit(options);
    const bool pass_on = too_large || (has_child[c] && below[c] > tree.stability[c]);
    chosen[c] = !pass_on && (c > 0 || options.allow_single_cluster);
    if (c == 0) break;
    below[tree.parent[c]] += pass_on ? below[c] : tree.stability[c];
    has_child[tree.parent[c]] = 1;
  }
  return outermost_only(tree, std::move(chosen));
}

std::vector<std::uint8_t> leaves(const ClusterTree& tree, const HdbscanOptions& options) {
  std::vector<std::uint8_t> chosen(tree.size(), 1);
  for (std::size_t c = 1; c < tree.size(); ++c) chosen[tree.parent[c]] = 0;
  if (!options.allow_single_cluster) chosen[0] = 0;
  for (std::size_t c = 0; c < tree.size(); ++c)
    if (tree.weight[c] > size_limit(options)) chosen[c] = 0;
  return chosen;
}

/// Replaces each chosen cluster that was born below the distance by its first ancestor that was not (Malzer
/// and Baum 2020), or by the last one before an ancestor that may not be chosen: the root without leave, or
/// one above max_size.
std::vector<std::uint8_t> merge_below(const ClusterTree& tree, const std::vector<std::uint8_t>& chosen,
                                      const HdbscanOptions& options) {
  std::vector<std::uint8_t> merged(tree.size(), 0);
  for (std::size_t c = 0; c < tree.size(); ++c) {
    if (!chosen[c]) continue;
    std::size_t at = c;
    while (at != 0 && tree.birth(at) * options.merge_below_m > 1) {
      const std::size_t around = tree.parent[at];
      if ((around == 0 && !options.allow_single_cluster) || tree.weight[around] > size_limit(options)) break;
      at = around;
    }
    merged[at] = 1;
  }
  return outermost_only(tree, std::move(merged));
}

}  // namespace

ClusterTree condense(SpanningTree& tree, double min_size, RunControl& run) {
  return Grower(tree, min_size, run).grow();
}

std::vector<std::uint8_t> select_clusters(const ClusterTree& tree, const HdbscanOptions& options) {
  auto chosen =
      options.selection == ClusterSelection::leaf ? leaves(tree, options) : most_stable(tree, options);
  return options.merge_below_m > 0 ? merge_below(tree, chosen, options) : chosen;
}

}  // namespace agglo::density
