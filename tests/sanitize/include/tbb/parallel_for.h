// See task_arena.h beside this file.
#pragma once

#include <algorithm>

#include "blocked_range.h"
#include "task_arena.h"

namespace tbb {

struct simple_partitioner {};
struct auto_partitioner {};
struct static_partitioner {};

template <class Value, class Body, class Partitioner = auto_partitioner>
void parallel_for(const blocked_range<Value>& range, const Body& body, const Partitioner& = {}) {
  const std::size_t grain = std::max<std::size_t>(1, range.grainsize());
  shim::fork_join((range.size() + grain - 1) / grain, [&](std::size_t i) {
    const std::size_t begin = i * grain, end = std::min(range.size(), begin + grain);
    body(blocked_range<Value>(static_cast<Value>(range.begin() + static_cast<Value>(begin)),
                              static_cast<Value>(range.begin() + static_cast<Value>(end)), grain));
  });
}

template <class Index, class Body>
void parallel_for(Index first, Index last, const Body& body) {
  if (first >= last) return;
  shim::fork_join(static_cast<std::size_t>(last - first),
                  [&](std::size_t i) { body(static_cast<Index>(first + static_cast<Index>(i))); });
}

}  // namespace tbb
