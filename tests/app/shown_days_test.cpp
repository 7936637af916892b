// Days shown on several maps: how they are cut into parts.
#include "agglo/shown_days.hpp"

#include <gtest/gtest.h>

namespace agglo {

namespace {

Day day(int year, int month = 1, int of_month = 1) {
  return *day_from_civil(year, month, of_month);
}

}  // namespace

TEST(ShownDays, parts_of_too_few_years_are_quarters_or_months_that_divide_them) {
  using Texts = std::vector<std::string>;
  const auto titles = [](const ShownDays& days, int parts) {
    Texts texts;
    for (const ShownDays& part : parts_of(days, TimeStep::year, parts))
      texts.push_back(part_text(part, step_of_parts(days, TimeStep::year, parts)));
    return texts;
  };
  const ShownDays year{day(2024), day(2024, 12, 31)};
  EXPECT_EQ(titles(year, 2), (Texts{"2024-01 – 2024-06 (2 quarters)", "2024-07 – 2024-12 (2 quarters)"}));
  EXPECT_EQ(titles(year, 6).back(), "2024-11 – 2024-12 (2 months)");
  EXPECT_EQ(titles({day(2023), day(2024, 12, 31)}, 2), (Texts{"2023 (1 year)", "2024 (1 year)"}));
  EXPECT_EQ(titles({day(2024), day(2024, 3, 31)}, 2),
            (Texts{"2024-01-01 – 2024-02-14 (45 days)", "2024-02-15 – 2024-03-31 (46 days)"}));
}

TEST(ShownDays, parts_hold_each_day_once) {
  for (int trial = 0; trial < 4000; ++trial) {
    const Day from = day(2020) + trial * 7 % 800, length = 6 + trial * 13 % 1500;
    const ShownDays days{from, from + length - 1};
    for (const TimeStep step : {TimeStep::month, TimeStep::quarter, TimeStep::year}) {
      const std::vector<ShownDays> parts = parts_of(days, step, 2 + trial % 5);
      ASSERT_EQ(parts.front().from, days.from);
      ASSERT_EQ(parts.back().to, days.to);
      for (std::size_t k = 1; k < parts.size(); ++k) ASSERT_EQ(parts[k].from, parts[k - 1].to + 1) << trial;
    }
  }
}

}  // namespace agglo
