#include "ogr_shapes.hpp"

#include <ogr_geometry.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace agglo {
namespace {

ShapeKind kind_of(const OGRGeometry& geometry) {
  switch (geometry.getDimension()) {
    case 0:
      return ShapeKind::point;
    case 1:
      return ShapeKind::line;
    default:
      return ShapeKind::polygon;
  }
}

double twice_signed_area(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0;
  for (std::size_t i = 1; i < x.size(); ++i)
    sum += (x[i - 1] - x[0]) * (y[i] - y[0]) - (x[i] - x[0]) * (y[i - 1] - y[0]);
  return sum;
}

class RowBuilder {
 public:
  explicit RowBuilder(Shapes& shapes) : shapes_(shapes) {}

  /// Adds the parts of `geometry` that have the kind; true when something was left out.
  bool add_parts(const OGRGeometry& geometry, ShapeKind kind) {
    if (geometry.IsEmpty()) return false;
    const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
    if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection) || type == wkbTIN || type == wkbPolyhedralSurface) {
      bool left_out = false;
      for_each_member(geometry,
                      [&](const OGRGeometry& member) { left_out = add_parts(member, kind) || left_out; });
      return left_out;
    }
    if (kind_of(geometry) != kind) return true;
    if (kind == ShapeKind::point)
      add_point(*geometry.toPoint());
    else if (kind == ShapeKind::line)
      add_line(*geometry.toLineString());
    else
      add_polygon(geometry);
    return false;
  }

 private:
  template <class Visit>
  void for_each_member(const OGRGeometry& geometry, Visit visit) {
    const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
    if (type == wkbTIN || type == wkbPolyhedralSurface) {
      for (const auto* member : *geometry.toPolyhedralSurface()) visit(*member);
    } else {
      for (const auto* member : *geometry.toGeometryCollection()) visit(*member);
    }
  }

  void add_point(const OGRPoint& point) {
    const double x = point.getX(), y = point.getY();
    shapes_.begin_part();
    shapes_.add_ring({&x, 1}, {&y, 1});
  }

  void add_line(const OGRLineString& line) {
    read(line);
    shapes_.begin_part();
    shapes_.add_ring(x_, y_);
  }

  void add_polygon(const OGRGeometry& geometry) {
    const OGRPolygon& polygon = *geometry.toPolygon();
    shapes_.begin_part();
    bool is_shell = true;
    for (const OGRLinearRing* ring : polygon) {
      read(*ring);
      if (x_.empty()) continue;
      if (x_.front() != x_.back() || y_.front() != y_.back()) {
        x_.push_back(x_.front());
        y_.push_back(y_.front());
      }
      if ((twice_signed_area(x_, y_) > 0) != is_shell) {
        std::reverse(x_.begin(), x_.end());
        std::reverse(y_.begin(), y_.end());
      }
      shapes_.add_ring(x_, y_);
      is_shell = false;
    }
  }

  void read(const OGRSimpleCurve& curve) {
    const int n = curve.getNumPoints();
    x_.resize(static_cast<std::size_t>(n));
    y_.resize(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) {
      x_[static_cast<std::size_t>(i)] = curve.getX(i);
      y_[static_cast<std::size_t>(i)] = curve.getY(i);
    }
  }

  Shapes& shapes_;
  std::vector<double> x_, y_;
};

std::span<const double> ring_of(const std::vector<double>& values, const Shapes& shapes, std::size_t ring) {
  const std::size_t begin = shapes.ring_start[ring];
  return std::span(values).subspan(begin, shapes.ring_start[ring + 1] - begin);
}

void set_points(OGRSimpleCurve& curve, const Shapes& shapes, std::size_t ring) {
  const auto x = ring_of(shapes.x, shapes, ring);
  const auto y = ring_of(shapes.y, shapes, ring);
  curve.setPoints(static_cast<int>(x.size()), const_cast<double*>(x.data()), const_cast<double*>(y.data()));
}

OgrGeometryHandle part_geometry(const Shapes& shapes, ShapeKind kind, std::size_t part) {
  const std::size_t first = shapes.part_start[part], last = shapes.part_start[part + 1];
  if (kind == ShapeKind::point) {
    const std::size_t vertex = shapes.ring_start[first];
    return OgrGeometryHandle(new OGRPoint(shapes.x[vertex], shapes.y[vertex]));
  }
  if (kind == ShapeKind::line) {
    auto* line = new OGRLineString();
    OgrGeometryHandle result(line);
    set_points(*line, shapes, first);
    return result;
  }
  auto* polygon = new OGRPolygon();
  OgrGeometryHandle result(polygon);
  for (std::size_t ring = first; ring < last; ++ring) {
    auto* ogr_ring = new OGRLinearRing();
    set_points(*ogr_ring, shapes, ring);
    polygon->addRingDirectly(ogr_ring);
  }
  return result;
}

}  // namespace

void make_last_row_none(Shapes& shapes) {
  const std::size_t rows = shapes.size();
  const std::size_t part = shapes.row_start[rows - 1];
  const std::size_t ring = shapes.part_start[part];
  const std::size_t vertex = shapes.ring_start[ring];
  shapes.kind.back() = ShapeKind::none;
  shapes.row_start.back() = shapes.row_start[rows - 1];
  shapes.part_start.resize(part + 1);
  shapes.ring_start.resize(ring + 1);
  shapes.x.resize(vertex);
  shapes.y.resize(vertex);
}

OgrShapeNotes shapes_from_ogr(const OGRGeometry* geometry, Shapes& shapes) {
  OgrShapeNotes notes;
  if (geometry == nullptr || geometry->IsEmpty()) {
    notes.is_empty = true;
    shapes.add_none();
    return notes;
  }
  OgrGeometryHandle linear;
  if (geometry->hasCurveGeometry()) {
    linear.reset(geometry->getLinearGeometry());
    geometry = linear.get();
  }
  const ShapeKind kind = kind_of(*geometry);
  const std::size_t first_vertex = shapes.x.size();
  shapes.begin_row(kind);
  notes.is_mixed = RowBuilder(shapes).add_parts(*geometry, kind);
  bool is_finite = shapes.x.size() > first_vertex;
  for (std::size_t i = first_vertex; i < shapes.x.size(); ++i)
    is_finite = is_finite && std::isfinite(shapes.x[i]) && std::isfinite(shapes.y[i]);
  if (!is_finite) {
    notes.is_empty = true;
    make_last_row_none(shapes);
  }
  return notes;
}

void OgrGeometryDeleter::operator()(OGRGeometry* geometry) const {
  OGRGeometryFactory::destroyGeometry(geometry);
}

OgrGeometryHandle ogr_from_shapes(const Shapes& shapes, std::size_t row, bool always_multi) {
  const ShapeKind kind = shapes.kind[row];
  if (kind == ShapeKind::none) return nullptr;
  const std::size_t first = shapes.row_start[row], last = shapes.row_start[row + 1];
  if (last - first == 1 && (!always_multi || kind == ShapeKind::point))
    return part_geometry(shapes, kind, first);
  OGRGeometryCollection* multi = nullptr;
  if (kind == ShapeKind::point)
    multi = new OGRMultiPoint();
  else if (kind == ShapeKind::line)
    multi = new OGRMultiLineString();
  else
    multi = new OGRMultiPolygon();
  OgrGeometryHandle result(multi);
  for (std::size_t part = first; part < last; ++part)
    multi->addGeometryDirectly(part_geometry(shapes, kind, part).release());
  return result;
}

}  // namespace agglo
