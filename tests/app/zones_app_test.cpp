// The zones and map operations: filters, dates, rings without firms.
#include <gtest/gtest.h>

#include <cmath>

#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

/// A zone of 1 km, one firm with jobs and one without inside, one without known jobs 1.5 km out.
Dataset one_zone() {
  return dataset({firms_layer({{500, 500, "A", 10, 19}, {600, 500, "B"}, {2500, 500, "A"}}),
                  box_layer(Role::zones, 0, 0, 1000, 1000)},
                 true);
}

TEST(ZonesOperation, a_ring_without_firms_has_no_jobs_and_one_without_known_jobs_misses_them) {
  const Outcome outcome = run(one_zone(), "zones");
  const Table& table =
      outcome.layers[0].table->row_count == 1 ? *outcome.layers[0].table : *outcome.layers[1].table;
  EXPECT_EQ(table.at("firms_inside").number(0), 2);
  EXPECT_EQ(table.at("jobs_lo_inside").number(0), 10);
  EXPECT_EQ(table.at("jobs_hi_inside").number(0), 19);
  EXPECT_EQ(table.at("firms_0_1_km").number(0), 0);
  EXPECT_EQ(table.at("jobs_lo_0_1_km").number(0), 0);
  EXPECT_EQ(table.at("jobs_hi_0_1_km").number(0), 0);
  EXPECT_EQ(table.at("firms_1_2_km").number(0), 1);
  EXPECT_TRUE(std::isnan(table.at("jobs_lo_1_2_km").number(0)));
}

TEST(ZonesOperation, a_filter_that_leaves_no_firm_is_a_failure) {
  Dataset data = one_zone();
  std::vector<Firm> firms{{500, 500, "A"}};
  firms[0].born = *day_from_civil(2000, 1, 1);
  data.layers[0] = firms_layer(firms);
  EXPECT_EQ(error_of([&] {
              run(data, "zones", {{"active_on", std::string("1999-12-31")}});
            }).find("failure: no firm is left"),
            0U);
  EXPECT_EQ(error_of([&] { run(data, "zones", {{"active_on", std::string("2000-01-01")}}); }), "no error");
}

TEST(ZonesOperation, refuses_what_is_no_date) {
  EXPECT_EQ(error_of([&] {
              run(one_zone(), "zones", {{"active_on", std::string("soon")}});
            }).find("usage: --active-on is \"soon\""),
            0U);
}

TEST(ZonesOperation, sectors_may_have_blanks_around_them) {
  const Outcome outcome = run(one_zone(), "zones", {{"sectors", std::string(" A ; B")}});
  EXPECT_EQ(outcome.counts[1].second, 2);  // firms inside
  EXPECT_EQ(error_of([&] {
              run(one_zone(), "zones", {{"sectors", std::string(" ;")}});
            }).find("usage: --sectors"),
            0U);
}

TEST(MapOperation, refuses_what_is_no_date) {
  EXPECT_EQ(error_of([&] {
              run(one_zone(), "map", {{"date", std::string("31.12.2020")}});
            }).find("usage: --date is \"31.12.2020\""),
            0U);
}

}  // namespace
}  // namespace agglo::test
