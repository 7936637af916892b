// Parallel: a loop over tasks on a few threads, for drawing alone (analyses have their own).
#pragma once

#include <cstddef>
#include <functional>

namespace agglo::viewer {

/// Threads that drawing may use: those of the machine, at most 8.
unsigned draw_threads();

/// Calls body(task, thread) for the tasks 0..n-1, each once, on `threads` threads of which this one is number
/// 0; whoever is free takes the next task. body must not throw. Costs about 0.05 ms beside the work.
void in_parallel(std::size_t n, unsigned threads,
                 const std::function<void(std::size_t task, unsigned thread)>& body);

}  // namespace agglo::viewer
