#include "agglo/road_catchments.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "access/roads/points_in_rings.hpp"
#include "access/roads/surface_parts.hpp"
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

/// Whether no ring passes a tile and the cells between it and the tiles to its east and north.
bool is_on_one_side(const std::vector<SiteSurface::Side>& sides, std::size_t at, std::uint32_t column,
                    std::uint32_t columns) {
  return column + 1 < columns && at + columns < sides.size() && sides[at] != SiteSurface::Side::mixed &&
         sides[at + 1] == sides[at] && sides[at + columns] == sides[at] &&
         sides[at + columns + 1] == sides[at];
}

/// Middles of edges that may lie on either side of a ring.
struct OpenMiddles {
  std::vector<MapPoint> places;
  std::vector<bool> reached;
};

void check_open(const OpenMiddles& open, const Shapes& map_shapes, CatchmentCheck& check) {
  PointsInRings points(open.places);
  for (std::size_t ring = 0; ring + 1 < map_shapes.ring_start.size(); ++ring)
    for (std::uint64_t v = map_shapes.ring_start[ring] + 1; v < map_shapes.ring_start[ring + 1]; ++v)
      points.add_side({map_shapes.x[v - 1], map_shapes.y[v - 1]}, {map_shapes.x[v], map_shapes.y[v]});
  std::uint64_t inside = 0, both = 0;
  points.take_inside([&](std::uint32_t row) {
    ++inside;
    both += open.reached[row];
  });
  const auto reached = static_cast<std::uint64_t>(std::count(open.reached.begin(), open.reached.end(), true));
  check.reached += reached;
  check.missed += reached - both;
  check.inside += inside;
  check.falsely_inside += inside - both;
}

/// Looks at the middles of the edges in the box of a site's surface: at those in tiles on one side without a
/// look at the area, whose rings do not pass there.
CatchmentCheck check_area(const SiteSurface& surface, const std::vector<SiteSurface::Side>& sides,
                          const SurfaceLattice& lattice, double smallest_area_m2, const EdgeTimes& times,
                          RoadCost limit, const Shapes& map_shapes, RunControl& run) {
  const double tile_m = (SurfaceTile::kSide - 1) * lattice.cell();
  const bool sides_hold = smallest_area_m2 < tile_m * tile_m;  // else such a tile may be left out
  const std::uint32_t first = surface.first_column(), columns = surface.columns();
  constexpr std::size_t kRowsInBlock = 4;
  std::vector<CatchmentCheck> in_block(surface.rows() / kRowsInBlock + 1);
  std::vector<OpenMiddles> open_in_block(in_block.size());
  parallel_blocks(surface.rows(), kRowsInBlock, run,
                  [&](std::size_t begin, std::size_t end, std::size_t block) {
                    CatchmentCheck check;
                    OpenMiddles& open = open_in_block[block];
                    for (auto r = static_cast<std::uint32_t>(begin); r < end; ++r) {
                      const auto look = [&](std::uint32_t column, const SurfaceRoads::Middle& middle) {
                        const std::size_t at = std::size_t{r} * columns + column - first;
                        const bool reached = times.is_reached(middle.edge, 0.5, limit);
                        if (!sides_hold || !is_on_one_side(sides, at, column - first, columns)) {
                          open.places.push_back({middle.x, middle.y});
                          open.reached.push_back(reached);
                          return;
                        }
                        const bool inside = sides[at] == SiteSurface::Side::inside;
                        check.reached += reached;
                        check.missed += reached && !inside;
                        check.inside += inside;
                        check.falsely_inside += inside && !reached;
                      };
                      lattice.for_each_middle(surface.first_row() + r, first, first + columns - 1, look);
                    }
                    in_block[block] = check;
                  });
  CatchmentCheck all;
  OpenMiddles open;
  for (std::size_t block = 0; block < in_block.size(); ++block) {
    const CatchmentCheck& check = in_block[block];
    all.reached += check.reached;
    all.missed += check.missed;
    all.inside += check.inside;
    all.falsely_inside += check.falsely_inside;
    const OpenMiddles& more = open_in_block[block];
    open.places.insert(open.places.end(), more.places.begin(), more.places.end());
    open.reached.insert(open.reached.end(), more.reached.begin(), more.reached.end());
  }
  check_open(open, map_shapes, all);
  return all;
}

}  // namespace

/// One area a limit, each on the first lattice on which it is true enough. Wide areas begin with a wider
/// cell, so that work does not grow with the land between few roads.
void RoadSurface::Parts::add(const EdgeTimes& times, const MapBox& box, std::span<const RoadCost> limits,
                             Shapes& out, std::vector<CatchmentCheck>& checks, RunControl& run) const {
  RunControl inside(run, run.threads);  // its blocks are no progress of the whole
  std::vector<Shapes> areas(limits.size());
  std::vector<CatchmentCheck> found(limits.size());
  std::vector<bool> done(limits.size(), false);
  int first = 0;
  while (first > -kMostDoublings && tiles_in(box, first) > kManyTiles) --first;
  for (int halvings = first; halvings <= options.halvings; ++halvings) {
    if (halvings > first && tiles_in(box, halvings) > kMostTiles) break;
    const SurfaceLattice& on = lattice(halvings);
    const double smallest_area_m2 = std::ldexp(options.smallest_area_m2, -2 * halvings);
    SiteSurface surface(on, options, measure, times, box);
    bool all_done = true;
    for (std::size_t k = 0; k < limits.size(); ++k) {
      if (done[k]) continue;
      const std::vector<SiteSurface::Side> sides = surface.sides(limits[k], inside);
      areas[k] = {};
      add_contour(surface, limits[k], sides, on, smallest_area_m2, areas[k], inside);
      found[k] = check_area(surface, sides, on, smallest_area_m2, times, limits[k], areas[k], inside);
      done[k] = is_true_enough(found[k], options);
      if (done[k]) run.advance();
      all_done = all_done && done[k];
    }
    if (all_done) break;
  }
  for (std::size_t k = 0; k < limits.size(); ++k) {
    if (!done[k]) run.advance();
    for (std::size_t v = 0; v < areas[k].x.size(); ++v) {
      const Metres2 place = roads.place_from_map(areas[k].x[v], areas[k].y[v]);
      areas[k].x[v] = place.x_m;
      areas[k].y[v] = place.y_m;
    }
    out.add_row_of(areas[k], 0);
    checks.push_back(found[k]);
  }
}

RoadSurface::RoadSurface(const RoadEdges& edges, bool is_plane, RoadMeasure measure,
                         const SurfaceOptions& options) {
  require_positive(options.cell_m, "the cell");
  require_positive(options.access_kmh, "the speed of the way to the road");
  require_positive(options.largest_access_m, "the largest way to the road");
  parts_ = std::make_unique<Parts>(edges, is_plane, measure, options);
}
RoadSurface::~RoadSurface() = default;

const SurfaceOptions& RoadSurface::options() const {
  return parts_->options;
}

bool RoadSurface::is_plane() const {
  return parts_->is_plane;
}

RoadCost RoadSurface::slack() const {
  return parts_->slack();
}

void RoadSurface::add_catchments(const ReachSearch& search, std::span<const RoadPoint> starts,
                                 std::span<const RoadCost> limits, Shapes& out,
                                 std::vector<CatchmentCheck>& checks, RunControl& run) const {
  const PointsByEdge by_edge(starts);
  const EdgeTimes times(parts_->edges, search, starts, by_edge, EdgeTimes::kAnySite);
  const MapBox box = parts_->box_of(search, starts, limits.empty() ? 0 : limits.back());
  const std::size_t first = checks.size();
  parts_->add(times, box, limits, out, checks, run);
  for (std::size_t k = 0; k < limits.size(); ++k)
    for (const std::uint32_t node : parts_->cut_nodes)
      checks[first + k].cut_roads += search.cost(node) <= limits[k];
}

void RoadSurface::add_nearest(const ReachSearch& search, std::span<const RoadPoint> starts, RoadCost limit,
                              Shapes& out, std::vector<CatchmentCheck>& checks, RunControl& run) const {
  const PointsByEdge by_edge(starts);
  std::vector<MapBox> boxes(starts.size());
  for (const std::uint32_t node : search.reached())
    boxes[search.site(node)].extend(parts_->roads.node_box(node));
  std::vector<std::uint64_t> cut_roads(starts.size(), 0);
  for (const std::uint32_t node : parts_->cut_nodes)
    if (search.cost(node) <= limit) ++cut_roads[search.site(node)];
  std::vector<RoadCatchments> parts(starts.size());
  parallel_blocks(starts.size(), 1, run, [&](std::size_t begin, std::size_t, std::size_t) {
    const auto s = static_cast<std::uint32_t>(begin);
    if (starts[s].edge != kNoEdge) boxes[s].extend(parts_->roads.edge_box(starts[s].edge));
    const EdgeTimes times(parts_->edges, search, starts, by_edge, s);
    RunControl alone(run, 1);
    parts_->add(times, boxes[s], std::span(&limit, 1), parts[s].shapes, parts[s].checks, alone);
    parts[s].checks.front().cut_roads = cut_roads[s];
  });
  for (const RoadCatchments& part : parts) {
    out.add_row_of(part.shapes, 0);
    checks.push_back(part.checks.front());
  }
}

namespace {

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
                    RunControl alone(run, 1);
                    ReachSearch search(graph);
                    std::vector<RoadStart> starts;
                    for (std::size_t s = begin; s < end; ++s) {
                      run.check();
                      starts.clear();
                      add_starts(sites[s], 0, direction, starts);
                      search.run(starts, raised_limit(limits.back(), surface.slack()), direction);
                      surface.add_catchments(search, sites.subspan(s, 1), limits, of_site[s].shapes,
                                             of_site[s].checks, alone);
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
  run.begin("joined catchments along the roads", limits.size());
  std::vector<RoadStart> starts;
  for (const RoadPoint& site : sites) add_starts(site, 0, direction, starts);
  ReachSearch search(graph);
  search.run(starts, raised_limit(limits.back(), surface.slack()), direction);
  run.check();
  surface.add_catchments(search, sites, limits, all.shapes, all.checks, run);
  return on_the_map(std::move(all), surface);
}

RoadCatchments nearest_road_catchments(const RoadGraph& graph, const RoadSurface& surface,
                                       std::span<const RoadPoint> sites, RoadCost limit,
                                       TravelDirection direction, RunControl& run) {
  run.begin("nearest-site catchments along the roads", sites.size());
  std::vector<RoadStart> starts;
  for (std::uint32_t s = 0; s < sites.size(); ++s) add_starts(sites[s], s, direction, starts);
  ReachSearch search(graph);
  search.run_nearest(starts, raised_limit(limit, surface.slack()), direction);
  run.check();
  RoadCatchments all;
  surface.add_nearest(search, sites, limit, all.shapes, all.checks, run);
  return on_the_map(std::move(all), surface);
}

}  // namespace agglo
