#include "viewer/draw/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace agglo::viewer {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::span<const std::int16_t> categories_of(const SceneLayer& layer) {
  if (!layer.category) return {};
  return *layer.category;
}

void prepare_points(const SceneLayer& layer, PreparedLayer& out) {
  if (layer.points_only && layer.x && layer.y) {
    out.points = std::make_shared<PointIndex>(*layer.x, *layer.y, categories_of(layer));
    return;
  }
  if (!layer.shapes) return;
  const Shapes& shapes = *layer.shapes;
  if (std::find(shapes.kind.begin(), shapes.kind.end(), ShapeKind::point) == shapes.kind.end()) return;
  std::vector<double> x(shapes.size(), kNaN), y(shapes.size(), kNaN);
  for (std::size_t row = 0; row < shapes.size(); ++row)
    if (shapes.kind[row] == ShapeKind::point) {
      x[row] = shapes.first_x(row);
      y[row] = shapes.first_y(row);
    }
  out.points = std::make_shared<PointIndex>(x, y, categories_of(layer));
}

void prepare_shapes(const SceneLayer& layer, const Box& extent, PreparedLayer& out) {
  if (!layer.shapes || layer.points_only) return;
  const Shapes& shapes = *layer.shapes;
  const bool has_areas = std::any_of(shapes.kind.begin(), shapes.kind.end(), [](ShapeKind kind) {
    return kind == ShapeKind::line || kind == ShapeKind::polygon;
  });
  if (!has_areas) return;
  const Box box = extent.empty() ? shapes.box() : extent;
  out.mesh = make_mesh(shapes, categories_of(layer), {}, (box.min_x + box.max_x) * 0.5,
                       (box.min_y + box.max_y) * 0.5);
  auto boxes = std::make_shared<std::vector<Box>>(shapes.size());
  for (std::size_t row = 0; row < shapes.size(); ++row)
    if (shapes.kind[row] != ShapeKind::point) (*boxes)[row] = shapes.box(row);
  out.boxes = std::move(boxes);
}

std::optional<Place> label_place_of(const SceneLayer& layer, std::size_t row) {
  if (layer.points_only) {
    if (!layer.x || !layer.y || std::isnan((*layer.x)[row]) || std::isnan((*layer.y)[row]))
      return std::nullopt;
    return Place{(*layer.x)[row], (*layer.y)[row]};
  }
  if (!layer.shapes) return std::nullopt;
  return label_place(*layer.shapes, row);
}

void prepare_labels(const SceneLayer& layer, PreparedLayer& out) {
  if (!layer.labels) return;
  const auto categories = categories_of(layer);
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < layer.labels->size(); ++row)
    if (!(*layer.labels)[row].empty() && (categories.empty() || categories[row] >= 0))
      rows.push_back(static_cast<std::uint32_t>(row));
  if (layer.label_rank)
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
      return (*layer.label_rank)[a] > (*layer.label_rank)[b];
    });
  for (const std::uint32_t row : rows)
    if (const auto place = label_place_of(layer, row)) {
      out.label_rows.push_back(row);
      out.label_x_m.push_back(place->x_m);
      out.label_y_m.push_back(place->y_m);
    }
}

double ring_area(std::span<const double> x, std::span<const double> y) {
  double twice = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i)
    twice += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
  return std::abs(twice) * 0.5;
}

/// The middle of the widest run inside part `part` at height y.
std::optional<Place> widest_run(const Shapes& shapes, std::size_t part, double y) {
  std::vector<double> crossings;
  for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
    for (std::size_t i = shapes.ring_start[ring]; i + 1 < shapes.ring_start[ring + 1]; ++i) {
      const double y0 = shapes.y[i], y1 = shapes.y[i + 1];
      if ((y0 <= y) != (y1 <= y))
        crossings.push_back(shapes.x[i] + (y - y0) / (y1 - y0) * (shapes.x[i + 1] - shapes.x[i]));
    }
  std::sort(crossings.begin(), crossings.end());
  std::optional<Place> best;
  double width = -1;
  for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
    if (crossings[i + 1] - crossings[i] > width) {
      width = crossings[i + 1] - crossings[i];
      best = Place{(crossings[i] + crossings[i + 1]) * 0.5, y};
    }
  return best;
}

}  // namespace

std::optional<Place> label_place(const Shapes& shapes, std::size_t row) {
  const ShapeKind kind = shapes.kind[row];
  if (kind == ShapeKind::none || shapes.row_start[row] == shapes.row_start[row + 1]) return std::nullopt;
  if (kind == ShapeKind::point) return Place{shapes.first_x(row), shapes.first_y(row)};
  std::size_t best_part = shapes.row_start[row];
  double best = -1;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part) {
    const std::size_t ring = shapes.part_start[part];
    const std::size_t begin = shapes.ring_start[ring], count = shapes.ring_start[ring + 1] - begin;
    if (count == 0) continue;
    const double size = kind == ShapeKind::polygon ? ring_area(std::span(shapes.x).subspan(begin, count),
                                                               std::span(shapes.y).subspan(begin, count))
                                                   : static_cast<double>(count);
    if (size > best) {
      best = size;
      best_part = part;
    }
  }
  const std::size_t ring = shapes.part_start[best_part];
  const std::size_t begin = shapes.ring_start[ring], end = shapes.ring_start[ring + 1];
  if (begin == end) return std::nullopt;
  if (kind == ShapeKind::line) return Place{shapes.x[(begin + end) / 2], shapes.y[(begin + end) / 2]};
  Box box;
  for (std::size_t i = begin; i < end; ++i) box.extend(shapes.x[i], shapes.y[i]);
  if (const auto place = widest_run(shapes, best_part, (box.min_y + box.max_y) * 0.5)) return place;
  return Place{shapes.x[begin], shapes.y[begin]};
}

std::shared_ptr<const MapData> prepare_map(Dataset data, Scene scene, RunControl& run) {
  auto map = std::make_shared<MapData>();
  map->data = std::move(data);
  map->scene = std::move(scene);
  run.begin("preparing the map", map->scene.layers.size());
  for (const SceneLayer& layer : map->scene.layers) {
    PreparedLayer prepared;
    prepare_points(layer, prepared);
    prepare_shapes(layer, map->scene.extent_m, prepared);
    prepare_labels(layer, prepared);
    map->prepared.push_back(std::move(prepared));
    run.advance();
  }
  return map;
}

}  // namespace agglo::viewer
