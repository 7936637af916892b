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

void prepare_legend(const SceneLayer& layer, PreparedLayer& out) {
  out.drawn_as = drawn_as(layer, styled_categories(layer, layer.style, nullptr).size());
}

/// False when a row is drawn under one set of categories alone.
bool draws_same_rows(const SceneLayer& a, const SceneLayer& b) {
  const auto x = categories_of(a), y = categories_of(b);
  if (x.empty() || y.empty() || x.size() != y.size()) return false;
  for (std::size_t row = 0; row < x.size(); ++row)
    if ((x[row] < 0) != (y[row] < 0)) return false;
  return true;
}

}  // namespace

std::vector<DrawnAs> drawn_as(const SceneLayer& layer, std::size_t categories) {
  if (layer.points_only || !layer.shapes) return std::vector<DrawnAs>(categories, {false, false, true});
  std::vector<DrawnAs> drawn(categories);
  DrawnAs usual{true, false, false};
  const auto add = [](DrawnAs& as, ShapeKind kind) {
    as.area = as.area || kind == ShapeKind::polygon;
    as.line = as.line || kind == ShapeKind::line;
    as.mark = as.mark || kind == ShapeKind::point;
  };
  bool first = true;
  for (std::size_t row = 0; row < layer.shapes->size(); ++row) {
    const ShapeKind kind = layer.shapes->kind[row];
    if (kind == ShapeKind::none) continue;
    if (first) add(usual = {}, kind);
    first = false;
    const std::int16_t category =
        layer.category && row < layer.category->size() ? (*layer.category)[row] : std::int16_t{0};
    if (category >= 0 && static_cast<std::size_t>(category) < categories)
      add(drawn[static_cast<std::size_t>(category)], kind);
  }
  for (DrawnAs& as : drawn)
    if (!as.area && !as.line && !as.mark) as = usual;
  return drawn;
}

std::optional<Place> label_place(const Shapes& shapes, std::size_t row) {
  const InnerPlace place = inner_place(shapes, row);
  if (std::isnan(place.x)) return std::nullopt;
  return Place{place.x, place.y};
}

PreparedLayer prepare_restyled(const SceneLayer& layer, const SceneLayer& before,
                               const PreparedLayer& prepared, const Box& extent_m) {
  PreparedLayer result = prepared;
  const auto same = [](const auto& a, const auto& b) { return a == b || (a && b && *a == *b); };
  if (!same(layer.category, before.category)) {
    if (draws_same_rows(layer, before)) {
      if (result.points)
        result.points =
            std::make_shared<const PointIndex>(result.points->with_categories(categories_of(layer)));
      if (result.mesh) result.mesh = with_categories(*result.mesh, categories_of(layer));
    } else {
      prepare_points(layer, result);
      prepare_shapes(layer, extent_m, result);
    }
  }
  result.label_rows.clear();
  result.label_x_m.clear();
  result.label_y_m.clear();
  prepare_labels(layer, result);
  prepare_legend(layer, result);
  return result;
}

std::shared_ptr<MapData> prepare_map(Dataset data, Scene scene, RunControl& run) {
  auto map = std::make_shared<MapData>();
  map->data = std::move(data);
  map->scene = std::move(scene);
  run.begin("preparing the map", map->scene.layers.size());
  for (const SceneLayer& layer : map->scene.layers) {
    PreparedLayer prepared;
    prepare_points(layer, prepared);
    prepare_shapes(layer, map->scene.extent_m, prepared);
    prepare_labels(layer, prepared);
    prepare_legend(layer, prepared);
    map->prepared.push_back(std::move(prepared));
    run.advance();
  }
  return map;
}

}  // namespace agglo::viewer
