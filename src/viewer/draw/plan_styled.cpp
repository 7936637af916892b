#include "viewer/draw/plan_styled.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

#include "agglo/error.hpp"
#include "viewer/state/pick.hpp"

namespace agglo::viewer {

namespace {

constexpr double kCellPixels = 2;
constexpr std::size_t kParallelFrom = 200'000;

bool row_shown(const SceneLayer& layer, const LayerView& view, std::size_t row) {
  if (view.shown && !view.shown->contains(row)) return false;
  if (!layer.category) return true;
  const std::int16_t c = (*layer.category)[row];
  return c >= 0 &&
         (static_cast<std::size_t>(c) >= view.hidden.size() || !view.hidden[static_cast<std::size_t>(c)]);
}

void add_rows(const SceneLayer& layer, const LayerView& view, std::size_t begin, std::size_t end,
              KernelDensity& density) {
  for (std::size_t row = begin; row < end; ++row)
    if (row_shown(layer, view, row))
      add_point(density, (*layer.x)[row], (*layer.y)[row], layer.weight ? (*layer.weight)[row] : 1.0f);
}

/// Rounded up to steps of a sixth, so that colours stay put while panning.
float steady(float most) {
  if (!(most > 0)) return 1;
  return std::exp2(std::ceil(std::log2(most) * 4.5f) / 4.5f);
}

}  // namespace

void add_heat(const State& state, const LayerView& view, FramePlan& plan) {
  const SceneLayer& layer = state.map->scene.layers[view.index];
  if (!layer.points_only || !layer.x) return;
  const Box box = view_box(plan.camera);
  const double h = view.style.bandwidth_m;
  const double cell_m = heat_cell_m(view.style, kCellPixels * plan.camera.metres_per_pixel);
  HeatItem item;
  try {
    item.density = density_cells(box, cell_m, h);
  } catch (const Error&) {
    return;  // a camera so far out that there is nothing to see
  }
  const std::size_t rows = layer.x->size();
  if (rows < kParallelFrom) {
    add_rows(layer, view, 0, rows, item.density);
  } else {
    KernelDensity second = item.density;
    std::thread helper([&] { add_rows(layer, view, rows / 2, rows, second); });
    add_rows(layer, view, 0, rows / 2, item.density);
    helper.join();
    for (std::size_t i = 0; i < second.per_km2.size(); ++i) item.density.per_km2[i] += second.per_km2[i];
  }
  finish_density(item.density, box, h);
  const PreparedLayer& prepared = state.map->prepared[view.index];
  if (prepared.points)
    plan.points_in_view +=
        prepared.points->count_in(box, prepared.points->mask(view.shown, view.hidden).get(), rows);
  item.most = steady(item.density.largest);
  for (std::size_t i = 0; i < item.ramp.size(); ++i)
    item.ramp[i] =
        heat_colour(view.style, static_cast<double>(i) / static_cast<double>(item.ramp.size() - 1));
  item.opacity = view.style.opacity;
  plan.heats.push_back({view.name, item.most});
  plan.shiftable = false;  // its scale is that of the whole view
  plan.items.emplace_back(std::move(item));
}

void add_sized(const State& state, const LayerView& view, const std::vector<Category>& categories,
               FramePlan& plan) {
  const SceneLayer& layer = state.map->scene.layers[view.index];
  if (!layer.size || !layer.x || categories.empty()) return;
  const double px_per_mm = pixels_per_mm(state);
  const double reach =
      static_cast<double>(view.style.size_most_mm) * px_per_mm * 0.5 * plan.camera.metres_per_pixel;
  Box box = view_box(plan.camera);
  box = {box.min_x - reach, box.min_y - reach, box.max_x + reach, box.max_y + reach};
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < layer.x->size(); ++row) {
    const double x = (*layer.x)[row], y = (*layer.y)[row];
    if (x >= box.min_x && x <= box.max_x && y >= box.min_y && y <= box.max_y && row_shown(layer, view, row))
      rows.push_back(static_cast<std::uint32_t>(row));
  }
  const auto larger = [&](std::uint32_t a, std::uint32_t b) {
    const float x = (*layer.size)[a], y = (*layer.size)[b];
    return x != y ? x > y : a < b;
  };
  if (layer.points_only) plan.points_in_view += rows.size();
  if (rows.size() > kMostSymbols) {
    std::nth_element(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kMostSymbols), rows.end(),
                     larger);
    rows.resize(kMostSymbols);
  }
  std::sort(rows.begin(), rows.end(), larger);
  SymbolsItem item;
  item.rim_px = static_cast<float>(state.pixel_scale);
  item.opacity = view.style.opacity;
  for (const std::uint32_t row : rows) {
    const auto k = layer.category ? static_cast<std::size_t>((*layer.category)[row]) : 0;
    const Category& category = categories[std::min(k, categories.size() - 1)];
    Colour fill = category.fill;
    fill.a = std::max<std::uint8_t>(fill.a, 150);  // areas are paler than symbols may be
    const ScreenPoint p = screen_from_world(plan.camera, (*layer.x)[row], (*layer.y)[row]);
    const double size = static_cast<double>(size_mm(view.style, (*layer.size)[row])) * px_per_mm;
    item.symbols.push_back({static_cast<float>(p.x), static_cast<float>(p.y),
                            static_cast<float>(std::max(2.0, size)), fill, category.stroke, category.mark});
  }
  plan.items.emplace_back(std::move(item));
}

}  // namespace agglo::viewer
