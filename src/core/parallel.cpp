#include "core/parallel.hpp"

#include <tbb/blocked_range.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>

namespace agglo {

unsigned thread_count(const RunControl& run) {
  // More would bring nothing, take memory for tables of their own, and make oneTBB complain on stderr.
  const auto most = static_cast<unsigned>(std::max(1, tbb::info::default_concurrency()));
  return run.threads > 0 ? std::min(run.threads, most) : most;
}

void with_threads(const RunControl& run, const std::function<void()>& work) {
  tbb::task_arena arena(static_cast<int>(thread_count(run)));
  arena.execute(work);
}

void parallel_blocks(std::size_t n, std::size_t block_size, RunControl& run,
                     const std::function<void(std::size_t, std::size_t, std::size_t)>& body) {
  const std::size_t blocks = (n + block_size - 1) / block_size;
  const auto do_block = [&](std::size_t block) {
    const std::size_t begin = block * block_size;
    const std::size_t end = std::min(n, begin + block_size);
    run.check();
    body(begin, end, block);
    run.advance(end - begin);
  };
  if (thread_count(run) == 1 || blocks <= 1) {
    for (std::size_t block = 0; block < blocks; ++block) do_block(block);
    return;
  }
  with_threads(run, [&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, blocks, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          for (std::size_t block = range.begin(); block != range.end(); ++block) do_block(block);
        },
        tbb::simple_partitioner());
  });
}

}  // namespace agglo
