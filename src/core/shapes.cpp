#include "agglo/shapes.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace agglo {

void Box::extend(double x, double y) {
  if (std::isnan(x) || std::isnan(y)) return;
  min_x = std::min(min_x, x);
  min_y = std::min(min_y, y);
  max_x = std::max(max_x, x);
  max_y = std::max(max_y, y);
}

void Box::extend(const Box& other) {
  if (other.empty()) return;
  extend(other.min_x, other.min_y);
  extend(other.max_x, other.max_y);
}

bool Box::intersects(const Box& other) const {
  return min_x <= other.max_x && other.min_x <= max_x && min_y <= other.max_y && other.min_y <= max_y;
}

void Shapes::reserve_points(std::size_t rows) {
  kind.reserve(rows);
  row_start.reserve(rows + 1);
  part_start.reserve(rows + 1);
  ring_start.reserve(rows + 1);
  x.reserve(rows);
  y.reserve(rows);
}

void Shapes::begin_row(ShapeKind row_kind) {
  kind.push_back(row_kind);
  row_start.push_back(row_start.back());
}

void Shapes::begin_part() {
  ++row_start.back();
  part_start.push_back(part_start.back());
}

void Shapes::add_ring(std::span<const double> ring_x, std::span<const double> ring_y) {
  assert(ring_x.size() == ring_y.size());
  x.insert(x.end(), ring_x.begin(), ring_x.end());
  y.insert(y.end(), ring_y.begin(), ring_y.end());
  ++part_start.back();
  ring_start.push_back(x.size());
}

void Shapes::add_none() {
  begin_row(ShapeKind::none);
}

void Shapes::add_point(double point_x, double point_y) {
  if (std::isnan(point_x) || std::isnan(point_y)) {
    add_none();
    return;
  }
  begin_row(ShapeKind::point);
  begin_part();
  add_ring({&point_x, 1}, {&point_y, 1});
}

void Shapes::add_row_of(const Shapes& other, std::size_t row) {
  begin_row(other.kind[row]);
  for (std::size_t part = other.row_start[row]; part < other.row_start[row + 1]; ++part) {
    begin_part();
    for (std::size_t ring = other.part_start[part]; ring < other.part_start[part + 1]; ++ring) {
      const std::size_t begin = other.ring_start[ring];
      const std::size_t count = other.ring_start[ring + 1] - begin;
      add_ring(std::span(other.x).subspan(begin, count), std::span(other.y).subspan(begin, count));
    }
  }
}

namespace {
struct VertexRange {
  std::size_t begin, end;
};
VertexRange vertices_of(const Shapes& shapes, std::size_t row) {
  const std::size_t first_part = shapes.row_start[row], last_part = shapes.row_start[row + 1];
  return {shapes.ring_start[shapes.part_start[first_part]], shapes.ring_start[shapes.part_start[last_part]]};
}
}  // namespace

Box Shapes::box() const {
  Box result;
  for (std::size_t i = 0; i < x.size(); ++i) result.extend(x[i], y[i]);
  return result;
}

Box Shapes::box(std::size_t row) const {
  Box result;
  const VertexRange range = vertices_of(*this, row);
  for (std::size_t i = range.begin; i < range.end; ++i) result.extend(x[i], y[i]);
  return result;
}

double Shapes::first_x(std::size_t row) const {
  const VertexRange range = vertices_of(*this, row);
  return range.begin == range.end ? std::numeric_limits<double>::quiet_NaN() : x[range.begin];
}

double Shapes::first_y(std::size_t row) const {
  const VertexRange range = vertices_of(*this, row);
  return range.begin == range.end ? std::numeric_limits<double>::quiet_NaN() : y[range.begin];
}

std::size_t Shapes::vertex_count(std::size_t row) const {
  const VertexRange range = vertices_of(*this, row);
  return range.end - range.begin;
}

bool contains(const Shapes& shapes, std::size_t row, double x, double y) {
  if (shapes.kind[row] != ShapeKind::polygon) return false;
  bool inside = false;
  const std::size_t first_ring = shapes.part_start[shapes.row_start[row]];
  const std::size_t last_ring = shapes.part_start[shapes.row_start[row + 1]];
  for (std::size_t ring = first_ring; ring < last_ring; ++ring) {
    for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i) {
      const double ax = shapes.x[i - 1], ay = shapes.y[i - 1], bx = shapes.x[i], by = shapes.y[i];
      const double cross = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
      if (cross == 0 && std::min(ax, bx) <= x && x <= std::max(ax, bx) && std::min(ay, by) <= y &&
          y <= std::max(ay, by))
        return true;
      if ((ay > y) != (by > y) && ((cross > 0) == (by > ay))) inside = !inside;
    }
  }
  return inside;
}

}  // namespace agglo
