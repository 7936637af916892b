#include "viewer/draw/frame_plan.hpp"

#include <algorithm>
#include <cmath>

#include "viewer/state/pick.hpp"

namespace agglo::viewer {

namespace {

constexpr Colour kSea{221, 231, 239, 255}, kPaper{250, 250, 248, 255}, kSelected{230, 80, 0, 255};
constexpr std::size_t kPixelsPerLabel = 9000, kNewSpritesPerFrame = 30, kMostWishes = 3000;
constexpr double kCellPixels = 2;
constexpr std::size_t kMostOutlined = 2000;  // selected rows drawn with an outline

struct LayerContext {
  const State& state;
  const LayerView& view;
  const SceneLayer& layer;
  const PreparedLayer& prepared;
  std::vector<Category> categories;
};

float mark_pixels(const LayerContext& c) {
  return static_cast<float>(
      std::max(3.5, static_cast<double>(c.view.style.mark_size_mm) * pixels_per_mm(c.state)));
}

bool hidden(const LayerView& view, std::size_t category) {
  return category < view.hidden.size() && view.hidden[category] != 0;
}

void add_shapes(const LayerContext& c, FramePlan& plan) {
  if (!c.prepared.mesh) return;
  ShapesItem item;
  item.mesh = c.prepared.mesh;
  item.opacity = c.view.style.opacity;
  item.stroke_px =
      static_cast<float>(static_cast<double>(c.view.style.stroke_width_mm) * pixels_per_mm(c.state));
  for (std::size_t k = 0; k < c.categories.size(); ++k) {
    PaletteEntry entry{c.categories[k].fill, c.categories[k].stroke, c.categories[k].hatch};
    if (hidden(c.view, k)) entry.fill.a = entry.stroke.a = 0;
    item.palette.push_back(entry);
  }
  plan.items.emplace_back(std::move(item));
}

Box grown(Box box, double metres) {
  return {box.min_x - metres, box.min_y - metres, box.max_x + metres, box.max_y + metres};
}

void add_symbols(const LayerContext& c, FramePlan& plan) {
  SymbolsItem item;
  item.opacity = c.view.style.opacity;
  const float size = mark_pixels(c);
  const Box view = grown(view_box(plan.camera), static_cast<double>(size) * plan.camera.metres_per_pixel);
  auto visible = c.prepared.points->points_in(view, c.view.hidden);
  const PointIndex& points = *c.prepared.points;
  // Row order, so that overlaps do not depend on the order of the index.
  std::sort(visible.begin(), visible.end(),
            [&](std::uint32_t a, std::uint32_t b) { return points.row(a) < points.row(b); });
  for (const std::uint32_t i : visible) {
    const auto k = std::min(static_cast<std::size_t>(points.category(i)), c.categories.size() - 1);
    const ScreenPoint p = screen_from_world(plan.camera, points.x_m(i), points.y_m(i));
    item.symbols.push_back({static_cast<float>(p.x), static_cast<float>(p.y), size, c.categories[k].fill,
                            c.categories[k].stroke, c.categories[k].mark});
  }
  plan.points_in_view += visible.size();
  plan.items.emplace_back(std::move(item));
}

/// Rounded up to steps of 2^(1/2), so that colours stay put while panning.
float steady(float most) {
  return std::exp2(std::ceil(std::log2(std::max(1.0f, most)) * 2.0f) / 2.0f);
}

void add_density(const LayerContext& c, FramePlan& plan) {
  DensityItem item;
  item.opacity = c.view.style.opacity;
  item.grid = bin_points(*c.prepared.points, view_box(plan.camera),
                         kCellPixels * plan.camera.metres_per_pixel, c.view.hidden);
  double sum = 0;
  float most = 1;
  for (const float n : item.grid.count) {
    sum += static_cast<double>(n);
    most = std::max(most, n);
  }
  soften(item.grid);
  item.most = steady(most);
  plan.points_in_view += static_cast<std::size_t>(sum);
  plan.densities.push_back({c.view.name, item.most, item.grid.cell_m});
  plan.items.emplace_back(std::move(item));
}

void add_cells(const LayerContext& c, FramePlan& plan) {
  const Box view = view_box(plan.camera);
  CellsItem item;
  item.opacity = c.view.style.opacity;
  item.cell_m = kCellPixels * plan.camera.metres_per_pixel;
  item.min_x_m = std::floor(view.min_x / item.cell_m) * item.cell_m;
  item.min_y_m = std::floor(view.min_y / item.cell_m) * item.cell_m;
  item.columns = static_cast<int>((view.max_x - item.min_x_m) / item.cell_m) + 1;
  item.rows = static_cast<int>((view.max_y - item.min_y_m) / item.cell_m) + 1;
  item.colour.assign(static_cast<std::size_t>(item.columns) * static_cast<std::size_t>(item.rows),
                     {0, 0, 0, 0});
  const PointIndex& points = *c.prepared.points;
  const auto visible = points.points_in(view, c.view.hidden);
  for (const std::uint32_t i : visible) {
    const auto k = std::min(static_cast<std::size_t>(points.category(i)), c.categories.size() - 1);
    const auto column = static_cast<std::size_t>((points.x_m(i) - item.min_x_m) / item.cell_m);
    const auto row = static_cast<std::size_t>((points.y_m(i) - item.min_y_m) / item.cell_m);
    item.colour[row * static_cast<std::size_t>(item.columns) + column] = c.categories[k].fill;
  }
  plan.points_in_view += visible.size();
  plan.items.emplace_back(std::move(item));
}

/// Base map points with names: towns are drawn only where their name has room.
bool is_town_layer(const LayerContext& c) {
  return c.view.is_base_map && c.layer.labels && !c.prepared.mesh;
}

void add_points(const LayerContext& c, FramePlan& plan) {
  if (is_town_layer(c)) return;
  if (!c.prepared.points || c.prepared.points->size() == 0 || c.categories.empty()) return;
  if (draws_symbols(c.prepared, c.view, plan.camera))
    add_symbols(c, plan);
  else if (c.categories.size() > 1 && c.view.style.point_mode != PointMode::density)
    add_cells(c, plan);
  else
    add_density(c, plan);
}

LabelLook look_of(const LayerContext& c) {
  LabelLook look;
  const double scale = c.state.pixel_scale;
  if (c.view.is_base_map) {
    look.size_px = static_cast<float>(12 * scale);
    look.text = {88, 92, 100, 255};
    look.halo = {255, 255, 255, 190};
  } else {
    look.size_px = static_cast<float>(13 * scale);
    look.bold = c.layer.role == Role::result;
    look.text = {32, 34, 40, 255};
  }
  return look;
}

/// Labels a layer would like to have, and the town mark that goes with each.
struct Wishes {
  std::vector<LabelWish> labels;
  std::vector<std::optional<Symbol>> towns;
  void append(Wishes& other) {
    std::move(other.labels.begin(), other.labels.end(), std::back_inserter(labels));
    std::move(other.towns.begin(), other.towns.end(), std::back_inserter(towns));
  }
};

void add_wishes(const LayerContext& c, const Camera& camera, Wishes& wishes) {
  if (c.view.style.label_by.empty() && !c.layer.labels) return;
  if (c.prepared.points && !c.prepared.mesh && !is_town_layer(c) &&
      !draws_symbols(c.prepared, c.view, camera))
    return;
  const Box box = view_box(camera);
  const LabelLook look = look_of(c);
  std::size_t added = 0;
  for (std::size_t i = 0; i < c.prepared.label_rows.size() && added < kMostWishes; ++i) {
    const double x_m = c.prepared.label_x_m[i], y_m = c.prepared.label_y_m[i];
    if (x_m < box.min_x || x_m > box.max_x || y_m < box.min_y || y_m > box.max_y) continue;
    const std::uint32_t row = c.prepared.label_rows[i];
    if (c.layer.category && hidden(c.view, static_cast<std::size_t>((*c.layer.category)[row]))) continue;
    const ScreenPoint p = screen_from_world(camera, x_m, y_m);
    LabelWish wish{(*c.layer.labels)[row], look, p.x, p.y, -1, 0};
    const Box* shape =
        c.prepared.boxes && !(*c.prepared.boxes)[row].empty() ? &(*c.prepared.boxes)[row] : nullptr;
    if (!shape) wish.clearance = mark_pixels(c) * 0.5f;
    if (shape) wish.room_px = static_cast<float>(shape->width() / camera.metres_per_pixel);
    wishes.labels.push_back(std::move(wish));
    std::optional<Symbol> town;
    if (is_town_layer(c))
      town = Symbol{static_cast<float>(p.x), static_cast<float>(p.y), mark_pixels(c),
                    c.categories[0].fill,    c.categories[0].stroke,  c.categories[0].mark};
    wishes.towns.push_back(town);
    ++added;
  }
}

void add_selection(const State& state, PlanCache& cache, FramePlan& plan) {
  const auto index = scene_index(state, state.selection.layer);
  const LayerView* view = find_layer(state, state.selection.layer);
  if (!index || !view || state.selection.empty()) return;
  const SceneLayer& layer = state.map->scene.layers[*index];
  const PreparedLayer& prepared = state.map->prepared[*index];
  if (prepared.mesh) {
    if (cache.selected_map != state.map || !(cache.selected == state.selection)) {
      cache.selected_map = state.map;
      cache.selected = state.selection;
      cache.selected_mesh = make_mesh(*layer.shapes, {}, state.selection.rows->first(kMostOutlined),
                                      prepared.mesh->origin_x_m, prepared.mesh->origin_y_m);
    }
    const float width = static_cast<float>(3.0 * state.pixel_scale);
    plan.items.emplace_back(
        ShapesItem{cache.selected_mesh, {{{255, 170, 60, 50}, {255, 255, 255, 220}}}, width + 3, 1});
    plan.items.emplace_back(ShapesItem{cache.selected_mesh, {{{0, 0, 0, 0}, kSelected}}, width, 1});
  }
  SymbolsItem rings;
  for (const std::uint32_t row : state.selection.rows->first(kMostOutlined)) {
    const bool is_point = layer.points_only || (layer.shapes && layer.shapes->kind[row] == ShapeKind::point);
    if (!is_point) continue;
    const double x_m = layer.points_only ? (*layer.x)[row] : layer.shapes->first_x(row);
    const double y_m = layer.points_only ? (*layer.y)[row] : layer.shapes->first_y(row);
    if (std::isnan(x_m) || std::isnan(y_m)) continue;
    const ScreenPoint p = screen_from_world(plan.camera, x_m, y_m);
    rings.symbols.push_back({static_cast<float>(p.x),
                             static_cast<float>(p.y),
                             static_cast<float>(18 * state.pixel_scale),
                             {255, 170, 60, 70},
                             kSelected,
                             PointMark::circle});
  }
  if (!rings.symbols.empty()) plan.items.emplace_back(std::move(rings));
}

}  // namespace

double pixels_per_mm(const State& state) {
  return 96.0 / 25.4 * state.pixel_scale;
}

FramePlan plan_frame(const State& state, PlanCache& cache) {
  FramePlan plan;
  plan.camera = state.camera;
  const bool has_base = std::any_of(state.layers.begin(), state.layers.end(),
                                    [](const LayerView& v) { return v.is_base_map && v.style.visible; });
  plan.background = has_base ? kSea : kPaper;
  if (!state.map) return plan;
  std::vector<Wishes> wishes;
  for (const LayerView& view : state.layers) {
    if (!view.style.visible) continue;
    const LayerContext context{state, view, state.map->scene.layers[view.index],
                               state.map->prepared[view.index], categories_of(*state.map, view)};
    add_shapes(context, plan);
    add_points(context, plan);
    wishes.emplace_back();
    add_wishes(context, plan.camera, wishes.back());
  }
  add_selection(state, cache, plan);
  Wishes all;  // layers on top choose first
  for (auto layer = wishes.rbegin(); layer != wishes.rend(); ++layer) all.append(*layer);
  const std::size_t most = static_cast<std::size_t>(plan.camera.width) *
                           static_cast<std::size_t>(plan.camera.height) / kPixelsPerLabel;
  LabelPlacement placement = place_labels(all.labels, cache.atlas,
                                          {plan.camera.width, plan.camera.height, most, kNewSpritesPerFrame});
  SymbolsItem towns;
  for (const PlacedLabel& label : placement.placed)
    if (const auto& town = all.towns[label.wish]) towns.symbols.push_back(*town);
  if (!towns.symbols.empty()) plan.items.emplace_back(std::move(towns));
  plan.labels = std::move(placement.placed);
  plan.complete = placement.complete;
  return plan;
}

}  // namespace agglo::viewer
