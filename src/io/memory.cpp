#include "agglo/memory.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "agglo/error.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

/// The number after `key` in a file of lines "key  number ...", or of a file that is one number when `key` is
/// empty; unknown for "max".
std::uint64_t number_in(const fs::path& file, const std::string& key) {
  std::ifstream stream(file);
  std::string word;
  while (stream >> word) {
    if (!key.empty() && word != key) continue;
    if (!key.empty() && !(stream >> word)) break;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc() && end == word.data() + word.size() ? number : kUnknown;
  }
  return kUnknown;
}

/// What the control groups of this process leave (version 2), from its own up to the root.
std::uint64_t left_by_control_groups() {
  std::ifstream stream("/proc/self/cgroup");
  std::string line;
  std::uint64_t left = kUnknown;
  while (std::getline(stream, line)) {
    if (!line.starts_with("0::/")) continue;
    for (fs::path group = line.substr(4);; group = group.parent_path()) {
      const fs::path folder = fs::path("/sys/fs/cgroup") / group;
      const std::uint64_t most = number_in(folder / "memory.max", "");
      const std::uint64_t used = number_in(folder / "memory.current", "");
      // Pages of files are given back when memory is short.
      const std::uint64_t files = number_in(folder / "memory.stat", "file");
      if (most != kUnknown && used != kUnknown) {
        const std::uint64_t held = files == kUnknown || files > used ? used : used - files;
        left = std::min(left, most > held ? most - held : 0);
      }
      if (group.empty()) break;
    }
  }
  return left;
}

std::uint64_t left_by_own_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnknown;
  const std::uint64_t kib = number_in("/proc/self/status", "VmSize:");
  const std::uint64_t used = kib == kUnknown ? 0 : kib * 1024;
  return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}

/// Memory of its own that this process holds.
std::uint64_t held_bytes() {
  const std::uint64_t kib = number_in("/proc/self/status", "RssAnon:");
  return kib == kUnknown ? 0 : kib * 1024;
}

}  // namespace

std::uint64_t available_memory_bytes() {
  const std::uint64_t kib = number_in("/proc/meminfo", "MemAvailable:");
  const std::uint64_t least =
      std::min({kib == kUnknown ? kUnknown : kib * 1024, left_by_control_groups(), left_by_own_limit()});
  return least == kUnknown ? 0 : least;
}

std::uint64_t memory_left_bytes(const RunControl& run) {
  const std::uint64_t available = available_memory_bytes();
  if (run.memory_bytes == 0) return available;
  const std::uint64_t held = held_bytes();
  const std::uint64_t left = run.memory_bytes > held ? run.memory_bytes - held : 1;
  return available == 0 ? left : std::min(left, available);
}

std::string gib_text(std::uint64_t bytes) {
  if (bytes < std::uint64_t{1} << 30) return std::to_string((bytes + 0xfffff) >> 20) + " MiB";
  const std::uint64_t tenths = (bytes + 53687091) / 107374182;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

void require_memory(std::uint64_t needed, std::uint64_t allowed, const std::string& what,
                    const std::string& advice) {
  if (allowed == 0) allowed = available_memory_bytes();
  if (allowed == 0 || needed <= allowed) return;
  throw failure(
      what + " needs about " + gib_text(needed) + " of memory, where '" + gib_text(allowed) + "' may be used",
      advice);
}

void require_memory(std::uint64_t needed, const RunControl& run, const std::string& what,
                    const std::string& advice) {
  const std::uint64_t allowed = memory_left_bytes(run);
  const std::uint64_t available = available_memory_bytes();
  if (run.memory_bytes == 0 || allowed == 0 || (available != 0 && available <= allowed))
    return require_memory(needed, allowed, what, "close other programs, " + advice);
  if (needed <= allowed) return;
  throw failure(what + " needs about " + gib_text(needed) + " of memory beside the " +
                    gib_text(held_bytes()) + " in use, where --memory-gib allows '" +
                    gib_text(run.memory_bytes) + "' in all",
                "allow more with --memory-gib, " + advice);
}

}  // namespace agglo
