#include "io/store_file.hpp"

#include <fcntl.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fstream>
#include <system_error>

#include "agglo/error.hpp"

namespace agglo {
namespace fs = std::filesystem;
namespace {

std::string quoted(const fs::path& path) {
  return "\"" + path.string() + "\"";
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// A name that was renamed but not flushed may come back empty after a power cut.
void flush_to_disk(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  const bool flushed = ::fsync(descriptor) == 0 || errno == EINVAL;
  const int reason = errno;
  ::close(descriptor);
  if (!flushed)
    throw failure("cannot write " + quoted(path.filename()) + ": " + std::generic_category().message(reason));
}

/// The time of the last write to a file, or to anything in a folder.
fs::file_time_type last_write(const fs::path& path) {
  std::error_code ignored;
  fs::file_time_type latest = fs::last_write_time(path, ignored);
  if (fs::is_directory(fs::symlink_status(path, ignored)))
    for (const fs::directory_entry& entry : fs::directory_iterator(path, ignored))
      latest = std::max(latest, entry.last_write_time(ignored));
  return latest;
}

/// The process id in `name` between prefix and suffix, or 0.
pid_t process_in(std::string_view name, std::string_view prefix, std::string_view suffix) {
  if (name.size() <= prefix.size() + suffix.size() || !name.starts_with(prefix) || !name.ends_with(suffix))
    return 0;
  const std::string_view digits = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
  pid_t process = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), process);
  return error == std::errc() && end == digits.data() + digits.size() && process > 0 ? process : 0;
}

}  // namespace

void remove_abandoned(const fs::path& folder, std::string_view prefix, std::string_view suffix) {
  std::error_code ignored;
  std::vector<fs::path> abandoned;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const pid_t process = process_in(entry.path().filename().string(), prefix, suffix);
    if (process == 0 || ::kill(process, 0) == 0 || errno != ESRCH) continue;
    if (fs::file_time_type::clock::now() - last_write(entry.path()) > std::chrono::minutes(10))
      abandoned.push_back(entry.path());
  }
  for (const fs::path& path : abandoned) fs::remove_all(path, ignored);
}

PartialFolder::PartialFolder(const fs::path& target) : target_(target) {
  if (target.filename().empty() || fs::is_directory(target))
    throw failure("cannot write " + quoted(target) + ": it is a folder", "give the name of a file");
  const fs::path parent = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::error_code reason;
  if (!fs::is_directory(parent, reason))
    throw failure("cannot write " + quoted(target) + ": there is no folder " + quoted(parent),
                  "create the folder first");
  std::string name = target.filename().string();
  // GDAL takes a folder whose name holds ".xlsx" for an archive.
  std::replace(name.begin(), name.end(), '.', '_');
  const std::string prefix = "." + name + ".partial-";
  remove_abandoned(parent, prefix, "");
  folder_ = parent / (prefix + std::to_string(::getpid()));
  fs::remove_all(folder_, reason);
  if (!fs::create_directory(folder_, reason) || reason)
    throw failure("cannot write " + quoted(target) + ": " + reason.message(),
                  "check that the folder may be written and the disk is not full");
}

PartialFolder::~PartialFolder() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void PartialFolder::move_into_place(bool replace) {
  const fs::path parent = folder_.parent_path();
  std::error_code reason;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) flush_to_disk(entry.path());
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    if (entry.path().filename() == target_.filename()) continue;
    fs::rename(entry.path(), parent / entry.path().filename(), reason);
    if (reason) throw failure("cannot write " + quoted(target_) + ": " + reason.message());
  }
  if (!replace) {
    // A hard link, unlike a rename, never replaces a file that someone else has just made.
    fs::create_hard_link(file(), target_, reason);
    if (!reason) return;
    if (reason == std::errc::file_exists || fs::exists(target_))
      throw failure(quoted(target_) + " already exists", "open it, or choose another name");
  }
  fs::rename(file(), target_, reason);
  if (reason) throw failure("cannot write " + quoted(target_) + ": " + reason.message());
}

Error store_error(const fs::path& file, std::string_view reason) {
  if (contains(reason, "locked") || contains(reason, "busy"))
    return failure(quoted(file) + " is being written by another program",
                   "wait until it has finished, then try again; nothing was changed");
  if (contains(reason, "full") || contains(reason, "disk I/O"))
    return failure("cannot save " + quoted(file) + ": the disk is full or cannot be written (" +
                       std::string(reason) + ")",
                   "free some space; the project is as it was before");
  if (contains(reason, "readonly") || contains(reason, "read-only") || contains(reason, "unable to open"))
    return failure("cannot save " + quoted(file) + ": the file or its folder is read-only",
                   "make both writable, or copy the project elsewhere");
  if (contains(reason, "malformed") || contains(reason, "not a database"))
    return failure(quoted(file) + " is damaged: " + std::string(reason), "restore it from a copy");
  return failure(quoted(file) + ": " + std::string(reason));
}

bool starts_as_sqlite(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  char head[16] = {};
  return stream.read(head, sizeof head) && std::memcmp(head, "SQLite format 3", sizeof head) == 0;
}

GdalDatasetHandle open_geopackage(const fs::path& file, bool for_writing) {
  register_gdal();
  std::error_code reason;
  if (!fs::exists(file, reason))
    throw failure("there is no file " + quoted(file), "check the name, or import data to make a project");
  if (fs::is_directory(file, reason)) throw failure(quoted(file) + " is a folder, not a project");
  const auto open = [&](bool update) {
    const char* const drivers[] = {"GPKG", nullptr};
    const char* const options[] = {"LIST_ALL_TABLES=NO", nullptr};
    const unsigned flags = GDAL_OF_VECTOR | (update ? GDAL_OF_UPDATE : GDAL_OF_READONLY);
    return GdalDatasetHandle(GDALDataset::Open(file.c_str(), flags, drivers, options, nullptr));
  };
  const GdalErrorCollector errors;
  // A writer that is just finishing is worth a short wait; one in the middle of its work is not.
  const GdalThreadOption patience("SQLITE_BUSY_TIMEOUT", "500");
  // Only a connection that may write can undo what a killed program left in the journal.
  const bool interrupted = fs::exists(fs::path(file.string() + "-journal"), reason);
  GdalDatasetHandle dataset = open(for_writing || interrupted);
  if (!dataset && interrupted && !for_writing) dataset = open(false);
  if (dataset) return dataset;
  if (for_writing && ::access(file.c_str(), W_OK) != 0) throw store_error(file, "read-only");
  if (errors.message().empty() || contains(errors.message(), "not recognized"))
    throw failure(quoted(file) + " is not a GeoPackage", "import it: agglo import FILE -o PROJECT.gpkg");
  throw store_error(file, errors.message());
}

void run_sql(GDALDataset& dataset, const fs::path& file, const std::string& statement) {
  const GdalErrorCollector errors;
  if (OGRLayer* result = dataset.ExecuteSQL(statement.c_str(), nullptr, nullptr))
    dataset.ReleaseResultSet(result);
  if (errors.has_error()) throw store_error(file, errors.message());
}

std::vector<std::vector<std::string>> query_sql(GDALDataset& dataset, const fs::path& file,
                                                const std::string& statement) {
  const GdalErrorCollector errors;
  std::vector<std::vector<std::string>> rows;
  OGRLayer* result = dataset.ExecuteSQL(statement.c_str(), nullptr, nullptr);
  if (result != nullptr) {
    for (const auto& feature : *result) {
      std::vector<std::string>& row = rows.emplace_back();
      for (int i = 0; i < feature->GetFieldCount(); ++i) row.emplace_back(feature->GetFieldAsString(i));
    }
    dataset.ReleaseResultSet(result);
  }
  if (errors.has_error()) throw store_error(file, errors.message());
  return rows;
}

std::string sql_text(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) literal.append(c == '\'' ? 2 : 1, c);
  return literal + "'";
}

}  // namespace agglo
