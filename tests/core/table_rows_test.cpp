// Order, search and summary of rows, and rows by period, against their definitions.
#include "agglo/table_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "agglo/periods.hpp"

namespace agglo {

namespace {

Table random_table(std::size_t rows) {
  std::mt19937 random(9);
  Table table;
  table.row_count = rows;
  std::vector<double> real;
  std::vector<std::int64_t> whole;
  Days day;
  StringColumn text;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto r = random();
    real.push_back(r % 7 == 0 ? std::nan("") : static_cast<double>(static_cast<int>(r % 1000)) - 500.5);
    whole.push_back(r % 5 == 0 ? kMissingInteger : static_cast<std::int64_t>(r % 400) - 200);
    day.values.push_back(r % 6 == 0 ? kUnknownDay : static_cast<Day>(r % 9000) - 3000);
    text.push_back(r % 8 == 0 ? "" : "a common beginning " + std::to_string(r % 300));
  }
  table.add("real", real);
  table.add("whole", whole);
  table.add("day", day);
  table.add("text", text);
  return table;
}

/// -1, 0, 1 by value; missing last.
int compared(const Column& column, std::uint32_t a, std::uint32_t b, bool descending) {
  const auto none = [&](std::uint32_t row) {
    if (const auto* text = std::get_if<StringColumn>(&column.values)) return (*text)[row].empty();
    if (const auto* days = std::get_if<Days>(&column.values)) return days->values[row] == kUnknownDay;
    return std::isnan(column.number(row));
  };
  const bool none_a = none(a), none_b = none(b);
  if (none_a || none_b) return static_cast<int>(none_a) - static_cast<int>(none_b);
  int c = 0;
  if (const auto* text = std::get_if<StringColumn>(&column.values)) {
    c = (*text)[a].compare((*text)[b]);
  } else {
    const auto* days = std::get_if<Days>(&column.values);
    const double x = days ? days->values[a] : column.number(a), y = days ? days->values[b] : column.number(b);
    c = x < y ? -1 : x > y ? 1 : 0;
  }
  return descending ? -c : c;
}

}  // namespace

TEST(TableRows, sorted_by_value_missing_last_ties_by_row) {
  const Table table = random_table(140000);  // several blocks to merge
  RowSet only(table.row_count);
  for (std::size_t row = 0; row < table.row_count; row += 3) only.insert(row);
  for (const Column& column : table.columns)
    for (const bool descending : {false, true})
      for (const RowSet* set : {static_cast<const RowSet*>(nullptr), static_cast<const RowSet*>(&only)}) {
        RunControl run(3);
        const auto rows = sorted_rows(column, descending, set, run);
        std::vector<std::uint32_t> wanted =
            set ? set->first(table.row_count) : std::vector<std::uint32_t>(table.row_count);
        if (!set) std::iota(wanted.begin(), wanted.end(), 0u);
        std::stable_sort(wanted.begin(), wanted.end(), [&](std::uint32_t a, std::uint32_t b) {
          return compared(column, a, b, descending) < 0;
        });
        ASSERT_EQ(rows, wanted) << column.name << descending;
      }
}

TEST(TableRows, a_cancelled_sort_stops) {
  const Table table = random_table(100000);
  RunControl run;
  run.request_stop();
  EXPECT_THROW(sorted_rows(table.columns[0], false, nullptr, run), Error);
}

TEST(TableRows, text_is_found_in_any_column_without_regard_to_case_and_accents) {
  Table table;
  table.row_count = 4;
  StringColumn name;
  for (const char* text : {"Café", "CAFE 12", "", "beta"}) name.push_back(text);
  table.add("name", name);
  table.add("jobs", std::vector<double>{1, 2, 12.5, std::nan("")});
  RunControl run;
  EXPECT_EQ(rows_containing(table, "café", nullptr, run).first(9), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(rows_containing(table, "12", nullptr, run).first(9), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(rows_containing(table, "", nullptr, run).count(), 4u);
  RowSet among(4);
  among.insert(2);
  EXPECT_EQ(rows_containing(table, "12", &among, run).first(9), (std::vector<std::uint32_t>{2}));
}

TEST(TableRows, summary_counts_what_a_map_counts) {
  const Table table = random_table(70000);
  for (const Column& column : table.columns) {
    RunControl run;
    const ColumnSummary summary = summary_of(column, nullptr, run);
    std::map<std::string, std::uint64_t> counts;
    double sum = 0;
    for (std::size_t row = 0; row < table.row_count; ++row)
      if (const std::string text = column.text(row); !text.empty()) {
        ++counts[text];
        if (summary.is_number) sum += column.number(row);
      }
    std::uint64_t known = 0, most = 0;
    for (const auto& [value, count] : counts) known += count, most = std::max(most, count);
    EXPECT_EQ(summary.distinct, counts.size()) << column.name;
    EXPECT_EQ(summary.rows, table.row_count);
    EXPECT_EQ(summary.missing, table.row_count - known);
    ASSERT_EQ(summary.top.size(), 10u);
    EXPECT_EQ(summary.top[0].second, most);
    for (const auto& [value, count] : summary.top) EXPECT_EQ(counts[value], count) << value;
    if (!summary.is_number) continue;
    EXPECT_NEAR(summary.sum, sum, 1e-6 * (1 + std::abs(sum)));
    EXPECT_NEAR(summary.mean * static_cast<double>(known), sum, 1e-6 * (1 + std::abs(sum)));
    std::vector<double> values;
    for (std::size_t row = 0; row < table.row_count; ++row)
      if (const double v = column.number(row); !std::isnan(v)) values.push_back(v);
    std::sort(values.begin(), values.end());
    EXPECT_EQ(std::stod(summary.least), values.front());
    EXPECT_EQ(std::stod(summary.median), values[(values.size() - 1) / 2]);
    EXPECT_EQ(std::stod(summary.greatest), values.back());
  }
}

TEST(TableRows, summary_of_nothing_has_no_values) {
  Table table;
  table.row_count = 2;
  table.add("x", std::vector<double>{std::nan(""), std::nan("")});
  RunControl run;
  const ColumnSummary summary = summary_of(table.columns[0], nullptr, run);
  EXPECT_EQ(summary.missing, 2u);
  EXPECT_EQ(summary.distinct, 0u);
  EXPECT_TRUE(summary.least.empty());
  EXPECT_TRUE(summary.top.empty());
}

TEST(Periods, rows_are_in_a_period_as_defined) {
  std::mt19937 random(2);
  std::vector<Day> first, last;
  for (int i = 0; i < 5000; ++i) {
    first.push_back(random() % 5 == 0 ? kUnknownDay : static_cast<Day>(random() % 100));
    last.push_back(random() % 3 == 0 ? kUnknownDay : static_cast<Day>(random() % 120));
  }
  for (const PeriodRule rule : {PeriodRule::active, PeriodRule::born})
    for (const bool keep : {false, true})
      for (const bool with_last : {false, true}) {
        const Period period{20, 40, rule, keep};
        RunControl run(2);
        const RowSet rows = rows_in_period(
            first, with_last ? std::span<const Day>(last) : std::span<const Day>(), period, run);
        for (std::size_t i = 0; i < first.size(); ++i) {
          const bool ended_before = with_last && last[i] != kUnknownDay && last[i] < 20;
          bool wanted = false;
          if (first[i] == kUnknownDay)
            wanted = keep && !(rule == PeriodRule::active && ended_before);
          else if (rule == PeriodRule::born)
            wanted = first[i] >= 20 && first[i] <= 40;
          else
            wanted = first[i] <= 40 && !ended_before;
          ASSERT_EQ(rows.contains(i), wanted) << i;
        }
      }
}

TEST(Periods, births_are_counted_by_calendar_year) {
  const std::vector<Day> first{*day_from_civil(2010, 1, 1), *day_from_civil(2010, 12, 31),
                               *day_from_civil(2012, 6, 1), kUnknownDay};
  const BirthsByYear births = births_by_year(first);
  EXPECT_EQ(births.first_year, 2010);
  EXPECT_EQ(births.count, (std::vector<std::uint64_t>{2, 0, 1}));
  EXPECT_TRUE(births_by_year(std::vector<Day>{kUnknownDay}).count.empty());
}

}  // namespace agglo
