#include "agglo/road_catchments.hpp"

#include <cmath>
#include <string>

#include "access/polygon_index.hpp"
#include "access/roads/site_surface.hpp"
#include "agglo/boundaries.hpp"
#include "agglo/error.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

void require_positive(double value, const char* what) {
  if (!(value > 0) || !std::isfinite(value))
    throw usage_error(std::string(what) + " of catchments along roads is \"" + std::to_string(value) + "\"",
                      "give a number above 0");
}

/// Looks at the middles of the edges in the box of a site's surface: at those in tiles on one side without a
/// look at the area, whose rings do not pass there.
CatchmentCheck check_area(const SiteSurface& surface, const std::vector<SiteSurface::Side>& sides,
                          const SurfaceLattice& lattice, const SurfaceOptions& options,
                          const EdgeTimes& times, RoadCost limit, const Shapes& map_shapes, std::size_t row) {
  const double tile_m = (SurfaceTile::kSide - 1) * options.cell_m;
  const bool sides_hold = options.smallest_area_m2 < tile_m * tile_m;  // else such a tile may be left out
  const PolygonIndex area(map_shapes, row);
  CatchmentCheck check;
  for (std::uint32_t r = 0; r < surface.rows(); ++r)
    lattice.for_each_middle(surface.first_row() + r, surface.first_column(),
                            surface.first_column() + surface.columns() - 1,
                            [&](std::uint32_t column, const SurfaceLattice::Middle& middle) {
                              const SiteSurface::Side side =
                                  sides[std::size_t{r} * surface.columns() + column - surface.first_column()];
                              const bool reached = times.is_reached(middle.edge, 0.5, limit);
                              const bool inside = sides_hold && side != SiteSurface::Side::mixed
                                                      ? side == SiteSurface::Side::inside
                                                      : area.has_area() && area.contains(middle.x, middle.y);
                              check.reached += reached;
                              check.missed += reached && !inside;
                              check.inside += inside;
                              check.falsely_inside += inside && !reached;
                            });
  return check;
}

std::vector<SurfaceEdge> surface_edges(const RoadEdges& edges, RoadMeasure measure) {
  const std::vector<EdgeCost> costs = edge_costs(edges, measure);
  std::vector<SurfaceEdge> result(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e)
    result[e] = {edges.from[e], edges.to[e], costs[e].forward, costs[e].backward};
  return result;
}

}  // namespace

struct RoadSurface::Parts {
  bool is_plane;
  RoadMeasure measure;
  SurfaceOptions options;
  std::vector<SurfaceEdge> edges;
  std::vector<std::uint32_t> cut_nodes;  ///< where roads leave the network
  SurfaceLattice lattice;

  /// `box`: around what was reached; `is_own`: which nodes count for roads that leave the network.
  template <class IsOwn>
  void add(const EdgeTimes& times, const MapBox& box, const ReachSearch& search, const IsOwn& is_own,
           std::span<const RoadCost> limits, Shapes& out, std::vector<CatchmentCheck>* checks) const {
    SiteSurface surface(lattice, options, measure, times, box);
    const std::size_t first = out.x.size();
    for (const RoadCost limit : limits) {
      const std::vector<SiteSurface::Side> sides = surface.sides(limit);
      add_contour(surface, limit, sides, lattice, options, out);
      if (!checks) continue;
      checks->push_back(check_area(surface, sides, lattice, options, times, limit, out, out.size() - 1));
      for (const std::uint32_t node : cut_nodes)
        checks->back().cut_roads += search.cost(node) <= limit && is_own(node);
    }
    for (std::size_t v = first; v < out.x.size(); ++v) {
      const Metres2 place = lattice.place_from_map(out.x[v], out.y[v]);
      out.x[v] = place.x_m;
      out.y[v] = place.y_m;
    }
  }
};

RoadSurface::RoadSurface(const RoadEdges& edges, bool is_plane, RoadMeasure measure,
                         const SurfaceOptions& options) {
  require_positive(options.cell_m, "the cell");
  require_positive(options.access_kmh, "the speed of the way to the road");
  require_positive(options.largest_access_m, "the largest way to the road");
  parts_ = std::unique_ptr<Parts>(new Parts{is_plane,
                                            measure,
                                            options,
                                            surface_edges(edges, measure),
                                            {},
                                            SurfaceLattice(edges, is_plane, options)});
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (edges.cut[e] & 1) parts_->cut_nodes.push_back(edges.from[e]);
    if (edges.cut[e] & 2) parts_->cut_nodes.push_back(edges.to[e]);
  }
}
RoadSurface::~RoadSurface() = default;

const SurfaceOptions& RoadSurface::options() const {
  return parts_->options;
}

bool RoadSurface::is_plane() const {
  return parts_->is_plane;
}

RoadCost RoadSurface::slack() const {
  return static_cast<RoadCost>(2 * parts_->options.cell_m * cost_of_metre(parts_->measure, parts_->options));
}

void RoadSurface::add_catchments(const ReachSearch& search, std::span<const RoadPoint> starts,
                                 std::span<const RoadCost> limits, Shapes& out,
                                 std::vector<CatchmentCheck>* checks) const {
  const PointsByEdge by_edge(starts);
  const EdgeTimes times(parts_->edges, search, starts, by_edge, EdgeTimes::kAnySite);
  MapBox box;
  for (const std::uint32_t node : search.reached()) box.extend(parts_->lattice.node_box(node));
  for (const RoadPoint& start : starts)
    if (start.edge != kNoEdge) box.extend(parts_->lattice.edge_box(start.edge));
  parts_->add(
      times, box, search, [](std::uint32_t) { return true; }, limits, out, checks);
}

void RoadSurface::add_nearest(const ReachSearch& search, std::span<const RoadPoint> starts, RoadCost limit,
                              Shapes& out, std::vector<CatchmentCheck>* checks) const {
  const PointsByEdge by_edge(starts);
  std::vector<MapBox> boxes(starts.size());
  for (const std::uint32_t node : search.reached())
    boxes[search.site(node)].extend(parts_->lattice.node_box(node));
  for (std::uint32_t s = 0; s < starts.size(); ++s) {
    if (starts[s].edge != kNoEdge) boxes[s].extend(parts_->lattice.edge_box(starts[s].edge));
    const EdgeTimes times(parts_->edges, search, starts, by_edge, s);
    parts_->add(
        times, boxes[s], search, [&](std::uint32_t node) { return search.site(node) == s; },
        std::span(&limit, 1), out, checks);
  }
}

namespace {

RoadCost beyond(RoadCost limit, const RoadSurface& surface) {
  return static_cast<RoadCost>(std::min<std::uint64_t>(std::uint64_t{limit} + surface.slack(), kUnreached));
}

RoadCatchments on_the_map(RoadCatchments areas, const RoadSurface& surface) {
  if (!surface.is_plane()) areas.shapes = split_at_antimeridian(std::move(areas.shapes));
  return areas;
}

}  // namespace

RoadCatchments road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                               std::span<const RoadPoint> sites, std::span<const RoadCost> limits,
                               TravelDirection direction, RunControl& run) {
  std::vector<RoadCatchments> of_site(sites.size());
  run.begin("catchments along the roads", sites.size());
  constexpr std::size_t kSitesInBlock = 4;
  parallel_blocks(limits.empty() ? 0 : sites.size(), kSitesInBlock, run,
                  [&](std::size_t begin, std::size_t end, std::size_t) {
                    ReachSearch search(graph);
                    std::vector<RoadStart> starts;
                    for (std::size_t s = begin; s < end; ++s) {
                      run.check();
                      starts.clear();
                      add_starts(sites[s], 0, direction, starts);
                      search.run(starts, beyond(limits.back(), surface), direction);
                      surface.add_catchments(search, sites.subspan(s, 1), limits, of_site[s].shapes,
                                             &of_site[s].checks);
                    }
                  });
  RoadCatchments all;
  for (const RoadCatchments& site : of_site) {
    for (std::size_t k = 0; k < site.shapes.size(); ++k) all.shapes.add_row_of(site.shapes, k);
    all.checks.insert(all.checks.end(), site.checks.begin(), site.checks.end());
  }
  return on_the_map(std::move(all), surface);
}

RoadCatchments joined_road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                                      std::span<const RoadPoint> sites, std::span<const RoadCost> limits,
                                      TravelDirection direction, RunControl& run) {
  RoadCatchments all;
  if (limits.empty()) return all;
  run.begin("joined catchments along the roads");
  std::vector<RoadStart> starts;
  for (const RoadPoint& site : sites) add_starts(site, 0, direction, starts);
  ReachSearch search(graph);
  search.run(starts, beyond(limits.back(), surface), direction);
  run.check();
  surface.add_catchments(search, sites, limits, all.shapes, &all.checks);
  return on_the_map(std::move(all), surface);
}

RoadCatchments nearest_road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                                       std::span<const RoadPoint> sites, RoadCost limit,
                                       TravelDirection direction, RunControl& run) {
  run.begin("nearest-site catchments along the roads");
  std::vector<RoadStart> starts;
  for (std::uint32_t s = 0; s < sites.size(); ++s) add_starts(sites[s], s, direction, starts);
  ReachSearch search(graph);
  search.run_nearest(starts, beyond(limit, surface), direction);
  run.check();
  RoadCatchments all;
  surface.add_nearest(search, sites, limit, all.shapes, &all.checks);
  return on_the_map(std::move(all), surface);
}

}  // namespace agglo
