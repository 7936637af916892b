// Lines and bars.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "app/chart_drawings.hpp"

namespace agglo {
namespace {

constexpr std::size_t kColours = 12;  // of category_colour, before they repeat
constexpr Colour kNoGroup{205, 205, 205, 255};
constexpr Colour kOthers{190, 190, 190, 255};

Colour line_colour(std::size_t line, std::size_t lines) {
  return lines > kColours && line >= kColours - 1 ? kOthers : category_colour(line);
}

double pixel_pt(const Canvas& canvas) {
  return 72 / canvas.dpi;
}

/// Lower end of the value axis: 0, or with logarithms the power of ten below the least positive value.
double lower_end(const std::vector<double>& values, double hi, bool logarithmic) {
  if (!logarithmic) return 0;
  double least = hi;
  for (const double v : values)
    if (v > 0) least = std::min(least, v);
  return std::pow(10, std::floor(std::log10(std::max(least, hi * 1e-6)) + 1e-9));
}

void clip_to(cairo_t* cairo, const Box& box) {
  cairo_rectangle(cairo, box.min_x, box.min_y, box.width(), box.height());
  cairo_clip(cairo);
}

void stroke_line(const Canvas& canvas, const Plot& plot, const ChartLine& line, Colour colour,
                 ChartReport& report) {
  const double pixel = pixel_pt(canvas);
  std::vector<std::int64_t> column(line.x.size());
  for (std::size_t i = 0; i < line.x.size(); ++i)
    column[i] = static_cast<std::int64_t>(std::floor(plot.page_x(line.x[i]) / pixel));
  const std::vector<std::size_t> kept = thinned(column, line.y);
  if (kept.size() < line.x.size()) report.columns = static_cast<std::size_t>(plot.frame_pt.width() / pixel);
  bool open = false;
  for (const std::size_t i : kept) {
    if (std::isnan(line.y[i])) {
      open = false;
      continue;
    }
    (open ? cairo_line_to : cairo_move_to)(canvas.cairo, plot.page_x(line.x[i]), plot.page_y(line.y[i]));
    open = true;
  }
  set_colour(canvas.cairo, colour);
  cairo_set_line_width(canvas.cairo, colour == kOthers ? 0.6 : 1.4);
  cairo_set_line_join(canvas.cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(canvas.cairo);
}

/// Dashed lines to both axes (where few marks leave them readable), a dot, and the text where there is room:
/// left above the dot, or right of it.
void draw_chart_mark(const Canvas& canvas, const Plot& plot, const ChartMark& mark, Colour colour,
                     bool dashed, std::vector<Box>& taken) {
  cairo_t* cairo = canvas.cairo;
  const double x = plot.page_x(mark.x), y = plot.page_y(mark.y);
  static constexpr std::array<double, 2> kDashes{3, 2.5};
  set_colour(cairo, colour);
  if (dashed) {
    cairo_set_dash(cairo, kDashes.data(), 2, 0);
    cairo_set_line_width(cairo, 0.8);
    cairo_move_to(cairo, x, plot.frame_pt.max_y);
    cairo_line_to(cairo, x, y);
    cairo_line_to(cairo, plot.frame_pt.min_x, y);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, nullptr, 0, 0);
  }
  cairo_arc(cairo, x, y, 3.2, 0, 2 * 3.14159265358979);
  cairo_fill(cairo);
  const TextBlock block{mark.text, {9, true, false, colour}, 0, true};
  const TextSize size = measure_text(canvas, block);
  const std::array<Box, 3> places{{{x - 7 - size.width, y - 4 - size.height, x - 7, y - 4},
                                   {x + 7, y - size.height / 2, x + 7 + size.width, y + size.height / 2},
                                   {x + 7, y + 4, x + 7 + size.width, y + 4 + size.height}}};
  const auto free = [&](const Box& box) {
    return box.min_x > plot.frame_pt.min_x && box.max_x < plot.frame_pt.max_x &&
           box.min_y > plot.frame_pt.min_y && box.max_y < plot.frame_pt.max_y &&
           std::none_of(taken.begin(), taken.end(), [&](const Box& other) { return other.intersects(box); });
  };
  const auto place = std::find_if(places.begin(), places.end(), free);
  if (place == places.end()) return;
  taken.push_back(*place);
  draw_text(canvas, place->min_x, place->min_y, block);
}

/// The bars of one column of pixels, or one bar.
struct Bar {
  double least = std::numeric_limits<double>::infinity(), greatest = 0;
  std::map<std::int64_t, std::size_t> groups;

  void add(double value, std::int64_t group) {
    if (std::isnan(value)) return;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
    ++groups[group];
  }
  /// That of most values; the first of several.
  std::int64_t group() const {
    return std::max_element(groups.begin(), groups.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }
};

Colour group_colour(std::int64_t group) {
  return group < 0 ? kNoGroup : category_colour(static_cast<std::size_t>(group));
}

}  // namespace

std::vector<std::size_t> thinned(const std::vector<std::int64_t>& column, const std::vector<double>& values) {
  std::vector<std::size_t> kept;
  for (std::size_t begin = 0, end = 0; begin < column.size(); begin = end) {
    std::size_t least = begin, greatest = begin;
    for (end = begin; end < column.size() && column[end] == column[begin]; ++end) {
      if (values[end] < values[least] || std::isnan(values[least])) least = end;
      if (values[end] > values[greatest] || std::isnan(values[greatest])) greatest = end;
    }
    std::array<std::size_t, 4> four{begin, least, greatest, end - 1};
    std::sort(four.begin(), four.end());
    kept.insert(kept.end(), four.begin(), std::unique(four.begin(), four.end()));
  }
  return kept;
}

double upper_end(std::vector<double> values, const ChartOptions& options) {
  if (options.most_value > 0) return options.most_value;
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  if (values.empty()) return 1;
  const double greatest = *std::max_element(values.begin(), values.end());
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>((values.size() * 99 + 99) / 100 - 1);
  std::nth_element(values.begin(), nth, values.end());
  const double end = 1.05 * (greatest > 1.5 * *nth && *nth > 0 ? *nth : greatest);
  return end > 0 ? end : 1;
}

std::vector<LegendLine> legend_of(const Drawing& drawing) {
  std::vector<LegendLine> legend;
  if (const auto* chart = std::get_if<LineChart>(&drawing); chart && chart->lines.size() > 1) {
    const std::size_t n = chart->lines.size(), named = n > kColours ? kColours - 1 : n;
    for (std::size_t i = 0; i < named; ++i) legend.push_back({category_colour(i), chart->lines[i].name});
    if (named < n) legend.push_back({kOthers, grouped(n - named) + " others"});
  }
  if (const auto* chart = std::get_if<BarChart>(&drawing)) {
    const std::int64_t most =
        chart->group.empty() ? -1 : *std::max_element(chart->group.begin(), chart->group.end());
    const std::int64_t named = most < static_cast<std::int64_t>(kColours) ? most + 1 : 0;
    for (std::int64_t g = 0; g < named; ++g)
      if (std::find(chart->group.begin(), chart->group.end(), g) != chart->group.end())
        legend.push_back({group_colour(g), "Cluster " + std::to_string(g)});
    if (named == 0 && most >= 0)
      legend.push_back({category_colour(0), "Clusters, in twelve colours by turns"});
    if (most >= 0) legend.push_back({kNoGroup, "In no cluster"});
  }
  if (std::holds_alternative<IcicleChart>(drawing))
    legend = {{category_colour(0), "Clusters on the map, with their number"},
              {kNoGroup, "Not chosen: larger wholes, finer parts"}};
  return legend;
}

void draw_lines(const Canvas& canvas, const Box& area, const LineChart& chart, const ChartOptions& options,
                ChartReport& report) {
  std::vector<double> values;
  double left = std::numeric_limits<double>::infinity(), right = -left;
  for (const ChartLine& line : chart.lines) {
    values.insert(values.end(), line.y.begin(), line.y.end());
    for (const double x : line.x) {
      left = std::min(left, x);
      right = std::max(right, x);
    }
  }
  const double hi = upper_end(values, options);
  if (left > 0 && left < 0.3 * right) left = 0;
  const Plot plot =
      plot_in(canvas, area, axis_of(chart.x_title, left, right, false, 10),
              axis_of(chart.y_title, lower_end(values, hi, options.logarithmic), hi, options.logarithmic, 8));
  report.values = values.size();
  report.curves = chart.lines.size();
  report.beyond =
      static_cast<std::size_t>(std::count_if(values.begin(), values.end(), [&](double v) { return v > hi; }));
  draw_grid(canvas, plot);
  cairo_save(canvas.cairo);
  clip_to(canvas.cairo, plot.frame_pt);
  const std::size_t n = chart.lines.size();
  for (std::size_t i = n; i-- > 0;) stroke_line(canvas, plot, chart.lines[i], line_colour(i, n), report);
  std::vector<Box> taken;
  for (const ChartMark& mark : chart.marks)
    if (line_colour(mark.line, n) != kOthers && mark.y <= hi)
      draw_chart_mark(canvas, plot, mark, line_colour(mark.line, n), chart.marks.size() <= 4, taken);
  cairo_restore(canvas.cairo);
  draw_axes(canvas, plot);
}

void draw_bars(const Canvas& canvas, const Box& area, const BarChart& chart, const ChartOptions& options,
               ChartReport& report) {
  const std::size_t n = chart.value.size();
  const double hi = upper_end(chart.value, options);
  const double lo = lower_end(chart.value, hi, options.logarithmic);
  const Plot plot = plot_in(
      canvas, area, axis_of(chart.x_title, 0, static_cast<double>(std::max<std::size_t>(n, 1)), false, 10),
      axis_of(chart.y_title, lo, hi, options.logarithmic, 8));
  report.values = n;
  report.curves = 1;
  draw_grid(canvas, plot);
  const Box& f = plot.frame_pt;
  const auto pixels = static_cast<std::size_t>(std::max(1.0, f.width() / pixel_pt(canvas)));
  const std::size_t bars = std::min(n, pixels);
  if (bars < n) report.columns = pixels;
  std::vector<Bar> bar(bars);
  for (std::size_t i = 0; i < n; ++i) {
    bar[i * bars / n].add(chart.value[i], chart.group.empty() ? -1 : chart.group[i]);
    report.beyond += std::isfinite(chart.value[i]) && chart.value[i] > hi ? 1 : 0;
  }
  const double width = f.width() / static_cast<double>(std::max<std::size_t>(bars, 1));
  for (std::size_t b = 0; b < bars; ++b) {
    if (bar[b].groups.empty()) continue;
    const auto fill_to = [&](double value, double opacity) {
      // A reachability of 0 has no logarithm: its bar has no height.
      const double top = std::clamp(plot.page_y(value), f.min_y, f.max_y);
      set_colour(canvas.cairo, group_colour(bar[b].group()), opacity);
      // Bars overlap a little against hairlines between them.
      cairo_rectangle(canvas.cairo, f.min_x + width * static_cast<double>(b), top,
                      width + (b + 1 < bars ? std::min(0.3, 0.2 * width) : 0), f.max_y - top);
      cairo_fill(canvas.cairo);
    };
    if (bar[b].greatest > bar[b].least) fill_to(bar[b].greatest, 0.45);
    fill_to(bar[b].least, 1);
  }
  draw_axes(canvas, plot);
}

}  // namespace agglo
