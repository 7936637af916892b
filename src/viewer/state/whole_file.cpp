#include "viewer/state/whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include "agglo/error.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

/// The XDG rules: a relative path counts as unset.
fs::path xdg_folder(const char* variable, const char* below_home) {
  if (const char* given = std::getenv(variable); given && fs::path(given).is_absolute())
    return fs::path(given) / "agglo";
  if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / below_home / "agglo";
  return {};
}

[[noreturn]] void cannot_write(const fs::path& file, int error) {
  throw failure("cannot write \"" + file.string() + "\": " + std::generic_category().message(error),
                "check the folder and the space on the disk");
}

void write_all(int handle, std::string_view text, const fs::path& file) {
  while (!text.empty()) {
    const ssize_t written = ::write(handle, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) cannot_write(file, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

fs::path config_folder() {
  return xdg_folder("XDG_CONFIG_HOME", ".config");
}
fs::path state_folder() {
  return xdg_folder("XDG_STATE_HOME", ".local/state");
}

std::optional<std::string> read_whole(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file, ignored))
    throw failure("cannot read \"" + file.string() + "\"", "check its permissions");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void write_whole(const fs::path& file, std::string_view text, Durability durability) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) cannot_write(file, error.value());
  // Two windows may write at once: each has a part file of its own.
  fs::path part = file;
  part += "." + std::to_string(::getpid()) + ".part";
  const int handle = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (handle < 0) cannot_write(file, errno);
  try {
    write_all(handle, text, file);
    if (durability == Durability::machine && ::fsync(handle) != 0) cannot_write(file, errno);
  } catch (...) {
    ::close(handle);
    fs::remove(part, error);
    throw;
  }
  ::close(handle);
  fs::rename(part, file, error);
  if (error) {
    const int reason = error.value();
    fs::remove(part, error);
    cannot_write(file, reason);
  }
}

}  // namespace agglo::viewer
