// Areas, lines and marks on the page.
#include <algorithm>
#include <array>

#include "app/print_map.hpp"

namespace agglo {
namespace {

constexpr double kPi = 3.141592653589793;
/// Vertices nearer than this to the one before do not show on paper; for the base map, nor do islands this
/// small.
constexpr double kSmallestStepPt = 0.08;
constexpr double kSmallestBaseStepPt = 0.3;

void ring_path(cairo_t* cairo, const Shapes& shapes, std::size_t ring, const MapView& view, bool closed,
               double smallest_pt) {
  const std::size_t begin = shapes.ring_start[ring], end = shapes.ring_start[ring + 1];
  double last_x = 0, last_y = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const double x = view.page_x(shapes.x[i]), y = view.page_y(shapes.y[i]);
    if (i == begin) {
      cairo_move_to(cairo, x, y);
    } else if (i + 1 == end ? !closed : std::hypot(x - last_x, y - last_y) >= smallest_pt) {
      cairo_line_to(cairo, x, y);
    } else {
      continue;
    }
    last_x = x;
    last_y = y;
  }
  if (closed) cairo_close_path(cairo);
}

bool is_speck(const Shapes& shapes, std::size_t ring, const MapView& view, double smallest_pt) {
  Box box;
  for (std::size_t i = shapes.ring_start[ring]; i < shapes.ring_start[ring + 1]; ++i)
    box.extend(shapes.x[i], shapes.y[i]);
  return !box.intersects(view.extent_m) || std::max(box.width(), box.height()) * view.pt_per_m < smallest_pt;
}

void row_path(cairo_t* cairo, const Shapes& shapes, std::size_t row, const MapView& view, bool is_base_map) {
  const double smallest_pt = is_base_map ? kSmallestBaseStepPt : kSmallestStepPt;
  const bool closed = shapes.kind[row] == ShapeKind::polygon;
  const std::size_t first = shapes.part_start[shapes.row_start[row]];
  const std::size_t last = shapes.part_start[shapes.row_start[row + 1]];
  for (std::size_t ring = first; ring < last; ++ring)
    if (!is_base_map || !is_speck(shapes, ring, view, smallest_pt))
      ring_path(cairo, shapes, ring, view, closed, smallest_pt);
}

void line_family(cairo_t* cairo, const std::array<double, 4>& box, double angle, double step) {
  const double cx = (box[0] + box[2]) / 2, cy = (box[1] + box[3]) / 2;
  const double reach = std::hypot(box[2] - box[0], box[3] - box[1]) / 2;
  const double ux = std::cos(angle), uy = std::sin(angle);
  // Multiples of the step from the page's origin, so that neighbours of one hatch join up.
  const double offset = -uy * cx + ux * cy;
  for (double at = std::ceil((offset - reach) / step) * step; at <= offset + reach; at += step) {
    const double x = cx - uy * (at - offset), y = cy + ux * (at - offset);
    cairo_move_to(cairo, x - ux * reach, y - uy * reach);
    cairo_line_to(cairo, x + ux * reach, y + uy * reach);
  }
}

void hatch_lines(cairo_t* cairo, Hatch hatch, const std::array<double, 4>& box) {
  constexpr double kStep = 4.2;
  switch (hatch) {
    case Hatch::none:
      break;
    case Hatch::diagonal:
      line_family(cairo, box, -kPi / 4, kStep);
      break;
    case Hatch::back_diagonal:
      line_family(cairo, box, kPi / 4, kStep);
      break;
    case Hatch::cross:
      line_family(cairo, box, -kPi / 4, kStep * 1.2);
      line_family(cairo, box, kPi / 4, kStep * 1.2);
      break;
    case Hatch::horizontal:
      line_family(cairo, box, 0, kStep * 0.8);
      break;
    case Hatch::vertical:
      line_family(cairo, box, kPi / 2, kStep * 0.8);
      break;
    case Hatch::dots:
      for (double y = std::floor(box[1] / 3.2) * 3.2; y <= box[3]; y += 3.2)
        for (double x = std::floor(box[0] / 3.2) * 3.2; x <= box[2]; x += 3.2) {
          cairo_move_to(cairo, x, y);
          cairo_line_to(cairo, x, y);
        }
      break;
  }
}

void mark_path(cairo_t* cairo, PointMark mark, double x, double y, double r) {
  const auto corner = [&](double angle, double radius, bool first) {
    const double px = x + radius * std::sin(angle), py = y - radius * std::cos(angle);
    first ? cairo_move_to(cairo, px, py) : cairo_line_to(cairo, px, py);
  };
  cairo_new_sub_path(cairo);
  switch (mark) {
    case PointMark::circle:
      cairo_arc(cairo, x, y, r, 0, 2 * kPi);
      break;
    case PointMark::square:
      cairo_rectangle(cairo, x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
      break;
    case PointMark::triangle:
      for (int i = 0; i < 3; ++i) corner(i * 2 * kPi / 3, 1.2 * r, i == 0);
      break;
    case PointMark::diamond:
      for (int i = 0; i < 4; ++i) corner(i * kPi / 2, 1.2 * r, i == 0);
      break;
    case PointMark::star:
      for (int i = 0; i < 10; ++i) corner(i * kPi / 5, i % 2 == 0 ? 1.3 * r : 0.55 * r, i == 0);
      break;
    case PointMark::cross:
      for (int i = 0; i < 4; ++i) {
        const double at = i * kPi / 2;
        corner(at - 0.32, 1.2 * r, i == 0);
        corner(at + 0.32, 1.2 * r, false);
        corner(at + kPi / 4, 0.5 * r, false);
      }
      break;
  }
  cairo_close_path(cairo);
}

std::int16_t category_of(const SceneLayer& layer, std::size_t row) {
  return layer.category ? (*layer.category)[row] : std::int16_t{0};
}

}  // namespace

MapView map_view(const Box& extent_m, const Box& frame_pt) {
  MapView view;
  view.frame_pt = frame_pt;
  const double x_scale = frame_pt.width() / std::max(extent_m.width(), 1e-6);
  const double y_scale = frame_pt.height() / std::max(extent_m.height(), 1e-6);
  view.pt_per_m = std::min(x_scale, y_scale);
  const double half_x = frame_pt.width() / view.pt_per_m / 2, half_y = frame_pt.height() / view.pt_per_m / 2;
  const double x = (extent_m.min_x + extent_m.max_x) / 2, y = (extent_m.min_y + extent_m.max_y) / 2;
  view.extent_m = {x - half_x, y - half_y, x + half_x, y + half_y};
  return view;
}

void draw_mark(cairo_t* cairo, double x, double y, double size_pt, const Category& category, double stroke_pt,
               double opacity) {
  cairo_new_path(cairo);
  mark_path(cairo, category.mark, x, y, size_pt / 2);
  if (stroke_pt > 0) {
    // The rim goes under the fill and outside of it, so that small marks keep their colour.
    set_colour(cairo, category.stroke, opacity);
    cairo_set_line_width(cairo, 2 * stroke_pt);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke_preserve(cairo);
  }
  Colour fill = category.fill;
  if (category.hatch != Hatch::none)
    fill.a = 255;  // a hatch does not show in a mark; the colour stands for it
  set_colour(cairo, fill, opacity);
  cairo_fill(cairo);
}

void fill_area(cairo_t* cairo, const Category& category, double opacity) {
  if (category.fill.a > 0) {
    set_colour(cairo, category.fill, opacity);
    cairo_fill_preserve(cairo);
  }
  if (category.hatch == Hatch::none) return;
  cairo_path_t* outline = cairo_copy_path(cairo);
  std::array<double, 4> box{};
  cairo_save(cairo);
  cairo_clip_preserve(cairo);
  cairo_new_path(cairo);
  cairo_clip_extents(cairo, &box[0], &box[1], &box[2], &box[3]);
  hatch_lines(cairo, category.hatch, box);
  const bool dots = category.hatch == Hatch::dots;
  cairo_set_line_cap(cairo, dots ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width(cairo, dots ? 1.1 : 0.5);
  set_colour(cairo, category.stroke, opacity);
  cairo_stroke(cairo);
  cairo_restore(cairo);
  cairo_new_path(cairo);
  cairo_append_path(cairo, outline);
  cairo_path_destroy(outline);
}

void draw_shapes(const Canvas& canvas, const SceneLayer& layer, const MapView& view, RunControl& run) {
  cairo_t* cairo = canvas.cairo;
  const Shapes& shapes = *layer.shapes;
  const double stroke_pt = static_cast<double>(layer.style.stroke_width_mm) * kPointsPerMm;
  const double opacity = static_cast<double>(layer.style.opacity);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (row % 1024 == 0) run.check();
    const std::int16_t index = category_of(layer, row);
    if (shapes.kind[row] == ShapeKind::none || index < 0 || !shapes.box(row).intersects(view.extent_m))
      continue;
    const Category& category = layer.categories[static_cast<std::size_t>(index)];
    cairo_new_path(cairo);
    if (shapes.kind[row] == ShapeKind::point) {
      for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part) {
        const std::size_t at = shapes.ring_start[shapes.part_start[part]];
        draw_mark(cairo, view.page_x(shapes.x[at]), view.page_y(shapes.y[at]),
                  static_cast<double>(layer.style.mark_size_mm) * kPointsPerMm, category, stroke_pt, opacity);
      }
      continue;
    }
    row_path(cairo, shapes, row, view, layer.is_base_map);
    if (shapes.kind[row] == ShapeKind::polygon) fill_area(cairo, category, opacity);
    if (stroke_pt > 0) {
      set_colour(cairo, category.stroke, opacity);
      cairo_set_line_width(cairo, stroke_pt);
      cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
      cairo_stroke(cairo);
    }
  }
  cairo_new_path(cairo);
}

std::vector<std::uint64_t> visible_counts(const SceneLayer& layer, const MapView& view) {
  std::vector<std::uint64_t> counts;
  if (!layer.style.visible) return counts;
  counts.resize(layer.categories.size(), 0);
  const auto count = [&](std::size_t row) {
    const std::int16_t index = category_of(layer, row);
    if (index >= 0) ++counts[static_cast<std::size_t>(index)];
  };
  if (layer.points_only) {
    for (std::size_t row = 0; row < layer.x->size(); ++row)
      if (view.shows((*layer.x)[row], (*layer.y)[row])) count(row);
  } else {
    for (std::size_t row = 0; row < layer.shapes->size(); ++row)
      if (layer.shapes->kind[row] != ShapeKind::none && layer.shapes->box(row).intersects(view.extent_m))
        count(row);
  }
  return counts;
}

}  // namespace agglo
