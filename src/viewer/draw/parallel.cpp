#include "viewer/draw/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace agglo::viewer {

unsigned draw_threads() {
  return std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
}

void in_parallel(std::size_t n, unsigned threads,
                 const std::function<void(std::size_t task, unsigned thread)>& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&](unsigned thread) {
    for (std::size_t task = next++; task < n; task = next++) body(task, thread);
  };
  std::vector<std::jthread> others;
  for (unsigned k = 1; k < std::min<std::size_t>(threads, n); ++k) others.emplace_back(work, k);
  work(0);
}

}  // namespace agglo::viewer
