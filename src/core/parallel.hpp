// Parallel loops over fixed blocks. Whoever chooses blocks by the number of threads says why the result does
// not depend on it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

#include "agglo/run_control.hpp"

namespace agglo {

/// Calls body(begin, end, block) for the blocks [k * block_size, ...) of 0..n-1 on run.threads threads and
/// advances `run` by the items of each finished block. Exceptions (cancel included) come out of the call.
void parallel_blocks(std::size_t n, std::size_t block_size, RunControl& run,
                     const std::function<void(std::size_t begin, std::size_t end, std::size_t block)>& body);

/// Calls body(begin, end) for one piece of the items begin..end after the other, on this thread, and looks
/// before each whether the run was asked to stop: for loops that may be long by themselves.
template <class Body>
void in_pieces(std::size_t begin, std::size_t end, const RunControl& run, const Body& body) {
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  for (std::size_t at = begin; at < end; at += kPiece) {
    run.check();
    body(at, std::min(end, at + kPiece));
  }
}

/// Runs work() with oneTBB algorithms inside it limited to run.threads threads.
void with_threads(const RunControl& run, const std::function<void()>& work);

/// Threads that a run uses: as many as it asks for, but no more than this process may run at once.
unsigned thread_count(const RunControl& run);

}  // namespace agglo
