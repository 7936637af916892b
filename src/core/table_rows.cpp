#include "agglo/table_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>

#include "core/fold_text.hpp"
#include "core/parallel.hpp"

namespace agglo {

namespace {

constexpr std::size_t kMostTop = 10;
constexpr std::uint64_t kMissingKey = std::numeric_limits<std::uint64_t>::max();

/// Eight bytes that order as the value does (text: as its beginning does), greatest when it is missing.
struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
};

std::uint64_t key_of(double value) {
  if (std::isnan(value)) return kMissingKey;
  const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);  // -0 = 0
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}
std::uint64_t key_of(std::int64_t value) {
  if (value == kMissingInteger) return kMissingKey;
  return std::min(static_cast<std::uint64_t>(value) ^ std::uint64_t{1} << 63, kMissingKey - 1);
}
std::uint64_t key_of(Day day) {
  return day == kUnknownDay
             ? kMissingKey
             : static_cast<std::uint64_t>(static_cast<std::int64_t>(day) + (std::int64_t{1} << 40));
}
std::uint64_t key_of(std::string_view text) {
  if (text.empty()) return kMissingKey;
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i)
    key = key << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
  return std::min(key, kMissingKey - 1);
}

std::vector<std::uint32_t> rows_of(std::size_t rows, const RowSet* only) {
  std::vector<std::uint32_t> result;
  result.reserve(only ? only->count() : rows);
  if (only)
    only->for_each([&](std::size_t row) { result.push_back(static_cast<std::uint32_t>(row)); });
  else
    for (std::size_t row = 0; row < rows; ++row) result.push_back(static_cast<std::uint32_t>(row));
  return result;
}

/// Sorts blocks, then merges neighbours until one is left.
template <class Before>
void merge_sort(std::vector<Keyed>& items, const Before& before, RunControl& run) {
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  const std::size_t n = items.size();
  std::size_t passes = 1;
  for (std::size_t width = kBlock; width < n; width *= 2) ++passes;
  run.begin("sorting", n * passes);
  parallel_blocks(n, kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    std::sort(items.begin() + static_cast<std::ptrdiff_t>(begin),
              items.begin() + static_cast<std::ptrdiff_t>(end), before);
  });
  std::vector<Keyed> other(n > kBlock ? n : 0);
  for (std::size_t width = kBlock; width < n; width *= 2) {
    parallel_blocks(n, 2 * width, run, [&](std::size_t begin, std::size_t end, std::size_t) {
      const auto at = [&](std::size_t k) { return items.begin() + static_cast<std::ptrdiff_t>(k); };
      const std::size_t middle = std::min(begin + width, end);
      std::merge(at(begin), at(middle), at(middle), at(end),
                 other.begin() + static_cast<std::ptrdiff_t>(begin), before);
    });
    items.swap(other);
  }
}

template <class Values>
std::vector<Keyed> keyed(const Values& values, const std::vector<std::uint32_t>& rows, bool descending,
                         RunControl& run) {
  std::vector<Keyed> items(rows.size());
  run.begin("reading the column", rows.size());
  parallel_blocks(rows.size(), std::size_t{1} << 16, run,
                  [&](std::size_t begin, std::size_t end, std::size_t) {
                    for (std::size_t k = begin; k < end; ++k) {
                      std::uint64_t key = key_of(values[rows[k]]);
                      if (descending && key != kMissingKey) key = kMissingKey - 1 - key;
                      items[k] = {key, rows[k]};
                    }
                  });
  return items;
}

bool row_contains(const std::vector<const Column*>& columns, std::size_t row, const std::string& wanted,
                  std::string& buffer) {
  for (const Column* column : columns) {
    if (const auto* text = std::get_if<StringColumn>(&column->values))
      fold_text((*text)[row], buffer);
    else
      buffer = column->text(row);
    if (buffer.find(wanted) != std::string::npos) return true;
  }
  return false;
}

/// Columns whose text may contain `wanted`: words are not looked for in numbers.
std::vector<const Column*> columns_for(const Table& table, const std::string& wanted) {
  const bool numeric = wanted.find_first_not_of("0123456789.-+einfa") == std::string::npos;
  std::vector<const Column*> columns;
  for (const Column& column : table.columns)
    if (numeric || std::holds_alternative<StringColumn>(column.values)) columns.push_back(&column);
  return columns;
}

/// Distinct and frequent values, sum and mean of rows in the order of the column, none of them missing.
void count_values(const Column& column, std::span<const std::uint32_t> rows, ColumnSummary& summary,
                  RunControl& run) {
  const auto* text = std::get_if<StringColumn>(&column.values);
  const auto* day = std::get_if<Days>(&column.values);
  const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values);
  const auto same = [&](std::uint32_t a, std::uint32_t b) {
    if (text) return (*text)[a] == (*text)[b];
    if (day) return day->values[a] == day->values[b];
    return whole ? (*whole)[a] == (*whole)[b] : column.number(a) == column.number(b);
  };
  using Run = std::pair<std::uint64_t, std::size_t>;  // how often, and where the first stands
  std::vector<Run> top;
  long double sum = 0;
  run.begin("counting", rows.size());
  for (std::size_t k = 0; k < rows.size();) {
    std::size_t next = k;
    for (; next < rows.size() && same(rows[k], rows[next]); ++next)
      if (summary.is_number) sum += static_cast<long double>(column.number(rows[next]));
    ++summary.distinct;
    const Run equals{next - k, k};
    if (top.size() < kMostTop || top.back().first < equals.first) {
      top.insert(std::upper_bound(top.begin(), top.end(), equals,
                                  [](const Run& a, const Run& b) { return a.first > b.first; }),
                 equals);
      if (top.size() > kMostTop) top.pop_back();
    }
    if (summary.distinct % 4096 == 0) run.check();
    k = next;
  }
  summary.sum = static_cast<double>(sum);
  summary.mean = static_cast<double>(sum / static_cast<long double>(rows.size()));
  for (const auto& [count, position] : top) summary.top.emplace_back(column.text(rows[position]), count);
}

}  // namespace

std::vector<std::uint32_t> sorted_rows(const Column& column, bool descending, const RowSet* only,
                                       RunControl& run) {
  std::vector<std::uint32_t> rows = rows_of(column.size(), only);
  std::vector<Keyed> items;
  if (const auto* text = std::get_if<StringColumn>(&column.values)) {
    items = keyed(*text, rows, descending, run);
    merge_sort(
        items,
        [text, descending](const Keyed& a, const Keyed& b) {
          if (a.key != b.key) return a.key < b.key;
          if (a.key != kMissingKey)
            if (const int c = (*text)[a.row].compare((*text)[b.row]); c != 0)
              return descending ? c > 0 : c < 0;
          return a.row < b.row;
        },
        run);
  } else {
    if (const auto* days = std::get_if<Days>(&column.values))
      items = keyed(days->values, rows, descending, run);
    else if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values))
      items = keyed(*whole, rows, descending, run);
    else
      items = keyed(std::get<std::vector<double>>(column.values), rows, descending, run);
    merge_sort(
        items, [](const Keyed& a, const Keyed& b) { return a.key != b.key ? a.key < b.key : a.row < b.row; },
        run);
  }
  for (std::size_t k = 0; k < items.size(); ++k) rows[k] = items[k].row;
  return rows;
}

RowSet rows_containing(const Table& table, std::string_view text, const RowSet* among, RunControl& run) {
  const std::size_t n = table.row_count;
  const std::string wanted = folded(text);
  if (wanted.empty()) return among ? *among : RowSet(n, true);
  RowSet rows(n);
  const auto words = rows.words();
  const std::vector<const Column*> columns = columns_for(table, wanted);
  run.begin("searching", n);
  parallel_blocks(n, std::size_t{1} << 14, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    std::string buffer;
    for (std::size_t row = begin; row < end; ++row)
      if ((!among || among->contains(row)) && row_contains(columns, row, wanted, buffer))
        words[row / 64] |= std::uint64_t{1} << (row % 64);
  });
  return rows;
}

ColumnSummary summary_of(const Column& column, const RowSet* only, RunControl& run) {
  ColumnSummary summary;
  const std::vector<std::uint32_t> rows = sorted_rows(column, false, only, run);
  const auto end = std::partition_point(rows.begin(), rows.end(),
                                        [&](std::uint32_t row) { return !column.text(row).empty(); });
  const auto known = static_cast<std::size_t>(end - rows.begin());
  summary.is_number =
      !std::holds_alternative<Days>(column.values) && !std::holds_alternative<StringColumn>(column.values);
  summary.rows = rows.size();
  summary.missing = rows.size() - known;
  if (known == 0) return summary;
  summary.least = column.text(rows[0]);
  summary.median = column.text(rows[(known - 1) / 2]);
  summary.greatest = column.text(rows[known - 1]);
  count_values(column, std::span(rows).first(known), summary, run);
  return summary;
}

}  // namespace agglo
