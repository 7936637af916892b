#include "access/polygon_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace agglo {
namespace {

constexpr std::uint32_t kLeafSize = 8;

double squared_distance_to_box(const Box& box, double x, double y) {
  const double dx = std::max({box.min_x - x, x - box.max_x, 0.0});
  const double dy = std::max({box.min_y - y, y - box.max_y, 0.0});
  return dx * dx + dy * dy;
}

}  // namespace

PolygonIndex::PolygonIndex(const Shapes& shapes, std::size_t row) {
  const ShapeKind kind = shapes.kind[row];
  if (kind == ShapeKind::none) return;
  has_area_ = kind == ShapeKind::polygon;
  const std::size_t first_ring = shapes.part_start[shapes.row_start[row]];
  const std::size_t last_ring = shapes.part_start[shapes.row_start[row + 1]];
  for (std::size_t ring = first_ring; ring < last_ring; ++ring) {
    const std::size_t begin = shapes.ring_start[ring], end = shapes.ring_start[ring + 1];
    if (end == begin + 1)
      segments_.push_back({shapes.x[begin], shapes.y[begin], shapes.x[begin], shapes.y[begin]});
    for (std::size_t i = begin + 1; i < end; ++i)
      segments_.push_back({shapes.x[i - 1], shapes.y[i - 1], shapes.x[i], shapes.y[i]});
  }
  std::erase_if(segments_, [](const Segment& s) { return !std::isfinite(s.ax + s.ay + s.bx + s.by); });
  if (segments_.empty()) return;
  std::size_t leaves = 1;
  while (leaves * kLeafSize < segments_.size()) leaves *= 2;
  nodes_.resize(2 * leaves);
  build(1, 0, static_cast<std::uint32_t>(segments_.size()));
}

void PolygonIndex::build(std::size_t k, std::uint32_t begin, std::uint32_t end) {
  Node& here = nodes_[k];
  here.begin = begin;
  here.end = end;
  if (!leaf(k)) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    build(2 * k, begin, middle);
    build(2 * k + 1, middle, end);
  }
  here.chain = true;
  for (std::uint32_t i = begin; i < end; ++i) {
    here.box.extend(segments_[i].ax, segments_[i].ay);
    here.box.extend(segments_[i].bx, segments_[i].by);
    if (i > begin && (segments_[i].ax != segments_[i - 1].bx || segments_[i].ay != segments_[i - 1].by))
      here.chain = false;
  }
}

double PolygonIndex::squared_distance(double x, double y) const {
  double best = std::numeric_limits<double>::infinity();
  if (empty()) return best;
  struct Visit {
    std::size_t node;
    double bound;
  };
  Visit stack[64];
  std::size_t depth = 0;
  stack[depth++] = {1, 0};
  while (depth > 0) {
    const Visit visit = stack[--depth];
    if (visit.bound >= best) continue;
    if (!leaf(visit.node)) {
      Visit near{2 * visit.node, squared_distance_to_box(nodes_[2 * visit.node].box, x, y)};
      Visit far{2 * visit.node + 1, squared_distance_to_box(nodes_[2 * visit.node + 1].box, x, y)};
      if (far.bound < near.bound) std::swap(near, far);
      stack[depth++] = far;
      stack[depth++] = near;
      continue;
    }
    for (std::uint32_t i = nodes_[visit.node].begin; i < nodes_[visit.node].end; ++i) {
      const Segment& s = segments_[i];
      const double dx = s.bx - s.ax, dy = s.by - s.ay, length2 = dx * dx + dy * dy;
      const double along =
          length2 > 0 ? std::clamp(((x - s.ax) * dx + (y - s.ay) * dy) / length2, 0.0, 1.0) : 0;
      const double ex = x - (s.ax + along * dx), ey = y - (s.ay + along * dy);
      best = std::min(best, ex * ex + ey * ey);
    }
  }
  return best;
}

bool PolygonIndex::contains(double x, double y) const {
  if (!has_area_ || empty()) return false;
  bool inside = false;
  std::size_t stack[64], depth = 0;
  stack[depth++] = 1;
  while (depth > 0) {
    const std::size_t k = stack[--depth];
    const Node& here = nodes_[k];
    if (y < here.box.min_y || y > here.box.max_y || x > here.box.max_x) continue;  // the ray to +x misses it
    if (here.chain &&
        x < here.box.min_x) {  // the ray crosses the chain as often, even or odd, as a line between its ends
      if ((segments_[here.begin].ay > y) != (segments_[here.end - 1].by > y)) inside = !inside;
      continue;
    }
    if (!leaf(k)) {
      stack[depth++] = 2 * k;
      stack[depth++] = 2 * k + 1;
      continue;
    }
    for (std::uint32_t i = here.begin; i < here.end; ++i) {
      const Segment& s = segments_[i];
      const double cross = (s.bx - s.ax) * (y - s.ay) - (x - s.ax) * (s.by - s.ay);
      if (cross == 0 && std::min(s.ax, s.bx) <= x && x <= std::max(s.ax, s.bx) && std::min(s.ay, s.by) <= y &&
          y <= std::max(s.ay, s.by))
        return true;
      if ((s.ay > y) != (s.by > y) && ((cross > 0) == (s.by > s.ay))) inside = !inside;
    }
  }
  return inside;
}

double PolygonIndex::signed_distance(double x, double y) const {
  const double distance = std::sqrt(squared_distance(x, y));
  if (!has_area_) return distance;
  return contains(x, y) ? -distance : distance;
}

}  // namespace agglo
