// What the benchmarks read: the files that bench_points writes.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "agglo/clustering.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"

namespace bench {

/// Calls take(values, count) with pieces of a raw file, so that reading needs no memory beside the columns.
template <typename Value, typename Take>
void read_raw(const std::string& path, Take take) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw agglo::failure("cannot read '" + path + "'");
  std::vector<Value> piece(1 << 15);
  while (const std::size_t count = std::fread(piece.data(), sizeof(Value), piece.size(), file.get()))
    take(piece.data(), count);
}

template <typename Value>
std::vector<Value> read_column(const std::string& path, std::size_t n) {
  std::vector<Value> column;
  column.reserve(n);
  read_raw<Value>(path, [&](const Value* values, std::size_t count) {
    column.insert(column.end(), values, values + count);
  });
  if (column.size() != n) throw agglo::failure("'" + path + "' has another number of rows than its points");
  return column;
}

struct Columns {
  std::vector<double> x_m, y_m, z_m;
  std::size_t size() const { return x_m.size(); }
  agglo::PointView view() const { return {x_m, y_m, z_m}; }
};

/// The n points of NAME.f64.
inline Columns read_points(const std::string& name) {
  const std::string path = name + ".f64";
  std::size_t n = 0;
  read_raw<double>(path, [&](const double*, std::size_t count) { n += count / 2; });
  Columns points;
  points.x_m.reserve(n);
  points.y_m.reserve(n);
  read_raw<double>(path, [&](const double* values, std::size_t count) {
    for (std::size_t i = 0; i + 1 < count; i += 2) {
      points.x_m.push_back(values[i]);
      points.y_m.push_back(values[i + 1]);
    }
  });
  return points;
}

/// The same country on the ellipsoid around 46 degrees north, in Earth-centred coordinates.
inline Columns on_the_globe(Columns points) {
  constexpr double kDegree_m = 111195;
  points.z_m.resize(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double lat_deg = 46 + (points.y_m[i] - 5e5) / kDegree_m;
    const double lon_deg = (points.x_m[i] - 5e5) / (kDegree_m * std::cos(lat_deg * std::numbers::pi / 180));
    const agglo::Metres3 place = agglo::geocentric_from_lonlat({lon_deg, lat_deg});
    points.x_m[i] = place.x_m;
    points.y_m[i] = place.y_m;
    points.z_m[i] = place.z_m;
  }
  return points;
}

}  // namespace bench
