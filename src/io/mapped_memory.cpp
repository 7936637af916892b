#include "io/mapped_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kFirstRoom = 1 << 20;  // numbers

std::string reason_of(int code) {
  return std::generic_category().message(code);
}

}  // namespace

MappedColumn::MappedColumn(const std::filesystem::path& folder) {
  if (folder.empty()) return;
  descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor_ < 0)
    throw failure("cannot keep points in \"" + folder.string() + "\": " + reason_of(errno),
                  "name a folder on a local disk that may be written");
}

MappedColumn::~MappedColumn() {
  if (data_ != nullptr) ::munmap(data_, room_ * sizeof(double));
  if (descriptor_ >= 0) ::close(descriptor_);
}

MappedColumn::MappedColumn(MappedColumn&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      room_(std::exchange(other.room_, 0)) {}

std::span<double> MappedColumn::extend(std::size_t count) {
  const std::size_t wanted = size_ + count;
  if (wanted > room_) {
    const std::size_t room = std::max({wanted, 2 * room_, kFirstRoom}), bytes = room * sizeof(double);
    // Space on disk is taken now: writing to a mapped file on a full disk would kill the program.
    if (descriptor_ >= 0)
      if (const int code = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes)); code != 0)
        throw failure("cannot keep " + std::to_string(wanted) + " numbers on disk: " + reason_of(code),
                      "free some space, or run with more memory");
    void* data = data_ == nullptr
                     ? ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                              descriptor_ < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, descriptor_, 0)
                     : ::mremap(data_, room_ * sizeof(double), bytes, MREMAP_MAYMOVE);
    if (data == MAP_FAILED) throw std::bad_alloc();
    if (descriptor_ < 0) ::madvise(data, bytes, MADV_HUGEPAGE);  // fewer page faults
    data_ = static_cast<double*>(data);
    room_ = room;
  }
  const std::span<double> added(data_ + size_, count);
  size_ = wanted;
  return added;
}

void MappedColumn::append(std::span<const double> numbers) {
  const std::span<double> added = extend(numbers.size());
  std::copy(numbers.begin(), numbers.end(), added.begin());
}

MappedFile::MappedFile(const std::filesystem::path& file) {
  const std::string quoted = "\"" + file.string() + "\"";
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw failure("cannot read " + quoted + ": " + reason_of(errno), "check the path");
  struct stat about {};
  const bool is_file = ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
  if (is_file && about.st_size > 0) {
    size_ = static_cast<std::size_t>(about.st_size);
    void* data = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, descriptor, 0);
    if (data != MAP_FAILED) data_ = static_cast<const char*>(data);
  }
  ::close(descriptor);
  if (!is_file) throw failure(quoted + " is not a file", "name a file");
  if (size_ == 0) throw failure(quoted + " is empty");
  if (data_ == nullptr) throw failure("cannot map " + quoted + " into memory");
  ::madvise(const_cast<char*>(data_), size_, MADV_SEQUENTIAL);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

void MappedFile::forget(std::size_t begin, std::size_t end) const {
  begin = (begin + kPage - 1) / kPage * kPage;
  end = end / kPage * kPage;
  if (begin < end) ::madvise(const_cast<char*>(data_) + begin, end - begin, MADV_DONTNEED);
}

}  // namespace agglo
