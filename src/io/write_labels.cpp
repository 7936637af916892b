// "row,cluster,role" of all ranks in one file: each writes its part where it belongs.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "agglo/error.hpp"
#include "agglo/point_file.hpp"
#include "core/parallel.hpp"
#include "io/store_file.hpp"

namespace agglo {
namespace {

constexpr std::size_t kRows = 1 << 16;
constexpr std::size_t kBlocksAtOnce = 64;
constexpr std::array<std::string_view, 4> kRoles{"core", "border", "noise", "unlocated"};
constexpr std::string_view kHeader = "row,cluster,role\n";

std::string_view role_name(PointRole role) {
  return kRoles[static_cast<std::size_t>(role)];
}

Error write_error(const std::filesystem::path& file, int code) {
  return failure(
      "cannot write \"" + file.string() + "\": " + std::generic_category().message(code),
      "check that the folder may be written and the disk is not full; an earlier file is as it was");
}

class PartFile {
 public:
  PartFile(const std::filesystem::path& file, const std::filesystem::path& target) : target_(target) {
    descriptor_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throw write_error(target, errno);
  }
  ~PartFile() { ::close(descriptor_); }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  void write(std::string_view text, std::uint64_t at) const {
    while (!text.empty()) {
      const ssize_t done = ::pwrite(descriptor_, text.data(), text.size(), static_cast<off_t>(at));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) throw write_error(target_, done < 0 ? errno : ENOSPC);
      text.remove_prefix(static_cast<std::size_t>(done));
      at += static_cast<std::uint64_t>(done);
    }
  }

  /// Has the bytes begin..end written to disk, piece by piece, so that a run can be cancelled meanwhile. What
  /// the file system cannot do so is left to the flush of the whole file.
  void flush(std::uint64_t begin, std::uint64_t end, RunControl& run) const {
    constexpr std::uint64_t kPiece = 2 << 20;
    run.begin("flushing to disk", end - begin);
    for (std::uint64_t at = begin; at < end; at += kPiece) {
      const std::uint64_t size = std::min(kPiece, end - at);
      ::sync_file_range(descriptor_, static_cast<off_t>(at), static_cast<off_t>(size),
                        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
      run.advance(size);
    }
  }

 private:
  const std::filesystem::path& target_;
  int descriptor_ = -1;
};

/// Holds a file open beyond its removal. Removing it is then quick: the file system gives the blocks of a
/// large file back, for some tenths of a second, when it is closed, here on a thread of its own. The thread
/// does nothing else, so a process that ends meanwhile leaves nothing behind.
class OpenUntilRemoved {
 public:
  OpenUntilRemoved() = default;
  ~OpenUntilRemoved() {
    if (descriptor_ < 0) return;
    try {
      std::thread([descriptor = descriptor_] { ::close(descriptor); }).detach();
    } catch (const std::system_error&) {  // no thread to be had
      close();
    }
  }
  OpenUntilRemoved(const OpenUntilRemoved&) = delete;
  OpenUntilRemoved& operator=(const OpenUntilRemoved&) = delete;

  void open(const std::filesystem::path& file) { descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC); }
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

 private:
  int descriptor_ = -1;
};

/// Rows begin..end as text; `first_row` is that of the share.
std::string text_of(const Clusters& share, std::uint64_t first_row, std::size_t begin, std::size_t end) {
  std::string text((end - begin) * 44, '\0');  // 20 digits, 11 digits, the longest role
  char* at = text.data();
  char* const last = text.data() + text.size();
  for (std::size_t row = begin; row < end; ++row) {
    at = std::to_chars(at, last, first_row + row + 1).ptr;
    *at++ = ',';
    at = std::to_chars(at, last, share.label[row]).ptr;
    *at++ = ',';
    const std::string_view role = role_name(share.role[row]);
    std::memcpy(at, role.data(), role.size());
    at += role.size();
    *at++ = '\n';
  }
  text.resize(static_cast<std::size_t>(at - text.data()));
  return text;
}

std::size_t digits(std::uint64_t number) {
  std::size_t count = 1;
  for (; number >= 10; number /= 10) ++count;
  return count;
}

/// Length of what text_of gives for all rows, without making it.
std::uint64_t text_bytes(const Clusters& share, std::uint64_t first_row, RunControl& run) {
  std::vector<std::uint64_t> sums((share.label.size() + kRows - 1) / kRows);
  run.begin("measuring labels", share.label.size());
  parallel_blocks(share.label.size(), kRows, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    for (std::size_t row = begin; row < end; ++row)
      sums[block] += digits(first_row + row + 1) + 3 + role_name(share.role[row]).size() +
                     (share.label[row] < 0 ? 2 : digits(static_cast<std::uint64_t>(share.label[row])));
  });
  std::uint64_t sum = 0;
  for (const std::uint64_t block : sums) sum += block;
  return sum;
}

void write_part(const PartFile& part, const Clusters& share, std::uint64_t first_row, std::uint64_t at,
                RunControl& run) {
  const std::size_t blocks = (share.label.size() + kRows - 1) / kRows;
  run.begin("writing labels", blocks);
  for (std::size_t first = 0; first < blocks; first += kBlocksAtOnce) {
    const std::size_t count = std::min(kBlocksAtOnce, blocks - first);
    std::vector<std::string> text(count);
    parallel_blocks(count, 1, run, [&](std::size_t i, std::size_t, std::size_t) {
      const std::size_t begin = (first + i) * kRows;
      text[i] = text_of(share, first_row, begin, std::min(share.label.size(), begin + kRows));
    });
    for (const std::string& block : text) {
      run.check();
      part.write(block, at);
      at += block.size();
    }
  }
}

/// The path of rank 0's unfinished file, known to all.
std::string told_by_rank_0(const std::string& path, const Ranks& ranks) {
  Words mine;
  if (ranks.rank == 0)
    for (const char c : path) mine.push_back(static_cast<unsigned char>(c));
  const Words from_0 = std::move(ranks.gather(mine)[0]);
  std::string told;
  for (const std::uint64_t c : from_0) told += static_cast<char>(c);
  return told;
}

}  // namespace

void write_labels(const std::filesystem::path& file, const Clusters& share, std::uint64_t first_row,
                  const Ranks& ranks, RunControl& run) {
  OpenUntilRemoved removed_late;  // outlives the folder, which removes what is unfinished
  std::optional<PartialFolder> folder;
  if (ranks.rank == 0) folder.emplace(file);
  if (folder) {
    PartFile(folder->file(), file).write(kHeader, 0);
    removed_late.open(folder->file());
  }
  const std::string unfinished = told_by_rank_0(folder ? folder->file().string() : "", ranks);
  std::uint64_t at = kHeader.size();
  const std::vector<Words> bytes = ranks.gather({text_bytes(share, first_row, run)});
  for (unsigned rank = 0; rank < ranks.rank; ++rank) at += bytes[rank][0];
  {
    const PartFile part(unfinished, file);
    write_part(part, share, first_row, at, run);
    part.flush(at, at + bytes[ranks.rank][0], run);
  }
  ranks.gather({});  // all have written
  if (folder) folder->move_into_place(true);
  removed_late.close();
}

}  // namespace agglo
