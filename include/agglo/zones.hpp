// Zones: which firms and clusters lie in, across or near each EPZ, park, estate or incubator.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/groups.hpp"
#include "agglo/places.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// Distance of each firm to the zone's edge in metres, 0 inside; firms beyond the last ring are in no group.
/// Group g = zone * (rings.size() + 1) + k: k = 0 inside (boundary included; for a point zone: within
/// point_radius_m), k >= 1 in ring (rings[k-2], rings[k-1]] km outside the zone. Rings ascending. A firm may
/// belong to several zones. Rings leave out firms inside another zone when `exclude_other_zones`.
/// Point (and line) zones are measured from the point: their first ring is (point_radius_m, rings[0]]. Firms
/// within a micrometre of an edge lie on it. Invalid polygons are repaired. Error{usage} for geocentric
/// frames and rings that do not ascend.
struct ZoneRingOptions {
  std::vector<double> ring_km{1, 2, 5};
  double point_radius_m = 100;
  bool exclude_other_zones = true;
};
Groups firms_by_zone_ring(const Establishments& firms, const Zones& zones, const ZoneRingOptions& options,
                          RunControl& run);

enum class ZoneRelation : std::uint8_t { inside, crossing, near };
const char* to_string(ZoneRelation relation);

/// Every zone-cluster pair within near_m: inside = the cluster's boundary lies in the zone, crossing = they
/// share area (or the point zone lies in the cluster), near = apart but within near_m. Ascending by zone,
/// then cluster. A point zone stands for the disc of point_radius_m around it; its distance is measured from
/// the point.
struct ZoneCluster {
  std::uint32_t zone, cluster;
  ZoneRelation relation;
  double distance_m;        ///< 0 unless near
  double share_of_cluster;  ///< area of the overlap / area of the cluster
};
std::vector<ZoneCluster> zones_and_clusters(const Zones& zones, const Shapes& cluster_shapes_m, double near_m,
                                            double point_radius_m, RunControl& run);

/// 1 - half the sum of |p_i - q_i| over sectors of two groups of firms (domain: overlap of sector mixes,
/// 0..1); NaN when either has no firm with a known sector.
double sector_overlap(const Establishments& firms, std::span<const std::uint32_t> a,
                      std::span<const std::uint32_t> b);

}  // namespace agglo
