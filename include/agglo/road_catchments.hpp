// Catchments along roads as areas: the places whose nearest road is reached in time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agglo/reach.hpp"
#include "agglo/roads.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

/// How true an area is at the middles of joinable edges: those near it, those reached, those inside.
struct CatchmentCheck {
  std::uint64_t reached = 0;         ///< middles reached within the limit
  std::uint64_t missed = 0;          ///< of these, outside the area
  std::uint64_t inside = 0;          ///< middles inside the area
  std::uint64_t falsely_inside = 0;  ///< of these, not reached
  std::uint64_t cut_roads = 0;       ///< roads that leave the network where they are reached
};

/// Parts of the plane by the number of areas that hold them: of row i, count[i], ascending from 1. Valid, no
/// two of them overlap, and together they are the areas joined.
struct CountedCatchments {
  Shapes shapes;
  std::vector<std::uint32_t> count;
  CatchmentCheck check;  ///< at the middles, each as often as it is reached or inside
};

struct SurfaceOptions {
  double cell_m = 40;  ///< between the points at which the surface is known, to begin with; doubled for
                       ///< areas of more than 65,536 tiles of 8 by 8 points
  int halvings = 3;    ///< of the cell where an area is not true enough yet; 0: none
  double largest_falsely_inside = 0.01, largest_missed = 0.005;  ///< shares of middles that are true enough
  double largest_access_m = 500;   ///< places farther from a joinable road belong to no catchment
  double access_kmh = 5;           ///< on the way between road and place
  double frontage_m = 30;          ///< along a road this much on both sides belongs to it without a way
  double smallest_area_m2 = 5000;  ///< smaller pieces and holes are left out; a fourth with each halving
};

/// The nearest joinable road of every place near roads, on a lattice that is worked out where it is needed
/// and kept. Use from any thread.
class RoadSurface {
 public:
  /// Keeps what it needs of the edges. O(v log v). Error{failure} for roads beyond 85 degrees of latitude.
  RoadSurface(const RoadEdges& edges, bool is_plane, RoadMeasure measure, const SurfaceOptions& options);
  ~RoadSurface();

  const SurfaceOptions& options() const;
  bool is_plane() const;
  /// Costs beyond a limit that make the edge of an area exact: let searches go this much farther.
  RoadCost slack() const;

  /// Appends one row for each limit (ascending): the area whose places are reached within it by the nearest
  /// road, in the coordinates of the network; kind none where that is less than smallest_area_m2. `search`
  /// went from the `starts` to the largest limit and slack() beyond, or farther, which changes nothing. Valid
  /// polygons; each lies in the next up to a fifth of a cell. Appends to `checks` what they are worth.
  /// Advances `run` by one for each limit.
  void add_catchments(const ReachSearch& search, std::span<const RoadPoint> starts,
                      std::span<const RoadCost> limits, Shapes& out, std::vector<CatchmentCheck>& checks,
                      RunControl& run) const;
  /// Appends one row for each start: the part of that area which is nearest to it. `search` was for the
  /// nearest. Parts of neighbours meet up to a fifth of a cell. Advances `run` by one for each start.
  void add_nearest(const ReachSearch& search, std::span<const RoadPoint> starts, RoadCost limit, Shapes& out,
                   std::vector<CatchmentCheck>& checks, RunControl& run) const;

  /// The places that exactly 1, 2, ... sites reach within the limit. All lie on one lattice, as fine as makes
  /// the numbers true at the middles. Two searches for each site and one more for each halving. Memory 768
  /// bytes for each 64 points along the edge of each site's area; Error{failure} before it is more than
  /// `most_bytes`. A stage of `run` for each time that all sites are searched.
  CountedCatchments by_number_of_sites(const RoadGraph& graph, std::span<const RoadPoint> sites,
                                       RoadCost limit, TravelDirection direction, RunControl& run,
                                       std::uint64_t most_bytes = ~std::uint64_t{0}) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Areas of many sites: row site * limits.size() + limit.
struct RoadCatchments {
  Shapes shapes;
  std::vector<CatchmentCheck> checks;
};
RoadCatchments road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                               std::span<const RoadPoint> sites, std::span<const RoadCost> limits,
                               TravelDirection direction, RunControl& run);
/// The area of all sites together: a row for each limit.
RoadCatchments joined_road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                                      std::span<const RoadPoint> sites, std::span<const RoadCost> limits,
                                      TravelDirection direction, RunControl& run);
/// The area of all sites split by the nearest: a row for each site.
RoadCatchments nearest_road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                                       std::span<const RoadPoint> sites, RoadCost limit,
                                       TravelDirection direction, RunControl& run);

}  // namespace agglo
