// Axis ticks: round values along an axis, and numbers in few characters.
#pragma once

#include <string>
#include <vector>

#include "viewer/charts/chart_bins.hpp"

namespace agglo::viewer {

struct AxisTick {
  double position = 0;  ///< in bins, or the value itself
  std::string text;
};

/// Round values of a chart's axis, by position in bins, at most `most` and evenly spread over its bins.
std::vector<AxisTick> axis_ticks(const ChartAxis& axis, std::size_t most);
/// Round amounts from 0 to at least `greatest`, by value; the last is the end of the axis.
std::vector<AxisTick> amount_ticks(double greatest, std::size_t most);
/// 950, 1,250, 12.5k, 3.4M: at most three significant digits from 10,000 on; in the marks of the window's
/// language.
std::string short_number(double value);
/// What bin k holds: "2014", "5 to 9", "0.2 to 0.4"; a bin of one whole number is that number.
std::string bin_text(const ChartAxis& axis, std::size_t k);

}  // namespace agglo::viewer
