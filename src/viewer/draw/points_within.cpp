#include "viewer/draw/points_within.hpp"

#include <algorithm>

namespace agglo::viewer {

namespace {

struct Counter {
  const PointIndex& points;
  std::span<const double> row_x_m, row_y_m;
  double x_m, y_m, limit;
  std::size_t count = 0;

  static double square(double v) { return v * v; }

  void visit(std::size_t level, std::size_t k) {
    const PointIndex::Node& node = points.nodes(level)[k];
    // Boxes are in whole steps: one step of slack on each side holds the true places.
    const Box& whole = points.box();
    const double step = points.step_m();
    const double low_x = whole.min_x + (node.min_x - 1.0) * step,
                 high_x = whole.min_x + (node.max_x + 1.0) * step;
    const double low_y = whole.min_y + (node.min_y - 1.0) * step,
                 high_y = whole.min_y + (node.max_y + 1.0) * step;
    const double near_x = std::max({low_x - x_m, 0.0, x_m - high_x});
    const double near_y = std::max({low_y - y_m, 0.0, y_m - high_y});
    if (square(near_x) + square(near_y) > limit) return;
    const double far_x = std::max(x_m - low_x, high_x - x_m), far_y = std::max(y_m - low_y, high_y - y_m);
    const std::size_t begin = points.begin_of(level, k), end = points.end_of(level, k);
    if (square(far_x) + square(far_y) <= limit) {
      count += end - begin;
      return;
    }
    if (level > 0) {
      const std::size_t last = std::min(points.nodes(level - 1).size(), (k + 1) * PointIndex::kFan);
      for (std::size_t c = k * PointIndex::kFan; c < last; ++c) visit(level - 1, c);
      return;
    }
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t row = points.row(i);
      count += square(row_x_m[row] - x_m) + square(row_y_m[row] - y_m) <= limit ? 1 : 0;
    }
  }
};

}  // namespace

std::size_t count_within(const PointIndex& points, std::span<const double> row_x_m,
                         std::span<const double> row_y_m, double x_m, double y_m, double radius_m) {
  if (!(radius_m >= 0) || points.levels() == 0) return 0;
  Counter counter{points, row_x_m, row_y_m, x_m, y_m, radius_m * radius_m};
  counter.visit(points.levels() - 1, 0);
  return counter.count;
}

}  // namespace agglo::viewer
