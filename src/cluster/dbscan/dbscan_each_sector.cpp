// DBSCAN of each sector by itself: rows dealt to their sectors once, small sectors side by side.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "agglo/clustering.hpp"
#include "agglo/error.hpp"
#include "cluster/dbscan/dbscan_by_rows.hpp"
#include "cluster/dbscan/dbscan_cells.hpp"
#include "cluster/dbscan/idle_pool.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

// Above it a sector takes all threads, below it one: short enough to be cancelled between two sectors.
constexpr std::size_t kLargeSector = 400000;
constexpr std::size_t kRowBlock = std::size_t{1} << 16;

/// Rows of each sector, ascending; sectors ascending; rows without a sector left out.
struct SectorRows {
  std::vector<std::int32_t> sector;
  std::vector<std::size_t> start;  ///< sectors + 1
  std::vector<std::uint32_t> rows;
};

SectorRows deal(std::span<const std::int32_t> sector, RunControl& run) {
  SectorRows result;
  const std::int32_t most = sector.empty() ? -1 : *std::max_element(sector.begin(), sector.end());
  std::vector<std::int32_t> known;  // only where identifiers are too large to be indices
  const bool sparse = static_cast<std::size_t>(most + std::int64_t{1}) > 4 * sector.size() + 1024;
  if (sparse) {
    known.assign(sector.begin(), sector.end());
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
  }
  const auto index_of = [&](std::int32_t id) {
    return sparse ? static_cast<std::size_t>(std::lower_bound(known.begin(), known.end(), id) - known.begin())
                  : static_cast<std::size_t>(id);
  };
  std::vector<std::size_t> next(sparse ? known.size() : static_cast<std::size_t>(most + 1), 0);
  for (std::size_t row = 0; row < sector.size(); ++row) {
    if (row % kRowBlock == 0) run.check();
    if (sector[row] >= 0) ++next[index_of(sector[row])];
  }
  std::size_t sum = 0;
  for (std::size_t i = 0; i < next.size(); ++i) {
    const std::size_t count = next[i];
    next[i] = sum;
    sum += count;
    if (count == 0) continue;
    result.sector.push_back(sparse ? known[i] : static_cast<std::int32_t>(i));
    result.start.push_back(sum - count);
  }
  result.start.push_back(sum);
  result.rows.resize(sum);
  for (std::size_t row = 0; row < sector.size(); ++row) {
    if (row % kRowBlock == 0) run.check();
    if (sector[row] >= 0) result.rows[next[index_of(sector[row])]++] = static_cast<std::uint32_t>(row);
  }
  return result;
}

/// What a thread keeps from one sector to the next.
struct SectorScratch {
  std::vector<double> x_m, y_m, z_m, weight;
  density::RowDbscan<2> plane;
  density::RowDbscan<3> space;

  PointView gather(const PointView& points, std::span<const std::uint32_t> rows, RunControl& run) {
    const auto pick = [&](std::span<const double> from, std::vector<double>& to) {
      to.resize(from.empty() ? 0 : rows.size());
      parallel_blocks(to.size(), kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) to[i] = from[rows[i]];
      });
    };
    pick(points.x_m, x_m);
    pick(points.y_m, y_m);
    pick(points.z_m, z_m);
    pick(points.weight, weight);
    return {x_m, y_m, z_m, weight};
  }
  Clusters cluster(const PointView& points, const DbscanOptions& options, RunControl& run) {
    const auto by_rows = [&](auto& engine) {
      return engine.prepare(points, options.eps_m, options.min_points, run)
                 ? engine.cluster(options.min_points, run)
                 : density::dbscan_by_cells(points, options, run);
    };
    return points.z_m.empty() ? by_rows(plane) : by_rows(space);
  }
};

}  // namespace

SectorClusters dbscan_each_sector(const PointView& points, std::span<const std::int32_t> sector,
                                  const DbscanOptions& options, RunControl& run) {
  density::check_options(options);
  density::check_points(points);
  const std::size_t n = points.x_m.size();
  if (sector.size() != n) throw usage_error("the sector column and the points have different lengths");
  const SectorRows dealt = deal(sector, run);
  const std::size_t sectors = dealt.sector.size();
  SectorClusters result;
  Clusters& all = result.clusters;
  while (all.label.size() < n) {
    run.check();
    const std::size_t filled = std::min(n, all.label.size() + 64 * kRowBlock);
    all.label.resize(filled, kNoCluster);
    all.role.resize(filled, PointRole::noise);
  }
  parallel_blocks(n, kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row)
      if (sector[row] < 0 && !(std::isfinite(points.x_m[row]) && std::isfinite(points.y_m[row]) &&
                               (points.z_m.empty() || std::isfinite(points.z_m[row]))))
        all.role[row] = PointRole::unlocated;
  });

  std::vector<std::int32_t> count(sectors, 0);
  IdlePool<SectorScratch> pool;
  const auto rows_of = [&](std::size_t i) {
    return std::span(dealt.rows).subspan(dealt.start[i], dealt.start[i + 1] - dealt.start[i]);
  };
  const auto cluster = [&](std::size_t i, RunControl& control) {
    const std::span<const std::uint32_t> rows = rows_of(i);
    std::unique_ptr<SectorScratch> scratch = pool.take();
    const Clusters found = scratch->cluster(scratch->gather(points, rows, control), options, control);
    pool.give_back(std::move(scratch));
    count[i] = found.count;
    parallel_blocks(rows.size(), kRowBlock, control, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t k = begin; k < end; ++k) {
        all.label[rows[k]] = found.label[k];
        all.role[rows[k]] = found.role[k];
      }
    });
  };
  for (std::size_t i = 0; i < sectors; ++i)
    if (rows_of(i).size() > kLargeSector) cluster(i, run);
  run.begin("clustering sectors", sectors);
  parallel_blocks(sectors, 1, run, [&](std::size_t i, std::size_t, std::size_t) {
    if (rows_of(i).size() > kLargeSector) return;
    RunControl alone(1);
    cluster(i, alone);
  });
  std::vector<std::int32_t> first(sectors, 0);
  for (std::size_t i = 0; i < sectors; ++i) {
    first[i] = all.count;
    all.count += count[i];
    result.sector_of_cluster.insert(result.sector_of_cluster.end(), static_cast<std::size_t>(count[i]),
                                    dealt.sector[i]);
  }
  run.begin("numbering clusters", dealt.rows.size());
  parallel_blocks(dealt.rows.size(), kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    auto sector_end = std::upper_bound(dealt.start.begin(), dealt.start.end(), begin);
    for (std::size_t k = begin; k < end; ++k) {
      while (k == *sector_end) ++sector_end;
      std::int32_t& label = all.label[dealt.rows[k]];
      if (label != kNoCluster) label += first[static_cast<std::size_t>(sector_end - dealt.start.begin()) - 1];
    }
  });
  return result;
}

}  // namespace agglo
