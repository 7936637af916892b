// Choosing parameters of a clustering and judging its result.
//
//   RunControl run;
//   std::vector<double> d = neighbour_distances({x_m, y_m}, 10, run);
//   std::optional<Elbow> e = elbow(distance_curve(d, {}));
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "agglo/clustering.hpp"

namespace agglo {

/// For each row, the least radius in metres (chords when z_m is given) that holds weight min_points, the
/// point itself included: with that radius as eps_m of DBSCAN the point is core, with any smaller one it is
/// not. NaN for a row without coordinates; infinity in all others when all points together weigh less than
/// min_points. About O(n log n) time, O(n) memory. Throws Error{usage} on min_points <= 0.
std::vector<double> neighbour_distances(const PointView& points, double min_points, RunControl& run);

/// How many points have their min_points neighbours within a distance: the k-distance plot of Ester et al.
/// 1996, read from the left. Distances ascend, one entry for each value; `weight` is the total weight of the
/// points at most that far, and so the weight of the core points of DBSCAN with that eps_m.
struct DistanceCurve {
  std::vector<double> distance_m, weight;
};
/// Rows with NaN, infinity or weight 0 are not in it. `weight` is empty (1 each) or one value per row.
DistanceCurve distance_curve(std::span<const double> distance_m, std::span<const double> weight);

/// The bend of the curve: the entry farthest from the straight line between its ends, both axes scaled to
/// 0..1 (Satopaa et al. 2011, without smoothing; the least distance of several). The line ends at the
/// distance within which 99 % of the weight lie, so that a few far points do not move it. Nothing when all
/// distances are equal. O(n).
struct Elbow {
  double distance_m;
  double share;  ///< of the weight at most that far, 0..1
};
std::optional<Elbow> elbow(const DistanceCurve& curve);

}  // namespace agglo
