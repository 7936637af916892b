// Files as the store needs them: written beside the target and moved into place, and GeoPackages opened.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "io/gdal_session.hpp"

namespace agglo {

inline constexpr int kFormatVersion = 1;
/// Dates in files are fixed, so that the same content gives the same bytes.
inline constexpr const char* kFixedDate = "1970-01-01T00:00:00.000Z";

/// GDAL settings for writing on this thread: fixed dates, and the spatial index built without a second
/// thread, whose helper database cannot be let go of inside a transaction.
struct WriteSettings {
  GdalThreadOption date{"OGR_CURRENT_DATE", kFixedDate};
  GdalThreadOption index{"OGR_GPKG_ALLOW_THREADED_RTREE", "NO"};
  GdalThreadOption cache{"OGR_SQLITE_CACHE",
                         "256"};  ///< MB; a spatial index that does not fit is several times slower
};

/// Removes what killed programs left behind: files and folders in `folder` named prefix + process id +
/// suffix, where no such process runs and nothing was written for ten minutes (it may run on another machine
/// that shares the disk). What cannot be removed stays.
void remove_abandoned(const std::filesystem::path& folder, std::string_view prefix, std::string_view suffix);

/// A hidden folder beside the target in which a file is made; removed with whatever is left in it.
class PartialFolder {
 public:
  /// Error{failure} when the target's folder does not exist or cannot be written.
  explicit PartialFolder(const std::filesystem::path& target);
  ~PartialFolder();
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;

  /// Where to write: a file of the target's name inside the folder.
  std::filesystem::path file() const { return folder_ / target_.filename(); }
  /// Flushes every file in the folder to disk and moves it beside the target, the target itself last. With
  /// `replace` false an existing target is Error{failure}.
  void move_into_place(bool replace);

 private:
  std::filesystem::path target_, folder_;
};

/// True when the file begins as an SQLite database does, and so may be a GeoPackage.
bool starts_as_sqlite(const std::filesystem::path& file);

/// Opens a GeoPackage; a transaction that a killed program left behind is undone first. Error{failure}
/// otherwise.
GdalDatasetHandle open_geopackage(const std::filesystem::path& file, bool for_writing);

/// The error to throw for a failed SQL statement or write on a project, from GDAL's reason.
Error store_error(const std::filesystem::path& file, std::string_view reason);

/// Runs a statement that gives no rows; throws store_error.
void run_sql(GDALDataset& dataset, const std::filesystem::path& file, const std::string& statement);

/// Rows of a query as text; throws store_error.
std::vector<std::vector<std::string>> query_sql(GDALDataset& dataset, const std::filesystem::path& file,
                                                const std::string& statement);

/// An SQL literal.
std::string sql_text(std::string_view text);

}  // namespace agglo
