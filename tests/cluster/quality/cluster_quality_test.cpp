// Oracle for: parameters
// Oracle for: stability
#include <gtest/gtest.h>

#include <set>

#include "agglo/cluster_quality.hpp"
#include "cluster/oracle.hpp"

namespace {

using agglo::adjusted_rand_index;
using agglo::StabilityTally;
using oracle::Random;
using Labels = std::vector<std::int32_t>;

/// Pair by pair; every noise point is a cluster of its own.
double pairwise_index(const Labels& a, const Labels& b, std::size_t points) {
  double in_a = 0, in_b = 0, both = 0;
  const double all = static_cast<double>(points * (points - 1)) / 2;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const bool together_a = a[i] >= 0 && a[i] == a[j], together_b = b[i] >= 0 && b[i] == b[j];
      in_a += together_a;
      in_b += together_b;
      both += together_a && together_b;
    }
  const double expected = in_a * in_b / all, most = (in_a + in_b) / 2;
  return most == expected ? 1 : (both - expected) / (most - expected);
}

Labels random_labels(Random& random, std::size_t n, std::uint64_t kinds) {
  Labels labels;
  for (std::size_t i = 0; i < n; ++i)
    labels.push_back(static_cast<std::int32_t>(random.below(kinds + 1)) - 1);
  return labels;
}

TEST(AdjustedRand, matches_all_pairs) {
  Random random(1);
  for (int repeat = 0; repeat < 500; ++repeat) {
    const std::size_t n = 2 + random.below(40);
    const Labels a = random_labels(random, n, 1 + random.below(5)),
                 b = random_labels(random, n, 1 + random.below(5));
    ASSERT_NEAR(adjusted_rand_index(a, b, n), pairwise_index(a, b, n), 1e-12) << repeat;
    EXPECT_EQ(adjusted_rand_index(a, a, n), 1);
  }
}

TEST(AdjustedRand, worked_by_hand) {
  // Pairs together: 2 and 2, one in common, of 6: expected 2/3, (1 - 2/3) / (2 - 2/3) = 1/4.
  EXPECT_DOUBLE_EQ(adjusted_rand_index(Labels{0, 0, 1, 1}, Labels{0, 0, -1, -1}, 4),
                   (1 - 1.0 / 3) / (1.5 - 1.0 / 3));
  EXPECT_DOUBLE_EQ(adjusted_rand_index(Labels{0, 0, 1, 1}, Labels{0, 1, 0, 1}, 4), -0.5);
  EXPECT_EQ(adjusted_rand_index(Labels{0, 0, 0}, Labels{-1, -1, -1}, 3), 0);
  EXPECT_EQ(adjusted_rand_index(Labels{-1, -1}, Labels{-1, -1}, 2), 1);
  EXPECT_EQ(adjusted_rand_index(Labels{}, Labels{}, 0), 1);
  EXPECT_EQ(adjusted_rand_index(Labels{0}, Labels{-1}, 1), 1);
}

TEST(AdjustedRand, rows_without_a_place_do_not_count) {
  const Labels a{0, 0, 1, -1}, b{0, 1, 1, -1}, longer_a{0, 0, 1, -1, -1, -1}, longer_b{0, 1, 1, -1, -1, -1};
  EXPECT_EQ(adjusted_rand_index(a, b, 4), adjusted_rand_index(longer_a, longer_b, 4));
  EXPECT_NE(adjusted_rand_index(a, b, 4), adjusted_rand_index(longer_a, longer_b, 6));
}

/// Stability from the definition, by sets of rows.
struct Survival {
  std::vector<double> cluster, row;
};
Survival survival(const Labels& reference, std::int32_t count, const std::vector<double>& weight,
                  const std::vector<Labels>& runs, const std::vector<std::vector<std::uint32_t>>& drawn) {
  Survival result{std::vector<double>(static_cast<std::size_t>(count), 0),
                  std::vector<double>(reference.size(), std::nan(""))};
  std::vector<double> stayed(reference.size(), 0), seen(reference.size(), 0);
  for (std::int32_t c = 0; c < count; ++c) {
    double sum = 0, number = 0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      const auto in = [&](const Labels& labels, std::int32_t l, std::size_t i) {
        return labels[i] == l && (drawn[r].empty() || drawn[r][i] > 0);
      };
      double own = 0, best = 0, most = 0;
      std::int32_t majority = -1;
      for (std::size_t i = 0; i < reference.size(); ++i) own += in(reference, c, i) ? weight[i] : 0;
      const std::set<std::int32_t> kinds(runs[r].begin(), runs[r].end());
      for (const std::int32_t l : kinds) {
        if (l < 0) continue;
        double common = 0, either = 0;
        for (std::size_t i = 0; i < reference.size(); ++i) {
          common += in(reference, c, i) && in(runs[r], l, i) ? weight[i] : 0;
          either += in(reference, c, i) || in(runs[r], l, i) ? weight[i] : 0;
        }
        if (common > 0) best = std::max(best, common / either);
        if (common > most) {
          most = common;
          majority = l;
        }
      }
      sum += own > 0 ? best : 0;
      number += own > 0 ? 1 : 0;
      for (std::size_t i = 0; i < reference.size(); ++i)
        if (in(reference, c, i)) {
          seen[i] += 1;
          stayed[i] += majority >= 0 && runs[r][i] == majority ? 1 : 0;
        }
    }
    result.cluster[static_cast<std::size_t>(c)] = number > 0 ? sum / number : std::nan("");
  }
  for (std::size_t i = 0; i < reference.size(); ++i)
    if (seen[i] > 0) result.row[i] = stayed[i] / seen[i];
  return result;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::isnan(a[i]) != std::isnan(b[i]) || std::abs(a[i] - b[i]) > 1e-12) return false;
  return a.size() == b.size();
}

TEST(Stability, matches_the_definition_with_weights_and_samples) {
  Random random(2);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const std::size_t n = 1 + random.below(40);
    const auto kinds = static_cast<std::int32_t>(1 + random.below(4));
    const Labels reference = random_labels(random, n, static_cast<std::uint64_t>(kinds));
    std::vector<double> weight;
    for (std::size_t i = 0; i < n; ++i) weight.push_back(static_cast<double>(random.below(3)));
    StabilityTally tally(reference, kinds, weight);
    std::vector<Labels> runs;
    std::vector<std::vector<std::uint32_t>> drawn;
    for (int r = 0; r < 5; ++r) {
      runs.push_back(random_labels(random, n, 3));
      drawn.emplace_back();
      for (std::size_t i = 0; i < n && r % 2 == 1; ++i)
        drawn.back().push_back(static_cast<std::uint32_t>(random.below(3)));
      tally.add(runs.back(), 3, drawn.back());
    }
    const Survival expected = survival(reference, kinds, weight, runs, drawn);
    ASSERT_TRUE(same(tally.cluster_stability(), expected.cluster)) << repeat;
    ASSERT_TRUE(same(tally.stays(), expected.row)) << repeat;
  }
}

TEST(Stability, oracle_rejects_another_reference) {
  const Labels reference{0, 0, 1, 1}, other{0, 0, 0, 1}, run{0, 0, 1, -1};
  StabilityTally tally(other, 2, {});
  tally.add(run, 2);
  EXPECT_FALSE(same(tally.stays(), survival(reference, 2, {1, 1, 1, 1}, {run}, {{}}).row));
}

TEST(Stability, worked_by_hand) {
  // A cluster of four: whole in the first run, split 3 + 1 in the second, gone in the third.
  const Labels reference{0, 0, 0, 0, -1};
  StabilityTally tally(reference, 1, {});
  tally.add(Labels{0, 0, 0, 0, 0}, 1);
  tally.add(Labels{1, 1, 1, 0, -1}, 2);
  tally.add(Labels{-1, -1, -1, -1, -1}, 0);
  EXPECT_DOUBLE_EQ(tally.cluster_stability()[0], (4.0 / 5 + 3.0 / 4 + 0) / 3);
  EXPECT_DOUBLE_EQ(tally.stays()[0], 2.0 / 3);
  EXPECT_DOUBLE_EQ(tally.stays()[3], 1.0 / 3);
  EXPECT_TRUE(std::isnan(tally.stays()[4]));
}

TEST(Stability, degenerate_sets) {
  StabilityTally none({}, 0, {});
  none.add({}, 0);
  EXPECT_TRUE(none.cluster_stability().empty());
  StabilityTally unused(Labels{0, 0}, 1, {});
  EXPECT_TRUE(std::isnan(unused.cluster_stability()[0]));
  unused.add(Labels{0, 0}, 1, std::vector<std::uint32_t>{0, 0});
  EXPECT_TRUE(std::isnan(unused.cluster_stability()[0]));
  EXPECT_TRUE(std::isnan(unused.stays()[0]));
}

TEST(Stability, draws_are_as_many_as_the_rows_that_count_and_differ_by_run) {
  std::vector<bool> counts(1000, true);
  for (std::size_t i = 0; i < 1000; i += 3) counts[i] = false;
  const auto draws = agglo::bootstrap_draws(counts, 7, 1);
  std::uint32_t sum = 0, missing = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    sum += draws[i];
    missing += counts[i] && draws[i] == 0;
    EXPECT_TRUE(counts[i] || draws[i] == 0);
  }
  EXPECT_EQ(sum, 666U);
  EXPECT_NEAR(missing / 666.0, std::exp(-1), 0.06);
  EXPECT_EQ(draws, agglo::bootstrap_draws(counts, 7, 1));
  EXPECT_NE(draws, agglo::bootstrap_draws(counts, 7, 2));
  EXPECT_NE(draws, agglo::bootstrap_draws(counts, 8, 1));
  EXPECT_TRUE(agglo::bootstrap_draws({}, 1, 1).empty());
}

TEST(Stability, shifts_spread_evenly_over_their_discs) {
  std::vector<double> radius(20000, 100);
  radius[5] = std::nan("");
  radius[6] = 0;
  const agglo::Shifts shifts = agglo::jittered(radius, 3, 1);
  std::size_t inner = 0;
  double east = 0;
  for (std::size_t i = 0; i < radius.size(); ++i) {
    const double r = std::hypot(shifts.east_m[i], shifts.north_m[i]);
    EXPECT_LE(r, 100);
    inner += r < 50 ? 1 : 0;
    east += shifts.east_m[i];
  }
  EXPECT_NEAR(static_cast<double>(inner) / 20000, 0.25, 0.01);
  EXPECT_NEAR(east / 20000, 0, 1.5);
  EXPECT_EQ(shifts.east_m[5], 0);
  EXPECT_EQ(shifts.north_m[6], 0);
}

}  // namespace
