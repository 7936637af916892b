#include "agglo/class_breaks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace agglo {
namespace {

double squared_error(const std::vector<double>& sorted, const std::vector<double>& breaks) {
  double total = 0;
  for (std::size_t k = 0; k + 1 < breaks.size(); ++k) {
    double sum = 0, count = 0;
    for (const double v : sorted)
      if (class_of(breaks, v) == static_cast<int>(k)) sum += v, ++count;
    for (const double v : sorted)
      if (class_of(breaks, v) == static_cast<int>(k)) total += (v - sum / count) * (v - sum / count);
  }
  return total;
}

/// The least squared error over every way to cut the sorted values into `classes` runs.
double least_error(const std::vector<double>& sorted, std::size_t begin, std::size_t classes) {
  const auto of_run = [&](std::size_t from, std::size_t to) {
    double sum = 0, error = 0;
    for (std::size_t i = from; i < to; ++i) sum += sorted[i];
    const double mean = sum / static_cast<double>(to - from);
    for (std::size_t i = from; i < to; ++i) error += (sorted[i] - mean) * (sorted[i] - mean);
    return error;
  };
  if (classes == 1) return of_run(begin, sorted.size());
  double best = INFINITY;
  for (std::size_t end = begin + 1; end + classes - 1 <= sorted.size(); ++end)
    best = std::min(best, of_run(begin, end) + least_error(sorted, end, classes - 1));
  return best;
}

TEST(ClassBreaks, natural_breaks_are_the_best_of_all_partitions) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> values;
    const int size = 4 + static_cast<int>(random() % 9), span = 3 + static_cast<int>(random() % 40);
    for (int i = 0; i < size; ++i)
      values.push_back(static_cast<double>(random() % static_cast<unsigned>(span)) * 1.5 - 9);
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> distinct = sorted;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (std::size_t classes = 2; classes <= std::min<std::size_t>(5, distinct.size()); ++classes) {
      const auto breaks = class_breaks(values, {BreakMethod::natural, classes, {}});
      EXPECT_NEAR(squared_error(sorted, breaks), least_error(sorted, 0, classes), 1e-9) << round;
      EXPECT_EQ(breaks.size(), classes + 1) << round;
    }
  }
}

TEST(ClassBreaks, natural_breaks_of_many_values_come_near_to_the_exact_ones) {
  std::mt19937 random(11);
  std::normal_distribution<double> low(10, 1), high(60, 4);
  std::vector<double> values;
  for (int i = 0; i < 90000; ++i) values.push_back(i % 3 == 0 ? high(random) : low(random));
  const auto breaks = class_breaks(values, {BreakMethod::natural, 2, {}});
  ASSERT_EQ(breaks.size(), 3U);
  EXPECT_GT(breaks[1], 13);
  EXPECT_LT(breaks[1], 45);
  for (const double v : values) EXPECT_EQ(class_of(breaks, v), v > 30 ? 1 : 0);
}

TEST(ClassBreaks, quantiles_are_those_of_R) {
  // quantile(c(1, 2, 4, 8, 16, 32, 64), 0:4 / 4) in R
  const std::vector<double> values{64, 1, 2, 32, 4, 8, 16, std::nan("")};
  EXPECT_EQ(class_breaks(values, {BreakMethod::quantile, 4, {}}), (std::vector<double>{1, 3, 8, 24, 64}));
}

TEST(ClassBreaks, equal_deviation_and_logarithmic_classes_follow_their_formulas) {
  const std::vector<double> values{0, 1, 10, 100, 1000, 10000, 50, 60, 70};
  EXPECT_EQ(class_breaks(values, {BreakMethod::equal, 4, {}}),
            (std::vector<double>{0, 2500, 5000, 7500, 10000}));
  const auto log = class_breaks(values, {BreakMethod::logarithmic, 5, {}});
  ASSERT_EQ(log.size(), 6U) << "0 has a class of its own, four of the same ratio hold the others";
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(log[i], (std::vector<double>{0, 0, 10, 100, 1000, 10000})[i], 1e-9) << i;
  const std::vector<double> even{-3, -2, -1, 0, 1, 2, 3};  // deviation of a sample: sqrt(28 / 6)
  const double s = std::sqrt(28.0 / 6);
  const auto deviation = class_breaks(even, {BreakMethod::deviation, 4, {}});
  ASSERT_EQ(deviation.size(), 5U);
  EXPECT_NEAR(deviation[1], -s, 1e-12);
  EXPECT_NEAR(deviation[2], 0, 1e-12);
  EXPECT_NEAR(deviation[3], s, 1e-12);
  const auto odd = class_breaks(even, {BreakMethod::deviation, 3, {}});
  ASSERT_EQ(odd.size(), 4U);
  EXPECT_NEAR(odd[1], -s / 2, 1e-12);
}

TEST(ClassBreaks, ties_few_values_and_none_at_all) {
  for (const BreakMethod method : {BreakMethod::quantile, BreakMethod::equal, BreakMethod::natural,
                                   BreakMethod::deviation, BreakMethod::logarithmic}) {
    EXPECT_TRUE(class_breaks({}, {method, 5, {}}).empty());
    EXPECT_TRUE(class_breaks(std::vector<double>{std::nan(""), INFINITY}, {method, 5, {}}).empty());
    EXPECT_EQ(class_breaks(std::vector<double>{4, 4, 4}, {method, 5, {}}), (std::vector<double>{4, 4}));
    const auto few = class_breaks(std::vector<double>{1, 1, 5, 9}, {method, 5, {}});
    EXPECT_EQ(few, (std::vector<double>{1, 1, 5, 9})) << "a class for each value";
    EXPECT_EQ(class_of(few, 1), 0);
    EXPECT_EQ(class_of(few, 5), 1);
    EXPECT_EQ(class_of(few, 9), 2);
  }
  const std::vector<double> tied{1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7};
  const auto breaks = class_breaks(tied, {BreakMethod::quantile, 4, {}});
  for (std::size_t i = 1; i < breaks.size(); ++i) EXPECT_GE(breaks[i], breaks[i - 1]);
  for (const double v : tied) EXPECT_GE(class_of(breaks, v), 0);
}

TEST(ClassBreaks, manual_breaks_are_sorted_and_kept_within_the_data) {
  const std::vector<double> values{0, 5, 10};
  EXPECT_EQ(class_breaks(values, {BreakMethod::manual, 5, {7, 3, 3, -2, 12}}),
            (std::vector<double>{0, 3, 7, 10}));
  EXPECT_EQ(class_breaks(values, {BreakMethod::manual, 5, {}}), (std::vector<double>{0, 10}));
}

TEST(ClassBreaks, a_value_on_a_break_belongs_to_the_class_below) {
  const std::vector<double> breaks{0, 10, 20};
  EXPECT_EQ(class_of(breaks, 0), 0);
  EXPECT_EQ(class_of(breaks, 10), 0);
  EXPECT_EQ(class_of(breaks, 10.5), 1);
  EXPECT_EQ(class_of(breaks, 20), 1);
  EXPECT_EQ(class_of(breaks, 21), -1);
  EXPECT_EQ(class_of(breaks, std::nan("")), -1);
}

TEST(ClassBreaks, a_summary_counts_all_values_once) {
  const ValueSpread s = value_spread(std::vector<double>{2, 4, std::nan(""), 6.5}, 4);
  EXPECT_EQ(s.count, 3U);
  EXPECT_EQ(s.missing, 1U);
  EXPECT_EQ(s.bins, (std::vector<std::size_t>{1, 1, 0, 1}));
  EXPECT_FALSE(s.whole);
  EXPECT_NEAR(s.mean, 12.5 / 3, 1e-12);
}

}  // namespace
}  // namespace agglo
