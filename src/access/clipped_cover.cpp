#include "access/geos_shapes.hpp"
#include "agglo/catchments.hpp"

namespace agglo {

CoverMap clipped_cover(const CoverMap& cover, const Shapes& area, RunControl& run) {
  const GeosContext context;
  const GEOSContextHandle_t handle = context.handle();
  const GeosGeometry study_area = to_valid_polygon(context, area, 0);
  GeosGeometry rest = own(context, GEOSGeom_clone_r(handle, study_area.get()), "copying the study area");
  CoverMap served;
  for (std::size_t row = 0; row < cover.shapes.size(); ++row) {
    run.check();
    const GeosGeometry shape = to_valid_polygon(context, cover.shapes, row);
    const GeosGeometry inside = own(context, GEOSIntersection_r(handle, shape.get(), study_area.get()),
                                    "cutting a catchment at the study area");
    rest = own(context, GEOSDifference_r(handle, rest.get(), shape.get()),
               "taking a catchment off the study area");
    if (area_of(context, inside) <= 0) continue;
    from_geos(context, inside.get(), served.shapes);
    served.cover.push_back(cover.cover[row]);
  }
  CoverMap result;
  if (area_of(context, rest) > 0) {
    from_geos(context, rest.get(), result.shapes);
    result.cover.push_back(0);
  }
  for (std::size_t row = 0; row < served.shapes.size(); ++row) {
    result.shapes.add_row_of(served.shapes, row);
    result.cover.push_back(served.cover[row]);
  }
  return result;
}

}  // namespace agglo
