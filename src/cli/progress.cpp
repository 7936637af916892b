#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "cli/command_line.hpp"

namespace agglo::cli {
namespace {

// A signal handler can reach nothing but a global; it is set only while a run lasts.
std::atomic<RunControl*> running{nullptr};

extern "C" void on_interrupt(int signal) {
  if (RunControl* control = running.load()) {
    if (control->stop_requested()) std::_Exit(130);  // the second Ctrl-C does not wait
    control->request_stop();
  } else {
    std::_Exit(128 + signal);
  }
}

}  // namespace

struct ProgressLine::Impl {
  std::atomic<bool> done{false};
  std::thread painter;
};

ProgressLine::ProgressLine(RunControl& control, bool quiet) : impl_(new Impl) {
  running = &control;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  if (quiet || !isatty(STDERR_FILENO)) return;
  impl_->painter = std::thread([this, &control] {
    while (!impl_->done) {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      const double fraction = control.fraction();
      const std::string share = fraction < 0 ? "" : fmt::format(" {:3.0f} %", 100 * std::min(fraction, 1.0));
      fmt::print(stderr, "\r\033[K{}{}", control.stage(), share);
      std::fflush(stderr);
    }
    fmt::print(stderr, "\r\033[K");
  });
}

ProgressLine::~ProgressLine() {
  impl_->done = true;
  if (impl_->painter.joinable()) impl_->painter.join();
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  running = nullptr;
  delete impl_;
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace agglo::cli
