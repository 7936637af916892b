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

void add_selected_points(const LayerContext& c, FramePlan& plan) {
  const PointIndex& points = *c.prepared.points;
  const auto mask = points.mask(c.view.shown, c.view.hidden, c.state.selection.rows);
  const Box view = grown(view_box(plan.camera), 18 * c.state.pixel_scale * plan.camera.metres_per_pixel);
  const std::size_t visible = points.count_in(view, mask.get(), kMostSymbols);
  const PointLook* look = look_in_whole(plan, c.view.name, true);
  const bool rings_only =
      look ? look->symbols > 0 : visible <= kMostRings || draws_symbols(c.prepared, c.view, plan.camera);
  if (!rings_only) {
    plan.items.emplace_back(VeilItem{kVeil});
    DensityItem item = density_of(points, mask.get(), plan.camera);
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
  if (c.prepared.points && c.prepared.points->size() > 0) add_selected_points(c, plan);
}

}  // namespace agglo::viewer
