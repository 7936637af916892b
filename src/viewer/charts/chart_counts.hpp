// Chart counts: how many rows, firms and jobs a set of rows has, in each bin of a chart and in all.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "agglo/row_set.hpp"
#include "viewer/charts/chart_bins.hpp"

namespace agglo::viewer {

struct ChartCounts {
  std::vector<double> amount;    ///< bins: rows, or jobs for bars of jobs, or births
  std::vector<double> closings;  ///< bins, years only
  double missing = 0;            ///< rows without a value
  double not_above_zero = 0;     ///< rows whose value a logarithmic axis cannot show
  /// Firms in business at the end of each bin: births less closings so far.
  std::vector<double> stock() const;
  bool operator==(const ChartCounts&) const = default;
};

/// Counts the rows of `rows` (null = all), with `jobs` for bars of jobs. Runs on a few threads; 10 million
/// selected rows take about 10 ms.
ChartCounts count_rows(const ChartBins& bins, const RowSet* rows, const std::vector<float>& jobs);

/// How one set of rows became another of the same size().
struct RowChange {
  std::vector<std::uint32_t> came, gone;  ///< rows, ascending
};
/// Nothing when more than `most` rows differ: counting afresh is faster then.
std::optional<RowChange> change_between(const RowSet& before, const RowSet& after, std::size_t most);
/// Makes the counts of the set before those of the set after. With bars of jobs `numbers.sums_are_exact` must
/// hold, so that the result is that of count_rows(). O(rows that differ).
void follow_change(const ChartBins& bins, const RowChange& change, const std::vector<float>& jobs,
                   ChartCounts& counts);

/// Which values of a bar chart have a bar, and in which order.
struct BarOrder {
  std::vector<std::uint16_t> values;  ///< by bar: bins of ChartBins, the largest amount first
  std::size_t others = 0;             ///< different values of the rows in a last bar of all the rest
  std::size_t bars() const { return values.size() + (others > 0 ? 1 : 0); }
  bool has_other() const { return others > 0; }
  bool operator==(const BarOrder&) const = default;
};
/// The values with the largest amounts; where two are alike that of more rows in all comes first. Values
/// without any amount get no bar. O(values).
BarOrder order_bars(const ChartBins& bins, const ChartCounts& counts);
/// Amounts by bar from those by value.
ChartCounts by_bar(const BarOrder& order, ChartCounts counts);
/// The values of the bars that are `wanted` (1).
std::vector<char> values_of_bars(const BarOrder& order, const std::vector<char>& wanted, std::size_t values);

/// Rows whose bin is `wanted` (1) and, for years, is that of the birth, of the closing, or of any year in
/// business; `among` (null = all) restricts them.
enum class YearsPick { births, closings, stock };
RowSet rows_in_bins(const ChartBins& bins, const std::vector<char>& wanted, YearsPick pick,
                    const RowSet* among);
/// Scatter of few rows: those whose place lies in the box of the unit square (bounds included).
RowSet rows_in_box(const ChartBins& bins, const std::array<double, 4>& min_x_min_y_max_x_max_y,
                   const RowSet* among);

struct Totals {
  std::size_t rows = 0;
  double firms = 0, jobs = 0;
  std::size_t without_jobs = 0;  ///< rows whose jobs are not known
  bool operator==(const Totals&) const = default;
};
/// `rows` null = all `row_count`.
Totals totals_of(const LayerNumbers& numbers, const RowSet* rows, std::size_t row_count);
/// As for the counts; `numbers.sums_are_exact` must hold.
void follow_change(const LayerNumbers& numbers, const RowChange& change, Totals& totals);

}  // namespace agglo::viewer
