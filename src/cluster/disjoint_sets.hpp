// Disjoint sets of the numbers 0 .. n-1 (union-find; Galler, Fischer 1964) with paths halved on the way to a
// root. About O(1) for each call.
#pragma once

#include <atomic>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "cluster/large_array.hpp"
#include "core/parallel.hpp"

namespace agglo {

/// For one thread.
class DisjointSets {
 public:
  /// Each member by itself.
  explicit DisjointSets(std::size_t size = 0) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  /// Sets that are known as trees: the parent of each member, roots their own.
  explicit DisjointSets(std::vector<std::uint32_t> parent) : parent_(std::move(parent)) {}

  std::size_t size() const { return parent_.size(); }
  /// One more member by itself; returns its number.
  std::uint32_t add() {
    parent_.push_back(static_cast<std::uint32_t>(parent_.size()));
    return parent_.back();
  }
  std::uint32_t root(std::uint32_t member) {
    while (parent_[member] != member) member = parent_[member] = parent_[parent_[member]];
    return member;
  }
  /// Joins the sets of two members under the lower of their roots; false when they were one already.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    if (a < b) std::swap(a, b);
    parent_[a] = b;
    return a != b;
  }
  /// Joins the sets of two roots under the second.
  void put_below(std::uint32_t root, std::uint32_t above) { parent_[root] = above; }
  /// The root of each member; uses the sets up.
  std::vector<std::uint32_t> roots() && {
    for (std::uint32_t& up : parent_) up = root(up);
    return std::move(parent_);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

/// For many threads at once, without locks: a root only ever gets a lower parent, so the sets, and their
/// least member, the root, do not depend on the order of the joins.
class SharedDisjointSets {
 public:
  SharedDisjointSets() = default;
  /// Each member by itself.
  explicit SharedDisjointSets(std::size_t size) {
    renew(size);
    for (std::size_t i = 0; i < size; ++i) set_apart(static_cast<std::uint32_t>(i));
  }
  /// Room for so many members, each of which has to be set apart before it is used.
  void renew(std::size_t size) { parent_.renew(size); }
  void set_apart(std::uint32_t member) { parent_[member].store(member, std::memory_order_relaxed); }

  std::uint32_t root(std::uint32_t i) {
    for (;;) {
      std::uint32_t up = parent_[i].load(std::memory_order_relaxed);
      if (up == i) return i;
      const std::uint32_t above = parent_[up].load(std::memory_order_relaxed);
      if (above != up) parent_[i].compare_exchange_weak(up, above, std::memory_order_relaxed);
      i = above;
    }
  }
  void join(std::uint32_t a, std::uint32_t b) {
    for (;;) {
      a = root(a);
      b = root(b);
      if (a == b) return;
      if (a < b) std::swap(a, b);
      std::uint32_t expected = a;
      if (parent_[a].compare_exchange_strong(expected, b, std::memory_order_relaxed)) return;
    }
  }
  /// A member of the same set, on the way to the root: members of equal parents need no look at the roots.
  std::uint32_t parent(std::uint32_t member) const { return parent_[member].load(std::memory_order_relaxed); }
  /// Makes the root the member's parent; not while others join.
  std::uint32_t settle(std::uint32_t member) {
    const std::uint32_t found = root(member);
    parent_[member].store(found, std::memory_order_relaxed);
    return found;
  }

 private:
  LargeArray<std::atomic<std::uint32_t>> parent_;
};

/// Makes `size` members, each by itself, in pieces between which the run may be cancelled.
inline void set_apart(SharedDisjointSets& sets, std::size_t size, const RunControl& run) {
  sets.renew(size);
  in_pieces(0, size, run, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) sets.set_apart(static_cast<std::uint32_t>(i));
  });
}

}  // namespace agglo
