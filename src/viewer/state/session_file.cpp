#include "viewer/state/session_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "agglo/error.hpp"
#include "viewer/state/whole_file.hpp"

#include <exception>

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

fs::path lock_of(fs::path file) {
  return file.replace_extension(".lock");
}

/// The lock of a session, held until it is closed; -1 when a living process has it.
int take_lock(const fs::path& file) {
  const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (handle < 0) return -1;
  if (::flock(handle, LOCK_EX | LOCK_NB) == 0) return handle;
  ::close(handle);
  return -1;
}

}  // namespace

SessionFile::SessionFile(fs::path folder) : folder_(std::move(folder)) {
  if (folder_.empty()) return;
  std::error_code error;
  fs::create_directories(folder_, error);
  // A number that a dead session of the same process id left is not taken again.
  for (int k = 0; k < 1000 && lock_ < 0; ++k) {
    fs::path file = folder_ / (std::to_string(::getpid()) + "-" + std::to_string(k) + ".json");
    if (fs::exists(file, error)) continue;
    lock_ = take_lock(lock_of(file));
    if (lock_ >= 0) file_ = std::move(file);
    if (error) return;
  }
}

SessionFile::~SessionFile() {
  if (lock_ < 0) return;
  if (std::uncaught_exceptions() > 0) {  // the program ends by an error: what was autosaved is offered again
    ::close(lock_);
    return;
  }
  std::error_code ignored;
  fs::remove(file_, ignored);
  fs::remove(lock_of(file_), ignored);
  ::close(lock_);
}

void SessionFile::write(std::string_view text) {
  if (lock_ < 0) return;
  std::error_code ignored;
  if (text.empty())
    fs::remove(file_, ignored);
  else
    write_whole(file_, text, Durability::process);
}

std::optional<SessionFile::Left> SessionFile::left_behind() const {
  std::optional<Left> newest;
  fs::file_time_type newest_time;
  if (folder_.empty()) return newest;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const fs::path file = entry->path();
    if (file.extension() != ".json" || file == file_) continue;
    const int lock = take_lock(lock_of(file));
    if (lock < 0) continue;
    ::close(lock);
    std::error_code unknown;
    const auto time = fs::last_write_time(file, unknown);
    if (unknown || (newest && time < newest_time)) continue;
    try {
      if (auto text = read_whole(file)) newest = Left{file, std::move(*text)};
      newest_time = time;
    } catch (const Error&) {
      // Unreadable: nothing to restore from.
    }
  }
  return newest;
}

void SessionFile::forget(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
  fs::remove(lock_of(file), ignored);
}

}  // namespace agglo::viewer
