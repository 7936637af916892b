#include "viewer/state/pick.hpp"

#include <algorithm>
#include <cmath>

namespace agglo::viewer {

namespace {

Box around(const Camera& camera, double x, double y, double radius_px) {
  const WorldPoint p = world_from_screen(camera, x, y);
  const double r = radius_px * camera.metres_per_pixel;
  return {p.x_m - r, p.y_m - r, p.x_m + r, p.y_m + r};
}

std::optional<std::uint32_t> nearest_point(const PointIndex& points, const LayerView& view, const Box& box) {
  const double x = (box.min_x + box.max_x) * 0.5, y = (box.min_y + box.max_y) * 0.5;
  std::optional<std::uint32_t> best;
  double best_distance = std::numeric_limits<double>::infinity();
  for (const std::uint32_t i : points.points_in(box, points.mask(view.shown, view.hidden).get())) {
    const double distance = std::hypot(points.x_m(i) - x, points.y_m(i) - y);
    if (distance < best_distance) {
      best_distance = distance;
      best = points.row(i);
    }
  }
  return best;
}

double distance_to_segment(double px, double py, double ax, double ay, double bx, double by) {
  const double dx = bx - ax, dy = by - ay;
  const double length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(((px - ax) * dx + (py - ay) * dy) / length2, 0.0, 1.0) : 0.0;
  return std::hypot(px - ax - t * dx, py - ay - t * dy);
}

bool line_near(const Shapes& shapes, std::size_t row, double x, double y, double radius) {
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
      for (std::size_t i = shapes.ring_start[ring]; i + 1 < shapes.ring_start[ring + 1]; ++i)
        if (distance_to_segment(x, y, shapes.x[i], shapes.y[i], shapes.x[i + 1], shapes.y[i + 1]) <= radius)
          return true;
  return false;
}

bool row_shown(const SceneLayer& layer, const LayerView& view, std::size_t row) {
  if (view.shown && !view.shown->contains(row)) return false;
  if (!layer.category) return true;
  const int c = (*layer.category)[row];
  if (c < 0) return false;
  return static_cast<std::size_t>(c) >= view.hidden.size() || view.hidden[static_cast<std::size_t>(c)] == 0;
}

std::optional<std::uint32_t> shape_at(const SceneLayer& layer, const PreparedLayer& prepared,
                                      const LayerView& view, ShapeKind kind, const Box& box) {
  if (!layer.shapes || !prepared.boxes) return std::nullopt;
  const double x = (box.min_x + box.max_x) * 0.5, y = (box.min_y + box.max_y) * 0.5;
  for (std::size_t k = prepared.boxes->size(); k-- > 0;) {
    if (layer.shapes->kind[k] != kind || !(*prepared.boxes)[k].intersects(box) || !row_shown(layer, view, k))
      continue;
    const bool hit = kind == ShapeKind::polygon ? contains(*layer.shapes, k, x, y)
                                                : line_near(*layer.shapes, k, x, y, box.width() * 0.5);
    if (hit) return static_cast<std::uint32_t>(k);
  }
  return std::nullopt;
}

}  // namespace

bool draws_symbols(const PreparedLayer& layer, const LayerView& view, const Camera& camera) {
  const PointMode mode = view.style.point_mode;
  if (!layer.points || mode == PointMode::density || mode == PointMode::heat) return false;
  const std::size_t most =
      mode == PointMode::symbols || !view.style.size_by.empty() ? kMostSymbols : kMostAutomaticSymbols;
  const auto mask = layer.points->mask(view.shown, view.hidden);
  return layer.points->count_in(view_box(camera), mask.get(), most) <= most;
}

std::optional<Hit> pick(const State& state, double x, double y) {
  if (!state.map) return std::nullopt;
  const MapData& map = *state.map;
  const auto top_down = [&](const auto& test) -> std::optional<Hit> {
    for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view) {
      if (!view->style.visible || view->is_base_map) continue;
      if (const auto row = test(map.scene.layers[view->index], map.prepared[view->index], *view))
        return Hit{view->index, *row};
    }
    return std::nullopt;
  };
  using Found = std::optional<std::uint32_t>;
  const auto point =
      top_down([&](const SceneLayer&, const PreparedLayer& prepared, const LayerView& view) -> Found {
        if (!prepared.points || !draws_symbols(prepared, view, state.camera)) return std::nullopt;
        return nearest_point(*prepared.points, view, around(state.camera, x, y, 8));
      });
  if (point) return point;
  for (const auto& [kind, radius] : {std::pair{ShapeKind::line, 4.0}, std::pair{ShapeKind::polygon, 0.0}}) {
    const ShapeKind wanted = kind;
    const Box box = around(state.camera, x, y, radius);
    const auto hit =
        top_down([&](const SceneLayer& layer, const PreparedLayer& prepared, const LayerView& view) {
          return shape_at(layer, prepared, view, wanted, box);
        });
    if (hit) return hit;
  }
  return std::nullopt;
}

}  // namespace agglo::viewer
