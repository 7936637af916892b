// DBSCAN against the definition: brute force on thousands of small sets of every kind, and a grid of the
// test's own on 100k and 1M firms.
#include "support/cluster_definition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "bench/bench_input.hpp"
#include "bench/generated_points.hpp"
#include "cluster/oracle.hpp"
#include "support/set_size.hpp"

namespace {

using agglo::Clusters;
using agglo::DbscanOptions;
using agglo::PointRole;
using oracle::Points;
using oracle::Random;

Clusters run_dbscan(const agglo::PointView& points, const DbscanOptions& options, unsigned threads = 2) {
  agglo::RunControl run(threads);
  return agglo::dbscan(points, options, run);
}

std::string fault(const agglo::PointView& points, const DbscanOptions& options, const Clusters& found) {
  return definition::fault({points.x_m, points.y_m, points.z_m, {}, points.weight},
                           {options.eps_m, options.min_points}, found);
}

/// Both oracles judge the engine, and brute force judges the grid.
void expect_right(const Points& points, const DbscanOptions& options, const std::string& what) {
  const Clusters found = run_dbscan(points.view(), options, 1);
  const Clusters expected = definition::clusters({points.x, points.y, points.z, {}, points.weight},
                                                 {options.eps_m, options.min_points});
  ASSERT_EQ(oracle::dbscan_fault(points, options, expected), "") << "the grid of the test: " << what;
  ASSERT_EQ(definition::difference(expected, found), "") << what;
}

struct Case {
  Points points;
  DbscanOptions options;
};

double from_choices(Random& random, std::initializer_list<double> choices) {
  return choices.begin()[random.below(choices.size())];
}

/// Lattices: distances tie and lie on eps, also where the spacing has no exact binary form.
Case lattice(Random& random) {
  Case made;
  const double step = from_choices(random, {1, 0.1, 0.3, 100, 1.0 / 3, 1e-3});
  const double x0 = from_choices(random, {0, -7.7, 5e5, 4.2e6, -1e7});
  const std::uint64_t side = 2 + random.below(14), n = 1 + random.below(120);
  for (std::uint64_t i = 0; i < n; ++i)
    made.points.add(x0 + step * static_cast<double>(random.below(side)),
                    x0 + step * static_cast<double>(random.below(side)));
  const double k = from_choices(random, {1, 2, 3, 5, std::sqrt(2.0), std::sqrt(5.0), 2.5});
  made.options = {.eps_m = step * k, .min_points = static_cast<double>(1 + random.below(9))};
  return made;
}

/// Whole coordinates in space: squares and their sums are exact.
Case lattice_in_space(Random& random) {
  Case made;
  const std::uint64_t side = 2 + random.below(8);
  for (std::uint64_t i = 1 + random.below(120); i > 0; --i) {
    made.points.add(static_cast<double>(random.below(side)), static_cast<double>(random.below(side)));
    made.points.z.push_back(static_cast<double>(random.below(side)));
  }
  made.options = {.eps_m = static_cast<double>(1 + random.below(4)),
                  .min_points = static_cast<double>(1 + random.below(9))};
  return made;
}

/// Few places with many points each, among single ones.
Case piles(Random& random) {
  Case made;
  const std::uint64_t places = 1 + random.below(12), n = 1 + random.below(150);
  std::vector<double> x, y;
  for (std::uint64_t i = 0; i < places; ++i) {
    x.push_back(random.uniform(0, 1000));
    y.push_back(random.uniform(0, 1000));
  }
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::uint64_t place = random.below(places + 3);
    if (place < places)
      made.points.add(x[place], y[place]);
    else
      made.points.add(random.uniform(0, 1000), random.uniform(0, 1000));
  }
  made.options = {.eps_m = random.uniform(1, 500), .min_points = static_cast<double>(1 + random.below(40))};
  return made;
}

/// All on one line: along an axis, a diagonal, or a slope with rounding.
Case collinear(Random& random) {
  Case made;
  const double a = from_choices(random, {1, 0, 1, 0.37, -2.0 / 3}), b = from_choices(random, {0, 1, 1, 1.9});
  const std::uint64_t n = 2 + random.below(120);
  for (std::uint64_t i = 0; i < n; ++i) {
    const double t =
        static_cast<double>(random.below(200)) + (random.below(4) == 0 ? random.uniform(0, 1) : 0);
    made.points.add(1000 + a * t, -500 + b * t);
  }
  made.options = {.eps_m = from_choices(random, {1, 2, 3.5, 7, 20}),
                  .min_points = static_cast<double>(1 + random.below(8))};
  return made;
}

/// Everything within one cell or one eps, or everything apart: eps from far below the spacing to beyond all.
Case extreme_eps(Random& random) {
  Case made;
  const std::uint64_t n = 1 + random.below(100);
  const double extent = from_choices(random, {1e-3, 1, 1e4, 1e7});
  for (std::uint64_t i = 0; i < n; ++i) {
    if (i > 0 && random.below(5) == 0) {
      const std::uint64_t other = random.below(i);
      made.points.add(made.points.x[other], made.points.y[other]);
    } else {
      made.points.add(random.uniform(-extent, extent), random.uniform(0, extent));
    }
  }
  made.options = {.eps_m = extent * from_choices(random, {1e-9, 1e-6, 1e-3, 1, 4, 1e3, 1e9, 1e150}),
                  .min_points = static_cast<double>(1 + random.below(6))};
  return made;
}

/// Dense groups of unlike sizes with stragglers between them, and outliers that are very far away.
Case groups_and_outliers(Random& random) {
  Case made;
  const std::uint64_t groups = 1 + random.below(6);
  for (std::uint64_t group = 0; group < groups; ++group) {
    const double x = random.uniform(0, 5000), y = random.uniform(0, 5000), size = random.uniform(10, 400);
    for (std::uint64_t i = random.below(60); i > 0; --i)
      made.points.add(x + size * (random.uniform(-1, 1) + random.uniform(-1, 1)),
                      y + size * (random.uniform(-1, 1) + random.uniform(-1, 1)));
  }
  for (std::uint64_t i = random.below(30); i > 0; --i)
    made.points.add(random.uniform(0, 5000), random.uniform(0, 5000));
  for (std::uint64_t i = random.below(3); i > 0; --i)
    made.points.add(random.uniform(-1, 1) * 1e9, random.uniform(-1, 1) * 1e9);
  made.options = {.eps_m = random.uniform(50, 400), .min_points = static_cast<double>(2 + random.below(20))};
  return made;
}

/// Weights of 0, 1, whole and quarter ones (their sums are exact), and NaN rows.
void weigh_and_lose(Case& made, Random& random) {
  const bool weighted = random.below(2) == 0, lost = random.below(3) == 0;
  for (std::size_t i = 0; i < made.points.size(); ++i) {
    if (weighted) made.points.weight.push_back(from_choices(random, {0, 0.25, 1, 1, 1, 2, 7.5}));
    if (lost && random.below(6) == 0)
      (random.below(2) == 0 ? made.points.x : made.points.y)[i] = std::numeric_limits<double>::quiet_NaN();
  }
  if (weighted && random.below(4) == 0) made.options.min_points += 0.25;
}

/// Height for sets in space, of the same magnitude as the plane's coordinates.
void raise(Points& points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double y = points.y[i % 7 == 0 ? 0 : i];
    points.z.push_back(std::isnan(y) ? 0 : y / 2);
  }
}

void check_many(const std::string& name, Case (*make)(Random&), std::uint64_t seed) {
  Random random(seed);
  for (int repeat = 0; repeat < 1500; ++repeat) {
    Case made = make(random);
    weigh_and_lose(made, random);
    if (made.points.z.empty() && random.below(5) == 0) raise(made.points);
    ASSERT_NO_FATAL_FAILURE(expect_right(made.points, made.options, name + " " + std::to_string(repeat)));
  }
}

// In the plane alone: the sum of three squares that are not exact depends on their order.
TEST(DbscanDefinition, holds_on_1500_lattices) {
  Random random(1);
  for (int repeat = 0; repeat < 1500; ++repeat) {
    Case made = lattice(random);
    weigh_and_lose(made, random);
    ASSERT_NO_FATAL_FAILURE(expect_right(made.points, made.options, "lattice " + std::to_string(repeat)));
  }
}
TEST(DbscanDefinition, holds_on_1500_lattices_in_space) {
  check_many("lattice in space", lattice_in_space, 6);
}
TEST(DbscanDefinition, holds_on_1500_sets_of_piles) {
  check_many("piles", piles, 2);
}
TEST(DbscanDefinition, holds_on_1500_collinear_sets) {
  check_many("collinear", collinear, 3);
}
TEST(DbscanDefinition, holds_on_1500_sets_with_extreme_eps) {
  check_many("extreme eps", extreme_eps, 4);
}
TEST(DbscanDefinition, holds_on_1500_groups_with_far_outliers) {
  check_many("groups", groups_and_outliers, 5);
}

/// 100k firms of the made-up country and their clusters, made once.
struct Firms {
  generated::Points points = generated::firms(set_size(100000), 1);
  DbscanOptions options{.eps_m = 500, .min_points = 20};
  agglo::PointView view() const { return {points.x_m, points.y_m}; }
};

TEST(DbscanDefinition, rejects_wrong_labels_of_100k_firms) {
  const Firms firms;
  const Clusters right = run_dbscan(firms.view(), firms.options);
  const Clusters expected = definition::clusters({firms.points.x_m, firms.points.y_m}, {500, 20});
  ASSERT_EQ(definition::difference(expected, right), "");
  const auto row_of = [&](PointRole role, std::int32_t not_label) {
    for (std::size_t row = right.label.size(); row-- > 0;)
      if (right.role[row] == role && right.label[row] != not_label) return row;
    return std::size_t{0};
  };
  const auto rejected = [&](const char* part, const auto& spoil) {
    Clusters wrong = right;
    spoil(wrong);
    EXPECT_NE(definition::difference(expected, wrong).find(part), std::string::npos)
        << part << " / " << definition::difference(expected, wrong);
  };
  const std::size_t core = row_of(PointRole::core, 0), border = row_of(PointRole::border, 0),
                    noise = row_of(PointRole::noise, 0);
  rejected("is border, not core", [&](Clusters& c) { c.role[core] = PointRole::border; });
  rejected("is core, not noise", [&](Clusters& c) { c.role[noise] = PointRole::core; });
  rejected("is split", [&](Clusters& c) { c.label[core] = c.count; });
  rejected("is merged", [&](Clusters& c) {
    for (std::int32_t& label : c.label)
      if (label == right.label[core]) label = 0;
  });
  rejected("nearest core", [&](Clusters& c) { c.label[border] = 0; });
  rejected("is noise, not border", [&](Clusters& c) {
    c.role[border] = PointRole::noise;
    c.label[border] = agglo::kNoCluster;
  });
  rejected("is border, not noise", [&](Clusters& c) {
    c.role[noise] = PointRole::border;
    c.label[noise] = 0;
  });
  rejected("against its role", [&](Clusters& c) { c.label[noise] = 0; });
  rejected("numbered", [&](Clusters& c) {
    for (std::int32_t& label : c.label)
      if (label == 0 || label == 1) label = 1 - label;
  });
  rejected("wrong count", [&](Clusters& c) { ++c.count; });
  rejected("rows", [&](Clusters& c) { c.label.pop_back(); });
}

TEST(DbscanDefinition, holds_on_100k_firms_for_many_parameters) {
  const Firms firms;
  for (const DbscanOptions options :
       {DbscanOptions{500, 5}, DbscanOptions{100, 3}, DbscanOptions{20, 2}, DbscanOptions{3000, 200},
        DbscanOptions{20000, 500}, DbscanOptions{0.005, 2}, DbscanOptions{500, 1}, DbscanOptions{90, 1500}})
    EXPECT_EQ(fault(firms.view(), options, run_dbscan(firms.view(), options)), "")
        << options.eps_m << " m, " << options.min_points;
}

TEST(DbscanDefinition, holds_on_100k_firms_on_the_globe) {
  Firms firms;
  const bench::Columns globe = bench::on_the_globe({firms.points.x_m, firms.points.y_m, {}});
  for (const DbscanOptions options : {firms.options, DbscanOptions{100, 5}, DbscanOptions{5000, 300}})
    EXPECT_EQ(fault(globe.view(), options, run_dbscan(globe.view(), options)), "") << options.eps_m;
}

TEST(DbscanDefinition, holds_on_100k_weighted_firms) {
  const Firms firms;
  std::vector<double> jobs(firms.points.x_m.size());
  for (std::size_t row = 0; row < jobs.size(); ++row)
    jobs[row] = std::floor(generated::Random(1, 30, row).pareto(1.1));
  const agglo::PointView view{firms.points.x_m, firms.points.y_m, {}, jobs};
  for (const DbscanOptions options : {DbscanOptions{500, 100}, DbscanOptions{150, 40}})
    EXPECT_EQ(fault(view, options, run_dbscan(view, options)), "") << options.eps_m;
}

TEST(DbscanDefinition, holds_on_a_million_firms_in_any_order_for_any_threads) {
  const generated::Points points = generated::firms(set_size(1000000), 1);
  const agglo::PointView view{points.x_m, points.y_m};
  const DbscanOptions options{.eps_m = 500, .min_points = 20};
  const Clusters found = run_dbscan(view, options, 1);
  EXPECT_EQ(fault(view, options, found), "");
  for (const unsigned threads : {2U, 4U}) {
    const Clusters again = run_dbscan(view, options, threads);
    EXPECT_EQ(again.label, found.label) << threads;
    EXPECT_EQ(again.role, found.role) << threads;
  }
  Random random(7);
  const std::vector<std::size_t> order = oracle::shuffled_order(points.x_m.size(), random);
  Points shuffled;
  for (const std::size_t row : order) shuffled.add(points.x_m[row], points.y_m[row]);
  const Clusters moved = run_dbscan(shuffled.view(), options, 2);
  std::set<std::pair<std::int32_t, std::int32_t>> pairs;
  std::size_t otherwise = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    ASSERT_EQ(moved.role[i], found.role[order[i]]);
    if (found.role[order[i]] == PointRole::core) pairs.emplace(moved.label[i], found.label[order[i]]);
  }
  EXPECT_EQ(pairs.size(), static_cast<std::size_t>(found.count));
  for (std::size_t i = 0; i < order.size(); ++i)
    if (found.label[order[i]] >= 0) otherwise += !pairs.contains({moved.label[i], found.label[order[i]]});
  EXPECT_EQ(otherwise, 0U);
}

TEST(SectorDefinition, each_sector_of_100k_firms_is_clustered_by_itself) {
  const Firms firms;
  std::vector<std::int32_t> sector = generated::sectors(firms.points.x_m.size(), 1, 20);
  for (std::int32_t& s : sector) s = s == 3 ? -1 : 2 * s;
  const DbscanOptions options{.eps_m = 500, .min_points = 8};
  for (const unsigned threads : {1U, 4U}) {
    agglo::RunControl run(threads);
    const agglo::SectorClusters found = agglo::dbscan_each_sector(firms.view(), sector, options, run);
    std::int32_t before = 0;
    for (std::int32_t s = 0; s < 40; ++s) {
      Points members;
      Clusters part;
      for (std::size_t row = 0; row < sector.size(); ++row) {
        if (sector[row] != s) continue;
        members.add(firms.points.x_m[row], firms.points.y_m[row]);
        const std::int32_t label = found.clusters.label[row];
        part.label.push_back(label < 0 ? label : label - before);
        part.role.push_back(found.clusters.role[row]);
      }
      part.count = static_cast<std::int32_t>(
          std::count(found.sector_of_cluster.begin(), found.sector_of_cluster.end(), s));
      ASSERT_EQ(fault(members.view(), options, part), "") << "sector " << s;
      before += part.count;
    }
    EXPECT_EQ(before, found.clusters.count);
    for (std::size_t row = 0; row < sector.size(); ++row)
      if (sector[row] < 0) {
        ASSERT_EQ(found.clusters.label[row], agglo::kNoCluster);
        ASSERT_EQ(found.clusters.role[row], PointRole::noise);
      }
  }
}

}  // namespace
