#include "access/point_tree.hpp"

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kLeafSize = 32;
constexpr std::uint32_t kParallelFrom = 1U << 15;

double coordinate(const PointTree::Point& point, int axis) {
  return axis == 0 ? point.x : axis == 1 ? point.y : point.z;
}

}  // namespace

PointTree::PointTree(const PlaceColumns& places, RunControl& run) {
  points_.reserve(places.size());
  for (std::size_t row = 0; row < places.size(); ++row) {
    const double z = places.z.empty() ? 0 : places.z[row];
    if (std::isfinite(places.x[row]) && std::isfinite(places.y[row]) && std::isfinite(z))
      points_.push_back({places.x[row], places.y[row], z, static_cast<std::uint32_t>(row)});
  }
  if (points_.empty()) return;
  std::size_t leaves = 1;
  while (leaves * kLeafSize < points_.size()) leaves *= 2;
  nodes_.resize(2 * leaves);
  with_threads(run, [&] { build(1, 0, static_cast<std::uint32_t>(points_.size())); });
}

void PointTree::build(std::size_t k, std::uint32_t begin, std::uint32_t end) {
  Node& here = nodes_[k];
  here.begin = begin;
  here.end = end;
  for (int axis = 0; axis < 3; ++axis) {
    here.min[axis] = std::numeric_limits<double>::infinity();
    here.max[axis] = -std::numeric_limits<double>::infinity();
    for (std::uint32_t i = begin; i < end; ++i) {
      const double value = coordinate(points_[i], axis);
      here.min[axis] = std::min(here.min[axis], value);
      here.max[axis] = std::max(here.max[axis], value);
    }
  }
  if (leaf(k)) return;
  int widest = 0;
  for (int axis = 1; axis < 3; ++axis)
    if (here.max[axis] - here.min[axis] > here.max[widest] - here.min[widest]) widest = axis;
  const std::uint32_t middle = begin + (end - begin) / 2;
  std::nth_element(
      points_.begin() + begin, points_.begin() + middle, points_.begin() + end,
      [widest](const Point& a, const Point& b) { return coordinate(a, widest) < coordinate(b, widest); });
  if (end - begin < kParallelFrom) {
    build(2 * k, begin, middle);
    build(2 * k + 1, middle, end);
  } else {
    tbb::parallel_invoke([&] { build(2 * k, begin, middle); }, [&] { build(2 * k + 1, middle, end); });
  }
}

double PointTree::nearest_squared(const Node& node, const Point& q) {
  const double dx = std::max({node.min[0] - q.x, q.x - node.max[0], 0.0});
  const double dy = std::max({node.min[1] - q.y, q.y - node.max[1], 0.0});
  const double dz = std::max({node.min[2] - q.z, q.z - node.max[2], 0.0});
  return dx * dx + dy * dy + dz * dz;
}

double PointTree::farthest_squared(const Node& node, const Point& q) {
  const double dx = std::max(q.x - node.min[0], node.max[0] - q.x);
  const double dy = std::max(q.y - node.min[1], node.max[1] - q.y);
  const double dz = std::max(q.z - node.min[2], node.max[2] - q.z);
  return dx * dx + dy * dy + dz * dz;
}

double PointTree::nearest_distance(const Point& q) const {
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
    if (leaf(visit.node)) {
      const Node& here = nodes_[visit.node];
      for (std::uint32_t i = here.begin; i < here.end; ++i)
        best = std::min(best, squared_distance(points_[i], q));
      continue;
    }
    Visit near{2 * visit.node, nearest_squared(nodes_[2 * visit.node], q)};
    Visit far{2 * visit.node + 1, nearest_squared(nodes_[2 * visit.node + 1], q)};
    if (far.bound < near.bound) std::swap(near, far);
    stack[depth++] = far;
    stack[depth++] = near;
  }
  return std::sqrt(best);
}

}  // namespace agglo
