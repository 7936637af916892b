// The ranks that mpirun started.
#pragma once

#include <exception>
#include <functional>
#include <memory>

#include "agglo/ranks.hpp"

namespace agglo::mpi {

/// MPI from the first to the last line of main. No MPI type leaves world.cpp.
class World {
 public:
  World(int& argc, char**& argv);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Runs work(ranks) on every rank. When it throws on one, it ends on all: at their next exchange, or at the
  /// end, the others get the same error. `tell` makes the error an exit code; rank 0 alone calls it, the
  /// others return the code without a word.
  int run(const std::function<int(const Ranks&)>& work, const std::function<int(std::exception_ptr)>& tell);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace agglo::mpi
