// Oracle for: coverage
#include "agglo/coverage.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "agglo/accessibility.hpp"
#include "agglo/error.hpp"
#include "cost_table.hpp"

namespace agglo {
namespace {

using Rows = std::vector<std::uint32_t>;

/// Four firms and three sites, minutes; at 15 min site 0 reaches firms 0, 1, 2, site 1 firms 1, 2, site 2
/// none.
const CostTable kTable = minutes_table({{5, 40, 50}, {10, 15, -1}, {15, 1, 60}, {16, -1, 30}});
const std::vector<double> kDemand{1, 2, 3, 4};

ReachTable reach_of(const CostTable& table, const std::vector<double>& minutes, std::size_t threads = 1) {
  std::vector<RoadCost> limits;
  for (const double m : minutes) limits.push_back(cost_from(m, RoadMeasure::time));
  RunControl run;
  return reach_table(costs_of(table, 3, 2, threads), table.firms, table.sites, limits, run);
}

TEST(Coverage, hand_worked) {
  // k = 1, 2, 2, 0. Coverage (1 + 2 + 3) / 10, redundancy (2 * 1 + 3 * 1) / 10.
  const auto count = cover_counts(reach_of(kTable, {15}), 0, Rows{0, 1, 2});
  EXPECT_EQ(count, (Rows{1, 2, 2, 0}));
  const Coverage c = coverage_of(count, kDemand);
  EXPECT_EQ(c.demand, 10);
  EXPECT_EQ(c.covered, 6);
  EXPECT_DOUBLE_EQ(c.coverage, 0.6);
  EXPECT_DOUBLE_EQ(c.redundancy, 0.5);
  const Groups by_count = firms_by_count(count);
  EXPECT_EQ(by_count.size(), 3U);
  EXPECT_EQ(rows_of(by_count, 0), (Rows{3}));
  EXPECT_EQ(rows_of(by_count, 1), (Rows{0}));
  EXPECT_EQ(rows_of(by_count, 2), (Rows{1, 2}));
}

TEST(Coverage, counts_only_the_sites_of_the_service) {
  const ReachTable reach = reach_of(kTable, {15, 16, 60});
  EXPECT_EQ(cover_counts(reach, 0, Rows{1}), (Rows{0, 1, 1, 0}));
  EXPECT_EQ(cover_counts(reach, 1, Rows{0}), (Rows{1, 1, 1, 1}));
  EXPECT_EQ(cover_counts(reach, 2, Rows{1, 2}), (Rows{2, 1, 2, 1}));
  EXPECT_EQ(cover_counts(reach, 2, Rows{}), (Rows{0, 0, 0, 0}));
}

TEST(Coverage, is_missing_without_demand_and_unknown_demand_adds_nothing) {
  EXPECT_TRUE(std::isnan(coverage_of(Rows{1, 0}, std::vector<double>{0, kNaN}).coverage));
  EXPECT_TRUE(std::isnan(coverage_of(Rows{}, {}).redundancy));
  const Coverage c = coverage_of(Rows{1, 0, 3}, std::vector<double>{kNaN, 1, 1});
  EXPECT_EQ(c.coverage, 0.5);
  EXPECT_EQ(c.redundancy, 1);
  EXPECT_THROW(coverage_of(Rows{1}, std::vector<double>{-1}), Error);
  EXPECT_EQ(firms_by_count(Rows{}).size(), 1U);
}

/// True when the bits are those of the table.
bool is_reach(const ReachTable& reach, const CostTable& table, const std::vector<double>& minutes) {
  for (std::size_t f = 0; f < table.firms; ++f)
    for (std::size_t s = 0; s < table.sites; ++s)
      for (std::size_t k = 0; k < minutes.size(); ++k)
        if (reach.within(f, s, k) != (amount_from(table.at(f, s), RoadMeasure::time) <= minutes[k]))
          return false;
  return true;
}

TEST(ReachTable, equals_a_loop_over_all_pairs_also_with_more_sites_than_bits_in_a_word) {
  Dice dice(1);
  for (const std::size_t sites : {1, 63, 64, 65, 130}) {
    const CostTable table = random_minutes(dice, 50, sites, 60);
    const std::vector<double> minutes{0, 10, 30};
    ReachTable reach = reach_of(table, minutes, 3);
    EXPECT_TRUE(is_reach(reach, table, minutes));
    std::size_t far = 0;
    while (table.at(far, sites - 1) <= 1'800'000) ++far;
    reach.add(far, sites - 1, 2);
    EXPECT_FALSE(is_reach(reach, table, minutes));
  }
}

TEST(ReachTable, needs_limits_in_order) {
  RunControl run;
  const std::vector<RoadCost> bad{5, 3};
  EXPECT_THROW(reach_table(costs_of(kTable), 4, 3, bad, run), Error);
  EXPECT_THROW(reach_table(costs_of(kTable), 4, 3, {}, run), Error);
}

/// Services of each site as groups.
Groups services(const std::vector<Rows>& of) {
  Groups groups;
  for (const Rows& rows : of) {
    groups.items.insert(groups.items.end(), rows.begin(), rows.end());
    groups.start.push_back(groups.items.size());
  }
  return groups;
}

TEST(Duplications, hand_worked) {
  // Sites 0 and 1 at 15 min: firms {0, 1, 2} and {1, 2}: 2 of 3. Services {7, 8} and {8, 9, 10}: 1 of 4.
  RunControl run;
  const auto pairs =
      duplications(reach_of(kTable, {15}), 0, services({{7, 8}, {8, 9, 10}, {7, 8}}), kDemand, run);
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].a, 0U);
  EXPECT_EQ(pairs[0].b, 1U);
  EXPECT_EQ(pairs[0].firms_both, 2U);
  EXPECT_DOUBLE_EQ(pairs[0].firms_jaccard, 2.0 / 3);
  EXPECT_DOUBLE_EQ(pairs[0].services_jaccard, 1.0 / 4);
  EXPECT_DOUBLE_EQ(pairs[0].index, 1.0 / 6);
}

bool are_duplications(const std::vector<Duplication>& found, const CostTable& table, RoadCost limit,
                      const std::vector<Rows>& of, const std::vector<double>& demand) {
  std::size_t next = 0;
  for (std::uint32_t a = 0; a < table.sites; ++a)
    for (std::uint32_t b = a + 1; b < table.sites; ++b) {
      double both = 0, either = 0, same = 0;
      for (std::size_t f = 0; f < table.firms; ++f) {
        if (!(demand[f] > 0)) continue;
        const bool in_a = table.at(f, a) <= limit, in_b = table.at(f, b) <= limit;
        both += in_a && in_b ? 1 : 0;
        either += in_a || in_b ? 1 : 0;
      }
      for (const std::uint32_t service : of[a])
        same += static_cast<double>(std::count(of[b].begin(), of[b].end(), service));
      const double all = static_cast<double>(of[a].size() + of[b].size()) - same;
      if (both * same == 0) continue;
      if (next == found.size() || found[next].a != a || found[next].b != b ||
          !near(found[next].index, both / either * same / all))
        return false;
      ++next;
    }
  return next == found.size();
}

TEST(Duplications, equal_loops_over_pairs_which_reject_a_wrong_answer) {
  Dice dice(2);
  for (int round = 0; round < 10; ++round) {
    const CostTable table = random_minutes(dice, 150, 12, 60);
    std::vector<Rows> of(table.sites);
    for (Rows& rows : of)
      for (std::uint32_t service = 0; service < 5; ++service)
        if (dice.between(0, 1) < 0.4) rows.push_back(service);
    std::vector<double> demand = random_amounts(dice, table.firms, 0.1);
    demand[3] = 0;
    RunControl run(2);
    auto found = duplications(reach_of(table, {20}), 0, services(of), demand, run);
    EXPECT_TRUE(are_duplications(found, table, 1'200'000, of, demand));
    found.back().index *= 1.001;
    EXPECT_FALSE(are_duplications(found, table, 1'200'000, of, demand));
  }
}

TEST(AddedSites, hand_worked) {
  // Site 1 joins site 0: it reaches firms 1 and 2, which site 0 reaches too. At 16 min site 0 reaches all.
  const auto rows = added_sites(reach_of(kTable, {15}), 0, Rows{0, 1, 2}, 1, kDemand);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].site, 1U);
  EXPECT_EQ(rows[0].firms, 2U);
  EXPECT_EQ(rows[0].newly_served, 0U);
  EXPECT_EQ(rows[0].twin, 0);
  EXPECT_EQ(rows[0].firms_twin, 2U);
  EXPECT_EQ(rows[1].firms, 0U);  // site 2 reaches nobody
  EXPECT_EQ(rows[1].twin, -1);
  // Sites 0 joins 1 and 2, numbered anew by the order of the columns: of firms 0, 1, 2 the first is new.
  const CostTable turned = minutes_table({{40, 50, 5}, {15, -1, 10}, {1, 60, 15}, {-1, 30, 16}});
  const auto first = added_sites(reach_of(turned, {15}), 0, Rows{0, 1, 2}, 2, kDemand);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].firms, 3U);
  EXPECT_EQ(first[0].newly_served, 1U);
  EXPECT_EQ(first[0].newly_demand, 1);
  EXPECT_EQ(first[0].firms_twin, 2U);
}

TEST(AddedSites, newly_served_is_the_difference_of_coverage_and_one_site_may_have_no_twin) {
  Dice dice(7);
  const CostTable table = random_minutes(dice, 60, 9, 30);
  std::vector<double> demand;
  for (int i = 0; i < 60; ++i) demand.push_back(i % 7 == 0 ? kNaN : i % 5);
  const ReachTable reach = reach_of(table, {12});
  const Rows before{0, 2, 3, 5};
  for (const std::uint32_t site : Rows{6, 8}) {
    Rows all = before;
    all.push_back(site);
    const auto rows = added_sites(reach, 0, all, 6, demand);
    const double more = coverage_of(cover_counts(reach, 0, all), demand).covered -
                        coverage_of(cover_counts(reach, 0, before), demand).covered;
    EXPECT_DOUBLE_EQ(rows.at(0).newly_demand, more);
  }
  EXPECT_EQ(added_sites(reach, 0, Rows{7}, 6, demand).at(0).twin, -1);
  EXPECT_TRUE(added_sites(reach, 0, before, 6, demand).empty());
}

TEST(SupplyBalance, hand_worked) {
  // Demand 1, 2, 3, 4 of firms 0 .. 3. Site 0 (firms 0, 1, 2): demand 6, capacity 6, own 1. Site 1 (firms 1,
  // 2): demand 5, capacity 5, own 1. Around site 0 firm 0 has 1, firms 1 and 2 have 2 each:
  // (1 * 1 + 2 * 2 + 3 * 2) / 6 = 11 / 6. Around site 1: (2 * 2 + 3 * 2) / 5 = 2. Both are above 1.25
  // although neither is alone. Site 2 reaches nobody.
  const auto rows =
      supply_balance(reach_of(kTable, {15}), 0, Rows{0, 1, 2}, std::vector<double>{6, 5, 4}, kDemand);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].own, 1);
  EXPECT_EQ(rows[1].own, 1);
  EXPECT_DOUBLE_EQ(rows[0].shared, 11.0 / 6);
  EXPECT_DOUBLE_EQ(rows[1].shared, 2);
  EXPECT_TRUE(rows[0].oversupplied && rows[1].oversupplied);
  EXPECT_TRUE(std::isnan(rows[2].own) && std::isnan(rows[2].shared) && !rows[2].oversupplied);
  EXPECT_EQ(rows[2].reason, "no demand within the limit");
}

TEST(SupplyBalance, unknown_capacity_is_missing_with_its_reason_and_makes_neighbours_a_lower_bound) {
  const auto rows =
      supply_balance(reach_of(kTable, {15}), 0, Rows{0, 1}, std::vector<double>{9, kNaN, 4}, kDemand);
  EXPECT_TRUE(std::isnan(rows[1].own));
  EXPECT_EQ(rows[1].reason, "capacity unknown");
  EXPECT_DOUBLE_EQ(rows[0].shared, 1.5);  // 9 / 6, spread evenly
  EXPECT_DOUBLE_EQ(rows[1].shared, 1.5);
  EXPECT_TRUE(rows[0].lower_bound && rows[1].lower_bound);
  EXPECT_FALSE(supply_balance(reach_of(kTable, {15}), 0, Rows{0}, std::vector<double>{9, kNaN, 4}, kDemand)[0]
                   .lower_bound);
}

TEST(SupplyBalance, shared_equals_the_mean_access_of_floating_catchments) {
  Dice dice(3);
  for (int round = 0; round < 10; ++round) {
    const CostTable table = random_minutes(dice, 80, 6, 60);
    const auto demand = random_amounts(dice, table.firms, 0.1),
               capacity = random_amounts(dice, table.sites, 0);
    RunControl run;
    const auto access =
        floating_catchments(costs_of(table), demand, capacity, {.kind = DecayKind::step, .limit = 25}, run);
    Rows all(table.sites);
    std::iota(all.begin(), all.end(), 0U);
    for (const SupplyBalance& row : supply_balance(reach_of(table, {25}), 0, all, capacity, demand)) {
      double sum = 0;
      for (std::size_t f = 0; f < table.firms; ++f)
        if (table.at(f, row.site) <= 1'500'000 && demand[f] > 0) sum += demand[f] * access.firm_access[f];
      EXPECT_TRUE(near(row.shared, sum / row.demand));
      EXPECT_TRUE(near(row.own, access.site_ratio[row.site]));
    }
  }
}

}  // namespace
}  // namespace agglo
