// What a RoadSurface is made of. Internal to this folder.
#pragma once

#include <cmath>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "access/roads/counted_surface.hpp"
#include "access/roads/site_surface.hpp"
#include "agglo/road_catchments.hpp"

namespace agglo {

inline std::vector<SurfaceEdge> surface_edges(const RoadEdges& edges, RoadMeasure measure) {
  const std::vector<EdgeCost> costs = edge_costs(edges, measure);
  std::vector<SurfaceEdge> result(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e)
    result[e] = {edges.from[e], edges.to[e], costs[e].forward, costs[e].backward};
  return result;
}

inline bool is_true_enough(const CatchmentCheck& check, const SurfaceOptions& options) {
  return static_cast<double>(check.falsely_inside) <=
             options.largest_falsely_inside * static_cast<double>(check.inside) &&
         static_cast<double>(check.missed) <= options.largest_missed * static_cast<double>(check.reached);
}

struct RoadSurface::Parts {
  Parts(const RoadEdges& network, bool on_plane, RoadMeasure its_measure, const SurfaceOptions& its_options)
      : is_plane(on_plane),
        measure(its_measure),
        options(its_options),
        edges(surface_edges(network, measure)),
        roads(network, is_plane, options.largest_access_m + 3 * SurfaceTile::kSide * options.cell_m),
        lattices(kMostDoublings + static_cast<std::size_t>(options.halvings) + 1) {
    for (std::size_t e = 0; e < network.size(); ++e) {
      if (network.cut[e] & 1) cut_nodes.push_back(network.from[e]);
      if (network.cut[e] & 2) cut_nodes.push_back(network.to[e]);
    }
  }

  /// The lattice with the cell halved so often, or doubled; made when first asked for.
  const SurfaceLattice& lattice(int halvings) const {
    const std::lock_guard lock(adding);
    const int at = kMostDoublings + halvings;
    auto& found = lattices[static_cast<std::size_t>(at)];
    if (!found)
      found = std::make_unique<SurfaceLattice>(roads, std::ldexp(options.cell_m, -halvings),
                                               options.largest_access_m);
    return *found;
  }

  void add(const EdgeTimes& times, const MapBox& box, std::span<const RoadCost> limits, Shapes& out,
           std::vector<CatchmentCheck>& checks, RunControl& run) const;

  /// Costs beyond a limit that make the edge of an area exact.
  RoadCost slack() const {
    return static_cast<RoadCost>(2 * options.cell_m * cost_of_metre(measure, options));
  }

  /// Around what a search has reached within a limit; it may have gone farther, for other limits.
  MapBox box_of(const ReachSearch& search, std::span<const RoadPoint> starts, RoadCost limit) const {
    MapBox box;
    const std::uint64_t farthest = std::uint64_t{limit} + slack();
    for (const std::uint32_t node : search.reached())
      if (search.cost(node) <= farthest) box.extend(roads.node_box(node));
    for (const RoadPoint& start : starts)
      if (start.edge != kNoEdge) box.extend(roads.edge_box(start.edge));
    return box;
  }

  /// Areas on the first lattice on which their numbers are true enough. `boxes`: around each of them.
  CountedCatchments counted(std::span<const MapBox> boxes,
                            const std::function<std::vector<TiledArea>(const SurfaceLattice&)>& areas_on,
                            RunControl& run) const;

  /// Tiles of a box around what is reached.
  double tiles_in(const MapBox& box, int halvings) const {
    if (!(box.min_x <= box.max_x)) return 0;
    const double tile = std::ldexp(options.cell_m, -halvings) * SurfaceTile::kSide;
    const double room = 2 * (options.largest_access_m * roads.largest_scale() / tile + 1);
    return (double{box.max_x} - box.min_x) / tile * ((double{box.max_y} - box.min_y) / tile) +
           room * (double{box.max_x} - box.min_x + box.max_y - box.min_y) / tile + room * room;
  }

  static constexpr int kMostDoublings = 16;
  static constexpr double kManyTiles = 1 << 16;         ///< wider areas begin with a wider cell
  static constexpr double kMostTiles = 4 * kManyTiles;  ///< no finer than this
  bool is_plane;
  RoadMeasure measure;
  SurfaceOptions options;
  std::vector<SurfaceEdge> edges;
  std::vector<std::uint32_t> cut_nodes;  ///< where roads leave the network
  SurfaceRoads roads;
  mutable std::mutex adding;
  mutable std::vector<std::unique_ptr<SurfaceLattice>> lattices;
};

}  // namespace agglo
