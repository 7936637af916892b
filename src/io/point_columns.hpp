// Columns of points while they are read.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "agglo/point_file.hpp"
#include "agglo/projection.hpp"
#include "io/gdal_session.hpp"
#include "io/mapped_memory.hpp"

namespace agglo {

/// Rows of one kind of doubt, and the first of them.
struct DoubtfulRows {
  std::uint64_t rows = 0, first = UINT64_MAX;  ///< 0-based, of this rank until they are added up
  void add(std::uint64_t row) {
    ++rows;
    first = std::min(first, row);
  }
  void add(const DoubtfulRows& other, std::uint64_t shift) {
    rows += other.rows;
    if (other.rows > 0) first = std::min(first, other.first + shift);
  }
};

enum class Doubt {
  bad_coordinate,
  no_coordinates,
  zero_coordinates,
  out_of_range,
  no_weight,
  negative_weight
};
inline constexpr std::size_t kDoubts = 6;
using Doubts = std::array<DoubtfulRows, kDoubts>;

struct PointColumns::Impl {
  explicit Impl(const std::filesystem::path& folder) : x(folder), y(folder), z(folder), weight(folder) {}
  MappedColumn x, y, z, weight;
  bool has_weight = false;
  Frame frame;
  std::vector<std::string> notes;
  Doubts doubts;
  DoubtfulRows& doubtful(Doubt doubt) { return doubts[static_cast<std::size_t>(doubt)]; }
};

/// How the coordinates of a file are to be understood.
struct PointSource {
  std::string x_name, y_name;    ///< columns, or "geometry"
  bool is_lonlat = false;        ///< columns that are longitude and latitude by name or --map
  bool named_by_header = false;  ///< rather than --map
  bool counted_missing = false;  ///< rows without coordinates are among the doubts already
  SpatialReferenceHandle crs;    ///< the file's own; null when it does not say
};

// The readers fill x, y and weight with this rank's rows as they stand in the file.
PointSource read_raw_points(const std::filesystem::path& file, const PointFileOptions& options,
                            const Ranks& ranks, PointColumns::Impl& columns, RunControl& run);
PointSource read_csv_points(const std::filesystem::path& file, const PointFileOptions& options,
                            const Ranks& ranks, PointColumns::Impl& columns, RunControl& run);
PointSource read_ogr_points(const std::filesystem::path& file, const PointFileOptions& options,
                            const Ranks& ranks, PointColumns::Impl& columns, RunControl& run);
std::uint64_t ogr_point_count(const std::filesystem::path& file, const PointFileOptions& options);
std::uint64_t csv_point_count(const std::filesystem::path& file);

/// From the numbers of the file to the metres of the frame of all rows: doubtful places taken out, other CRS
/// turned into WGS 84, the frame chosen, the columns projected in place.
void place_points(const std::filesystem::path& file, const PointFileOptions& options, PointSource source,
                  const Ranks& ranks, PointColumns::Impl& columns, RunControl& run);

}  // namespace agglo
