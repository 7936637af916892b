// Oracle for: cluster_access
#include "agglo/infrastructure.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "agglo/error.hpp"
#include "core/random.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
const std::vector<InfrastructureKind> kTwo{{"motorway", 10, 50, 3}, {"port", 60, 160, 1}};

TEST(InfrastructureScores, hand_worked_worst_first) {
  // Cluster 0: motorway 20 min: (50 - 20) / 40 = 75; port 60 min: 100; (3 * 75 + 100) / 4 = 81.25.
  // Cluster 1: 50 min: 0; 110 min: 50; 12.5. Cluster 2: none known. Cluster 3: motorway 5 min: 100; no way to
  // a port: 0; 75. Cluster 4: port unknown, motorway 30 min: 50.
  const auto rows =
      infrastructure_scores(std::vector<double>{20, 60, 50, 110, kNaN, kNaN, 5, kInfinity, 30, kNaN}, kTwo);
  ASSERT_EQ(rows.size(), 5U);
  const std::vector<std::uint32_t> order{1, 4, 3, 0, 2};
  const std::vector<double> score{12.5, 50, 75, 81.25, kNaN};
  const std::vector<std::int32_t> worst{0, 0, 1, 0, -1};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].group, order[i]);
    EXPECT_TRUE(rows[i].score == score[i] || (std::isnan(score[i]) && std::isnan(rows[i].score)));
    EXPECT_EQ(rows[i].worst_kind, worst[i]);
  }
  EXPECT_EQ(rows[3].kind_score, (std::vector<double>{75, 100}));
}

TEST(InfrastructureScores, rise_when_any_kind_comes_nearer) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<double> amount;
    for (std::uint64_t k = 0; k < 6; ++k) amount.push_back(200 * hashed_uniform(seed, 0, k));
    const auto kinds = usual_infrastructure();
    const double before = infrastructure_scores(amount, kinds)[0].score;
    amount[seed % 6] *= 0.5;
    const double after = infrastructure_scores(amount, kinds)[0].score;
    EXPECT_GE(after, before);
    EXPECT_TRUE(before >= 0 && after <= 100);
  }
}

TEST(InfrastructureScores, thresholds_that_make_no_sense_are_refused) {
  const std::vector<double> amount{1};
  for (const InfrastructureKind& bad :
       {InfrastructureKind{"port", 20, 20, 1}, InfrastructureKind{"port", -1, 20, 1},
        InfrastructureKind{"port", 1, kInfinity, 1}, InfrastructureKind{"port", 1, 20, 0}})
    EXPECT_THROW(infrastructure_scores(amount, {bad}), Error);
  EXPECT_TRUE(infrastructure_scores({}, kTwo).empty());
  EXPECT_TRUE(infrastructure_scores({}, {}).empty());
}

TEST(GroupCosts, hand_worked) {
  // One kind, minutes 10, 20, 30, no way; weights 1, 1, 1, 1. Group 0: firms 0, 1, 2; group 1: firms 2, 3;
  // group 2: firm 3; group 3: none.
  const std::vector<RoadCost> nearest{600'000, 1'200'000, 1'800'000, kUnreached};
  const Groups groups{{0, 3, 5, 6, 6}, {0, 1, 2, 2, 3, 3}};
  const std::vector<double> weight{1, 1, 1, 1};
  const auto median = group_costs(nearest, 1, groups, weight, RoadMeasure::time, GroupCost::median).amount;
  EXPECT_EQ(median[0], 20);
  EXPECT_EQ(median[1], 30);
  EXPECT_EQ(median[2], kInfinity);
  EXPECT_TRUE(std::isnan(median[3]));
  const std::vector<double> jobs{6, 1, kNaN, 0};
  EXPECT_EQ(group_costs(nearest, 1, groups, jobs, RoadMeasure::time, GroupCost::median).amount[0], 10);
  // (6 * 10 + 1 * 20) / 7
  EXPECT_DOUBLE_EQ(group_costs(nearest, 1, groups, jobs, RoadMeasure::time, GroupCost::mean).amount[0],
                   80.0 / 7);
  EXPECT_TRUE(
      std::isnan(group_costs(nearest, 1, groups, jobs, RoadMeasure::time, GroupCost::median).amount[2]));
}

TEST(GroupCosts, a_firm_that_does_not_get_there_is_counted_and_leaves_the_mean_of_the_others) {
  // Minutes 10, 20, no way, weights 1, 3, 4: mean of those that get there (10 + 60) / 4 = 17.5; half the
  // weight does. Group 1 has only the firm without a way, group 2 none.
  const std::vector<RoadCost> nearest{600'000, 1'200'000, kUnreached};
  const Groups groups{{0, 3, 4, 4}, {0, 1, 2, 2}};
  const auto mean =
      group_costs(nearest, 1, groups, std::vector<double>{1, 3, 4}, RoadMeasure::time, GroupCost::mean);
  EXPECT_EQ(mean.amount[0], 17.5);
  EXPECT_EQ(mean.amount[1], kInfinity);
  EXPECT_EQ(mean.unreached, (std::vector<std::uint64_t>{1, 1, 0}));
  EXPECT_EQ(mean.reached_share[0], 0.5);
  EXPECT_EQ(mean.reached_share[1], 0);
  EXPECT_TRUE(std::isnan(mean.amount[2]) && std::isnan(mean.reached_share[2]));
  // Good up to 7.5, nothing from 27.5: 17.5 scores 50, for half of the group; the other half 0.
  const auto scores = infrastructure_scores(mean.amount, {{"port", 7.5, 27.5, 1}}, mean.reached_share);
  EXPECT_EQ(scores[0].group, 1U);
  EXPECT_EQ(scores[0].score, 0);
  EXPECT_EQ(scores[1].score, 25);
  EXPECT_TRUE(std::isnan(scores[2].score));
}

TEST(GroupCosts, kilometres_come_from_centimetres) {
  const std::vector<RoadCost> nearest{250'000, 150'000};
  const Groups groups{{0, 1}, {0}};
  EXPECT_EQ(
      group_costs(nearest, 2, groups, std::vector<double>{1}, RoadMeasure::distance, GroupCost::mean).amount,
      (std::vector<double>{2.5, 1.5}));
}

}  // namespace
}  // namespace agglo
