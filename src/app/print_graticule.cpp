#include "app/print_graticule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "agglo/projection.hpp"

namespace agglo {
namespace {

std::string degrees_text(double value, double interval, bool latitude) {
  const double turned = latitude ? value : value - 360 * std::floor((value + 180) / 360);
  const double size = std::abs(turned);
  auto whole = static_cast<int>(std::floor(size + 1e-9));
  auto minutes = static_cast<int>(std::lround((size - whole) * 60));
  if (minutes == 60) ++whole, minutes = 0;
  std::string text = std::to_string(whole) + "\u00b0";
  if (interval < 1) text += (minutes < 10 ? "0" : "") + std::to_string(minutes) + "\u2032";
  if (size < 1e-9 || (!latitude && std::abs(size - 180) < 1e-9)) return text;
  return text + (latitude ? (turned > 0 ? "N" : "S") : (turned > 0 ? "E" : "W"));
}

/// The finest round one of which `span` has at most so many.
double degree_interval(double span, double most) {
  for (const double step :
       {1 / 60.0, 2 / 60.0, 5 / 60.0, 10 / 60.0, 20 / 60.0, 30 / 60.0, 1.0, 2.0, 5.0, 10.0, 20.0})
    if (span / step <= most) return step;
  return 30;
}

/// How many figures a side takes: they want room between them, and at least one is always there.
double most_degrees(const Box& frame_pt, bool horizontal) {
  return std::clamp(std::floor(horizontal ? frame_pt.width() / 75 : frame_pt.height() / 55), 3.0, 6.0);
}

/// One side of the frame, walked in small steps; calls tick(value, t) where the degree crosses a multiple.
template <typename Tick>
void crossings(const Projector& projector, const MapView& view, bool horizontal, bool low_side, Tick tick) {
  constexpr std::size_t kSteps = 400;
  std::vector<double> x(kSteps + 1), y(kSteps + 1);
  const Box& e = view.extent_m;
  for (std::size_t i = 0; i <= kSteps; ++i) {
    const double t = static_cast<double>(i) / kSteps;
    x[i] = horizontal ? e.min_x + t * e.width() : (low_side ? e.min_x : e.max_x);
    y[i] = horizontal ? (low_side ? e.min_y : e.max_y) : e.min_y + t * e.height();
  }
  projector.lonlat_from_metres(x, y);
  std::vector<double>& value = horizontal ? x : y;
  for (std::size_t i = 1; i <= kSteps; ++i)
    if (horizontal) value[i] -= 360 * std::round((value[i] - value[i - 1]) / 360);
  for (const double v : value)
    if (!std::isfinite(v)) return;
  const auto [low, high] = std::minmax_element(value.begin(), value.end());
  const double interval = degree_interval(*high - *low, most_degrees(view.frame_pt, horizontal));
  for (std::size_t i = 1; i <= kSteps; ++i) {
    const double a = value[i - 1] / interval, b = value[i] / interval;
    if (std::floor(a) == std::floor(b)) continue;
    const double at = std::max(std::floor(a), std::floor(b));
    const double t = (static_cast<double>(i) - 1 + (at - a) / (b - a)) / kSteps;
    tick(degrees_text(at * interval, interval, !horizontal), t);
  }
}

Box grown(const Box& box, double by) {
  return {box.min_x - by, box.min_y - by, box.max_x + by, box.max_y + by};
}

/// Which boxes are near a place, by squares of the frame.
class NearBoxes {
 public:
  NearBoxes(const Box& frame, const std::vector<Box>& boxes, double reach) : frame_(frame) {
    columns_ = square_of(frame.width()) + 1;
    near_.resize(columns_ * (square_of(frame.height()) + 1));
    for (std::size_t k = 0; k < boxes.size(); ++k) {
      const Box b = grown(boxes[k], reach);
      for (std::size_t row = square_of(b.min_y - frame.min_y); row <= square_of(b.max_y - frame.min_y); ++row)
        for (std::size_t column = square_of(b.min_x - frame.min_x);
             column <= std::min(columns_ - 1, square_of(b.max_x - frame.min_x)); ++column)
          if (row * columns_ + column < near_.size()) near_[row * columns_ + column].push_back(k);
    }
  }
  const std::vector<std::size_t>& at(double page_x, double page_y) const {
    return near_[std::min(near_.size() - 1,
                          square_of(page_y - frame_.min_y) * columns_ + square_of(page_x - frame_.min_x))];
  }

 private:
  static std::size_t square_of(double pt) {
    return static_cast<std::size_t>(std::clamp(pt / 8, 0.0, 1000.0));
  }
  Box frame_;
  std::size_t columns_ = 1;
  std::vector<std::vector<std::size_t>> near_;
};

/// Calls body(row, x_m, y_m) for symbols in the frame.
template <typename Body>
void for_symbols(const SceneLayer& layer, const MapView& view, Body body) {
  const bool places = layer.x != nullptr && (layer.points_only || layer.size);
  const std::size_t rows = places ? layer.x->size() : layer.shapes ? layer.shapes->size() : 0;
  for (std::size_t row = 0; row < rows; ++row) {
    if (layer.category && (*layer.category)[row] < 0) continue;
    if (!places && layer.shapes->kind[row] != ShapeKind::point) continue;
    const double x = places ? (*layer.x)[row] : layer.shapes->first_x(row);
    const double y = places ? (*layer.y)[row] : layer.shapes->first_y(row);
    if (view.shows(x, y)) body(row, x, y);
  }
}

const Font kFigures{5.75, false, false, kGrey};

void draw_figure_ground(const Canvas& canvas, const Box& figure) {
  const Box ground = grown(figure, 0.5);
  cairo_rectangle(canvas.cairo, ground.min_x, ground.min_y, ground.width(), ground.height());
  set_colour(canvas.cairo, {255, 255, 255, 225});
  cairo_fill(canvas.cairo);
}

/// Adds the ticks of one side and returns its figures.
std::vector<Figure> figures_of_side(const Canvas& canvas, const Projector& projector, const MapView& view,
                                    bool horizontal, bool low, Graticule& graticule) {
  const Box& f = view.frame_pt;
  std::vector<Figure> figures;
  crossings(projector, view, horizontal, low, [&](const std::string& text, double t) {
    const double x = horizontal ? f.min_x + t * f.width() : low ? f.min_x : f.max_x;
    const double y = horizontal ? (low ? f.max_y : f.min_y) : f.max_y - t * f.height();
    const double dx = horizontal ? 0 : low ? 1 : -1, dy = !horizontal ? 0 : low ? -1 : 1;
    graticule.ticks.push_back({x, y, dx, dy});
    const TextSize size = measure_text(canvas, {text, kFigures});
    const double left = dx == 0 ? x - size.width / 2 : dx > 0 ? x + 5 : x - 5 - size.width;
    const double top = dy == 0 ? y - size.height / 2 : dy > 0 ? y + 4 : y - 4 - size.height;
    const Box box{left, top, left + size.width, top + size.height};
    if (box.min_x > f.min_x + 2 && box.max_x < f.max_x - 2 && box.min_y > f.min_y + 2 &&
        box.max_y < f.max_y - 2)
      figures.push_back({text, box, false});
  });
  return figures;
}

bool is_free(const std::vector<Box>& taken, const Box& box) {
  return std::none_of(taken.begin(), taken.end(),
                      [&](const Box& b) { return b.intersects(grown(box, 1.5)); });
}

/// Size of a layer's symbols on the page; of sized ones the largest.
double symbol_pt(const SceneLayer& layer, const PointPlan& plan, const MapView& view) {
  if (layer.size) return static_cast<double>(size_mm(layer.style, 1)) * kPointsPerMm;
  if (plan.density) return 2 * plan.cell_m * view.pt_per_m;  // a cell may lie on any side of its points
  if (layer.points_only) return plan.mark_pt;
  return static_cast<double>(layer.style.mark_size_mm) * kPointsPerMm;
}

/// Marks the figures that lie over a symbol.
void find_covering(const MapContent& map, const MapView& view, const std::vector<Figure*>& figures) {
  std::vector<Box> boxes;
  for (const Figure* figure : figures) boxes.push_back(figure->box);
  for (std::size_t i = 0; i < map.scene.layers.size() && !boxes.empty(); ++i) {
    const SceneLayer& layer = map.scene.layers[i];
    // The base map's towns come after the figures; heat is a wash of colour, on which they can be read.
    if (!layer.style.visible || layer.is_base_map || layer.style.point_mode == PointMode::heat) continue;
    const double largest_pt = symbol_pt(layer, map.plans[i], view);
    const NearBoxes near(view.frame_pt, boxes, largest_pt);
    for_symbols(layer, view, [&](std::size_t row, double x_m, double y_m) {
      const double x = view.page_x(x_m), y = view.page_y(y_m);
      const double size_pt =
          layer.size ? static_cast<double>(size_mm(layer.style, (*layer.size)[row])) * kPointsPerMm
                     : largest_pt;
      for (const std::size_t k : near.at(x, y)) {
        const Box b = grown(boxes[k], size_pt / 2);
        if (x >= b.min_x && x <= b.max_x && y >= b.min_y && y <= b.max_y) figures[k]->covers = true;
      }
    });
  }
}

}  // namespace

Graticule plan_graticule(const Canvas& canvas, const MapView& view, const std::vector<MapContent>& maps,
                         const std::vector<Box>& over) {
  Graticule graticule{view.frame_pt, {}, {}};
  if (maps.empty() || maps.front().scene.frame.kind == FrameKind::plane) return graticule;
  const Projector projector(maps.front().scene.frame);
  // Below, above, on the left, on the right; looked at together, since there may be millions of symbols.
  std::array<std::vector<Figure>, 4> sides;
  std::vector<Figure*> all;
  for (std::size_t side = 0; side < 4; ++side) {
    sides[side] = figures_of_side(canvas, projector, view, side < 2, side % 2 == 0, graticule);
    std::erase_if(sides[side], [&](const Figure& figure) { return !is_free(over, figure.box); });
    for (Figure& figure : sides[side]) all.push_back(&figure);
  }
  for (const MapContent& map : maps) find_covering(map, view, all);
  std::array<std::ptrdiff_t, 4> free{};
  for (std::size_t side = 0; side < 4; ++side)
    free[side] =
        std::count_if(sides[side].begin(), sides[side].end(), [](const Figure& f) { return !f.covers; });
  std::vector<Box> taken;
  for (const std::size_t low : {0U, 2U}) {
    const bool hides = 2 * free[low] < static_cast<std::ptrdiff_t>(sides[low].size()) || sides[low].empty();
    const std::size_t side = hides && free[low + 1] > free[low] ? low + 1 : low;
    for (const Figure& figure : sides[side]) {
      if ((figure.covers && free[side] > 0) || !is_free(taken, figure.box)) continue;
      taken.push_back(figure.box);
      graticule.figures.push_back(figure);
    }
  }
  return graticule;
}

std::vector<Box> draw_graticule(const Canvas& canvas, const Graticule& graticule, const Box& frame_pt,
                                const std::vector<Box>& over) {
  constexpr double kTick = 3.5;
  const double right = frame_pt.min_x - graticule.frame_pt.min_x,
               down = frame_pt.min_y - graticule.frame_pt.min_y;
  for (const Graticule::Tick& tick : graticule.ticks) {
    cairo_move_to(canvas.cairo, tick.x + right, tick.y + down);
    cairo_line_to(canvas.cairo, tick.x + right + tick.dx * kTick, tick.y + down + tick.dy * kTick);
    set_colour(canvas.cairo, kGrey);
    cairo_set_line_width(canvas.cairo, 0.5);
    cairo_stroke(canvas.cairo);
  }
  std::vector<Box> taken;
  for (const Figure& figure : graticule.figures) {
    const Box& f = figure.box;
    const Box box{f.min_x + right, f.min_y + down, f.max_x + right, f.max_y + down};
    if (!is_free(over, box)) continue;
    if (figure.covers) draw_figure_ground(canvas, box);
    draw_text(canvas, box.min_x, box.min_y, {figure.text, kFigures, 0, true});
    taken.push_back(box);
  }
  return taken;
}

}  // namespace agglo
