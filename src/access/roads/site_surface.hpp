// SiteSurface: what it costs to be at each lattice point near what one search has reached. Internal.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "access/roads/surface_lattice.hpp"

namespace agglo {

/// An edge as searches see it.
struct SurfaceEdge {
  std::uint32_t from, to;
  RoadCost forward, backward;
};

/// Costs along edges after a search from `start`. All must outlive it.
class EdgeTimes {
 public:
  EdgeTimes(std::span<const SurfaceEdge> edges, const ReachSearch& search, const RoadPoint& start)
      : edges_(edges),
        at_node_(search.costs()),
        start_(start),
        outward_(search.direction() == TravelDirection::from_sites) {}

  /// An edge's costs at its two ends, and on the way from each to the other; infinite when not reached.
  struct Ends {
    float from, by_from, to, by_to;
  };
  Ends ends(std::uint32_t edge) const;
  /// At a share of the edge's length, exactly; kUnreached or more when not reached.
  std::uint64_t at(std::uint32_t edge, double share) const;
  /// The least on the edge, and no less than the most.
  struct Range {
    std::uint64_t least, most;
  };
  Range range(std::uint32_t edge) const;
  bool has_start(std::uint32_t edge) const { return edge == start_.edge; }

 private:
  std::span<const SurfaceEdge> edges_;
  std::span<const RoadCost> at_node_;
  const RoadPoint& start_;
  bool outward_;
};

/// Tiles in the box of what was reached, worked out where an edge of an area may pass.
class SiteSurface {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;
  struct WorkedTile {
    std::uint32_t column, row;  ///< in the lattice
    const SurfaceTile* tile;
    std::array<float, SurfaceTile::kPoints> cost;  ///< with the way from the road; infinite when not reached
  };

  SiteSurface(const SurfaceLattice& lattice, const SurfaceOptions& options, RoadMeasure measure,
              const EdgeTimes& times, const ReachSearch& search, const RoadPoint& start);

  std::uint32_t columns() const { return columns_; }  ///< of the box
  std::uint32_t rows() const { return rows_; }

  enum class Side : std::uint8_t { outside, inside, mixed };
  /// Which tiles of the box lie on one side of the limit entirely; row-major.
  std::vector<Side> sides(RoadCost limit) const;
  /// Rows of worked(), made when first asked for.
  std::uint32_t work(std::uint32_t column, std::uint32_t row);
  const std::vector<WorkedTile>& worked() const { return worked_; }
  using Values = std::array<float, SurfaceTile::kPoints>;
  /// How far inside the area of a limit each point is, in metres of the way from the road, cut at a cell
  /// either way; negative outside.
  void insides_m(const WorkedTile& tile, RoadCost limit, Values& values) const;
  std::uint32_t first_column() const { return first_column_; }
  std::uint32_t first_row() const { return first_row_; }

 private:
  const SurfaceLattice& lattice_;
  const SurfaceOptions& options_;
  const EdgeTimes& times_;
  double cost_of_metre_;
  std::uint32_t first_column_ = 0, first_row_ = 0, columns_ = 0, rows_ = 0;
  std::vector<std::uint32_t> worked_at_;  ///< of the box, into worked_; kNone
  std::vector<WorkedTile> worked_;
};

/// Appends the area of a limit as one row of map coordinates; kind none when nothing is left. `sides` as of
/// the surface for the limit.
void add_contour(SiteSurface& surface, RoadCost limit, const std::vector<SiteSurface::Side>& sides,
                 const SurfaceLattice& lattice, const SurfaceOptions& options, Shapes& out);

/// Cost of a metre between a road and a place beside it.
double cost_of_metre(RoadMeasure measure, const SurfaceOptions& options);

}  // namespace agglo
