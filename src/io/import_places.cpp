#include "import_places.hpp"

#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "agglo/frame.hpp"
#include "import_coordinates.hpp"

namespace agglo {
namespace {

constexpr const char* kCrsAdvice =
    "give the coordinate reference system with --crs EPSG:..., or --crs planar for metres on a plane of "
    "their own";

enum class Origin { geometry, lonlat, xy, wkt };

std::string file_of(const SourceRequest& request) {
  return "\"" + request.file.string() + "\"";
}

std::string crs_name(const OGRSpatialReference& reference) {
  const char* authority = reference.GetAuthorityName(nullptr);
  const char* code = reference.GetAuthorityCode(nullptr);
  if (authority != nullptr && code != nullptr) return std::string(authority) + ":" + code;
  const char* name = reference.GetName();
  return name != nullptr ? name : "unnamed CRS";
}

const SourceColumn* column_of(const FieldSources& sources, std::string_view field) {
  const auto found = sources.find(field);
  return found == sources.end() ? nullptr : found->second.column;
}

std::string all_columns(const SourceTable& table) {
  std::string names;
  for (std::size_t i = 0; i < std::min<std::size_t>(table.columns.size(), 40); ++i)
    names += (i == 0 ? "" : ", ") + table.columns[i].name;
  return names;
}

struct RawPlaces {
  Origin origin;
  Shapes shapes;
  std::string x_name, y_name;
};

RawPlaces raw_places(SourceTable& table, const FieldSources& sources, char file_decimal,
                     const SourceRequest& request) {
  const auto pair = [&](Origin origin, const char* first, const char* second) -> std::optional<RawPlaces> {
    const SourceColumn* x = column_of(sources, first);
    const SourceColumn* y = column_of(sources, second);
    if (x == nullptr && y == nullptr) return std::nullopt;
    if (x == nullptr || y == nullptr)
      throw usage_error(file_of(request) + ": \"" + (x == nullptr ? first : second) + "\" has no column",
                        std::string("give both: --map ") + first + "=...," + second + "=...");
    return RawPlaces{origin, shapes_from_columns(*x, *y, table.row_count, file_decimal, request), x->name,
                     y->name};
  };
  if (auto places = pair(Origin::lonlat, "lon", "lat")) return std::move(*places);
  if (auto places = pair(Origin::xy, "x", "y")) return std::move(*places);
  if (const SourceColumn* wkt = column_of(sources, "wkt"))
    return {Origin::wkt, shapes_from_wkt(*wkt, table.row_count, request), wkt->name, wkt->name};
  if (table.has_geometry) return {Origin::geometry, std::move(table.shapes), "geometry", "geometry"};
  throw usage_error(
      file_of(request) + " has neither geometry nor columns of coordinates that are known by name",
      "name them with --map lon=...,lat=... or --map x=...,y=... --crs EPSG:...; the columns are: " +
          all_columns(table));
}

std::span<const double> vertices(const std::vector<double>& values, const Shapes& shapes, std::size_t row) {
  const std::size_t begin = shapes.ring_start[shapes.part_start[shapes.row_start[row]]];
  const std::size_t end = shapes.ring_start[shapes.part_start[shapes.row_start[row + 1]]];
  return std::span(values).subspan(begin, end - begin);
}

/// Slack for numbers like 180.0000000001 that come from arithmetic.
constexpr double kSlack_deg = 1e-6;

bool all_within(std::span<const double> values, double limit) {
  return std::all_of(values.begin(), values.end(),
                     [&](double v) { return std::abs(v) <= limit + kSlack_deg; });
}

/// The largest numbers that can be places.
struct Range {
  double x, y;
};
constexpr Range kDegrees{180, 90}, kPlane{kLargestPlane_m, kLargestPlane_m};

struct RangeCounts {
  std::uint64_t located = 0, in_degrees = 0, in_degrees_swapped = 0, in_microdegrees = 0;
  double largest = 0;
};

RangeCounts range_counts(const Shapes& shapes) {
  RangeCounts counts;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (shapes.kind[row] == ShapeKind::none) continue;
    const auto x = vertices(shapes.x, shapes, row), y = vertices(shapes.y, shapes, row);
    ++counts.located;
    counts.in_degrees += all_within(x, 180) && all_within(y, 90);
    counts.in_degrees_swapped += all_within(y, 180) && all_within(x, 90);
    counts.in_microdegrees += all_within(x, 180e6) && all_within(y, 90e6);
    for (const double value : x) counts.largest = std::max(counts.largest, std::abs(value));
    for (const double value : y) counts.largest = std::max(counts.largest, std::abs(value));
  }
  return counts;
}

/// Rows of `drop` lose their shapes.
void drop_rows(Shapes& shapes, const std::vector<bool>& drop) {
  if (std::find(drop.begin(), drop.end(), true) == drop.end()) return;
  Shapes kept;
  kept.reserve_points(shapes.size());
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (drop[row])
      kept.add_none();
    else
      kept.add_row_of(shapes, row);
  }
  shapes = std::move(kept);
}

std::string number_text(double value) {
  return value < 1e15 ? std::to_string(std::llround(value))
                      : Column{"", std::vector<double>{value}, "", ""}.text(0);
}

std::string first_place(const Shapes& shapes, std::size_t row) {
  const Column pair{"", std::vector<double>{shapes.first_x(row), shapes.first_y(row)}, "", ""};
  return pair.text(0) + ", " + pair.text(1);
}

void refuse_wrong_degrees(const RangeCounts& counts, const RawPlaces& raw, const std::string& crs,
                          const SourceRequest& request) {
  if (counts.in_degrees * 2 >= counts.located) return;
  const std::string what = file_of(request) + ": " + std::to_string(counts.located - counts.in_degrees) +
                           " of " + std::to_string(counts.located) + " places lie outside the degrees of " +
                           crs;
  if (counts.in_degrees_swapped * 10 >= counts.located * 9) {
    const std::string map = raw.origin == Origin::geometry || raw.origin == Origin::wkt
                                ? "longitude must come first in the geometry; write the file again that way"
                                : "use --map lon=" + raw.y_name + ",lat=" + raw.x_name;
    throw usage_error(what + "; longitude and latitude are swapped", map);
  }
  if (counts.largest > 1e6 && counts.in_microdegrees == counts.located && raw.origin == Origin::lonlat)
    throw usage_error(what + " (up to " + number_text(counts.largest) + "): metres, or degrees times 1000000",
                      std::string("divide the columns by 1000000 if they are degrees; else ") + kCrsAdvice);
  throw usage_error(what + " (up to " + number_text(counts.largest) + "): that would call metres degrees",
                    kCrsAdvice);
}

void drop_out_of_range(RawPlaces& raw, Range range, FlagCounter& flags) {
  std::vector<bool> drop(raw.shapes.size(), false);
  for (std::size_t row = 0; row < raw.shapes.size(); ++row) {
    if (raw.shapes.kind[row] == ShapeKind::none) continue;
    const bool x_is_good = all_within(vertices(raw.shapes.x, raw.shapes, row), range.x);
    const bool y_is_good = all_within(vertices(raw.shapes.y, raw.shapes, row), range.y);
    if (x_is_good && y_is_good) continue;
    drop[row] = true;
    flags.add("out_of_range", row, y_is_good ? raw.x_name : raw.y_name, first_place(raw.shapes, row));
  }
  drop_rows(raw.shapes, drop);
}

void drop_zero_places(RawPlaces& raw, FlagCounter& flags) {
  std::vector<bool> drop(raw.shapes.size(), false);
  for (std::size_t row = 0; row < raw.shapes.size(); ++row) {
    if (raw.shapes.kind[row] != ShapeKind::point) continue;
    if (std::abs(raw.shapes.first_x(row)) >= 1e-6 || std::abs(raw.shapes.first_y(row)) >= 1e-6) continue;
    drop[row] = true;
    flags.add("zero_coordinates", row, raw.x_name, first_place(raw.shapes, row));
  }
  drop_rows(raw.shapes, drop);
}

void transform(RawPlaces& raw, const OGRSpatialReference& reference, const SourceRequest& request) {
  const TransformationHandle to_wgs84 = transformation_to_wgs84(reference);
  const GdalErrorCollector errors;
  Shapes& shapes = raw.shapes;
  const Shapes before = shapes;
  request.run.begin("transform coordinates", shapes.x.size());
  constexpr std::size_t kBlock = 1 << 16;
  for (std::size_t begin = 0; begin < shapes.x.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, shapes.x.size() - begin);
    to_wgs84->Transform(static_cast<int>(count), shapes.x.data() + begin, shapes.y.data() + begin);
    request.run.advance(count);
  }
  std::vector<bool> drop(shapes.size(), false);
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (shapes.kind[row] == ShapeKind::none) continue;
    const auto is_good = [](double v) { return std::isfinite(v) && std::abs(v) <= 360; };
    const auto x = vertices(shapes.x, shapes, row), y = vertices(shapes.y, shapes, row);
    drop[row] = !std::all_of(x.begin(), x.end(), is_good) || !std::all_of(y.begin(), y.end(), is_good);
    if (drop[row]) request.flags.add("out_of_range", row, raw.x_name, first_place(before, row));
  }
  drop_rows(shapes, drop);
}

void require_a_place(const Shapes& shapes, const SourceRequest& request) {
  if (std::any_of(shapes.kind.begin(), shapes.kind.end(),
                  [](ShapeKind kind) { return kind != ShapeKind::none; }))
    return;
  std::string why;
  for (const ImportFlag& flag : request.flags.flags()) {
    constexpr std::string_view kPlaceFlags[] = {"no_coordinates", "zero_coordinates", "bad_coordinate",
                                                "out_of_range",   "empty_geometry",   "wrong_geometry"};
    if (std::find(std::begin(kPlaceFlags), std::end(kPlaceFlags), flag.code) == std::end(kPlaceFlags))
      continue;
    why += (why.empty() ? "" : ", ") + flag.code + " " + std::to_string(flag.rows);
    if (!flag.samples.empty() && !flag.samples.front().value.empty())
      why +=
          " (row " + std::to_string(flag.samples.front().row) + ": \"" + flag.samples.front().value + "\")";
  }
  throw failure(file_of(request) + ": none of " + std::to_string(shapes.size()) + " rows has a place: " + why,
                "check which columns hold the coordinates, and name them with --map");
}

/// The CRS of the coordinates, or none for a plane. Sets the words for the report.
SpatialReferenceHandle crs_of(const SourceTable& table, const RawPlaces& raw, const RangeCounts& counts,
                              WantedCrs& wanted, const SourceRequest& request, Places& places) {
  if (wanted.reference) {
    places.crs = crs_name(*wanted.reference) + " (" + wanted.how + ")";
    if (table.crs && raw.origin == Origin::geometry) {
      const std::string file_says = crs_name(*table.crs);
      if (file_says != crs_name(*wanted.reference)) places.crs += "; the file says " + file_says;
    }
    return std::move(wanted.reference);
  }
  const std::string names = raw.x_name == raw.y_name ? raw.x_name : raw.x_name + ", " + raw.y_name;
  if (raw.origin == Origin::geometry && table.crs) {
    if (table.crs->IsLocal() != 0) {
      places.is_planar = true;
      places.crs = "planar (the file says \"" + crs_name(*table.crs) + "\")";
      return nullptr;
    }
    places.crs = crs_name(*table.crs) + " (the file says so)";
    return SpatialReferenceHandle(table.crs->Clone());
  }
  if (raw.origin == Origin::lonlat) {
    places.crs = "EPSG:4326 (columns " + names + " hold longitude and latitude)";
    return wgs84_reference();
  }
  if (raw.origin == Origin::xy)
    throw usage_error(
        file_of(request) + ": the coordinate reference system of columns " + names + " is not known",
        kCrsAdvice);
  if (counts.in_degrees < counts.located)
    throw usage_error(file_of(request) +
                          " does not say its coordinate reference system, and coordinates up to " +
                          number_text(counts.largest) + " are no degrees",
                      kCrsAdvice);
  places.crs = "EPSG:4326 (assumed: the file does not say, and all coordinates fit degrees)";
  return wgs84_reference();
}

}  // namespace

bool WantedCrs::wants_xy() const {
  return is_planar || (reference && reference->IsProjected() != 0);
}

WantedCrs wanted_crs(const ImportOptions& options, const Profile& profile) {
  WantedCrs wanted;
  wanted.text = options.crs.empty() ? profile.crs : options.crs;
  wanted.how = options.crs.empty() ? "profile" : "--crs";
  wanted.is_planar = wanted.text == "planar";
  if (!wanted.text.empty() && !wanted.is_planar) wanted.reference = spatial_reference(wanted.text);
  return wanted;
}

Places place_rows(SourceTable& table, const FieldSources& sources, WantedCrs wanted, char file_decimal,
                  const SourceRequest& request) {
  RawPlaces raw = raw_places(table, sources, file_decimal, request);
  Places places;
  if (wanted.is_planar) {
    if (raw.origin == Origin::lonlat && sources.find("lon")->second.how == "header")
      throw usage_error(file_of(request) + ": columns " + raw.x_name + ", " + raw.y_name +
                            " are longitude and latitude by name; " + wanted.how +
                            " planar would call degrees metres",
                        "leave --crs out, or name the columns in metres with --map x=...,y=...");
    places.is_planar = true;
    places.crs = "planar (" + wanted.how + ")";
  }
  const RangeCounts counts = range_counts(raw.shapes);
  if (counts.located == 0) require_a_place(raw.shapes, request);
  const SpatialReferenceHandle crs =
      wanted.is_planar ? nullptr : crs_of(table, raw, counts, wanted, request, places);
  if (!crs) {
    drop_out_of_range(raw, kPlane, request.flags);
  } else {
    drop_zero_places(raw, request.flags);
    if (crs->IsGeographic() != 0) {
      refuse_wrong_degrees(counts, raw, crs_name(*crs), request);
      drop_out_of_range(raw, kDegrees, request.flags);
    } else if (counts.in_degrees == counts.located && counts.located > 0) {
      throw usage_error(file_of(request) + ": all coordinates fit degrees (up to " +
                            number_text(counts.largest) + "); " + crs_name(*crs) +
                            " would call degrees metres",
                        "use --crs EPSG:4326 if they are longitude and latitude");
    }
    if (!is_wgs84(*crs)) transform(raw, *crs, request);
  }
  require_a_place(raw.shapes, request);
  places.shapes = std::move(raw.shapes);
  return places;
}

}  // namespace agglo
