// Chart bins: which bar or cell of a chart each row of a layer falls into. Made once per chart; counting a
// selection then is one pass over small numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "viewer/charts/layer_numbers.hpp"

namespace agglo::viewer {

/// Even steps of a value or of its logarithm to base 10.
struct ChartAxis {
  std::string column = {}, unit = {};
  bool log = false;
  bool whole = false;  ///< whole numbers: the last value of a bin is one below its upper edge
  bool years = false;  ///< calendar years, from dates
  bool plain = false;  ///< whole numbers that are years: without marks between their digits
  double from = 0, step = 1;
  std::size_t bins = 0;

  /// Value at the lower edge of bin k (upper edge of bin k - 1).
  double edge(double k) const;
  /// Position of a value in bins: 2.5 is the middle of bin 2.
  double position(double value) const;
};

struct ChartBins {
  static constexpr std::uint16_t kNone = 0xffff;
  static constexpr std::uint16_t kNotAboveZero = 0xfffe;  ///< a value that a logarithmic axis cannot show
  ChartSlot slot;
  bool usable = true;              ///< false: a column is missing or of the wrong kind
  ChartAxis x, y;                  ///< y of scatter charts alone
  std::vector<std::uint16_t> bin;  ///< rows; scatter: y * x.bins + x; bars: number of the value
  std::vector<std::uint16_t>
      closing;                      ///< rows, years only: bin of the closing, kNone = still open or no birth
  std::vector<std::string> labels;  ///< bars: the values, most rows (or jobs) of all first; a bin each
  std::size_t unnamed = 0;  ///< bars: different values beyond kMostValues, in a last bin without a label
  /// Scatter of few rows: places in the unit square, NaN without a value; else empty.
  std::vector<std::array<float, 2>> places;
  std::size_t size() const;  ///< bins
};

inline constexpr std::size_t kMostBars = 12;        ///< with the rest
inline constexpr std::size_t kMostValues = 60'000;  ///< of a column that bars are chosen from
inline constexpr std::size_t kMostDots = 5000;      ///< rows of a scatter chart drawn one by one
inline constexpr std::size_t kCellsX = 96, kCellsY = 60;

/// Missing: NaN, infinite, empty or unknown values. An axis is logarithmic by itself where most values are
/// above zero, none below, and few are far above the middle. Which values get a bar is chosen among the rows
/// shown: see order_bars(). O(rows): for 10 million 0.1 s, bars 1 s.
ChartBins chart_bins(const LayerNumbers& numbers, const ChartSlot& slot, RunControl& run);

}  // namespace agglo::viewer
