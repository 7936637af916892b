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

/// The place half-way along an edge's line.
Metres2 middle_of(const RoadEdges& edges, std::uint32_t edge, const SurfaceLattice& lattice) {
  const Shapes& lines = edges.lines;
  const std::size_t ring = lines.part_start[lines.row_start[edge]];
  std::vector<Metres2> places;
  std::vector<double> before{0};
  for (std::uint64_t v = lines.ring_start[ring]; v < lines.ring_start[ring + 1]; ++v) {
    places.push_back(lattice.map_from_place(lines.x[v], lines.y[v]));
    if (places.size() > 1)
      before.push_back(before.back() + std::hypot(places.back().x_m - places[places.size() - 2].x_m,
                                                  places.back().y_m - places[places.size() - 2].y_m));
  }
  const double half = before.back() / 2;
  std::size_t v = 1;
  while (v + 1 < places.size() && before[v] < half) ++v;
  const double part = before[v] - before[v - 1];
  const double t = part > 0 ? (half - before[v - 1]) / part : 0;
  return {places[v - 1].x_m + t * (places[v].x_m - places[v - 1].x_m),
          places[v - 1].y_m + t * (places[v].y_m - places[v - 1].y_m)};
}

}  // namespace

struct RoadSurface::Parts {
  const RoadEdges& edges;
  RoadMeasure measure;
  SurfaceOptions options;
  std::vector<EdgeCost> costs;
  SurfaceLattice lattice;
};

RoadSurface::RoadSurface(const RoadEdges& edges, bool is_plane, RoadMeasure measure,
                         const SurfaceOptions& options) {
  require_positive(options.cell_m, "the cell");
  require_positive(options.access_kmh, "the speed of the way to the road");
  require_positive(options.largest_access_m, "the largest way to the road");
  parts_ = std::unique_ptr<Parts>(new Parts{edges, measure, options, edge_costs(edges, measure),
                                            SurfaceLattice(edges, is_plane, options)});
}
RoadSurface::~RoadSurface() = default;

const SurfaceOptions& RoadSurface::options() const {
  return parts_->options;
}

RoadCost RoadSurface::slack() const {
  return static_cast<RoadCost>(2 * parts_->options.cell_m * cost_of_metre(parts_->measure, parts_->options));
}

void RoadSurface::add_catchments(const ReachSearch& search, const RoadPoint& start,
                                 std::span<const RoadCost> limits, Shapes& out) const {
  const Parts& p = *parts_;
  const EdgeTimes times(p.edges, p.costs, search, start);
  SiteSurface surface(p.lattice, p.options, p.measure, times, search, start);
  const std::size_t first = out.x.size();
  for (const RoadCost limit : limits) add_contour(surface, limit, p.lattice, p.options, out);
  for (std::size_t v = first; v < out.x.size(); ++v) {
    const Metres2 place = p.lattice.place_from_map(out.x[v], out.y[v]);
    out.x[v] = place.x_m;
    out.y[v] = place.y_m;
  }
}

CatchmentCheck RoadSurface::check(const ReachSearch& search, const RoadPoint& start, RoadCost limit,
                                  const Shapes& shapes, std::size_t row) const {
  const Parts& p = *parts_;
  const EdgeTimes times(p.edges, p.costs, search, start);
  const PolygonIndex area(shapes, row);
  const Box box = shapes.box(row);
  CatchmentCheck check;
  for (std::uint32_t e = 0; e < p.edges.size(); ++e) {
    check.cut_roads += (p.edges.cut[e] & 1) && search.cost(p.edges.from[e]) <= limit;
    check.cut_roads += (p.edges.cut[e] & 2) && search.cost(p.edges.to[e]) <= limit;
    const bool closed = p.costs[e].forward == kUnreached && p.costs[e].backward == kUnreached;
    if (!p.edges.joinable[e] || closed) continue;
    const std::uint64_t cost = times.at(e, 0.5);
    const bool reached = cost <= limit;
    const MapBox& edge_box = p.lattice.edge_box(e);
    if (!reached) {  // most are far from the area
      const Metres2 low = p.lattice.place_from_map(edge_box.min_x, edge_box.min_y);
      const Metres2 high = p.lattice.place_from_map(edge_box.max_x, edge_box.max_y);
      if (low.x_m <= high.x_m && !box.intersects({low.x_m, low.y_m, high.x_m, high.y_m})) continue;
    }
    const Metres2 middle = middle_of(p.edges, e, p.lattice);
    const Metres2 place = p.lattice.place_from_map(middle.x_m, middle.y_m);
    const bool inside = area.contains(place.x_m, place.y_m);
    check.reached += reached;
    check.missed += reached && !inside;
    check.inside += inside;
    check.falsely_inside += inside && !reached;
  }
  return check;
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
  parallel_blocks(
      limits.empty() ? 0 : sites.size(), kSitesInBlock, run,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        ReachSearch search(graph);
        std::vector<RoadStart> starts;
        for (std::size_t s = begin; s < end; ++s) {
          run.check();
          starts.clear();
          add_starts(sites[s], 0, direction, starts);
          const auto farthest = std::uint64_t{limits.back()} + surface.slack();
          search.run(starts, static_cast<RoadCost>(std::min<std::uint64_t>(farthest, kUnreached)), direction);
          surface.add_catchments(search, sites[s], limits, areas[s].shapes);
          for (std::size_t k = 0; k < limits.size(); ++k)
            areas[s].checks.push_back(surface.check(search, sites[s], limits[k], areas[s].shapes, k));
        }
      });
  RoadCatchments result;
  for (const SiteAreas& site : areas) {
    for (std::size_t k = 0; k < site.shapes.size(); ++k) result.shapes.add_row_of(site.shapes, k);
    result.checks.insert(result.checks.end(), site.checks.begin(), site.checks.end());
  }
  result.shapes = split_at_antimeridian(std::move(result.shapes));
  return result;
}

}  // namespace agglo
