// Oracle for: st_dbscan
#include "agglo/st_dbscan.hpp"

#include <gtest/gtest.h>

#include <tuple>

#include "cluster/oracle.hpp"

namespace {

using agglo::Clusters;
using agglo::PointRole;
using agglo::StDbscanOptions;
using oracle::Points;
using oracle::Random;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Dated {
  Points points;
  std::vector<double> time;
  void add(double x, double y, double t) {
    points.add(x, y);
    time.push_back(t);
  }
};

Clusters run_st_dbscan(const Dated& dated, const StDbscanOptions& options, unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::st_dbscan(dated.points.view(), dated.time, options, run);
}

/// The first contradiction between a labelling and the definition, or "".
std::string fault(const Dated& dated, const StDbscanOptions& options, const Clusters& found) {
  const Points& points = dated.points;
  const std::size_t n = points.size();
  if (found.label.size() != n || found.role.size() != n) return "wrong length";
  const auto there = [&](std::size_t i) { return points.located(i) && !std::isnan(dated.time[i]); };
  const auto near = [&](std::size_t i, std::size_t j) {
    return there(i) && there(j) && points.distance2(i, j) <= options.eps_m * options.eps_m &&
           std::abs(dated.time[i] - dated.time[j]) <= options.eps_time;
  };
  std::vector<bool> core(n);
  for (std::size_t i = 0; i < n; ++i) {
    double weight = 0;
    for (std::size_t j = 0; j < n; ++j) weight += near(i, j) ? points.weight_of(j) : 0;
    core[i] = there(i) && weight >= options.min_points;
  }
  std::vector<std::int32_t> label(n, -1);
  for (std::size_t i = 0; i < n; ++i) {
    if (!core[i] || label[i] >= 0) continue;
    std::vector<std::size_t> open{i};
    label[i] = static_cast<std::int32_t>(i);
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      for (std::size_t j = 0; j < n; ++j)
        if (core[j] && label[j] < 0 && near(at, j))
          label[j] = static_cast<std::int32_t>(i), open.push_back(j);
    }
  }
  std::vector<PointRole> role(n, PointRole::noise);
  for (std::size_t i = 0; i < n; ++i) {
    if (!there(i)) role[i] = PointRole::unlocated;
    if (core[i]) role[i] = PointRole::core;
    if (core[i] || !there(i)) continue;
    std::size_t best = n;
    const auto key = [&](std::size_t j) {
      return std::tuple(points.distance2(i, j), std::abs(dated.time[i] - dated.time[j]), points.x[j],
                        points.y[j], points.z.empty() ? 0 : points.z[j], dated.time[j]);
    };
    for (std::size_t j = 0; j < n; ++j)
      if (core[j] && near(i, j) && (best == n || key(j) < key(best))) best = j;
    if (best == n) continue;
    label[i] = label[best];
    role[i] = PointRole::border;
  }
  oracle::number_in_row_order(label);
  for (std::size_t i = 0; i < n; ++i)
    if (label[i] != found.label[i] || role[i] != found.role[i]) return "row " + std::to_string(i);
  if (found.count != (n ? *std::max_element(label.begin(), label.end()) + 1 : 0)) return "count";
  return "";
}

Dated integer_points(Random& random, std::size_t n, std::uint64_t side, std::uint64_t days, bool solid) {
  Dated dated;
  for (std::size_t i = 0; i < n; ++i) {
    dated.add(static_cast<double>(random.below(side)), static_cast<double>(random.below(side)),
              static_cast<double>(random.below(days)));
    if (solid) dated.points.z.push_back(static_cast<double>(random.below(side)));
  }
  return dated;
}

TEST(StDbscan, matches_the_definition_on_integer_points) {
  Random random(1);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    const Dated dated = integer_points(random, 1 + random.below(100), 1 + random.below(20),
                                       1 + random.below(60), repeat % 4 == 0);
    const StDbscanOptions options{
        .eps_m = static_cast<double>(1 + random.below(6)),
        .eps_time = repeat % 9 == 0 ? kInfinity : static_cast<double>(random.below(15)),
        .min_points = static_cast<double>(1 + random.below(7))};
    ASSERT_EQ(fault(dated, options, run_st_dbscan(dated, options)), "") << "repeat " << repeat;
  }
}

TEST(StDbscan, matches_the_definition_with_weights_and_missing_values) {
  Random random(2);
  for (int repeat = 0; repeat < 800; ++repeat) {
    Dated dated = integer_points(random, 1 + random.below(100), 3 + random.below(15), 40, repeat % 4 == 0);
    for (std::size_t i = 0; i < dated.time.size(); ++i) {
      dated.points.weight.push_back(0.5 * static_cast<double>(random.below(6)));
      if (random.below(12) == 0) dated.points.x[i] = std::nan("");
      if (random.below(12) == 0) dated.time[i] = std::nan("");
    }
    const StDbscanOptions options{.eps_m = static_cast<double>(1 + random.below(5)),
                                  .eps_time = static_cast<double>(random.below(12)),
                                  .min_points = 0.5 * static_cast<double>(1 + random.below(16))};
    ASSERT_EQ(fault(dated, options, run_st_dbscan(dated, options)), "") << "repeat " << repeat;
  }
}

TEST(StDbscan, matches_the_definition_on_dense_points) {
  Random random(3);
  for (int repeat = 0; repeat < 30; ++repeat) {
    Dated dated;
    // Two strips with a gap near eps, all year round, and bursts in one of them.
    for (int i = 0; i < 500; ++i)
      dated.add(
          random.uniform(0, 8) + (i % 2 ? 8 + random.uniform(9.9, 10.1) : 0), random.uniform(0, 30),
          i % 3 ? random.uniform(0, 365) : 50 * std::floor(random.uniform(0, 7)) + random.uniform(0, 4));
    const StDbscanOptions options{.eps_m = 10, .eps_time = random.uniform(1, 40), .min_points = 4};
    ASSERT_EQ(fault(dated, options, run_st_dbscan(dated, options)), "") << "repeat " << repeat;
  }
}

/// One place, two waves of foundings a year apart, and one firm in between.
Dated two_waves() {
  Dated dated;
  for (int i = 0; i < 6; ++i) dated.add(10.0 * i, 0, 100 + i);
  for (int i = 0; i < 6; ++i) dated.add(10.0 * i, 0, 465 + i);
  dated.add(20, 0, 300);
  return dated;
}

TEST(StDbscan, two_waves_on_one_place_are_two_clusters) {
  const Dated dated = two_waves();
  const Clusters found = run_st_dbscan(dated, {.eps_m = 100, .eps_time = 30, .min_points = 4});
  EXPECT_EQ(found.count, 2);
  EXPECT_EQ(found.label[0], 0);
  EXPECT_EQ(found.label[6], 1);
  EXPECT_EQ(found.role.back(), PointRole::noise);
  EXPECT_EQ(run_st_dbscan(dated, {.eps_m = 100, .eps_time = 400, .min_points = 4}).count, 1);
}

TEST(StDbscan, oracle_rejects_wrong_labels) {
  const Dated dated = two_waves();
  const StDbscanOptions options{.eps_m = 100, .eps_time = 30, .min_points = 4};
  const Clusters good = run_st_dbscan(dated, options);
  ASSERT_EQ(fault(dated, options, good), "");
  Clusters bad = good;
  bad.label[7] = 0;
  EXPECT_NE(fault(dated, options, bad), "");
  bad = good;
  bad.role[0] = PointRole::border;
  EXPECT_NE(fault(dated, options, bad), "");
  bad = good;
  bad.label.back() = 0;
  EXPECT_NE(fault(dated, options, bad), "");
  bad = good;
  bad.count = 1;
  EXPECT_NE(fault(dated, options, bad), "");
}

TEST(StDbscan, border_point_joins_the_nearest_in_space_then_in_time_then_by_place) {
  // Label 0 around x 0 with its end at x 10, at time 0; label 1 around x 30 with its end at x 20, at time 8.
  Dated dated;
  for (int i = 0; i < 4; ++i) dated.add(i == 3 ? 10 : 0, 0, 0);
  for (int i = 0; i < 4; ++i) dated.add(i == 3 ? 20 : 30, 0, 8);
  const StDbscanOptions options{.eps_m = 10, .eps_time = 7, .min_points = 4};
  const auto border_at = [&](double x, double t) {
    Dated with = dated;
    with.add(x, 0, t);
    with.points.weight = {1, 1, 1, 1, 1, 1, 1, 1, 0};
    const Clusters found = run_st_dbscan(with, options);
    EXPECT_EQ(fault(with, options, found), "");
    EXPECT_EQ(found.role[8], PointRole::border);
    return found.label[8];
  };
  EXPECT_EQ(border_at(14, 7), 0);
  EXPECT_EQ(border_at(16, 1), 1);
  EXPECT_EQ(border_at(15, 3), 0);
  EXPECT_EQ(border_at(15, 5), 1);
  EXPECT_EQ(border_at(15, 4), 0);
}

TEST(StDbscan, without_a_limit_in_time_it_is_dbscan) {
  Random random(4);
  for (int repeat = 0; repeat < 100; ++repeat) {
    Dated dated = integer_points(random, 150, 25, 1, false);
    agglo::RunControl run(1);
    const Clusters plain = agglo::dbscan(dated.points.view(), {.eps_m = 3, .min_points = 5}, run);
    for (const double eps_time : {0.0, kInfinity}) {
      const Clusters found = run_st_dbscan(dated, {.eps_m = 3, .eps_time = eps_time, .min_points = 5});
      ASSERT_EQ(found.label, plain.label);
      ASSERT_EQ(found.role, plain.role);
    }
  }
}

TEST(StDbscan, same_for_any_threads_and_order_of_rows) {
  Random random(5);
  Dated dated;
  for (int i = 0; i < 20000; ++i) {
    const double x = std::floor(random.uniform(0, 30)) * 900;
    dated.add(x + random.uniform(0, 500), random.uniform(0, 5000), random.uniform(0, 365));
  }
  const StDbscanOptions options{.eps_m = 120, .eps_time = 20, .min_points = 5};
  const Clusters one = run_st_dbscan(dated, options, 1);
  EXPECT_GT(one.count, 100);
  for (const unsigned threads : {2U, 4U}) {
    const Clusters many = run_st_dbscan(dated, options, threads);
    EXPECT_EQ(many.label, one.label);
    EXPECT_EQ(many.role, one.role);
  }
  const std::vector<std::size_t> order = oracle::shuffled_order(dated.time.size(), random);
  Dated shuffled{oracle::permuted(dated.points, order), {}};
  for (const std::size_t i : order) shuffled.time.push_back(dated.time[i]);
  const Clusters other = run_st_dbscan(shuffled, options, 2);
  std::vector<std::int32_t> back(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    back[order[i]] = other.label[i];
    EXPECT_EQ(other.role[i], one.role[order[i]]);
  }
  oracle::number_in_row_order(back);
  EXPECT_EQ(back, one.label);
}

TEST(StDbscan, degenerate_sets_and_senseless_options) {
  EXPECT_TRUE(run_st_dbscan({}, {}).label.empty());
  Dated undated;
  undated.add(0, 0, std::nan(""));
  undated.add(std::nan(""), 0, 3);
  const Clusters nothing = run_st_dbscan(undated, {.min_points = 1});
  EXPECT_EQ(nothing.count, 0);
  EXPECT_EQ(nothing.role, (std::vector<PointRole>{PointRole::unlocated, PointRole::unlocated}));
  Dated pile;
  for (int i = 0; i < 50; ++i) pile.add(7, 7, 7);
  EXPECT_EQ(run_st_dbscan(pile, {.eps_m = 1e-3, .eps_time = 0, .min_points = 50}).count, 1);
  EXPECT_EQ(run_st_dbscan(pile, {.eps_m = 1e-3, .eps_time = 0, .min_points = 51}).count, 0);
  EXPECT_THROW(run_st_dbscan(pile, {.eps_m = 0}), agglo::Error);
  EXPECT_THROW(run_st_dbscan(pile, {.eps_time = -1}), agglo::Error);
  EXPECT_THROW(run_st_dbscan(pile, {.eps_time = std::nan("")}), agglo::Error);
  EXPECT_THROW(run_st_dbscan(pile, {.min_points = 0}), agglo::Error);
  pile.add(1e12, 0, 0);
  EXPECT_THROW(run_st_dbscan(pile, {.eps_m = 1}), agglo::Error);
  pile.time.pop_back();
  EXPECT_THROW(run_st_dbscan(pile, {}), agglo::Error);
}

TEST(StDbscan, a_run_can_be_cancelled) {
  Random random(6);
  const Dated dated = integer_points(random, 1000, 50, 100, false);
  agglo::RunControl run(1);
  run.request_stop();
  EXPECT_THROW(agglo::st_dbscan(dated.points.view(), dated.time, {}, run), agglo::Error);
}

}  // namespace
