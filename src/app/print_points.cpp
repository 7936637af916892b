// Points on the page: marks when few, an embedded image of dots when many, a count per cell when they pile
// up.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "app/print_map.hpp"

namespace agglo {
namespace {

constexpr std::uint64_t kManyMarks = 20000;
constexpr double kDensityCellPt = 1.6;

struct SurfaceCloser {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using SurfaceHandle = std::unique_ptr<cairo_surface_t, SurfaceCloser>;

std::int16_t category_of(const SceneLayer& layer, std::size_t row) {
  return layer.category ? (*layer.category)[row] : std::int16_t{0};
}

bool visible(const SceneLayer& layer, std::size_t row, const MapView& view) {
  return category_of(layer, row) >= 0 && view.shows((*layer.x)[row], (*layer.y)[row]);
}

/// The next of 1, 2, 5, 10 ... at or above the value.
double round_up_125(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= value * (1 - 1e-9)) return step * power;
  return 10 * power;
}

/// Mean number of visible points per mark-sized square that holds any.
double crowding(const SceneLayer& layer, const MapView& view, double mark_pt) {
  const auto columns = static_cast<std::size_t>(view.frame_pt.width() / mark_pt) + 1;
  const auto rows = static_cast<std::size_t>(view.frame_pt.height() / mark_pt) + 1;
  std::vector<bool> used(columns * rows, false);
  std::uint64_t points = 0, squares = 0;
  for (std::size_t row = 0; row < layer.x->size(); ++row) {
    if (!visible(layer, row, view)) continue;
    const auto column =
        static_cast<std::size_t>((view.page_x((*layer.x)[row]) - view.frame_pt.min_x) / mark_pt);
    const auto line =
        static_cast<std::size_t>((view.page_y((*layer.y)[row]) - view.frame_pt.min_y) / mark_pt);
    const std::size_t at = std::min(line, rows - 1) * columns + std::min(column, columns - 1);
    ++points;
    if (!used[at]) used[at] = true, ++squares;
  }
  return squares == 0 ? 0 : static_cast<double>(points) / static_cast<double>(squares);
}

void count_cells(const SceneLayer& layer, const MapView& view, PointPlan& plan) {
  plan.cell_m = round_up_125(kDensityCellPt / view.pt_per_m);
  plan.west_m = std::floor(view.extent_m.min_x / plan.cell_m) * plan.cell_m;
  plan.south_m = std::floor(view.extent_m.min_y / plan.cell_m) * plan.cell_m;
  plan.columns = static_cast<std::size_t>((view.extent_m.max_x - plan.west_m) / plan.cell_m) + 1;
  plan.rows = static_cast<std::size_t>((view.extent_m.max_y - plan.south_m) / plan.cell_m) + 1;
  plan.counts.assign(plan.columns * plan.rows, 0);
  for (std::size_t row = 0; row < layer.x->size(); ++row) {
    if (!visible(layer, row, view)) continue;
    const auto column = static_cast<std::size_t>(((*layer.x)[row] - plan.west_m) / plan.cell_m);
    const auto line = static_cast<std::size_t>(((*layer.y)[row] - plan.south_m) / plan.cell_m);
    const std::uint32_t count =
        ++plan.counts[std::min(line, plan.rows - 1) * plan.columns + std::min(column, plan.columns - 1)];
    plan.largest = std::max(plan.largest, count);
  }
}

std::uint32_t premultiplied(Colour colour, double opacity) {
  const auto alpha = static_cast<std::uint32_t>(std::lround(opacity * colour.a));
  const auto part = [alpha](std::uint8_t value) { return (value * alpha + 127) / 255; };
  return alpha << 24 | part(colour.r) << 16 | part(colour.g) << 8 | part(colour.b);
}

/// White that is all but transparent. Viewers smooth an embedded image's colour and its mask apart, and black
/// under the mask would show as dark rims.
constexpr std::uint32_t kClear = 0x01010101;

void draw_density(const Canvas& canvas, const SceneLayer& layer, const PointPlan& plan, const MapView& view) {
  constexpr std::size_t kPixels = 4;  // a cell, so that smoothing viewers keep it square
  SurfaceHandle image(cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, static_cast<int>(plan.columns * kPixels), static_cast<int>(plan.rows * kPixels)));
  unsigned char* bytes = cairo_image_surface_get_data(image.get());
  if (!bytes) throw failure("the density layer needs more memory than there is", "print a smaller area");
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(image.get()));
  const double opacity = 0.92 * static_cast<double>(layer.style.opacity);
  for (std::size_t y = 0; y < plan.rows * kPixels; ++y)
    for (std::size_t x = 0; x < plan.columns * kPixels; ++x) {
      const std::uint32_t count = plan.counts[(plan.rows - 1 - y / kPixels) * plan.columns + x / kPixels];
      const std::uint32_t pixel = count == 0 ? kClear : premultiplied(density_colour(plan, count), opacity);
      std::memcpy(bytes + y * stride + 4 * x, &pixel, 4);
    }
  cairo_surface_mark_dirty(image.get());
  cairo_save(canvas.cairo);
  const double north_m = plan.south_m + static_cast<double>(plan.rows) * plan.cell_m;
  cairo_translate(canvas.cairo, view.page_x(plan.west_m), view.page_y(north_m));
  const double pt_per_pixel = plan.cell_m * view.pt_per_m / static_cast<double>(kPixels);
  cairo_scale(canvas.cairo, pt_per_pixel, pt_per_pixel);
  cairo_set_source_surface(canvas.cairo, image.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(canvas.cairo), CAIRO_FILTER_NEAREST);
  cairo_paint(canvas.cairo);
  cairo_restore(canvas.cairo);
}

/// Coverage of a dot by pixel, for 4 x 4 positions inside a pixel.
struct DotMasks {
  int size = 0;
  std::array<std::vector<std::uint8_t>, 16> mask;

  explicit DotMasks(double radius_px) {
    size = 2 * (static_cast<int>(std::ceil(radius_px)) + 1) + 1;
    for (std::size_t k = 0; k < 16; ++k) {
      const double cx = size / 2 + (static_cast<double>(k % 4) + 0.5) / 4;
      const double cy = size / 2 + (static_cast<double>(k / 4) + 0.5) / 4;
      mask[k].resize(static_cast<std::size_t>(size * size));
      for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
          const double distance = std::hypot(x + 0.5 - cx, y + 0.5 - cy);
          const double cover = std::clamp(radius_px - distance + 0.5, 0.0, 1.0);
          mask[k][static_cast<std::size_t>(y * size + x)] =
              static_cast<std::uint8_t>(std::lround(255 * cover));
        }
    }
  }
};

/// An image of the map frame that dots are stamped into; far faster than one path per dot.
class DotImage {
 public:
  DotImage(const MapView& view, double dpi) : px_per_pt_(dpi / 72), view_(view) {
    width_ = static_cast<int>(std::ceil(view.frame_pt.width() * px_per_pt_));
    height_ = static_cast<int>(std::ceil(view.frame_pt.height() * px_per_pt_));
    image_.reset(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_, height_));
    bytes_ = cairo_image_surface_get_data(image_.get());
    if (!bytes_) throw failure("the image of the points needs more memory than there is", "lower the dpi");
    stride_ = cairo_image_surface_get_stride(image_.get());
    std::memset(bytes_, 1, static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height_));  // kClear
  }

  void stamp(double page_x, double page_y, const DotMasks& masks, std::uint32_t colour) {
    const double px = (page_x - view_.frame_pt.min_x) * px_per_pt_,
                 py = (page_y - view_.frame_pt.min_y) * px_per_pt_;
    const int ix = static_cast<int>(std::floor(px)), iy = static_cast<int>(std::floor(py));
    const auto k = static_cast<std::size_t>((py - iy) * 4) * 4 + static_cast<std::size_t>((px - ix) * 4);
    const auto& mask = masks.mask[k];
    for (int y = 0; y < masks.size; ++y) {
      const int row = iy + y - masks.size / 2;
      if (row < 0 || row >= height_) continue;
      for (int x = 0; x < masks.size; ++x) {
        const int column = ix + x - masks.size / 2;
        const std::uint32_t cover = mask[static_cast<std::size_t>(y * masks.size + x)];
        if (cover == 0 || column < 0 || column >= width_) continue;
        blend(bytes_ + static_cast<std::ptrdiff_t>(row) * stride_ + 4 * column, colour, cover);
      }
    }
  }

  void paint(cairo_t* cairo) const {
    cairo_surface_mark_dirty(image_.get());
    cairo_save(cairo);
    cairo_translate(cairo, view_.frame_pt.min_x, view_.frame_pt.min_y);
    cairo_scale(cairo, 1 / px_per_pt_, 1 / px_per_pt_);
    cairo_set_source_surface(cairo, image_.get(), 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
  }

 private:
  static void blend(unsigned char* pixel, std::uint32_t colour, std::uint32_t cover) {
    std::uint32_t below;
    std::memcpy(&below, pixel, 4);
    std::uint32_t result = 0;
    const std::uint32_t rest = 255 - ((colour >> 24) * cover + 127) / 255;
    for (const int shift : {0, 8, 16, 24}) {
      const std::uint32_t over = (((colour >> shift) & 255) * cover + 127) / 255;
      const std::uint32_t under = (((below >> shift) & 255) * rest + 127) / 255;
      result |= std::min<std::uint32_t>(255, over + under) << shift;
    }
    std::memcpy(pixel, &result, 4);
  }

  double px_per_pt_;
  const MapView& view_;
  int width_ = 0, height_ = 0, stride_ = 0;
  SurfaceHandle image_;
  unsigned char* bytes_ = nullptr;
};

/// Categories from the lowest to the one on top. Named ones are sorted by importance, the first is the one to
/// see; of classes of numbers it is the highest; what is not known lies below.
std::vector<std::size_t> drawing_order(const SceneLayer& layer) {
  std::vector<std::size_t> order;
  const auto is_graded = [&](std::size_t index) { return layer.categories[index].key.starts_with('#'); };
  for (std::size_t index = layer.categories.size(); index-- > 0;)
    if (!is_graded(index)) order.push_back(index);
  for (std::size_t index = 0; index < layer.categories.size(); ++index)
    if (is_graded(index)) order.push_back(index);
  return order;
}

/// Calls body(row) for the visible rows of a category.
template <typename Body>
void for_category(const SceneLayer& layer, const MapView& view, std::size_t index, Body body) {
  for (std::size_t row = 0; row < layer.x->size(); ++row)
    if (category_of(layer, row) == static_cast<std::int16_t>(index) &&
        view.shows((*layer.x)[row], (*layer.y)[row]))
      body(row);
}

/// Plain dots of one category as round line caps, a few thousand to a path: far smaller files than arcs.
void draw_dots(cairo_t* cairo, const SceneLayer& layer, const PointPlan& plan, const MapView& view,
               std::size_t index, double opacity) {
  cairo_new_path(cairo);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width(cairo, plan.mark_pt);
  set_colour(cairo, layer.categories[index].fill, opacity);
  std::size_t in_path = 0;
  for_category(layer, view, index, [&](std::size_t row) {
    const double x = view.page_x((*layer.x)[row]), y = view.page_y((*layer.y)[row]);
    cairo_move_to(cairo, x, y);
    cairo_line_to(cairo, x, y);
    if (++in_path % 2000 == 0) cairo_stroke(cairo);
  });
  cairo_stroke(cairo);
}

}  // namespace

PointPlan plan_points(const SceneLayer& layer, const MapView& view) {
  PointPlan plan;
  for (std::size_t row = 0; row < layer.x->size(); ++row) plan.visible += visible(layer, row, view);
  plan.mark_pt = static_cast<double>(layer.style.mark_size_mm) * kPointsPerMm;
  if (layer.style.point_mode == PointMode::heat) {
    plan.density = true;
    plan.heat = density_cells(view.extent_m, heat_cell_m(layer.style, kDensityCellPt / view.pt_per_m),
                              layer.style.bandwidth_m);
    for (std::size_t row = 0; row < layer.x->size(); ++row)
      if (category_of(layer, row) >= 0)
        add_point(plan.heat, (*layer.x)[row], (*layer.y)[row], layer.weight ? (*layer.weight)[row] : 1.0f);
    finish_density(plan.heat, view.extent_m, layer.style.bandwidth_m);
    return plan;
  }
  const bool firms = layer.role == Role::establishments || layer.kind == "cluster_firms";
  if (!firms || layer.size) return plan;
  const bool one_colour = layer.categories.size() == 1;
  plan.density = layer.style.point_mode == PointMode::density ||
                 (layer.style.point_mode == PointMode::automatic && one_colour && plan.visible >= 2000 &&
                  crowding(layer, view, plan.mark_pt) > 2.5);
  if (plan.density && plan.visible > 0) {
    count_cells(layer, view, plan);
  } else if (plan.visible > 2000 && layer.style.point_mode == PointMode::automatic) {
    plan.mark_pt *= std::clamp(std::sqrt(4000.0 / static_cast<double>(plan.visible)), 0.45, 1.0);
  }
  return plan;
}

Colour density_colour(const PointPlan& plan, double count) {
  const double most = std::log1p(std::max(1.0, static_cast<double>(plan.largest)));
  return density_ramp(std::min(1.0, std::log1p(count) / most));
}

void draw_points(const Canvas& canvas, const SceneLayer& layer, const PointPlan& plan, const MapView& view,
                 RunControl& run) {
  if (plan.visible == 0) return;
  if (layer.style.point_mode == PointMode::heat) return draw_heat(canvas, layer, plan, view);
  if (layer.size) return draw_sized(canvas, layer, view, run);
  if (plan.density) return draw_density(canvas, layer, plan, view);
  const double opacity = static_cast<double>(layer.style.opacity);
  const double stroke_pt = static_cast<double>(layer.style.stroke_width_mm) * kPointsPerMm;
  const std::vector<std::size_t> order = drawing_order(layer);
  if (plan.visible > kManyMarks) {
    DotImage image(view, canvas.dpi);
    const DotMasks masks(plan.mark_pt / 2 * canvas.dpi / 72);
    for (const std::size_t index : order) {
      run.check();
      const std::uint32_t colour = premultiplied(layer.categories[index].fill, opacity);
      for_category(layer, view, index, [&](std::size_t row) {
        image.stamp(view.page_x((*layer.x)[row]), view.page_y((*layer.y)[row]), masks, colour);
      });
    }
    return image.paint(canvas.cairo);
  }
  for (const std::size_t index : order) {
    run.check();
    const Category& category = layer.categories[index];
    if (category.mark == PointMark::circle && stroke_pt == 0) {
      draw_dots(canvas.cairo, layer, plan, view, index, opacity);
      continue;
    }
    for_category(layer, view, index, [&](std::size_t row) {
      draw_mark(canvas.cairo, view.page_x((*layer.x)[row]), view.page_y((*layer.y)[row]), plan.mark_pt,
                category, stroke_pt, opacity);
    });
  }
}

}  // namespace agglo
