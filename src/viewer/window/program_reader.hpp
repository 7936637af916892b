// Program reader: runs another program and reads what it prints, while the window goes on.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace agglo::viewer {

struct ProgramEnd {
  int status = -1;     ///< that the program ended with; -1 = a signal ended it
  std::string output;  ///< all that it printed
};

class ProgramReader {
 public:
  ProgramReader() = default;
  ~ProgramReader() { stop(); }
  ProgramReader(const ProgramReader&) = delete;
  ProgramReader& operator=(const ProgramReader&) = delete;

  /// Starts the file `program` (no shell reads the words), ending first what still runs. `ended` is called
  /// once, by another thread, when it has ended. False when it cannot be started.
  bool start(const std::string& program, const std::vector<std::string>& arguments,
             std::function<void()> ended);
  /// From the start until take() has given back the end.
  bool busy() const { return thread_.joinable(); }
  bool has_ended() const { return ended_; }
  /// What came of it, once.
  std::optional<ProgramEnd> take();
  /// Kills the program, if it still runs. At most a tenth of a second.
  void stop();

 private:
  void read(int pid, int pipe);

  std::thread thread_;
  std::atomic<bool> stopped_ = false, ended_ = false;
  std::function<void()> tell_;
  ProgramEnd end_;  ///< the thread's until ended_
};

}  // namespace agglo::viewer
