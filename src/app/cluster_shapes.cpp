#include "app/cluster_shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "access/polygon_index.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "agglo/projection.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// No plane shows what reaches over a quarter of the way around the Earth.
void check_reach(double reach_m, std::size_t firms) {
  if (reach_m > 9e6)
    throw failure(
        fmt::format("a cluster of {} firms reaches \"{:.0f}\" km from its middle, about a quarter of "
                    "the way around the Earth or more: it has no boundary in a plane",
                    firms, reach_m / 1000),
        "choose a smaller distance, or import the firms of one continent");
}

void check_reach_in_projection(const Establishments& firms, const Groups& members) {
  for (std::size_t g = 0; g < members.size(); ++g) {
    if (members[g].empty()) continue;
    double lo_x = firms.x_m[members[g][0]], hi_x = lo_x, lo_y = firms.y_m[members[g][0]], hi_y = lo_y;
    for (const std::uint32_t row : members[g]) {
      lo_x = std::min(lo_x, firms.x_m[row]);
      hi_x = std::max(hi_x, firms.x_m[row]);
      lo_y = std::min(lo_y, firms.y_m[row]);
      hi_y = std::max(hi_y, firms.y_m[row]);
    }
    check_reach(std::hypot(hi_x - lo_x, hi_y - lo_y) / 2, members[g].size());
  }
}

constexpr std::size_t kGroupBlock = 16;
constexpr std::ptrdiff_t kRowsPerCheck = 65536;

double planar_ring_area_m2(std::span<const double> x, std::span<const double> y) {
  double twice = 0;
  for (std::size_t i = 1; i < x.size(); ++i)
    twice += (x[i - 1] - x[0]) * (y[i] - y[0]) - (x[i] - x[0]) * (y[i - 1] - y[0]);
  return twice / 2;
}

/// Box in Earth-centred x and y of all places as near to the centre of the local plane as the boundary
/// reaches.
Box ball_of(const ClusterBoundaries& boundaries, std::size_t g) {
  const Box box = boundaries.metres.box(g);
  const double radius_m = std::hypot(std::max(std::abs(box.min_x), std::abs(box.max_x)),
                                     std::max(std::abs(box.min_y), std::abs(box.max_y)));
  const Metres3 centre = geocentric_from_lonlat(boundaries.centres[g]);
  return {centre.x_m - radius_m, centre.y_m - radius_m, centre.x_m + radius_m, centre.y_m + radius_m};
}

template <class Change>
void for_vertices_of(Shapes& shapes, std::size_t row, const Change& change) {
  const std::size_t first = shapes.part_start[shapes.row_start[row]];
  const std::size_t last = shapes.part_start[shapes.row_start[row + 1]];
  for (std::size_t i = shapes.ring_start[first]; i < shapes.ring_start[last]; ++i)
    change(shapes.x[i], shapes.y[i]);
}

}  // namespace

Centres mean_places(const Establishments& firms, const Groups& members) {
  Centres centres;
  for (std::size_t g = 0; g < members.size(); ++g) {
    double x = 0, y = 0, z = 0;
    for (const std::uint32_t row : members[g]) {
      x += firms.x_m[row];
      y += firms.y_m[row];
      z += firms.z_m.empty() ? 0 : firms.z_m[row];
    }
    const auto n = static_cast<double>(members[g].size());
    if (!firms.z_m
             .empty()) {  // geocentric: the direction of the mean, as geodetic latitude to within 0.2 degrees
      constexpr double kDegrees = 57.29577951308232, kFlatteningFactor = 1 / (1 - 0.00669437999014);
      const double lat = std::atan2(z * kFlatteningFactor, std::hypot(x, y)) * kDegrees;
      centres.x.push_back(std::atan2(y, x) * kDegrees);
      centres.y.push_back(lat);
    } else {
      centres.x.push_back(x / n);
      centres.y.push_back(y / n);
    }
  }
  if (firms.frame.kind == FrameKind::projected)
    Projector(firms.frame).lonlat_from_metres(centres.x, centres.y);
  return centres;
}

std::vector<double> areas_m2(const Shapes& shapes, const Frame& frame) {
  std::vector<double> areas(shapes.size(), 0.0);
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (shapes.kind[row] != ShapeKind::polygon) continue;
    for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
      for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring) {
        const std::size_t begin = shapes.ring_start[ring], count = shapes.ring_start[ring + 1] - begin;
        const auto x = std::span(shapes.x).subspan(begin, count),
                   y = std::span(shapes.y).subspan(begin, count);
        areas[row] +=
            frame.kind == FrameKind::plane ? planar_ring_area_m2(x, y) : geodesic_ring_area_m2(x, y);
      }
  }
  return areas;
}

ClusterBoundaries cluster_boundaries(const Establishments& firms, const Groups& members,
                                     const BoundaryOptions& options, RunControl& run) {
  ClusterBoundaries result;
  if (firms.frame.kind != FrameKind::geocentric) {
    if (firms.frame.kind == FrameKind::projected) check_reach_in_projection(firms, members);
    result.metres = boundaries(firms.x_m, firms.y_m, members, options, run);
    result.stored = stored_from_metres(result.metres, firms.frame);
    return result;
  }
  const Centres centres = mean_places(firms, members);
  Groups own;  // the same groups over rows of local coordinates
  own.start = members.start;
  own.items.resize(members.items.size());
  std::iota(own.items.begin(), own.items.end(), 0U);
  std::vector<double> x, y;
  for (std::size_t g = 0; g < members.size(); ++g) {
    result.centres.push_back({centres.x[g], centres.y[g]});
    const LocalPlane plane(result.centres.back());
    run.check();
    for (const std::uint32_t row : members[g]) {
      const Metres2 p = plane.metres_from_lonlat({firms.lon_deg[row], firms.lat_deg[row]});
      check_reach(std::hypot(p.x_m, p.y_m), members[g].size());
      x.push_back(p.x_m);
      y.push_back(p.y_m);
    }
  }
  result.metres = boundaries(x, y, own, options, run);
  result.stored = result.metres;
  for (std::size_t g = 0; g < members.size(); ++g) {
    const LocalPlane plane(result.centres[g]);
    for_vertices_of(result.stored, g, [&](double& vertex_x, double& vertex_y) {
      const LonLat place = plane.lonlat_from_metres({vertex_x, vertex_y});
      vertex_x = place.lon_deg;
      vertex_y = place.lat_deg;
    });
  }
  result.stored = split_at_antimeridian(std::move(result.stored));
  return result;
}

ClippedShapes clip_boundaries(ClusterBoundaries& boundaries, const Shapes& area, const Frame& frame,
                              RunControl& run) {
  ClippedShapes clipped = clipped_to_area(boundaries.stored, area, run);
  Shapes cut_rows, metres;
  for (const std::uint32_t row : clipped.cut) cut_rows.add_row_of(clipped.shapes, row);
  if (frame.kind == FrameKind::projected) {
    Projector(frame).metres_from_lonlat(cut_rows.x, cut_rows.y);
  } else if (frame.kind == FrameKind::geocentric) {
    for (std::size_t i = 0; i < clipped.cut.size(); ++i) {
      const LocalPlane plane(boundaries.centres[clipped.cut[i]]);
      for_vertices_of(cut_rows, i, [&](double& x, double& y) {
        const Metres2 p = plane.metres_from_lonlat({x, y});
        x = p.x_m;
        y = p.y_m;
      });
    }
  }
  for (std::size_t row = 0, next = 0; row < boundaries.metres.size(); ++row) {
    const bool is_cut = next < clipped.cut.size() && clipped.cut[next] == row;
    if (is_cut)
      metres.add_row_of(cut_rows, next++);
    else
      metres.add_row_of(boundaries.metres, row);
  }
  boundaries.metres = std::move(metres);
  boundaries.stored = clipped.shapes;
  return clipped;
}

Groups firms_inside(const Establishments& firms, const ClusterBoundaries& boundaries, const Groups& members,
                    RunControl& run) {
  const std::vector<double>& x = firms.x_m;
  std::vector<std::uint32_t> by_x;
  for (std::uint32_t row = 0; row < firms.size(); ++row)
    if (firms.located(row)) by_x.push_back(row);
  std::sort(by_x.begin(), by_x.end(), [&](auto a, auto b) { return x[a] < x[b]; });
  const bool plane = boundaries.centres.empty();
  const auto rows_inside = [&](std::size_t g) {
    // In Earth-centred metres the box is that of a ball around the cluster: chords are shorter than arcs.
    const Box box = plane ? boundaries.metres.box(g) : ball_of(boundaries, g);
    const PolygonIndex polygon(boundaries.metres, g);
    const auto inside = [&](std::uint32_t row) {
      if (plane) return polygon.contains(x[row], firms.y_m[row]);
      const Metres2 p =
          LocalPlane(boundaries.centres[g]).metres_from_lonlat({firms.lon_deg[row], firms.lat_deg[row]});
      return polygon.contains(p.x_m, p.y_m);
    };
    std::vector<std::uint32_t> rows(members[g].begin(), members[g].end());
    const auto begin = std::lower_bound(by_x.begin(), by_x.end(), box.min_x,
                                        [&](std::uint32_t row, double value) { return x[row] < value; });
    for (auto row = begin; row != by_x.end() && x[*row] <= box.max_x; ++row) {
      if ((row - begin) % kRowsPerCheck == 0) run.check();
      if (firms.y_m[*row] >= box.min_y && firms.y_m[*row] <= box.max_y && inside(*row)) rows.push_back(*row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
  };
  std::vector<std::vector<std::uint32_t>> rows_of(members.size());
  run.begin("counting firms inside", members.size());
  parallel_blocks(members.size(), kGroupBlock, run, [&](std::size_t first, std::size_t last, std::size_t) {
    for (std::size_t g = first; g < last; ++g) rows_of[g] = rows_inside(g);
  });
  Groups groups;
  for (const std::vector<std::uint32_t>& rows : rows_of) {
    groups.items.insert(groups.items.end(), rows.begin(), rows.end());
    groups.start.push_back(groups.items.size());
  }
  return groups;
}

Shapes stored_from_metres(Shapes shapes_m, const Frame& plane) {
  if (plane.kind == FrameKind::plane) return shapes_m;
  return split_at_antimeridian(Projector(plane).lonlat_from_metres(std::move(shapes_m)));
}

}  // namespace agglo
