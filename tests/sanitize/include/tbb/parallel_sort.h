// See task_arena.h beside this file.
#pragma once

#include <algorithm>

namespace tbb {

/// Sorts in the calling thread: a sort has no work of ours in it but the comparison.
template <class Iterator, class... Compare>
void parallel_sort(Iterator first, Iterator last, Compare... compare) {
  std::sort(first, last, compare...);
}

}  // namespace tbb
