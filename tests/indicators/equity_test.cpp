// Oracle for: equity
#include "agglo/equity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "agglo/error.hpp"
#include "core/random.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
using Numbers = std::vector<double>;

Numbers ones(std::size_t count) {
  return Numbers(count, 1.0);
}

/// Gini by its other definition: half the mean absolute difference of two rows over the mean.
double gini_by_differences(const Numbers& value, const Numbers& weight) {
  double sum = 0, whole = 0, total = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    whole += weight[i];
    total += weight[i] * value[i];
    for (std::size_t j = 0; j < value.size(); ++j)
      sum += weight[i] * weight[j] * std::abs(value[i] - value[j]);
  }
  return sum / (2 * whole * total);
}

/// Mean over a share of the weight, by rows of weight 1 each (the weights are whole numbers).
double mean_of_part(const Numbers& value, const Numbers& weight, double from, double to) {
  Numbers people;
  for (std::size_t i = 0; i < value.size(); ++i)
    people.insert(people.end(), static_cast<std::size_t>(weight[i]), value[i]);
  std::sort(people.begin(), people.end());
  const auto n = static_cast<double>(people.size());
  double sum = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto at = static_cast<double>(i);
    sum += people[i] * std::max(0.0, std::min(at + 1, to * n) - std::max(at, from * n));
  }
  return sum / ((to - from) * n);
}

TEST(Equity, hand_worked) {
  // 0, 1, 3, 6 with weight 1: mean 2.5, total 10. Lorenz shares 0, 0.1, 0.4, 1; twice the area below:
  // (0 + 0.1 + 0.5 + 1.4) / 4 = 0.5, so the Gini is 0.5. Median (1 + 3) / 2 = 2; below 1: one of four.
  // Top 10 %: 0.4 of a row of 6 = 2.4; bottom 40 %: 1.6 rows: 0 + 0.6 * 1 = 0.6; Palma 4.
  // Worst fifth: 0.8 of a row of 0.
  const Equity e = equity(Numbers{6, 0, 3, 1}, ones(4));
  EXPECT_EQ(e.rows, 4U);
  EXPECT_EQ(e.mean, 2.5);
  EXPECT_EQ(e.median, 2);
  EXPECT_DOUBLE_EQ(e.gini, 0.5);
  EXPECT_DOUBLE_EQ(e.palma, 4);
  EXPECT_EQ(e.below_half_median, 0.25);
  EXPECT_EQ(e.worst_quintile_mean, 0);
  EXPECT_TRUE(e.reason.empty());
}

TEST(Equity, hand_worked_with_weights) {
  // 1 for 6 people, 4 for 3, 10 for 1: total 6 + 12 + 10 = 28. Lorenz: (0.6, 6/28), (0.9, 18/28), (1, 1).
  // Twice the area: 0.6 * 6/28 + 0.3 * 24/28 + 0.1 * 46/28 = 15.4/28; Gini 1 - 0.55 = 0.45.
  // Palma: 10 / 4. Median 1; worst fifth 1.
  const Equity e = equity(Numbers{1, 4, 10}, Numbers{6, 3, 1});
  EXPECT_DOUBLE_EQ(e.gini, 0.45);
  EXPECT_DOUBLE_EQ(e.palma, 2.5);
  EXPECT_EQ(e.median, 1);
  EXPECT_DOUBLE_EQ(e.worst_quintile_mean, 1);
  EXPECT_EQ(e.below_half_median, 0);
}

struct Sample {
  Numbers value, weight;
};
Sample random_sample(std::uint64_t seed) {
  Sample s;
  const auto count = 1 + static_cast<std::size_t>(hashed_uniform(seed, 0, 0) * 60);
  for (std::size_t i = 0; i < count; ++i) {
    s.value.push_back(std::floor(hashed_uniform(seed, 1, i) * 20) / 4 + (i == 0 ? 1 : 0));
    s.weight.push_back(1 + std::floor(hashed_uniform(seed, 2, i) * 9));
  }
  return s;
}

bool is_equity(const Equity& e, const Sample& s) {
  const double worst = mean_of_part(s.value, s.weight, 0, 0.2);
  const double least = mean_of_part(s.value, s.weight, 0, 0.4) * 0.4;
  const double most = mean_of_part(s.value, s.weight, 0.9, 1) * 0.1;
  const bool palma = least > 1e-12 ? std::abs(e.palma - most / least) < 1e-9 * e.palma : std::isnan(e.palma);
  return palma && std::abs(e.gini - gini_by_differences(s.value, s.weight)) < 1e-12 &&
         std::abs(e.worst_quintile_mean - worst) < 1e-12;
}

TEST(Equity, agrees_with_mean_differences_and_with_people_one_by_one_which_reject_a_wrong_answer) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Sample s = random_sample(seed);
    Equity e = equity(s.value, s.weight);
    EXPECT_TRUE(is_equity(e, s)) << seed;
    e.gini += 1e-6;
    EXPECT_FALSE(is_equity(e, s)) << seed;
  }
}

TEST(Equity, a_weight_counts_like_that_many_rows) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Sample s = random_sample(seed);
    Numbers people;
    for (std::size_t i = 0; i < s.value.size(); ++i)
      people.insert(people.end(), static_cast<std::size_t>(s.weight[i]), s.value[i]);
    const Equity a = equity(s.value, s.weight), b = equity(people, ones(people.size()));
    EXPECT_NEAR(a.gini, b.gini, 1e-12);
    EXPECT_EQ(a.median, b.median);
    EXPECT_NEAR(a.below_half_median, b.below_half_median, 1e-12);
  }
}

TEST(Equity, does_not_depend_on_the_unit_of_value_or_weight) {
  const Sample s = random_sample(7);
  Numbers value = s.value, weight = s.weight;
  for (double& v : value) v *= 1000;
  for (double& w : weight) w /= 7;
  const Equity a = equity(s.value, s.weight), b = equity(value, weight);
  EXPECT_NEAR(a.gini, b.gini, 1e-12);
  EXPECT_NEAR(a.palma, b.palma, 1e-12);
  EXPECT_NEAR(a.median * 1000, b.median, 1e-9);
}

TEST(Equity, all_the_same_is_even_and_all_to_one_is_not) {
  const Equity same = equity(Numbers(10, 3.0), ones(10));
  EXPECT_NEAR(same.gini, 0, 1e-15);
  EXPECT_NEAR(same.palma, 0.25, 1e-15);  // 10 % of the total over 40 %
  Numbers one(100, 0.0);
  one[42] = 5;
  const Equity all_to_one = equity(one, ones(100));
  EXPECT_NEAR(all_to_one.gini, 0.99, 1e-12);  // 1 - 1 / n
  EXPECT_TRUE(std::isnan(all_to_one.palma));
  EXPECT_EQ(all_to_one.reason, "the 40 % that have least have nothing");
}

TEST(Equity, what_is_undefined_says_why) {
  const Equity none = equity({}, {});
  EXPECT_TRUE(std::isnan(none.gini) && std::isnan(none.mean) && std::isnan(none.median));
  EXPECT_EQ(none.reason, "no row with a value and a weight");
  const Equity zero = equity(Numbers{0, 0}, ones(2));
  EXPECT_TRUE(std::isnan(zero.gini) && std::isnan(zero.palma));
  EXPECT_EQ(zero.mean, 0);
  EXPECT_EQ(zero.reason, "all values are 0");
  const Equity some = equity(Numbers{kNaN, 2, 2, 2}, Numbers{1, kNaN, 0, 4});
  EXPECT_EQ(some.rows, 1U);
  EXPECT_EQ(some.left_out, 3U);
  EXPECT_EQ(some.gini, 0);
  EXPECT_THROW(equity(Numbers{-1}, ones(1)), Error);
  EXPECT_THROW(equity(Numbers{1}, Numbers{-1}), Error);
  EXPECT_THROW(equity(Numbers{1}, ones(2)), Error);
}

TEST(LorenzCurve, hand_worked) {
  const auto curve = lorenz_curve(Numbers{6, 0, 3, 1, 1}, ones(5));  // total 11; the two of 1 are one point
  ASSERT_EQ(curve.size(), 5U);
  EXPECT_EQ(curve[1].weight_share, 0.2);
  EXPECT_EQ(curve[1].value_share, 0);
  EXPECT_DOUBLE_EQ(curve[2].weight_share, 0.6);
  EXPECT_DOUBLE_EQ(curve[2].value_share, 2.0 / 11);
  EXPECT_DOUBLE_EQ(lorenz_at(curve, 0.4), 1.0 / 11);
  EXPECT_EQ(lorenz_at(curve, 0), 0);
  EXPECT_EQ(lorenz_at(curve, 1), 1);
  EXPECT_TRUE(lorenz_curve(Numbers{0, 0}, ones(2)).empty());
  EXPECT_TRUE(std::isnan(lorenz_at({}, 0.5)));
}

TEST(EquityChange, hand_worked) {
  // Before 0, 0, 2, 4, 4; the worst fifth is one row's weight, half of each of the two at 0. One of them
  // rises to 3, so the worst fifth rises by 1.5 although the least value stays 0.
  const EquityChange c = equity_change(Numbers{0, 0, 2, 4, 4}, Numbers{0, 3, 2, 4, 3}, ones(5));
  EXPECT_DOUBLE_EQ(c.worst_quintile_change, 1.5);
  EXPECT_DOUBLE_EQ(c.mean_change, 0.4);
  EXPECT_EQ(c.weight_better, 1);
  EXPECT_EQ(c.weight_worse, 1);
  EXPECT_EQ(c.before.worst_quintile_mean, 0);
  EXPECT_LT(c.gini_change, 0);
  const EquityChange turned = equity_change(Numbers{0, 0, 4, 4, 2}, Numbers{3, 0, 3, 4, 2}, ones(5));
  EXPECT_DOUBLE_EQ(turned.worst_quintile_change, 1.5);  // whatever the order of rows
}

TEST(EquityChange, rows_unknown_in_one_are_left_out_of_both) {
  const EquityChange c = equity_change(Numbers{1, kNaN, 3}, Numbers{2, 5, kNaN}, ones(3));
  EXPECT_EQ(c.before.rows, 1U);
  EXPECT_EQ(c.after.rows, 1U);
  EXPECT_EQ(c.mean_change, 1);
  EXPECT_TRUE(std::isnan(equity_change({}, {}, {}).worst_quintile_change));
}

TEST(EquityByGroup, each_group_is_that_of_its_rows_alone) {
  const Groups groups{{0, 2, 3, 3}, {0, 2, 1}};
  const Numbers before{1, 5, 3}, after{2, 5, 3};
  const auto by_group = equity_by_group(before, ones(3), groups);
  ASSERT_EQ(by_group.size(), 3U);
  EXPECT_DOUBLE_EQ(by_group[0].gini, 0.25);  // 1 and 3
  EXPECT_EQ(by_group[1].gini, 0);
  EXPECT_FALSE(by_group[2].reason.empty());
  const auto change = equity_change_by_group(before, after, ones(3), groups);
  EXPECT_DOUBLE_EQ(change[0].mean_change, 0.5);
  EXPECT_DOUBLE_EQ(change[0].worst_quintile_change, 1);
  EXPECT_EQ(change[1].mean_change, 0);
}

}  // namespace
}  // namespace agglo
