// See task_arena.h beside this file.
#pragma once

namespace tbb::info {

/// More than one even on a small machine, so that threads meet.
inline int default_concurrency() {
  return 4;
}

}  // namespace tbb::info
