#include "viewer/charts/chart_bins.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "viewer/text/numbers.hpp"

namespace agglo::viewer {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kDaysPerYear = 365.2425;
constexpr std::size_t kBars = 40, kMostYears = 90;
constexpr std::size_t kPiece = 65536;  // rows between two looks at whether to stop

/// The calendar year of a day; civil calendar by eras of 400 years.
int year_of(Day day) {
  const std::int64_t shifted = static_cast<std::int64_t>(day) + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t in_era = shifted - era * 146097;
  const std::int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  const std::int64_t day_of_year = in_era - (365 * year + year / 4 - year / 100);
  return static_cast<int>(year + era * 400 + (day_of_year >= 306 ? 1 : 0));
}

/// Calls f(value(row)) style loops with the accessor of the column's own type, so that they are compiled for
/// it.
template <class F>
void with_values(const Column& column, F&& f) {
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
    f([&](std::size_t row) { return std::isfinite((*reals)[row]) ? (*reals)[row] : kNaN; });
  } else if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    f([&](std::size_t row) {
      return (*whole)[row] == kMissingInteger ? kNaN : static_cast<double>((*whole)[row]);
    });
  } else if (const auto* days = std::get_if<Days>(&column.values)) {
    f([&](std::size_t row) {
      return days->values[row] == kUnknownDay ? kNaN : 1970 + days->values[row] / kDaysPerYear;
    });
  }
}

struct Spread {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  double least_positive = std::numeric_limits<double>::infinity();
  bool whole = true;
  bool empty() const { return !(least <= most); }
};

Spread spread_of(const Column& column, RunControl& run) {
  Spread spread;
  with_values(column, [&](const auto& value) {
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (row % kPiece == 0) run.check();
      const double v = value(row);
      if (std::isnan(v)) continue;
      spread.least = std::min(spread.least, v);
      spread.most = std::max(spread.most, v);
      if (v > 0) spread.least_positive = std::min(spread.least_positive, v);
      spread.whole = spread.whole && v == std::floor(v);
    }
  });
  return spread;
}

/// A long tail: the upper end of the values above zero is far from their middle. Zeros have no place on a
/// logarithmic axis and are told beside it, as long as they are not the most.
bool suits_log(const Column& column, const Spread& spread) {
  if (!(spread.least >= 0) || std::holds_alternative<Days>(column.values)) return false;
  std::vector<double> sample;
  std::size_t zeros = 0;
  const std::size_t stride = std::max<std::size_t>(1, column.size() / 2000);
  with_values(column, [&](const auto& value) {
    for (std::size_t row = 0; row < column.size(); row += stride)
      if (const double v = value(row); v > 0)
        sample.push_back(v);
      else if (!std::isnan(v))
        ++zeros;
  });
  if (sample.size() < 5 || zeros > sample.size()) return false;
  std::sort(sample.begin(), sample.end());
  return sample[sample.size() * 99 / 100] > 20 * sample[sample.size() / 2] ||
         spread.most > 100 * sample[sample.size() / 2];
}

double nice_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

ChartAxis start_axis(const Column& column, const Spread& spread, std::optional<bool> log) {
  ChartAxis axis;
  axis.column = column.name;
  axis.unit = column.unit;
  axis.years = std::holds_alternative<Days>(column.values);
  axis.whole = spread.whole && !axis.years;
  axis.plain = axis.whole && is_year(column.name, spread.least) && is_year(column.name, spread.most);
  const bool can_log = std::isfinite(spread.least_positive) && !axis.years;
  axis.log = can_log && log.value_or(suits_log(column, spread));
  return axis;
}

/// Bins of round widths, about `wanted` of them.
void round_bins(ChartAxis& axis, const Spread& spread, std::size_t wanted) {
  if (axis.log) {
    const double low = std::log10(spread.least_positive), high = std::log10(spread.most);
    const double per_decade = static_cast<double>(wanted) / std::max(1e-9, high - low);
    double parts = 1;
    for (const double p : {2.0, 3.0, 4.0, 5.0, 8.0, 10.0, 16.0, 20.0})
      if (p <= per_decade) parts = p;
    axis.step = 1 / parts;
    axis.from = std::floor(low / axis.step + 1e-9) * axis.step;
    axis.bins = static_cast<std::size_t>((high - axis.from) / axis.step + 1e-9) + 1;
    return;
  }
  const double range = spread.most - spread.least;
  axis.step = range > 0 ? nice_step(range / static_cast<double>(wanted)) : 1;
  if (axis.whole) axis.step = std::max(1.0, std::ceil(axis.step));
  axis.from = std::floor(spread.least / axis.step) * axis.step;
  axis.bins = static_cast<std::size_t>((spread.most - axis.from) / axis.step) + 1;
}

/// Cells that just hold the values; whole numbers get a cell each when they are few.
void tight_bins(ChartAxis& axis, const Spread& spread, std::size_t most) {
  const double low = axis.log ? std::log10(spread.least_positive) : spread.least;
  const double high = axis.log ? std::log10(spread.most) : spread.most;
  axis.from = low;
  axis.bins = most;
  if (axis.whole && !axis.log && high - low < static_cast<double>(most)) {
    axis.bins = static_cast<std::size_t>(high - low) + 1;
    return;
  }
  axis.step = high > low ? (high - low) / static_cast<double>(most) : 1;
}

/// Bin of a value, kNone for none; the last edge belongs to the last bin.
std::uint16_t bin_of(const ChartAxis& axis, double value) {
  const double at = axis.position(value);
  if (axis.log && !(value > 0) && !std::isnan(value)) return ChartBins::kNotAboveZero;
  if (!(at >= -1e-6)) return ChartBins::kNone;  // NaN too
  const auto k = static_cast<std::size_t>(std::max(0.0, at));
  return static_cast<std::uint16_t>(std::min(k, axis.bins - 1));
}

void fill_histogram(const Column& column, ChartBins& out, RunControl& run) {
  const Spread spread = spread_of(column, run);
  out.x = start_axis(column, spread, out.slot.log_x);
  out.bin.assign(column.size(), ChartBins::kNone);
  if (spread.empty()) return;
  round_bins(out.x, spread, kBars);
  const ChartAxis axis = out.x;
  with_values(column, [&](const auto& value) {
    for (std::size_t row = 0; row < out.bin.size(); ++row) {
      if (row % kPiece == 0) run.check();
      out.bin[row] = bin_of(axis, value(row));
    }
  });
}

std::vector<std::uint16_t> cells_along(const Column& column, const ChartAxis& axis, RunControl& run) {
  std::vector<std::uint16_t> cells(column.size());
  with_values(column, [&](const auto& value) {
    for (std::size_t row = 0; row < cells.size(); ++row) {
      if (row % kPiece == 0) run.check();
      cells[row] = bin_of(axis, value(row));
    }
  });
  return cells;
}

void fill_scatter(const Column& x, const Column& y, ChartBins& out, RunControl& run) {
  const Spread along_x = spread_of(x, run), along_y = spread_of(y, run);
  out.x = start_axis(x, along_x, out.slot.log_x);
  out.y = start_axis(y, along_y, out.slot.log_y);
  out.bin.assign(x.size(), ChartBins::kNone);
  if (along_x.empty() || along_y.empty()) return;
  tight_bins(out.x, along_x, kCellsX);
  tight_bins(out.y, along_y, kCellsY);
  const auto columns = cells_along(x, out.x, run), lines = cells_along(y, out.y, run);
  for (std::size_t row = 0; row < out.bin.size(); ++row)
    if (columns[row] < out.x.bins && lines[row] < out.y.bins)
      out.bin[row] = static_cast<std::uint16_t>(lines[row] * out.x.bins + columns[row]);
    else if (columns[row] != ChartBins::kNone && lines[row] != ChartBins::kNone)
      out.bin[row] = ChartBins::kNotAboveZero;
  if (x.size() > kMostDots) return;
  out.places.assign(x.size(), {std::nanf(""), std::nanf("")});
  with_values(x, [&](const auto& value_x) {
    with_values(y, [&](const auto& value_y) {
      for (std::size_t row = 0; row < out.bin.size(); ++row)
        if (out.bin[row] < out.size())
          out.places[row] = {
              static_cast<float>(out.x.position(value_x(row)) / static_cast<double>(out.x.bins)),
              static_cast<float>(out.y.position(value_y(row)) / static_cast<double>(out.y.bins))};
    });
  });
}

struct Values {
  std::vector<std::uint32_t> of_row;
  std::vector<std::string> text;  ///< by number of the value; a missing value has the text ""
};

template <class Key, class Get>
void number_values(std::size_t rows, const Get& get, Values& out, RunControl& run) {
  std::unordered_map<Key, std::uint32_t> number;
  out.of_row.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (row % kPiece == 0) run.check();
    const Key key = get(row);
    const auto [at, fresh] = number.try_emplace(key, static_cast<std::uint32_t>(number.size()));
    if (fresh) {
      if constexpr (std::is_same_v<Key, std::string_view>)
        out.text.emplace_back(key);
      else
        out.text.push_back(key == kMissingInteger ? std::string() : std::to_string(key));
    }
    out.of_row[row] = at->second;
  }
}

void fill_bars(const Column& column, const LayerNumbers& numbers, ChartBins& out, RunControl& run) {
  Values values;
  if (const auto* text = std::get_if<StringColumn>(&column.values))
    number_values<std::string_view>(
        text->size(), [&](std::size_t row) { return (*text)[row]; }, values, run);
  else if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values))
    number_values<std::int64_t>(
        whole->size(), [&](std::size_t row) { return (*whole)[row]; }, values, run);
  out.x.column = column.name;
  std::vector<double> weight(values.text.size(), 0.0);
  const bool jobs = out.slot.jobs && !numbers.jobs.empty();
  for (std::size_t row = 0; row < values.of_row.size(); ++row) {
    const auto amount = jobs ? static_cast<double>(numbers.jobs[row]) : 1.0;
    if (!std::isnan(amount)) weight[values.of_row[row]] += amount;
  }
  std::vector<std::uint32_t> order(values.text.size());
  std::iota(order.begin(), order.end(), 0u);
  std::erase_if(order, [&](std::uint32_t v) { return values.text[v].empty(); });
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return weight[a] != weight[b] ? weight[a] > weight[b] : values.text[a] < values.text[b];
  });
  const std::size_t own = std::min(order.size(), kMostValues);
  out.unnamed = order.size() - own;
  std::vector<std::uint16_t> bin_of_value(values.text.size(), ChartBins::kNone);
  for (std::size_t k = 0; k < order.size(); ++k)
    bin_of_value[order[k]] = static_cast<std::uint16_t>(std::min(k, own));
  for (std::size_t k = 0; k < own; ++k) out.labels.push_back(values.text[order[k]]);
  if (out.unnamed > 0) out.labels.emplace_back();
  out.x.bins = out.labels.size();
  out.bin.resize(values.of_row.size());
  for (std::size_t row = 0; row < out.bin.size(); ++row) out.bin[row] = bin_of_value[values.of_row[row]];
}

void fill_years(const Days& born, const Days* closed, ChartBins& out, RunControl& run) {
  int first = std::numeric_limits<int>::max(), last = std::numeric_limits<int>::min();
  const auto span = [&](const Days& days) {
    Day least = std::numeric_limits<Day>::max(), most = std::numeric_limits<Day>::min();
    for (const Day day : days.values)
      if (day != kUnknownDay) least = std::min(least, day), most = std::max(most, day);
    if (least > most) return;
    first = std::min(first, year_of(least));
    last = std::max(last, year_of(most));
  };
  span(born);
  if (closed) span(*closed);
  out.x.column = "born";
  out.x.years = out.x.whole = true;
  out.bin.assign(born.values.size(), ChartBins::kNone);
  out.closing.assign(born.values.size(), ChartBins::kNone);
  if (first > last) return;
  int step = 1;
  for (const int s : {2, 5, 10, 20, 50, 100, 1000})
    if ((last - first) / step >= static_cast<int>(kMostYears)) step = s;
  const int from = first - ((first % step) + step) % step;
  out.x.from = from;
  out.x.step = step;
  out.x.bins = static_cast<std::size_t>((last - from) / step) + 1;
  for (std::size_t row = 0; row < out.bin.size(); ++row) {
    if (row % kPiece == 0) run.check();
    if (born.values[row] == kUnknownDay) continue;  // a closing without a birth would upset the stock
    out.bin[row] = static_cast<std::uint16_t>((year_of(born.values[row]) - from) / step);
    if (closed && closed->values[row] != kUnknownDay)
      out.closing[row] = static_cast<std::uint16_t>((year_of(closed->values[row]) - from) / step);
  }
}

}  // namespace

double ChartAxis::edge(double k) const {
  const double at = from + k * step;
  return log ? std::pow(10.0, at) : at;
}

double ChartAxis::position(double value) const {
  if (log) return value > 0 ? (std::log10(value) - from) / step + 1e-9 : kNaN;
  return (value - from) / step + 1e-9;  // 0.3 / 0.1 is a little less than 3
}

std::size_t ChartBins::size() const {
  return slot.kind == ChartKind::scatter ? x.bins * y.bins : x.bins;
}

ChartBins chart_bins(const LayerNumbers& numbers, const ChartSlot& slot, RunControl& run) {
  ChartBins out;
  out.slot = slot;
  const Column* x = numbers.find(slot.x);
  const Column* y = numbers.find(slot.y);
  const auto is_number = [](const Column* c) {
    return c && !std::holds_alternative<StringColumn>(c->values);
  };
  const auto* born = x ? std::get_if<Days>(&x->values) : nullptr;
  const auto* closed = y ? std::get_if<Days>(&y->values) : nullptr;
  if (slot.kind == ChartKind::histogram && is_number(x))
    fill_histogram(*x, out, run);
  else if (slot.kind == ChartKind::scatter && is_number(x) && is_number(y))
    fill_scatter(*x, *y, out, run);
  else if (slot.kind == ChartKind::bars && x && !std::holds_alternative<std::vector<double>>(x->values) &&
           !born)
    fill_bars(*x, numbers, out, run);
  else if (slot.kind == ChartKind::years && born)
    fill_years(*born, closed, out, run);
  else
    out.usable = false;
  return out;
}

}  // namespace agglo::viewer
