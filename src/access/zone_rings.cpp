#include <algorithm>
#include <cmath>
#include <string>

#include "access/class_rows.hpp"
#include "access/geos_shapes.hpp"
#include "access/polygon_index.hpp"
#include "access/radii.hpp"
#include "agglo/error.hpp"
#include "agglo/zones.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// A firm this close to the edge lies on it: far below what any coordinate means, above what rounding does.
constexpr double kOnEdge_m = 1e-6;

/// Row `row`, repaired when it is an invalid polygon.
Shapes valid_row(const Shapes& shapes, std::size_t row) {
  Shapes result;
  if (shapes.kind[row] != ShapeKind::polygon) {
    result.add_row_of(shapes, row);
    return result;
  }
  const GeosContext context;
  from_geos(context, to_valid_polygon(context, shapes, row).get(), result);
  return result;
}

/// One zone: the class (0 inside, k in ring k) of each firm within its last ring.
class ZoneSearch {
 public:
  ZoneSearch(const PointTree& firms, const Shapes& zone, const std::vector<double>& ring_m,
             double point_radius_m)
      : firms_(firms), index_(zone, 0) {
    limit_.push_back(index_.has_area() ? kOnEdge_m : point_radius_m);
    for (const double r : ring_m) limit_.push_back(std::max(r, limit_.back()));
  }

  std::vector<ClassRow> run() {
    if (!firms_.empty() && !index_.empty()) search(1);
    return std::move(found_);
  }

 private:
  std::size_t class_of(double signed_distance_m) const {
    return static_cast<std::size_t>(std::lower_bound(limit_.begin(), limit_.end(), signed_distance_m) -
                                    limit_.begin());
  }

  /// The signed distance changes by no more than one walks, so a box whose centre is far enough from every
  /// limit lies in one class as a whole.
  void search(std::size_t k) {
    const PointTree::Node& node = firms_.node(k);
    if (firms_.leaf(k)) {
      for (std::uint32_t i = node.begin; i < node.end; ++i) {
        const PointTree::Point& firm = firms_.points()[i];
        add(firm.row, class_of(index_.signed_distance(firm.x, firm.y)));
      }
      return;
    }
    const double half_width = (node.max[0] - node.min[0]) / 2, half_height = (node.max[1] - node.min[1]) / 2;
    const double distance_m = index_.signed_distance(node.min[0] + half_width, node.min[1] + half_height);
    const double spread_m = std::hypot(half_width, half_height) * (1 + 1e-9) + kOnEdge_m;
    const std::size_t nearest = class_of(distance_m - spread_m);
    if (nearest == limit_.size()) return;
    if (nearest == class_of(distance_m + spread_m)) {
      for (std::uint32_t i = node.begin; i < node.end; ++i) add(firms_.points()[i].row, nearest);
      return;
    }
    search(2 * k);
    search(2 * k + 1);
  }

  void add(std::uint32_t row, std::size_t class_index) {
    if (class_index < limit_.size()) found_.push_back({row, static_cast<std::uint32_t>(class_index)});
  }

  const PointTree& firms_;
  PolygonIndex index_;
  std::vector<double> limit_;  ///< largest signed distance of each class
  std::vector<ClassRow> found_;
};

/// Takes firms that are inside some zone out of all rings (a firm in a ring is never inside that same zone).
void leave_out_insiders(std::vector<std::vector<ClassRow>>& zones, std::size_t firm_count) {
  std::vector<bool> insider(firm_count, false);
  for (const std::vector<ClassRow>& zone : zones)
    for (const ClassRow& found : zone)
      if (found.class_index == 0) insider[found.row] = true;
  for (std::vector<ClassRow>& zone : zones)
    std::erase_if(zone, [&](const ClassRow& found) { return found.class_index > 0 && insider[found.row]; });
}

}  // namespace

Groups firms_by_zone_ring(const Establishments& firms, const Zones& zones, const ZoneRingOptions& options,
                          RunControl& run) {
  if (firms.frame.kind == FrameKind::geocentric || zones.frame.kind == FrameKind::geocentric)
    throw usage_error("the data reach too far for zones to be measured on one plane",
                      "select the firms and zones of one region");
  if (!std::isfinite(options.point_radius_m) || options.point_radius_m < 0)
    throw usage_error("the radius of point zones is not 0 m or more", "give it in metres, for example 100");
  const std::vector<double> ring_m = radii_m(options.ring_km);
  run.begin("firms in and around zones", zones.size() * 2);
  const PointTree tree({firms.x_m, firms.y_m, {}}, run);
  std::vector<std::vector<ClassRow>> found(zones.size());
  parallel_blocks(zones.size(), 1, run, [&](std::size_t zone, std::size_t, std::size_t) {
    found[zone] = ZoneSearch(tree, valid_row(zones.shapes_m, zone), ring_m, options.point_radius_m).run();
    sort_by_row(found[zone], firms.size());
  });
  if (options.exclude_other_zones) leave_out_insiders(found, firms.size());
  return groups_of_classes(found, ring_m.size() + 1, Take::own_class, run);
}

}  // namespace agglo
