// Points of a frame plan: symbols, density, cells, and one fading into the other.
#include <algorithm>
#include <cmath>

#include "viewer/draw/plan_parts.hpp"
#include "viewer/draw/plan_styled.hpp"
#include "viewer/state/pick.hpp"

namespace agglo::viewer {

namespace {

constexpr double kCellPixels = 2;

/// The grids of these points in this view, empty ones when there are none yet.
ViewGrid& grid_of(PlanCache& cache, const LayerContext& c, const std::shared_ptr<const PointMask>& mask,
                  const Camera& camera) {
  auto& grids = cache.grids;
  const auto found = std::find_if(grids.begin(), grids.end(), [&](const ViewGrid& g) {
    return g.points == c.prepared.points && g.mask == mask && g.camera == camera;
  });
  if (found == grids.end()) return grids.emplace_back(ViewGrid{c.prepared.points, mask, camera, {}, {}});
  found->plans_since_used = 0;
  return *found;
}

void add_symbols(const LayerContext& c, const PointMask* mask, float share, FramePlan& plan) {
  SymbolsItem item;
  item.rim_px = static_cast<float>(c.state.pixel_scale);
  item.opacity = c.view.style.opacity * share;
  const float size = mark_pixels(c);
  const Box view = grown(view_box(plan.camera), static_cast<double>(size) * plan.camera.metres_per_pixel);
  const PointIndex& points = *c.prepared.points;
  auto visible = points.points_in(view, mask);
  // Row order, so that overlaps do not depend on the order of the index.
  std::sort(visible.begin(), visible.end(),
            [&](std::uint32_t a, std::uint32_t b) { return points.row(a) < points.row(b); });
  item.symbols.reserve(visible.size());
  for (const std::uint32_t i : visible) {
    const auto k = std::min(static_cast<std::size_t>(points.category(i)), c.categories.size() - 1);
    const ScreenPoint p = screen_from_world(plan.camera, points.x_m(i), points.y_m(i));
    item.symbols.push_back({static_cast<float>(p.x), static_cast<float>(p.y), size, c.categories[k].fill,
                            c.categories[k].stroke, c.categories[k].mark});
  }
  plan.items.emplace_back(std::move(item));
}

/// Rounded up to steps of 2^(1/2), so that colours stay put while panning.
float steady(float most) {
  return std::exp2(std::ceil(std::log2(std::max(1.0f, most)) * 2.0f) / 2.0f);
}

void add_density(const LayerContext& c, ViewGrid& grid, float share, Binning& binning, FramePlan& plan) {
  if (!grid.density)
    grid.density = std::make_shared<const DensityItem>(density_of(grid.points, grid.mask, plan, binning));
  DensityItem item = *grid.density;
  if (const PointLook* look = look_in_whole(plan, c.view.name, false)) item.most = look->most;
  item.opacity = c.view.style.opacity * share;
  plan.densities.push_back({c.view.name, item.most, item.grid.cell_m});
  plan.items.emplace_back(std::move(item));
}

void add_cells(const LayerContext& c, ViewGrid& grid, float share, FramePlan& plan) {
  CellsItem item;
  item.opacity = c.view.style.opacity * share;
  item.frame = cells_of_view(view_box(plan.camera), kCellPixels * plan.camera.metres_per_pixel);
  const PointIndex& points = *c.prepared.points;
  if (!grid.last)
    grid.last = std::make_shared<const std::vector<std::uint32_t>>(
        last_in_cells(points, item.frame, grid.mask.get()));
  const std::vector<std::uint32_t>& last = *grid.last;
  item.colour.assign(last.size(), {0, 0, 0, 0});
  for (std::size_t cell = 0; cell < last.size(); ++cell)
    if (last[cell] > 0) {
      const auto category = static_cast<std::size_t>(points.category(last[cell] - 1));
      item.colour[cell] = c.categories[std::min(category, c.categories.size() - 1)].fill;
    }
  plan.items.emplace_back(std::move(item));
}

/// How far the layer has turned from density (0) to symbols (1): density fades out over the last third of
/// the way, so that no zoom step swaps one picture for another.
float symbol_share(const LayerView& view, std::size_t visible) {
  if (view.style.point_mode == PointMode::density) return 0;
  const bool symbols = view.style.point_mode == PointMode::symbols;
  const double most = static_cast<double>(symbols ? kMostSymbols : kMostAutomaticSymbols);
  const double fading = symbols ? 0.25 * most : most;
  return static_cast<float>(std::clamp((most + fading - static_cast<double>(visible)) / fading, 0.0, 1.0));
}

}  // namespace

Box grown(Box box, double metres) {
  return {box.min_x - metres, box.min_y - metres, box.max_x + metres, box.max_y + metres};
}

DensityItem density_of(const std::shared_ptr<const PointIndex>& points,
                       const std::shared_ptr<const PointMask>& mask, const FramePlan& plan,
                       Binning& binning) {
  DensityItem item;
  const Box view = view_box(plan.camera);
  const double cell_m = kCellPixels * plan.camera.metres_per_pixel;
  // Of a part, the processor looks only at the points in it.
  item.grid =
      plan.whole ? bin_points(*points, view, cell_m, mask.get()) : binning.count(points, mask, view, cell_m);
  float most = 1;
  for (const float n : item.grid.count) most = std::max(most, n);
  soften(item.grid);
  item.most = steady(most);
  return item;
}

void add_points(const LayerContext& c, PlanCache& cache, FramePlan& plan) {
  if (is_town_layer(c)) return;
  if (c.view.style.point_mode == PointMode::heat && c.layer.points_only)
    return add_heat(c.state, c.view, plan);
  if (c.layer.size && c.view.style.point_mode != PointMode::density)
    return add_sized(c.state, c.view, c.categories, plan);
  if (!c.prepared.points || c.prepared.points->size() == 0 || c.categories.empty()) return;
  const auto mask = c.prepared.points->mask(c.view.shown, c.view.hidden);
  const PointLook* look = look_in_whole(plan, c.view.name, false);
  const std::size_t visible = c.prepared.points->count_in(view_box(plan.camera), mask.get(),
                                                          look ? kMostSymbols : c.prepared.points->size());
  plan.points_in_view += visible;
  if (visible == 0 && !look) return;
  float share = look ? look->symbols : symbol_share(c.view, visible);
  if (visible > 2 * kMostSymbols) share = 0;
  if (share < 1) {
    const bool cells = c.categories.size() > 1 && c.view.style.point_mode != PointMode::density;
    ViewGrid strip{c.prepared.points, mask, plan.camera, {}, {}};  // of a part, which is drawn once
    ViewGrid& grid = plan.whole ? strip : grid_of(cache, c, mask, plan.camera);
    if (cells)
      add_cells(c, grid, 1 - share, plan);
    else
      add_density(c, grid, 1 - share, cache.binning, plan);
  }
  const float most = plan.densities.empty() ? 1 : plan.densities.back().most;
  plan.looks.push_back({c.view.name, false, share, most});
  if (share > 0) add_symbols(c, mask.get(), share, plan);
}

}  // namespace agglo::viewer
