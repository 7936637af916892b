// Charts: bins, counts and what a place in a chart selects, against looking at every row.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "fixture.hpp"
#include "viewer/charts/axis_ticks.hpp"
#include "viewer/charts/chart_counts.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kRows = 700'001;  // several threads, a broken last word

std::shared_ptr<const Table> firms_table() {
  std::mt19937 random(11);
  std::vector<double> jobs(kRows), turnover(kRows);
  std::vector<std::int64_t> floors(kRows);
  StringColumn sector;
  Days born, closed;
  for (std::size_t row = 0; row < kRows; ++row) {
    jobs[row] = row % 17 == 0 ? std::nan("") : static_cast<double>(1 + random() % 900);
    turnover[row] = std::exp(static_cast<double>(random() % 1200) / 100.0);
    floors[row] = row % 23 == 0 ? kMissingInteger : static_cast<std::int64_t>(random() % 30);
    // Sector 0 is the most frequent, 19 the least.
    sector.push_back(row % 19 == 0 ? "" : "sector " + std::to_string(std::min(random() % 20, random() % 20)));
    born.values.push_back(row % 13 == 0 ? kUnknownDay
                                        : *day_from_civil(1990 + static_cast<int>(random() % 30),
                                                          1 + static_cast<int>(random() % 12), 28));
    closed.values.push_back(row % 3 == 0 ? *day_from_civil(2000 + static_cast<int>(random() % 20), 12, 31)
                                         : kUnknownDay);
  }
  auto table = std::make_shared<Table>();
  table->row_count = kRows;
  table->add("jobs", jobs);
  table->add("turnover", turnover, "EUR");
  table->add("floors", floors);
  table->add("sector", sector);
  table->add("born", born);
  table->add("closed", closed);
  return table;
}

class Charts : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    RunControl run;
    numbers = new LayerNumbers(layer_numbers({"firms", firms_table(), nullptr, true}, run));
    some = new RowSet(kRows);
    for (std::size_t row = 0; row < kRows; ++row)
      if (row % 5 == 0 || (row > 200'000 && row < 260'000)) some->insert(row);
  }
  static void TearDownTestSuite() {
    delete numbers;
    delete some;
  }
  static ChartBins bins_of(const ChartSlot& slot) {
    RunControl run;
    return chart_bins(*numbers, slot, run);
  }
  static double number(const char* column, std::size_t row) { return numbers->find(column)->number(row); }
  static LayerNumbers* numbers;
  static RowSet* some;
};
LayerNumbers* Charts::numbers = nullptr;
RowSet* Charts::some = nullptr;

}  // namespace

TEST_F(Charts, histogram_counts_every_value_once_and_missing_apart) {
  for (const char* column : {"jobs", "turnover", "floors"})
    for (const bool log : {false, true})
      for (const RowSet* rows : {static_cast<const RowSet*>(nullptr), static_cast<const RowSet*>(some)}) {
        const ChartBins bins = bins_of({.kind = ChartKind::histogram, .x = column, .log_x = log});
        EXPECT_EQ(bins.x.log, log);
        const ChartCounts counts = count_rows(bins, rows, numbers->jobs);
        std::vector<double> wanted(bins.x.bins, 0.0);
        double missing = 0, zeros = 0;
        for (std::size_t row = 0; row < kRows; ++row) {
          if (rows && !rows->contains(row)) continue;
          const double v = number(column, row);
          if (std::isnan(v) || (log && !(v > 0))) {
            ++(std::isnan(v) ? missing : zeros);
            continue;
          }
          std::size_t k = 0;
          while (k + 1 < bins.x.bins && v >= bins.x.edge(static_cast<double>(k + 1)) * (1 - 1e-10)) ++k;
          ++wanted[k];
        }
        EXPECT_EQ(counts.amount, wanted) << column << log;
        EXPECT_EQ(counts.missing, missing);
        EXPECT_EQ(counts.not_above_zero, zeros) << column << log;
      }
}

TEST_F(Charts, bins_of_whole_numbers_have_whole_edges) {
  const ChartBins bins = bins_of({.kind = ChartKind::histogram, .x = "floors", .log_x = false});
  EXPECT_EQ(bins.x.step, 1);
  EXPECT_EQ(bins.x.bins, 30u);
  EXPECT_EQ(bin_text(bins.x, 7), "7");
}

TEST_F(Charts, values_with_a_long_tail_get_a_logarithmic_axis) {
  EXPECT_TRUE(bins_of({.kind = ChartKind::histogram, .x = "turnover"}).x.log);
  EXPECT_FALSE(bins_of({.kind = ChartKind::histogram, .x = "jobs"}).x.log);
}

TEST_F(Charts, bars_show_the_most_frequent_and_the_rest) {
  const ChartBins bins = bins_of({.kind = ChartKind::bars, .x = "sector"});
  std::map<std::string, double> all, chosen;
  double missing = 0;
  const auto& sector = std::get<StringColumn>(numbers->find("sector")->values);
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::string value(sector[row]);
    if (!value.empty()) ++all[value];
    if (!some->contains(row)) continue;
    (value.empty() ? missing : chosen[value])++;
  }
  ASSERT_EQ(bins.labels.size(), 20u);
  for (std::size_t k = 1; k < bins.labels.size(); ++k)
    EXPECT_GE(all[bins.labels[k - 1]], all[bins.labels[k]]);
  const ChartCounts by_value = count_rows(bins, some, numbers->jobs);
  const BarOrder order = order_bars(bins, by_value);
  ASSERT_EQ(order.bars(), kMostBars);
  EXPECT_EQ(order.others, 20 - kMostBars + 1);
  const ChartCounts counts = by_bar(order, by_value);
  double rest = 0;
  for (const auto& [value, count] : chosen) rest += count;
  for (std::size_t k = 0; k < order.values.size(); ++k) {
    EXPECT_EQ(counts.amount[k], chosen[bins.labels[order.values[k]]]);
    rest -= counts.amount[k];
  }
  EXPECT_EQ(counts.amount.back(), rest);
  EXPECT_EQ(counts.missing, missing);
}

TEST_F(Charts, bars_are_ordered_by_the_rows_shown) {
  const ChartBins bins = bins_of({.kind = ChartKind::bars, .x = "sector"});
  RowSet shown(kRows);  // of the most frequent sector few, of the three least frequent all
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::uint16_t value = bins.bin[row];
    if (value != ChartBins::kNone && (value >= 17 || (value == 0 && row % 4096 == 1))) shown.insert(row);
  }
  const BarOrder order = order_bars(bins, count_rows(bins, &shown, numbers->jobs));
  EXPECT_EQ(order.values, (std::vector<std::uint16_t>{17, 18, 19, 0}));
  EXPECT_FALSE(order.has_other());
  std::vector<char> last(order.bars(), 0);
  last[2] = 1;
  const RowSet rows = rows_in_bins(bins, values_of_bars(order, last, bins.size()), YearsPick::births, &shown);
  for (std::size_t row = 0; row < kRows; ++row) ASSERT_EQ(rows.contains(row), bins.bin[row] == 19) << row;
}

TEST_F(Charts, the_bar_of_the_rest_selects_the_rest) {
  const ChartBins bins = bins_of({.kind = ChartKind::bars, .x = "sector"});
  const BarOrder order = order_bars(bins, count_rows(bins, nullptr, numbers->jobs));
  std::vector<char> rest(order.bars(), 0);
  rest.back() = 1;
  const RowSet rows =
      rows_in_bins(bins, values_of_bars(order, rest, bins.size()), YearsPick::births, nullptr);
  for (std::size_t row = 0; row < kRows; ++row) {
    const bool named =
        std::find(order.values.begin(), order.values.end(), bins.bin[row]) != order.values.end();
    ASSERT_EQ(rows.contains(row), bins.bin[row] != ChartBins::kNone && !named) << row;
  }
}

TEST_F(Charts, bars_of_jobs_sum_jobs) {
  const ChartBins bins = bins_of({.kind = ChartKind::bars, .x = "sector", .jobs = true});
  const ChartCounts counts = count_rows(bins, some, numbers->jobs);
  std::vector<double> wanted(bins.x.bins, 0.0);
  some->for_each([&](std::size_t row) {
    if (bins.bin[row] != ChartBins::kNone && !std::isnan(number("jobs", row)))
      wanted[bins.bin[row]] += number("jobs", row);
  });
  EXPECT_EQ(counts.amount, wanted);  // whole numbers: the order of adding does not matter
}

TEST_F(Charts, years_count_births_closings_and_stock) {
  const ChartBins bins = bins_of({.kind = ChartKind::years, .x = "born", .y = "closed"});
  EXPECT_EQ(bins.x.edge(0), 1990);
  ASSERT_EQ(bins.x.bins, 30u);
  std::vector<double> births(30, 0.0), closings(30, 0.0), stock(30, 0.0);
  const auto& born = std::get<Days>(numbers->find("born")->values).values;
  const auto& closed = std::get<Days>(numbers->find("closed")->values).values;
  const auto year = [](Day day) { return std::stoi(to_iso_date(day).substr(0, 4)) - 1990; };
  some->for_each([&](std::size_t row) {
    if (born[row] == kUnknownDay) return;
    ++births[static_cast<std::size_t>(year(born[row]))];
    const int end = closed[row] == kUnknownDay ? 99 : year(closed[row]);
    if (end != 99) ++closings[static_cast<std::size_t>(end)];
    for (int y = 0; y < 30; ++y) stock[static_cast<std::size_t>(y)] += (year(born[row]) <= y) - (end <= y);
  });
  const ChartCounts counts = count_rows(bins, some, numbers->jobs);
  EXPECT_EQ(counts.amount, births);
  EXPECT_EQ(counts.closings, closings);
  EXPECT_EQ(counts.stock(), stock);
}

TEST_F(Charts, scatter_cells_hold_every_pair) {
  const ChartBins bins =
      bins_of({.kind = ChartKind::scatter, .x = "jobs", .y = "turnover", .log_x = false, .log_y = true});
  const ChartCounts counts = count_rows(bins, some, numbers->jobs);
  double sum = 0, pairs = 0;
  for (const double n : counts.amount) sum += n;
  some->for_each([&](std::size_t row) { pairs += std::isnan(number("jobs", row)) ? 0 : 1; });
  EXPECT_EQ(sum, pairs);
  for (const std::size_t row : {std::size_t{1}, std::size_t{500}, std::size_t{699'999}}) {
    ASSERT_NE(bins.bin[row], ChartBins::kNone);
    const std::size_t x = bins.bin[row] % bins.x.bins, y = bins.bin[row] / bins.x.bins;
    EXPECT_GE(number("jobs", row), bins.x.edge(static_cast<double>(x)) - 1e-6);
    EXPECT_LE(number("jobs", row), bins.x.edge(static_cast<double>(x + 1)) + 1e-6);
    EXPECT_GE(number("turnover", row), bins.y.edge(static_cast<double>(y)) * (1 - 1e-6));
    EXPECT_LE(number("turnover", row), bins.y.edge(static_cast<double>(y + 1)) * (1 + 1e-6));
  }
}

TEST_F(Charts, a_range_selects_its_rows_among_those_shown) {
  const ChartBins bins = bins_of({.kind = ChartKind::histogram, .x = "floors", .log_x = false});
  std::vector<char> wanted(bins.x.bins, 0);
  wanted[3] = wanted[4] = 1;
  const RowSet rows = rows_in_bins(bins, wanted, YearsPick::births, some);
  for (std::size_t row = 0; row < kRows; ++row) {
    const double v = number("floors", row);
    ASSERT_EQ(rows.contains(row), some->contains(row) && (v == 3 || v == 4)) << row;
  }
}

TEST_F(Charts, years_select_births_closings_or_firms_in_business) {
  const ChartBins bins = bins_of({.kind = ChartKind::years, .x = "born", .y = "closed"});
  std::vector<char> wanted(bins.x.bins, 0);
  wanted[15] = wanted[16] = 1;  // 2005 and 2006
  const auto& born = std::get<Days>(numbers->find("born")->values).values;
  const auto& closed = std::get<Days>(numbers->find("closed")->values).values;
  const Day first = *day_from_civil(2005, 1, 1), last = *day_from_civil(2006, 12, 31);
  const RowSet births = rows_in_bins(bins, wanted, YearsPick::births, nullptr);
  const RowSet closings = rows_in_bins(bins, wanted, YearsPick::closings, nullptr);
  const RowSet stock = rows_in_bins(bins, wanted, YearsPick::stock, nullptr);
  for (std::size_t row = 0; row < kRows; ++row) {
    const bool known = born[row] != kUnknownDay, open = closed[row] == kUnknownDay;
    ASSERT_EQ(births.contains(row), known && born[row] >= first && born[row] <= last) << row;
    ASSERT_EQ(closings.contains(row), known && !open && closed[row] >= first && closed[row] <= last) << row;
    ASSERT_EQ(stock.contains(row), known && born[row] <= last && (open || closed[row] >= first)) << row;
  }
}

TEST_F(Charts, totals_count_rows_and_jobs) {
  const Totals totals = totals_of(*numbers, some, kRows);
  double jobs = 0;
  std::size_t without = 0;
  some->for_each([&](std::size_t row) {
    if (std::isnan(number("jobs", row)))
      ++without;
    else
      jobs += number("jobs", row);
  });
  EXPECT_EQ(totals.rows, some->count());
  EXPECT_EQ(totals.firms, static_cast<double>(some->count()));
  EXPECT_EQ(totals.jobs, jobs);
  EXPECT_EQ(totals.without_jobs, without);
  EXPECT_EQ(totals_of(*numbers, nullptr, kRows).rows, kRows);
}

TEST_F(Charts, counts_follow_a_change_of_the_rows_exactly) {
  std::mt19937 random(12);
  RowSet after = *some;
  for (int k = 0; k < 20'000; ++k) after.insert(random() % kRows), after.erase(random() % kRows);
  const auto change = change_between(*some, after, kRows);
  ASSERT_TRUE(change);
  EXPECT_GT(change->came.size(), 10'000u);
  EXPECT_GT(change->gone.size(), 4'000u);
  EXPECT_FALSE(change_between(*some, after, change->came.size() + change->gone.size() - 1));
  for (const ChartSlot& slot :
       {ChartSlot{.kind = ChartKind::bars, .x = "sector"},
        ChartSlot{.kind = ChartKind::bars, .x = "sector", .jobs = true},
        ChartSlot{.kind = ChartKind::histogram, .x = "jobs", .log_x = true},
        ChartSlot{.kind = ChartKind::scatter, .x = "floors", .y = "turnover", .log_x = true},
        ChartSlot{.kind = ChartKind::years, .x = "born", .y = "closed"},
        ChartSlot{.kind = ChartKind::histogram, .x = "no such column"}}) {
    const ChartBins bins = bins_of(slot);
    ChartCounts counts = count_rows(bins, some, numbers->jobs);
    follow_change(bins, *change, numbers->jobs, counts);
    EXPECT_EQ(counts, count_rows(bins, &after, numbers->jobs)) << slot.x;
  }
  Totals totals = totals_of(*numbers, some, kRows);
  follow_change(*numbers, *change, totals);
  EXPECT_EQ(totals, totals_of(*numbers, &after, kRows));
}

TEST(ChartColumns, sums_are_exact_for_whole_and_half_numbers) {
  const auto exact = [](std::vector<double> jobs) {
    auto table = std::make_shared<Table>();
    table->row_count = jobs.size();
    table->add("jobs", std::move(jobs));
    RunControl run;
    return layer_numbers({"firms", table, nullptr, true}, run).sums_are_exact;
  };
  EXPECT_TRUE(exact({1, 2.5, -3, std::nan("")}));
  EXPECT_FALSE(exact({1, 2.25}));
  EXPECT_FALSE(exact({1, 1e7}));
  EXPECT_FALSE(exact({1, std::numeric_limits<double>::infinity()}));
}

TEST(ChartColumns, jobs_are_the_middle_of_their_class) {
  auto table = std::make_shared<Table>();
  table->row_count = 4;
  table->add("jobs_lo", std::vector<double>{1, 10, 250, std::nan("")});
  table->add("jobs_hi", std::vector<double>{9, 10, std::numeric_limits<double>::infinity(), 5});
  RunControl run;
  const LayerNumbers numbers = layer_numbers({"firms", table, nullptr, true}, run);
  ASSERT_EQ(numbers.jobs.size(), 4u);
  EXPECT_EQ(numbers.jobs[0], 5);
  EXPECT_EQ(numbers.jobs[1], 10);
  EXPECT_EQ(numbers.jobs[2], 250);
  EXPECT_TRUE(std::isnan(numbers.jobs[3]));
}

TEST(ChartColumns, a_column_without_values_or_of_the_wrong_kind_makes_no_bins) {
  auto table = std::make_shared<Table>();
  table->row_count = 2;
  table->add("empty", std::vector<double>{std::nan(""), std::nan("")});
  StringColumn text;
  text.push_back("a");
  text.push_back("b");
  table->add("text", text);
  RunControl run;
  const LayerNumbers numbers = layer_numbers({"t", table, nullptr, false}, run);
  EXPECT_EQ(chart_bins(numbers, {.kind = ChartKind::histogram, .x = "empty"}, run).size(), 0u);
  EXPECT_FALSE(chart_bins(numbers, {.kind = ChartKind::histogram, .x = "text"}, run).usable);
  EXPECT_FALSE(chart_bins(numbers, {.kind = ChartKind::scatter, .x = "empty", .y = "gone"}, run).usable);
  EXPECT_FALSE(chart_bins(numbers, {.kind = ChartKind::bars, .x = "empty"}, run).usable);
}

TEST(ChartColumns, zeros_do_not_keep_a_long_tail_from_a_logarithmic_axis) {
  auto table = std::make_shared<Table>();
  table->row_count = 1000;
  std::vector<double> jobs(1000, 2), mostly(1000, 0);
  for (std::size_t row = 0; row < 300; ++row) jobs[row] = 0;
  for (std::size_t row = 990; row < 1000; ++row) jobs[row] = mostly[row] = 5000;
  table->add("jobs", jobs);
  table->add("mostly", mostly);
  RunControl run;
  const LayerNumbers numbers = layer_numbers({"t", table, nullptr, false}, run);
  const ChartBins bins = chart_bins(numbers, {.kind = ChartKind::histogram, .x = "jobs"}, run);
  EXPECT_TRUE(bins.x.log);
  const ChartCounts counts = count_rows(bins, nullptr, numbers.jobs);
  EXPECT_EQ(counts.not_above_zero, 300);
  EXPECT_EQ(counts.missing, 0);
  EXPECT_FALSE(chart_bins(numbers, {.kind = ChartKind::histogram, .x = "mostly"}, run).x.log)
      << "most rows would not be on the axis";
}

TEST(ChartColumns, years_have_no_marks_between_their_digits) {
  auto table = std::make_shared<Table>();
  table->row_count = 100;
  std::vector<double> years(100), metres(100);
  for (std::size_t row = 0; row < 100; ++row) years[row] = metres[row] = 1900 + static_cast<double>(row);
  table->add("founded", years);
  table->add("metres", metres);
  RunControl run;
  const LayerNumbers numbers = layer_numbers({"t", table, nullptr, false}, run);
  const auto first_tick = [&](const char* column) {
    return axis_ticks(chart_bins(numbers, {.kind = ChartKind::histogram, .x = column}, run).x, 5)[0].text;
  };
  EXPECT_EQ(first_tick("founded"), "1900");
  EXPECT_EQ(first_tick("metres"), "1,900");
}

TEST(ChartTicks, have_the_marks_of_the_language) {
  ASSERT_TRUE(use_language("es"));
  EXPECT_EQ(short_number(12500), "12,5k");
  EXPECT_EQ(short_number(1250), "1.250");
  EXPECT_EQ(short_number(0.25), "0,25");
  use_language("en");
}

TEST(ChartTicks, are_round_and_cover_the_amounts) {
  EXPECT_EQ(short_number(950), "950");
  EXPECT_EQ(short_number(1250), "1,250");
  EXPECT_EQ(short_number(12500), "12.5k");
  EXPECT_EQ(short_number(3'400'000), "3.4M");
  EXPECT_EQ(short_number(0.25), "0.25");
  const auto amounts = amount_ticks(1300, 4);
  EXPECT_GE(amounts.back().position, 1300);
  EXPECT_EQ(amounts.front().text, "0");
  ChartAxis years{.column = "born", .unit = "", .years = true, .from = 1990, .step = 1, .bins = 30};
  for (const AxisTick& tick : axis_ticks(years, 5)) EXPECT_EQ(std::stoi(tick.text) % 10, 0);
}

}  // namespace agglo::viewer
