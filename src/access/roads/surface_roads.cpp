#include "access/roads/surface_roads.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kEarthRadius_m = 6371008.8;
/// Where Mercator's plane ends for us.
constexpr double kLastLatitude = 85;

double mercator(double lat_deg) {
  return std::asinh(std::tan(std::clamp(lat_deg, -kLastLatitude, kLastLatitude) * kDegree));
}

/// The middle of the longitudes: opposite the middle of the widest stretch without any.
double middle_longitude(const std::vector<double>& lon_deg) {
  constexpr std::size_t kStretches = 3600;
  std::vector<bool> has_roads(kStretches, false);
  for (const double lon : lon_deg) {
    const double turned = lon - 360 * std::floor(lon / 360);
    has_roads[std::min(kStretches - 1, static_cast<std::size_t>(turned * kStretches / 360))] = true;
  }
  std::size_t widest = 0, end_of_widest = 0, wide = 0;
  for (std::size_t i = 0; i < 2 * kStretches; ++i) {  // twice around, as a stretch may cross 0
    wide = has_roads[i % kStretches] ? 0 : std::min(wide + 1, kStretches);
    if (wide > widest) {
      widest = wide;
      end_of_widest = i + 1;
    }
  }
  const double gap =
      (static_cast<double>(end_of_widest) - static_cast<double>(widest) / 2) * 360 / kStretches;
  return std::remainder(gap + 180, 360);
}

/// The first vertex behind the middle of a line, from the lengths up to each vertex.
std::size_t half_way(const std::vector<double>& before) {
  std::size_t v = 1;
  while (v + 1 < before.size() && before[v] < before.back() / 2) ++v;
  return v;
}

/// Side of a bin of segments, on the map plane.
constexpr double kBin = 200;

double distance(const SurfaceRoads::Segment& s, double x, double y) {
  const double dx = s.dx, dy = s.dy, length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(((x - s.ax) * dx + (y - s.ay) * dy) / length2, 0.0, 1.0) : 0;
  return std::hypot(x - s.ax - t * dx, y - s.ay - t * dy);
}

}  // namespace

SurfaceRoads::SurfaceRoads(const RoadEdges& edges, bool is_plane, double room_m) : is_plane_(is_plane) {
  if (edges.lines.x.empty()) return;
  choose_plane(edges, room_m);
  add_segments(edges);
  sort_into_bins();
}

void SurfaceRoads::choose_plane(const RoadEdges& edges, double room_m) {
  if (!is_plane_) {
    lon0_ = middle_longitude(edges.lines.x);
    const auto [low, high] = std::minmax_element(edges.lines.y.begin(), edges.lines.y.end());
    if (const double last = -*low > *high ? *low : *high; std::abs(last) > kLastLatitude)
      throw failure("roads of the network lie at latitude \"" + std::to_string(last) +
                        "\", where areas along roads are not drawn",
                    "keep the roads between -85 and 85 degrees");
    const double middle = (*low + *high) / 2;
    scale0_ = kEarthRadius_m * std::cos(middle * kDegree);
  }
  Box box;
  for (std::size_t v = 0; v < edges.lines.x.size(); ++v) {
    const Metres2 place = map_from_place(edges.lines.x[v], edges.lines.y[v]);
    box.extend(place.x_m, place.y_m);
  }
  // Metres are longest on the map nearest to a pole.
  const double room = room_m * std::max(scale_at(box.min_y), scale_at(box.max_y));
  width_ = box.width() + 2 * room;
  height_ = box.height() + 2 * room;
  origin_x_ = box.min_x - room;
  origin_y_ = box.min_y - room;
  columns_ = static_cast<std::uint32_t>(width_ / kBin) + 1;
  rows_ = static_cast<std::uint32_t>(height_ / kBin) + 1;
}

Metres2 SurfaceRoads::map_from_place(double x, double y) const {
  if (is_plane_) return {x - origin_x_, y - origin_y_};
  double step = std::fmod(x - lon0_, 360);
  if (step > 180) step -= 360;
  if (step <= -180) step += 360;
  return {scale0_ * step * kDegree - origin_x_, scale0_ * mercator(y) - origin_y_};
}

Metres2 SurfaceRoads::place_from_map(double map_x, double map_y) const {
  if (is_plane_) return {map_x + origin_x_, map_y + origin_y_};
  double lon = lon0_ + (map_x + origin_x_) / scale0_ / kDegree;
  if (lon > 180) lon -= 360;
  if (lon < -180) lon += 360;
  return {lon, std::atan(std::sinh((map_y + origin_y_) / scale0_)) / kDegree};
}

double SurfaceRoads::scale_at(double map_y) const {
  return is_plane_ ? 1 : std::cosh((map_y + origin_y_) / scale0_) * scale0_ / kEarthRadius_m;
}

std::uint32_t SurfaceRoads::column_of(double x) const {
  return static_cast<std::uint32_t>(std::clamp(x / kBin, 0.0, columns_ - 1.0));
}
std::uint32_t SurfaceRoads::row_of(double y) const {
  return static_cast<std::uint32_t>(std::clamp(y / kBin, 0.0, rows_ - 1.0));
}

void SurfaceRoads::add_segments(const RoadEdges& edges) {
  const Shapes& lines = edges.lines;
  node_box_.resize(edges.node_count);
  edge_box_.resize(edges.size());
  std::vector<Metres2> place;
  std::vector<double> before;  // length of the line up to each vertex
  for (std::uint32_t e = 0; e < edges.size(); ++e) {
    const std::size_t ring = lines.part_start[lines.row_start[e]];
    place.clear();
    before.clear();
    for (std::uint64_t v = lines.ring_start[ring]; v < lines.ring_start[ring + 1]; ++v) {
      place.push_back(map_from_place(lines.x[v], lines.y[v]));
      edge_box_[e].extend(static_cast<float>(place.back().x_m), static_cast<float>(place.back().y_m));
      const std::size_t last = place.size() - 1;
      before.push_back(last == 0 ? 0
                                 : before.back() + std::hypot(place[last].x_m - place[last - 1].x_m,
                                                              place[last].y_m - place[last - 1].y_m));
    }
    node_box_[edges.from[e]].extend(edge_box_[e]);
    node_box_[edges.to[e]].extend(edge_box_[e]);
    const bool closed = std::isnan(edges.forward_s[e]) && std::isnan(edges.backward_s[e]);
    if (!edges.joinable[e] || closed) continue;
    const std::size_t half = half_way(before);
    const double part = before[half] - before[half - 1];
    const double t = part > 0 ? (before.back() / 2 - before[half - 1]) / part : 0;
    middles_.push_back({e, std::lerp(place[half - 1].x_m, place[half].x_m, t),
                        std::lerp(place[half - 1].y_m, place[half].y_m, t)});
    const double length = before.back() > 0 ? before.back() : 1;
    for (std::size_t v = 1; v < place.size(); ++v)
      segments_.push_back(
          {place[v - 1].x_m, place[v - 1].y_m, static_cast<float>(place[v].x_m - place[v - 1].x_m),
           static_cast<float>(place[v].y_m - place[v - 1].y_m), e, static_cast<float>(before[v - 1] / length),
           static_cast<float>(before[v] / length)});
  }
}

void SurfaceRoads::sort_into_bins() {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  keyed.reserve(segments_.size() + segments_.size() / 4);
  for (std::uint32_t i = 0; i < segments_.size(); ++i) {
    const Segment& s = segments_[i];
    // Long ones piece by piece, so that their box is no larger than they are.
    const int pieces = 1 + static_cast<int>(std::hypot(s.dx, s.dy) / kBin);
    const std::size_t first = keyed.size();
    for (int piece = 0; piece < pieces; ++piece) {
      const double t0 = static_cast<double>(piece) / pieces, t1 = static_cast<double>(piece + 1) / pieces;
      const double x0 = s.ax + t0 * s.dx, x1 = s.ax + t1 * s.dx;
      const double y0 = s.ay + t0 * s.dy, y1 = s.ay + t1 * s.dy;
      for (std::uint32_t row = row_of(std::min(y0, y1)); row <= row_of(std::max(y0, y1)); ++row)
        for (std::uint32_t column = column_of(std::min(x0, x1)); column <= column_of(std::max(x0, x1));
             ++column)
          keyed.emplace_back(std::uint64_t{row} * columns_ + column, i);
    }
    std::sort(keyed.begin() + static_cast<std::ptrdiff_t>(first), keyed.end());
    keyed.erase(std::unique(keyed.begin() + static_cast<std::ptrdiff_t>(first), keyed.end()), keyed.end());
  }
  std::sort(keyed.begin(), keyed.end());
  for (const auto& [key, segment] : keyed) {
    if (bin_key_.empty() || bin_key_.back() != key) {
      bin_key_.push_back(key);
      bin_start_.push_back(static_cast<std::uint32_t>(in_bin_.size()));
    }
    in_bin_.push_back(segment);
  }
  bin_start_.push_back(static_cast<std::uint32_t>(in_bin_.size()));
}

void SurfaceRoads::add_near(double x, double y, double radius, double farthest,
                            std::vector<std::uint32_t>& found) const {
  const std::uint32_t column = column_of(x), row = row_of(y);
  double nearest = farthest + radius;
  std::vector<std::pair<double, std::uint32_t>> near;
  // Looks at the bins of a row, but for those nearer to the point's own column than `from` bins.
  const auto look = [&](std::uint32_t bin_row, std::uint32_t ring, std::uint32_t from) {
    const std::uint32_t left = column >= ring ? column - ring : 0;
    const std::uint32_t right = std::min(columns_ - 1, column + ring);
    const std::uint64_t base = std::uint64_t{bin_row} * columns_;
    auto key = std::lower_bound(bin_key_.begin(), bin_key_.end(), base + left);
    for (; key != bin_key_.end() && *key <= base + right; ++key) {
      const auto c = static_cast<std::uint32_t>(*key - base);
      if ((c > column ? c - column : column - c) < from) continue;
      const auto k = static_cast<std::size_t>(key - bin_key_.begin());
      for (std::uint32_t i = bin_start_[k]; i < bin_start_[k + 1]; ++i) {
        const double d = distance(segments_[in_bin_[i]], x, y);
        nearest = std::min(nearest, d);
        if (d <= nearest + 2 * radius) near.emplace_back(d, in_bin_[i]);
      }
    }
  };
  const auto rows_of_ring = [&](std::uint32_t ring) {
    return std::pair(row >= ring ? row - ring : 0, std::min(rows_ - 1, row + ring));
  };
  // What lies in a bin of a ring around the point's own is at least so far from it.
  const auto at_least = [](std::uint32_t ring) { return ring == 0 ? 0.0 : (ring - 1) * kBin; };
  const auto most = static_cast<std::uint32_t>((nearest + 2 * radius) / kBin) + 1;
  constexpr std::uint32_t kManyRings = 12;
  if (most > kManyRings) {  // row by row, since rings look for the bins of each row again and again
    const auto [low, high] = rows_of_ring(most);
    for (std::uint32_t r = low; r <= high; ++r) look(r, most, 0);
  } else {
    for (std::uint32_t ring = 0; at_least(ring) <= nearest + 2 * radius; ++ring) {
      const auto [low, high] = rows_of_ring(ring);
      for (std::uint32_t r = low; r <= high; ++r)
        look(r, ring, r + ring == row || r == row + ring ? 0 : ring);  // the first and last row as a whole
    }
  }
  for (const auto& [d, segment] : near)
    if (d <= (nearest + 2 * radius) * 1.0001) found.push_back(segment);
  std::sort(found.begin(), found.end());  // ties go to the lowest
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

}  // namespace agglo
