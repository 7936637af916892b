#include "agglo/table.hpp"

#include <cassert>
#include <charconv>
#include <chrono>
#include <cmath>

#include "agglo/error.hpp"

namespace agglo {

std::string to_iso_date(Day day) {
  if (day == kUnknownDay) return {};
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  char text[16];
  const int year = static_cast<int>(date.year());
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", year, static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::optional<Day> day_from_civil(int year, int month, int day) {
  if (year < -9999 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return static_cast<Day>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::size_t Column::size() const {
  if (const auto* days = std::get_if<Days>(&values)) return days->values.size();
  return std::visit(
      [](const auto& column) -> std::size_t {
        if constexpr (requires { column.size(); }) return column.size();
        return 0;
      },
      values);
}

std::string Column::text(std::size_t row) const {
  char buffer[32];
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) {
    const double value = (*numbers)[row];
    if (std::isnan(value)) return {};
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
  }
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    const std::int64_t value = (*integers)[row];
    if (value == kMissingInteger) return {};
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
  }
  if (const auto* strings = std::get_if<StringColumn>(&values)) return std::string((*strings)[row]);
  return to_iso_date(std::get<Days>(values).values[row]);
}

double Column::number(std::size_t row) const {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) return (*numbers)[row];
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    const std::int64_t value = (*integers)[row];
    return value == kMissingInteger ? kMissing : static_cast<double>(value);
  }
  return kMissing;
}

const Column* Table::find(std::string_view name) const {
  for (const Column& column : columns)
    if (column.name == name) return &column;
  return nullptr;
}

Column* Table::find(std::string_view name) {
  return const_cast<Column*>(static_cast<const Table&>(*this).find(name));
}

const Column& Table::at(std::string_view name) const {
  if (const Column* column = find(name)) return *column;
  std::string known;
  for (const Column& column : columns) known += (known.empty() ? "" : ", ") + column.name;
  throw usage_error("there is no column \"" + std::string(name) + "\"", "the columns are: " + known);
}

void Table::add(std::string name, ColumnValues values, std::string unit, std::string description) {
  columns.push_back({std::move(name), std::move(values), std::move(unit), std::move(description)});
}

void Table::validate() const {
  for ([[maybe_unused]] const Column& column : columns) assert(column.size() == row_count);
  assert(shapes.empty() || shapes.size() == row_count);
}

}  // namespace agglo
