// Heat and proportional symbols on the page.
#include <algorithm>
#include <cstring>
#include <numeric>

#include "agglo/error.hpp"
#include "app/print_map.hpp"

namespace agglo {
namespace {

struct SurfaceCloser {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

std::uint32_t premultiplied(Colour colour, double opacity) {
  const auto alpha = static_cast<std::uint32_t>(std::lround(opacity * colour.a));
  const auto part = [alpha](std::uint8_t value) { return (value * alpha + 127) / 255; };
  // All but transparent instead of clear: see kClear of print_points.cpp.
  if (alpha == 0) return 0x01010101;
  return alpha << 24 | part(colour.r) << 16 | part(colour.g) << 8 | part(colour.b);
}

}  // namespace

void draw_heat(const Canvas& canvas, const SceneLayer& layer, const PointPlan& plan, const MapView& view) {
  const KernelDensity& heat = plan.heat;
  if (heat.columns == 0 || heat.rows == 0 || heat.largest <= 0) return;
  const std::unique_ptr<cairo_surface_t, SurfaceCloser> image(cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, static_cast<int>(heat.columns), static_cast<int>(heat.rows)));
  unsigned char* bytes = cairo_image_surface_get_data(image.get());
  if (!bytes) throw failure("the density layer needs more memory than there is", "print a smaller area");
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(image.get()));
  const auto opacity = static_cast<double>(layer.style.opacity);
  for (std::size_t y = 0; y < heat.rows; ++y)
    for (std::size_t x = 0; x < heat.columns; ++x) {
      const float value = heat.per_km2[(heat.rows - 1 - y) * heat.columns + x];
      const Colour colour = heat_colour(layer.style, static_cast<double>(value / heat.largest));
      const std::uint32_t pixel = premultiplied(colour, opacity);
      std::memcpy(bytes + y * stride + 4 * x, &pixel, 4);
    }
  cairo_surface_mark_dirty(image.get());
  cairo_save(canvas.cairo);
  const double north_m = heat.south_m + static_cast<double>(heat.rows) * heat.cell_m;
  cairo_translate(canvas.cairo, view.page_x(heat.west_m), view.page_y(north_m));
  cairo_scale(canvas.cairo, heat.cell_m * view.pt_per_m, heat.cell_m * view.pt_per_m);
  cairo_set_source_surface(canvas.cairo, image.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(canvas.cairo), CAIRO_FILTER_GOOD);
  cairo_paint(canvas.cairo);
  cairo_restore(canvas.cairo);
}

void draw_sized(const Canvas& canvas, const SceneLayer& layer, const MapView& view, RunControl& run) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < layer.x->size(); ++row) {
    const std::int16_t index = layer.category ? (*layer.category)[row] : std::int16_t{0};
    if (index >= 0 && view.shows((*layer.x)[row], (*layer.y)[row]))
      rows.push_back(static_cast<std::uint32_t>(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return (*layer.size)[a] > (*layer.size)[b]; });
  const double rim_pt = std::max(0.3, static_cast<double>(layer.style.stroke_width_mm) * kPointsPerMm);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (k % 1024 == 0) run.check();
    const std::size_t row = rows[k];
    const std::size_t index = layer.category ? static_cast<std::size_t>((*layer.category)[row]) : 0;
    Category category = layer.categories[index];
    category.hatch = Hatch::none;
    category.fill.a = std::max<std::uint8_t>(category.fill.a, 150);  // areas are paler than symbols may be
    draw_mark(canvas.cairo, view.page_x((*layer.x)[row]), view.page_y((*layer.y)[row]),
              static_cast<double>(size_mm(layer.style, (*layer.size)[row])) * kPointsPerMm, category, rim_pt,
              static_cast<double>(layer.style.opacity));
  }
}

}  // namespace agglo
