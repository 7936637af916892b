// What a text cell may mean: numbers with either decimal sign, dates in several orders.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// Decimal signs seen in cells. A cell like 1,234 or 1.234 says nothing by itself (it may be grouped
/// thousands).
struct DecimalEvidence {
  std::uint64_t points = 0, commas = 0;            ///< cells that can only have this decimal sign
  std::uint64_t open_points = 0, open_commas = 0;  ///< cells that may have it, or group thousands
  void add(std::string_view cell);
  void add(const DecimalEvidence& other);
  /// '.' or ',' by majority; `otherwise` when the cells do not tell.
  char decide(char otherwise) const;
};
DecimalEvidence decimal_evidence(const StringColumn& column);

/// A number written with `decimal`; the other sign may only group thousands ("1.234,5"), and only when
/// `grouped`.
std::optional<double> parse_number(std::string_view cell, char decimal, bool grouped);

/// NA, N/A, NULL, None, NaN, -, *, N/D and the like: no value, where a number or date is expected.
bool is_missing_marker(std::string_view cell);

enum class DateOrder { unknown, day_first, month_first };
enum class DatePrecision { day, month, year };

struct DateParts {
  int a = 0, b = 0, year = 0;  ///< a, b: the two short numbers as written; of ISO dates month and day
  bool is_ordered = false;     ///< the order is certain (ISO, 31.12.2015, 12-Mar-2015): a = month, b = day
  bool has_time = false;       ///< a time other than 00:00 follows
  DatePrecision precision = DatePrecision::day;
};
/// Splits a date cell; nothing when it is none. Years have four digits; a time after the date is allowed.
/// Years, months (2015, 2015-07) and compact dates (20150731) are taken only when `loose`.
std::optional<DateParts> split_date(std::string_view cell, bool loose);
/// The day; of a month or year its first day, or its last when `at_end`. Nothing when there is no such day.
std::optional<Day> day_of(const DateParts& parts, DateOrder order, bool at_end);

/// What the cells of a column say about d/m/y or m/d/y.
struct DateEvidence {
  std::uint64_t day_first = 0, month_first = 0, either = 0;
  void add(const DateParts& parts);
  DateOrder decide() const;  ///< the majority; unknown without evidence
};

/// The column as integers, numbers or dates when every value is one, else as it is. Numbers with leading
/// zeros or beyond 2^53 and dates whose order nothing tells stay text. `decimal` is used where the column
/// does not tell.
ColumnValues typed_values(StringColumn&& text, char decimal);

}  // namespace agglo
