#include "access/roads/surface_lattice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace agglo {

SurfaceLattice::SurfaceLattice(const SurfaceRoads& roads, double cell, double largest_access_m)
    : roads_(roads),
      cell_(cell),
      tile_(cell * SurfaceTile::kSide),
      largest_access_m_(largest_access_m),
      columns_(static_cast<std::uint32_t>(roads.width() / tile_) + 1),
      rows_(static_cast<std::uint32_t>(roads.height() / tile_) + 1),
      page_columns_(columns_ / (kChunk * kPage) + 1),
      pages_(page_columns_ * (rows_ / (kChunk * kPage) + 1)) {
  sort_middles();
}

std::uint32_t SurfaceLattice::column_of(double map_x) const {
  return static_cast<std::uint32_t>(std::clamp(map_x / tile_, 0.0, columns_ - 1.0));
}
std::uint32_t SurfaceLattice::row_of(double map_y) const {
  return static_cast<std::uint32_t>(std::clamp(map_y / tile_, 0.0, rows_ - 1.0));
}

void SurfaceLattice::sort_middles() {
  const auto key_of = [this](const SurfaceRoads::Middle& m) {
    return std::uint64_t{row_of(m.y)} * columns_ + column_of(m.x);
  };
  middles_ = roads_.middles();
  std::stable_sort(
      middles_.begin(), middles_.end(),
      [&](const SurfaceRoads::Middle& a, const SurfaceRoads::Middle& b) { return key_of(a) < key_of(b); });
  for (const SurfaceRoads::Middle& middle : middles_) middle_key_.push_back(key_of(middle));
}

namespace {

/// What a slot points at, made when it is empty.
template <class Made>
Made& made_in(std::atomic<Made*>& slot, std::mutex& adding, std::vector<std::unique_ptr<Made>>& owned) {
  if (Made* found = slot.load(std::memory_order_acquire)) return *found;
  const std::lock_guard lock(adding);
  if (Made* found = slot.load(std::memory_order_acquire)) return *found;
  owned.push_back(std::make_unique<Made>());
  slot.store(owned.back().get(), std::memory_order_release);
  return *owned.back();
}

}  // namespace

SurfaceLattice::Chunk& SurfaceLattice::chunk(std::uint32_t column, std::uint32_t row) const {
  const std::size_t chunk_column = column / kChunk, chunk_row = row / kChunk;
  Page& page = made_in(pages_[chunk_row / kPage * page_columns_ + chunk_column / kPage], adding_, own_pages_);
  return made_in(page.chunks[chunk_row % kPage * kPage + chunk_column % kPage], adding_, own_chunks_);
}

const SurfaceTile& SurfaceLattice::tile(std::uint32_t column, std::uint32_t row) const {
  Chunk& in = chunk(column, row);
  auto& slot = in.tiles[row % kChunk * kChunk + column % kChunk];
  if (const SurfaceTile* found = slot.load(std::memory_order_acquire)) return *found;
  std::unique_ptr<const SurfaceTile> made = make_tile(column, row);  // the same whoever makes it
  const std::lock_guard lock(in.adding);
  if (const SurfaceTile* found = slot.load(std::memory_order_acquire)) return *found;
  slot.store(made.get(), std::memory_order_release);
  in.owned.push_back(std::move(made));
  return *in.owned.back();
}

std::unique_ptr<SurfaceTile> SurfaceLattice::make_tile(std::uint32_t column, std::uint32_t row) const {
  auto tile = std::make_unique<SurfaceTile>();
  constexpr std::uint32_t kPoints = SurfaceTile::kPoints;
  tile->which.fill(0);
  tile->share.fill(0);
  tile->access_m.fill(INFINITY);
  tile->has_far_points = true;
  std::vector<std::uint32_t> near;
  const double middle = (SurfaceTile::kSide - 1) / 2.0 * cell_, half = middle * std::numbers::sqrt2;
  const double x0 = column * tile_, y0 = row * tile_;
  roads_.add_near(x0 + middle, y0 + middle, half, largest_access_m_ * roads_.largest_scale(), near);
  if (near.empty()) return tile;
  std::array<float, kPoints> x, y, best, along;
  std::array<std::int32_t, kPoints> who;
  for (std::uint32_t p = 0; p < kPoints; ++p) {
    const std::uint32_t in_column = p % SurfaceTile::kSide, in_row = p / SurfaceTile::kSide;
    x[p] = static_cast<float>(in_column * cell_);
    y[p] = static_cast<float>(in_row * cell_);
  }
  best.fill(INFINITY);
  who.fill(-1);
  along.fill(0);
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(near.size()); ++i) {
    const SurfaceRoads::Segment& s = roads_.segment(near[static_cast<std::size_t>(i)]);
    const auto ax = static_cast<float>(s.ax - x0), ay = static_cast<float>(s.ay - y0);
    const float dx = s.dx, dy = s.dy;
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
  const double scale = roads_.scale_at(y0 + tile_ / 2);
  for (std::uint32_t p = 0; p < kPoints; ++p) {
    const auto access_m = static_cast<float>(std::sqrt(best[p]) / scale);
    if (!(access_m <= largest_access_m_)) {
      tile->has_far_points = true;
      continue;
    }
    const SurfaceRoads::Segment& s = roads_.segment(near[static_cast<std::size_t>(who[p])]);
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
