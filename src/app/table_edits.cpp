#include "app/table_edits.hpp"

#include <limits>

namespace agglo {
namespace {

StringColumn as_text(const Column& column) {
  StringColumn texts;
  for (std::size_t row = 0; row < column.size(); ++row) texts.push_back(column.text(row));
  return texts;
}

void append(ColumnValues& target, const ColumnValues& more) {
  if (auto* strings = std::get_if<StringColumn>(&target)) {
    const auto& added = std::get<StringColumn>(more);
    for (std::size_t row = 0; row < added.size(); ++row) strings->push_back(added[row]);
  } else if (auto* days = std::get_if<Days>(&target)) {
    const auto& added = std::get<Days>(more).values;
    days->values.insert(days->values.end(), added.begin(), added.end());
  } else if (auto* numbers = std::get_if<std::vector<double>>(&target)) {
    const auto& added = std::get<std::vector<double>>(more);
    numbers->insert(numbers->end(), added.begin(), added.end());
  } else {
    auto& integers = std::get<std::vector<std::int64_t>>(target);
    const auto& added = std::get<std::vector<std::int64_t>>(more);
    integers.insert(integers.end(), added.begin(), added.end());
  }
}

}  // namespace

ColumnValues missing_like(const ColumnValues& values, std::size_t rows) {
  if (std::holds_alternative<std::vector<double>>(values))
    return std::vector<double>(rows, std::numeric_limits<double>::quiet_NaN());
  if (std::holds_alternative<std::vector<std::int64_t>>(values))
    return std::vector<std::int64_t>(rows, kMissingInteger);
  if (std::holds_alternative<Days>(values)) return Days{std::vector<Day>(rows, kUnknownDay)};
  StringColumn empty;
  for (std::size_t row = 0; row < rows; ++row) empty.push_back({});
  return empty;
}

Table stacked(const Table& above, const Table& below) {
  Table result = above;
  for (Column& column : result.columns) {
    const Column* more = below.find(column.name);
    if (!more) {
      append(column.values, missing_like(column.values, below.row_count));
    } else if (more->values.index() == column.values.index()) {
      append(column.values, more->values);
    } else {
      column.values = as_text(column);
      append(column.values, as_text(*more));
    }
  }
  for (const Column& column : below.columns) {
    if (above.find(column.name)) continue;
    Column added{column.name, missing_like(column.values, above.row_count), column.unit, column.description};
    append(added.values, column.values);
    result.columns.push_back(std::move(added));
  }
  if (!above.shapes.empty() || !below.shapes.empty()) {
    if (result.shapes.empty())
      for (std::size_t row = 0; row < above.row_count; ++row) result.shapes.add_none();
    for (std::size_t row = 0; row < below.row_count; ++row) {
      if (below.shapes.empty())
        result.shapes.add_none();
      else
        result.shapes.add_row_of(below.shapes, row);
    }
  }
  result.row_count = above.row_count + below.row_count;
  result.validate();
  return result;
}

std::string free_column_name(const Table& table, const std::string& name) {
  std::string candidate = name;
  for (int i = 2; table.find(candidate); ++i) candidate = name + "_" + std::to_string(i);
  return candidate;
}

}  // namespace agglo
