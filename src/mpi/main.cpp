// agglo as one of several ranks: the same commands, with ranks that talk through MPI.
#include "cli/program.hpp"
#include "mpi/world.hpp"

int main(int argc, char** argv) {
  agglo::mpi::World world(argc, argv);
  const std::vector<std::string> words(argv + 1, argv + argc);
  return world.run([&](const agglo::Ranks& ranks) { return agglo::cli::run_program(words, ranks); },
                   agglo::cli::tell_error);
}
