// Centres of activity: the peaks of the density of firms, and the firms that climb to each.
//
//   RunControl run;
//   ActivityCentres found = activity_centres({x_m, y_m}, {.bandwidth_m = 1000, .min_weight = 100}, run);
#pragma once

#include <cstdint>
#include <vector>

#include "agglo/clustering.hpp"

namespace agglo {

struct ActivityCentreOptions {
  double bandwidth_m = 1000;    ///< radius of the kernel, metres
  double min_weight = 25;       ///< least weight that climbs to a centre
  double min_prominence = 0.2;  ///< least share, 0..1, that the density drops on the way to a denser centre
};

struct ActivityCentre {
  double x_m, y_m;       ///< mode of the density
  double density_km2;    ///< weight per km2 there
  double prominence;     ///< share, 0..1, by which density drops on the best way from its densest point to a
                         ///< denser one
  double weight;         ///< of the points that climb to it
  std::uint32_t points;  ///< their number
  double half_weight_radius_m;  ///< least distance from the mode that holds half of the weight
};

struct ActivityCentres {
  std::vector<ActivityCentre> centres;  ///< by weight, then density, both descending, then place
  std::vector<std::int32_t> centre;     ///< by row: index into centres, or kNoCluster
  std::vector<double> density_km2;      ///< by row; NaN without coordinates
};

/// The density is that of an Epanechnikov kernel: 2 / (pi h^2) times the sum of weight (1 - d^2 / h^2) over
/// the points within the bandwidth h. Its support is bounded, so every value is exact, and its mean shift
/// ends after finitely many steps. Terms are rounded to 2^-52 of the total weight, so that sums do not depend
/// on their order. A point climbs to the nearest denser place within h / 2 (ties: the denser, then the place
/// with the lesser x, y; of equally dense places the one with the lesser x, y counts as denser), from there
/// on, and so to a peak: a place with no denser one within h / 2. Two peaks are divided by the lowest place
/// on the way between them, with steps of at most h / 2 and the way chosen so that it is as high as possible;
/// the lower peak's relative height above it is its prominence (1 without a way). From the highest divide
/// down, a peak of less than min_prominence joins the peak across. A centre's mode is where mean shift from
/// the densest place ends: the mean of all points within h of it, to 1e-6 m. Centres lighter than min_weight
/// are left out; their points belong to none. The same for any order of rows and threads. O(n) memory; time
/// grows with the number of pairs within h. Throws Error{usage} on senseless options and when z_m is given.
ActivityCentres activity_centres(const PointView& points, const ActivityCentreOptions& options,
                                 RunControl& run);

}  // namespace agglo
