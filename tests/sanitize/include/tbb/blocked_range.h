// See task_arena.h beside this file.
#pragma once

#include <cstddef>

namespace tbb {

template <class Value>
class blocked_range {
 public:
  blocked_range(Value first, Value last, std::size_t grain = 1) : first_(first), last_(last), grain_(grain) {}
  Value begin() const { return first_; }
  Value end() const { return last_; }
  std::size_t grainsize() const { return grain_; }
  std::size_t size() const { return static_cast<std::size_t>(last_ - first_); }

 private:
  Value first_, last_;
  std::size_t grain_;
};

}  // namespace tbb
