// Condensed trees as icicles.
#include <algorithm>
#include <cmath>
#include <string>

#include "app/chart_drawings.hpp"

namespace agglo {
namespace {

constexpr Colour kNotChosen{205, 205, 205, 255};
constexpr double kQuarterTurn = 1.57079632679489662;

/// Left end of each node along the bottom axis, in weight: trees side by side, inside a node its parts, the
/// heaviest first. A node is wider than its parts by the members that left one by one.
std::vector<double> left_ends(const IcicleChart& chart) {
  const std::size_t n = chart.parent.size();
  std::vector<std::vector<std::size_t>> parts(n + 1);
  for (std::size_t i = 0; i < n; ++i)
    parts[chart.parent[i] < 0 ? n : static_cast<std::size_t>(chart.parent[i])].push_back(i);
  std::vector<double> left(n, 0);
  std::vector<std::size_t> open{n};
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    double at = node == n ? 0 : left[node];
    if (node != n)
      std::stable_sort(parts[node].begin(), parts[node].end(),
                       [&](std::size_t a, std::size_t b) { return chart.weight[a] > chart.weight[b]; });
    for (const std::size_t part : parts[node]) {
      left[part] = at;
      at += chart.weight[part];
      open.push_back(part);
    }
  }
  return left;
}

/// In the middle of the box, where it has room.
void draw_number(const Canvas& canvas, const Box& box, std::int64_t number) {
  const std::string text = std::to_string(number);
  const TextBlock block{text, {8, true, false, kInk}, 0, true};
  const TextSize size = measure_text(canvas, block);
  if (size.width + 4 < box.width() && size.height < box.height())
    draw_text(canvas, (box.min_x + box.max_x - size.width) / 2, (box.min_y + box.max_y - size.height) / 2,
              block);
}

/// Upright from the top of the box down, where it has room.
void draw_name(const Canvas& canvas, const Box& box, const std::string& name) {
  for (const double letter_pt : {7.0, 5.5, 4.5}) {
    const TextBlock block{name, {letter_pt, false, false, kInk}};
    const TextSize size = measure_text(canvas, block);
    if (size.height > box.width() || size.width + 6 > box.height()) continue;
    cairo_save(canvas.cairo);
    cairo_translate(canvas.cairo, (box.min_x + box.max_x - size.height) / 2, box.min_y + 3 + size.width);
    cairo_rotate(canvas.cairo, -kQuarterTurn);
    draw_text(canvas, 0, 0, block);
    cairo_restore(canvas.cairo);
    return;
  }
}

}  // namespace

void draw_icicle(const Canvas& canvas, const Box& area, const IcicleChart& chart, const ChartOptions& options,
                 ChartReport& report) {
  const std::vector<double> left = left_ends(chart);
  double width = 0;
  std::vector<double> distances;
  for (std::size_t i = 0; i < left.size(); ++i) {
    width = std::max(width, left[i] + chart.weight[i]);
    for (const double d : {chart.birth_m[i], chart.death_m[i]})
      if (d > 0 && std::isfinite(d)) distances.push_back(d);
  }
  // Births double from level to level, so the distance is drawn as its logarithm whatever the options say.
  const double least = distances.empty() ? 1 : *std::min_element(distances.begin(), distances.end());
  const double most = distances.empty() ? 10 : *std::max_element(distances.begin(), distances.end());
  const double lo = least / 1.5, hi = options.most_value > lo ? options.most_value : most * 1.5;
  const Plot plot = plot_in(canvas, area, axis_of(chart.x_title, 0, std::max(width, 1.0), false, 10),
                            axis_of(chart.y_title, lo, hi, true, 8));
  const Box& f = plot.frame_pt;
  draw_grid(canvas, plot);
  cairo_t* cairo = canvas.cairo;
  cairo_save(cairo);
  cairo_rectangle(cairo, f.min_x, f.min_y, f.width(), f.height());
  cairo_clip(cairo);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double x = plot.page_x(left[i]), right = plot.page_x(left[i] + chart.weight[i]);
    const Box box{x, std::isfinite(chart.birth_m[i]) ? plot.page_y(chart.birth_m[i]) : f.min_y, right,
                  chart.death_m[i] > 0 ? plot.page_y(chart.death_m[i]) : f.max_y};
    set_colour(cairo, chart.cluster[i] < 0 ? kNotChosen
                                           : category_colour(static_cast<std::size_t>(chart.cluster[i])));
    const double gap = right - x > 2 ? 0.5 : 0;
    cairo_rectangle(cairo, x, box.min_y, std::max(right - x - gap, 0.3), std::max(box.height(), 0.5));
    cairo_fill(cairo);
    if (chart.cluster[i] >= 0) draw_number(canvas, box, chart.cluster[i]);
  }
  for (std::size_t i = 0; i < chart.name.size(); ++i)
    if (!chart.name[i].empty())
      draw_name(canvas,
                {plot.page_x(left[i]), f.min_y, plot.page_x(left[i] + chart.weight[i]),
                 chart.death_m[i] > 0 ? plot.page_y(chart.death_m[i]) : f.max_y},
                chart.name[i]);
  cairo_restore(cairo);
  draw_axes(canvas, plot);
  report.values = left.size();
  report.curves = 1;
}

}  // namespace agglo
