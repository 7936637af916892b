// Prints a scene.
#include "agglo/print.hpp"

#include <algorithm>
#include <cmath>
#include <exception>

#include "app/print_file.hpp"
#include "app/print_georeference.hpp"

namespace agglo {

namespace {

/// Rows of categories that are switched off are not drawn, counted or labelled.
Scene without_hidden(Scene scene) {
  for (SceneLayer& layer : scene.layers) {
    const auto off = [&](std::int16_t c) {
      return c >= 0 && static_cast<std::size_t>(c) < layer.categories.size() &&
             !layer.categories[static_cast<std::size_t>(c)].visible;
    };
    const bool any = std::any_of(layer.categories.begin(), layer.categories.end(),
                                 [](const Category& category) { return !category.visible; });
    if (!any || !layer.category) continue;
    auto category = *layer.category;
    for (auto& c : category)
      if (off(c)) c = -1;
    layer.category = std::make_shared<const std::vector<std::int16_t>>(std::move(category));
  }
  return scene;
}

}  // namespace

PrintReport print_map(const Scene& shown, const PageOptions& page, const std::filesystem::path& file,
                      RunControl& run, const std::vector<PageMap>& maps) {
  const Scene scene = without_hidden(shown);
  DrawnPage drawn;
  write_sheet(
      {file, sheet_of(page), page.dpi, page.title, page.date},
      [&](const Canvas& canvas) { drawn = draw_page(canvas, scene, page, maps, run); },
      [&](const std::filesystem::path& pdf) {
        if (scene.frame.kind == FrameKind::projected && drawn.view.pt_per_m > 0)
          add_georeference(pdf, scene.frame, drawn.view);
      },
      run);
  return drawn.report;
}

PagePreview preview_page(const Scene& shown, const PageOptions& page, int width, RunControl& run,
                         const std::vector<PageMap>& maps) {
  const Scene scene = without_hidden(shown);
  const Sheet sheet = sheet_of(page);
  PagePreview preview;
  preview.width = std::clamp(width, 16, 8000);
  const double scale = preview.width / sheet.width_pt;
  preview.height = std::max(1, static_cast<int>(std::lround(sheet.height_pt * scale)));
  preview.pixels.resize(static_cast<std::size_t>(preview.width) * static_cast<std::size_t>(preview.height));
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(preview.pixels.data()), CAIRO_FORMAT_RGB24, preview.width,
      preview.height, preview.width * 4);
  cairo_t* cairo = cairo_create(surface);
  cairo_scale(cairo, scale, scale);
  std::exception_ptr problem;
  try {
    DrawnPage drawn = draw_page({cairo, scale * 72, false, nullptr}, scene, page, maps, run);
    preview.parts = std::move(drawn.parts);
    preview.scale_denominator = drawn.report.scale_denominator;
  } catch (...) {
    problem = std::current_exception();
  }
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  if (problem) std::rethrow_exception(problem);
  for (std::uint32_t& pixel : preview.pixels) pixel |= 0xff000000U;
  preview.size_mm = page_size(page);
  return preview;
}

}  // namespace agglo
