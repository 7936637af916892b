// A balanced tree over sites, for nearest neighbours and for the spanning tree.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "cluster/sites.hpp"

namespace agglo::density {

/// Nodes in preorder: the left child of node i is i + 1. The slots of a node are contiguous. The tree depends
/// on the sites alone, never on rows or threads.
template <int D>
struct KdTree {
  struct Node {
    Bounds<D> bounds;
    std::uint32_t begin, end;
    std::uint32_t right;  ///< 0 for a leaf
  };
  std::vector<Node> nodes;
  std::vector<std::uint32_t> site;    ///< slot -> site
  std::vector<Position<D>> position;  ///< by slot
  std::size_t size() const { return site.size(); }
};

namespace kd {
inline constexpr std::uint32_t kLeaf = 8;

template <int D>
struct Item {
  Position<D> position;
  std::uint32_t site;
};

template <int D>
void build(std::vector<Item<D>>& items, std::uint32_t begin, std::uint32_t end,
           std::vector<typename KdTree<D>::Node>& nodes) {
  const std::size_t self = nodes.size();
  nodes.push_back({{}, begin, end, 0});
  Bounds<D> bounds;
  for (std::uint32_t i = begin; i < end; ++i) bounds.extend(items[i].position);
  nodes[self].bounds = bounds;
  if (end - begin <= kLeaf) return;
  std::size_t axis = 0;
  for (std::size_t i = 1; i < D; ++i)
    if (bounds.hi[i] - bounds.lo[i] > bounds.hi[axis] - bounds.lo[axis]) axis = i;
  const std::uint32_t middle = begin + (end - begin) / 2;
  std::nth_element(items.begin() + begin, items.begin() + middle, items.begin() + end,
                   [axis](const Item<D>& a, const Item<D>& b) {
                     return a.position[axis] != b.position[axis] ? a.position[axis] < b.position[axis]
                                                                 : a.site < b.site;
                   });
  build<D>(items, begin, middle, nodes);
  nodes[self].right = static_cast<std::uint32_t>(nodes.size());
  build<D>(items, middle, end, nodes);
}
}  // namespace kd

/// O(n log n); depth is log2(n).
template <int D>
KdTree<D> build_kd_tree(const Sites<D>& sites) {
  KdTree<D> tree;
  const std::size_t n = sites.size();
  if (n == 0) return tree;
  std::vector<kd::Item<D>> items(n);
  for (std::size_t i = 0; i < n; ++i) items[i] = {sites.position[i], static_cast<std::uint32_t>(i)};
  tree.nodes.reserve(n / 2 + 1);
  kd::build<D>(items, 0, static_cast<std::uint32_t>(n), tree.nodes);
  tree.site.resize(n);
  tree.position.resize(n);
  for (std::size_t slot = 0; slot < n; ++slot) {
    tree.site[slot] = items[slot].site;
    tree.position[slot] = items[slot].position;
  }
  return tree;
}

/// Visits the leaves of the tree near p, nearest child first, as long as their squared distance (and the
/// least value that `floor_of(node)` allows) is at most limit(); visit(slot range) may lower the limit.
template <int D, class Skip, class Limit, class Visit>
void visit_near(const KdTree<D>& tree, const Position<D>& p, const Skip& skip, const Limit& limit,
                const Visit& visit) {
  struct Pending {
    std::uint32_t node;
    double distance2;
  };
  std::array<Pending, 64> stack;  // depth is log2(n) <= 32, one pending sibling per level
  std::size_t depth = 0;
  if (!skip(0)) stack[depth++] = {0, tree.nodes[0].bounds.least_squared_distance(p)};
  while (depth > 0) {
    const Pending top = stack[--depth];
    if (top.distance2 > limit()) continue;
    const auto& node = tree.nodes[top.node];
    if (node.right == 0) {
      visit(node.begin, node.end);
      continue;
    }
    Pending near{top.node + 1, 0}, far{node.right, 0};
    near.distance2 = tree.nodes[near.node].bounds.least_squared_distance(p);
    far.distance2 = tree.nodes[far.node].bounds.least_squared_distance(p);
    if (far.distance2 < near.distance2) std::swap(near, far);
    if (far.distance2 <= limit() && !skip(far.node)) stack[depth++] = far;
    if (near.distance2 <= limit() && !skip(near.node)) stack[depth++] = near;
  }
}

}  // namespace agglo::density
