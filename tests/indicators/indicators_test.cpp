#include "agglo/indicators.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "agglo/error.hpp"

namespace {

using agglo::binomial_interval;
using agglo::Establishments;
using agglo::Interval;
using agglo::location_quotient;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// P(X <= k) of the binomial distribution, by adding its terms.
double binomial_cdf(std::uint64_t k, std::uint64_t n, double p) {
  double term = std::pow(1 - p, static_cast<double>(n)), sum = term;
  for (std::uint64_t i = 1; i <= k; ++i) {
    term *= static_cast<double>(n - i + 1) / static_cast<double>(i) * p / (1 - p);
    sum += term;
  }
  return sum;
}

/// The interval's ends are where the tails hold half of what confidence leaves.
bool has_exact_tails(std::uint64_t k, std::uint64_t n, double confidence, const Interval& found) {
  const double tail = (1 - confidence) / 2;
  if (k > 0 && std::abs(1 - binomial_cdf(k - 1, n, found.lo) - tail) > 1e-10) return false;
  if (k < n && std::abs(binomial_cdf(k, n, found.hi) - tail) > 1e-10) return false;
  return (k > 0 || found.lo == 0) && (k < n || found.hi == 1);
}

TEST(BinomialInterval, matches_binom_test_of_r) {
  struct Case {
    std::uint64_t k, n;
    double confidence, lo, hi;
  };
  for (const Case& c :
       {Case{0, 10, 0.95, 0, 0.30849710781876083}, Case{10, 10, 0.95, 0.69150289218123917, 1},
        Case{3, 10, 0.95, 0.066739511177734495, 0.652452850059997314},
        Case{7, 20, 0.9, 0.17731091757444906, 0.55803451131548865},
        Case{1, 1000000, 0.99, 5.0125418109815012e-09, 7.4301056119785301e-06},
        Case{1714, 79006, 0.95, 2.0689965841785982e-02, 2.2734476446971907e-02},
        Case{500000, 1000000, 0.95, 4.9901951919531184e-01, 5.0098048080468816e-01},
        Case{879213, 15593224, 0.95, 5.6269861850478241e-02, 5.6498900329380208e-02},
        Case{1, 1, 0.95, 0.025, 1}, Case{25, 26, 0.999, 0.67541255860052996, 0.99998076460647634},
        Case{1, 2, 0.5, 0.1339745962155614, 0.8660254037844386}}) {
    const Interval found = binomial_interval(c.k, c.n, c.confidence);
    EXPECT_NEAR(found.lo, c.lo, 1e-10 * c.lo) << c.k << "/" << c.n;
    EXPECT_NEAR(found.hi, c.hi, 1e-10 * c.hi) << c.k << "/" << c.n;
    EXPECT_DOUBLE_EQ(found.value, static_cast<double>(c.k) / static_cast<double>(c.n));
  }
}

TEST(BinomialInterval, tails_hold_exactly_what_confidence_leaves) {
  for (std::uint64_t n = 1; n <= 60; ++n)
    for (std::uint64_t k = 0; k <= n; ++k)
      for (const double confidence : {0.5, 0.9, 0.95, 0.99})
        ASSERT_TRUE(has_exact_tails(k, n, confidence, binomial_interval(k, n, confidence))) << k << "/" << n;
}

TEST(BinomialInterval, oracle_rejects_a_wrong_interval) {
  Interval found = binomial_interval(3, 10, 0.95);
  found.hi += 1e-6;
  EXPECT_FALSE(has_exact_tails(3, 10, 0.95, found));
  found = binomial_interval(3, 10, 0.95);
  found.lo -= 1e-6;
  EXPECT_FALSE(has_exact_tails(3, 10, 0.95, found));
}

TEST(BinomialInterval, undefined_without_trials_and_refuses_nonsense) {
  EXPECT_TRUE(std::isnan(binomial_interval(0, 0, 0.95).value));
  EXPECT_TRUE(std::isnan(binomial_interval(0, 0, 0.95).hi));
  EXPECT_THROW(binomial_interval(2, 1, 0.95), agglo::Error);
  EXPECT_THROW(binomial_interval(1, 2, 1), agglo::Error);
  EXPECT_THROW(binomial_interval(1, 2, 0), agglo::Error);
  EXPECT_THROW(binomial_interval(1, 2, kNaN), agglo::Error);
}

TEST(LocationQuotient, matches_reference_numbers) {
  const Interval found = location_quotient(1714, 79006, 879213, 15593224);
  EXPECT_NEAR(found.value, 0.384762342301, 5e-13);
  const double reference = 879213.0 / 15593224.0;
  EXPECT_NEAR(found.lo, 2.0689965841785982e-02 / reference, 1e-10);
  EXPECT_NEAR(found.hi, 2.2734476446971907e-02 / reference, 1e-10);
  // Row 2 of the matrix (100 0 0 0 0)(0 15 5 70 10)(0 20 10 20 50)(0 25 30 5 40)(0 40 55 5 0).
  EXPECT_DOUBLE_EQ(location_quotient(15, 100, 100, 500).value, 0.75);
  EXPECT_DOUBLE_EQ(location_quotient(70, 100, 100, 500).value, 3.5);
  EXPECT_DOUBLE_EQ(location_quotient(0, 100, 100, 500).value, 0);
}

TEST(LocationQuotient, undefined_when_a_total_is_zero) {
  for (const Interval& found :
       {location_quotient(0, 0, 5, 10), location_quotient(0, 3, 0, 10), location_quotient(0, 3, 0, 0)}) {
    EXPECT_TRUE(std::isnan(found.value));
    EXPECT_TRUE(std::isnan(found.lo));
    EXPECT_TRUE(std::isnan(found.hi));
  }
  EXPECT_THROW(location_quotient(1, 3, 11, 10), agglo::Error);
}

Establishments ten_firms() {
  Establishments firms;
  firms.x_m.assign(10, 0);
  firms.y_m.assign(10, 0);
  firms.sector = {0, 0, 1, 1, 2, 3, agglo::kUnknownSector, 0, 0, 3};
  firms.sector_names = {"a", "b", "c", "d"};
  const auto nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  firms.jobs_lo = {1, 2, 10, nan, nan, 5, 250, nan, nan, 4};
  firms.jobs_hi = {1, 9, 49, nan, nan, 5, inf, nan, nan, 4};
  return firms;
}

TEST(GroupProfiles, hand_worked_case) {
  const Establishments firms = ten_firms();
  const auto profiles = agglo::group_profiles(
      firms, agglo::groups_from_labels(std::vector<std::int32_t>{0, 0, 0, 0, 0, 0, 1, 2, 2, -1}, 4));
  ASSERT_EQ(profiles.size(), 4U);
  EXPECT_EQ(profiles[0].firms, 6U);
  EXPECT_EQ(profiles[0].jobs_known, 4U);
  EXPECT_EQ(profiles[0].jobs_lo, 18);
  EXPECT_EQ(profiles[0].jobs_hi, 64);
  EXPECT_EQ(profiles[0].top_sector[0], 0);  // two each of 0 and 1: the lower id first
  EXPECT_EQ(profiles[0].top_sector[1], 1);
  EXPECT_EQ(profiles[0].top_sector[2], 2);  // one each of 2 and 3
  EXPECT_EQ(profiles[0].top_firms[0], 2U);
  EXPECT_EQ(profiles[0].top_firms[2], 1U);
  EXPECT_DOUBLE_EQ(profiles[0].top_lq.value, (2.0 / 6) / (4.0 / 9));
  EXPECT_DOUBLE_EQ(profiles[0].sector_entropy, 2 * (std::log(3.0) / 3) + 2 * (std::log(6.0) / 6));

  EXPECT_EQ(profiles[1].firms, 1U);  // one firm of unknown sector in an open-ended band
  EXPECT_EQ(profiles[1].jobs_lo, 250);
  EXPECT_TRUE(std::isinf(profiles[1].jobs_hi));
  EXPECT_EQ(profiles[1].top_sector[0], agglo::kUnknownSector);
  EXPECT_TRUE(std::isnan(profiles[1].top_lq.value));
  EXPECT_TRUE(std::isnan(profiles[1].sector_entropy));

  EXPECT_EQ(profiles[2].jobs_known, 0U);
  EXPECT_TRUE(std::isnan(profiles[2].jobs_lo));
  EXPECT_TRUE(std::isnan(profiles[2].jobs_hi));
  EXPECT_EQ(profiles[2].top_sector[1], agglo::kUnknownSector);
  EXPECT_EQ(profiles[2].sector_entropy, 0);

  EXPECT_EQ(profiles[3].firms, 0U);
  EXPECT_EQ(profiles[3].jobs_lo, 0);  // no firm has no jobs, which is known
  EXPECT_EQ(profiles[3].jobs_hi, 0);
}

TEST(GroupProfiles, without_sectors_or_jobs) {
  Establishments firms = ten_firms();
  firms.sector.assign(10, agglo::kUnknownSector);
  firms.jobs_lo.assign(10, std::numeric_limits<float>::quiet_NaN());
  firms.jobs_hi = firms.jobs_lo;
  const auto profiles =
      agglo::group_profiles(firms, agglo::groups_from_labels(std::vector<std::int32_t>(10, 0), 1));
  EXPECT_EQ(profiles[0].firms, 10U);
  EXPECT_EQ(profiles[0].jobs_known, 0U);
  EXPECT_TRUE(std::isnan(profiles[0].top_lq.value));
  EXPECT_TRUE(agglo::group_profiles({}, {}).empty());
}

}  // namespace
