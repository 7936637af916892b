// HDBSCAN* of each sector by itself.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "agglo/clustering.hpp"
#include "agglo/groups.hpp"
#include "cluster/sites.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Sectors up to this size run on one thread each.
constexpr std::size_t kSmallSector = 20000;

HdbscanResult cluster_rows(const PointView& points, std::span<const std::uint32_t> rows,
                           const HdbscanOptions& options, RunControl& run) {
  StopCheck check(run);
  const auto picked = [rows, &check](std::span<const double> column) {
    std::vector<double> values;
    if (column.empty()) return values;
    values.reserve(rows.size());
    for (const std::uint32_t row : rows) {
      check();
      values.push_back(column[row]);
    }
    return values;
  };
  const std::vector<double> x_m = picked(points.x_m), y_m = picked(points.y_m), z_m = picked(points.z_m),
                            weight = picked(points.weight);
  HdbscanResult found = hdbscan_with_tree({x_m, y_m, z_m, weight}, options, run);
  found.last_cluster = {};
  found.leaves_m = {};
  return found;
}

/// Takes the sector's labels over, numbered on.
void add_sector(std::span<const std::uint32_t> rows, std::int32_t sector, HdbscanResult&& found,
                SectorTrees& all, StopCheck& check) {
  Clusters& clusters = all.result.clusters;
  const std::int32_t before = clusters.count;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    check();
    const std::int32_t label = found.clusters.label[i];
    clusters.label[rows[i]] = label == kNoCluster ? kNoCluster : before + label;
    clusters.role[rows[i]] = found.clusters.role[i];
    clusters.probability[rows[i]] = found.clusters.probability[i];
    clusters.outlier_score[rows[i]] = found.clusters.outlier_score[i];
  }
  clusters.count += found.clusters.count;
  clusters.stability.insert(clusters.stability.end(), found.clusters.stability.begin(),
                            found.clusters.stability.end());
  all.result.sector_of_cluster.resize(static_cast<std::size_t>(clusters.count), sector);
  for (std::int32_t& label : found.tree.label)
    if (label != kNoCluster) label += before;
  all.tree.push_back(std::move(found.tree));
  all.sector_of_tree.push_back(sector);
}

}  // namespace

SectorTrees hdbscan_each_sector(const PointView& points, std::span<const std::int32_t> sector,
                                const HdbscanOptions& options, RunControl& run) {
  const std::size_t n = points.x_m.size();
  density::check_points(points, run);
  if (sector.size() != n) throw usage_error("the sector column and the points have different lengths");
  run.begin("dealing rows to sectors");
  StopCheck check(run);
  std::map<std::int32_t, std::int32_t> part_of_sector;
  for (const std::int32_t s : sector) {
    check();
    if (s >= 0) part_of_sector.emplace(s, 0);
  }
  std::vector<std::int32_t> sectors;
  for (auto& [id, part] : part_of_sector) {
    part = static_cast<std::int32_t>(sectors.size());
    sectors.push_back(id);
  }
  std::vector<std::int32_t> part;
  fill(part, n, -1, run);
  for (std::size_t row = 0; row < n; ++row) {
    check();
    if (sector[row] >= 0) part[row] = part_of_sector.find(sector[row])->second;
  }
  const Groups rows = groups_from_labels(part, sectors.size());

  // Refuses senseless options also when there is no sector.
  SectorTrees all{{hdbscan({points.x_m.first(0), points.y_m.first(0), {}, {}}, options, run), {}}, {}, {}};
  std::vector<HdbscanResult> found(sectors.size());
  std::vector<std::size_t> small;
  for (std::size_t p = 0; p < sectors.size(); ++p) {
    if (rows[p].size() <= kSmallSector)
      small.push_back(p);
    else
      found[p] = cluster_rows(points, rows[p], options, run);
  }
  run.begin("clustering small sectors", small.size());
  parallel_blocks(small.size(), 1, run, [&](std::size_t begin, std::size_t, std::size_t) {
    RunControl alone(run, 1);
    found[small[begin]] = cluster_rows(points, rows[small[begin]], options, alone);
  });
  Clusters& clusters = all.result.clusters;
  run.begin("putting sectors together", n);
  fill(clusters.label, n, kNoCluster, run);
  fill(clusters.role, n, PointRole::noise, run);
  fill(clusters.probability, n, 0.0F, run);
  fill(clusters.outlier_score, n, std::numeric_limits<float>::quiet_NaN(), run);
  for (std::size_t row = 0; row < n; ++row) {
    check();
    if (!(std::isfinite(points.x_m[row]) && std::isfinite(points.y_m[row]) &&
          (points.z_m.empty() || std::isfinite(points.z_m[row]))))
      clusters.role[row] = PointRole::unlocated;
  }
  for (std::size_t p = 0; p < sectors.size(); ++p) {
    add_sector(rows[p], sectors[p], std::exchange(found[p], {}), all, check);
    run.advance(rows[p].size());
  }
  return all;
}

}  // namespace agglo
