// Oracle for: validity
#include <gtest/gtest.h>

#include <tuple>

#include "agglo/cluster_quality.hpp"
#include "cluster/oracle.hpp"

namespace {

using agglo::ClusterValidity;
using oracle::Points;
using oracle::Random;
using Labels = std::vector<std::int32_t>;

ClusterValidity validity(const Points& points, const Labels& labels, std::int32_t count,
                         unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::density_validity(points.view(), labels, count, 100000, run);
}

struct Object {
  double x, y, z, weight;
  bool operator<(const Object& o) const { return std::tie(x, y, z) < std::tie(o.x, o.y, o.z); }
  double distance(const Object& o) const { return std::hypot(x - o.x, y - o.y, z - o.z); }
};

struct Part {
  std::vector<Object> objects;
  std::vector<double> core;
  std::vector<std::size_t> inner;
  double sparseness = std::nan(""), weight = 0;
};

/// One cluster from the definition: all pairs, Kruskal's algorithm.
Part part_of(const Points& points, const Labels& labels, std::int32_t cluster) {
  Part part;
  std::vector<Object>& all = part.objects;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (labels[i] != cluster || points.weight_of(i) == 0) continue;
    const Object object{points.x[i], points.y[i], points.z.empty() ? 0 : points.z[i], points.weight_of(i)};
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const Object& o) { return o.distance(object) == 0; });
    if (same == all.end())
      all.push_back(object);
    else
      same->weight += object.weight;
    part.weight += object.weight;
  }
  std::sort(all.begin(), all.end());
  const std::size_t n = all.size();
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j)
      if (j != i) sum += all[j].weight / std::pow(all[i].distance(all[j]), 2);
    part.core.push_back(n > 1 ? std::pow(sum / (part.weight - all[i].weight), -0.5) : 0);
  }
  std::vector<std::tuple<double, double, std::size_t, std::size_t>> edges;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      const double d = all[i].distance(all[j]);
      edges.emplace_back(std::max({part.core[i], part.core[j], d}), d, i, j);
    }
  std::sort(edges.begin(), edges.end());
  std::vector<std::size_t> tree(n), degree(n, 0);
  std::iota(tree.begin(), tree.end(), std::size_t{0});
  std::vector<std::tuple<double, std::size_t, std::size_t>> kept;
  for (const auto& [reach, d, i, j] : edges) {
    if (tree[i] == tree[j]) continue;
    const std::size_t from = tree[i], to = tree[j];
    for (std::size_t& t : tree)
      if (t == from) t = to;
    ++degree[i];
    ++degree[j];
    kept.emplace_back(reach, i, j);
  }
  double inner = -1, any = -1;
  for (const auto& [reach, i, j] : kept) {
    any = std::max(any, reach);
    if (degree[i] > 1 && degree[j] > 1) inner = std::max(inner, reach);
  }
  if (!kept.empty()) part.sparseness = inner >= 0 ? inner : any;
  for (std::size_t i = 0; i < n; ++i)
    if (degree[i] > 1) part.inner.push_back(i);
  if (part.inner.empty())
    for (std::size_t i = 0; i < n; ++i) part.inner.push_back(i);
  return part;
}

bool differ(double a, double b) {
  return std::isnan(a) != std::isnan(b) || std::abs(a - b) > 1e-9 * (1 + std::abs(b));
}

std::string fault(const Points& points, const Labels& labels, std::int32_t count,
                  const ClusterValidity& found) {
  std::vector<Part> parts;
  for (std::int32_t c = 0; c < count; ++c) parts.push_back(part_of(points, labels, c));
  double total = 0, sum = 0;
  bool any = false;
  for (std::size_t i = 0; i < points.size(); ++i) total += points.located(i) ? points.weight_of(i) : 0;
  for (std::size_t c = 0; c < parts.size(); ++c) {
    double apart = std::numeric_limits<double>::infinity();
    for (std::size_t o = 0; o < parts.size(); ++o)
      for (const std::size_t i : parts[c].inner)
        for (const std::size_t j : parts[o].inner)
          if (o != c)
            apart = std::min(apart, std::max({parts[c].core[i], parts[o].core[j],
                                              parts[c].objects[i].distance(parts[o].objects[j])}));
    const double within = parts[c].sparseness;
    if (differ(found.sparseness_m[c], within)) return "sparseness of " + std::to_string(c);
    if (std::isinf(apart)) apart = std::nan("");
    if (differ(found.separation_m[c], apart)) return "separation of " + std::to_string(c);
    any = any || !std::isnan(apart);
    const double larger = std::max(apart, within);
    const double expected = std::isnan(apart) || std::isnan(within) ? std::nan("")
                            : larger > 0                            ? (apart - within) / larger
                                                                    : 0;
    if (differ(found.validity[c], expected)) return "validity of " + std::to_string(c);
    if (!std::isnan(expected)) sum += parts[c].weight * expected;
  }
  if (differ(found.overall, any && total > 0 ? sum / total : std::nan(""))) return "overall";
  return "";
}

struct Case {
  Points points;
  Labels labels;
};
Case random_case(Random& random, bool lattice) {
  Case result;
  const std::size_t n = 1 + random.below(60);
  const bool weighted = random.below(3) == 0, solid = random.below(4) == 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto c = static_cast<double>(random.below(3));
    const auto at = [&] { return lattice ? static_cast<double>(random.below(5)) : random.uniform(0, 5); };
    result.points.add(7 * c + at(), at());
    if (solid) result.points.z.push_back(at());
    if (weighted) result.points.weight.push_back(static_cast<double>(random.below(4)));
    result.labels.push_back(random.below(5) == 0 ? -1 : static_cast<std::int32_t>(c));
  }
  return result;
}

TEST(Validity, matches_the_definition_on_lattices_duplicates_and_weights) {
  Random random(1);
  for (int repeat = 0; repeat < 600; ++repeat) {
    const Case c = random_case(random, repeat % 2 == 0);
    ASSERT_EQ(fault(c.points, c.labels, 3, validity(c.points, c.labels, 3)), "") << repeat;
  }
}

TEST(Validity, oracle_rejects_other_labels) {
  Random random(2);
  Case c = random_case(random, false);
  while (c.points.size() < 40) c = random_case(random, false);
  const ClusterValidity found = validity(c.points, c.labels, 3);
  for (std::int32_t& label : c.labels) label = label == 0 ? 1 : label;
  EXPECT_NE(fault(c.points, c.labels, 3, found), "");
}

TEST(Validity, two_rows_of_four_worked_by_hand) {
  // Points 0, 1, 2, 3 on a line, and the same 100 m further on. Core distances: an end (1 + 1/4 + 1/9) / 3 ->
  // a = sqrt(108 / 49); an inner point (1 + 1 + 1/4) / 3 -> a = sqrt(4 / 3). Tree: along the line; inner
  // edge: 1-2, of length sqrt(4/3). Separation: from 2 to 100 + 1, 99 m.
  Points points;
  Labels labels;
  for (int i = 0; i < 8; ++i) {
    points.add(i < 4 ? i : 96 + i, 0);
    labels.push_back(i < 4 ? 0 : 1);
  }
  points.add(1000, 1000);
  labels.push_back(-1);
  const ClusterValidity found = validity(points, labels, 2);
  EXPECT_DOUBLE_EQ(found.sparseness_m[0], std::sqrt(4.0 / 3));
  EXPECT_DOUBLE_EQ(found.separation_m[0], 99);
  EXPECT_DOUBLE_EQ(found.validity[1], (99 - std::sqrt(4.0 / 3)) / 99);
  EXPECT_DOUBLE_EQ(found.overall, 8.0 / 9 * found.validity[0]);
  EXPECT_EQ(found.places, (std::vector<std::uint32_t>{4, 4}));
}

TEST(Validity, degenerate_sets) {
  Points none;
  EXPECT_TRUE(std::isnan(validity(none, {}, 0).overall));
  Points points;
  for (int i = 0; i < 6; ++i) points.add(i % 3, 0);
  // One cluster alone has nothing to be apart from.
  EXPECT_TRUE(std::isnan(validity(points, Labels(6, 0), 1).overall));
  // A cluster on one place adds 0 and separates the other: 2 firms on x = 0 from 4 on 1 and 2.
  const ClusterValidity pile = validity(points, Labels{0, 1, 1, 0, 1, 1}, 2);
  EXPECT_TRUE(std::isnan(pile.validity[0]));
  EXPECT_EQ(pile.separation_m[1], 1);
  EXPECT_EQ(pile.places[0], 1U);
  EXPECT_DOUBLE_EQ(pile.overall, 0);
  agglo::RunControl run(1);
  const ClusterValidity large = agglo::density_validity(points.view(), Labels{0, 1, 1, 0, 1, 1}, 2, 1, run);
  EXPECT_TRUE(large.too_large);
  EXPECT_TRUE(std::isnan(large.overall));
  EXPECT_EQ(large.places[1], 2U);
}

TEST(Validity, does_not_depend_on_threads_or_row_order) {
  Random random(3);
  Points points;
  Labels labels;
  for (int i = 0; i < 1500; ++i) {
    const auto c = static_cast<int>(random.below(4));
    points.add(std::round(random.uniform(0, 40)) + 60 * c, std::round(random.uniform(0, 40)));
    labels.push_back(c);
  }
  const ClusterValidity once = validity(points, labels, 4, 1);
  for (const unsigned threads : {2U, 4U})
    EXPECT_EQ(validity(points, labels, 4, threads).overall, once.overall);
  const auto order = oracle::shuffled_order(points.size(), random);
  Labels shuffled;
  for (const std::size_t i : order) shuffled.push_back(labels[i]);
  const ClusterValidity again = validity(oracle::permuted(points, order), shuffled, 4, 2);
  EXPECT_EQ(again.overall, once.overall);
  EXPECT_EQ(again.sparseness_m, once.sparseness_m);
  EXPECT_EQ(again.separation_m, once.separation_m);
}

}  // namespace
