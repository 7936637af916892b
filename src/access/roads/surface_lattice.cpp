#include "access/roads/surface_lattice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace agglo {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kEarthRadius_m = 6371008.8;
/// Where Mercator's plane ends for us.
constexpr double kLastLatitude = 85;

double mercator(double lat_deg) {
  return std::asinh(std::tan(std::clamp(lat_deg, -kLastLatitude, kLastLatitude) * kDegree));
}

/// The first vertex behind the middle of a line, from the lengths up to each vertex.
std::size_t half_way(const std::vector<double>& before) {
  std::size_t v = 1;
  while (v + 1 < before.size() && before[v] < before.back() / 2) ++v;
  return v;
}

/// Of a point of the tile of 8 x 8 from its middle, in cells.
constexpr double kHalfDiagonal = 3.5 * std::numbers::sqrt2;

}  // namespace

void MapBox::extend(const MapBox& other) {
  min_x = std::min(min_x, other.min_x);
  min_y = std::min(min_y, other.min_y);
  max_x = std::max(max_x, other.max_x);
  max_y = std::max(max_y, other.max_y);
}

SurfaceLattice::SurfaceLattice(const RoadEdges& edges, bool is_plane, const SurfaceOptions& options)
    : is_plane_(is_plane), options_(options), cell_(options.cell_m), tile_(cell_ * SurfaceTile::kSide) {
  if (edges.lines.x.empty()) return;
  choose_plane(edges);
  add_segments(edges);
  sort_into_tiles();
  sort_middles();
  chunk_columns_ = (columns_ + kChunk - 1) / kChunk;
  chunks_ = std::vector<std::atomic<Chunk*>>(std::size_t{chunk_columns_} * ((rows_ + kChunk - 1) / kChunk));
}

/// The map plane begins south-west of all roads, with room around them for tiles that they are near.
void SurfaceLattice::choose_plane(const RoadEdges& edges) {
  if (!is_plane_) {
    lon0_ = edges.lines.x.front();
    const auto [low, high] = std::minmax_element(edges.lines.y.begin(), edges.lines.y.end());
    const double middle = std::clamp((*low + *high) / 2, -kLastLatitude, kLastLatitude);
    scale0_ = kEarthRadius_m * std::cos(middle * kDegree);
  }
  Box box;
  for (std::size_t v = 0; v < edges.lines.x.size(); ++v) {
    const Metres2 place = map_from_place(edges.lines.x[v], edges.lines.y[v]);
    box.extend(place.x_m, place.y_m);
  }
  // Metres are longest on the map nearest to a pole.
  largest_ = options_.largest_access_m * std::max(scale_at(box.min_y), scale_at(box.max_y));
  const double margin = largest_ + 2 * tile_;
  columns_ = static_cast<std::uint32_t>((box.width() + 2 * margin) / tile_) + 1;
  rows_ = static_cast<std::uint32_t>((box.height() + 2 * margin) / tile_) + 1;
  origin_x_ = box.min_x - margin;
  origin_y_ = box.min_y - margin;
}

Metres2 SurfaceLattice::map_from_place(double x, double y) const {
  if (is_plane_) return {x - origin_x_, y - origin_y_};
  double step = std::fmod(x - lon0_, 360);
  if (step > 180) step -= 360;
  if (step <= -180) step += 360;
  return {scale0_ * step * kDegree - origin_x_, scale0_ * mercator(y) - origin_y_};
}

Metres2 SurfaceLattice::place_from_map(double map_x, double map_y) const {
  if (is_plane_) return {map_x + origin_x_, map_y + origin_y_};
  double lon = lon0_ + (map_x + origin_x_) / scale0_ / kDegree;
  if (lon > 180) lon -= 360;
  if (lon < -180) lon += 360;
  return {lon, std::atan(std::sinh((map_y + origin_y_) / scale0_)) / kDegree};
}

double SurfaceLattice::scale_at(double map_y) const {
  return is_plane_ ? 1 : std::cosh((map_y + origin_y_) / scale0_) * scale0_ / kEarthRadius_m;
}

std::uint32_t SurfaceLattice::column_of(double map_x) const {
  return static_cast<std::uint32_t>(std::clamp(map_x / tile_, 0.0, columns_ - 1.0));
}
std::uint32_t SurfaceLattice::row_of(double map_y) const {
  return static_cast<std::uint32_t>(std::clamp(map_y / tile_, 0.0, rows_ - 1.0));
}

void SurfaceLattice::add_segments(const RoadEdges& edges) {
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
    middles_.push_back({e, static_cast<float>(std::lerp(place[half - 1].x_m, place[half].x_m, t)),
                        static_cast<float>(std::lerp(place[half - 1].y_m, place[half].y_m, t))});
    const double length = before.back() > 0 ? before.back() : 1;
    for (std::size_t v = 1; v < place.size(); ++v)
      segments_.push_back({static_cast<float>(place[v - 1].x_m), static_cast<float>(place[v - 1].y_m),
                           static_cast<float>(place[v].x_m), static_cast<float>(place[v].y_m), e,
                           static_cast<float>(before[v - 1] / length),
                           static_cast<float>(before[v] / length)});
  }
}

void SurfaceLattice::sort_into_tiles() {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  keyed.reserve(segments_.size() + segments_.size() / 4);
  for (std::uint32_t i = 0; i < segments_.size(); ++i) {
    const Segment& s = segments_[i];
    // Long ones piece by piece, so that their box is no larger than they are.
    const int pieces = 1 + static_cast<int>(std::hypot(s.bx - s.ax, s.by - s.ay) / tile_);
    const std::size_t first = keyed.size();
    for (int piece = 0; piece < pieces; ++piece) {
      const double t0 = static_cast<double>(piece) / pieces, t1 = static_cast<double>(piece + 1) / pieces;
      const double x0 = s.ax + t0 * (s.bx - s.ax), x1 = s.ax + t1 * (s.bx - s.ax);
      const double y0 = s.ay + t0 * (s.by - s.ay), y1 = s.ay + t1 * (s.by - s.ay);
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
    if (tile_key_.empty() || tile_key_.back() != key) {
      tile_key_.push_back(key);
      tile_start_.push_back(static_cast<std::uint32_t>(in_tile_.size()));
    }
    in_tile_.push_back(segment);
  }
  tile_start_.push_back(static_cast<std::uint32_t>(in_tile_.size()));
}

void SurfaceLattice::sort_middles() {
  const auto key_of = [this](const Middle& m) {
    return std::uint64_t{row_of(m.y)} * columns_ + column_of(m.x);
  };
  std::stable_sort(middles_.begin(), middles_.end(),
                   [&](const Middle& a, const Middle& b) { return key_of(a) < key_of(b); });
  for (const Middle& middle : middles_) middle_key_.push_back(key_of(middle));
}

SurfaceLattice::Chunk& SurfaceLattice::chunk(std::uint32_t column, std::uint32_t row) const {
  auto& slot = chunks_[std::size_t{row / kChunk} * chunk_columns_ + column / kChunk];
  if (Chunk* found = slot.load(std::memory_order_acquire)) return *found;
  const std::lock_guard lock(adding_);
  if (Chunk* found = slot.load(std::memory_order_acquire)) return *found;
  owned_.push_back(std::make_unique<Chunk>());
  slot.store(owned_.back().get(), std::memory_order_release);
  return *owned_.back();
}

const SurfaceTile& SurfaceLattice::tile(std::uint32_t column, std::uint32_t row) const {
  Chunk& in = chunk(column, row);
  auto& slot = in.tiles[std::size_t{row % kChunk} * kChunk + column % kChunk];
  if (const SurfaceTile* found = slot.load(std::memory_order_acquire)) return *found;
  std::unique_ptr<const SurfaceTile> made = make_tile(column, row);  // the same whoever makes it
  const std::lock_guard lock(in.adding);
  if (const SurfaceTile* found = slot.load(std::memory_order_acquire)) return *found;
  slot.store(made.get(), std::memory_order_release);
  in.owned.push_back(std::move(made));
  return *in.owned.back();
}

double SurfaceLattice::distance_to(const Segment& s, double x, double y) const {
  const double dx = double{s.bx} - s.ax, dy = double{s.by} - s.ay, length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(((x - s.ax) * dx + (y - s.ay) * dy) / length2, 0.0, 1.0) : 0;
  return std::hypot(x - s.ax - t * dx, y - s.ay - t * dy);
}

void SurfaceLattice::gather(std::uint32_t column, std::uint32_t row,
                            std::vector<std::uint32_t>& found) const {
  const double x = column * tile_ + 3.5 * cell_, y = row * tile_ + 3.5 * cell_;
  const double half = kHalfDiagonal * cell_;
  // Segments in tiles whose distance from the middle is `ring` tiles or more are farther than this.
  const auto surely = [&](std::uint32_t ring) { return (ring - 0.5) * tile_; };
  double nearest = largest_ + half;
  std::vector<std::pair<float, std::uint32_t>> near;
  for (std::uint32_t ring = 0; ring == 0 || surely(ring) <= nearest + 2 * half; ++ring) {
    const std::uint32_t low = row >= ring ? row - ring : 0, high = std::min(rows_ - 1, row + ring);
    const std::uint32_t left = column >= ring ? column - ring : 0,
                        right = std::min(columns_ - 1, column + ring);
    for (std::uint32_t r = low; r <= high; ++r) {
      const bool whole = r + ring == row || r == row + ring;  // the first and last row of the ring
      const std::uint64_t from = std::uint64_t{r} * columns_ + left, to = std::uint64_t{r} * columns_ + right;
      auto key = std::lower_bound(tile_key_.begin(), tile_key_.end(), from);
      for (; key != tile_key_.end() && *key <= to; ++key) {
        const auto c = static_cast<std::uint32_t>(*key - std::uint64_t{r} * columns_);
        if (!whole && c + ring != column && c != column + ring) continue;
        const auto k = static_cast<std::size_t>(key - tile_key_.begin());
        for (std::uint32_t i = tile_start_[k]; i < tile_start_[k + 1]; ++i) {
          const double d = distance_to(segments_[in_tile_[i]], x, y);
          nearest = std::min(nearest, d);
          near.emplace_back(static_cast<float>(d), in_tile_[i]);
        }
      }
    }
  }
  for (const auto& [distance, segment] : near)
    if (distance <= (nearest + 2 * half) * 1.0001) found.push_back(segment);
  std::sort(found.begin(), found.end());  // ties go to the lowest
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

std::unique_ptr<SurfaceTile> SurfaceLattice::make_tile(std::uint32_t column, std::uint32_t row) const {
  auto tile = std::make_unique<SurfaceTile>();
  constexpr std::uint32_t kPoints = SurfaceTile::kPoints;
  tile->which.fill(0);
  tile->share.fill(0);
  tile->access_m.fill(INFINITY);
  tile->has_far_points = true;
  std::vector<std::uint32_t> near;
  gather(column, row, near);
  if (near.empty()) return tile;
  std::array<float, kPoints> x, y, best, along;
  std::array<std::int32_t, kPoints> who;
  for (std::uint32_t p = 0; p < kPoints; ++p) {
    x[p] = static_cast<float>((p % SurfaceTile::kSide) * cell_);
    y[p] = static_cast<float>((p / SurfaceTile::kSide) * cell_);
  }
  best.fill(INFINITY);
  who.fill(-1);
  along.fill(0);
  const double x0 = column * tile_, y0 = row * tile_;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(near.size()); ++i) {
    const Segment& s = segments_[near[static_cast<std::size_t>(i)]];
    const auto ax = static_cast<float>(s.ax - x0), ay = static_cast<float>(s.ay - y0);
    const float dx = s.bx - s.ax, dy = s.by - s.ay;
    const float length2 = dx * dx + dy * dy;
    const float inverse = length2 > 0 ? 1 / length2 : 0;
    for (std::uint32_t p = 0; p < kPoints; ++p) {  // a loop for vectors
      const float px = x[p] - ax, py = y[p] - ay;
      float t = (px * dx + py * dy) * inverse;
      t = t < 0 ? 0 : t;
      t = t > 1 ? 1 : t;
      const float ex = px - t * dx, ey = py - t * dy;
      const float squared = ex * ex + ey * ey;
      const bool nearer = squared < best[p];
      best[p] = nearer ? squared : best[p];
      along[p] = nearer ? t : along[p];
      who[p] = nearer ? i : who[p];
    }
  }
  tile->has_far_points = false;
  const double scale = scale_at(y0 + tile_ / 2);
  for (std::uint32_t p = 0; p < kPoints; ++p) {
    const auto access_m = static_cast<float>(std::sqrt(best[p]) / scale);
    if (!(access_m <= options_.largest_access_m)) {
      tile->has_far_points = true;
      continue;
    }
    const Segment& s = segments_[near[static_cast<std::size_t>(who[p])]];
    const auto found = std::find(tile->edges.begin(), tile->edges.end(), s.edge);
    tile->which[p] = static_cast<std::uint8_t>(found - tile->edges.begin());
    if (found == tile->edges.end()) tile->edges.push_back(s.edge);
    tile->share[p] = std::clamp(s.before + along[p] * (s.after - s.before), 0.0f, 1.0f);
    tile->access_m[p] = access_m;
    tile->longest_access_m = std::max(tile->longest_access_m, access_m);
  }
  return tile;
}

}  // namespace agglo
