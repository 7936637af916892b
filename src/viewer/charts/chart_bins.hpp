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
  double from = 0, step = 1;
  std::size_t bins = 0;

  /// Value at the lower edge of bin k (upper edge of bin k - 1).
  double edge(double k) const;
  /// Position of a value in bins: 2.5 is the middle of bin 2.
  double position(double value) const;
};

struct ChartBins {
  static constexpr std::uint16_t kNone = 0xffff;
  ChartSlot slot;
  bool usable = true;              ///< false: a column is missing or of the wrong kind
  ChartAxis x, y;                  ///< y of scatter charts alone
  std::vector<std::uint16_t> bin;  ///< rows; scatter: y * x.bins + x; kNone = no value
  std::vector<std::uint16_t>
      closing;                      ///< rows, years only: bin of the closing, kNone = still open or no birth
  std::vector<std::string> labels;  ///< bars: one per bin
  bool has_other = false;           ///< bars: the last bin is all the rest
  std::size_t distinct = 0;         ///< bars: different values in the column
  /// Scatter of few rows: places in the unit square, NaN without a value; else empty.
  std::vector<std::array<float, 2>> places;
  std::size_t size() const;  ///< bins
};

inline constexpr std::size_t kMostBars = 12;    ///< with the rest
inline constexpr std::size_t kMostDots = 5000;  ///< rows of a scatter chart drawn one by one
inline constexpr std::size_t kCellsX = 96, kCellsY = 60;

/// Missing: NaN, infinite, empty or unknown values, and on a logarithmic axis those that are not above zero.
/// Bars: the values with most rows (or jobs), in that order. O(rows): for 10 million 0.1 s, bars 1 s.
ChartBins chart_bins(const LayerNumbers& numbers, const ChartSlot& slot, RunControl& run);

}  // namespace agglo::viewer
