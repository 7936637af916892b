#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "access/geos_shapes.hpp"
#include "agglo/error.hpp"
#include "agglo/zones.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Shares of an area below this are the rounding of common edges.
constexpr double kNothing = 1e-9;
constexpr int kCircleSegments = 32;  // per quarter

/// One zone against many clusters. A zone without area stands for the places within point_radius_m of it.
class ZoneTest {
 public:
  ZoneTest(const GeosContext& context, const Shapes& zones, std::size_t zone, double point_radius_m)
      : context_(context),
        has_area_(zones.kind[zone] == ShapeKind::polygon),
        reach_m_(has_area_ ? 0 : point_radius_m) {
    place_ = has_area_ ? to_valid_polygon(context, zones, zone) : to_geos(context, zones, zone);
    if (GEOSisEmpty_r(context.handle(), place_.get()) != 0) return;
    if (!has_area_)
      disc_ = own(context, GEOSBuffer_r(context.handle(), place_.get(), point_radius_m, kCircleSegments),
                  "drawing a circle around a zone");
    prepared_place_ = prepare(context, place_);
    prepared_area_ = prepare(context, area());
    area_m2_ = area_of(context, area());
  }

  bool empty() const { return prepared_area_ == nullptr; }

  /// Fills in relation, distance and share; false when they are further apart than near_m.
  bool relate(const GeosGeometry& cluster, double near_m, ZoneCluster& pair) const {
    const GEOSContextHandle_t h = context_.handle();
    const double cluster_m2 = area_of(context_, cluster);
    pair.distance_m = 0;
    pair.share_of_cluster = 0;
    if (GEOSPreparedCovers_r(h, prepared_area_.get(), cluster.get()) == 1) {
      pair.relation = ZoneRelation::inside;
      pair.share_of_cluster = 1;
      return true;
    }
    if (GEOSPreparedIntersects_r(h, prepared_area_.get(), cluster.get()) == 1 && cluster_m2 > 0) {
      const GeosGeometry common =
          own(context_, GEOSIntersection_r(h, area().get(), cluster.get()), "cutting a cluster with a zone");
      const double common_m2 = area_of(context_, common);
      if (common_m2 > kNothing * std::min(cluster_m2, area_m2_)) {
        pair.share_of_cluster = std::min(1.0, common_m2 / cluster_m2);
        pair.relation = pair.share_of_cluster > 1 - kNothing ? ZoneRelation::inside : ZoneRelation::crossing;
        return true;
      }
    }
    double distance_m = 0;
    if (GEOSPreparedDistance_r(h, prepared_place_.get(), cluster.get(), &distance_m) == 0)
      context_.fail("measuring the distance from a zone to a cluster");
    const bool meets = has_area_ ? cluster_m2 == 0 && distance_m == 0 : distance_m <= reach_m_;
    if (!meets && !(distance_m <= near_m)) return false;
    pair.relation = meets ? ZoneRelation::crossing : ZoneRelation::near;
    pair.distance_m = meets ? 0 : distance_m;
    return true;
  }

 private:
  const GeosGeometry& area() const { return has_area_ ? place_ : disc_; }

  const GeosContext& context_;
  bool has_area_;
  double reach_m_, area_m2_ = 0;
  GeosGeometry place_, disc_;
  GeosPrepared prepared_place_, prepared_area_;
};

GeosGeometry cluster_geometry(const GeosContext& context, const Shapes& clusters, std::size_t row) {
  return clusters.kind[row] == ShapeKind::polygon ? to_valid_polygon(context, clusters, row)
                                                  : to_geos(context, clusters, row);
}

/// Rows of shapes by the western edge of their boxes, so that those near a zone are found without looking at
/// all.
struct BoxOrder {
  std::vector<Box> boxes;
  std::vector<std::uint32_t> by_min_x;

  explicit BoxOrder(const Shapes& shapes) {
    for (std::size_t row = 0; row < shapes.size(); ++row) {
      boxes.push_back(shapes.box(row));
      if (!boxes.back().empty()) by_min_x.push_back(static_cast<std::uint32_t>(row));
    }
    std::sort(by_min_x.begin(), by_min_x.end(), [&](std::uint32_t a, std::uint32_t b) {
      return boxes[a].min_x != boxes[b].min_x ? boxes[a].min_x < boxes[b].min_x : a < b;
    });
  }

  /// Ascending rows whose boxes meet `box`.
  std::vector<std::uint32_t> meeting(const Box& box) const {
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t row : by_min_x) {
      if (boxes[row].min_x > box.max_x) break;
      if (boxes[row].intersects(box)) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }
};

void check_distances(double near_m, double point_radius_m) {
  if (!std::isfinite(near_m) || near_m < 0)
    throw usage_error("the distance that counts as near is not 0 m or more",
                      "give it in metres, for example 500");
  if (!std::isfinite(point_radius_m) || point_radius_m < 0)
    throw usage_error("the radius of point zones is not 0 m or more", "give it in metres, for example 100");
}

}  // namespace

const char* to_string(ZoneRelation relation) {
  switch (relation) {
    case ZoneRelation::inside:
      return "inside";
    case ZoneRelation::crossing:
      return "crossing";
    case ZoneRelation::near:
      break;
  }
  return "near";
}

std::vector<ZoneCluster> zones_and_clusters(const Zones& zones, const Shapes& cluster_shapes_m, double near_m,
                                            double point_radius_m, RunControl& run) {
  check_distances(near_m, point_radius_m);
  if (zones.frame.kind == FrameKind::geocentric)
    throw usage_error("the data reach too far for zones to be measured on one plane",
                      "select the firms and zones of one region");
  run.begin("zones and clusters", zones.size());
  const BoxOrder clusters(cluster_shapes_m);
  std::vector<std::vector<ZoneCluster>> of_zone(zones.size());
  parallel_blocks(zones.size(), 1, run, [&](std::size_t zone, std::size_t, std::size_t) {
    Box reach = zones.shapes_m.box(zone);
    if (reach.empty()) return;
    const double margin_m = std::max(near_m, point_radius_m) * (1 + 1e-9);
    reach.extend(reach.min_x - margin_m, reach.min_y - margin_m);
    reach.extend(reach.max_x + margin_m, reach.max_y + margin_m);
    const std::vector<std::uint32_t> candidates = clusters.meeting(reach);
    if (candidates.empty()) return;
    const GeosContext context;
    const ZoneTest test(context, zones.shapes_m, zone, point_radius_m);
    if (test.empty()) return;
    for (const std::uint32_t row : candidates) {
      run.check();
      const GeosGeometry cluster = cluster_geometry(context, cluster_shapes_m, row);
      ZoneCluster pair{static_cast<std::uint32_t>(zone), row, ZoneRelation::near, 0, 0};
      if (GEOSisEmpty_r(context.handle(), cluster.get()) == 0 && test.relate(cluster, near_m, pair))
        of_zone[zone].push_back(pair);
    }
  });
  std::vector<ZoneCluster> all;
  for (const auto& pairs : of_zone) all.insert(all.end(), pairs.begin(), pairs.end());
  return all;
}

double sector_overlap(const Establishments& firms, std::span<const std::uint32_t> a,
                      std::span<const std::uint32_t> b) {
  const auto counts_of = [&](std::span<const std::uint32_t> rows) {
    std::vector<double> counts;
    for (const std::uint32_t row : rows) {
      if (firms.sector[row] < 0) continue;
      const auto sector = static_cast<std::size_t>(firms.sector[row]);
      if (sector >= counts.size()) counts.resize(sector + 1, 0);
      ++counts[sector];
    }
    return counts;
  };
  std::vector<double> p = counts_of(a), q = counts_of(b);
  p.resize(std::max(p.size(), q.size()), 0);
  q.resize(p.size(), 0);
  const double p_sum = std::accumulate(p.begin(), p.end(), 0.0),
               q_sum = std::accumulate(q.begin(), q.end(), 0.0);
  if (p_sum == 0 || q_sum == 0) return std::numeric_limits<double>::quiet_NaN();
  double common = 0;  // 1 - half the sum of |p - q| is the sum of the smaller shares
  for (std::size_t s = 0; s < p.size(); ++s) common += std::min(p[s] / p_sum, q[s] / q_sum);
  return std::min(common, 1.0);
}

}  // namespace agglo
