// DBSCAN of each sector by itself: rows dealt to their sectors once, sectors side by side or on all threads.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "agglo/clustering.hpp"
#include "agglo/error.hpp"
#include "cluster/dbscan/dbscan_by_rows.hpp"
#include "cluster/dbscan/dbscan_cells.hpp"
#include "cluster/dbscan/idle_pool.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::size_t kRowBlock = std::size_t{1} << 16;

/// Rows of the sectors, side by side and ascending in each. Blocks of rows are dealt on all threads and
/// results are collected the same way back, so that both walk through memory instead of jumping about in it.
class DealtRows {
 public:
  DealtRows(std::span<const std::int32_t> sector, RunControl& run) : sector_(sector) {
    find_sectors(run);
    count(run);
    row_.renew(start_.back());
    run.begin("dealing rows to sectors", sector.size());
    each_row(run, [&](std::size_t row, std::size_t, std::size_t to) {
      row_[to] = static_cast<std::uint32_t>(row);
    });
  }

  /// Identifiers of the sectors, ascending; some may have no rows.
  const std::vector<std::int32_t>& sectors() const { return id_; }
  std::size_t begin_of(std::size_t i) const { return start_[i]; }
  std::size_t size_of(std::size_t i) const { return start_[i + 1] - start_[i]; }
  std::size_t size() const { return start_.back(); }
  /// Whoever has read them may keep other values there.
  std::uint32_t* rows_of(std::size_t i) { return row_.data() + start_[i]; }

  /// Calls visit(row, i, place) for each row that has a sector: the i-th one, and the place of the row.
  template <class Visit>
  void each_row(RunControl& run, const Visit& visit) const {
    parallel_blocks(sector_.size(), block_, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
      const auto own = first_.begin() + static_cast<std::ptrdiff_t>(block * id_.size());
      std::vector<std::size_t> next(own, own + static_cast<std::ptrdiff_t>(id_.size()));
      for (std::size_t row = begin; row < end; ++row) {
        if (row % kRowBlock == 0) run.check();
        if (sector_[row] < 0) continue;
        const std::size_t i = index_of(sector_[row]);
        visit(row, i, next[i]++);
      }
    });
  }

 private:
  void find_sectors(RunControl& run) {
    std::vector<std::int32_t> highest((sector_.size() + kRowBlock - 1) / kRowBlock);
    parallel_blocks(sector_.size(), kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t b) {
      highest[b] = *std::max_element(sector_.data() + begin, sector_.data() + end);
    });
    const std::int32_t most = highest.empty() ? -1 : *std::max_element(highest.begin(), highest.end());
    const auto identifiers = static_cast<std::size_t>(most + std::int64_t{1});
    if (identifiers <= sector_.size() / 4 + 1024) {
      id_.resize(identifiers);
      std::iota(id_.begin(), id_.end(), 0);
      return;
    }
    id_.assign(sector_.begin(), sector_.end());
    std::sort(id_.begin(), id_.end());
    id_.erase(std::unique(id_.begin(), id_.end()), id_.end());
    id_.erase(id_.begin(), std::lower_bound(id_.begin(), id_.end(), 0));
    are_indices_ = false;
  }

  std::size_t index_of(std::int32_t sector) const {
    return are_indices_
               ? static_cast<std::size_t>(sector)
               : static_cast<std::size_t>(std::lower_bound(id_.begin(), id_.end(), sector) - id_.begin());
  }

  /// Where the first point of each sector in each block of rows goes.
  void count(RunControl& run) {
    block_ = std::max(kRowBlock, id_.size());  // so that the table is no longer than the rows
    const std::size_t n = sector_.size(), sectors = id_.size(), blocks = (n + block_ - 1) / block_;
    first_.assign(blocks * sectors, 0);
    each_row(run, [&](std::size_t row, std::size_t i, std::size_t) { ++first_[row / block_ * sectors + i]; });
    start_.resize(sectors + 1);
    std::size_t sum = 0;
    for (std::size_t i = 0; i < sectors; ++i) {
      start_[i] = sum;
      for (std::size_t block = 0; block < blocks; ++block) {
        const std::size_t count = first_[block * sectors + i];
        first_[block * sectors + i] = sum;
        sum += count;
      }
    }
    start_[sectors] = sum;
  }

  std::span<const std::int32_t> sector_;
  std::vector<std::int32_t> id_;
  bool are_indices_ = true;
  std::size_t block_ = kRowBlock;
  std::vector<std::size_t> first_;  ///< blocks x sectors
  std::vector<std::size_t> start_;  ///< sectors + 1
  LargeArray<std::uint32_t> row_;
};

/// What a thread keeps from one sector to the next.
struct SectorScratch {
  std::vector<double> x_m, y_m, z_m, weight;
  density::RowDbscan<2> plane;
  density::RowDbscan<3> space;
  Clusters found;

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
  void cluster(const PointView& points, const DbscanOptions& options, RunControl& run) {
    const auto by_rows = [&](auto& engine) {
      if (engine.prepare(points, options.eps_m, options.min_points, run))
        engine.cluster(options.min_points, run, found);
      else
        found = density::dbscan_by_cells(points, options, run);
    };
    points.z_m.empty() ? by_rows(plane) : by_rows(space);
  }
};

/// How many of the sectors, by falling size, take all threads one after the other; then the rest run side by
/// side on one thread each. As many as end soonest when threads that share a sector do four fifths of their
/// work; never one with no more than a block of rows to share.
std::size_t sectors_for_all_threads(const std::vector<std::size_t>& sizes, unsigned threads) {
  constexpr double kShared = 0.8;
  double shared = 0, rest = 0, soonest = std::numeric_limits<double>::infinity();
  for (const std::size_t size : sizes) rest += static_cast<double>(size);
  std::size_t result = 0;
  for (std::size_t i = 0; i <= sizes.size(); ++i) {
    const double size = i < sizes.size() ? static_cast<double>(sizes[i]) : 0;
    const double end = shared / (kShared * threads) + std::max(size, rest / threads);
    if (end < soonest) {
      soonest = end;
      result = i;
    }
    if (size <= static_cast<double>(kRowBlock)) break;
    shared += size;
    rest -= size;
  }
  return result;
}

/// Clusters of each sector. Labels, counted from 0 in each, take the place of the rows they belong to; roles
/// lie likewise. An error names the sector.
std::vector<std::int32_t> cluster_dealt(const PointView& points, const DbscanOptions& options,
                                        DealtRows& dealt, std::span<const std::string> names,
                                        LargeArray<PointRole>& role, RunControl& run) {
  const std::size_t sectors = dealt.sectors().size();
  std::vector<std::int32_t> count(sectors, 0);
  IdlePool<SectorScratch> pool;
  const auto cluster = [&](std::size_t i, RunControl& control) {
    std::unique_ptr<SectorScratch> scratch = pool.take();
    std::uint32_t* rows = dealt.rows_of(i);
    try {
      scratch->cluster(scratch->gather(points, {rows, dealt.size_of(i)}, control), options, control);
    } catch (Error& error) {
      if (error.kind == ErrorKind::cancelled) throw;
      const auto id = static_cast<std::size_t>(dealt.sectors()[i]);
      error.message =
          "sector '" + (id < names.size() ? names[id] : std::to_string(id)) + "': " + error.message;
      throw;
    }
    const Clusters& found = scratch->found;
    std::transform(found.label.begin(), found.label.end(), rows,
                   [](std::int32_t label) { return static_cast<std::uint32_t>(label); });
    std::copy(found.role.begin(), found.role.end(), role.data() + dealt.begin_of(i));
    count[i] = found.count;
    pool.give_back(std::move(scratch));
  };
  std::vector<std::size_t> order, sizes;
  for (std::size_t i = 0; i < sectors; ++i)
    if (dealt.size_of(i) > 0) order.push_back(i);
  // The longest first, so that the threads end together.
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return dealt.size_of(a) > dealt.size_of(b); });
  for (const std::size_t i : order) sizes.push_back(dealt.size_of(i));
  const std::size_t large = sectors_for_all_threads(sizes, thread_count(run));
  for (std::size_t k = 0; k < large; ++k) cluster(order[k], run);
  run.begin("clustering sectors", order.size() - large);
  parallel_blocks(order.size() - large, 1, run, [&](std::size_t k, std::size_t, std::size_t) {
    RunControl alone(run, 1);
    cluster(order[large + k], alone);
  });
  return count;
}

}  // namespace

SectorClusters dbscan_each_sector(const PointView& points, std::span<const std::int32_t> sector,
                                  const DbscanOptions& options, RunControl& run,
                                  std::span<const std::string> names) {
  density::check_options(options);
  density::check_points(points, run);
  const std::size_t n = points.x_m.size();
  if (sector.size() != n) throw usage_error("the sector column and the points have different lengths");
  DealtRows dealt(sector, run);
  LargeArray<PointRole> role;
  role.renew(dealt.size());
  const std::vector<std::int32_t> count = cluster_dealt(points, options, dealt, names, role, run);

  SectorClusters result;
  Clusters& all = result.clusters;
  std::vector<std::int32_t> first;  // cluster of each sector
  for (std::size_t i = 0; i < count.size(); ++i) {
    first.push_back(all.count);
    all.count += count[i];
    result.sector_of_cluster.insert(result.sector_of_cluster.end(), static_cast<std::size_t>(count[i]),
                                    dealt.sectors()[i]);
  }
  fill(all.label, n, kNoCluster, run);
  fill(all.role, n, PointRole::noise, run);
  run.begin("numbering clusters", 2 * n);
  dealt.each_row(
      run, [labels = dealt.rows_of(0), roles = role.data(), numbers = first.data(), label = all.label.data(),
            role_of = all.role.data()](std::size_t row, std::size_t i, std::size_t from) {
        const auto own = static_cast<std::int32_t>(labels[from]);
        label[row] = own == kNoCluster ? kNoCluster : own + numbers[i];
        role_of[row] = roles[from];
      });
  parallel_blocks(n, kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row)
      if (sector[row] < 0 && !(std::isfinite(points.x_m[row]) && std::isfinite(points.y_m[row]) &&
                               (points.z_m.empty() || std::isfinite(points.z_m[row]))))
        all.role[row] = PointRole::unlocated;
  });
  return result;
}

}  // namespace agglo
