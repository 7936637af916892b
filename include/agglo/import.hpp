// Import: any GDAL-readable file to a table with agglo's columns, with every doubtful row counted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// Columns every table of a role has after import (missing values where the source has none), before the
/// source's own columns, which follow under their own names (prefixed "src_" on a clash):
///   establishments: id, name, sector, jobs_lo, jobs_hi, born, closed, geo_quality   (points)
///   institutions:   id, name, kind, services, capacity, opened                      (points)
///   zones:          id, name, kind, opened                                          (points, polygons)
///   infrastructure: id, name, kind                                                  (points, lines,
///   polygons) regions:        id, name, kind                                                  (polygons)
struct ImportOptions {
  Role role = Role::establishments;
  std::string layer;    ///< layer of the source; empty = the only one, else Error naming them
  std::string profile;  ///< profile file, or the name of one in data/profiles; empty = none
  std::map<std::string, std::string>
      fields;                     ///< agglo field -> source column (--map); also lon, lat, x, y, wkt
  std::string crs;                ///< "EPSG:4326", "planar", WKT ...; empty = as the file says
  bool canonical_columns = true;  ///< false: keep only the source's columns
};

/// Doubtful rows of one kind. code is stable: no_coordinates, zero_coordinates, out_of_range, bad_coordinate,
/// bad_number, bad_date, date_out_of_range, future_date, closed_before_born, unknown_sector, mixed_geometry,
/// invalid_geometry, empty_geometry, duplicate_id ...
struct ImportFlag {
  std::string code;
  std::string meaning;  ///< one sentence: what it is and what was done with the value
  std::uint64_t rows = 0;
  struct Sample {
    std::uint64_t row;  ///< 1-based data row of the source
    std::string column, value;
  };
  std::vector<Sample> samples;  ///< the first five
};

struct ImportReport {
  std::string source, sha256, driver, layer, encoding, delimiter, decimal, crs;
  std::uint64_t rows_read = 0, rows_kept = 0, rows_located = 0;
  std::map<std::string, std::string>
      fields;                              ///< agglo field -> source column (and " (by synonym)" etc. in how)
  std::map<std::string, std::string> how;  ///< agglo field -> "--map" | "profile" | "header"
  std::vector<ImportFlag> flags;           ///< by code
  std::string text() const;                ///< for people
  std::string json() const;
};

/// Coordinates of the table are longitude/latitude (WGS 84) or planar metres (is_planar).
struct Imported {
  Table table;
  std::size_t canonical_columns = 0;      ///< how many columns import added in front of the source's own
  std::vector<std::string> source_names;  ///< of the columns behind those, as the source writes them
  bool is_planar = false;
  ImportReport report;
};

/// True for "PG:host=... dbname=...", which names tables of PostGIS rather than a file.
bool is_database(const std::filesystem::path& source);
/// What reports call a source: the name of the file, or of the database.
std::string source_name(const std::filesystem::path& source);

/// Reads a file of any format GDAL knows (CSV/TSV by agglo's own sniffing of delimiter, decimal sign and
/// encoding; .gz and .zip directly, also as /vsizip/A.zip/B.csv and /vsigzip/B.csv.gz; OSM PBF: points, lines
/// and areas of use for the role), or a table of PostGIS (the layer of `options`). Every row of the source is
/// a row of the result, in order. Throws Error for a missing, empty or unreadable file, no usable geometry or
/// coordinates, an unknown column in `fields`, an unknown CRS, coordinates whose CRS is not known, or no row
/// with a place.
Imported import_file(const std::filesystem::path& file, const ImportOptions& options, RunControl& run);

/// The fields that --map can name for a role, those of the place last: "id", "name" ... "lon", "lat", "x",
/// "y", "wkt".
std::vector<std::string> import_field_names(Role role);
/// Which of a source's columns --map and profiles mean by a name: the one of exactly this name, else the
/// first that differs in case, accents, blanks and punctuation alone; nothing when there is none.
std::optional<std::size_t> import_column_named(const std::vector<std::string>& columns,
                                               std::string_view name);

/// What a file holds, to choose from before an import.
struct FilePreview {
  std::string driver, layer;
  std::vector<std::string> layers;  ///< of which one can be imported; with several none is read until one is
                                    ///< named in the options, and all below is empty
  bool has_geometry = false;
  bool is_osm = false;                         ///< OpenStreetMap: nothing to choose, nothing is read
  std::vector<std::string> columns;            ///< as the file names them
  std::vector<std::vector<std::string>> rows;  ///< the first ones, a cell per column, long ones cut
  /// agglo field -> column that an import without `fields` would take (a constant of the profile in quotes).
  std::map<std::string, std::string> fields;
};
/// Reads the first `most_rows` rows (at least 1) of a file, of a text at most its first MiB; spreadsheets and
/// GeoJSON are read as a whole by GDAL. `options.fields` has no part in it, and a CRS that is not known
/// counts as none. Throws Error as import_file does for a file that cannot be read or a wrong profile.
FilePreview preview_file(const std::filesystem::path& file, const ImportOptions& options,
                         std::size_t most_rows, RunControl& run);

/// SHA-256 of a file's bytes, lower-case hexadecimal; of the archive for a path into one.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace agglo
