// Boundaries of groups with GEOS: one context per block of groups, so blocks share nothing.
#include "agglo/boundaries.hpp"

#include <geos_c.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "cluster/concave_hull.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::size_t kGroupBlock = 16;
constexpr int kQuadrantSegments = 8;

struct Place {
  double x, y;
  bool operator<(const Place& other) const { return x != other.x ? x < other.x : y < other.y; }
  bool operator==(const Place& other) const { return x == other.x && y == other.y; }
};

struct Destroy {
  GEOSContextHandle_t context;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(context, geometry); }
  void operator()(const GEOSPreparedGeometry* geometry) const {
    GEOSPreparedGeom_destroy_r(context, geometry);
  }
};
using Geometry = std::unique_ptr<GEOSGeometry, Destroy>;
using Prepared = std::unique_ptr<const GEOSPreparedGeometry, Destroy>;

/// Draws the boundaries of one block of groups, with its own GEOS context.
class Drawer {
 public:
  explicit Drawer(const BoundaryOptions& options) : options_(options), context_(GEOS_init_r()) {
    GEOSContext_setErrorMessageHandler_r(context_, &Drawer::remember, this);
  }
  ~Drawer() { GEOS_finish_r(context_); }
  Drawer(const Drawer&) = delete;
  Drawer& operator=(const Drawer&) = delete;

  /// Adds one row to `out`. The places are distinct and ascending, so the order of rows plays no part.
  void draw(const std::vector<Place>& places, Shapes& out) {
    if (places.empty()) {
      out.add_none();
      return;
    }
    Geometry shape = options_.kind == BoundaryKind::buffer ? discs(places) : hull(places);
    if (!is_areal(shape.get()))
      shape = own(GEOSBuffer_r(context_, shape.get(), options_.buffer_m, kQuadrantSegments));
    if (GEOSisValid_r(context_, shape.get()) != 1) shape = own(GEOSMakeValid_r(context_, shape.get()));
    if (!options_.keep_holes) shape = without_holes(std::move(shape));
    out.begin_row(ShapeKind::polygon);
    for_each_polygon(shape.get(), [&](const GEOSGeometry* polygon) { add_polygon(polygon, out); });
  }

 private:
  static void remember(const char* message, void* self) { static_cast<Drawer*>(self)->message_ = message; }

  /// Owns a result, or throws with what GEOS said.
  Geometry own(GEOSGeometry* geometry) const {
    if (geometry == nullptr) throw failure("a boundary could not be drawn: '" + message_ + "'");
    return Geometry(geometry, Destroy{context_});
  }

  Geometry collection(int type, std::vector<Geometry>& parts) const {
    std::vector<GEOSGeometry*> raw;
    raw.reserve(parts.size());
    for (Geometry& part : parts) raw.push_back(part.release());  // the collection owns them from here
    return own(GEOSGeom_createCollection_r(context_, type, raw.data(), static_cast<unsigned>(raw.size())));
  }

  Geometry point(const Place& place) const {
    return own(GEOSGeom_createPointFromXY_r(context_, place.x, place.y));
  }

  /// Union of discs: pairwise along a tree, which stays fast where thousands overlap (buffering all points at
  /// once does not).
  Geometry discs(const std::vector<Place>& places) const {
    std::vector<Geometry> parts;
    parts.reserve(places.size());
    for (const Place& place : places)
      parts.push_back(own(GEOSBuffer_r(context_, point(place).get(), options_.buffer_m, kQuadrantSegments)));
    if (parts.size() == 1) return std::move(parts.front());
    return own(GEOSUnaryUnion_r(context_, collection(GEOS_MULTIPOLYGON, parts).get()));
  }

  /// A polygon; a point or a line when the places have no area.
  Geometry hull(const std::vector<Place>& places) const {
    std::vector<Geometry> parts;
    parts.reserve(places.size());
    for (const Place& place : places) parts.push_back(point(place));
    const Geometry points = collection(GEOS_MULTIPOINT, parts);
    Geometry convex = own(GEOSConvexHull_r(context_, points.get()));
    if (options_.kind == BoundaryKind::convex || !is_areal(convex.get())) return convex;
    Geometry concave = concave_hull(places, points.get());
    return concave && GEOSisValid_r(context_, concave.get()) == 1 && covers(concave.get(), points.get())
               ? std::move(concave)
               : std::move(convex);
  }

  /// Null when the triangulation of nearly collinear places has no simple outline.
  Geometry concave_hull(const std::vector<Place>& places, const GEOSGeometry* points) const {
    std::vector<double> x, y;
    for (const Place& place : places) {
      x.push_back(place.x);
      y.push_back(place.y);
    }
    const HullRings rings =
        concave_hull_rings(x, y, delaunay(places, points), options_.concave_ratio, options_.keep_holes);
    if (rings.empty()) return Geometry(nullptr, Destroy{context_});
    std::vector<GEOSGeometry*> raw;
    for (const auto& ring : rings) {
      std::vector<double> ring_x, ring_y;
      for (std::size_t i = 0; i <= ring.size(); ++i) {
        ring_x.push_back(x[ring[i % ring.size()]]);
        ring_y.push_back(y[ring[i % ring.size()]]);
      }
      GEOSCoordSequence* sequence = GEOSCoordSeq_copyFromArrays_r(
          context_, ring_x.data(), ring_y.data(), nullptr, nullptr, static_cast<unsigned>(ring_x.size()));
      raw.push_back(GEOSGeom_createLinearRing_r(context_, sequence));
    }
    return own(
        GEOSGeom_createPolygon_r(context_, raw[0], raw.data() + 1, static_cast<unsigned>(raw.size() - 1)));
  }

  /// Counter-clockwise triangles as row numbers of `places`; empty when GEOS gives none.
  std::vector<std::array<std::uint32_t, 3>> delaunay(const std::vector<Place>& places,
                                                     const GEOSGeometry* points) const {
    const Geometry mesh(GEOSDelaunayTriangulation_r(context_, points, 0, 0), Destroy{context_});
    std::vector<std::array<std::uint32_t, 3>> triangles;
    for (int i = 0; mesh && i < GEOSGetNumGeometries_r(context_, mesh.get()); ++i) {
      const GEOSGeometry* ring = GEOSGetExteriorRing_r(context_, GEOSGetGeometryN_r(context_, mesh.get(), i));
      const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context_, ring);
      std::array<std::uint32_t, 3> corners{};
      for (unsigned corner = 0; corner < 3; ++corner) {
        Place place{};
        GEOSCoordSeq_getXY_r(context_, sequence, corner, &place.x, &place.y);
        const auto found = std::lower_bound(places.begin(), places.end(), place);
        if (found == places.end() || !(*found == place)) return {};
        corners[corner] = static_cast<std::uint32_t>(found - places.begin());
      }
      const Place &p = places[corners[0]], &q = places[corners[1]], &r = places[corners[2]];
      if ((q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y) < 0) std::swap(corners[1], corners[2]);
      triangles.push_back(corners);
    }
    return triangles;
  }

  bool covers(const GEOSGeometry* area, const GEOSGeometry* points) const {
    const Prepared prepared(GEOSPrepare_r(context_, area), Destroy{context_});
    const int count = GEOSGetNumGeometries_r(context_, points);
    for (int i = 0; i < count; ++i)
      if (GEOSPreparedIntersects_r(context_, prepared.get(), GEOSGetGeometryN_r(context_, points, i)) != 1)
        return false;
    return true;
  }

  bool is_areal(const GEOSGeometry* geometry) const {
    double area_m2 = 0;
    return GEOSGeom_getDimensions_r(context_, geometry) == 2 &&
           GEOSArea_r(context_, geometry, &area_m2) == 1 && area_m2 > 0;
  }

  template <class Visit>
  void for_each_polygon(const GEOSGeometry* geometry, const Visit& visit) const {
    if (GEOSGeomTypeId_r(context_, geometry) == GEOS_POLYGON) {
      if (GEOSisEmpty_r(context_, geometry) == 0) visit(geometry);
      return;
    }
    if (GEOSGeom_getDimensions_r(context_, geometry) != 2) return;
    const int count = GEOSGetNumGeometries_r(context_, geometry);
    for (int i = 0; i < count; ++i) for_each_polygon(GEOSGetGeometryN_r(context_, geometry, i), visit);
  }

  Geometry without_holes(Geometry shape) const {
    std::vector<Geometry> filled;
    bool had_holes = false;
    for_each_polygon(shape.get(), [&](const GEOSGeometry* polygon) {
      had_holes = had_holes || GEOSGetNumInteriorRings_r(context_, polygon) > 0;
      Geometry ring = own(GEOSGeom_clone_r(context_, GEOSGetExteriorRing_r(context_, polygon)));
      filled.push_back(own(GEOSGeom_createPolygon_r(context_, ring.release(), nullptr, 0)));
    });
    if (!had_holes) return shape;
    if (filled.size() == 1) return std::move(filled.front());
    // A part may have lain in the hole of another.
    return own(GEOSUnaryUnion_r(context_, collection(GEOS_MULTIPOLYGON, filled).get()));
  }

  void add_polygon(const GEOSGeometry* polygon, Shapes& out) {
    out.begin_part();
    add_ring(GEOSGetExteriorRing_r(context_, polygon), true, out);
    const int holes = GEOSGetNumInteriorRings_r(context_, polygon);
    for (int i = 0; i < holes; ++i) add_ring(GEOSGetInteriorRingN_r(context_, polygon, i), false, out);
  }

  void add_ring(const GEOSGeometry* ring, bool counter_clockwise, Shapes& out) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context_, ring);
    unsigned count = 0;
    GEOSCoordSeq_getSize_r(context_, sequence, &count);
    x_.resize(count);
    y_.resize(count);
    GEOSCoordSeq_copyToArrays_r(context_, sequence, x_.data(), y_.data(), nullptr, nullptr);
    double twice_area_m2 = 0;
    for (std::size_t i = 1; i < count; ++i)
      twice_area_m2 += (x_[i - 1] - x_[0]) * (y_[i] - y_[0]) - (x_[i] - x_[0]) * (y_[i - 1] - y_[0]);
    if ((twice_area_m2 > 0) != counter_clockwise) {
      std::reverse(x_.begin(), x_.end());
      std::reverse(y_.begin(), y_.end());
    }
    out.add_ring(x_, y_);
  }

  const BoundaryOptions& options_;
  GEOSContextHandle_t context_;
  std::string message_;
  std::vector<double> x_, y_;
};

void check_options(const BoundaryOptions& options) {
  if (!(options.concave_ratio >= 0 && options.concave_ratio <= 1))
    throw usage_error("concave_ratio is '" + std::to_string(options.concave_ratio) + "'",
                      "give a number from 0 (tightest) to 1 (convex)");
  if (!std::isfinite(options.buffer_m) || options.buffer_m <= 0)
    throw usage_error("buffer is '" + std::to_string(options.buffer_m) + "' m", "give a distance above 0");
}

}  // namespace

Shapes boundaries(std::span<const double> x_m, std::span<const double> y_m, const Groups& groups,
                  const BoundaryOptions& options, RunControl& run) {
  check_options(options);
  if (x_m.size() != y_m.size()) throw usage_error("the point columns have different lengths");
  const std::size_t blocks = (groups.size() + kGroupBlock - 1) / kGroupBlock;
  std::vector<Shapes> drawn(blocks);
  run.begin("drawing boundaries", groups.size());
  parallel_blocks(groups.size(), kGroupBlock, run,
                  [&](std::size_t begin, std::size_t end, std::size_t block) {
                    Drawer drawer(options);
                    std::vector<Place> places;
                    for (std::size_t group = begin; group < end; ++group) {
                      run.check();
                      places.clear();
                      for (const std::uint32_t row : groups[group])
                        if (std::isfinite(x_m[row]) && std::isfinite(y_m[row]))
                          places.push_back({x_m[row] + 0.0, y_m[row] + 0.0});
                      std::sort(places.begin(), places.end());
                      places.erase(std::unique(places.begin(), places.end()), places.end());
                      drawer.draw(places, drawn[block]);
                    }
                  });
  Shapes result;
  for (const Shapes& shapes : drawn)
    for (std::size_t row = 0; row < shapes.size(); ++row) result.add_row_of(shapes, row);
  return result;
}

}  // namespace agglo
