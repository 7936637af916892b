// Drawings: what a chart can show, and how it comes onto the page.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "agglo/chart.hpp"
#include "app/chart_axes.hpp"

namespace agglo {

/// Values by ascending x; NaN breaks the line.
struct ChartLine {
  std::string name;
  std::vector<double> x, y;
};
struct ChartMark {
  std::size_t line = 0;
  double x = 0, y = 0;
  std::string text;
};
struct LineChart {
  std::string x_title, y_title;
  std::vector<ChartLine> lines;
  std::vector<ChartMark> marks;
};

/// One bar for each value, side by side; infinity fills the height. group: colour, negative = none.
struct BarChart {
  std::string x_title, y_title;
  std::vector<double> value;
  std::vector<std::int64_t> group;
};

/// Values by rows, then columns; NaN is missing.
struct HeatTable {
  std::string title, row_title, column_title;
  std::vector<std::string> rows, columns;
  std::vector<double> values;
};
using HeatTables = std::vector<HeatTable>;

/// A condensed tree: boxes from birth down to death, as wide as their weight, parts below their whole.
struct IcicleChart {
  std::string x_title, y_title;
  std::vector<std::int64_t> parent;  ///< index of the whole, before its parts; negative for none
  std::vector<double> birth_m, death_m, weight;
  std::vector<std::int64_t> cluster;  ///< colour of the chosen nodes, negative = not chosen
  std::vector<std::string> name;      ///< upright at the top of the node, where there is room
};

using Drawing = std::variant<LineChart, BarChart, HeatTables, IcicleChart>;

struct LegendLine {
  Colour colour;
  std::string text;
};
/// What the legend says; empty when the drawing explains itself.
std::vector<LegendLine> legend_of(const Drawing& drawing);

/// Draws into the area and counts what was shown.
void draw_lines(const Canvas& canvas, const Box& area, const LineChart& chart, const ChartOptions& options,
                ChartReport& report);
void draw_bars(const Canvas& canvas, const Box& area, const BarChart& chart, const ChartOptions& options,
               ChartReport& report);
void draw_icicle(const Canvas& canvas, const Box& area, const IcicleChart& chart, const ChartOptions& options,
                 ChartReport& report);
void draw_tables(const Canvas& canvas, const Box& area, const HeatTables& tables, ChartReport& report);

/// Upper end of the value axis: what the options say, else the greatest value, or a little more than the
/// value that 99 % of all stay below when the greatest is more than half again as much.
double upper_end(std::vector<double> values, const ChartOptions& options);

/// For each column of pixels that holds values: the indices of the first, least, greatest and last, ascending
/// and each once. `column` does not descend.
std::vector<std::size_t> thinned(const std::vector<std::int64_t>& column, const std::vector<double>& values);

}  // namespace agglo
