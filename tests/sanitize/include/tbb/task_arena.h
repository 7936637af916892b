// oneTBB as far as agglo uses it, on std::thread: for ThreadSanitizer builds alone. The system's libtbb is
// not instrumented, so ThreadSanitizer sees neither its forks nor its joins and reports races that are none.
// Here it sees every one, and nothing beside them: the claims of work are relaxed, so they order nothing
// between two workers.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tbb {

namespace shim {
inline thread_local int limit = 4;
inline thread_local bool in_worker = false;

/// Runs work(i) for i in 0..n-1, each once, on at most `limit` threads; nested calls run in the calling
/// thread.
inline void fork_join(std::size_t n, const std::function<void(std::size_t)>& work) {
  if (in_worker || limit <= 1 || n <= 1) {
    for (std::size_t i = 0; i < n; ++i) work(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr error;
  const auto worker = [&] {
    in_worker = true;
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= n) break;
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!error) error = std::current_exception();
        failed.store(true, std::memory_order_relaxed);
      }
    }
    in_worker = false;
  };
  std::vector<std::thread> threads;
  for (int t = 1; t < limit; ++t) threads.emplace_back(worker);
  worker();
  for (auto& thread : threads) thread.join();
  if (error) std::rethrow_exception(error);
}
}  // namespace shim

class task_arena {
 public:
  explicit task_arena(int max_concurrency) : limit_(max_concurrency) {}
  template <class F>
  void execute(const F& work) {
    const int before = shim::limit;
    shim::limit = limit_;
    try {
      work();
    } catch (...) {
      shim::limit = before;
      throw;
    }
    shim::limit = before;
  }

 private:
  int limit_;
};

}  // namespace tbb
