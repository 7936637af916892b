#include "agglo/tiled_dbscan.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <mutex>

#include "agglo/clustering_memory.hpp"
#include "cluster/oracle.hpp"
#include "cluster/thread_ranks.hpp"
#include "cluster/tiles/tile_plan.hpp"

namespace {

using agglo::Clusters;
using agglo::DbscanOptions;
using agglo::PointView;
using agglo::Ranks;
using agglo::RunControl;
using agglo::TiledClusters;
using agglo::TileOptions;
using oracle::Points;
using oracle::Random;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Clusters whole(const Points& points, const DbscanOptions& options) {
  RunControl run(1);
  return agglo::dbscan(points.view(), options, run);
}

TiledClusters tiled(const Points& points, const DbscanOptions& options, const TileOptions& tiles,
                    double halo_eps = 2, unsigned threads = 1) {
  RunControl run(threads);
  return agglo::dbscan_in_tiles_with_halo(points.view(), options, tiles, halo_eps, {}, run);
}

std::string difference(const Clusters& a, const Clusters& b) {
  if (a.count != b.count) return "counts " + std::to_string(a.count) + " and " + std::to_string(b.count);
  if (a.label.size() != b.label.size()) return "different lengths";
  for (std::size_t row = 0; row < a.label.size(); ++row)
    if (a.label[row] != b.label[row] || a.role[row] != b.role[row]) return "row " + std::to_string(row);
  return "";
}

/// Clusters of `ranks` threads, each with a share of the rows; the shares are of random length, also empty.
Clusters over_ranks(const Points& points, const DbscanOptions& options, const TileOptions& tiles,
                    unsigned size, Random& random) {
  std::vector<std::size_t> cut{0, points.size()};
  for (unsigned i = 1; i < size; ++i) cut.push_back(random.below(points.size() + 1));
  std::sort(cut.begin(), cut.end());
  Clusters all;
  all.label.resize(points.size());
  all.role.resize(points.size());
  std::mutex adding;
  ThreadRanks::run(size, [&](const Ranks& ranks) {
    const std::size_t begin = cut[ranks.rank], count = cut[ranks.rank + 1] - begin;
    const auto part = [&](const std::vector<double>& column) {
      return column.empty() ? std::span<const double>() : std::span(column).subspan(begin, count);
    };
    RunControl run(1);
    const TiledClusters found = agglo::dbscan_in_tiles(
        {part(points.x), part(points.y), part(points.z), part(points.weight)}, options, tiles, ranks, run);
    const std::lock_guard lock(adding);
    EXPECT_EQ(found.first_row, begin);
    std::copy(found.clusters.label.begin(), found.clusters.label.end(),
              all.label.begin() + static_cast<std::ptrdiff_t>(begin));
    std::copy(found.clusters.role.begin(), found.clusters.role.end(),
              all.role.begin() + static_cast<std::ptrdiff_t>(begin));
    all.count = found.clusters.count;
  });
  return all;
}

/// Lattices with duplicates and ties, uniform points, lines, dense spots; a few rows without a place.
Points random_points(Random& random, int kind) {
  Points points;
  const std::size_t n = 1 + random.below(160);
  const std::uint64_t side = 3 + random.below(30);
  for (std::size_t i = 0; i < n; ++i) {
    if (kind % 5 == 0)
      points.add(random.uniform(0, 30), random.uniform(0, 30));
    else if (kind % 5 == 1)
      points.add(static_cast<double>(random.below(200)) / 4, 7);
    else if (kind % 5 == 2)
      points.add(static_cast<double>(20 * random.below(3)) + random.uniform(0, 4),
                 static_cast<double>(20 * random.below(2)) + random.uniform(0, 4));
    else
      points.add(static_cast<double>(random.below(side)), static_cast<double>(random.below(side)));
    if (random.below(12) == 0) points.x.back() = points.y.back() = kNaN;
    if (kind % 3 == 2) points.weight.push_back(0.5 * static_cast<double>(random.below(5)));
    if (kind % 7 == 6) points.z.push_back(static_cast<double>(random.below(5)));
  }
  return points;
}

DbscanOptions random_options(Random& random) {
  return {.eps_m = 0.5 * static_cast<double>(1 + random.below(10)),
          .min_points = 0.5 * static_cast<double>(1 + random.below(14))};
}

TEST(TiledDbscan, gives_the_labels_of_one_go_on_thousands_of_random_sets) {
  Random random(1);
  std::uint64_t copied = 0;
  for (int repeat = 0; repeat < 3000; ++repeat) {
    const Points points = random_points(random, repeat);
    const DbscanOptions options = random_options(random);
    const TileOptions tiles{.tiles = static_cast<unsigned>(2 + random.below(15))};
    const TiledClusters found = tiled(points, options, tiles);
    ASSERT_EQ(difference(whole(points, options), found.clusters), "")
        << "repeat " << repeat << ", " << tiles.tiles << " tiles";
    copied += found.copied_points;
  }
  EXPECT_GT(copied, 0U);
}

TEST(TiledDbscan, agrees_with_the_definition) {
  Random random(2);
  for (int repeat = 0; repeat < 300; ++repeat) {
    const Points points = random_points(random, repeat);
    const DbscanOptions options = random_options(random);
    ASSERT_EQ(oracle::dbscan_fault(points, options, tiled(points, options, {.tiles = 5}).clusters), "")
        << "repeat " << repeat;
  }
}

TEST(TiledDbscan, a_halo_of_less_than_two_eps_is_found_out) {
  for (const double halo_eps : {0.0, 1.0, 1.6}) {
    Random random(3);
    int wrong = 0;
    for (int repeat = 0; repeat < 600; ++repeat) {
      const Points points = random_points(random, repeat);
      const DbscanOptions options = random_options(random);
      wrong += oracle::dbscan_fault(points, options,
                                    tiled(points, options, {.tiles = 8}, halo_eps).clusters) != "";
    }
    EXPECT_GT(wrong, 0) << "halo of " << halo_eps << " eps";
  }
}

TEST(TiledDbscan, ranks_give_the_labels_of_one_go) {
  Random random(4);
  for (int repeat = 0; repeat < 300; ++repeat) {
    const Points points = random_points(random, repeat);
    const DbscanOptions options = random_options(random);
    const unsigned size = 1 + static_cast<unsigned>(repeat) % 4;
    const TileOptions tiles{.tiles = static_cast<unsigned>(1 + random.below(9))};
    ASSERT_EQ(difference(whole(points, options), over_ranks(points, options, tiles, size, random)), "")
        << "repeat " << repeat << ", " << size << " ranks, " << tiles.tiles << " tiles";
  }
}

/// Villages of different sizes and scattered houses, in whole metres.
Points villages(std::size_t n) {
  Random random(5);
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t village = random.below(1 + random.below(400));
    const double reach = random.below(3) == 0 ? 3e5 : 4000;
    const double x = reach > 4000 ? 0 : 1000.0 * static_cast<double>(village * 7919 % 300);
    const double y = reach > 4000 ? 0 : 1000.0 * static_cast<double>(village * 104729 % 300);
    points.add(x + std::round(random.uniform(0, reach)), y + std::round(random.uniform(0, reach)));
  }
  return points;
}

TEST(TiledDbscan, memory_limit_makes_tiles_and_rounds_with_the_same_labels) {
  const Points points = villages(60000);
  const DbscanOptions options{.eps_m = 700, .min_points = 10};
  const Clusters one_go = whole(points, options);
  ASSERT_GT(one_go.count, 10);
  for (const unsigned size : {1U, 3U}) {
    const std::uint64_t memory =
        agglo::clustering_memory_bytes(agglo::ClusterMethod::dbscan, 20000, 2, false);
    ThreadRanks::run(size, [&](const Ranks& ranks) {
      const std::size_t begin = points.size() * ranks.rank / size,
                        end = points.size() * (ranks.rank + 1) / size;
      RunControl run(1);
      const auto found = agglo::dbscan_in_tiles(
          {std::span(points.x).subspan(begin, end - begin), std::span(points.y).subspan(begin, end - begin)},
          options, {.memory_bytes = memory}, ranks, run);
      EXPECT_GT(found.tiles, 3U);
      EXPECT_GE(found.rounds, size == 1 ? 2U : 1U);
      EXPECT_EQ(found.clusters.count, one_go.count);
      for (std::size_t row = begin; row < end; ++row)
        ASSERT_EQ(found.clusters.label[row - begin], one_go.label[row]);
    });
  }
}

TEST(TiledDbscan, a_point_far_off_asks_for_more_tiles_because_its_way_needs_more_memory) {
  const DbscanOptions options{.eps_m = 700, .min_points = 10};
  Points points = villages(30000);
  const std::uint64_t memory = agglo::clustering_memory_bytes(agglo::ClusterMethod::dbscan, 15000, 2, false);
  const auto in_tiles = [&] {
    RunControl run(1);
    return agglo::dbscan_in_tiles(points.view(), options, {.memory_bytes = memory}, {}, run);
  };
  const std::uint64_t before = in_tiles().tiles;
  points.add(1e13, 0);
  RunControl run(1);
  EXPECT_EQ(agglo::dbscan_way(points.view(), options.eps_m, run), agglo::ClusterMethod::dbscan_by_cells);
  const auto found = in_tiles();
  EXPECT_GT(found.tiles, before);
  EXPECT_EQ(difference(whole(points, options), found.clusters), "");
}

/// "TILES tiles in ROUNDS rounds" for even tiles with 8 % of halo, when `limit` bytes are a rank's: the
/// plan of plan_tiles() without its points, after labels and coordinates have got their part.
std::string planned(std::uint64_t rows, std::uint64_t limit, unsigned size, bool on_disk) {
  const Ranks ranks{0, size, 1, {}};
  const std::uint64_t memory = limit - rows / size * (5 + (on_disk ? 0 : 16));
  agglo::ShareOfRows agreed;
  agreed.rows = rows;
  for (std::uint64_t tiles = size;; tiles *= 2) {
    const std::uint64_t points = rows / tiles * 108 / 100;
    if (agglo::tile_memory_bytes(points, agreed, ranks) > memory) continue;
    agglo::TilePlan plan{agglo::TileTree({}, 1), {}, 0, 0, {}, {}, 1};
    plan.counts.with_halo.assign(tiles, points);
    agglo::assign_rounds(plan, agreed, memory, ranks);
    return std::to_string(tiles) + " tiles in " + std::to_string(plan.rounds) +
           (plan.rounds == 1 ? " round" : " rounds");
  }
}

// docs/scale.md tells these plans.
TEST(TiledDbscan, plans_of_a_hundred_million_points_and_more) {
  constexpr std::uint64_t kGib = std::uint64_t{1} << 30, kMillion = 1000000;
  std::ifstream file(AGGLO_SOURCE_DIR "/docs/scale.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const auto expect = [&](const std::string& cell, const std::string& plan) {
    EXPECT_NE(page.find(cell + plan), std::string::npos) << cell << plan;
  };
  const std::string tiles = planned(100 * kMillion, 2 * kGib, 1, true);
  expect("`--memory-gib 2`: ", tiles.substr(0, tiles.find(" in")));  // real tiles are uneven: more rounds
  // Nine tenths of the memory of a machine.
  expect("Tiles, rounds | ", planned(1000 * kMillion, 24 * kGib / 10 * 9, 1, true));
  expect("135M points | ", planned(1000 * kMillion, 16 * kGib / 10 * 9, 8, false));
}

TEST(TiledDbscan, threads_make_no_difference) {
  const Points points = villages(30000);
  const DbscanOptions options{.eps_m = 900, .min_points = 8};
  const Clusters one_go = whole(points, options);
  for (const unsigned threads : {1U, 2U, 4U})
    EXPECT_EQ(difference(one_go, tiled(points, options, {.tiles = 7}, 2, threads).clusters), "");
}

TEST(TiledDbscan, refuses_when_the_points_of_one_place_need_more_than_there_is) {
  Points points;
  for (int i = 0; i < 50000; ++i) points.add(i % 100, 0);
  RunControl run(1);
  try {
    agglo::dbscan_in_tiles(
        points.view(), {.eps_m = 500, .min_points = 5},
        {.memory_bytes = agglo::clustering_memory_bytes(agglo::ClusterMethod::dbscan, 10000, 2, false)}, {},
        run);
    FAIL() << "no refusal";
  } catch (const agglo::Error& error) {
    EXPECT_EQ(error.kind, agglo::ErrorKind::failure);
    EXPECT_NE(error.message.find("'50000' points"), std::string::npos) << error.message;
    EXPECT_NE(error.hint.find("--memory-gib"), std::string::npos) << error.hint;
  }
}

TEST(TiledDbscan, degenerate_sets_are_fine) {
  for (const unsigned tiles : {1U, 2U, 9U}) {
    EXPECT_EQ(tiled({}, {.eps_m = 1, .min_points = 1}, {.tiles = tiles}).clusters.count, 0);
    Points missing, equal, single;
    single.add(3, 4);
    for (int i = 0; i < 20; ++i) missing.add(kNaN, kNaN), equal.add(5, 5);
    EXPECT_EQ(tiled(single, {.eps_m = 1, .min_points = 1}, {.tiles = tiles}).clusters.count, 1);
    EXPECT_EQ(tiled(equal, {.eps_m = 1, .min_points = 20}, {.tiles = tiles}).clusters.count, 1);
    const Clusters none = tiled(missing, {.eps_m = 1, .min_points = 1}, {.tiles = tiles}).clusters;
    EXPECT_EQ(none.count, 0);
    EXPECT_EQ(none.role[7], agglo::PointRole::unlocated);
  }
}

TEST(TiledDbscan, senseless_requests_are_refused_on_every_rank) {
  const Points points = villages(100);
  EXPECT_THROW(tiled(points, {.eps_m = -1}, {.tiles = 3}), agglo::Error);
  EXPECT_THROW(ThreadRanks::run(3,
                                [&](const Ranks& ranks) {
                                  RunControl run(1);
                                  agglo::dbscan_in_tiles(points.view(), {.eps_m = kNaN}, {}, ranks, run);
                                }),
               agglo::Error);
}

TEST(TiledDbscan, cancel_comes_out) {
  const Points points = villages(1000);
  RunControl run(1);
  run.request_stop();
  EXPECT_THROW(agglo::dbscan_in_tiles(points.view(), {.eps_m = 5, .min_points = 3}, {.tiles = 4}, {}, run),
               agglo::Error);
}

}  // namespace
