#include "viewer/window/start_program.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "viewer/window/program_words.hpp"

namespace agglo::viewer {

namespace {

/// Programs that were started and may have ended; other children have waiters of their own.
std::vector<pid_t>& started() {
  static std::vector<pid_t> pids;
  return pids;
}

}  // namespace

bool start_program(const std::string& program, const std::vector<std::string>& arguments) {
  ProgramWords words(program, arguments);
  posix_spawnattr_t attributes;
  if (posix_spawnattr_init(&attributes) != 0) return false;
  // A session of its own: closing the terminal of the first window must not end the second.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  pid_t child = 0;
  const int error = posix_spawn(&child, program.c_str(), nullptr, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  std::erase_if(started(), [](pid_t pid) { return waitpid(pid, nullptr, WNOHANG) != 0; });
  if (error == 0) started().push_back(child);
  return error == 0;
}

}  // namespace agglo::viewer
