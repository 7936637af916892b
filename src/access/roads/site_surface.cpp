#include "access/roads/site_surface.hpp"

#include <algorithm>
#include <cmath>

namespace agglo {

double cost_of_metre(RoadMeasure measure, const SurfaceOptions& options) {
  return measure == RoadMeasure::time ? 3600 / options.access_kmh : 100;
}

std::uint64_t EdgeTimes::at(std::uint32_t edge, double share) const {
  const EdgeCost cost = costs_[edge];
  // From `from` on with the share before the place, from `to` on with the rest.
  const RoadCost by_from = outward_ ? cost.forward : cost.backward;
  const RoadCost by_to = outward_ ? cost.backward : cost.forward;
  const auto part = [](RoadCost whole, double of) {
    return whole == kUnreached ? std::uint64_t{kUnreached}
                               : static_cast<std::uint64_t>(static_cast<double>(whole) * of);
  };
  std::uint64_t best = std::min(at_node_[edges_.from[edge]] + part(by_from, share),
                                at_node_[edges_.to[edge]] + part(by_to, 1 - share));
  if (edge == start_.edge) {
    const double step = share - start_.along;
    best = std::min(best, start_.access + part(step >= 0 ? by_from : by_to, std::abs(step)));
  }
  return best;
}

EdgeTimes::Range EdgeTimes::range(std::uint32_t edge) const {
  const EdgeCost cost = costs_[edge];
  const std::uint64_t from = at_node_[edges_.from[edge]], to = at_node_[edges_.to[edge]];
  const std::uint64_t by_from = outward_ ? cost.forward : cost.backward;
  const std::uint64_t by_to = outward_ ? cost.backward : cost.forward;
  Range range{std::min(from, to), std::min(from + by_from, to + by_to)};
  if (edge == start_.edge) range.least = 0;
  return range;
}

SiteSurface::SiteSurface(const SurfaceLattice& lattice, const SurfaceOptions& options, RoadMeasure measure,
                         const EdgeTimes& times, const ReachSearch& search, const RoadPoint& start)
    : lattice_(lattice),
      options_(options),
      times_(times),
      start_(start),
      cost_of_metre_(cost_of_metre(measure, options)) {
  MapBox box;
  for (const std::uint32_t node : search.reached()) box.extend(lattice.node_box(node));
  if (start.edge != kNoEdge) box.extend(lattice.edge_box(start.edge));
  if (!(box.min_x <= box.max_x)) return;
  const double room =
      options.largest_access_m * std::max(lattice.scale_at(box.min_y), lattice.scale_at(box.max_y)) +
      SurfaceTile::kSide * lattice.cell();
  first_column_ = lattice.column_of(box.min_x - room);
  first_row_ = lattice.row_of(box.min_y - room);
  columns_ = lattice.column_of(box.max_x + room) - first_column_ + 1;
  rows_ = lattice.row_of(box.max_y + room) - first_row_ + 1;
  worked_at_.assign(std::size_t{columns_} * rows_, kNone);
}

std::vector<SiteSurface::Side> SiteSurface::sides(RoadCost limit) const {
  std::vector<Side> sides(worked_at_.size(), Side::outside);
  for (std::uint32_t row = 0; row < rows_; ++row)
    for (std::uint32_t column = 0; column < columns_; ++column) {
      const SurfaceTile& tile = lattice_.tile(first_column_ + column, first_row_ + row);
      if (tile.edges.empty()) continue;
      const double way = std::max(0.0, tile.longest_access_m - options_.frontage_m) * cost_of_metre_;
      bool all_in = !tile.has_far_points, all_out = true;
      for (const std::uint32_t edge : tile.edges) {
        const EdgeTimes::Range range = times_.range(edge);
        all_in = all_in && edge != start_.edge && static_cast<double>(range.most) + way <= limit;
        all_out = all_out && range.least > limit;
        if (!all_in && !all_out) break;
      }
      sides[std::size_t{row} * columns_ + column] = all_in    ? Side::inside
                                                    : all_out ? Side::outside
                                                              : Side::mixed;
    }
  return sides;
}

std::uint32_t SiteSurface::work(std::uint32_t column, std::uint32_t row) {
  std::uint32_t& at = worked_at_[std::size_t{row} * columns_ + column];
  if (at != kNone) return at;
  at = static_cast<std::uint32_t>(worked_.size());
  const SurfaceTile& tile = lattice_.tile(first_column_ + column, first_row_ + row);
  WorkedTile& made = worked_.emplace_back(WorkedTile{column, row, &tile, {}});
  for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p) {
    made.cost[p] = INFINITY;
    if (tile.edge[p] == kNoEdge) continue;
    const std::uint64_t cost = times_.at(tile.edge[p], tile.share[p] / 65535.0);
    if (cost >= kUnreached) continue;
    const double way = std::max(0.0, tile.access_m[p] - options_.frontage_m) * cost_of_metre_;
    made.cost[p] = static_cast<float>(static_cast<double>(cost) + way);
  }
  return at;
}

float SiteSurface::inside_m(const WorkedTile& tile, std::uint32_t point, RoadCost limit) const {
  const auto cell = static_cast<float>(options_.cell_m);
  if (tile.tile->edge[point] == kNoEdge) return -cell;
  const float left = (static_cast<float>(limit) - tile.cost[point]) / static_cast<float>(cost_of_metre_);
  const float room = static_cast<float>(options_.largest_access_m) - tile.tile->access_m[point];
  return std::clamp(std::min(left, room), -cell, cell);
}

}  // namespace agglo
