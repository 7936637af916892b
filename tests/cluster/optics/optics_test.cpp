// Oracle for: optics
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cluster/optics/ordered_points.hpp"

namespace {

using agglo::OpticsOptions;
using agglo::OpticsOrder;
using agglo::PointRole;
using optics_test::clumps;
using optics_test::integer_points;
using optics_test::run_optics;
using oracle::Points;
using oracle::Random;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Row by row from the definition: the whole list of seeds is searched for every next point.
OpticsOrder order_by_definition(const Points& points, const OpticsOptions& options) {
  const std::size_t n = points.size();
  const double eps2 = options.max_eps_m * options.max_eps_m;
  std::vector<double> core2(n, kInfinity), reach2(n, kInfinity);
  std::vector<std::uint32_t> from(n, agglo::kNoPredecessor);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<std::pair<double, double>> near;
    for (std::size_t j = 0; j < n; ++j)
      if (points.located(i) && points.located(j) && points.distance2(i, j) <= eps2)
        near.emplace_back(points.distance2(i, j), points.weight_of(j));
    std::sort(near.begin(), near.end());
    double held = 0;
    for (const auto& [d2, weight] : near)
      if ((held += weight) >= options.min_points) {
        core2[i] = d2;
        break;
      }
  }
  OpticsOrder order;
  std::vector<bool> done(n, false);
  const auto process = [&](std::size_t i) {
    done[i] = true;
    order.row.push_back(static_cast<std::uint32_t>(i));
    order.reachability_m.push_back(oracle::least_eps(reach2[i]));
    order.core_distance_m.push_back(oracle::least_eps(core2[i]));
    order.predecessor.push_back(from[i]);
    if (std::isinf(core2[i])) return;
    for (std::size_t j = 0; j < n; ++j) {
      const double d2 = points.distance2(i, j);
      if (done[j] || !(d2 <= eps2) || !(std::max(core2[i], d2) < reach2[j])) continue;
      reach2[j] = std::max(core2[i], d2);
      from[j] = static_cast<std::uint32_t>(i);
    }
  };
  for (std::size_t start = 0; start < n; ++start) {
    if (done[start] || !points.located(start)) continue;
    process(start);
    for (;;) {
      std::size_t next = n;
      for (std::size_t j = 0; j < n; ++j)
        if (!done[j] && reach2[j] < (next == n ? kInfinity : reach2[next])) next = j;
      if (next == n) break;
      process(next);
    }
  }
  return order;
}

/// The first difference between two orders, or "".
std::string difference(const OpticsOrder& found, const OpticsOrder& right) {
  if (found.row.size() != right.row.size()) return "wrong length";
  for (std::size_t i = 0; i < found.row.size(); ++i) {
    const std::string place = " at position " + std::to_string(i);
    if (found.row[i] != right.row[i])
      return "row " + std::to_string(found.row[i]) + ", not " + std::to_string(right.row[i]) + place;
    if (found.reachability_m[i] != right.reachability_m[i]) return "reachability" + place;
    if (found.core_distance_m[i] != right.core_distance_m[i]) return "core distance" + place;
    if (found.predecessor[i] != right.predecessor[i]) return "predecessor" + place;
  }
  return "";
}

TEST(Optics, matches_the_definition_on_integer_points) {
  Random random(1);
  for (int repeat = 0; repeat < 1500; ++repeat) {
    const std::size_t n = repeat % 50 == 0 ? 300 : 1 + random.below(60);
    const Points points = integer_points(random, n, 1 + random.below(30), repeat % 4 == 0);
    const OpticsOptions options{
        .max_eps_m = repeat % 7 == 0 ? kInfinity : static_cast<double>(1 + random.below(12)),
        .min_points = static_cast<double>(1 + random.below(9))};
    ASSERT_EQ(difference(run_optics(points, options), order_by_definition(points, options)), "")
        << "repeat " << repeat;
  }
}

TEST(Optics, matches_the_definition_with_weights_and_missing_places) {
  Random random(2);
  for (int repeat = 0; repeat < 600; ++repeat) {
    Points points = integer_points(random, 1 + random.below(60), 3 + random.below(20), repeat % 4 == 0);
    for (std::size_t i = 0; i < points.size(); ++i) {
      points.weight.push_back(0.5 * static_cast<double>(random.below(6)));
      if (random.below(10) == 0) points.x[i] = std::nan("");
    }
    const OpticsOptions options{.max_eps_m = static_cast<double>(1 + random.below(8)),
                                .min_points = 0.5 * static_cast<double>(1 + random.below(20))};
    ASSERT_EQ(difference(run_optics(points, options), order_by_definition(points, options)), "")
        << "repeat " << repeat;
  }
}

TEST(Optics, matches_the_definition_on_clumps) {
  Random random(3);
  for (int repeat = 0; repeat < 40; ++repeat) {
    const Points points = clumps(random, 100 + random.below(400));
    const OpticsOptions options{.max_eps_m = std::exp(random.uniform(0, 8)),
                                .min_points = static_cast<double>(1 + random.below(40))};
    ASSERT_EQ(difference(run_optics(points, options), order_by_definition(points, options)), "")
        << "repeat " << repeat;
  }
}

TEST(Optics, oracle_rejects_wrong_orders) {
  Random random(4);
  const Points points = clumps(random, 100);
  const OpticsOptions options{.max_eps_m = 50, .min_points = 5};
  const OpticsOrder good = order_by_definition(points, options);
  OpticsOrder bad = good;
  std::swap(bad.row[3], bad.row[4]);
  EXPECT_NE(difference(bad, good), "");
  bad = good;
  bad.reachability_m[5] *= 1 + 1e-15;
  EXPECT_NE(difference(bad, good), "");
  bad = good;
  bad.predecessor[5] = bad.row[5];
  EXPECT_NE(difference(bad, good), "");
  bad = good;
  bad.core_distance_m[0] = 1;
  EXPECT_NE(difference(bad, good), "");
}

TEST(Optics, worked_by_hand) {
  // On a line: 0, 1, 3 and far away 100. Two points make a core point, so core distances are 1, 1, 2 and
  // none.
  Points points;
  for (const double x : {1.0, 0.0, 100.0, 3.0}) points.add(x, 0);
  const OpticsOrder order = run_optics(points, {.max_eps_m = 10, .min_points = 2});
  EXPECT_EQ(order.row, (std::vector<std::uint32_t>{0, 1, 3, 2}));
  EXPECT_EQ(order.reachability_m, (std::vector<double>{kInfinity, 1, 2, kInfinity}));
  EXPECT_EQ(order.core_distance_m, (std::vector<double>{1, 1, 2, kInfinity}));
  EXPECT_EQ(order.predecessor,
            (std::vector<std::uint32_t>{agglo::kNoPredecessor, 0, 0, agglo::kNoPredecessor}));
}

TEST(Optics, firms_on_one_spot_follow_at_their_core_distance_and_by_row) {
  Points points;
  for (const double x : {5.0, 0.0, 5.0, 6.0, 5.0}) points.add(x, 0);
  const OpticsOrder order = run_optics(points, {.max_eps_m = 10, .min_points = 3});
  EXPECT_EQ(order.row, (std::vector<std::uint32_t>{0, 2, 4, 3, 1}));
  EXPECT_EQ(order.reachability_m, (std::vector<double>{kInfinity, 0, 0, 1, 5}));
  EXPECT_EQ(order.predecessor, (std::vector<std::uint32_t>{agglo::kNoPredecessor, 0, 0, 0, 0}));
}

TEST(Optics, same_bits_for_any_threads) {
  Random random(5);
  Points points = clumps(random, 5000);
  for (std::size_t i = 0; i < points.size(); ++i) points.weight.push_back(random.uniform(0, 2));
  const OpticsOrder one = run_optics(points, {.max_eps_m = 60, .min_points = 7}, 1);
  for (const unsigned threads : {2U, 4U})
    EXPECT_EQ(difference(run_optics(points, {.max_eps_m = 60, .min_points = 7}, threads), one), "");
}

TEST(Optics, a_weighted_point_stands_for_as_many_on_its_place) {
  Random random(6);
  for (int repeat = 0; repeat < 50; ++repeat) {
    Points weighted = integer_points(random, 40, 12, false), expanded;
    for (std::size_t i = 0; i < weighted.size(); ++i)
      weighted.weight.push_back(static_cast<double>(1 + random.below(4)));
    for (std::size_t i = 0; i < weighted.size(); ++i)
      for (int copy = 0; copy < static_cast<int>(weighted.weight[i]); ++copy)
        expanded.add(weighted.x[i], weighted.y[i]);
    const OpticsOptions options{.max_eps_m = 4, .min_points = 6};
    std::set<std::array<double, 3>> few, many;  // place and core distance
    const auto note = [](const Points& points, const OpticsOrder& order,
                         std::set<std::array<double, 3>>& noted) {
      for (std::size_t i = 0; i < order.row.size(); ++i)
        noted.insert({points.x[order.row[i]], points.y[order.row[i]], order.core_distance_m[i]});
    };
    note(weighted, run_optics(weighted, options), few);
    note(expanded, run_optics(expanded, options), many);
    EXPECT_EQ(few, many);
  }
}

TEST(Optics, degenerate_sets) {
  EXPECT_TRUE(run_optics({}, {}).row.empty());
  Points points;
  points.add(std::nan(""), 0);
  EXPECT_TRUE(run_optics(points, {}).row.empty());
  EXPECT_EQ(optics_test::threshold_of(run_optics(points, {}), 5).role[0], PointRole::unlocated);
  EXPECT_EQ(optics_test::xi_of(run_optics(points, {}), {}).clusters.role[0], PointRole::unlocated);
  points.add(1, 1);
  const OpticsOrder one = run_optics(points, {.max_eps_m = 10, .min_points = 2});
  EXPECT_EQ(one.row, (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(one.rows, 2U);
  EXPECT_EQ(optics_test::threshold_of(one, 5).role[1], PointRole::noise);
  EXPECT_TRUE(optics_test::xi_of(one, {}).hierarchy.empty());
  Points pile;
  for (int i = 0; i < 100; ++i) pile.add(3, 3);
  const OpticsOrder all = run_optics(pile, {.max_eps_m = 10, .min_points = 5});
  EXPECT_EQ(std::count(all.reachability_m.begin(), all.reachability_m.end(), 0.0), 99);
  EXPECT_EQ(optics_test::threshold_of(all, 1).count, 1);
}

TEST(Optics, senseless_options_are_refused) {
  const Points points;
  EXPECT_THROW(run_optics(points, {.max_eps_m = 0}), agglo::Error);
  EXPECT_THROW(run_optics(points, {.max_eps_m = std::nan("")}), agglo::Error);
  EXPECT_THROW(run_optics(points, {.min_points = 0}), agglo::Error);
  const OpticsOrder order = run_optics(points, {.max_eps_m = 100});
  EXPECT_THROW(optics_test::threshold_of(order, 0), agglo::Error);
  EXPECT_THROW(optics_test::threshold_of(order, 101), agglo::Error);
  EXPECT_THROW(optics_test::xi_of(order, {.xi = 1}), agglo::Error);
  EXPECT_THROW(optics_test::xi_of(order, {.xi = 0}), agglo::Error);
  EXPECT_THROW(optics_test::xi_of(order, {.min_size = -1}), agglo::Error);
}

TEST(Optics, a_run_can_be_cancelled) {
  Random random(7);
  const Points points = clumps(random, 5000);
  agglo::RunControl run(1);
  run.request_stop();
  EXPECT_THROW(agglo::optics(points.view(), {}, run), agglo::Error);
}

}  // namespace
