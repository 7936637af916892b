#include "agglo/selection_filter.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <unordered_set>

namespace agglo {
namespace {

constexpr std::size_t kShortList = 12;
constexpr std::size_t kPiece = 65536;  // rows between two looks at whether to stop

std::string in_quotes(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) out.append(c == quote ? 2 : 1, c);
  return out + quote;
}

/// The shortest text that reads back as the very number.
std::string number_text(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

/// The values of the chosen rows, when all have one, they are few and no other row has any of them.
template <class Key, class Get, class Missing>
std::optional<std::set<Key>> own_values(const RowSet& rows, const RowSet* among, const Get& get,
                                        const Missing& missing, RunControl& run) {
  std::unordered_set<Key> seen;
  bool fits = true;
  rows.for_each([&](std::size_t row) {
    if (!fits) return;
    const Key value = get(row);
    fits = !missing(value);
    if (fits) seen.insert(value);
    fits = fits && seen.size() <= kMostListedValues;
  });
  if (!fits || seen.empty()) return std::nullopt;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (row % kPiece == 0) run.check();
    if (!rows.contains(row) && (!among || among->contains(row)) && seen.contains(get(row)))
      return std::nullopt;
  }
  return std::set<Key>(seen.begin(), seen.end());
}

struct List {
  std::size_t values = 0;
  std::string expression;
};

template <class Key, class Write>
std::optional<List> list_of(const std::string& column, const std::optional<std::set<Key>>& values,
                            const Write& write) {
  if (!values) return std::nullopt;
  std::string text;
  for (const Key& value : *values) text += (text.empty() ? "" : ", ") + write(value);
  return List{values->size(), values->size() == 1 ? column + " = " + text : column + " IN (" + text + ")"};
}

std::optional<List> list_of(const Column& column, const RowSet& rows, const RowSet* among, RunControl& run) {
  const std::string name = in_quotes(column.name, '"');
  if (const auto* text = std::get_if<StringColumn>(&column.values))
    return list_of(name,
                   own_values<std::string_view>(
                       rows, among, [&](std::size_t row) { return (*text)[row]; },
                       [](std::string_view value) { return value.empty(); }, run),
                   [](std::string_view value) { return in_quotes(value, '\''); });
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values))
    return list_of(name,
                   own_values<std::int64_t>(
                       rows, among, [&](std::size_t row) { return (*whole)[row]; },
                       [](std::int64_t value) { return value == kMissingInteger; }, run),
                   [](std::int64_t value) { return std::to_string(value); });
  return std::nullopt;
}

/// From the least to the greatest value of the chosen rows, when no other row lies between.
template <class Value, class Get, class Missing, class Write>
std::string range_of(const Column& column, const RowSet& rows, const RowSet* among, const Get& get,
                     const Missing& missing, const Write& write, RunControl& run) {
  Value least = std::numeric_limits<Value>::max(), most = std::numeric_limits<Value>::lowest();
  bool fits = true;
  rows.for_each([&](std::size_t row) {
    const Value value = get(row);
    fits = fits && !missing(value);
    least = std::min(least, value);
    most = std::max(most, value);
  });
  if (!fits || !(least <= most)) return {};
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (row % kPiece == 0) run.check();
    if (rows.contains(row) || (among && !among->contains(row))) continue;
    const Value value = get(row);
    if (!missing(value) && value >= least && value <= most) return {};
  }
  return in_quotes(column.name, '"') + " BETWEEN " + write(least) + " AND " + write(most);
}

std::string range_of(const Column& column, const RowSet& rows, const RowSet* among, RunControl& run) {
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values))
    return range_of<double>(
        column, rows, among, [&](std::size_t row) { return (*reals)[row]; },
        [](double value) { return !std::isfinite(value); }, [](double value) { return number_text(value); },
        run);
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values))
    return range_of<std::int64_t>(
        column, rows, among, [&](std::size_t row) { return (*whole)[row]; },
        [](std::int64_t value) { return value == kMissingInteger; },
        [](std::int64_t value) { return std::to_string(value); }, run);
  if (const auto* days = std::get_if<Days>(&column.values))
    return range_of<Day>(
        column, rows, among, [&](std::size_t row) { return days->values[row]; },
        [](Day value) { return value == kUnknownDay; },
        [](Day value) { return in_quotes(to_iso_date(value), '\''); }, run);
  return {};
}

}  // namespace

std::string filter_of_rows(const Table& table, const RowSet& rows, const RowSet* among, RunControl& run) {
  if (rows.none()) return {};
  std::optional<List> best;
  for (const Column& column : table.columns) {
    const auto list = list_of(column, rows, among, run);
    if (list && (!best || list->values < best->values)) best = list;
  }
  if (best && best->values <= kShortList) return best->expression;
  for (const Column& column : table.columns)
    if (std::string range = range_of(column, rows, among, run); !range.empty()) return range;
  return best ? best->expression : std::string();
}

}  // namespace agglo
