// RunControl: what one run shares with whoever started it: progress, cancel, thread count, seed.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "agglo/error.hpp"

namespace agglo {

/// One per run, passed by reference, never global. Workers write, the user interface reads.
/// Advance it per block of work, not per item.
class RunControl {
 public:
  explicit RunControl(unsigned thread_limit = 0, std::uint64_t random_seed = 0,
                      std::uint64_t memory_limit = 0)
      : threads(thread_limit), seed(random_seed), memory_bytes(memory_limit) {}
  /// A part of `whole`, which must outlive it: it stops when either is asked to, has a progress of its own,
  /// and the seed and memory of the whole.
  RunControl(const RunControl& whole, unsigned thread_limit)
      : threads(thread_limit), seed(whole.seed), memory_bytes(whole.memory_bytes), whole_(&whole) {}

  /// Starts a named stage of `total` units (0 = unknown), all units that the stage will advance by.
  void begin(std::string stage, std::uint64_t total = 0) {
    const std::lock_guard lock(mutex_);
    stage_ = std::move(stage);
    total_ = total;
    done_ = 0;
  }
  /// Adds finished units and throws Error{cancelled} when the run was asked to stop.
  void advance(std::uint64_t units = 1) {
    done_.fetch_add(units, std::memory_order_relaxed);
    check();
  }
  void check() const {
    if (stop_requested()) throw Error(ErrorKind::cancelled, "cancelled");
  }
  void request_stop() noexcept { stop_.store(true, std::memory_order_relaxed); }  // safe in a signal handler
  bool stop_requested() const noexcept {
    return stop_.load(std::memory_order_relaxed) || (whole_ != nullptr && whole_->stop_requested());
  }

  std::string stage() const {
    const std::lock_guard lock(mutex_);
    return stage_;
  }
  /// Share done of the present stage, 0..1, or -1 when unknown.
  double fraction() const {
    const auto total = total_.load();
    return total == 0 ? -1.0 : std::min(1.0, static_cast<double>(done_.load()) / static_cast<double>(total));
  }

  const unsigned threads;    ///< 0 = as many as the machine has; results are the same bits for any value
  const std::uint64_t seed;  ///< for everything random
  /// What the process may hold; 0 = what the machine has to spare. Asked before work begins, see memory.hpp.
  const std::uint64_t memory_bytes;

 private:
  mutable std::mutex mutex_;
  std::string stage_;
  std::atomic<std::uint64_t> done_{0}, total_{0};
  std::atomic<bool> stop_{false};
  const RunControl* const whole_ = nullptr;
};

}  // namespace agglo
