// Point files: coordinates (and a weight) alone, read without building tables, each rank its share of the
// rows; and the labels of the points, written row by row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agglo/clustering.hpp"
#include "agglo/frame.hpp"
#include "agglo/ranks.hpp"

namespace agglo {

struct PointFileOptions {
  std::map<std::string, std::string> fields;  ///< lon, lat, x, y -> column, where the header does not tell
  std::string weight;                         ///< column; empty = each point counts 1
  std::string crs;    ///< "EPSG:4326", "planar", WKT ...; empty = as import_file decides
  std::string layer;  ///< of a file with several
  /// Columns are kept in unnamed files there instead of in memory; empty = in memory.
  std::filesystem::path spool_folder;
};

/// How many rows a file has: exact for raw files and those that state it, estimated from the first megabyte
/// of a text.
struct PointFileSize {
  std::uint64_t rows = 0;
  bool is_exact = false;
};
PointFileSize point_file_size(const std::filesystem::path& file, const PointFileOptions& options);

/// The rows of one rank: contiguous, in the order of the file, ranks in ascending order.
class PointColumns {
 public:
  struct Impl;
  explicit PointColumns(std::unique_ptr<Impl> impl);
  ~PointColumns();
  PointColumns(PointColumns&&) noexcept;

  /// In the metres of `frame`, as analyses take them; NaN where a row has no place.
  PointView view() const;
  std::uint64_t rows() const;
  const Frame& frame() const;
  /// What was doubtful, over all ranks: sentences with numbers of rows. The same on every rank.
  const std::vector<std::string>& notes() const;

 private:
  std::unique_ptr<Impl> impl_;
};

/// Reads .f64 (raw little-endian float64 pairs x, y), delimited text by its own parallel reader, or what GDAL
/// can open. Coordinates and CRS mean what they mean to import_file, and the frame is the one choose_frame
/// finds for all rows, so the metres are those of an import. Memory: 8 bytes a number. Throws Error like
/// import_file, and for negative weights. Collective: all ranks call it with the same file and options.
PointColumns read_points(const std::filesystem::path& file, const PointFileOptions& options,
                         const Ranks& ranks, RunControl& run);

/// Writes "row,cluster,role": rows from 1, cluster -1 for none, as all ranks have them, in row order, beside
/// the target and moved into place when every rank has written its part. The ranks share the folder.
/// Collective. Throws Error{failure} when it cannot be written; an earlier file then stays as it was.
void write_labels(const std::filesystem::path& file, const Clusters& share, std::uint64_t first_row,
                  const Ranks& ranks, RunControl& run);

}  // namespace agglo
