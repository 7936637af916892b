// ThreadSanitizer must report this: every block adds to the same number.
#include <cstdio>

#include "core/parallel.hpp"

int main() {
  agglo::RunControl run(4);
  double total = 0;
  agglo::parallel_blocks(100000, 100, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    total += double(end - begin);
  });
  std::printf("%g\n", total);
}
