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
                              const bool reached = times.at(middle.edge, 0.5) <= limit;
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

void RoadSurface::add_catchments(const ReachSearch& search, const RoadPoint& start,
                                 std::span<const RoadCost> limits, Shapes& out,
                                 std::vector<CatchmentCheck>* checks) const {
  const Parts& p = *parts_;
  const EdgeTimes times(p.edges, search, start);
  SiteSurface surface(p.lattice, p.options, p.measure, times, search, start);
  const std::size_t first = out.x.size();
  for (const RoadCost limit : limits) {
    const std::vector<SiteSurface::Side> sides = surface.sides(limit);
    add_contour(surface, limit, sides, p.lattice, p.options, out);
    if (!checks) continue;
    checks->push_back(check_area(surface, sides, p.lattice, p.options, times, limit, out, out.size() - 1));
    for (const std::uint32_t node : p.cut_nodes) checks->back().cut_roads += search.cost(node) <= limit;
  }
  for (std::size_t v = first; v < out.x.size(); ++v) {
    const Metres2 place = p.lattice.place_from_map(out.x[v], out.y[v]);
    out.x[v] = place.x_m;
    out.y[v] = place.y_m;
  }
}

RoadCatchments road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                               std::span<const RoadPoint> sites, std::span<const RoadCost> limits,
                               TravelDirection direction, RunControl& run) {
  struct SiteAreas {
    Shapes shapes;
    std::vector<CatchmentCheck> checks;
  };
  std::vector<SiteAreas> areas(sites.size());
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
                      const auto farthest = std::uint64_t{limits.back()} + surface.slack();
                      search.run(starts, static_cast<RoadCost>(std::min<std::uint64_t>(farthest, kUnreached)),
                                 direction);
                      surface.add_catchments(search, sites[s], limits, areas[s].shapes, &areas[s].checks);
                    }
                  });
  RoadCatchments result;
  for (const SiteAreas& site : areas) {
    for (std::size_t k = 0; k < site.shapes.size(); ++k) result.shapes.add_row_of(site.shapes, k);
    result.checks.insert(result.checks.end(), site.checks.begin(), site.checks.end());
  }
  if (!surface.is_plane()) result.shapes = split_at_antimeridian(std::move(result.shapes));
  return result;
}

}  // namespace agglo
