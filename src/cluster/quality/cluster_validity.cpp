// DBCV: how dense clusters are inside, and how sparse what separates them.
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "agglo/cluster_quality.hpp"
#include "cluster/block_tree.hpp"
#include "cluster/whole_weights.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using density::Position;
using density::squared_distance;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The distinct places of one cluster by (x, y, z).
template <int D>
struct Places {
  std::vector<Position<D>> position;
  std::vector<double> weight;
  double total = 0;
  std::size_t size() const { return position.size(); }
};

template <int D>
Places<D> places_of(const PointView& points, std::span<const std::uint32_t> rows) {
  const auto weight_of = [&](std::uint32_t row) { return points.weight.empty() ? 1 : points.weight[row]; };
  std::vector<std::pair<Position<D>, double>> items;
  for (const std::uint32_t row : rows) {
    if (weight_of(row) == 0) continue;
    Position<D> p{points.x_m[row], points.y_m[row]};
    if constexpr (D == 3) p[2] = points.z_m[row];
    items.emplace_back(p, weight_of(row));
  }
  std::sort(items.begin(), items.end());
  Places<D> places;
  for (const auto& [position, weight] : items) {
    if (places.size() == 0 || places.position.back() != position) {
      places.position.push_back(position);
      places.weight.push_back(0);
    }
    places.weight.back() += weight;
    places.total += weight;
  }
  return places;
}

/// Sum of weight / squared distance over places [begin, end). Eight sums side by side: the same order of
/// additions on every machine, and fast.
template <int D>
double density_sum(const Places<D>& places, const Position<D>& p, std::size_t begin, std::size_t end) {
  std::array<double, 8> sums{};
  std::size_t j = begin;
  for (; j + 8 <= end; j += 8)
    for (std::size_t lane = 0; lane < 8; ++lane)
      sums[lane] += places.weight[j + lane] / squared_distance<D>(p, places.position[j + lane]);
  for (; j < end; ++j) sums[0] += places.weight[j] / squared_distance<D>(p, places.position[j]);
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/// Squared all-points core distances.
template <int D>
std::vector<double> all_points_core2(const Places<D>& places, RunControl& run) {
  std::vector<double> core2(places.size(), 0);
  if (places.size() < 2) return core2;
  parallel_blocks(places.size(), 64, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      const double sum = density_sum<D>(places, places.position[i], 0, i) +
                         density_sum<D>(places, places.position[i], i + 1, places.size());
      core2[i] = (places.total - places.weight[i]) / sum;
    }
  });
  return core2;
}

/// Edges in the order that makes the tree unique.
struct Edge {
  double reach2 = kInfinity, distance2 = kInfinity;
  std::uint32_t low = 0, high = 0;
  auto key() const { return std::tie(reach2, distance2, low, high); }
};

/// Prim's algorithm over all pairs.
template <int D>
std::vector<Edge> reachability_tree(const Places<D>& places, const std::vector<double>& core2,
                                    RunControl& run) {
  const auto n = static_cast<std::uint32_t>(places.size());
  std::vector<Edge> tree, best(n);
  std::vector<std::uint32_t> open(n - 1);  // places not in the tree yet
  for (std::uint32_t i = 1; i < n; ++i) open[i - 1] = i;
  std::uint32_t at = 0;
  while (!open.empty()) {
    if (tree.size() % 64 == 0) run.check();
    std::size_t next = 0;
    for (std::size_t k = 0; k < open.size(); ++k) {
      const std::uint32_t i = open[k];
      const double d2 = squared_distance<D>(places.position[at], places.position[i]);
      const Edge edge{std::max({core2[at], core2[i], d2}), d2, std::min(at, i), std::max(at, i)};
      if (edge.reach2 <= best[i].reach2 && edge.key() < best[i].key()) best[i] = edge;
      const Edge& least = best[open[next]];
      if (best[i].reach2 <= least.reach2 && best[i].key() < least.key()) next = k;
    }
    at = open[next];
    tree.push_back(best[at]);
    open[next] = open.back();
    open.pop_back();
  }
  return tree;
}

/// Inner places of a tree, and its longest inner edge.
struct Inside {
  std::vector<std::uint32_t> places;
  double sparseness2 = kMissing;
};
Inside inside_of(const std::vector<Edge>& tree, std::size_t n) {
  std::vector<std::uint32_t> degree(n, 0);
  for (const Edge& edge : tree) {
    ++degree[edge.low];
    ++degree[edge.high];
  }
  Inside inside;
  for (std::uint32_t i = 0; i < n; ++i)
    if (degree[i] > 1) inside.places.push_back(i);
  double inner = -1, any = -1;
  for (const Edge& edge : tree) {
    any = std::max(any, edge.reach2);
    if (degree[edge.low] > 1 && degree[edge.high] > 1) inner = std::max(inner, edge.reach2);
  }
  if (inside.places.empty())
    for (std::uint32_t i = 0; i < n; ++i) inside.places.push_back(i);
  if (!tree.empty()) inside.sparseness2 = inner >= 0 ? inner : any;
  return inside;
}

/// Inner places of all clusters, in a tree that knows what every node holds.
template <int D>
struct InnerTree {
  std::vector<Position<D>> position;  ///< by slot, like the next two
  std::vector<double> core2;
  std::vector<std::int32_t> cluster;
  std::vector<typename density::BlockTree<D>::Node> nodes;
  std::vector<double> node_core2;      ///< least of the node's slots
  std::vector<std::int32_t> node_one;  ///< the cluster that all its slots have, or kNoCluster
};

/// Inner places as they are found: place, squared core distance, cluster.
template <int D>
struct InnerPlaces {
  std::vector<Position<D>> position;
  std::vector<double> core2;
  std::vector<std::int32_t> cluster;
};

template <int D>
InnerTree<D> inner_tree(const InnerPlaces<D>& places, RunControl& run) {
  const density::BlockTree<D> tree = density::build_block_tree<D>(places.position, run);
  InnerTree<D> inner;
  inner.nodes = tree.nodes;
  for (const std::uint32_t site : tree.site) {
    inner.position.push_back(places.position[site]);
    inner.core2.push_back(places.core2[site]);
    inner.cluster.push_back(places.cluster[site]);
  }
  for (const auto& node : inner.nodes) {
    double least = kInfinity;
    std::int32_t one = inner.cluster[node.begin];
    for (std::uint32_t slot = node.begin; slot < node.end; ++slot) {
      least = std::min(least, inner.core2[slot]);
      if (inner.cluster[slot] != one) one = kNoCluster;
    }
    inner.node_core2.push_back(least);
    inner.node_one.push_back(one);
  }
  return inner;
}

/// The least squared mutual reachability from a slot to another cluster's slots, where below `best`.
template <int D>
double nearest_other(const InnerTree<D>& inner, std::uint32_t slot, double best) {
  const std::int32_t own = inner.cluster[slot];
  const Position<D>& p = inner.position[slot];
  std::array<std::uint32_t, 64> stack;  // one pending sibling per level of a balanced tree
  std::size_t depth = 0;
  stack[depth++] = 0;
  while (depth > 0) {
    const std::uint32_t at = stack[--depth];
    const auto& node = inner.nodes[at];
    const double bound = std::max(inner.node_core2[at], node.bounds.least_squared_distance(p));
    if (inner.node_one[at] == own || std::max(bound, inner.core2[slot]) >= best) continue;
    if (node.right != 0) {
      const std::uint32_t left = at + 1;
      const bool left_first = inner.nodes[left].bounds.least_squared_distance(p) <=
                              inner.nodes[node.right].bounds.least_squared_distance(p);
      stack[depth++] = left_first ? node.right : left;
      stack[depth++] = left_first ? left : node.right;
      continue;
    }
    for (std::uint32_t other = node.begin; other < node.end; ++other)
      if (inner.cluster[other] != own)
        best = std::min(best, std::max({inner.core2[slot], inner.core2[other],
                                        squared_distance<D>(p, inner.position[other])}));
  }
  return best;
}

/// Squared separation of each cluster.
template <int D>
std::vector<double> separations2(const InnerTree<D>& inner, std::size_t count, RunControl& run) {
  std::vector<std::vector<std::uint32_t>> slots(count);
  for (std::uint32_t slot = 0; slot < inner.position.size(); ++slot)
    slots[static_cast<std::size_t>(inner.cluster[slot])].push_back(slot);
  std::vector<double> result(count, kInfinity);
  run.begin("separation of clusters", count);
  parallel_blocks(count, 1, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t c = begin; c < end; ++c)
      for (const std::uint32_t slot : slots[c]) {
        if (slot % 1024 == 0) run.check();
        result[c] = nearest_other(inner, slot, result[c]);
      }
  });
  return result;
}

double total_weight(const PointView& points, RunControl& run) {
  const density::WeightSteps steps(points.weight, {}, run);
  double sum = 0;
  for (std::size_t row = 0; row < points.x_m.size(); ++row) {
    const bool placed = std::isfinite(points.x_m[row]) && std::isfinite(points.y_m[row]) &&
                        (points.z_m.empty() || std::isfinite(points.z_m[row]));
    if (placed) sum += steps.of(points.weight.empty() ? 1 : points.weight[row]);
  }
  return steps.weight(sum);
}

template <int D>
ClusterValidity validity_in(const PointView& points, const Groups& members, std::size_t most_places,
                            RunControl& run) {
  const std::size_t count = members.size();
  ClusterValidity result{std::vector<double>(count, kMissing), std::vector<double>(count, kMissing),
                         std::vector<double>(count, kMissing), std::vector<std::uint32_t>(count, 0),
                         kMissing};
  std::vector<Places<D>> places(count);
  for (std::size_t c = 0; c < count; ++c) {
    places[c] = places_of<D>(points, members[c]);
    result.places[c] = static_cast<std::uint32_t>(places[c].size());
    result.too_large = result.too_large || places[c].size() > most_places;
  }
  if (result.too_large) return result;
  InnerPlaces<D> found;
  for (std::size_t c = 0; c < count; ++c) {
    if (places[c].size() == 0) continue;
    run.begin("density inside clusters", places[c].size());
    const std::vector<double> core2 = all_points_core2<D>(places[c], run);
    const Inside inside = inside_of(reachability_tree<D>(places[c], core2, run), places[c].size());
    result.sparseness_m[c] = std::sqrt(inside.sparseness2);
    for (const std::uint32_t place : inside.places) {
      found.position.push_back(places[c].position[place]);
      found.core2.push_back(core2[place]);
      found.cluster.push_back(static_cast<std::int32_t>(c));
    }
  }
  if (found.position.empty()) return result;
  const std::vector<double> separation2 = separations2<D>(inner_tree<D>(found, run), count, run);
  double sum = 0;
  bool any = false;
  for (std::size_t c = 0; c < count; ++c) {
    if (!std::isfinite(separation2[c])) continue;  // there is no other cluster
    any = true;
    const double apart = result.separation_m[c] = std::sqrt(separation2[c]), within = result.sparseness_m[c];
    if (std::isnan(within)) continue;
    const double larger = std::max(apart, within);
    result.validity[c] = larger > 0 ? (apart - within) / larger : 0;
    sum += places[c].total * result.validity[c];
  }
  const double all = total_weight(points, run);
  if (any && all > 0) result.overall = sum / all;
  return result;
}

}  // namespace

ClusterValidity density_validity(const PointView& points, std::span<const std::int32_t> label,
                                 std::int32_t count, std::size_t most_places, RunControl& run) {
  density::check_points(points, run);
  assert(label.size() == points.x_m.size());
  const Groups members = groups_from_labels(label, static_cast<std::size_t>(count));
  return points.z_m.empty() ? validity_in<2>(points, members, most_places, run)
                            : validity_in<3>(points, members, most_places, run);
}

}  // namespace agglo
