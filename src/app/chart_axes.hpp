// Axes: round ticks, and where values lie on the page.
#pragma once

#include <string>
#include <vector>

#include "app/print_canvas.hpp"

namespace agglo {

struct Axis {
  std::string title;
  double lo = 0, hi = 1;
  bool logarithmic = false;
  std::vector<double> ticks;  ///< ascending, inside lo..hi

  /// Place of a value, 0 at lo and 1 at hi; values beyond the ends lie outside of it.
  double place(double value) const;
};

/// An axis from lo to hi with about `wanted` ticks at 1, 2 or 5 times a power of ten. A logarithmic axis
/// needs lo > 0 and has its ticks at 1, 2, 5 (wide ranges: 1) times powers of ten.
Axis axis_of(std::string title, double lo, double hi, bool logarithmic, int wanted);
/// The text of a tick: 12,500 or 0.05, with the decimals that the ticks of the axis need.
std::string tick_text(const Axis& axis, double tick);
/// A number with at most three significant decimals below 100 and thousands separated.
std::string figure(double value);
/// A number as it is, with at most `digits` decimals and thousands separated.
std::string figure(double value, int digits);

/// Where the plot lies on the page.
struct Plot {
  Box frame_pt;  ///< y grows downward
  Axis x, y;

  double page_x(double value) const { return frame_pt.min_x + x.place(value) * frame_pt.width(); }
  double page_y(double value) const { return frame_pt.max_y - y.place(value) * frame_pt.height(); }
};
/// The frame inside `area` that leaves room for ticks and titles.
Plot plot_in(const Canvas& canvas, const Box& area, Axis x, Axis y);
/// Grid lines below the data.
void draw_grid(const Canvas& canvas, const Plot& plot);
/// Frame, ticks and titles above them.
void draw_axes(const Canvas& canvas, const Plot& plot);

}  // namespace agglo
