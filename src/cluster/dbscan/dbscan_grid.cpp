// DBSCAN over a grid of parameters: the points are sorted once for each eps.
#include <algorithm>

#include "agglo/clustering.hpp"
#include "cluster/dbscan/dbscan_by_rows.hpp"
#include "cluster/dbscan/dbscan_cells.hpp"

namespace agglo {
namespace {

template <int D>
void grid_in(const PointView& points, std::span<const double> eps_m, std::span<const double> min_points,
             RunControl& run, const std::function<void(const DbscanOptions&, const Clusters&)>& each) {
  density::RowDbscan<D> by_rows;
  Clusters found;
  const double most_points = *std::max_element(min_points.begin(), min_points.end());
  for (const double eps : eps_m) {
    const bool prepared = by_rows.prepare(points, eps, most_points, run);
    for (const double least : min_points) {
      const DbscanOptions options{.eps_m = eps, .min_points = least};
      if (prepared)
        by_rows.cluster(least, run, found);
      else
        found = density::dbscan_by_cells(points, options, run);
      each(options, found);
    }
  }
}

}  // namespace

void dbscan_grid(const PointView& points, std::span<const double> eps_m, std::span<const double> min_points,
                 RunControl& run, const std::function<void(const DbscanOptions&, const Clusters&)>& each) {
  for (const double eps : eps_m)
    for (const double least : min_points) density::check_options({.eps_m = eps, .min_points = least});
  density::check_points(points, run);
  if (min_points.empty()) return;
  if (points.z_m.empty())
    grid_in<2>(points, eps_m, min_points, run, each);
  else
    grid_in<3>(points, eps_m, min_points, run, each);
}

}  // namespace agglo
