#include "app/chart_axes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace agglo {
namespace {

constexpr Font kTickFont{8, false, false, kInk};
constexpr Font kTitleFont{8.5, false, false, kGrey};
constexpr double kGap = 5;

/// 1, 2 or 5 times a power of ten, at least `step`.
double round_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double digit : {1.0, 2.0, 5.0})
    if (digit * power >= step * (1 - 1e-9)) return digit * power;
  return 10 * power;
}

void add_decades(Axis& axis) {
  const bool wide = std::log10(axis.hi / axis.lo) > 4;
  for (double power = std::pow(10, std::floor(std::log10(axis.lo))); power <= axis.hi; power *= 10)
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double tick = digit * power;
      if ((wide && digit != 1) || tick < axis.lo * (1 - 1e-9) || tick > axis.hi * (1 + 1e-9)) continue;
      axis.ticks.push_back(tick);
    }
}

double widest_tick(const Canvas& canvas, const Axis& axis) {
  double widest = 0;
  for (const double tick : axis.ticks)
    widest = std::max(widest, measure_text(canvas, {tick_text(axis, tick), kTickFont}).width);
  return widest;
}

std::string with_thousands(std::string text) {
  if (text.find('e') != std::string::npos) return text;
  const std::size_t begin = text[0] == '-' ? 1 : 0;
  for (std::size_t at = std::min(text.find('.'), text.size()); at > begin + 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace

double Axis::place(double value) const {
  constexpr double kNoLogarithm = -10;  // far below the frame
  if (logarithmic) return value > 0 ? std::log(value / lo) / std::log(hi / lo) : kNoLogarithm;
  constexpr double kFar = 1000;  // frames away; Cairo's own numbers end at about twenty times that
  return std::clamp((value - lo) / (hi - lo), -kFar, kFar);
}

Axis axis_of(std::string title, double lo, double hi, bool logarithmic, int wanted) {
  Axis axis{std::move(title), lo, hi, logarithmic, {}};
  if (!(axis.hi > axis.lo)) axis.hi = axis.lo + (axis.lo == 0 ? 1 : std::abs(axis.lo));
  if (logarithmic) {
    add_decades(axis);
    if (axis.ticks.size() > 1) return axis;
    axis.ticks.clear();
  }
  const double step = round_step((axis.hi - axis.lo) / wanted);
  for (double k = std::ceil(axis.lo / step - 1e-9); k * step <= axis.hi + 1e-9 * step; ++k)
    axis.ticks.push_back(k * step);
  return axis;
}

std::string tick_text(const Axis& axis, double tick) {
  // What no row of zeros should stand for.
  const double size = std::abs(tick);
  if (size > 0 && (size < 1e-6 || size >= 1e15)) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, tick, std::chars_format::general, 6).ptr};
  }
  double step = axis.ticks.size() > 1 ? axis.ticks[1] - axis.ticks[0] : std::abs(tick);
  if (axis.logarithmic) step = tick;
  const int digits = step > 0 ? std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9) : 0;
  return figure(tick, digits);
}

std::string figure(double value) {
  const double size = std::abs(value);
  return figure(value, size >= 100 ? 0 : (size >= 10 ? 1 : (size >= 1 ? 2 : 3)));
}

std::string figure(double value, int digits) {
  return with_thousands(decimal(value, digits));
}

Plot plot_in(const Canvas& canvas, const Box& area, Axis x, Axis y) {
  const double line = measure_text(canvas, {"0", kTickFont}).height;
  const double x_title = measure_text(canvas, {x.title, kTitleFont, area.width() - 60, false, 2}).height;
  const double y_title = measure_text(canvas, {y.title, kTitleFont, area.width() - 20, false, 1}).height;
  Plot plot{area, std::move(x), std::move(y)};
  plot.frame_pt.min_x += widest_tick(canvas, plot.y) + 2 * kGap;
  plot.frame_pt.max_x -= widest_tick(canvas, plot.x) / 2;
  plot.frame_pt.min_y += y_title + kGap;
  plot.frame_pt.max_y -= line + x_title + 2 * kGap;
  return plot;
}

void draw_grid(const Canvas& canvas, const Plot& plot) {
  const Box& f = plot.frame_pt;
  set_colour(canvas.cairo, {228, 228, 228, 255});
  cairo_set_line_width(canvas.cairo, 0.5);
  for (const double tick : plot.x.ticks) {
    cairo_move_to(canvas.cairo, plot.page_x(tick), f.min_y);
    cairo_line_to(canvas.cairo, plot.page_x(tick), f.max_y);
  }
  for (const double tick : plot.y.ticks) {
    cairo_move_to(canvas.cairo, f.min_x, plot.page_y(tick));
    cairo_line_to(canvas.cairo, f.max_x, plot.page_y(tick));
  }
  cairo_stroke(canvas.cairo);
}

void draw_axes(const Canvas& canvas, const Plot& plot) {
  const Box& f = plot.frame_pt;
  cairo_t* cairo = canvas.cairo;
  set_colour(cairo, {70, 70, 70, 255});
  cairo_set_line_width(cairo, 0.7);
  cairo_rectangle(cairo, f.min_x, f.min_y, f.width(), f.height());
  for (const double tick : plot.x.ticks) {
    cairo_move_to(cairo, plot.page_x(tick), f.max_y);
    cairo_line_to(cairo, plot.page_x(tick), f.max_y + 3);
  }
  for (const double tick : plot.y.ticks) {
    cairo_move_to(cairo, f.min_x, plot.page_y(tick));
    cairo_line_to(cairo, f.min_x - 3, plot.page_y(tick));
  }
  cairo_stroke(cairo);
  double lower = f.max_y + kGap, free_from = -1e9;
  for (const double tick : plot.x.ticks) {
    const std::string text = tick_text(plot.x, tick);
    const TextSize size = measure_text(canvas, {text, kTickFont});
    const double left = plot.page_x(tick) - size.width / 2;
    lower = std::max(lower, f.max_y + kGap - 1 + size.height);
    if (left < free_from) continue;
    draw_text(canvas, left, f.max_y + kGap - 1, {text, kTickFont});
    free_from = left + size.width + 6;
  }
  double free_below = 1e9;
  for (const double tick : plot.y.ticks) {
    const std::string text = tick_text(plot.y, tick);
    const TextSize size = measure_text(canvas, {text, kTickFont});
    const double top = plot.page_y(tick) - size.height / 2;
    if (top + size.height > free_below) continue;
    draw_text(canvas, f.min_x - kGap - size.width, top, {text, kTickFont});
    free_below = top;
  }
  const TextBlock x_title{plot.x.title, kTitleFont, f.width(), false, 2};
  draw_text(canvas, f.max_x - std::min(f.width(), measure_text(canvas, x_title).width), lower + 2, x_title);
  const TextBlock y_title{plot.y.title, kTitleFont, f.width(), false, 1};
  draw_text(canvas, f.min_x, f.min_y - kGap - measure_text(canvas, y_title).height, y_title);
}

}  // namespace agglo
