#include "app/print_layout.hpp"

#include <gdal_priv.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "agglo/error.hpp"
#include "app/print_furniture.hpp"

namespace agglo {

namespace {

constexpr int kMostImagePixels = 4000;                     // of a logo's longer side: 300 dpi over A4
constexpr double kInsetReach = 6, kLeastInsetReach = 1.6;  // times the extent of the map

struct SurfaceCloser {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using SurfaceHandle = std::unique_ptr<cairo_surface_t, SurfaceCloser>;

/// Read at the size needed. Error{failure} when it is no image.
SurfaceHandle read_image(const std::string& file) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> image(
      GDALDataset::Open(file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
  if (!image || image->GetRasterCount() < 1)
    throw failure(
        "the image \"" + file + "\" cannot be read",
        "give a PNG, JPEG, GIF, WebP or TIFF file; drawings such as SVG have to be exported as PNG");
  const int full_width = image->GetRasterXSize(), full_height = image->GetRasterYSize();
  const double shrink =
      std::max(1.0, std::max(full_width, full_height) / static_cast<double>(kMostImagePixels));
  const int width = std::max(1, static_cast<int>(full_width / shrink));
  const int height = std::max(1, static_cast<int>(full_height / shrink));
  SurfaceHandle surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
    throw failure("the image \"" + file + "\" is too large");
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const int bands = image->GetRasterCount();
  const GDALColorTable* table = image->GetRasterBand(1)->GetColorTable();
  std::vector<std::vector<std::uint8_t>> band(static_cast<std::size_t>(std::min(bands, 4)));
  for (std::size_t b = 0; b < band.size(); ++b) {
    band[b].resize(count);
    if (image->GetRasterBand(static_cast<int>(b) + 1)
            ->RasterIO(GF_Read, 0, 0, full_width, full_height, band[b].data(), width, height, GDT_Byte, 0, 0,
                       nullptr) != CE_None)
      throw failure("the image \"" + file + "\" is damaged");
  }
  const auto colour_of = [&](std::size_t k) -> Colour {
    if (table) {
      const GDALColorEntry* entry = table->GetColorEntry(band[0][k]);
      if (!entry) return {};
      return {static_cast<std::uint8_t>(entry->c1), static_cast<std::uint8_t>(entry->c2),
              static_cast<std::uint8_t>(entry->c3), static_cast<std::uint8_t>(entry->c4)};
    }
    const std::uint8_t alpha = band.size() == 2   ? band[1][k]
                               : band.size() == 4 ? band[3][k]
                                                  : std::uint8_t{255};
    if (band.size() < 3) return {band[0][k], band[0][k], band[0][k], alpha};
    return {band[0][k], band[1][k], band[2][k], alpha};
  };
  unsigned char* data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int row = 0; row < height; ++row)
    for (int column = 0; column < width; ++column) {
      const Colour c = colour_of(static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                                 static_cast<std::size_t>(column));
      const auto times_alpha = [&](std::uint8_t v) {
        return static_cast<std::uint32_t>((v * c.a + 127) / 255);
      };
      const std::uint32_t pixel = static_cast<std::uint32_t>(c.a) << 24 | times_alpha(c.r) << 16 |
                                  times_alpha(c.g) << 8 | times_alpha(c.b);
      std::copy_n(reinterpret_cast<const unsigned char*>(&pixel), 4,
                  data + static_cast<std::ptrdiff_t>(row) * stride + static_cast<std::ptrdiff_t>(column) * 4);
    }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

/// Fitted into the box with its shape kept; returns where it is.
Box draw_image(const Canvas& canvas, const PageImage& image, const Box& box) {
  const SurfaceHandle surface = read_image(image.file);
  const double width = cairo_image_surface_get_width(surface.get());
  const double height = cairo_image_surface_get_height(surface.get());
  const double scale = std::min(box.width() / width, box.height() > 0 ? box.height() / height : 1e9);
  cairo_save(canvas.cairo);
  cairo_translate(canvas.cairo, box.min_x, box.min_y);
  cairo_scale(canvas.cairo, scale, scale);
  cairo_set_source_surface(canvas.cairo, surface.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(canvas.cairo), CAIRO_FILTER_BEST);
  cairo_paint(canvas.cairo);
  cairo_restore(canvas.cairo);
  return {box.min_x, box.min_y, box.min_x + width * scale, box.min_y + height * scale};
}

/// The lower left corner of the map.
Box automatic_inset(const MapView& view) {
  const Box& f = view.frame_pt;
  const double width = std::clamp(f.width() * 0.24, 70.0, 170.0), height = width * 0.75;
  return {f.min_x + 6, f.max_y - 6 - height, f.min_x + 6 + width, f.max_y - 6};
}

/// How many times the map's extent an inset of this shape can show without reaching over the edge of the base
/// map, which is cut some way around the data.
double inset_reach(const Scene& scene, const Box& extent, const Box& frame) {
  Box land;
  for (const SceneLayer& layer : scene.layers)
    if (layer.is_base_map && layer.shapes) land.extend(layer.shapes->box());
  if (land.empty()) return kInsetReach;
  const double x = (extent.min_x + extent.max_x) / 2, y = (extent.min_y + extent.max_y) / 2;
  const double shape = frame.width() / frame.height();
  const double room =
      std::min(std::min(y - land.min_y, land.max_y - y), std::min(x - land.min_x, land.max_x - x) / shape);
  const double shown = std::max(extent.height(), extent.width() / shape) / 2;
  // The cut is no straight line in the projection.
  return std::clamp(0.9 * room / shown, kLeastInsetReach, kInsetReach);
}

}  // namespace

Box points_box(const PageBox& box) {
  return {box.x_mm * kPointsPerMm, box.y_mm * kPointsPerMm, (box.x_mm + box.width_mm) * kPointsPerMm,
          (box.y_mm + box.height_mm) * kPointsPerMm};
}
PageBox mm_box(const Box& b) {
  return {b.min_x / kPointsPerMm, b.min_y / kPointsPerMm, b.width() / kPointsPerMm,
          b.height() / kPointsPerMm};
}

MapView at_scale(const MapView& view, const Frame& frame, double scale) {
  if (!(scale > 0)) return view;
  const double now = centre_facts(frame, view).scale_denominator;
  if (!(now > 0)) return view;
  const double times = scale / now, x = (view.extent_m.min_x + view.extent_m.max_x) / 2,
               y = (view.extent_m.min_y + view.extent_m.max_y) / 2;
  const double half_x = view.extent_m.width() / 2 * times, half_y = view.extent_m.height() / 2 * times;
  MapView scaled = view;
  scaled.extent_m = {x - half_x, y - half_y, x + half_x, y + half_y};
  scaled.pt_per_m = view.pt_per_m / times;
  return scaled;
}

void draw_ground(const Canvas& canvas, const Box& box) {
  cairo_rectangle(canvas.cairo, box.min_x, box.min_y, box.width(), box.height());
  set_colour(canvas.cairo, {255, 255, 255, 240});
  cairo_fill_preserve(canvas.cairo);
  set_colour(canvas.cairo, {150, 150, 150, 255});
  cairo_set_line_width(canvas.cairo, 0.5);
  cairo_stroke(canvas.cairo);
}

Box inset_box(const PageOptions& page, const MapView& view) {
  if (!page.inset) return {};
  const Box box = page.inset_box.automatic() ? automatic_inset(view) : points_box(page.inset_box);
  return box.width() > 4 && box.height() > 4 ? box : Box{};
}

Box draw_inset(const Canvas& canvas, const Scene& scene, const PageOptions& page, const MapView& view,
               RunControl& run) {
  const Box box = inset_box(page, view);
  if (box.empty()) return {};
  const Box& e = view.extent_m;
  const double x = (e.min_x + e.max_x) / 2, y = (e.min_y + e.max_y) / 2;
  const double reach = inset_reach(scene, e, box) / 2;
  Box around{x - e.width() * reach, y - e.height() * reach, x + e.width() * reach, y + e.height() * reach};
  const bool plane = scene.frame.kind == FrameKind::plane;
  if (plane) {
    around = scene.extent_m;
    around.extend(e);
  }
  const MapView small = map_view(around, box);
  cairo_t* cairo = canvas.cairo;
  cairo_save(cairo);
  cairo_rectangle(cairo, box.min_x, box.min_y, box.width(), box.height());
  cairo_clip(cairo);
  set_colour(cairo, plane ? Colour{252, 251, 248, 255} : kWater);
  cairo_paint(cairo);
  for (const SceneLayer& layer : scene.layers) {
    const bool wanted = plane ? layer.style.visible : layer.is_base_map;
    if (!wanted || layer.points_only) continue;
    const bool detail = layer.kind == "rivers" || layer.kind == "lakes" || layer.kind == "lakes_borders";
    if (layer.is_base_map && detail) continue;
    SceneLayer plain = layer;
    plain.style.visible = true;
    plain.style.stroke_width_mm = std::min(plain.style.stroke_width_mm, 0.12f);
    draw_shapes(canvas, plain, small, run);
  }
  // What the map shows; at least a spot.
  const double half_x = std::max(1.5, e.width() * small.pt_per_m / 2);
  const double half_y = std::max(1.5, e.height() * small.pt_per_m / 2);
  cairo_rectangle(cairo, small.page_x(x) - half_x, small.page_y(y) - half_y, 2 * half_x, 2 * half_y);
  set_colour(cairo, {200, 30, 30, 255});
  cairo_set_line_width(cairo, 1);
  cairo_stroke(cairo);
  cairo_restore(cairo);
  cairo_rectangle(cairo, box.min_x, box.min_y, box.width(), box.height());
  set_colour(cairo, {70, 70, 70, 255});
  cairo_set_line_width(cairo, 0.7);
  cairo_stroke(cairo);
  return box;
}

void draw_texts_and_images(const Canvas& canvas, const PageOptions& page, std::vector<PagePart>& parts) {
  for (std::size_t k = 0; k < page.images.size(); ++k) {
    if (page.images[k].file.empty()) continue;
    const Box box = draw_image(canvas, page.images[k], points_box(page.images[k].box));
    parts.push_back({"image " + std::to_string(k), mm_box(box)});
  }
  for (std::size_t k = 0; k < page.texts.size(); ++k) {
    const PageText& text = page.texts[k];
    if (text.text.empty()) continue;
    Box box = points_box(text.box);
    const TextSize size = draw_text(
        canvas, box.min_x, box.min_y,
        {text.text, {std::clamp(text.size_pt, 3.0, 200.0), text.bold, false, kInk}, box.width(), false, 0});
    box.max_y = box.min_y + size.height;
    parts.push_back({"text " + std::to_string(k), mm_box(box)});
  }
}

}  // namespace agglo
