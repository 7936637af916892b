#include "cluster/activity/activity_peaks.hpp"

#include <algorithm>
#include <unordered_map>

#include "cluster/disjoint_sets.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr std::size_t kSlotBlock = std::size_t{32} * kBlock;

Position<2> position_of(const BlockTree<2>& tree, std::size_t slot) {
  return {tree.position[0][slot], tree.position[1][slot]};
}

/// The nearest higher slot within step2 (ties: the highest), or the slot itself.
std::uint32_t nearest_higher(const Relief& relief, std::uint32_t slot, double step2) {
  struct Pending {
    std::uint32_t node;
    double distance2;
  };
  const auto& nodes = relief.tree.nodes;
  const Position<2> p = position_of(relief.tree, slot);
  std::uint32_t best = slot;
  double limit2 = step2;
  Pending stack[64];
  std::size_t depth = 0;
  stack[depth++] = {0, 0};
  while (depth > 0) {
    const Pending top = stack[--depth];
    if (top.distance2 > limit2) continue;
    const auto& node = nodes[top.node];
    if (node.right == 0) {
      for (std::uint32_t other = node.begin; other < node.end; ++other) {
        const double d2 = squared_distance<2>(p, position_of(relief.tree, other));
        if (d2 > limit2 || !relief.higher(other, slot)) continue;
        if (best != slot && d2 == limit2 && !relief.higher(other, best)) continue;
        best = other;
        limit2 = d2;
      }
      continue;
    }
    Pending near{top.node + 1, nodes[top.node + 1].bounds.least_squared_distance(p)};
    Pending far{node.right, nodes[node.right].bounds.least_squared_distance(p)};
    if (far.distance2 < near.distance2) std::swap(near, far);
    for (const Pending& next : {far, near})
      if (next.distance2 <= limit2 && relief.node_height[next.node] >= relief.height[slot])
        stack[depth++] = next;
  }
  return best;
}

std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::uint64_t>(a) << 32 | b;
}

/// By node: the peak of all its slots, or kNoSite when there are several.
std::vector<std::uint32_t> peaks_of_nodes(const BlockTree<2>& tree, const std::vector<std::uint32_t>& peak) {
  std::vector<std::uint32_t> of_node(tree.nodes.size());
  for (std::size_t node = tree.nodes.size(); node-- > 0;) {
    const auto& n = tree.nodes[node];
    if (n.right != 0) {
      of_node[node] = of_node[node + 1] == of_node[n.right] ? of_node[n.right] : kNoSite;
      continue;
    }
    of_node[node] = peak[n.begin];
    for (std::uint32_t slot = n.begin; slot < n.end; ++slot)
      if (peak[slot] != peak[n.begin]) of_node[node] = kNoSite;
  }
  return of_node;
}

}  // namespace

Relief::Relief(const BlockTree<2>& sites, const std::vector<double>& heights)
    : tree(sites), height(heights), place(sites.site), node_height(sites.nodes.size()) {
  for (std::size_t node = node_height.size(); node-- > 0;) {
    const auto& n = tree.nodes[node];
    node_height[node] = n.right != 0 ? std::max(node_height[node + 1], node_height[n.right])
                                     : *std::max_element(height.begin() + n.begin, height.begin() + n.end);
  }
}

std::vector<std::uint32_t> climb(const Relief& relief, double step_m, RunControl& run) {
  const std::size_t n = relief.tree.size();
  std::vector<std::uint32_t> next(n);
  run.begin("climbing", n);
  parallel_blocks(n, kSlotBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t slot = begin; slot < end; ++slot)
      next[slot] = nearest_higher(relief, static_cast<std::uint32_t>(slot), step_m * step_m);
  });
  return DisjointSets(std::move(next)).roots();
}

std::vector<Divide> divides(const Relief& relief, const std::vector<std::uint32_t>& peak, double step_m,
                            RunControl& run) {
  using Heights = std::unordered_map<std::uint64_t, double>;
  const auto& nodes = relief.tree.nodes;
  const std::size_t n = relief.tree.size();
  const double step2 = step_m * step_m;
  const std::vector<std::uint32_t> of_node = peaks_of_nodes(relief.tree, peak);
  std::vector<Heights> found((n + kSlotBlock - 1) / kSlotBlock);
  run.begin("finding divides", n);
  parallel_blocks(n, kSlotBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    std::vector<std::uint32_t> stack;
    for (std::size_t slot = begin; slot < end; ++slot) {
      const Position<2> p = position_of(relief.tree, slot);
      stack.assign(1, 0);
      while (!stack.empty()) {
        const std::uint32_t at = stack.back();
        stack.pop_back();
        // Of each pair only the lower slot looks: its height is that of the way.
        if (of_node[at] == peak[slot] || relief.node_height[at] < relief.height[slot] ||
            nodes[at].bounds.least_squared_distance(p) > step2)
          continue;
        if (nodes[at].right != 0) {
          stack.push_back(nodes[at].right);
          stack.push_back(at + 1);
          continue;
        }
        for (std::uint32_t other = nodes[at].begin; other < nodes[at].end; ++other) {
          if (peak[other] == peak[slot] || relief.height[other] < relief.height[slot] ||
              squared_distance<2>(p, position_of(relief.tree, other)) > step2)
            continue;
          const bool ours_higher = relief.higher(peak[slot], peak[other]);
          double& height = found[block][ours_higher ? pair_key(peak[slot], peak[other])
                                                    : pair_key(peak[other], peak[slot])];
          height = std::max(height, relief.height[slot]);
        }
      }
    }
  });
  Heights all;
  for (Heights& part : found) {
    for (const auto& [key, height] : part) {
      double& known = all[key];
      known = std::max(known, height);
    }
    part = {};
  }
  std::vector<Divide> sorted;
  sorted.reserve(all.size());
  for (const auto& [key, height] : all)
    sorted.push_back({height, static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key)});
  const auto& place = relief.place;
  std::sort(sorted.begin(), sorted.end(), [&](const Divide& a, const Divide& b) {
    if (a.height != b.height) return a.height > b.height;
    if (a.higher != b.higher) return place[a.higher] < place[b.higher];
    return place[a.lower] < place[b.lower];
  });
  return sorted;
}

Peaks join_peaks(const Relief& relief, const std::vector<std::uint32_t>& peak, const std::vector<Divide>& all,
                 double min_prominence) {
  const std::size_t n = peak.size();
  DisjointSets reached(n), joined(n);  // by every way down to the present divide; by the rule
  Peaks peaks{{}, std::vector<double>(n, 1.0)};
  for (const Divide& divide : all) {
    std::uint32_t a = reached.root(divide.higher), b = reached.root(divide.lower);
    if (a != b) {
      if (relief.higher(b, a)) std::swap(a, b);
      peaks.prominence[b] = 1 - divide.height / relief.height[b];
      reached.put_below(b, a);
    }
    a = joined.root(divide.higher);
    b = joined.root(divide.lower);
    if (a == b) continue;
    if (relief.higher(b, a)) std::swap(a, b);
    if (1 - divide.height / relief.height[b] < min_prominence) joined.put_below(b, a);
  }
  peaks.centre.resize(n);
  for (std::size_t slot = 0; slot < n; ++slot) peaks.centre[slot] = joined.root(peak[slot]);
  return peaks;
}

}  // namespace agglo::density
