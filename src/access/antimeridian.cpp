#include "access/antimeridian.hpp"

#include <algorithm>
#include <cmath>

#include "agglo/boundaries.hpp"

namespace agglo {
namespace {

/// Vertices this near to the antimeridian lie on it: 0.01 mm, the rounding of a way to metres and back.
constexpr double kSeam_deg = 1e-10;

/// The ring with longitudes that run on past +-180 the short way round; `turn_deg` is 0, or +-360 around a
/// pole. Vertices that are not finite are skipped.
MapRing unwrapped(const Shapes& shapes, std::size_t ring, double& turn_deg) {
  MapRing result;
  for (std::size_t i = shapes.ring_start[ring]; i < shapes.ring_start[ring + 1]; ++i) {
    if (!std::isfinite(shapes.x[i]) || !std::isfinite(shapes.y[i])) continue;
    double lon = result.x.empty() ? shapes.x[i] : result.x.back() + short_way(result.x.back(), shapes.x[i]);
    const double seam = 360 * std::round((lon - 180) / 360) + 180;
    if (std::abs(lon - seam) < kSeam_deg) lon = seam;
    result.add(lon, shapes.y[i]);
  }
  turn_deg = result.x.empty() ? 0 : 360 * std::round((result.x.back() - result.x.front()) / 360);
  return result;
}

bool part_crosses(const Shapes& shapes, std::size_t part) {
  bool on_seam = false;
  for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
    for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i) {
      const double step = std::abs(shapes.x[i] - shapes.x[i - 1]);
      if (step > 180 && step < 360 - kSeam_deg) return true;
      on_seam = on_seam || step >= 360 - kSeam_deg;
    }
  if (!on_seam) return false;
  // Steps from 180 to -180 alone: either the seam of a ring across it, or the edge of a map of the world,
  // which has no width when its edges are taken the short way.
  double turn = 0;
  const MapRing shell = unwrapped(shapes, shapes.part_start[part], turn);
  const auto [low, high] = std::minmax_element(shell.x.begin(), shell.x.end());
  return turn == 0 && *high - *low > kSeam_deg;
}

bool row_crosses(const Shapes& shapes, std::size_t row) {
  if (shapes.kind[row] != ShapeKind::polygon) return false;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    if (part_crosses(shapes, part)) return true;
  return false;
}

/// One ring as an area of the map; a ring around a pole is closed through it.
GeosGeometry area_on_map(const GeosContext& context, const Shapes& shapes, std::size_t ring, bool hole) {
  double turn = 0;
  MapRing result = unwrapped(shapes, ring, turn);
  if (result.x.size() < 4) return collect(context, GEOS_GEOMETRYCOLLECTION, {});
  if (turn != 0) {  // shells run counter-clockwise, eastwards around the north pole; holes the other way
    const double pole = (turn > 0) != hole ? 90 : -90, first = result.x.front();
    result.add(result.x.back(), pole);
    result.add(first, pole);
  }
  result.close();
  return onto_map(context, result);
}

void add_cut_row(const GeosContext& context, const Shapes& shapes, std::size_t row, Shapes& result) {
  std::vector<GeosGeometry> parts;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part) {
    const std::size_t first = shapes.part_start[part];
    if (!part_crosses(shapes, part)) {
      Shapes one;
      one.begin_row(ShapeKind::polygon);
      one.begin_part();
      for (std::size_t ring = first; ring < shapes.part_start[part + 1]; ++ring) {
        const std::size_t begin = shapes.ring_start[ring], count = shapes.ring_start[ring + 1] - begin;
        one.add_ring(std::span(shapes.x).subspan(begin, count), std::span(shapes.y).subspan(begin, count));
      }
      parts.push_back(to_valid_polygon(context, one, 0));
      continue;
    }
    GeosGeometry area = area_on_map(context, shapes, first, false);
    for (std::size_t ring = first + 1; ring < shapes.part_start[part + 1]; ++ring) {
      const GeosGeometry hole = area_on_map(context, shapes, ring, true);
      area = own(context, GEOSDifference_r(context.handle(), area.get(), hole.get()), "cutting out a hole");
    }
    parts.push_back(std::move(area));
  }
  from_geos(context, collect(context, GEOS_GEOMETRYCOLLECTION, std::move(parts)).get(), result);
}

}  // namespace

double short_way(double from_deg, double to_deg) {
  double step = std::fmod(to_deg - from_deg, 360);
  if (step > 180) step -= 360;
  if (step <= -180) step += 360;
  return step;
}

GeosGeometry polygon_of(const GeosContext& context, const MapRing& ring) {
  Shapes shape;
  shape.begin_row(ShapeKind::polygon);
  shape.begin_part();
  shape.add_ring(ring.x, ring.y);
  return to_valid_polygon(context, shape, 0);
}

GeosGeometry strip_of(const GeosContext& context, double west_deg, double east_deg) {
  return polygon_of(context, {{west_deg, east_deg, east_deg, west_deg, west_deg}, {-90, -90, 90, 90, -90}});
}

GeosGeometry onto_map(const GeosContext& context, const MapRing& ring) {
  const GEOSContextHandle_t h = context.handle();
  const auto [low, high] = std::minmax_element(ring.x.begin(), ring.x.end());
  if (*low >= -180 && *high <= 180) return polygon_of(context, ring);
  const GeosGeometry whole = polygon_of(context, ring);
  std::vector<GeosGeometry> parts;
  for (int turn = -2; turn <= 2; ++turn) {
    const GeosGeometry strip = strip_of(context, turn * 360.0 - 180, turn * 360.0 + 180);
    const GeosGeometry piece =
        own(context, GEOSIntersection_r(h, whole.get(), strip.get()), "cutting a ring");
    Shapes moved;
    from_geos(context, piece.get(), moved);
    if (moved.kind[0] != ShapeKind::polygon) continue;
    for (double& x : moved.x) x -= turn * 360.0;
    parts.push_back(to_valid_polygon(context, moved, 0));
  }
  const GeosGeometry all = collect(context, GEOS_GEOMETRYCOLLECTION, std::move(parts));
  return own(context, GEOSUnaryUnion_r(h, all.get()), "joining the pieces of a ring");
}

Shapes split_at_antimeridian(Shapes shapes) {
  std::size_t first = 0;
  while (first < shapes.size() && !row_crosses(shapes, first)) ++first;
  if (first == shapes.size()) return shapes;
  const GeosContext context;
  Shapes result;
  for (std::size_t row = 0; row < shapes.size(); ++row)
    if (row < first || !row_crosses(shapes, row))
      result.add_row_of(shapes, row);
    else
      add_cut_row(context, shapes, row, result);
  return result;
}

}  // namespace agglo
