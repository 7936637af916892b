// DBSCAN over a grid of parameters.
#include "agglo/clustering.hpp"
#include "cluster/dbscan_cells.hpp"

namespace agglo {

void dbscan_grid(const PointView& points, std::span<const double> eps_m, std::span<const double> min_points,
                 RunControl& run, const std::function<void(const DbscanOptions&, const Clusters&)>& each) {
  for (const double eps : eps_m)
    for (const double least : min_points) density::check_options({.eps_m = eps, .min_points = least});
  for (const double eps : eps_m)
    for (const double least : min_points) {
      const DbscanOptions options{.eps_m = eps, .min_points = least};
      each(options, dbscan(points, options, run));
    }
}

}  // namespace agglo
