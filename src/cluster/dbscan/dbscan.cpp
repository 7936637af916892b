// DBSCAN: which way to take.
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "agglo/clustering.hpp"
#include "agglo/clustering_memory.hpp"
#include "cluster/dbscan/dbscan_by_rows.hpp"
#include "cluster/dbscan/dbscan_cells.hpp"

namespace agglo {
namespace {

template <int D>
Clusters dbscan_in(const PointView& points, const DbscanOptions& options, RunControl& run) {
  if (density::RowDbscan<D> by_rows; by_rows.prepare(points, options.eps_m, options.min_points, run)) {
    Clusters result;
    by_rows.cluster(options.min_points, run, result);
    return result;
  }
  return density::dbscan_by_cells(points, options, run);
}

template <int D>
ClusterMethod way_in(const PointView& points, double eps_m, RunControl& run) {
  density::GridScale<D> scale;
  return density::rows_fit(points.x_m.size()) && density::choose_scale<D>(points, eps_m, run, scale)
             ? ClusterMethod::dbscan
             : ClusterMethod::dbscan_by_cells;
}

}  // namespace

void density::check_options(const DbscanOptions& options) {
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  if (!positive(options.eps_m))
    throw usage_error("eps is '" + fmt::to_string(options.eps_m) + "' m", "give a distance above 0");
  if (!positive(options.min_points))
    throw usage_error("min_points is '" + fmt::to_string(options.min_points) + "'", "give a number above 0");
}

ClusterMethod dbscan_way(const PointView& points, double eps_m, RunControl& run) {
  return points.z_m.empty() ? way_in<2>(points, eps_m, run) : way_in<3>(points, eps_m, run);
}

Clusters dbscan(const PointView& points, const DbscanOptions& options, RunControl& run) {
  density::check_options(options);
  density::check_points(points, run);
  return points.z_m.empty() ? dbscan_in<2>(points, options, run) : dbscan_in<3>(points, options, run);
}

}  // namespace agglo
