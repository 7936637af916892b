// Table rows: order, search and summary of the rows of a table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agglo/row_set.hpp"
#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// The rows in `only` (null = all) in the order of a column: numbers and days by value, text by bytes,
/// missing last whichever the direction, ties by row. O(n log n) on run.threads threads, 16 bytes a row
/// meanwhile.
std::vector<std::uint32_t> sorted_rows(const Column& column, bool descending, const RowSet* only,
                                       RunControl& run);

/// The rows of `among` (null = all) in which the text of any column contains `text`, case and accents apart.
/// An empty text is found in every row.
RowSet rows_containing(const Table& table, std::string_view text, const RowSet* among, RunControl& run);

struct ColumnSummary {
  std::uint64_t rows = 0, missing = 0, distinct = 0;
  bool is_number = false;  ///< mean and sum exist
  /// As Column::text() gives them, empty when every value is missing. The lower of two middle values is the
  /// median.
  std::string least, median, greatest;
  double mean = 0, sum = 0;
  /// The most frequent values with their counts, at most ten; equally frequent ones by value.
  std::vector<std::pair<std::string, std::uint64_t>> top;
};
/// Of the rows in `only` (null = all). Cost as sorted_rows().
ColumnSummary summary_of(const Column& column, const RowSet* only, RunControl& run);

}  // namespace agglo
