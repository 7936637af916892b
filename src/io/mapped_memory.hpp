// Columns and files as mapped memory: columns that grow without copies, files read in place.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace agglo {

/// A column of doubles in memory, or in a file without a name, which the system writes out when memory is
/// short.
class MappedColumn {
 public:
  /// `folder` empty: in memory. Throws Error{failure} when there can be no file.
  explicit MappedColumn(const std::filesystem::path& folder = {});
  ~MappedColumn();
  MappedColumn(MappedColumn&& other) noexcept;
  MappedColumn& operator=(MappedColumn&&) = delete;

  /// Longer by `count` numbers; returns them, to be filled. Throws std::bad_alloc, or Error{failure} when the
  /// disk is full.
  std::span<double> extend(std::size_t count);
  void append(std::span<const double> numbers);
  std::span<double> all() const { return {data_, size_}; }

 private:
  int descriptor_ = -1;
  double* data_ = nullptr;
  std::size_t size_ = 0, room_ = 0;
};

/// The bytes of a file, mapped for reading. Throws Error{failure} for a file that cannot be read.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& file);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }
  /// Tells the system that a part has been read and need not stay in memory.
  void forget(std::size_t begin, std::size_t end) const;

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace agglo
