// A balanced tree over sites whose leaves are blocks of 32 slots, coordinates axis by axis for vector
// instructions.
#pragma once

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <vector>

#include "cluster/sites.hpp"
#include "core/parallel.hpp"

namespace agglo::density {

inline constexpr std::uint32_t kBlock = 32;

/// Memory that begins on a cache line, so that a vector of lanes never lies on two.
template <class T>
struct LineAllocator {
  using value_type = T;
  LineAllocator() = default;
  template <class U>
  LineAllocator(const LineAllocator<U>&) noexcept {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64})); }
  void deallocate(T* p, std::size_t) noexcept { ::operator delete (p, std::align_val_t{64}); }
  bool operator==(const LineAllocator&) const = default;
};
using AlignedColumn = std::vector<double, LineAllocator<double>>;

/// Nodes in preorder: the left child of node i is i + 1. The slots of a node are contiguous, those of a leaf
/// begin at a multiple of kBlock, and only the last leaf may be short. Which sites share a leaf depends on
/// the positions alone.
template <int D>
struct BlockTree {
  struct Node {
    Bounds<D> bounds;
    std::uint32_t begin, end;
    std::uint32_t right;  ///< 0 for a leaf
  };
  std::vector<Node> nodes;
  std::vector<std::uint32_t> site;        ///< slot -> site
  std::array<AlignedColumn, D> position;  ///< by slot, padded with NaN to whole blocks
  std::size_t size() const { return site.size(); }
  std::size_t padded_size() const { return position[0].size(); }
};

namespace block_tree {

template <int D>
struct Item {
  Position<D> position;
  std::uint32_t site;
};

template <int D>
void build(std::vector<Item<D>>& items, std::uint32_t begin, std::uint32_t end, std::uint32_t self,
           std::vector<typename BlockTree<D>::Node>& nodes, const RunControl& run) {
  constexpr std::uint32_t kSpawn = 1U << 14, kLarge = 1U << 20;
  run.check();
  auto& node = nodes[self];
  node = {{}, begin, end, 0};
  for (std::uint32_t i = begin; i < end; ++i) node.bounds.extend(items[i].position);
  const std::uint32_t blocks = (end - begin + kBlock - 1) / kBlock;
  if (blocks <= 1) return;
  std::size_t axis = 0;
  for (std::size_t i = 1; i < D; ++i)
    if (node.bounds.hi[i] - node.bounds.lo[i] > node.bounds.hi[axis] - node.bounds.lo[axis]) axis = i;
  const std::uint32_t left_blocks = blocks / 2, middle = begin + left_blocks * kBlock;
  const bool large = end - begin > kLarge;  // then a cancelled run must not wait for the end
  std::nth_element(items.begin() + begin, items.begin() + middle, items.begin() + end,
                   [axis, large, &run](const Item<D>& a, const Item<D>& b) {
                     if (large) run.check();
                     return a.position[axis] != b.position[axis] ? a.position[axis] < b.position[axis]
                                                                 : a.site < b.site;
                   });
  const std::uint32_t right = self + 2 * left_blocks;  // a tree of m leaves has 2 m - 1 nodes
  node.right = right;
  const auto left_part = [&] { build<D>(items, begin, middle, self + 1, nodes, run); };
  const auto right_part = [&] { build<D>(items, middle, end, right, nodes, run); };
  if (end - begin < kSpawn) {
    left_part();
    right_part();
  } else {
    tbb::parallel_invoke(left_part, right_part);
  }
}

}  // namespace block_tree

/// O(n log n); depth is log2(n / kBlock).
template <int D>
BlockTree<D> build_block_tree(const std::vector<Position<D>>& positions, RunControl& run) {
  BlockTree<D> tree;
  const auto n = static_cast<std::uint32_t>(positions.size());
  if (n == 0) return tree;
  std::vector<block_tree::Item<D>> items(n);
  for (std::uint32_t i = 0; i < n; ++i) items[i] = {positions[i], i};
  const std::uint32_t blocks = (n + kBlock - 1) / kBlock;
  tree.nodes.resize(2 * static_cast<std::size_t>(blocks) - 1);
  with_threads(run, [&] { block_tree::build<D>(items, 0, n, 0, tree.nodes, run); });
  tree.site.resize(n);
  for (std::size_t axis = 0; axis < D; ++axis) {
    auto& column = tree.position[axis];
    column.assign(static_cast<std::size_t>(blocks) * kBlock, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t slot = 0; slot < n; ++slot) column[slot] = items[slot].position[axis];
  }
  for (std::size_t slot = 0; slot < n; ++slot) tree.site[slot] = items[slot].site;
  return tree;
}

}  // namespace agglo::density
