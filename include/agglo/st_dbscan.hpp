// ST-DBSCAN: clusters of points that are near each other in space and in time.
//
//   RunControl run;
//   Clusters waves = st_dbscan({x_m, y_m}, born_days, {.eps_m = 1000, .eps_time = 365, .min_points = 5},
//   run);
#pragma once

#include <span>

#include "agglo/clustering.hpp"

namespace agglo {

struct StDbscanOptions {
  double eps_m = 500;  ///< radius of the neighbourhood in space, metres, inclusive
  double eps_time =
      365;  ///< the same in time, in the unit of the time column, inclusive; may be 0 or infinite
  double min_points =
      10;  ///< least total weight of a neighbourhood, the point itself included, for a core point
};

/// Density-based clusters in space and time after Birant and Kut 2007 (their two radii; without their third
/// criterion on attribute values), exact. Two points are neighbours when they are within eps_m and their
/// times differ by at most eps_time. Core points: weight of all neighbours >= min_points. Core points that
/// are neighbours share a cluster. Any other point with a core neighbour is a border point of the cluster of
/// the nearest one: nearest in space, ties nearest in time, ties the first by x, y, z, then the earlier. The
/// same partition for any thread count and order of rows (but for border points exactly as near in space and
/// time to two clusters). `time` has one value per point; a point whose time or place is not finite is left
/// out (role unlocated). O(n) memory, about O(n) time after an O(n log n) sort. With z_m, eps_m is compared
/// with chords. Throws Error{usage} on senseless options, on a time column of another length, and when eps_m
/// is too small for the extent (about 1e-9 of it in a plane, 1e-6 with z_m).
Clusters st_dbscan(const PointView& points, std::span<const double> time, const StDbscanOptions& options,
                   RunControl& run);

}  // namespace agglo
