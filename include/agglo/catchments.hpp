// Catchments: the area and the firms that a site serves, as the crow flies.
#pragma once

#include <cstdint>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/groups.hpp"
#include "agglo/places.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

/// Firms within each radius of each site by geodesic distance (Euclidean in a plane frame), boundary
/// inclusive. Group g = site * radii.size() + radius index. Radii ascending, km. Firms without a place are in
/// none.
Groups firms_within(const Establishments& firms, const Institutions& sites,
                    const std::vector<double>& radius_km, RunControl& run);

/// For each firm the row of the nearest site (-1 when none or unlocated; ties to the lowest row) and its
/// distance.
struct NearestSite {
  std::vector<std::int32_t> site;
  std::vector<double> distance_m;  ///< NaN when none
};
NearestSite nearest_site(const Establishments& firms, const Institutions& sites, RunControl& run);

/// Ring of `vertices` points at exactly distance_m from a place, as longitude/latitude; rings that cross the
/// antimeridian are split, rings around a pole are closed through it. Row = one site.
Shapes geodesic_rings(const Institutions& sites, double radius_km, int vertices = 128);

/// Union of shapes that touch, as one multipolygon row. Shapes in any planar coordinates.
Shapes merged(const Shapes& shapes);

/// Voronoi (nearest-site) cells in metres clipped to `study_area_m` (row 0; when empty, the box of the sites
/// grown by a fifth of its longer side, or by 1 km around a single place). Sites outside the area keep their
/// part of it. One row per site; sites on one place share a cell, given to the lowest row (the others
/// get none).
Shapes voronoi_catchments(const Institutions& sites, const Shapes& study_area_m, RunControl& run);

/// Areas served by exactly 1, 2, ... sites: the planar overlay of polygons split by how many cover it.
/// cover[i] = number of shapes over row i of `shapes`; rows ascending by cover.
struct CoverMap {
  Shapes shapes;
  std::vector<std::uint32_t> cover;
};
CoverMap cover_map(const Shapes& polygons, RunControl& run);
/// The same inside a study area (row 0 of `area`) only, with the rest of the area as a first row of cover 0
/// (left out when nothing is left). Same planar coordinates.
CoverMap clipped_cover(const CoverMap& cover, const Shapes& area, RunControl& run);

/// Every pair of polygons that overlap: rows a < b, area of the overlap, and the share of firms both serve
/// (Jaccard index of the firm sets; NaN when both are empty). `firms_of` has one group per polygon. Overlaps
/// of less than a billionth of the smaller polygon are the rounding of common edges and left out.
struct Overlap {
  std::uint32_t a, b;
  double area_m2;
  double area_share;  ///< of the smaller polygon
  std::uint64_t firms_both;
  double firms_jaccard;
};
std::vector<Overlap> overlaps(const Shapes& polygons_m, const Groups& firms_of, RunControl& run);

}  // namespace agglo
