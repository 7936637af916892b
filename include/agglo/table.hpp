// Table: named columns of equal length plus one geometry column; the shape of every layer, input or result.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agglo/shapes.hpp"

namespace agglo {

/// Days since 1970-01-01 (proleptic Gregorian calendar).
using Day = std::int32_t;
inline constexpr Day kUnknownDay = std::numeric_limits<Day>::min();
inline constexpr std::int64_t kMissingInteger = std::numeric_limits<std::int64_t>::min();

/// `yyyy-mm-dd`; empty for kUnknownDay.
std::string to_iso_date(Day day);
/// The day of a calendar date, or nothing when there is no such date.
std::optional<Day> day_from_civil(int year, int month, int day);

/// UTF-8 strings in one buffer; an empty string means missing.
class StringColumn {
 public:
  void push_back(std::string_view text) {
    bytes_ += text;
    ends_.push_back(bytes_.size());
  }
  std::string_view operator[](std::size_t row) const {
    const std::size_t begin = row == 0 ? 0 : ends_[row - 1];
    return std::string_view(bytes_).substr(begin, ends_[row] - begin);
  }
  std::size_t size() const { return ends_.size(); }
  std::size_t byte_count() const { return bytes_.size(); }  ///< of all strings
  void reserve(std::size_t rows) { ends_.reserve(rows); }
  bool operator==(const StringColumn&) const = default;

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

/// Missing values: NaN, kMissingInteger, empty string, kUnknownDay.
struct Days {
  std::vector<Day> values;
  bool operator==(const Days&) const = default;
};
using ColumnValues = std::variant<std::vector<double>, std::vector<std::int64_t>, StringColumn, Days>;

struct Column {
  std::string name;
  ColumnValues values;
  std::string unit;         ///< "m", "m2", "km", "" ...
  std::string description;  ///< one line for the data dictionary; may be empty

  std::size_t size() const;
  /// The value as text for people and CSV: full precision, empty when missing.
  std::string text(std::size_t row) const;
  /// The value as a number; NaN when missing or not a number.
  double number(std::size_t row) const;
};

/// Coordinates are in the coordinate system of the data set (see frame.hpp): longitude/latitude in degrees,
/// or metres on a plane.
struct Table {
  std::vector<Column> columns;
  Shapes shapes;  ///< one entry per row, or empty: a table without geometry
  std::size_t row_count = 0;

  const Column* find(std::string_view name) const;
  Column* find(std::string_view name);
  /// The column, or Error{usage} naming the columns there are.
  const Column& at(std::string_view name) const;
  void add(std::string name, ColumnValues values, std::string unit = {}, std::string description = {});
  /// Asserts that all columns and the geometry have row_count entries.
  void validate() const;
};

}  // namespace agglo
