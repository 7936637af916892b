// See task_arena.h beside this file.
#pragma once

#include "task_arena.h"

namespace tbb {

template <class... F>
void parallel_invoke(const F&... work) {
  const std::vector<std::function<void()>> all{std::function<void()>(std::cref(work))...};
  shim::fork_join(all.size(), [&](std::size_t i) { all[i](); });
}

}  // namespace tbb
