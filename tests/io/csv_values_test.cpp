#include "io/csv_values.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "io/import_places.hpp"
#include "io/import_values.hpp"

namespace agglo {
namespace {

ColumnValues typed(std::initializer_list<const char*> cells, char decimal = '.') {
  StringColumn column;
  for (const char* cell : cells) column.push_back(cell);
  return typed_values(std::move(column), decimal);
}

template <class T>
bool is(const ColumnValues& values) {
  return std::holds_alternative<T>(values);
}

TEST(CsvValues, types_need_every_value) {
  EXPECT_TRUE(is<std::vector<std::int64_t>>(typed({"1", "", "-3", "NA"})));
  EXPECT_TRUE(is<std::vector<double>>(typed({"1", "2.5", "1e3"})));
  EXPECT_TRUE(is<StringColumn>(typed({"1", "2.5", "x"})));
  EXPECT_TRUE(is<Days>(typed({"2015-07-01", "2015/7/2", "2015-07-01T00:00:00"})));
  EXPECT_TRUE(is<StringColumn>(typed({"", ""})));
  EXPECT_TRUE(is<StringColumn>(typed({})));
}

TEST(CsvValues, codes_stay_text) {
  EXPECT_TRUE(is<StringColumn>(typed({"00123", "45678"})));
  EXPECT_TRUE(is<StringColumn>(typed({"9007199254740993", "1"})));
  EXPECT_TRUE(is<std::vector<std::int64_t>>(typed({"9007199254740992", "1"})));
  EXPECT_TRUE(is<StringColumn>(typed({"+34955", "1"})));
  EXPECT_TRUE(is<StringColumn>(typed({"NA", "EU"})));
}

TEST(CsvValues, decimal_sign_is_the_columns_majority) {
  const ColumnValues commas = typed({"19,4326", "-99,13"});
  ASSERT_TRUE(is<std::vector<double>>(commas));
  EXPECT_EQ(std::get<std::vector<double>>(commas)[0], 19.4326);
  EXPECT_TRUE(is<StringColumn>(typed({"1,234", "5,678"}, '.')));
  EXPECT_TRUE(is<std::vector<double>>(typed({"1,234", "5,678"}, ',')));
}

TEST(CsvValues, numbers_with_grouped_thousands) {
  EXPECT_EQ(parse_number("1,234,567.5", '.', true), 1234567.5);
  EXPECT_EQ(parse_number("1.234.567,5", ',', true), 1234567.5);
  EXPECT_FALSE(parse_number("1,23,456", '.', true));
  EXPECT_FALSE(parse_number("1,234", '.', false));
  EXPECT_FALSE(parse_number("inf", '.', true));
  EXPECT_FALSE(parse_number("0x10", '.', true));
  EXPECT_FALSE(parse_number("", '.', true));
}

Day day(int y, int m, int d) {
  return *day_from_civil(y, m, d);
}

TEST(CsvValues, dates_take_their_order_from_the_column) {
  const ColumnValues day_first = typed({"03/04/2015", "31/12/2015"});
  ASSERT_TRUE(is<Days>(day_first));
  EXPECT_EQ(std::get<Days>(day_first).values[0], day(2015, 4, 3));
  const ColumnValues month_first = typed({"03/04/2015", "12/31/2015"});
  EXPECT_EQ(std::get<Days>(month_first).values[0], day(2015, 3, 4));
  EXPECT_TRUE(is<StringColumn>(typed({"03/04/2015", "05/06/2015"})));  // nothing tells
  EXPECT_TRUE(is<StringColumn>(typed({"13/04/2015", "04/13/2015"})));  // both
  EXPECT_TRUE(is<StringColumn>(typed({"2015-02-30"})));                // no such day
  EXPECT_TRUE(is<StringColumn>(typed({"2015-02-03T10:20:00"})));       // a time would be lost
}

TEST(CsvValues, years_and_months_count_from_their_first_or_last_day) {
  EXPECT_FALSE(split_date("2016", false));
  EXPECT_EQ(day_of(*split_date("2016", true), DateOrder::unknown, false), day(2016, 1, 1));
  EXPECT_EQ(day_of(*split_date("2016.0", true), DateOrder::unknown, true), day(2016, 12, 31));
  EXPECT_EQ(day_of(*split_date("2013.9999999999998", true), DateOrder::unknown, false), day(2014, 1, 1));
  EXPECT_EQ(day_of(*split_date("2016-02", true), DateOrder::unknown, true), day(2016, 2, 29));
  EXPECT_EQ(day_of(*split_date("20150731", true), DateOrder::unknown, false), day(2015, 7, 31));
  EXPECT_EQ(day_of(*split_date("12-MAR-2015", true), DateOrder::unknown, false), day(2015, 3, 12));
  EXPECT_EQ(day_of(*split_date("31.12.2015", true), DateOrder::month_first, false), day(2015, 12, 31));
  for (const char* bad : {"hello", "1/2/15", "2015-13", "12:30", "1-2-3-4", "2015-07-01x"}) {
    const auto parts = split_date(bad, true);
    EXPECT_FALSE(parts && day_of(*parts, DateOrder::day_first, false)) << bad;
  }
}

TEST(JobBands, the_usual_ways_of_writing) {
  constexpr double kOpen = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<const char*, JobBand>> cases{{"12", {12, 12}},
                                                           {"1-9", {1, 9}},
                                                           {"10 to 19", {10, 19}},
                                                           {"250+", {250, kOpen}},
                                                           {"250 or more", {250, kOpen}},
                                                           {"0 a 5 personas", {0, 5}},
                                                           {"101 a 250 personas", {101, 250}},
                                                           {">250", {251, kOpen}},
                                                           {">=250", {250, kOpen}},
                                                           {"more than 50", {51, kOpen}},
                                                           {"<5", {0, 4}},
                                                           {"up to 5", {0, 5}},
                                                           {"1,000 - 4,999", {1000, 4999}},
                                                           {"10\xE2\x80\x93"
                                                            "19",
                                                            {10, 19}},
                                                           {"251 y m\xC3\xA1s personas", {251, kOpen}},
                                                           {"au moins 50", {50, kOpen}},
                                                           {"1 \xC3\xA0 2 salari\xC3\xA9s", {1, 2}},
                                                           {"12 employees", {12, 12}},
                                                           {"at least 10", {10, kOpen}},
                                                           {"7.5", {7.5, 7.5}}};
  for (const auto& [text, band] : cases) {
    const auto found = parse_job_band(text, '.');
    ASSERT_TRUE(found) << text;
    EXPECT_EQ(found->lo, band.lo) << text;
    EXPECT_EQ(found->hi, band.hi) << text;
  }
}

TEST(JobBands, what_is_no_band_is_refused) {
  for (const char* text : {"", "many", "-5", "9-1", "1-2-3", "Jan-19", "12 apples", "3 4", "5-", "N/A"})
    EXPECT_FALSE(parse_job_band(text, '.')) << text;
}

TEST(Coordinates, degrees_minutes_seconds) {
  EXPECT_NEAR(*parse_dms("41\xC2\xB0"
                         "24'12.2\"N"),
              41.40338889, 1e-8);
  EXPECT_NEAR(*parse_dms("2 10 26.5 W"), -2.17402778, 1e-8);
  EXPECT_NEAR(*parse_dms("-41:24:12"), -41.40333333, 1e-8);
  EXPECT_NEAR(*parse_dms("S33.5"), -33.5, 1e-12);
  for (const char* bad : {"", "12", "12 70 1 N", "north", "1 2 3 4"}) EXPECT_FALSE(parse_dms(bad)) << bad;
}

}  // namespace
}  // namespace agglo
