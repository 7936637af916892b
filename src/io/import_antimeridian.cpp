#include "import_antimeridian.hpp"

#include <ogr_geometry.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "gdal_session.hpp"

namespace agglo {
namespace {

/// Vertices this near to +-180 lie on it.
constexpr double kSeam_deg = 1e-9;

/// Calls visit(polygon) for each polygon until one returns true.
template <class Visit>
bool any_polygon(const OGRGeometry& area, Visit visit) {
  const OGRwkbGeometryType type = wkbFlatten(area.getGeometryType());
  if (type == wkbPolygon || type == wkbTriangle) return visit(*area.toPolygon());
  if (!OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) return false;
  for (const OGRGeometry* member : *area.toGeometryCollection())
    if (any_polygon(*member, visit)) return true;
  return false;
}

/// A ring with longitudes that run on past +-180 the short way round.
struct Unwrapped {
  std::vector<double> x, y;
  double turn_deg = 0;  ///< 0, or +-360 around a pole

  double twice_area() const {
    double sum = 0;
    for (std::size_t i = 1; i < x.size(); ++i)
      sum += (x[i - 1] - x[0]) * (y[i] - y[0]) - (x[i] - x[0]) * (y[i - 1] - y[0]);
    return std::abs(sum);
  }
};

Unwrapped unwrapped(const OGRLinearRing& ring) {
  Unwrapped result;
  const auto add = [&](double lon, double lat) {
    if (!result.x.empty()) {
      const double step = lon - result.x.back();
      lon = result.x.back() + step - 360 * std::round(step / 360);
      const double seam = 360 * std::floor(lon / 360) + 180;
      if (std::abs(lon - seam) < kSeam_deg) lon = seam;
    }
    result.x.push_back(lon);
    result.y.push_back(lat);
  };
  for (int i = 0; i < ring.getNumPoints(); ++i) add(ring.getX(i), ring.getY(i));
  if (result.x.empty()) return result;
  add(ring.getX(0), ring.getY(0));
  result.turn_deg = 360 * std::round((result.x.back() - result.x.front()) / 360);
  return result;
}

bool is_in_degrees(const OGRGeometry& geometry) {
  OGREnvelope box;
  geometry.getEnvelope(&box);
  return box.MinX >= -180 - kSeam_deg && box.MaxX <= 180 + kSeam_deg && box.MinY >= -90 - kSeam_deg &&
         box.MaxY <= 90 + kSeam_deg;
}

bool ring_crosses(const OGRLinearRing& ring) {
  bool steps_along_seam = false;
  for (int i = 1; i < ring.getNumPoints(); ++i) {
    const double step = std::abs(ring.getX(i) - ring.getX(i - 1));
    if (step > 180 && step < 360 - 2 * kSeam_deg) return true;
    steps_along_seam = steps_along_seam || step > 180;
  }
  if (!steps_along_seam) return false;
  const Unwrapped ring_on_globe = unwrapped(ring);
  return ring_on_globe.turn_deg == 0 && ring_on_globe.twice_area() > 1e-9;
}

bool polygon_crosses(const OGRPolygon& polygon) {
  return std::any_of(polygon.begin(), polygon.end(),
                     [](const OGRLinearRing* ring) { return ring_crosses(*ring); });
}

OgrGeometryHandle valid(OgrGeometryHandle geometry) {
  if (!geometry || geometry->IsValid()) return geometry;
  const char* const options[] = {"METHOD=STRUCTURE", nullptr};
  return OgrGeometryHandle(geometry->MakeValid(options));
}

/// The ring as a polygon on the unrolled plane, closed along a pole when it goes round one.
OgrGeometryHandle polygon_of(const Unwrapped& ring) {
  auto* line = new OGRLinearRing();
  auto* polygon = new OGRPolygon();
  OgrGeometryHandle result(polygon);
  polygon->addRingDirectly(line);
  double lat_sum = 0;
  for (std::size_t i = 0; i < ring.x.size(); ++i) {
    line->addPoint(ring.x[i], ring.y[i]);
    lat_sum += ring.y[i];
  }
  if (ring.turn_deg != 0) {
    const double pole = lat_sum < 0 ? -90 : 90;
    line->addPoint(ring.x.back(), pole);
    line->addPoint(ring.x.front(), pole);
  }
  line->closeRings();
  line->flattenTo2D();
  return valid(std::move(result));
}

OgrGeometryHandle box(double min_x, double max_x) {
  auto* line = new OGRLinearRing();
  auto* polygon = new OGRPolygon();
  OgrGeometryHandle result(polygon);
  polygon->addRingDirectly(line);
  for (const auto& [x, y] :
       {std::pair{min_x, -91.0}, {max_x, -91.0}, {max_x, 91.0}, {min_x, 91.0}, {min_x, -91.0}})
    line->addPoint(x, y);
  line->flattenTo2D();
  return result;
}

/// All longitudes plus `by`.
void shift(OGRGeometry& area, double by) {
  any_polygon(area, [&](const OGRPolygon& polygon) {
    for (OGRLinearRing* ring : const_cast<OGRPolygon&>(polygon))
      for (int i = 0; i < ring->getNumPoints(); ++i) ring->setPoint(i, ring->getX(i) + by, ring->getY(i));
    return false;
  });
}

/// Adds the polygons of `area` to `pieces`; lines where an area only touches the seam are left out.
void add_polygons(const OGRGeometry& area, OGRMultiPolygon& pieces) {
  any_polygon(area, [&](const OGRPolygon& polygon) {
    if (!polygon.IsEmpty()) pieces.addGeometry(&polygon);
    return false;
  });
}

/// The inside of one ring between -180 and 180; null when GEOS fails.
OgrGeometryHandle split_ring(const OGRLinearRing& ring) {
  const OgrGeometryHandle whole = polygon_of(unwrapped(ring));
  if (!whole) return nullptr;
  OGREnvelope extent;
  whole->getEnvelope(&extent);
  OgrGeometryHandle inside(new OGRMultiPolygon());
  for (double turn = std::floor((extent.MinX + 180) / 360); 360 * turn - 180 < extent.MaxX; ++turn) {
    const OgrGeometryHandle window = box(360 * turn - 180, 360 * turn + 180);
    const OgrGeometryHandle cut(whole->Intersection(window.get()));
    if (!cut) return nullptr;
    OGRMultiPolygon pieces;
    add_polygons(*cut, pieces);
    shift(pieces, -360 * turn);
    inside.reset(inside->Union(&pieces));
    if (!inside) return nullptr;
  }
  return inside;
}

bool add_split(const OGRPolygon& polygon, OGRMultiPolygon& pieces) {
  OgrGeometryHandle inside(new OGRMultiPolygon());
  for (const OGRLinearRing* ring : polygon) {
    const OgrGeometryHandle ring_inside = split_ring(*ring);
    if (!ring_inside) return false;
    inside.reset(inside->SymDifference(ring_inside.get()));
    if (!inside) return false;
  }
  add_polygons(*inside, pieces);
  return true;
}

}  // namespace

bool crosses_antimeridian(const OGRGeometry& area) {
  return !area.IsEmpty() && area.getDimension() == 2 && !area.hasCurveGeometry() &&
         any_polygon(area, polygon_crosses) && is_in_degrees(area);
}

OgrGeometryHandle split_at_antimeridian(const OGRGeometry& area) {
  const GdalErrorCollector errors;  // a geometry that GEOS refuses is no fault of the file
  auto* pieces = new OGRMultiPolygon();
  OgrGeometryHandle result(pieces);
  const bool has_failed = any_polygon(area, [&](const OGRPolygon& polygon) {
    if (polygon_crosses(polygon)) return !add_split(polygon, *pieces);
    pieces->addGeometry(&polygon);
    return false;
  });
  return has_failed ? nullptr : std::move(result);
}

OgrGeometryHandle joined_at_antimeridian(const OGRGeometry& area) {
  OgrGeometryHandle result(area.clone());
  any_polygon(*result, [](const OGRPolygon& polygon) {
    OGREnvelope extent;
    polygon.getEnvelope(&extent);
    if (extent.MinX + extent.MaxX < 0) shift(const_cast<OGRPolygon&>(polygon), 360);
    return false;
  });
  return result;
}

}  // namespace agglo
