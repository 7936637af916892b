// A project that does not exist yet, made under another name.
#pragma once

#include <filesystem>

namespace agglo {

/// Holds the name beside `project` under which it is being made; removes what is left of it unless it was
/// moved into place. Error{failure} when the folder does not exist.
class PartialProject {
 public:
  explicit PartialProject(std::filesystem::path project);
  ~PartialProject();
  PartialProject(const PartialProject&) = delete;
  PartialProject& operator=(const PartialProject&) = delete;

  const std::filesystem::path& file() const { return file_; }
  void move_into_place() const;

 private:
  std::filesystem::path project_, file_;
};

}  // namespace agglo
