// Shapes of clusters on the Earth: boundaries, mean places, areas.
#pragma once

#include <vector>

#include "agglo/boundaries.hpp"
#include "agglo/firms.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// Mean place of each group, in longitude/latitude or planar metres, through the mean of the metres.
struct Centres {
  std::vector<double> x, y;
};
Centres mean_places(const Establishments& firms, const Groups& members);

/// Boundaries in the coordinates of the data (longitude/latitude, or planar metres). In a geocentric frame
/// each cluster is drawn in a local plane around its mean.
Shapes cluster_boundaries(const Establishments& firms, const Groups& members, const BoundaryOptions& options,
                          RunControl& run);

/// Area of each row on the ellipsoid (or in the plane), m2; holes are taken off.
std::vector<double> areas_m2(const Shapes& shapes, const Frame& frame);

}  // namespace agglo
