// The selection of a frame plan.
#include <algorithm>
#include <cmath>

#include "viewer/draw/plan_parts.hpp"
#include "viewer/state/pick.hpp"

namespace agglo::viewer {

namespace {

constexpr Colour kSelected{230, 80, 0, 255}, kInside{255, 170, 60, 70}, kVeil{250, 250, 250, 150};
constexpr std::size_t kLargeRings = 200;  // of more, wide rings would bury each other and the map
constexpr std::size_t kMostRings = 2000;  // more selected points in view are drawn as density

/// The selected rows that the filter shows.
std::shared_ptr<const RowSet> selected_and_shown(const LayerContext& c, PlanCache& cache) {
  const auto& rows = c.state.selection.rows;
  if (!c.view.shown || c.view.shown->size() != rows->size()) return rows;
  if (cache.selected != rows || cache.shown != c.view.shown) {
    cache.selected = rows;
    cache.shown = c.view.shown;
    auto both = std::make_shared<RowSet>(*rows);
    *both &= *c.view.shown;
    cache.selected_shown = std::move(both);
  }
  return cache.selected_shown;
}

void add_selected_shapes(const LayerContext& c, PlanCache& cache, FramePlan& plan) {
  const auto mesh =
      cache.subsets.get(c.prepared.mesh, selected_and_shown(c, cache), plan.camera.metres_per_pixel);
  constexpr PaletteEntry kNothing{{0, 0, 0, 0}, {0, 0, 0, 0}};
  std::vector<PaletteEntry> halo, outline;
  for (std::size_t k = 0; k < c.categories.size(); ++k) {
    const bool gone = category_hidden(c.view, k);
    halo.push_back(gone ? kNothing : PaletteEntry{kInside, {255, 255, 255, 220}});
    outline.push_back(gone ? kNothing : PaletteEntry{{0, 0, 0, 0}, kSelected});
  }
  const auto width = static_cast<float>(3 * c.state.pixel_scale);
  plan.items.emplace_back(ShapesItem{mesh, std::move(halo), 2 * width, 1});
  plan.items.emplace_back(ShapesItem{mesh, std::move(outline), width, 1});
}

/// Rows that no class of the legend takes are not drawn, but where they are is shown once they are selected.
void add_colourless(const LayerContext& c, const Camera& camera, const Box& view, float size,
                    SymbolsItem& rings) {
  if (!c.layer.category || c.state.selection.count > kMostRings) return;
  const auto& rows = c.state.selection.rows;
  for (const std::uint32_t row : rows->first(kMostRings)) {
    if (row >= c.layer.category->size() || (*c.layer.category)[row] >= 0) continue;
    if (c.view.shown && c.view.shown->size() == rows->size() && !c.view.shown->contains(row)) continue;
    const bool own = c.layer.points_only && c.layer.x && c.layer.y;
    if (!own && (!c.layer.shapes || c.layer.shapes->kind[row] != ShapeKind::point)) continue;
    const double x_m = own ? (*c.layer.x)[row] : c.layer.shapes->first_x(row);
    const double y_m = own ? (*c.layer.y)[row] : c.layer.shapes->first_y(row);
    if (!(x_m >= view.min_x && x_m <= view.max_x && y_m >= view.min_y && y_m <= view.max_y)) continue;
    const ScreenPoint p = screen_from_world(camera, x_m, y_m);
    rings.symbols.push_back(
        {static_cast<float>(p.x), static_cast<float>(p.y), size, kInside, kSelected, PointMark::circle});
  }
}

void add_selected_points(const LayerContext& c, Binning& binning, FramePlan& plan) {
  const PointIndex& points = *c.prepared.points;
  const auto mask = points.mask(c.view.shown, c.view.hidden, c.state.selection.rows);
  const Box view = grown(view_box(plan.camera), 18 * c.state.pixel_scale * plan.camera.metres_per_pixel);
  const std::size_t visible = points.count_in(view, mask.get(), kMostSymbols);
  const PointLook* look = look_in_whole(plan, c.view.name, true);
  const bool rings_only =
      look ? look->symbols > 0 : visible <= kMostRings || draws_symbols(c.prepared, c.view, plan.camera);
  if (!rings_only) {
    plan.items.emplace_back(VeilItem{kVeil});
    DensityItem item = density_of(c.prepared.points, mask, plan, binning);
    item.selection = true;
    if (look) item.most = look->most;
    plan.looks.push_back({c.view.name, true, 0, item.most});
    plan.items.emplace_back(std::move(item));
    return;
  }
  const auto wide = static_cast<float>(18 * c.state.pixel_scale),
             rim = static_cast<float>(4 * c.state.pixel_scale);
  const float size = visible > kLargeRings ? mark_pixels(c) + rim : wide;
  plan.looks.push_back({c.view.name, true, 1, 1});
  SymbolsItem rings;
  rings.rim_px = static_cast<float>(c.state.pixel_scale);
  add_colourless(c, plan.camera, view, size, rings);
  for (const std::uint32_t i : points.points_in(view, mask.get())) {
    const ScreenPoint p = screen_from_world(plan.camera, points.x_m(i), points.y_m(i));
    rings.symbols.push_back(
        {static_cast<float>(p.x), static_cast<float>(p.y), size, kInside, kSelected, PointMark::circle});
  }
  if (!rings.symbols.empty()) plan.items.emplace_back(std::move(rings));
}

}  // namespace

void add_selection(const State& state, PlanCache& cache, FramePlan& plan) {
  const LayerView* view = find_layer(state, state.selection.layer);
  if (!state.map || !view || state.selection.empty()) return;
  const LayerContext c = context_of(state, *view);
  if (c.prepared.mesh) add_selected_shapes(c, cache, plan);
  if (c.prepared.points) add_selected_points(c, cache.binning, plan);
}

}  // namespace agglo::viewer
