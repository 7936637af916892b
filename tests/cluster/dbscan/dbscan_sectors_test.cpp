// DBSCAN of each sector against DBSCAN of the rows of each sector, one after the other.
#include <gtest/gtest.h>

#include "cluster/oracle.hpp"

namespace {

using agglo::DbscanOptions;
using agglo::kNoCluster;
using agglo::PointRole;
using agglo::SectorClusters;
using oracle::Points;
using oracle::Random;

struct SectorPoints {
  Points points;
  std::vector<std::int32_t> sector;
};

/// The points of each sector given to dbscan() by themselves, and the clusters numbered on.
SectorClusters sectors_apart(const SectorPoints& set, const DbscanOptions& options) {
  std::map<std::int32_t, std::vector<std::size_t>> rows_of;
  SectorClusters result;
  agglo::Clusters& all = result.clusters;
  all.label.assign(set.sector.size(), kNoCluster);
  all.role.assign(set.sector.size(), PointRole::noise);
  for (std::size_t row = 0; row < set.sector.size(); ++row) {
    if (!set.points.located(row)) all.role[row] = PointRole::unlocated;
    if (set.sector[row] >= 0) rows_of[set.sector[row]].push_back(row);
  }
  for (const auto& [sector, rows] : rows_of) {
    agglo::RunControl run(1);
    const agglo::Clusters found = agglo::dbscan(oracle::permuted(set.points, rows).view(), options, run);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      all.role[rows[i]] = found.role[i];
      if (found.label[i] != kNoCluster) all.label[rows[i]] = all.count + found.label[i];
    }
    all.count += found.count;
    result.sector_of_cluster.resize(static_cast<std::size_t>(all.count), sector);
  }
  return result;
}

SectorClusters clustered(const SectorPoints& set, const DbscanOptions& options, unsigned threads) {
  agglo::RunControl run(threads);
  return agglo::dbscan_each_sector(set.points.view(), set.sector, options, run);
}

/// What differs from the clusters of the sectors by themselves, or "".
std::string sectors_fault(const SectorPoints& set, const DbscanOptions& options,
                          const SectorClusters& found) {
  const SectorClusters expected = sectors_apart(set, options);
  if (found.clusters.label != expected.clusters.label) return "other labels";
  if (found.clusters.role != expected.clusters.role) return "other roles";
  if (found.clusters.count != expected.clusters.count) return "another count";
  return found.sector_of_cluster == expected.sector_of_cluster ? "" : "other sectors of clusters";
}

/// Uniform in a square, an average of `density` points in a square of 10 m by 10 m.
void add_firms(SectorPoints& set, std::size_t n, std::int32_t sector, double density, Random& random) {
  const double side = 10 * std::sqrt(static_cast<double>(n) / density);
  for (std::size_t i = 0; i < n; ++i) {
    const double x = random.uniform(0, side);
    set.points.add(x, random.uniform(0, side));
    set.sector.push_back(sector);
  }
}

TEST(DbscanEachSector, numbers_on_in_ascending_sector_order) {
  SectorPoints set;
  for (int i = 0; i < 60; ++i) {
    set.points.add(i % 10, 0);  // all on one street: only the sector tells them apart
    set.sector.push_back(i % 4 == 3 ? kNoCluster : 5 - i % 4);
  }
  set.points.add(std::numeric_limits<double>::quiet_NaN(), 0);
  set.sector.push_back(-1);
  const SectorClusters found = clustered(set, {.eps_m = 3, .min_points = 4}, 1);
  EXPECT_EQ(found.clusters.count, 3);
  EXPECT_EQ(found.sector_of_cluster, (std::vector<std::int32_t>{3, 4, 5}));
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(found.clusters.label[i], set.sector[i] < 0 ? -1 : set.sector[i] - 3);
    EXPECT_EQ(found.clusters.role[i], set.sector[i] < 0 ? PointRole::noise : PointRole::core);
  }
  EXPECT_EQ(found.clusters.role.back(), PointRole::unlocated);
  set.sector.pop_back();
  EXPECT_THROW(clustered(set, {}, 1), agglo::Error);
}

TEST(DbscanEachSector, equals_dbscan_of_each_sector_by_itself) {
  Random random(8);
  for (int repeat = 0; repeat < 200; ++repeat) {
    SectorPoints set;
    const std::uint64_t side = 4 + random.below(20);
    const auto coordinate = [&] { return static_cast<double>(random.below(side)); };
    for (std::uint64_t i = 0, n = 1 + random.below(200); i < n; ++i) {
      const double x = random.below(20) == 0 ? std::numeric_limits<double>::quiet_NaN() : coordinate();
      set.points.add(x, coordinate());
      if (repeat % 3 == 0) set.points.z.push_back(coordinate());
      set.sector.push_back(static_cast<std::int32_t>(random.below(5)) * 7 - 7);
      if (repeat % 4 == 0) set.points.weight.push_back(0.5 * static_cast<double>(random.below(6)));
      if (repeat % 4 == 2) set.points.weight.push_back(0.1 * static_cast<double>(random.below(30)));
    }
    const DbscanOptions options{.eps_m = static_cast<double>(1 + random.below(4)),
                                .min_points = static_cast<double>(1 + random.below(6))};
    ASSERT_EQ(sectors_fault(set, options, clustered(set, options, 1 + static_cast<unsigned>(repeat % 3))), "")
        << "repeat " << repeat;
  }
}

TEST(DbscanEachSector, oracle_rejects_wrong_results) {
  Random random(9);
  SectorPoints set;
  add_firms(set, 300, 2, 3, random);
  add_firms(set, 300, 4, 3, random);
  const DbscanOptions options{.eps_m = 5, .min_points = 4};
  const SectorClusters good = clustered(set, options, 1);
  ASSERT_EQ(sectors_fault(set, options, good), "");
  SectorClusters bad = good;
  bad.clusters.label.back() = bad.clusters.label.back() == kNoCluster ? 0 : kNoCluster;
  EXPECT_NE(sectors_fault(set, options, bad), "");
  bad = good;
  bad.clusters.role[7] = PointRole::unlocated;
  EXPECT_NE(sectors_fault(set, options, bad), "");
  bad = good;
  bad.sector_of_cluster.back() = 2;
  EXPECT_NE(sectors_fault(set, options, bad), "");
}

TEST(DbscanEachSector, identifiers_may_be_any_numbers) {
  Random random(10);
  SectorPoints set;
  const std::int32_t ids[] = {5000000, std::numeric_limits<std::int32_t>::max(), 0,
                              17,      std::numeric_limits<std::int32_t>::min(), -1};
  for (const std::int32_t id : ids) add_firms(set, 400, id, 2, random);
  const auto order = oracle::shuffled_order(set.sector.size(), random);
  SectorPoints mixed{oracle::permuted(set.points, order), {}};
  for (const std::size_t row : order) mixed.sector.push_back(set.sector[row]);
  const DbscanOptions options{.eps_m = 5, .min_points = 4};
  const SectorClusters found = clustered(mixed, options, 2);
  EXPECT_EQ(sectors_fault(mixed, options, found), "");
  EXPECT_EQ(found.sector_of_cluster.front(), 0);
  EXPECT_EQ(found.sector_of_cluster.back(), std::numeric_limits<std::int32_t>::max());
}

TEST(DbscanEachSector, large_sectors_on_all_threads_are_as_by_themselves) {
  Random random(11);
  SectorPoints set;
  add_firms(set, 200000, 1, 3, random);  // more than the half of all: alone on one thread it would end last
  add_firms(set, 70000, 0, 3, random);
  for (std::int32_t id = 2; id < 12; ++id) add_firms(set, 300, id, 3, random);
  const DbscanOptions options{.eps_m = 5, .min_points = 5};
  for (const unsigned threads : {1U, 2U, 4U})
    EXPECT_EQ(sectors_fault(set, options, clustered(set, options, threads)), "") << threads;
}

// One point far away makes the cells of a sector too many for the fast way; the other sectors keep it.
TEST(DbscanEachSector, a_sector_with_points_far_off_goes_the_slow_way_to_the_same_end) {
  Random random(12);
  SectorPoints set;
  for (std::int32_t id = 0; id < 4; ++id) add_firms(set, 500, id, 3, random);
  set.points.add(1e9, -1e9);
  set.sector.push_back(2);
  for (const bool weighted : {false, true}) {
    if (weighted)
      for (std::size_t i = 0; i < set.points.size(); ++i)
        set.points.weight.push_back(0.25 * static_cast<double>(random.below(8)));
    const DbscanOptions options{.eps_m = 4, .min_points = 4};
    EXPECT_EQ(sectors_fault(set, options, clustered(set, options, 2)), "");
  }
}

TEST(DbscanEachSector, decimal_weights_add_up_exactly_in_every_sector) {
  SectorPoints set;
  for (std::int32_t id = 0; id < 3; ++id)
    for (int i = 0; i < 10; ++i) {
      set.points.add(1000 * id, 7);
      set.points.weight.push_back(id == 1 ? 0.2 : 0.1);
      set.sector.push_back(id);
    }
  EXPECT_EQ(clustered(set, {.eps_m = 1, .min_points = 1}, 1).clusters.count, 3);
  EXPECT_EQ(clustered(set, {.eps_m = 1, .min_points = 1.1}, 1).sector_of_cluster,
            (std::vector<std::int32_t>{1}));
}

TEST(DbscanEachSector, an_error_names_the_sector) {
  SectorPoints set;
  Random random(13);
  for (std::int32_t id = 0; id < 3; ++id) add_firms(set, 100, id, 3, random);
  set.points.x[120] = 1e15;
  const std::vector<std::string> names{"Mining", "Textiles", "Retail"};
  for (const bool named : {false, true}) {
    agglo::RunControl run(2);
    try {
      agglo::dbscan_each_sector(set.points.view(), set.sector, {.eps_m = 1, .min_points = 4}, run,
                                named ? std::span(names) : std::span<const std::string>());
      FAIL();
    } catch (const agglo::Error& error) {
      EXPECT_EQ(error.kind, agglo::ErrorKind::usage);
      EXPECT_EQ(error.message.find(named ? "sector 'Textiles': eps of" : "sector '1': eps of"), 0U)
          << error.message;
      EXPECT_FALSE(error.hint.empty());
    }
  }
}

}  // namespace
