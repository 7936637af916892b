// Counting doubtful rows under stable codes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/import.hpp"

namespace agglo {

/// Each code counts a row once, however many of its cells are doubtful, and keeps its first five rows as
/// samples.
class FlagCounter {
 public:
  /// `row` is 0-based. Unknown codes assert.
  void add(std::string_view code, std::uint64_t row, std::string_view column, std::string_view value);
  /// For rows counted elsewhere, sorted by row.
  void add_counted(std::string_view code, std::uint64_t rows, std::vector<ImportFlag::Sample> samples);
  /// Appended to the meaning of the code.
  void add_detail(std::string_view code, std::string detail);
  std::uint64_t rows(std::string_view code) const;
  /// By code.
  std::vector<ImportFlag> flags() const;

 private:
  struct Count {
    std::vector<bool> seen;
    std::uint64_t rows = 0;
    std::vector<ImportFlag::Sample> samples;
    std::string detail;
  };
  std::map<std::string, Count, std::less<>> counts_;
};

/// One sentence of what the code means and what was done; docs/data.md lists the same.
std::string_view flag_meaning(std::string_view code);

}  // namespace agglo
