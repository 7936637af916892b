// ST-DBSCAN against the definition: brute force on small sets, a grid of the test's own on 100k and 1M firms.
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "agglo/st_dbscan.hpp"
#include "bench/generated_points.hpp"
#include "cluster/oracle.hpp"
#include "support/cluster_definition.hpp"
#include "support/set_size.hpp"

namespace {

using agglo::Clusters;
using agglo::PointRole;
using oracle::Points;
using oracle::Random;

struct Events {
  Points points;
  std::vector<double> time;

  definition::Points view() const { return {points.x, points.y, points.z, time, points.weight}; }
  Clusters clusters(const definition::Rule& rule, unsigned threads) const {
    agglo::RunControl run(threads);
    return agglo::st_dbscan(points.view(), time,
                            {.eps_m = rule.eps_m, .eps_time = rule.eps_time, .min_points = rule.min_points},
                            run);
  }
  bool neighbours(std::size_t i, std::size_t j, const definition::Rule& rule) const {
    return points.distance2(i, j) <= rule.eps_m * rule.eps_m && std::abs(time[i] - time[j]) <= rule.eps_time;
  }
};

/// All pairs, word by word.
Clusters by_brute_force(const Events& events, const definition::Rule& rule) {
  const std::size_t n = events.time.size();
  Clusters right;
  right.label.assign(n, -1);
  right.role.assign(n, PointRole::noise);
  std::vector<bool> core(n, false);
  const auto located = [&](std::size_t i) {
    return events.points.located(i) && std::isfinite(events.time[i]);
  };
  for (std::size_t i = 0; i < n; ++i) {
    if (!located(i)) right.role[i] = PointRole::unlocated;
    double weight = 0;
    for (std::size_t j = 0; j < n; ++j)
      if (located(i) && located(j) && events.neighbours(i, j, rule)) weight += events.points.weight_of(j);
    core[i] = located(i) && weight >= rule.min_points;
    if (core[i]) right.role[i] = PointRole::core;
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!core[i] || right.label[i] >= 0) continue;
    std::vector<std::size_t> open{i};
    right.label[i] = static_cast<std::int32_t>(i);
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      for (std::size_t j = 0; j < n; ++j)
        if (core[j] && right.label[j] < 0 && events.neighbours(at, j, rule)) {
          right.label[j] = static_cast<std::int32_t>(i);
          open.push_back(j);
        }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (core[i] || !located(i)) continue;
    std::tuple<double, double, double, double, double, std::size_t> best{1e300, 0, 0, 0, 0, n};
    for (std::size_t j = 0; j < n; ++j)
      if (core[j] && events.neighbours(i, j, rule))
        best = std::min(best, {events.points.distance2(i, j), std::abs(events.time[i] - events.time[j]),
                               events.points.x[j], events.points.y[j], events.time[j], j});
    if (std::get<5>(best) == n) continue;
    right.role[i] = PointRole::border;
    right.label[i] = right.label[std::get<5>(best)];
  }
  oracle::number_in_row_order(right.label);
  right.count = n == 0 ? 0 : *std::max_element(right.label.begin(), right.label.end()) + 1;
  return right;
}

double from_choices(Random& random, std::initializer_list<double> choices) {
  return choices.begin()[random.below(choices.size())];
}

/// Lattices in space and time, piles, lines, single moments, missing times and weights.
Events small_set(Random& random) {
  Events events;
  const std::uint64_t side = 1 + random.below(12), moments = 1 + random.below(15);
  const bool whole = random.below(3) != 0, line = random.below(5) == 0, weighted = random.below(2) == 0;
  for (std::uint64_t i = 1 + random.below(130); i > 0; --i) {
    const auto place = [&] {
      return whole ? static_cast<double>(random.below(side)) : random.uniform(0, static_cast<double>(side));
    };
    const double x = place();
    events.points.add(x, line ? 3.0 : place());
    events.time.push_back(whole ? static_cast<double>(random.below(moments))
                                : random.uniform(0, static_cast<double>(moments)));
    if (random.below(20) == 0) events.time.back() = std::numeric_limits<double>::quiet_NaN();
    if (weighted) events.points.weight.push_back(from_choices(random, {0, 0.5, 1, 1, 4}));
  }
  return events;
}

TEST(TimeDefinition, holds_on_3000_small_sets) {
  Random random(1);
  for (int repeat = 0; repeat < 3000; ++repeat) {
    const Events events = small_set(random);
    const definition::Rule rule{
        from_choices(random, {1, 2, std::sqrt(2.0), 3.3, 0.01, 1e6}),
        static_cast<double>(1 + random.below(8)),
        from_choices(random, {0, 1, 2, 0.4, 30, std::numeric_limits<double>::infinity()})};
    const Clusters right = by_brute_force(events, rule);
    ASSERT_EQ(definition::difference(right, events.clusters(rule, 1 + repeat % 2)), "")
        << "repeat " << repeat;
    ASSERT_EQ(definition::fault(events.view(), rule, right), "") << "the grid of the test, repeat " << repeat;
  }
}

Events firms(std::size_t n) {
  const generated::Points points = generated::firms(n, 1);
  Events events;
  events.points.x = points.x_m;
  events.points.y = points.y_m;
  events.time = generated::founding_times_s(n, 1);
  return events;
}
constexpr double kDay_s = 86400;

TEST(TimeDefinition, holds_on_100k_firms_and_wrong_labels_are_rejected) {
  const Events events = firms(set_size(100000));
  for (const definition::Rule& rule :
       {definition::Rule{500, 10, 30 * kDay_s}, definition::Rule{2000, 20, 10 * kDay_s},
        definition::Rule{300, 3, kDay_s}, definition::Rule{5000, 30, 0}}) {
    const Clusters right = definition::clusters(events.view(), rule);
    const Clusters found = events.clusters(rule, 2);
    ASSERT_EQ(definition::difference(right, found), "") << rule.eps_m;
    EXPECT_EQ(events.clusters(rule, 1).label, found.label);
    EXPECT_EQ(events.clusters(rule, 4).label, found.label);
  }
  const definition::Rule rule{500, 10, 30 * kDay_s};
  for (const definition::Rule& other :
       {definition::Rule{500, 10, 25 * kDay_s}, definition::Rule{450, 10, 30 * kDay_s},
        definition::Rule{500, 8, 30 * kDay_s}})
    EXPECT_NE(definition::fault(events.view(), rule, events.clusters(other, 2)), "");
}

TEST(TimeDefinition, holds_on_a_million_firms_within_a_week) {
  const Events events = firms(set_size(1000000));
  const definition::Rule rule{500, 10, 7 * kDay_s};
  EXPECT_EQ(definition::fault(events.view(), rule, events.clusters(rule, 2)), "");
}

}  // namespace
