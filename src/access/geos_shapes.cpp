#include "access/geos_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agglo/error.hpp"

namespace agglo {
namespace {

void keep_message(const char* message, void* text) {
  *static_cast<std::string*>(text) = message;
}

struct ParamsDelete {
  GEOSContextHandle_t handle;
  void operator()(GEOSMakeValidParams* params) const { GEOSMakeValidParams_destroy_r(handle, params); }
};

struct Ring {
  std::vector<double> x, y;
};

Ring finite_vertices(const Shapes& shapes, std::size_t ring) {
  Ring result;
  for (std::size_t i = shapes.ring_start[ring]; i < shapes.ring_start[ring + 1]; ++i) {
    if (!std::isfinite(shapes.x[i]) || !std::isfinite(shapes.y[i])) continue;
    result.x.push_back(shapes.x[i]);
    result.y.push_back(shapes.y[i]);
  }
  return result;
}

/// Closes the ring; false when it has too few vertices to be one.
bool close(Ring& ring) {
  if (ring.x.size() < 3) return false;
  if (ring.x.front() != ring.x.back() || ring.y.front() != ring.y.back()) {
    ring.x.push_back(ring.x.front());
    ring.y.push_back(ring.y.front());
  }
  return ring.x.size() >= 4;
}

GEOSCoordSequence* sequence(const GeosContext& context, const Ring& ring) {
  GEOSCoordSequence* result = GEOSCoordSeq_copyFromArrays_r(
      context.handle(), ring.x.data(), ring.y.data(), nullptr, nullptr, static_cast<unsigned>(ring.x.size()));
  if (result == nullptr) context.fail("making a line");
  return result;
}

GeosGeometry linear_ring(const GeosContext& context, const Ring& ring) {
  return own(context, GEOSGeom_createLinearRing_r(context.handle(), sequence(context, ring)),
             "making a ring");
}

/// A polygon of one part; null when its shell is no ring.
GeosGeometry polygon_part(const GeosContext& context, const Shapes& shapes, std::size_t part) {
  const GeosDelete deleter{context.handle()};
  const std::size_t first = shapes.part_start[part], last = shapes.part_start[part + 1];
  if (first == last) return {nullptr, deleter};
  Ring shell = finite_vertices(shapes, first);
  if (!close(shell)) return {nullptr, deleter};
  GeosGeometry outer = linear_ring(context, shell);
  std::vector<GeosGeometry> holes;
  for (std::size_t ring = first + 1; ring < last; ++ring) {
    Ring hole = finite_vertices(shapes, ring);
    if (close(hole)) holes.push_back(linear_ring(context, hole));
  }
  std::vector<GEOSGeometry*> raw;
  for (GeosGeometry& hole : holes) raw.push_back(hole.release());
  return own(context,
             GEOSGeom_createPolygon_r(context.handle(), outer.release(), raw.data(),
                                      static_cast<unsigned>(raw.size())),
             "making a polygon");
}

GeosGeometry simple_part(const GeosContext& context, const Shapes& shapes, std::size_t part, ShapeKind kind) {
  const GeosDelete deleter{context.handle()};
  if (shapes.part_start[part] == shapes.part_start[part + 1]) return {nullptr, deleter};
  const Ring vertices = finite_vertices(shapes, shapes.part_start[part]);
  if (vertices.x.size() < (kind == ShapeKind::point ? 1U : 2U)) return {nullptr, deleter};
  GEOSCoordSequence* coordinates = sequence(context, vertices);
  return own(context,
             kind == ShapeKind::point ? GEOSGeom_createPoint_r(context.handle(), coordinates)
                                      : GEOSGeom_createLineString_r(context.handle(), coordinates),
             "making a geometry");
}

void add_ring_turned(const GeosContext& context, const GEOSGeometry* ring, bool counter_clockwise,
                     Shapes& shapes) {
  const GEOSCoordSequence* coordinates = GEOSGeom_getCoordSeq_r(context.handle(), ring);
  unsigned count = 0;
  GEOSCoordSeq_getSize_r(context.handle(), coordinates, &count);
  Ring out{std::vector<double>(count), std::vector<double>(count)};
  if (GEOSCoordSeq_copyToArrays_r(context.handle(), coordinates, out.x.data(), out.y.data(), nullptr,
                                  nullptr) == 0)
    context.fail("reading a ring");
  double twice_area = 0;  // relative to the first vertex: large coordinates would cancel
  for (std::size_t i = 1; i < count; ++i)
    twice_area +=
        (out.x[i - 1] - out.x[0]) * (out.y[i] - out.y[0]) - (out.x[i] - out.x[0]) * (out.y[i - 1] - out.y[0]);
  if ((twice_area > 0) != counter_clockwise) {
    std::reverse(out.x.begin(), out.x.end());
    std::reverse(out.y.begin(), out.y.end());
  }
  shapes.add_ring(out.x, out.y);
}

void add_part(const GeosContext& context, const GEOSGeometry* part, ShapeKind kind, Shapes& shapes) {
  const GEOSContextHandle_t h = context.handle();
  shapes.begin_part();
  if (kind == ShapeKind::polygon) {
    add_ring_turned(context, GEOSGetExteriorRing_r(h, part), true, shapes);
    for (int i = 0; i < GEOSGetNumInteriorRings_r(h, part); ++i)
      add_ring_turned(context, GEOSGetInteriorRingN_r(h, part, i), false, shapes);
    return;
  }
  const GEOSCoordSequence* coordinates = GEOSGeom_getCoordSeq_r(h, part);
  unsigned count = 0;
  GEOSCoordSeq_getSize_r(h, coordinates, &count);
  Ring out{std::vector<double>(count), std::vector<double>(count)};
  if (GEOSCoordSeq_copyToArrays_r(h, coordinates, out.x.data(), out.y.data(), nullptr, nullptr) == 0)
    context.fail("reading a line");
  shapes.add_ring(out.x, out.y);
}

bool is_collection(int type) {
  return type >= GEOS_MULTIPOINT;
}

/// The simple, non-empty geometries that `geometry` is made of.
void flatten(const GeosContext& context, const GEOSGeometry* geometry,
             std::vector<const GEOSGeometry*>& parts) {
  if (GEOSisEmpty_r(context.handle(), geometry) != 0) return;
  if (!is_collection(GEOSGeomTypeId_r(context.handle(), geometry))) {
    parts.push_back(geometry);
    return;
  }
  for (int i = 0; i < GEOSGetNumGeometries_r(context.handle(), geometry); ++i)
    flatten(context, GEOSGetGeometryN_r(context.handle(), geometry, i), parts);
}

}  // namespace

GeosContext::GeosContext() : handle_(GEOS_init_r()) {
  GEOSContext_setErrorMessageHandler_r(handle_, keep_message, &message_);
}

GeosContext::~GeosContext() {
  GEOS_finish_r(handle_);
}

void GeosContext::fail(std::string_view doing) const {
  throw failure(std::string(doing) + " failed: " + (message_.empty() ? "unknown reason" : message_));
}

GeosGeometry own(const GeosContext& context, GEOSGeometry* geometry, std::string_view doing) {
  if (geometry == nullptr) context.fail(doing);
  return {geometry, GeosDelete{context.handle()}};
}

GeosPrepared prepare(const GeosContext& context, const GeosGeometry& geometry) {
  const GEOSPreparedGeometry* prepared = GEOSPrepare_r(context.handle(), geometry.get());
  if (prepared == nullptr) context.fail("preparing a geometry");
  return {prepared, GeosDelete{context.handle()}};
}

GeosGeometry collect(const GeosContext& context, int type, std::vector<GeosGeometry> parts) {
  std::vector<GEOSGeometry*> raw;
  raw.reserve(parts.size());
  for (GeosGeometry& part : parts) raw.push_back(part.release());
  return own(
      context,
      GEOSGeom_createCollection_r(context.handle(), type, raw.data(), static_cast<unsigned>(raw.size())),
      "collecting geometries");
}

GeosGeometry to_geos(const GeosContext& context, const Shapes& shapes, std::size_t row) {
  const ShapeKind kind = shapes.kind[row];
  std::vector<GeosGeometry> parts;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part) {
    GeosGeometry geometry = kind == ShapeKind::polygon ? polygon_part(context, shapes, part)
                                                       : simple_part(context, shapes, part, kind);
    if (geometry) parts.push_back(std::move(geometry));
  }
  if (parts.size() == 1) return std::move(parts.front());
  if (parts.empty()) return collect(context, GEOS_GEOMETRYCOLLECTION, {});
  const int type = kind == ShapeKind::polygon ? GEOS_MULTIPOLYGON
                   : kind == ShapeKind::line  ? GEOS_MULTILINESTRING
                                              : GEOS_MULTIPOINT;
  return collect(context, type, std::move(parts));
}

GeosGeometry valid_polygon(const GeosContext& context, GeosGeometry geometry) {
  const GEOSContextHandle_t h = context.handle();
  const int type = GEOSGeomTypeId_r(h, geometry.get());
  const bool area = type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON;
  if (area && GEOSisValid_r(h, geometry.get()) == 1) return geometry;
  // The structure method keeps where parts overlap; the default one would cut that out.
  const std::unique_ptr<GEOSMakeValidParams, ParamsDelete> params(GEOSMakeValidParams_create_r(h),
                                                                  ParamsDelete{h});
  GEOSMakeValidParams_setMethod_r(h, params.get(), GEOS_MAKE_VALID_STRUCTURE);
  GEOSMakeValidParams_setKeepCollapsed_r(h, params.get(), 0);
  const GeosGeometry repaired =
      own(context, GEOSMakeValidWithParams_r(h, geometry.get(), params.get()), "repairing a polygon");
  std::vector<const GEOSGeometry*> parts;
  flatten(context, repaired.get(), parts);
  std::vector<GeosGeometry> areas;
  for (const GEOSGeometry* part : parts)
    if (GEOSGeomTypeId_r(h, part) == GEOS_POLYGON)
      areas.push_back(own(context, GEOSGeom_clone_r(h, part), "copying a polygon"));
  if (areas.size() == 1) return std::move(areas.front());
  return collect(context, GEOS_MULTIPOLYGON, std::move(areas));
}

GeosGeometry to_valid_polygon(const GeosContext& context, const Shapes& shapes, std::size_t row) {
  return valid_polygon(context, to_geos(context, shapes, row));
}

void from_geos(const GeosContext& context, const GEOSGeometry* geometry, Shapes& shapes) {
  std::vector<const GEOSGeometry*> parts;
  flatten(context, geometry, parts);
  ShapeKind kind = ShapeKind::none;
  const auto kind_of = [&](const GEOSGeometry* part) {
    const int type = GEOSGeomTypeId_r(context.handle(), part);
    return type == GEOS_POLYGON ? ShapeKind::polygon
           : type == GEOS_POINT ? ShapeKind::point
                                : ShapeKind::line;
  };
  for (const GEOSGeometry* part : parts) kind = std::max(kind, kind_of(part));
  shapes.begin_row(kind);
  for (const GEOSGeometry* part : parts)
    if (kind_of(part) == kind) add_part(context, part, kind, shapes);
}

double area_of(const GeosContext& context, const GeosGeometry& geometry) {
  double area = 0;
  if (GEOSArea_r(context.handle(), geometry.get(), &area) == 0) context.fail("measuring an area");
  return area;
}

}  // namespace agglo
