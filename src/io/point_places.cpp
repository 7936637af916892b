// From the numbers of a point file to the metres of a frame, over all ranks.
#include <ogr_spatialref.h>

#include <bit>
#include <cmath>
#include <limits>
#include <mutex>

#include "agglo/geodesy.hpp"
#include "core/parallel.hpp"
#include "io/import_places.hpp"
#include "io/point_columns.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSlack_deg = 1e-6;
constexpr std::size_t kBlock = 1 << 16;
constexpr const char* kCrsAdvice =
    "give the coordinate reference system with --crs EPSG:..., or --crs planar for metres on a plane of "
    "their own";

using Impl = PointColumns::Impl;

/// Calls body(x, y, begin) for blocks of rows on all threads.
template <class Body>
void each_block(const std::string& stage, Impl& columns, RunControl& run, const Body& body) {
  const std::span<double> x = columns.x.all(), y = columns.y.all();
  run.begin(stage, x.size());
  parallel_blocks(x.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    body(x.subspan(begin, end - begin), y.subspan(begin, end - begin), begin);
  });
}

bool fits_degrees(double x, double y) {
  return std::abs(x) <= 180 + kSlack_deg && std::abs(y) <= 90 + kSlack_deg;
}

bool fits_plane(double x, double y) {
  return std::abs(x) <= kLargestPlane_m && std::abs(y) <= kLargestPlane_m;
}

struct Extent {
  std::uint64_t located = 0, in_degrees = 0, swapped = 0, on_plane = 0;
};

/// Takes out rows with one coordinate or none; counts the rest over all ranks.
Extent look_at(Impl& columns, bool counted_missing, const Ranks& ranks, RunControl& run) {
  Extent mine;
  std::mutex adding;
  each_block("looking at coordinates", columns, run,
             [&](std::span<double> x, std::span<double> y, std::size_t begin) {
               Extent block;
               DoubtfulRows missing;
               for (std::size_t i = 0; i < x.size(); ++i) {
                 if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
                   missing.add(begin + i);
                   x[i] = y[i] = kNaN;
                   continue;
                 }
                 ++block.located;
                 block.in_degrees += fits_degrees(x[i], y[i]);
                 block.swapped += fits_degrees(y[i], x[i]);
                 block.on_plane += fits_plane(x[i], y[i]);
               }
               const std::lock_guard lock(adding);
               mine.located += block.located;
               mine.in_degrees += block.in_degrees;
               mine.swapped += block.swapped;
               mine.on_plane += block.on_plane;
               if (!counted_missing) columns.doubtful(Doubt::no_coordinates).add(missing, 0);
             });
  Extent all;
  for (const Words& words : ranks.gather({mine.located, mine.in_degrees, mine.swapped, mine.on_plane})) {
    all.located += words[0];
    all.in_degrees += words[1];
    all.swapped += words[2];
    all.on_plane += words[3];
  }
  return all;
}

void take_out(Impl& columns, Doubt doubt, RunControl& run,
              const std::function<bool(double, double)>& is_doubtful) {
  std::mutex adding;
  each_block("looking at coordinates", columns, run,
             [&](std::span<double> x, std::span<double> y, std::size_t begin) {
               DoubtfulRows out;
               for (std::size_t i = 0; i < x.size(); ++i)
                 if (is_doubtful(x[i], y[i])) {
                   out.add(begin + i);
                   x[i] = y[i] = kNaN;
                 }
               const std::lock_guard lock(adding);
               columns.doubtful(doubt).add(out, 0);
             });
}

void turn_into_wgs84(Impl& columns, const OGRSpatialReference& crs, RunControl& run) {
  each_block("transform coordinates", columns, run,
             [&](std::span<double> x, std::span<double> y, std::size_t) {
               const TransformationHandle to_wgs84 = transformation_to_wgs84(crs);
               const GdalErrorCollector errors;
               to_wgs84->Transform(static_cast<int>(x.size()), x.data(), y.data());
             });
  take_out(columns, Doubt::out_of_range, run,
           [](double x, double y) { return !std::isnan(x) && !(std::abs(x) <= 360 && std::abs(y) <= 360); });
}

void project(Impl& columns, RunControl& run) {
  std::span<double> z;
  const bool is_geocentric = columns.frame.kind == FrameKind::geocentric;
  if (is_geocentric) z = columns.z.extend(columns.x.all().size());
  each_block("projecting points", columns, run,
             [&](std::span<double> x, std::span<double> y, std::size_t begin) {
               if (!is_geocentric) {
                 Projector(columns.frame).metres_from_lonlat(x, y);
                 return;
               }
               for (std::size_t i = 0; i < x.size(); ++i) {
                 const Metres3 place =
                     std::isnan(x[i]) ? Metres3{kNaN, kNaN, kNaN} : geocentric_from_lonlat({x[i], y[i]});
                 x[i] = place.x_m;
                 y[i] = place.y_m;
                 z[begin + i] = place.z_m;
               }
             });
}

/// The CRS of the numbers: --crs, the file's own, or degrees by the names of the columns. Null for a plane.
SpatialReferenceHandle crs_of(const std::string& file, const PointFileOptions& options, PointSource& source,
                              const Extent& extent) {
  if (options.crs == "planar") {
    if (source.is_lonlat && source.named_by_header)
      throw usage_error(file + ": columns " + source.x_name + ", " + source.y_name +
                            " are longitude and latitude by name; --crs planar would call degrees metres",
                        "leave --crs out, or name the columns in metres with --map x=...,y=...");
    return nullptr;
  }
  if (!options.crs.empty()) return spatial_reference(options.crs);
  if (source.crs) return source.crs->IsLocal() != 0 ? nullptr : std::move(source.crs);
  if (source.is_lonlat) return wgs84_reference();
  if (source.x_name == "geometry" && extent.in_degrees == extent.located) return wgs84_reference();
  throw usage_error(file + ": columns " + source.x_name + ", " + source.y_name +
                        " hold coordinates whose reference system is not known",
                    kCrsAdvice);
}

void require_a_place(const std::string& file, std::uint64_t rows) {
  if (rows == 0)
    throw failure(file + ": no row has a place",
                  "check which columns hold the coordinates, and name them with --map");
}

void check_degrees(const std::string& file, const PointSource& source, const Extent& extent) {
  if (extent.in_degrees * 2 >= extent.located) return;
  const std::string what = file + ": " + std::to_string(extent.located - extent.in_degrees) + " of " +
                           std::to_string(extent.located) + " places lie outside the degrees of their CRS";
  if (extent.swapped * 10 >= extent.located * 9)
    throw usage_error(what + "; longitude and latitude are swapped",
                      "use --map lon=" + source.y_name + ",lat=" + source.x_name);
  throw usage_error(what + ": that would call metres degrees", kCrsAdvice);
}

}  // namespace

void place_points(const std::filesystem::path& file, const PointFileOptions& options, PointSource source,
                  const Ranks& ranks, Impl& columns, RunControl& run) {
  const std::string quoted = "\"" + file.string() + "\"";
  const Extent extent = look_at(columns, source.counted_missing, ranks, run);
  require_a_place(quoted, extent.located);
  const SpatialReferenceHandle crs = crs_of(quoted, options, source, extent);
  if (!crs) {
    require_a_place(quoted, extent.on_plane);
    if (extent.on_plane < extent.located)
      take_out(columns, Doubt::out_of_range, run,
               [](double x, double y) { return !std::isnan(x) && !fits_plane(x, y); });
    return;
  }
  take_out(columns, Doubt::zero_coordinates, run,
           [](double x, double y) { return std::abs(x) < 1e-6 && std::abs(y) < 1e-6; });
  if (crs->IsGeographic() != 0) {
    check_degrees(quoted, source, extent);
    take_out(columns, Doubt::out_of_range, run,
             [](double x, double y) { return !std::isnan(x) && !fits_degrees(x, y); });
  } else if (extent.in_degrees == extent.located) {
    throw usage_error(quoted + ": all coordinates fit degrees; the CRS would call degrees metres",
                      "use --crs EPSG:4326 if they are longitude and latitude");
  }
  if (!is_wgs84(*crs)) turn_into_wgs84(columns, *crs, run);
  run.begin("choosing the projection");
  const LargestOfAll largest = [&](std::span<double> numbers) {
    Words mine;
    for (const double number : numbers) mine.push_back(std::bit_cast<std::uint64_t>(number));
    for (const Words& words : ranks.gather(mine))
      for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = std::max(numbers[i], std::bit_cast<double>(words[i]));
  };
  columns.frame = choose_frame(columns.x.all(), columns.y.all(), largest, &run);
  project(columns, run);
}

}  // namespace agglo
