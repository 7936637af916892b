#include "viewer/window/program_reader.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "viewer/window/program_words.hpp"

namespace agglo::viewer {

namespace {

/// The program's process, or 0. It is the first of a group, so that what it starts can be ended with it.
pid_t spawn(const std::string& program, const std::vector<std::string>& arguments, int output) {
  ProgramWords words(program, arguments);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
  if (posix_spawnattr_init(&attributes) != 0) return 0;
  if (posix_spawn_file_actions_init(&files) != 0) {
    posix_spawnattr_destroy(&attributes);
    return 0;
  }
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error = posix_spawn(&child, program.c_str(), &files, &attributes, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error == 0 ? child : 0;
}

}  // namespace

bool ProgramReader::start(const std::string& program, const std::vector<std::string>& arguments,
                          std::function<void()> ended) {
  stop();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  const pid_t child = spawn(program, arguments, ends[1]);
  close(ends[1]);
  if (child == 0) {
    close(ends[0]);
    return false;
  }
  tell_ = std::move(ended);
  thread_ = std::thread([this, child, pipe = ends[0]] { read(child, pipe); });
  return true;
}

void ProgramReader::read(int pid, int pipe) {
  std::array<char, 4096> piece{};
  while (!stopped_) {
    pollfd waiting{pipe, POLLIN, 0};
    const int ready = poll(&waiting, 1, 100);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t n = ::read(pipe, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    end_.output.append(piece.data(), static_cast<std::size_t>(n));
  }
  close(pipe);
  int status = 0;
  pid_t done = 0;
  // One that has closed its output may still run.
  while (!stopped_ && (done = waitpid(pid, &status, WNOHANG)) == 0) usleep(20'000);
  if (done == 0) {
    kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
  }
  end_.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ended_ = true;
  if (!stopped_) tell_();
}

std::optional<ProgramEnd> ProgramReader::take() {
  if (!ended_) return std::nullopt;
  thread_.join();
  ended_ = false;
  return std::exchange(end_, {});
}

void ProgramReader::stop() {
  if (!busy()) return;
  stopped_ = true;
  thread_.join();
  stopped_ = ended_ = false;
  end_ = {};
}

}  // namespace agglo::viewer
