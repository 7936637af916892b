// SiteSurface: what it costs to be at each lattice point near what one search has reached. Internal.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "access/roads/points_at_nodes.hpp"
#include "access/roads/surface_lattice.hpp"
#include "agglo/road_catchments.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// An edge as searches see it.
struct SurfaceEdge {
  std::uint32_t from, to;
  RoadCost forward, backward;
};

/// Costs along edges after a search. All must outlive it.
class EdgeTimes {
 public:
  static constexpr std::uint32_t kAnySite = 0xffffffff;
  /// `starts`: what the search started from, by site; `site`: only what is nearest to this one counts, after
  /// a search for the nearest, or kAnySite.
  EdgeTimes(std::span<const SurfaceEdge> edges, const ReachSearch& search, std::span<const RoadPoint> starts,
            const PointsByEdge& starts_by_edge, std::uint32_t site)
      : edges_(edges),
        at_node_(search.costs()),
        site_at_node_(search.sites()),
        starts_(starts),
        by_edge_(starts_by_edge),
        site_(site),
        outward_(search.direction() == TravelDirection::from_sites) {}

  bool is_split() const { return site_ != kAnySite; }
  /// The site, or the others when only one counts.
  enum class Whose { own, others };
  /// An edge's costs at its two ends, and on the way from each to the other; infinite when not reached.
  struct Ends {
    float from, by_from, to, by_to;
  };
  Ends ends(std::uint32_t edge, Whose whose) const;
  /// At a share of the edge's length, exactly; kUnreached or more when not reached.
  std::uint64_t at(std::uint32_t edge, double share, Whose whose) const;
  /// The least on the edge, and no less than the most; `others`: another site may be nearer to a part of it.
  struct Range {
    std::uint64_t least, most;
    bool others, has_start;
  };
  Range range(std::uint32_t edge) const {
    const SurfaceEdge& e = edges_[edge];
    const std::uint64_t from = at_node(e.from, Whose::own), to = at_node(e.to, Whose::own);
    const std::uint64_t by_from = outward_ ? e.forward : e.backward,
                        by_to = outward_ ? e.backward : e.forward;
    const bool others = is_split() && (at_node(e.from, Whose::others) != kUnreached ||
                                       at_node(e.to, Whose::others) != kUnreached);
    const bool started = has_start(edge);
    return {started ? 0 : std::min(from, to), std::min(from + by_from, to + by_to), others, started};
  }
  bool has_start(std::uint32_t edge) const { return !by_edge_.on(edge).empty(); }
  /// Whether the edge is reached at a share of its length, and by none of the others before.
  bool is_reached(std::uint32_t edge, double share, RoadCost limit) const {
    const Range all = range(edge);  // mostly enough
    if (all.least > limit) return false;
    if (!is_split() && all.most <= limit) return true;
    const std::uint64_t own = at(edge, share, Whose::own);
    return own <= limit && (!is_split() || own <= at(edge, share, Whose::others));
  }

 private:
  RoadCost at_node(std::uint32_t node, Whose whose) const {
    const bool is_own = !is_split() || (at_node_[node] != kUnreached && site_at_node_[node] == site_);
    return is_own == (whose == Whose::own) ? at_node_[node] : kUnreached;
  }

  std::span<const SurfaceEdge> edges_;
  std::span<const RoadCost> at_node_;
  std::span<const std::uint32_t> site_at_node_;
  std::span<const RoadPoint> starts_;
  const PointsByEdge& by_edge_;
  std::uint32_t site_;
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

  /// `box`: around the edges that may be reached, on the map plane.
  SiteSurface(const SurfaceLattice& lattice, const SurfaceOptions& options, RoadMeasure measure,
              const EdgeTimes& times, const MapBox& box);

  std::uint32_t columns() const { return columns_; }  ///< of the box
  std::uint32_t rows() const { return rows_; }

  enum class Side : std::uint8_t { outside, inside, mixed };
  /// Which tiles of the box lie on one side of the limit entirely; row-major.
  std::vector<Side> sides(RoadCost limit, RunControl& run) const;
  /// Row of worked(), which is there after the next work_out().
  std::uint32_t ask_for(std::uint32_t column, std::uint32_t row);
  void work_out(RunControl& run);
  /// Row of worked() of a tile that was asked for.
  std::uint32_t row_of(std::uint32_t column, std::uint32_t row) const {
    return worked_at_[std::size_t{row} * columns_ + column];
  }
  const std::vector<WorkedTile>& worked() const { return worked_; }
  using Values = std::array<float, SurfaceTile::kPoints>;
  /// How far inside the area of a limit each point is, in metres of the way from the road, cut at a cell
  /// either way; negative outside.
  void insides_m(std::uint32_t worked, RoadCost limit, Values& values) const;
  std::uint32_t first_column() const { return first_column_; }
  std::uint32_t first_row() const { return first_row_; }

 private:
  const SurfaceLattice& lattice_;
  const SurfaceOptions& options_;
  const EdgeTimes& times_;
  double cost_of_metre_;
  float cell_m_;
  std::uint32_t first_column_ = 0, first_row_ = 0, columns_ = 0, rows_ = 0;
  std::vector<std::uint32_t> worked_at_;  ///< of the box, into worked_; kNone
  Side side_of(const SurfaceTile& tile, RoadCost limit) const;
  void fill(WorkedTile& made, Values* lead) const;
  /// Costs at the road nearest to each point.
  void fill_costs(const SurfaceTile& tile, EdgeTimes::Whose whose, Values& cost) const;

  std::vector<WorkedTile> worked_;
  std::size_t done_ = 0;      ///< of worked_
  std::vector<Values> lead_;  ///< of worked tiles before the other sites, as costs; when only one counts
};

/// Appends the area of a limit as one row of map coordinates; kind none when nothing is left. `sides` as of
/// the surface for the limit.
void add_contour(SiteSurface& surface, RoadCost limit, const std::vector<SiteSurface::Side>& sides,
                 const SurfaceLattice& lattice, double smallest_area_m2, Shapes& out, RunControl& run);

/// Cost of a metre between a road and a place beside it.
double cost_of_metre(RoadMeasure measure, const SurfaceOptions& options);

}  // namespace agglo
