#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "agglo/error.hpp"
#include "cli/program.hpp"

namespace {

/// Started by Open MPI's mpirun as one of several ranks.
bool is_one_of_several() {
  const char* size = std::getenv("OMPI_COMM_WORLD_SIZE");
  int ranks = 0;
  return size != nullptr && std::from_chars(size, size + std::strlen(size), ranks).ec == std::errc() &&
         ranks > 1;
}

/// The same program with MPI lies beside this one, so that this one needs no MPI.
[[noreturn]] void become_one_rank(char** argv) {
  const auto program = std::filesystem::canonical("/proc/self/exe").parent_path() / "agglo-mpi";
  execv(program.c_str(), argv);
  throw agglo::usage_error("mpirun started several ranks, but agglo-mpi is not installed beside agglo (" +
                               std::string(std::strerror(errno)) + ")",
                           "build with AGGLO_MPI=ON, or start agglo without mpirun");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (is_one_of_several()) become_one_rank(argv);
    return agglo::cli::run_program({argv + 1, argv + argc}, {});
  } catch (...) {
    return agglo::cli::tell_error(std::current_exception());
  }
}
