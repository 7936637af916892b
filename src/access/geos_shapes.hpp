// GEOS behind the analyses: one context per call or block of work, geometries that free themselves, and the
// way between rows of Shapes and GEOS. Internal: only .cpp files of the analysis layer include it.
#pragma once

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/shapes.hpp"

namespace agglo {

/// A GEOS context that keeps the text of the last error. Use it from one thread at a time, and let it outlive
/// the geometries made with it.
class GeosContext {
 public:
  GeosContext();
  ~GeosContext();
  GeosContext(const GeosContext&) = delete;
  GeosContext& operator=(const GeosContext&) = delete;

  GEOSContextHandle_t handle() const { return handle_; }
  /// Throws Error{failure}: "`doing` failed: what GEOS said".
  [[noreturn]] void fail(std::string_view doing) const;

 private:
  GEOSContextHandle_t handle_;
  std::string message_;
};

struct GeosDelete {
  GEOSContextHandle_t handle = nullptr;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
  void operator()(const GEOSPreparedGeometry* prepared) const {
    GEOSPreparedGeom_destroy_r(handle, prepared);
  }
};
using GeosGeometry = std::unique_ptr<GEOSGeometry, GeosDelete>;
using GeosPrepared = std::unique_ptr<const GEOSPreparedGeometry, GeosDelete>;

/// Takes over what a GEOS function returned; a null pointer throws with the error text of the context.
GeosGeometry own(const GeosContext& context, GEOSGeometry* geometry, std::string_view doing);

/// Prepared form of `geometry`, which must outlive it.
GeosPrepared prepare(const GeosContext& context, const GeosGeometry& geometry);

/// Row `row` as (multi)point, (multi)linestring or (multi)polygon; an empty collection for kind none.
/// Vertices that are not finite are skipped, open polygon rings are closed, rings of fewer than three places
/// dropped. The result may be invalid when the input is.
GeosGeometry to_geos(const GeosContext& context, const Shapes& shapes, std::size_t row);

/// As to_geos, but repaired with GEOSMakeValid when invalid and reduced to its areas; empty when there is no
/// area.
GeosGeometry to_valid_polygon(const GeosContext& context, const Shapes& shapes, std::size_t row);

/// The geometry itself when it is a valid area, else its repaired areas; empty when there is no area.
GeosGeometry valid_polygon(const GeosContext& context, GeosGeometry geometry);

/// Appends `geometry` to `shapes` as exactly one row: of a collection the parts of the highest dimension.
/// Rings are closed, shells counter-clockwise, holes clockwise. An empty geometry adds a row of kind none.
void from_geos(const GeosContext& context, const GEOSGeometry* geometry, Shapes& shapes);

/// Planar area, 0 for points, lines and empty geometries.
double area_of(const GeosContext& context, const GeosGeometry& geometry);

/// A collection (GEOS_MULTIPOLYGON, GEOS_GEOMETRYCOLLECTION ...) that takes over `parts`.
GeosGeometry collect(const GeosContext& context, int type, std::vector<GeosGeometry> parts);

}  // namespace agglo
