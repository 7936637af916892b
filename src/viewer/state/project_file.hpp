// The project's file on disk: whether it is still what the window read or wrote last.
#pragma once

#include <cstdint>
#include <filesystem>

namespace agglo::viewer {

/// What tells one content of a file from another without reading it. A file that is not there has none.
struct FileStamp {
  std::int64_t changed_ns = 0;
  std::uintmax_t size = 0;
  bool there = false;
  bool operator==(const FileStamp&) const = default;
};
FileStamp stamp_of(const std::filesystem::path& file);

/// What another program did to the file of the open project.
enum class FileChange { changed, gone };

}  // namespace agglo::viewer
