// ThreadSanitizer must report this: every block adds to the same number.
#include <chrono>
#include <cstdio>
#include <thread>

#include "core/parallel.hpp"

int main() {
  agglo::RunControl run(4);
  double total = 0;
  agglo::parallel_blocks(200, 1, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // so that every thread gets a block
    total += static_cast<double>(end - begin);
  });
  std::printf("%g\n", total);
}
