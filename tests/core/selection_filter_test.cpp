// An expression made of chosen rows chooses them again.
#include "agglo/selection_filter.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "agglo/where.hpp"

namespace agglo {
namespace {

constexpr std::size_t kRows = 3000;

Table sample() {
  Table table;
  table.row_count = kRows;
  StringColumn id, sector;
  std::vector<double> jobs(kRows);
  std::vector<std::int64_t> cluster(kRows);
  Days born;
  for (std::size_t row = 0; row < kRows; ++row) {
    id.push_back("firm " + std::to_string(row));
    sector.push_back(row % 11 == 0 ? "" : "it's \"" + std::to_string(row % 7) + "\"");
    jobs[row] = row % 13 == 0 ? std::nan("") : static_cast<double>(row * 7919 % 1000) / 7;
    cluster[row] = row % 17 == 0 ? kMissingInteger : static_cast<std::int64_t>(row % 40) - 1;
    born.values.push_back(row % 19 == 0 ? kUnknownDay : static_cast<Day>(row * 31 % 9000));
  }
  table.add("id", id);
  table.add("sector of work", sector);
  table.add("jobs", jobs);
  table.add("cluster", cluster);
  table.add("born", born);
  return table;
}

class SelectionFilter : public testing::Test {
 protected:
  /// The rows for which `chosen` holds come back from their expression.
  std::string round_trip(const auto& chosen, const RowSet* among = nullptr) {
    RowSet rows(kRows);
    for (std::size_t row = 0; row < kRows; ++row)
      if (chosen(row)) rows.insert(row);
    const std::string expression = filter_of_rows(table, rows, among, run);
    if (expression.empty()) return expression;
    RowSet again = rows_where(table, expression, run);
    if (among) again &= *among;
    EXPECT_EQ(again, rows) << expression;
    return expression;
  }
  Table table = sample();
  RunControl run;
};

}  // namespace

TEST_F(SelectionFilter, values_of_a_text_column) {
  const auto& sector = std::get<StringColumn>(table.at("sector of work").values);
  EXPECT_EQ(round_trip([&](std::size_t row) { return sector[row] == "it's \"3\""; }),
            "\"sector of work\" = 'it''s \"3\"'");
}

TEST_F(SelectionFilter, values_of_a_whole_number_column) {
  const auto& cluster = std::get<std::vector<std::int64_t>>(table.at("cluster").values);
  EXPECT_EQ(round_trip([&](std::size_t row) { return cluster[row] == 3 || cluster[row] == -1; }),
            "\"cluster\" IN (-1, 3)");
}

TEST_F(SelectionFilter, a_range_of_numbers_or_dates) {
  EXPECT_TRUE(round_trip([&](std::size_t row) {
                const double jobs = table.at("jobs").number(row);
                return jobs >= 20 && jobs < 90;
              }).starts_with("\"jobs\" BETWEEN "));
  const auto& born = std::get<Days>(table.at("born").values).values;
  EXPECT_TRUE(round_trip([&](std::size_t row) {
                return born[row] != kUnknownDay && born[row] > 3000 && born[row] < 6000;
              }).starts_with("\"born\" BETWEEN '"));
}

TEST_F(SelectionFilter, any_rows_by_a_list_of_names) {
  EXPECT_TRUE(round_trip([](std::size_t row) { return row % 29 == 5; }).starts_with("\"id\" IN ("));
}

TEST_F(SelectionFilter, rows_that_another_filter_leaves_out_do_not_matter) {
  RowSet among(kRows);
  for (std::size_t row = 0; row < kRows; row += 2) among.insert(row);
  const auto& cluster = std::get<std::vector<std::int64_t>>(table.at("cluster").values);
  const auto chosen = [&](std::size_t row) { return row % 2 == 0 && cluster[row] == 7; };
  EXPECT_EQ(round_trip(chosen, &among), "\"cluster\" = 7");
}

TEST_F(SelectionFilter, none_when_too_many_names_would_be_needed) {
  EXPECT_EQ(round_trip([](std::size_t row) { return row % 6 != 5; }), "");
  EXPECT_EQ(filter_of_rows(table, RowSet(kRows), nullptr, run), "");
}

}  // namespace agglo
