// One clustering per sector, over the same rows.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "agglo/clustering.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

/// Columns of the rows of one sector.
struct Gathered {
  std::vector<double> x_m, y_m, z_m, weight;
  PointView view() const { return {x_m, y_m, z_m, weight}; }
};

Gathered gather(const PointView& points, std::span<const std::uint32_t> rows) {
  const auto pick = [rows](std::span<const double> column) {
    std::vector<double> values;
    if (column.empty()) return values;
    values.reserve(rows.size());
    for (const std::uint32_t row : rows) values.push_back(column[row]);
    return values;
  };
  return {pick(points.x_m), pick(points.y_m), pick(points.z_m), pick(points.weight)};
}

}  // namespace

SectorClusters cluster_each_sector(const PointView& points, std::span<const std::int32_t> sector,
                                   const std::function<Clusters(const PointView&)>& cluster) {
  const std::size_t n = points.x_m.size();
  if (sector.size() != n) throw usage_error("the sector column and the points have different lengths");
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return sector[a] < sector[b]; });
  SectorClusters result;
  Clusters& all = result.clusters;
  all.label.assign(n, kNoCluster);
  all.role.assign(n, PointRole::noise);
  const auto missing = [&](std::size_t row) {
    return !std::isfinite(points.x_m[row]) || !std::isfinite(points.y_m[row]) ||
           (!points.z_m.empty() && !std::isfinite(points.z_m[row]));
  };
  std::size_t begin = 0;
  while (begin < n && sector[order[begin]] < 0) {
    if (missing(order[begin])) all.role[order[begin]] = PointRole::unlocated;
    ++begin;
  }
  for (std::size_t end = begin; begin < n; begin = end) {
    while (end < n && sector[order[end]] == sector[order[begin]]) ++end;
    const auto rows = std::span(order).subspan(begin, end - begin);
    const Clusters found = cluster(gather(points, rows).view());
    if (!found.probability.empty() && all.probability.empty()) all.probability.assign(n, 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      all.role[rows[i]] = found.role[i];
      if (found.label[i] != kNoCluster) all.label[rows[i]] = all.count + found.label[i];
      if (!found.probability.empty()) all.probability[rows[i]] = found.probability[i];
    }
    all.count += found.count;
    result.sector_of_cluster.insert(result.sector_of_cluster.end(), static_cast<std::size_t>(found.count),
                                    sector[order[begin]]);
  }
  return result;
}

}  // namespace agglo
