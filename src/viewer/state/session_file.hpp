// Session files: one autosave per running window, in the user's state folder. A lock tells those of living
// windows from what a crash left.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace agglo::viewer {

class SessionFile {
 public:
  /// In `folder`, made when it is missing; without a folder, or where nothing can be written, it does
  /// nothing.
  explicit SessionFile(std::filesystem::path folder);
  /// The session ended as it should: its file goes.
  ~SessionFile();
  SessionFile(const SessionFile&) = delete;
  SessionFile& operator=(const SessionFile&) = delete;

  /// Replaces the text in one step; an empty one removes the file. Throws Error{failure}.
  void write(std::string_view text);

  struct Left {
    std::filesystem::path file;
    std::string text;
  };
  /// The newest file of a session that is no longer alive.
  std::optional<Left> left_behind() const;
  /// Removes what a dead session left.
  static void forget(const std::filesystem::path& file);

 private:
  std::filesystem::path folder_, file_;
  int lock_ = -1;
};

}  // namespace agglo::viewer
