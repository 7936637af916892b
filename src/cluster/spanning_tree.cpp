#include "cluster/spanning_tree.hpp"

#include <tbb/parallel_sort.h>

#include <atomic>
#include <cmath>
#include <string>

#include "cluster/core_distance.hpp"
#include "cluster/kd_tree.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t kMixed = std::numeric_limits<std::uint32_t>::max();

/// A possible edge from a slot. All edges are ordered by (squared distance, lower slot, higher slot): a
/// strict order, so the tree is unique and Boruvka cannot close a cycle on equal distances.
struct Candidate {
  double distance2 = kInfinity;
  std::uint32_t low = kNoSite, high = kNoSite;
  bool operator<(const Candidate& other) const {
    if (distance2 != other.distance2) return distance2 < other.distance2;
    return low != other.low ? low < other.low : high < other.high;
  }
};

void lower_to(std::atomic<double>& value, double candidate) {
  double seen = value.load(std::memory_order_relaxed);
  while (candidate < seen && !value.compare_exchange_weak(seen, candidate, std::memory_order_relaxed)) {
  }
}

template <int D>
class Boruvka {
 public:
  Boruvka(const KdTree<D>& tree, const std::vector<double>& core2, RunControl& run)
      : tree_(tree),
        core2_(core2),
        run_(run),
        component_(tree.size()),
        parent_(tree.size()),
        best_of_(tree.size()),
        reached2_(core2),
        bound2_(tree.size()),
        node_component_(tree.nodes.size()),
        node_core2_(tree.nodes.size()) {
    for (std::size_t i = 0; i < tree.size(); ++i) component_[i] = parent_[i] = static_cast<std::uint32_t>(i);
    for (std::size_t i = tree.nodes.size(); i-- > 0;) {
      const auto& node = tree.nodes[i];
      node_core2_[i] = node.right == 0
                           ? *std::min_element(core2.begin() + node.begin, core2.begin() + node.end)
                           : std::min(node_core2_[i + 1], node_core2_[node.right]);
    }
  }

  /// Edges between slots, in no particular order.
  std::vector<Candidate> run() {
    std::vector<Candidate> edges;
    edges.reserve(tree_.size());
    for (int round = 1; edges.size() + 1 < tree_.size(); ++round) {
      run_.begin("spanning tree, round " + std::to_string(round), tree_.size());
      mark_nodes();
      search_all();
      join_nearest(edges);
    }
    return edges;
  }

 private:
  void mark_nodes() {
    for (std::size_t i = tree_.nodes.size(); i-- > 0;) {
      const auto& node = tree_.nodes[i];
      std::uint32_t mark;
      if (node.right == 0) {
        mark = component_[node.begin];
        for (std::uint32_t s = node.begin; s < node.end; ++s)
          if (component_[s] != mark) mark = kMixed;
      } else {
        mark = node_component_[i + 1] == node_component_[node.right] ? node_component_[i + 1] : kMixed;
      }
      node_component_[i] = mark;
    }
  }

  bool still_foreign(std::size_t slot) const {
    const Candidate& c = best_of_[slot];
    return c.low != kNoSite && component_[c.low] != component_[c.high];
  }

  /// Leaves in best_of_ the least foreign edge of every slot that can be the least of its component. Which
  /// other slots are searched depends on the timing of threads, the least edge of a component does not.
  void search_all() {
    for (auto& bound : bound2_) bound.store(kInfinity, std::memory_order_relaxed);
    for (std::size_t slot = 0; slot < tree_.size(); ++slot)
      if (still_foreign(slot)) lower_to(bound2_[component_[slot]], best_of_[slot].distance2);
    parallel_blocks(tree_.size(), 4096, run_, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t slot = begin; slot < end; ++slot) {
        if (still_foreign(slot)) continue;
        best_of_[slot] = {};
        std::atomic<double>& bound2 = bound2_[component_[slot]];
        if (reached2_[slot] > bound2.load(std::memory_order_relaxed)) continue;
        best_of_[slot] = search(slot, bound2);
      }
    });
  }

  /// The least foreign edge of a slot, or none when all are longer than the bound of its component.
  Candidate search(std::size_t slot, std::atomic<double>& bound2) {
    const std::uint32_t own = component_[slot];
    const Position<D> p = tree_.position[slot];
    Candidate best;
    double limit = bound2.load(std::memory_order_relaxed);
    const auto take = [&](std::uint32_t first, std::uint32_t last) {
      for (std::uint32_t other = first; other < last; ++other) {
        if (component_[other] == own) continue;
        double d2 = squared_distance<D>(p, tree_.position[other]);
        d2 = std::max(d2, std::max(core2_[slot], core2_[other]));
        if (d2 > limit) continue;
        const auto s = static_cast<std::uint32_t>(slot);
        const Candidate candidate{d2, std::min(s, other), std::max(s, other)};
        if (candidate < best) best = candidate;
        limit = best.distance2;
      }
    };
    const auto skip = [&](std::uint32_t node) {
      return node_component_[node] == own || node_core2_[node] > limit;
    };
    visit_near<D>(
        tree_, p, skip, [&] { return limit; }, take);
    // Foreign edges only get longer as components grow, so this stays a lower bound in later rounds.
    reached2_[slot] = std::max(reached2_[slot], limit);
    if (best.low != kNoSite) lower_to(bound2, best.distance2);
    return best;
  }

  std::uint32_t root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }

  void join_nearest(std::vector<Candidate>& edges) {
    std::vector<Candidate> best(tree_.size());
    for (std::size_t slot = 0; slot < tree_.size(); ++slot) {
      if (best_of_[slot].low == kNoSite) continue;
      Candidate& least = best[component_[slot]];
      if (best_of_[slot] < least) least = best_of_[slot];
    }
    for (const Candidate& edge : best) {
      if (edge.low == kNoSite) continue;
      const std::uint32_t a = root(edge.low), b = root(edge.high);
      if (a == b) continue;  // both components chose this edge
      parent_[std::max(a, b)] = std::min(a, b);
      edges.push_back(edge);
    }
    for (std::size_t slot = 0; slot < tree_.size(); ++slot)
      component_[slot] = root(static_cast<std::uint32_t>(slot));
  }

  const KdTree<D>& tree_;
  const std::vector<double>& core2_;
  RunControl& run_;
  std::vector<std::uint32_t> component_, parent_;  // component_: root slot, fixed during a round
  std::vector<Candidate> best_of_;                 // least foreign edge found for a slot
  std::vector<double> reached2_;                   // no foreign edge of the slot is shorter
  std::vector<std::atomic<double>> bound2_;        // by component: its least edge is not longer
  std::vector<std::uint32_t> node_component_;      // the one component of a node's slots, or kMixed
  std::vector<double> node_core2_;                 // least core distance in a node
};

template <int D>
SpanningTree spanning_tree_in(const PointView& points, double min_points, RunControl& run) {
  run.begin("sorting points");
  Sites<D> sites = collect_sites<D>(points, run);
  SpanningTree result;
  const std::size_t n = sites.size();
  double total = 0;
  for (const double weight : sites.weight) total += weight;
  result.core_m.assign(n, kInfinity);
  if (n > 0 && total >= min_points) {
    const KdTree<D> tree = build_kd_tree<D>(sites);
    run.check();
    std::vector<double> weight(n);
    for (std::size_t slot = 0; slot < n; ++slot) weight[slot] = sites.weight[tree.site[slot]];
    const std::vector<double> core2 = squared_core_distances<D>(tree, weight, min_points, run);
    const std::vector<Candidate> edges = Boruvka<D>(tree, core2, run).run();
    for (std::size_t slot = 0; slot < n; ++slot) result.core_m[tree.site[slot]] = std::sqrt(core2[slot]);
    result.edges.reserve(edges.size());
    for (const Candidate& edge : edges) {
      const std::uint32_t a = tree.site[edge.low], b = tree.site[edge.high];
      result.edges.push_back({std::sqrt(edge.distance2), std::min(a, b), std::max(a, b)});
    }
    with_threads(run, [&] { tbb::parallel_sort(result.edges.begin(), result.edges.end()); });
  }
  result.site_of_row = std::move(sites.site_of_row);
  result.first_row = std::move(sites.first_row);
  result.weight = std::move(sites.weight);
  return result;
}

}  // namespace

SpanningTree spanning_tree(const PointView& points, double min_points, RunControl& run) {
  if (!std::isfinite(min_points) || min_points <= 0)
    throw usage_error("min_points is '" + std::to_string(min_points) + "'", "give a number above 0");
  check_points(points);
  return points.z_m.empty() ? spanning_tree_in<2>(points, min_points, run)
                            : spanning_tree_in<3>(points, min_points, run);
}

}  // namespace agglo::density

namespace agglo {

std::vector<TreeEdge> mutual_reachability_tree(const PointView& points, double min_points, RunControl& run) {
  const density::SpanningTree tree = density::spanning_tree(points, min_points, run);
  std::vector<TreeEdge> edges;
  if (tree.edges.empty() && (tree.core_m.empty() || std::isinf(tree.core_m.front()))) return edges;
  edges.reserve(tree.site_of_row.size());
  for (const density::SiteEdge& edge : tree.edges) {
    const std::uint32_t a = tree.first_row[edge.a], b = tree.first_row[edge.b];
    edges.push_back({std::min(a, b), std::max(a, b), edge.distance_m});
  }
  for (std::uint32_t row = 0; row < tree.site_of_row.size(); ++row) {
    const std::uint32_t site = tree.site_of_row[row];
    if (site != density::kNoSite && tree.first_row[site] != row)
      edges.push_back({tree.first_row[site], row, tree.core_m[site]});
  }
  std::sort(edges.begin(), edges.end(), [](const TreeEdge& p, const TreeEdge& q) {
    if (p.distance_m != q.distance_m) return p.distance_m < q.distance_m;
    return p.a != q.a ? p.a < q.a : p.b < q.b;
  });
  return edges;
}

}  // namespace agglo
