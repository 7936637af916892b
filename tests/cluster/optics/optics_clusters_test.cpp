// Clusters from the order of OPTICS: cut at a distance, and steep stretches (xi).
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cluster/optics/ordered_points.hpp"

namespace {

using agglo::Clusters;
using agglo::OpticsOrder;
using agglo::PointRole;
using agglo::XiClusters;
using agglo::XiOptions;
using optics_test::clumps;
using optics_test::integer_points;
using optics_test::run_optics;
using oracle::Points;
using oracle::Random;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// What is wrong with clusters cut at eps, against DBSCAN from its definition, or "".
std::string threshold_fault(const Points& points, double eps_m, double min_points, const Clusters& found) {
  const std::size_t n = points.size();
  std::vector<double> weight(n, 0);
  const auto near = [&](std::size_t i, std::size_t j) { return points.distance2(i, j) <= eps_m * eps_m; };
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) weight[i] += near(i, j) ? points.weight_of(j) : 0;
  const auto core = [&](std::size_t i) { return weight[i] >= min_points; };
  std::vector<std::size_t> component(n);
  std::iota(component.begin(), component.end(), std::size_t{0});
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        if (core(i) && core(j) && near(i, j) && component[j] < component[i])
          component[i] = component[j], changed = true;
  }
  for (std::size_t i = 0; i < n; ++i) {
    if ((found.role[i] == PointRole::core) != core(i)) return "role of row " + std::to_string(i);
    if (core(i))
      for (std::size_t j = 0; j < i; ++j)
        if (core(j) && (found.label[i] == found.label[j]) != (component[i] == component[j]))
          return "rows " + std::to_string(i) + " and " + std::to_string(j);
    if (core(i) || found.label[i] < 0) continue;
    bool beside = false;
    for (std::size_t j = 0; j < n; ++j)
      beside = beside || (core(j) && near(i, j) && found.label[i] == found.label[j]);
    if (!beside || found.role[i] != PointRole::border) return "border row " + std::to_string(i);
  }
  return "";
}

TEST(Optics, threshold_gives_the_core_points_of_dbscan_for_any_order_of_rows) {
  Random random(8);
  for (int repeat = 0; repeat < 400; ++repeat) {
    Points points = integer_points(random, 2 + random.below(80), 4 + random.below(20), false);
    if (repeat % 3 == 0)
      for (std::size_t i = 0; i < points.size(); ++i)
        points.weight.push_back(0.5 * static_cast<double>(random.below(5)));
    points = oracle::permuted(points, oracle::shuffled_order(points.size(), random));
    const double eps_m = 1 + static_cast<double>(random.below(4)),
                 min_points = 1 + static_cast<double>(random.below(6));
    const Clusters cut = optics_test::threshold_of(
        run_optics(points,
                   {.max_eps_m = eps_m + static_cast<double>(random.below(5)), .min_points = min_points}),
        eps_m);
    ASSERT_EQ(threshold_fault(points, eps_m, min_points, cut), "") << "repeat " << repeat;
    agglo::RunControl run(1);
    const Clusters full = agglo::dbscan(points.view(), {.eps_m = eps_m, .min_points = min_points}, run);
    ASSERT_EQ(full.count, cut.count);
    for (std::size_t i = 0; i < points.size(); ++i) {
      ASSERT_TRUE(full.label[i] >= 0 || cut.label[i] < 0) << "repeat " << repeat << " row " << i;
    }
  }
}

TEST(Optics, threshold_at_a_distance_of_the_points_is_dbscan) {
  Points two;  // 13 is more than the square, in double, of its root
  two.add(0, 0);
  two.add(2, 3);
  const OpticsOrder order = run_optics(two, {.max_eps_m = 9, .min_points = 2});
  EXPECT_EQ(optics_test::threshold_of(order, std::sqrt(13.0)).count, 0);
  EXPECT_EQ(optics_test::threshold_of(order, order.core_distance_m[0]).count, 1);
  Random random(13);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Points points = integer_points(random, 40, 10, false);
    const OpticsOrder all = run_optics(points, {.max_eps_m = kInfinity, .min_points = 4});
    for (int d2 = 1; d2 <= 162; ++d2)
      for (const double eps_m : {std::sqrt(d2), std::nextafter(std::sqrt(d2), kInfinity)})
        ASSERT_EQ(threshold_fault(points, eps_m, 4, optics_test::threshold_of(all, eps_m)), "")
            << "repeat " << repeat << " squared distance " << d2;
  }
}

TEST(Optics, threshold_oracle_rejects_wrong_labels) {
  Points points;
  for (const double x : {0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 3.0}) points.add(x, 0);
  const Clusters good = optics_test::threshold_of(run_optics(points, {.max_eps_m = 5, .min_points = 3}), 1);
  ASSERT_EQ(threshold_fault(points, 1, 3, good), "");
  Clusters bad = good;
  bad.label[4] = bad.label[1];
  EXPECT_NE(threshold_fault(points, 1, 3, bad), "");
  bad = good;
  bad.role[1] = PointRole::border;
  EXPECT_NE(threshold_fault(points, 1, 3, bad), "");
  bad = good;
  bad.label[3] = good.label[1];
  EXPECT_NE(threshold_fault(points, 1, 3, bad), "");
}

using Stretches = std::set<std::pair<std::size_t, std::size_t>>;

/// Every pair of a steep fall and a later steep rise held against definition 11 of the paper.
Stretches stretches_by_definition(const OpticsOrder& order, const XiOptions& options) {
  const std::size_t n = order.row.size();
  std::vector<double> r = order.reachability_m;
  r.push_back(kInfinity);
  const double keep = 1 - options.xi, least = options.min_size > 0 ? options.min_size : order.min_points;
  const auto down = [&](std::size_t i) { return r[i] / r[i + 1] >= 1 / keep; };
  const auto up = [&](std::size_t i) { return r[i] / r[i + 1] <= keep; };
  struct Area {
    bool falls;
    std::size_t start, end;
  };
  std::vector<Area> areas;
  for (std::size_t i = 0; i < n; ++i) {
    if (!down(i) && !up(i)) continue;
    const bool falls = down(i);
    std::size_t end = i, flat = 0;
    for (std::size_t j = i + 1; j < n && static_cast<double>(flat) <= order.min_points; ++j) {
      if (falls ? down(j) : up(j)) {
        end = j;
        flat = 0;
        continue;
      }
      if (falls ? r[j] < r[j + 1] : r[j] > r[j + 1]) break;
      ++flat;
    }
    areas.push_back({falls, i, end});
    i = end;
  }
  Stretches found;
  for (const Area& d : areas)
    for (const Area& u : areas) {
      if (!d.falls || u.falls || u.start < d.start) continue;
      const double between = *std::max_element(r.begin() + static_cast<std::ptrdiff_t>(d.end) + 1,
                                               r.begin() + static_cast<std::ptrdiff_t>(u.start) + 1);
      const double before = r[d.start], behind = r[u.end + 1];
      if (between > before * keep || between > behind * keep || std::isinf(between)) continue;
      std::size_t first = d.start, last = u.end;
      if (before * keep >= behind)
        while (first < d.end && r[first + 1] > behind) ++first;
      else if (behind * keep >= before)
        while (last > u.start && r[last - 1] > before) --last;
      if (options.predecessor_correction) {
        const auto stays = [&](std::size_t at) {
          if (r[first] > r[at]) return true;
          for (std::size_t i = first; i < at; ++i)
            if (order.row[i] == order.predecessor[at]) return true;
          return false;
        };
        while (last > first && !stays(last)) --last;
        if (last == first) continue;
      }
      double weight = 0;
      for (std::size_t i = first; i <= last; ++i) weight += order.weight.empty() ? 1 : order.weight[i];
      if (weight >= least && first <= d.end && last >= u.start) found.insert({first, last});
    }
  return found;
}

Stretches stretches_of(const XiClusters& clusters) {
  Stretches found;
  for (const agglo::XiStretch& s : clusters.hierarchy) found.insert({s.first, s.last});
  return found;
}

TEST(OpticsXi, finds_the_stretches_of_the_definition) {
  Random random(9);
  std::size_t total = 0;
  for (int repeat = 0; repeat < 600; ++repeat) {
    Points points = repeat % 2 ? clumps(random, 50 + random.below(250))
                               : integer_points(random, 20 + random.below(80), 4 + random.below(30), false);
    if (repeat % 5 == 0)
      for (std::size_t i = 0; i < points.size(); ++i)
        points.weight.push_back(0.5 * static_cast<double>(1 + random.below(4)));
    const OpticsOrder order = run_optics(points, {.max_eps_m = random.below(2) ? kInfinity : 20,
                                                  .min_points = 2 + static_cast<double>(random.below(6))});
    const XiOptions options{.xi = 0.01 + random.uniform(0, 0.3),
                            .min_size = static_cast<double>(random.below(10)),
                            .predecessor_correction = random.below(3) > 0};
    const XiClusters found = optics_test::xi_of(order, options);
    const Stretches right = stretches_by_definition(order, options);
    ASSERT_EQ(stretches_of(found), right) << "repeat " << repeat;
    ASSERT_EQ(found.hierarchy.size(), right.size());
    total += right.size();
  }
  EXPECT_GT(total, 2000U);
}

TEST(OpticsXi, the_definition_tells_wrong_stretches_apart) {
  Random random(10);
  const Points points = clumps(random, 200);
  const OpticsOrder order = run_optics(points, {.max_eps_m = kInfinity, .min_points = 5});
  const Stretches right = stretches_by_definition(order, {.xi = 0.1});
  ASSERT_FALSE(right.empty());
  EXPECT_NE(right, stretches_of(optics_test::xi_of(order, {.xi = 0.2})));
  EXPECT_NE(right, stretches_of(optics_test::xi_of(order, {.xi = 0.1, .predecessor_correction = false})));
  EXPECT_NE(right, stretches_of(optics_test::xi_of(order, {.xi = 0.1, .min_size = 30})));
}

TEST(OpticsXi, labels_are_those_of_the_innermost_stretches) {
  Random random(11);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const Points points = clumps(random, 300);
    const OpticsOrder order = run_optics(points, {.max_eps_m = kInfinity, .min_points = 5});
    const XiClusters found = optics_test::xi_of(order, {.xi = 0.1});
    std::vector<std::int32_t> label(order.rows, agglo::kNoCluster);
    std::set<std::int32_t> seen;
    for (std::size_t s = 0; s < found.hierarchy.size(); ++s) {
      const agglo::XiStretch& stretch = found.hierarchy[s];
      if (stretch.parent >= 0) {
        const agglo::XiStretch& around = found.hierarchy[static_cast<std::size_t>(stretch.parent)];
        ASSERT_LT(static_cast<std::size_t>(stretch.parent), s);
        ASSERT_TRUE(around.first <= stretch.first && around.last >= stretch.last);
      }
      bool holds_label = stretch.label != agglo::kNoCluster;
      for (std::size_t i = stretch.first; i <= stretch.last; ++i)
        holds_label |= found.clusters.label[order.row[i]] >= 0;
      ASSERT_TRUE(holds_label);
      if (stretch.label == agglo::kNoCluster) continue;
      ASSERT_TRUE(seen.insert(stretch.label).second);
      for (std::size_t i = stretch.first; i <= stretch.last; ++i) {
        ASSERT_EQ(label[order.row[i]], agglo::kNoCluster);
        label[order.row[i]] = stretch.label;
      }
    }
    ASSERT_EQ(label, found.clusters.label);
    ASSERT_EQ(static_cast<std::size_t>(found.clusters.count), seen.size());
    std::vector<std::int32_t> numbered = label;
    oracle::number_in_row_order(numbered);
    ASSERT_EQ(numbered, label);
  }
}

TEST(OpticsXi, two_dense_clumps_in_a_loose_one) {
  Points points;
  for (int i = 0; i < 40; ++i) points.add(i * 1.0, 0);
  for (int i = 0; i < 40; ++i) points.add(100 + i * 1.0, 0);
  for (int i = 0; i < 40; ++i) points.add(1000 + i * 30.0, 0);
  const OpticsOrder order = run_optics(points, {.max_eps_m = kInfinity, .min_points = 3});
  const XiClusters found = optics_test::xi_of(order, {.xi = 0.3, .min_size = 10});
  EXPECT_EQ(found.clusters.count, 3);
  EXPECT_EQ(found.clusters.label[5], 0);
  EXPECT_EQ(found.clusters.label[45], 1);
  EXPECT_EQ(found.clusters.label[100], 2);
  const bool nested = std::any_of(found.hierarchy.begin(), found.hierarchy.end(),
                                  [](const agglo::XiStretch& s) { return s.parent >= 0; });
  EXPECT_TRUE(nested);
}

TEST(OpticsXi, tenths_of_weight_add_up_exactly) {
  Random random(12);
  Points points;
  for (int town = 0; town < 6; ++town)
    for (int i = 0; i < 7 + 9 * town; ++i)
      points.add(1000 * town + random.uniform(0, 20 + 15 * town), random.uniform(0, 30));
  points.weight.assign(points.size(), 0.1);
  const OpticsOrder order = run_optics(points, {.max_eps_m = kInfinity, .min_points = 0.3});
  const auto labels = [&](double least) {
    return optics_test::xi_of(order, {.xi = 0.1, .min_size = least}).clusters.label;
  };
  // Valleys of just so many tenths are kept: no sum falls a little short of it.
  int kept = 0;
  for (int size = 1; size < 60; ++size) {
    EXPECT_EQ(labels(size / 10.0), labels(size / 10.0 - 1e-6)) << size;
    kept += labels(size / 10.0) != labels(size / 10.0 + 1e-6);
  }
  EXPECT_GT(kept, 5);
}

}  // namespace
