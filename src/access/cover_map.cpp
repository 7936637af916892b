#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "access/geos_shapes.hpp"
#include "access/polygon_index.hpp"
#include "agglo/catchments.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Rows repaired, in order; rows without area become kind none.
Shapes valid_areas(const GeosContext& context, const Shapes& polygons, RunControl& run) {
  Shapes result;
  for (std::size_t row = 0; row < polygons.size(); ++row) {
    from_geos(context, to_valid_polygon(context, polygons, row).get(), result);
    run.check();
  }
  return result;
}

/// Vertices snap to a power of ten near a billionth of the extent (0.1 mm for 100 km), so that edges that
/// should meet do, and never finer than the coordinates themselves.
double snap_size(const Box& box) {
  const double extent = std::max(box.width(), box.height());
  const double largest =
      std::max({std::abs(box.min_x), std::abs(box.max_x), std::abs(box.min_y), std::abs(box.max_y)});
  return std::pow(10.0, std::floor(std::log10(std::max(extent * 1e-9, largest * 1e-13))));
}

/// All edges cut where they cross, each once.
GeosGeometry noded_edges(const GeosContext& context, const Shapes& areas) {
  Shapes lines;
  lines.begin_row(ShapeKind::line);
  for (std::size_t ring = 0; ring + 1 < areas.ring_start.size(); ++ring) {
    const std::size_t begin = areas.ring_start[ring], count = areas.ring_start[ring + 1] - begin;
    lines.begin_part();
    lines.add_ring(std::span(areas.x).subspan(begin, count), std::span(areas.y).subspan(begin, count));
  }
  const GeosGeometry all = to_geos(context, lines, 0);
  return own(context, GEOSUnaryUnionPrec_r(context.handle(), all.get(), snap_size(areas.box())),
             "cutting edges where they cross");
}

struct Place {
  double x, y;
};

std::vector<const GEOSGeometry*> parts_of(const GeosContext& context, const GeosGeometry& geometry) {
  std::vector<const GEOSGeometry*> parts;
  for (int i = 0; i < GEOSGetNumGeometries_r(context.handle(), geometry.get()); ++i)
    parts.push_back(GEOSGetGeometryN_r(context.handle(), geometry.get(), i));
  return parts;
}

/// The edges of faces that no two of them share. Neighbouring faces have exactly the same vertices.
GeosGeometry outer_edges(const GeosContext& context, const std::vector<const GEOSGeometry*>& faces) {
  Shapes rings;
  for (const GEOSGeometry* face : faces) from_geos(context, face, rings);
  std::vector<std::array<double, 4>> edges;
  for (std::size_t ring = 0; ring + 1 < rings.ring_start.size(); ++ring)
    for (std::size_t i = rings.ring_start[ring] + 1; i < rings.ring_start[ring + 1]; ++i) {
      const Place a{rings.x[i - 1], rings.y[i - 1]}, b{rings.x[i], rings.y[i]};
      const bool in_order = a.x != b.x ? a.x < b.x : a.y < b.y;
      edges.push_back(in_order ? std::array{a.x, a.y, b.x, b.y} : std::array{b.x, b.y, a.x, a.y});
    }
  std::sort(edges.begin(), edges.end());
  Shapes lines;
  lines.begin_row(ShapeKind::line);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if ((i > 0 && edges[i] == edges[i - 1]) || (i + 1 < edges.size() && edges[i] == edges[i + 1])) continue;
    lines.begin_part();
    lines.add_ring(std::array{edges[i][0], edges[i][2]}, std::array{edges[i][1], edges[i][3]});
  }
  return to_geos(context, lines, 0);
}

std::vector<Place> places_inside(const GeosContext& context, const std::vector<const GEOSGeometry*>& faces,
                                 RunControl& run) {
  std::vector<Place> places;
  places.reserve(faces.size());
  for (const GEOSGeometry* face : faces) {
    const GeosGeometry point =
        own(context, GEOSPointOnSurface_r(context.handle(), face), "finding a place in an area");
    Place place{};
    GEOSGeomGetX_r(context.handle(), point.get(), &place.x);
    GEOSGeomGetY_r(context.handle(), point.get(), &place.y);
    places.push_back(place);
    run.check();
  }
  return places;
}

/// How many areas each place lies in.
std::vector<std::uint32_t> count_covers(const Shapes& areas, const std::vector<Place>& places,
                                        RunControl& run) {
  std::vector<PolygonIndex> index;
  std::vector<Box> boxes;
  for (std::size_t row = 0; row < areas.size(); ++row) {
    index.emplace_back(areas, row);
    boxes.push_back(areas.box(row));
  }
  std::vector<std::uint32_t> cover(places.size(), 0);
  parallel_blocks(places.size(), 256, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      const Box here{places[i].x, places[i].y, places[i].x, places[i].y};
      for (std::size_t row = 0; row < boxes.size(); ++row)
        if (boxes[row].intersects(here) && index[row].contains(places[i].x, places[i].y)) ++cover[i];
    }
  });
  return cover;
}

}  // namespace

CoverMap cover_map(const Shapes& polygons, RunControl& run) {
  run.begin("cover map");
  CoverMap result;
  const GeosContext context;
  const GEOSContextHandle_t h = context.handle();
  const Shapes areas = valid_areas(context, polygons, run);
  if (areas.x.empty()) return result;
  const GeosGeometry edges = noded_edges(context, areas);
  run.check();
  const GEOSGeometry* const raw_edges = edges.get();
  const GeosGeometry net = own(context, GEOSPolygonize_r(h, &raw_edges, 1), "making areas of edges");
  run.check();
  const std::vector<const GEOSGeometry*> faces = parts_of(context, net);
  const std::vector<std::uint32_t> cover = count_covers(areas, places_inside(context, faces, run), run);
  std::map<std::uint32_t, std::vector<const GEOSGeometry*>> by_cover;
  for (std::size_t i = 0; i < faces.size(); ++i)
    if (cover[i] > 0) by_cover[cover[i]].push_back(faces[i]);
  for (const auto& [count, members] : by_cover) {
    const GeosGeometry outline = outer_edges(context, members);
    const GEOSGeometry* const raw_outline = outline.get();
    const GeosGeometry drawn = own(context, GEOSPolygonize_r(h, &raw_outline, 1), "making areas of outlines");
    const std::vector<const GEOSGeometry*> candidates = parts_of(context, drawn);
    const std::vector<std::uint32_t> counts =
        count_covers(areas, places_inside(context, candidates, run), run);
    std::vector<GeosGeometry> kept;  // outlines also enclose gaps, of other counts
    for (std::size_t i = 0; i < candidates.size(); ++i)
      if (counts[i] == count)
        kept.push_back(own(context, GEOSGeom_clone_r(h, candidates[i]), "copying an area"));
    const GeosGeometry joined = collect(context, GEOS_MULTIPOLYGON, std::move(kept));
    from_geos(context, joined.get(), result.shapes);
    result.cover.push_back(count);
  }
  return result;
}

}  // namespace agglo
