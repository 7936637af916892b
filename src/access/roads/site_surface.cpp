#include "access/roads/site_surface.hpp"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"

namespace agglo {

double cost_of_metre(RoadMeasure measure, const SurfaceOptions& options) {
  return measure == RoadMeasure::time ? 3600 / options.access_kmh : 100;
}

EdgeTimes::Ends EdgeTimes::ends(std::uint32_t edge, Whose whose) const {
  const SurfaceEdge& e = edges_[edge];
  const auto node = [&](std::uint32_t n) {
    const RoadCost cost = at_node(n, whose);
    return cost == kUnreached ? INFINITY : static_cast<float>(cost);
  };
  // Closed: beyond every limit but at the node itself, where infinite times 0 would be no number.
  const auto way = [](RoadCost cost) { return cost == kUnreached ? 1e30f : static_cast<float>(cost); };
  return {node(e.from), way(outward_ ? e.forward : e.backward), node(e.to),
          way(outward_ ? e.backward : e.forward)};
}

std::uint64_t EdgeTimes::at(std::uint32_t edge, double share, Whose whose) const {
  const SurfaceEdge& e = edges_[edge];
  const RoadCost by_from = outward_ ? e.forward : e.backward, by_to = outward_ ? e.backward : e.forward;
  // As road_points() cuts an edge's cost: the part before a place is rounded, the rest is what it leaves.
  const auto before = [](RoadCost whole, double of) {
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(whole) * of));
  };
  std::uint64_t best = kUnreached;
  if (share == 0) best = at_node(e.from, whose);
  if (share == 1) best = at_node(e.to, whose);
  if (by_from != kUnreached) best = std::min(best, at_node(e.from, whose) + before(by_from, share));
  if (by_to != kUnreached) best = std::min(best, at_node(e.to, whose) + by_to - before(by_to, share));
  for (const auto& [_, s] : by_edge_.on(edge)) {
    if (is_split() && (s == site_) != (whose == Whose::own)) continue;
    const RoadPoint& start = starts_[s];
    if (by_from != kUnreached && share >= start.along)
      best = std::min(best, start.access + before(by_from, share) - before(by_from, start.along));
    if (by_to != kUnreached && share <= start.along)
      best = std::min(best, start.access + before(by_to, start.along) - before(by_to, share));
  }
  return best;
}

SiteSurface::SiteSurface(const SurfaceLattice& lattice, const SurfaceOptions& options, RoadMeasure measure,
                         const EdgeTimes& times, const MapBox& box)
    : lattice_(lattice),
      options_(options),
      times_(times),
      cost_of_metre_(cost_of_metre(measure, options)),
      cell_m_(static_cast<float>(lattice.cell())) {
  if (!(box.min_x <= box.max_x)) return;
  const double room = options.largest_access_m *
                          std::max(lattice.roads().scale_at(box.min_y), lattice.roads().scale_at(box.max_y)) +
                      SurfaceTile::kSide * lattice.cell();
  first_column_ = lattice.column_of(box.min_x - room);
  first_row_ = lattice.row_of(box.min_y - room);
  columns_ = lattice.column_of(box.max_x + room) - first_column_ + 1;
  rows_ = lattice.row_of(box.max_y + room) - first_row_ + 1;
  worked_at_.assign(std::size_t{columns_} * rows_, kNone);
}

SiteSurface::Side SiteSurface::side_of(const SurfaceTile& tile, RoadCost limit) const {
  if (tile.edges.empty()) return Side::outside;
  const double way = std::max(0.0, tile.longest_access_m - options_.frontage_m) * cost_of_metre_;
  bool all_in = !tile.has_far_points, all_out = true;
  for (const std::uint32_t edge : tile.edges) {
    const EdgeTimes::Range range = times_.range(edge);
    all_in = all_in && !range.others && !range.has_start && static_cast<double>(range.most) + way <= limit;
    all_out = all_out && range.least > limit;
    if (!all_in && !all_out) return Side::mixed;
  }
  return all_in ? Side::inside : Side::outside;
}

std::vector<SiteSurface::Side> SiteSurface::sides(RoadCost limit, RunControl& run) const {
  std::vector<Side> sides(worked_at_.size(), Side::outside);
  parallel_blocks(rows_, 4, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    std::vector<const SurfaceTile*> tiles(columns_);
    for (auto row = static_cast<std::uint32_t>(begin); row < end; ++row) {
      // Tiles and their edges lie anywhere in memory: the first look at each does not wait for it.
      for (std::uint32_t column = 0; column < columns_; ++column) {
        tiles[column] = &lattice_.tile(first_column_ + column, first_row_ + row);
        hwy::Prefetch(tiles[column]);
      }
      for (const SurfaceTile* tile : tiles) hwy::Prefetch(tile->edges.data());
      for (std::uint32_t column = 0; column < columns_; ++column)
        sides[std::size_t{row} * columns_ + column] = side_of(*tiles[column], limit);
    }
  });
  return sides;
}

std::uint32_t SiteSurface::ask_for(std::uint32_t column, std::uint32_t row) {
  std::uint32_t& at = worked_at_[std::size_t{row} * columns_ + column];
  if (at != kNone) return at;
  at = static_cast<std::uint32_t>(worked_.size());
  WorkedTile& asked = worked_.emplace_back();
  asked.column = column;
  asked.row = row;
  return at;
}

void SiteSurface::work_out(RunControl& run) {
  if (times_.is_split()) lead_.resize(worked_.size());
  const std::size_t first = done_;
  parallel_blocks(worked_.size() - first, 64, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = first + begin; i < first + end; ++i)
      fill(worked_[i], times_.is_split() ? &lead_[i] : nullptr);
  });
  done_ = worked_.size();
}

void SiteSurface::fill_costs(const SurfaceTile& tile, EdgeTimes::Whose whose, Values& cost) const {
  std::array<EdgeTimes::Ends, SurfaceTile::kPoints> ends;
  ends[0] = {INFINITY, 0, INFINITY, 0};  // where there is no road
  bool has_start = false;
  for (std::size_t k = 0; k < tile.edges.size(); ++k) {
    ends[k] = times_.ends(tile.edges[k], whose);
    has_start |= times_.has_start(tile.edges[k]);
  }
  for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p) {
    const EdgeTimes::Ends& e = ends[tile.which[p]];
    const float share = tile.share[p];
    cost[p] = std::min(e.from + share * e.by_from, e.to + (1 - share) * e.by_to);
  }
  if (!has_start) return;
  for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p) {
    if (!std::isfinite(tile.access_m[p]) || !times_.has_start(tile.edges[tile.which[p]])) continue;
    const std::uint64_t exact = times_.at(tile.edges[tile.which[p]], tile.share[p], whose);
    cost[p] = exact < kUnreached ? static_cast<float>(exact) : INFINITY;
  }
}

void SiteSurface::fill(WorkedTile& made, Values* lead) const {
  made.tile = &lattice_.tile(first_column_ + made.column, first_row_ + made.row);
  const SurfaceTile& tile = *made.tile;
  const auto metre = static_cast<float>(cost_of_metre_), frontage = static_cast<float>(options_.frontage_m);
  fill_costs(tile, EdgeTimes::Whose::own, made.cost);
  if (lead) {
    fill_costs(tile, EdgeTimes::Whose::others, *lead);
    for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p)
      (*lead)[p] = std::isinf((*lead)[p]) ? INFINITY : ((*lead)[p] - made.cost[p]) / 2;
  }
  for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p)
    made.cost[p] += std::max(0.0f, tile.access_m[p] - frontage) * metre;
}

void SiteSurface::insides_m(std::uint32_t worked, RoadCost limit, Values& values) const {
  const WorkedTile& tile = worked_[worked];
  const float cell = cell_m_, most = static_cast<float>(limit);
  const auto metres = static_cast<float>(1 / cost_of_metre_);
  const auto largest = static_cast<float>(options_.largest_access_m);
  for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p) {  // a loop for vectors
    const float left = (most - tile.cost[p]) * metres, room = largest - tile.tile->access_m[p];
    const float least = left < room ? left : room;
    const float low = least < -cell ? -cell : least;
    values[p] = low > cell ? cell : low;
  }
  if (!times_.is_split()) return;
  for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p)
    values[p] = std::clamp(lead_[worked][p] * metres, -cell, values[p]);
}

}  // namespace agglo
