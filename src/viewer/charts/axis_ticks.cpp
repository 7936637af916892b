#include "viewer/charts/axis_ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viewer/text/numbers.hpp"

namespace agglo::viewer {

namespace {

double nice_step(double least) {
  if (!(least > 0)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

std::string axis_number(const ChartAxis& axis, double value) {
  return axis.years || axis.plain ? fmt::format("{:.0f}", value) : short_number(value);
}

std::vector<AxisTick> log_ticks(const ChartAxis& axis, std::size_t most) {
  const double last = axis.from + static_cast<double>(axis.bins) * axis.step;
  std::vector<AxisTick> ticks;
  const double decades = last - axis.from;
  const bool fine = decades * 3 <= static_cast<double>(most);
  const double skip = std::max(1.0, std::ceil(decades / std::max(1.0, static_cast<double>(most))));
  for (double power = std::floor(axis.from); power <= last + 1e-9; power += skip)
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1 && !fine) continue;
      const double at = power + std::log10(factor);
      if (at < axis.from - 1e-9 || at > last + 1e-9) continue;
      ticks.push_back({(at - axis.from) / axis.step, short_number(std::pow(10.0, power) * factor)});
    }
  return ticks;
}

}  // namespace

std::string short_number(double value) {
  const double size = std::abs(value);
  for (const auto& [unit, letter] : {std::pair{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}})
    if (size >= unit && size >= 10000) return with_decimal_mark(fmt::format("{:.3g}", value / unit)) + letter;
  return size < 1e-12 ? "0" : number_text(value, 4);
}

std::vector<AxisTick> axis_ticks(const ChartAxis& axis, std::size_t most) {
  std::vector<AxisTick> ticks;
  if (axis.bins == 0 || most == 0) return ticks;
  if (axis.log) return log_ticks(axis, most);
  const double from = axis.edge(0), to = axis.edge(static_cast<double>(axis.bins));
  double step = nice_step((to - from) / static_cast<double>(most));
  if (axis.whole || axis.years) step = std::max(1.0, step);
  // A bin of one whole number is named in its middle.
  const double shift = axis.whole && axis.step <= 1 ? 0.5 : 0;
  for (double k = std::ceil(from / step - 1e-9); k * step <= to + step * 1e-9; ++k) {
    const double position = (k * step - from) / axis.step + shift;
    if (position <= static_cast<double>(axis.bins)) ticks.push_back({position, axis_number(axis, k * step)});
  }
  return ticks;
}

std::vector<AxisTick> amount_ticks(double greatest, std::size_t most) {
  const double step =
      std::max(1.0, nice_step(greatest / static_cast<double>(std::max<std::size_t>(1, most))));
  std::vector<AxisTick> ticks;
  for (double value = 0; ticks.size() < 2 || ticks.back().position < greatest; value += step)
    ticks.push_back({value, short_number(value)});
  return ticks;
}

std::string bin_text(const ChartAxis& axis, std::size_t k) {
  const double low = axis.edge(static_cast<double>(k)), high = axis.edge(static_cast<double>(k + 1));
  if (!axis.whole) return axis_number(axis, low) + " – " + axis_number(axis, high);
  const double first = std::ceil(low - 1e-9), last = std::ceil(high - 1e-9) - 1;
  return first >= last ? axis_number(axis, first)
                       : axis_number(axis, first) + " – " + axis_number(axis, last);
}

}  // namespace agglo::viewer
