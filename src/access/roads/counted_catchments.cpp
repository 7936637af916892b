#include <fmt/format.h>

#include <atomic>
#include <functional>

#include "access/polygon_index.hpp"
#include "access/roads/counted_surface.hpp"
#include "access/roads/surface_parts.hpp"
#include "agglo/boundaries.hpp"
#include "agglo/error.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// The area of a limit as tiles. `take` hears how many values come before they are there.
TiledArea tiled_area(SiteSurface& surface, const EdgeTimes& times, const SurfaceLattice& lattice,
                     RoadCost limit, const std::function<void(std::size_t)>& take, RunControl& run) {
  TiledArea area;
  const std::vector<SiteSurface::Side> sides = surface.sides(limit, run);
  std::vector<std::uint32_t> worked;
  for (std::uint32_t row = 0; row < surface.rows(); ++row)
    for (std::uint32_t column = 0; column < surface.columns(); ++column) {
      const SiteSurface::Side side = sides[std::size_t{row} * surface.columns() + column];
      if (side == SiteSurface::Side::outside) continue;
      const std::uint64_t key =
          CountedSurface::key_of(surface.first_column() + column, surface.first_row() + row);
      (side == SiteSurface::Side::inside ? area.inside : area.mixed).push_back(key);
      if (side == SiteSurface::Side::mixed) worked.push_back(surface.ask_for(column, row));
    }
  take(worked.size());
  surface.work_out(run);
  area.values.resize(worked.size());
  for (std::size_t i = 0; i < worked.size(); ++i) surface.insides_m(worked[i], limit, area.values[i]);
  const std::uint32_t first = surface.first_column();
  for (std::uint32_t row = 0; row < surface.rows(); ++row)
    lattice.for_each_middle(surface.first_row() + row, first, first + surface.columns() - 1,
                            [&](std::uint32_t, const SurfaceRoads::Middle& middle) {
                              if (times.is_reached(middle.edge, 0.5, limit))
                                area.reached.push_back(middle.edge);
                            });
  return area;
}

/// Looks at all middles in tiles that anything lies in: each counts as often as it is reached or drawn.
CatchmentCheck check_counts(const CountedSurface& surface, const SurfaceLattice& lattice,
                            std::span<const TiledArea> areas, std::size_t edges, const Shapes& drawn,
                            RunControl& run) {
  std::vector<std::uint32_t> reached(edges, 0);
  for (const TiledArea& area : areas)
    for (const std::uint32_t edge : area.reached) ++reached[edge];
  std::vector<PolygonIndex> of_count;
  for (std::size_t row = 0; row < drawn.size(); ++row) of_count.emplace_back(drawn, row);
  std::vector<CatchmentCheck> parts(surface.size() / 64 + 1);
  parallel_blocks(surface.size(), 64, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    CatchmentCheck& check = parts[block];
    for (auto tile = static_cast<std::uint32_t>(begin); tile < end; ++tile) {
      const auto look = [&](std::uint32_t, const SurfaceRoads::Middle& middle) {
        std::uint32_t inside = 0;
        for (std::uint32_t n = std::max(1u, surface.least(tile)); n <= surface.most(tile); ++n)
          if (n <= of_count.size() && of_count[n - 1].has_area() &&
              of_count[n - 1].contains(middle.x, middle.y)) {
            inside = n;
            break;
          }
        const std::uint32_t right = reached[middle.edge];
        check.reached += right;
        check.inside += inside;
        check.missed += right - std::min(right, inside);
        check.falsely_inside += inside - std::min(right, inside);
      };
      lattice.for_each_middle(surface.row(tile), surface.column(tile), surface.column(tile), look);
    }
  });
  CatchmentCheck all;
  for (const CatchmentCheck& part : parts) {
    all.reached += part.reached;
    all.missed += part.missed;
    all.inside += part.inside;
    all.falsely_inside += part.falsely_inside;
  }
  return all;
}

/// What one look at areas needs: their boxes, and the areas on a lattice.
using MakeAreas = std::function<std::vector<TiledArea>(const SurfaceLattice& lattice)>;

}  // namespace

CountedCatchments RoadSurface::Parts::counted(std::span<const MapBox> boxes, const MakeAreas& areas_on,
                                              RunControl& run) const {
  const auto most_tiles = [&](int halvings) {
    double most = 0;
    for (const MapBox& box : boxes) most = std::max(most, tiles_in(box, halvings));
    return most;
  };
  CountedCatchments result;
  int first = 0;
  while (first > -kMostDoublings && most_tiles(first) > kManyTiles) --first;
  for (int halvings = first; halvings <= options.halvings; ++halvings) {
    if (halvings > first && most_tiles(halvings) > kMostTiles) break;
    const SurfaceLattice& on = lattice(halvings);
    const std::vector<TiledArea> areas = areas_on(on);
    const CountedSurface surface(areas, on.cell(), run);
    const CountedRings rings =
        counted_rings(surface, on, std::ldexp(options.smallest_area_m2, -2 * halvings), run);
    result = {};
    for (std::uint32_t n = 1; n < rings.of_count.size(); ++n) {
      add_areas(rings.of_count[n], roads, 0, result.shapes);
      result.count.push_back(n);
    }
    result.check = check_counts(surface, on, areas, edges.size(), result.shapes, run);
    if (is_true_enough(result.check, options)) break;
  }
  for (std::size_t v = 0; v < result.shapes.x.size(); ++v) {
    const Metres2 place = roads.place_from_map(result.shapes.x[v], result.shapes.y[v]);
    result.shapes.x[v] = place.x_m;
    result.shapes.y[v] = place.y_m;
  }
  if (!is_plane) result.shapes = split_at_antimeridian(std::move(result.shapes));
  return result;
}

CountedCatchments RoadSurface::by_number_of_sites(const RoadGraph& graph, std::span<const RoadPoint> sites,
                                                  RoadCost limit, TravelDirection direction, RunControl& run,
                                                  std::uint64_t most_bytes) const {
  const Parts& p = *parts_;
  constexpr std::size_t kSitesInBlock = 4;
  const auto for_each_site = [&](const std::function<void(std::size_t, const ReachSearch&)>& use) {
    run.begin("areas by number of sites", sites.size());
    parallel_blocks(sites.size(), kSitesInBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
      ReachSearch search(graph);
      std::vector<RoadStart> starts;
      for (std::size_t s = begin; s < end; ++s) {
        run.check();
        starts.clear();
        add_starts(sites[s], 0, direction, starts);
        search.run(starts, raised_limit(limit, slack()), direction);
        use(s, search);
      }
    });
  };
  std::vector<MapBox> boxes(sites.size());
  for_each_site([&](std::size_t s, const ReachSearch& search) {
    boxes[s] = p.box_of(search, sites.subspan(s, 1), limit);
  });
  RunControl inside(run, run.threads);
  return p.counted(
      boxes,
      [&](const SurfaceLattice& lattice) {
        std::atomic<std::uint64_t> needed{0};
        const auto take = [&](std::size_t tiles) {
          // Each as it is, in order with those of other sites, and counted.
          if ((needed += 3 * tiles * sizeof(SiteSurface::Values)) > most_bytes)
            throw failure(fmt::format("the areas by number of {} sites need more than the {:.1f} GiB that "
                                      "are left",
                                      sites.size(), static_cast<double>(most_bytes) / (1 << 30)),
                          "choose shorter limits or fewer kinds of sites");
        };
        std::vector<TiledArea> areas(sites.size());
        for_each_site([&](std::size_t s, const ReachSearch& search) {
          RunControl alone(run, 1);
          const PointsByEdge by_edge(sites.subspan(s, 1));
          const EdgeTimes times(p.edges, search, sites.subspan(s, 1), by_edge, EdgeTimes::kAnySite);
          SiteSurface surface(lattice, p.options, p.measure, times, boxes[s]);
          areas[s] = tiled_area(surface, times, lattice, limit, take, alone);
        });
        return areas;
      },
      inside);
}

}  // namespace agglo
