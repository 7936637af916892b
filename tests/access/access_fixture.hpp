// Small made-up worlds for the tests of catchments and zones.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "agglo/catchments.hpp"
#include "agglo/geodesy.hpp"
#include "agglo/zones.hpp"

namespace agglo {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Uniform numbers that are the same on every machine (splitmix64).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  double between(double low, double high) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    return low + (high - low) * static_cast<double>(z >> 11) * 0x1p-53;
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(between(0, static_cast<double>(n))); }

 private:
  std::uint64_t state_;
};

inline Establishments firms_on_earth(const std::vector<LonLat>& places) {
  Establishments firms;
  firms.frame.kind = FrameKind::geocentric;
  for (const LonLat& place : places) {
    const Metres3 p = geocentric_from_lonlat(place);
    firms.x_m.push_back(p.x_m);
    firms.y_m.push_back(p.y_m);
    firms.z_m.push_back(p.z_m);
    firms.lon_deg.push_back(place.lon_deg);
    firms.lat_deg.push_back(place.lat_deg);
  }
  return firms;
}

inline Institutions sites_on_earth(const std::vector<LonLat>& places) {
  const Establishments same = firms_on_earth(places);
  Institutions sites;
  sites.frame = same.frame;
  sites.x_m = same.x_m;
  sites.y_m = same.y_m;
  sites.z_m = same.z_m;
  sites.lon_deg = same.lon_deg;
  sites.lat_deg = same.lat_deg;
  return sites;
}

inline Establishments firms_on_plane(const std::vector<Metres2>& places) {
  Establishments firms;
  for (const Metres2& place : places) {
    firms.x_m.push_back(place.x_m);
    firms.y_m.push_back(place.y_m);
  }
  return firms;
}

inline Institutions sites_on_plane(const std::vector<Metres2>& places) {
  Institutions sites;
  for (const Metres2& place : places) {
    sites.x_m.push_back(place.x_m);
    sites.y_m.push_back(place.y_m);
  }
  return sites;
}

inline void add_polygon(Shapes& shapes, const std::vector<std::vector<Metres2>>& rings) {
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  for (const auto& ring : rings) {
    std::vector<double> x, y;
    for (const Metres2& v : ring) {
      x.push_back(v.x_m);
      y.push_back(v.y_m);
    }
    x.push_back(x.front());
    y.push_back(y.front());
    shapes.add_ring(x, y);
  }
}

inline void add_box(Shapes& shapes, double min_x, double min_y, double max_x, double max_y) {
  add_polygon(shapes, {{{min_x, min_y}, {max_x, min_y}, {max_x, max_y}, {min_x, max_y}}});
}

inline void add_disc(Shapes& shapes, double x, double y, double radius, int vertices = 128) {
  std::vector<Metres2> ring;
  for (int i = 0; i < vertices; ++i) {
    const double angle = 2 * std::numbers::pi * i / vertices;
    ring.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
  }
  add_polygon(shapes, {ring});
}

/// A star with `vertices` corners at random distances from its centre: not convex, never self-crossing.
inline void add_star(Shapes& shapes, Dice& dice, double x, double y, double radius, int vertices) {
  std::vector<Metres2> ring;
  for (int i = 0; i < vertices; ++i) {
    const double angle = 2 * std::numbers::pi * i / vertices, reach = radius * dice.between(0.3, 1);
    ring.push_back({x + reach * std::cos(angle), y + reach * std::sin(angle)});
  }
  add_polygon(shapes, {ring});
}

/// Planar area of a row by the shoelace rule, holes taken off.
inline double area_of_row(const Shapes& shapes, std::size_t row) {
  double twice = 0;
  const std::size_t first = shapes.part_start[shapes.row_start[row]];
  const std::size_t last = shapes.part_start[shapes.row_start[row + 1]];
  for (std::size_t ring = first; ring < last; ++ring) {
    const std::size_t o = shapes.ring_start[ring];
    for (std::size_t i = o + 1; i < shapes.ring_start[ring + 1]; ++i)
      twice += (shapes.x[i - 1] - shapes.x[o]) * (shapes.y[i] - shapes.y[o]) -
               (shapes.x[i] - shapes.x[o]) * (shapes.y[i - 1] - shapes.y[o]);
  }
  return twice / 2;
}

/// Distance from a place to the nearest edge, by looking at every edge.
inline double distance_to_edge(const Shapes& shapes, std::size_t row, double x, double y) {
  double best = std::numeric_limits<double>::infinity();
  const std::size_t first = shapes.part_start[shapes.row_start[row]];
  const std::size_t last = shapes.part_start[shapes.row_start[row + 1]];
  for (std::size_t ring = first; ring < last; ++ring) {
    const std::size_t begin = shapes.ring_start[ring], end = shapes.ring_start[ring + 1];
    if (end == begin + 1) best = std::min(best, std::hypot(x - shapes.x[begin], y - shapes.y[begin]));
    for (std::size_t i = begin + 1; i < end; ++i) {
      const double dx = shapes.x[i] - shapes.x[i - 1], dy = shapes.y[i] - shapes.y[i - 1];
      const double length2 = dx * dx + dy * dy;
      double t = length2 > 0 ? ((x - shapes.x[i - 1]) * dx + (y - shapes.y[i - 1]) * dy) / length2 : 0;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      best = std::min(best, std::hypot(x - shapes.x[i - 1] - t * dx, y - shapes.y[i - 1] - t * dy));
    }
  }
  return best;
}

inline std::vector<std::uint32_t> rows_of(const Groups& groups, std::size_t g) {
  return {groups[g].begin(), groups[g].end()};
}

/// True when every ring is closed, shells (first rings) turn counter-clockwise and holes clockwise.
inline bool rings_are_turned_and_closed(const Shapes& shapes) {
  for (std::size_t part = 0; part + 1 < shapes.part_start.size(); ++part)
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring) {
      const std::size_t begin = shapes.ring_start[ring], last = shapes.ring_start[ring + 1] - 1;
      if (shapes.x[begin] != shapes.x[last] || shapes.y[begin] != shapes.y[last]) return false;
      double twice = 0;
      for (std::size_t i = begin + 1; i <= last; ++i)
        twice += (shapes.x[i - 1] - shapes.x[begin]) * (shapes.y[i] - shapes.y[begin]) -
                 (shapes.x[i] - shapes.x[begin]) * (shapes.y[i - 1] - shapes.y[begin]);
      if ((twice > 0) != (ring == shapes.part_start[part])) return false;
    }
  return true;
}

}  // namespace agglo
