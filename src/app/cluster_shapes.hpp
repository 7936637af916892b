// Shapes of clusters on the Earth: boundaries, mean places, areas.
#pragma once

#include <string>
#include <vector>

#include "agglo/boundaries.hpp"
#include "agglo/firms.hpp"
#include "agglo/geodesy.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// Mean place of each group, in longitude/latitude or planar metres, through the mean of the metres.
struct Centres {
  std::vector<double> x, y;
};
Centres mean_places(const Establishments& firms, const Groups& members);

enum class CoreKind { none, role, dense };

/// How clusters are drawn.
struct ClusterBoundaryOptions {
  BoundaryOptions shape{.share = 0.9};
  CoreKind core = CoreKind::none;  ///< role: around the core members; dense: where members are densest
  double core_share = 0.5;         ///< of the members that a dense core holds
  bool clip_land = false;          ///< to the land of the base map
  std::string clip_area;           ///< to the polygons of this layer; empty: not
};

/// Boundaries of clusters, row = group: as stored (longitude/latitude cut at the antimeridian, or planar
/// metres), and in the metres they were drawn in, which hold every member exactly.
struct ClusterBoundaries {
  Shapes stored;
  Shapes metres;                ///< in the frame; in a geocentric one each row in its own local plane
  std::vector<LonLat> centres;  ///< of the local planes; empty unless geocentric
};
ClusterBoundaries cluster_boundaries(const Establishments& firms, const Groups& members,
                                     const BoundaryOptions& options, RunControl& run);

/// Clips boundaries to the polygons of `area` (coordinates as stored) and tells of it: rows that the area
/// cuts, and rows outside it, which stay whole.
ClippedShapes clip_boundaries(ClusterBoundaries& boundaries, const Shapes& area, const Frame& frame,
                              RunControl& run);

/// Located firms inside each boundary, its edge and the members of its group included. `firms` has the rows
/// that `members` names.
Groups firms_inside(const Establishments& firms, const ClusterBoundaries& boundaries, const Groups& members,
                    RunControl& run);

/// Shapes in the metres of `plane` as layers store them: longitude/latitude cut at the antimeridian, or the
/// metres themselves when they have no place on the Earth.
Shapes stored_from_metres(Shapes shapes_m, const Frame& plane);

/// Area of each row on the ellipsoid (or in the plane), m2; holes are taken off.
std::vector<double> areas_m2(const Shapes& shapes, const Frame& frame);

}  // namespace agglo
