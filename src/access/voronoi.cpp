#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "access/geos_shapes.hpp"
#include "access/point_tree.hpp"
#include "agglo/catchments.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr double kLoneSiteMargin_m = 1000;

struct Vertex {
  double x, y;
};

/// A convex cell around a site, in coordinates relative to the site; counter-clockwise, open.
class Cell {
 public:
  Cell(const Box& box, double x, double y)
      : vertices_{{box.min_x - x, box.min_y - y},
                  {box.max_x - x, box.min_y - y},
                  {box.max_x - x, box.max_y - y},
                  {box.min_x - x, box.max_y - y}} {}

  const std::vector<Vertex>& vertices() const { return vertices_; }

  /// Squared distance of the farthest vertex: sites further than twice that cannot cut the cell.
  double farthest_squared() const {
    double farthest = 0;
    for (const Vertex& v : vertices_) farthest = std::max(farthest, v.x * v.x + v.y * v.y);
    return farthest;
  }

  /// Keeps what is nearer to the site than to its rival at `to`. True when that took something away.
  bool cut(const Vertex& to) {
    const double limit = (to.x * to.x + to.y * to.y) / 2;
    const auto beyond = [&](const Vertex& v) { return v.x * to.x + v.y * to.y - limit; };
    if (std::none_of(vertices_.begin(), vertices_.end(), [&](const Vertex& v) { return beyond(v) > 0; }))
      return false;
    std::vector<Vertex> kept;
    for (std::size_t i = 0; i < vertices_.size(); ++i) {
      const Vertex &a = vertices_[i], &b = vertices_[(i + 1) % vertices_.size()];
      const double at_a = beyond(a), at_b = beyond(b);
      if (at_a <= 0) kept.push_back(a);
      if ((at_a < 0 && at_b > 0) || (at_a > 0 && at_b < 0)) {
        const double share = at_a / (at_a - at_b);
        kept.push_back({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)});
      }
    }
    vertices_ = std::move(kept);
    return true;
  }

 private:
  std::vector<Vertex> vertices_;
};

/// The rivals of a site in rings of growing radius until none can cut its cell any more. O(sites in reach).
Cell cell_of(const PointTree& sites, const PointTree::Point& site, const Box& box) {
  Cell cell(box, site.x, site.y);
  const double reach = 2 * std::sqrt(cell.farthest_squared());
  std::vector<std::pair<double, PointTree::Point>> rivals;
  double searched = -1, radius = reach / std::sqrt(static_cast<double>(sites.points().size()) + 1);
  while (true) {
    const double needed = 2 * std::sqrt(cell.farthest_squared());
    if (searched >= needed) return cell;
    radius = std::min(radius, needed);
    rivals.clear();
    sites.within(site, radius, [&](const PointTree::Point& rival, double d2) {
      if (d2 > searched * std::abs(searched) && rival.row != site.row) rivals.push_back({d2, rival});
    });
    std::sort(rivals.begin(), rivals.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second.row < b.second.row;
    });
    double farthest = cell.farthest_squared();
    for (const auto& [d2, rival] : rivals) {
      if (d2 > 4 * farthest) break;
      if (cell.cut({rival.x - site.x, rival.y - site.y})) farthest = cell.farthest_squared();
    }
    searched = radius;
    radius *= 2;
  }
}

/// Of sites on one place only the lowest row keeps it.
PlaceColumns distinct_places(const Institutions& sites) {
  PlaceColumns places{sites.x_m, sites.y_m, {}};
  std::vector<std::uint32_t> order(sites.size());
  std::iota(order.begin(), order.end(), 0U);
  std::erase_if(order, [&](std::uint32_t row) { return !std::isfinite(places.x[row] + places.y[row]); });
  const auto key = [&](std::uint32_t row) { return std::array{sites.x_m[row], sites.y_m[row]}; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  for (std::size_t i = 1; i < order.size(); ++i)
    if (key(order[i]) == key(order[i - 1])) places.x[order[i]] = std::numeric_limits<double>::quiet_NaN();
  return places;
}

Box box_of_sites(const PointTree& sites) {
  Box box;
  for (const PointTree::Point& site : sites.points()) box.extend(site.x, site.y);
  return box;
}

/// The study area when none is given: the box of the sites grown by a fifth of its longer side, or by 1 km
/// around a single place.
Box grown(const Box& box) {
  const double extent_m = std::max(box.width(), box.height());
  const double margin_m = extent_m > 0 ? extent_m / 5 : kLoneSiteMargin_m;
  return {box.min_x - margin_m, box.min_y - margin_m, box.max_x + margin_m, box.max_y + margin_m};
}

/// The study area, once prepared for many cells.
class StudyArea {
 public:
  StudyArea(const GeosContext& context, const Shapes& area_m)
      : context_(context), area_(to_valid_polygon(context, area_m, 0)), prepared_(prepare(context, area_)) {}

  void add_clipped(const Shapes& cell, Shapes& cells) const {
    const GEOSContextHandle_t h = context_.handle();
    const GeosGeometry whole = to_valid_polygon(context_, cell, 0);
    if (GEOSPreparedCovers_r(h, prepared_.get(), whole.get()) == 1) return cells.add_row_of(cell, 0);
    if (GEOSPreparedIntersects_r(h, prepared_.get(), whole.get()) != 1) return cells.add_none();
    GeosGeometry part =
        own(context_, GEOSIntersection_r(h, area_.get(), whole.get()), "cutting out the study area");
    from_geos(context_, valid_polygon(context_, std::move(part)).get(), cells);
  }

 private:
  const GeosContext& context_;
  GeosGeometry area_;
  GeosPrepared prepared_;
};

Shapes polygon_of(const Cell& cell, const PointTree::Point& site) {
  std::vector<double> x, y;
  for (const Vertex& v : cell.vertices()) {
    x.push_back(site.x + v.x);
    y.push_back(site.y + v.y);
  }
  x.push_back(x.front());
  y.push_back(y.front());
  Shapes result;
  result.begin_row(ShapeKind::polygon);
  result.begin_part();
  result.add_ring(x, y);
  return result;
}

}  // namespace

Shapes voronoi_catchments(const Institutions& sites, const Shapes& study_area_m, RunControl& run) {
  if (sites.frame.kind == FrameKind::geocentric)
    throw usage_error("the sites reach too far for nearest-site cells on one plane",
                      "select the sites of one region");
  if (!study_area_m.empty() && study_area_m.kind[0] != ShapeKind::polygon)
    throw usage_error("the study area is not a polygon", "give a layer whose first row is a polygon");
  const PointTree tree(distinct_places(sites), run);
  std::vector<const PointTree::Point*> site_of(sites.size(), nullptr);
  for (const PointTree::Point& site : tree.points()) site_of[site.row] = &site;
  Box box = tree.empty() ? Box{} : grown(box_of_sites(tree));
  const GeosContext context;
  std::optional<StudyArea> area;
  if (!study_area_m.empty()) {
    area.emplace(context, study_area_m);
    box.extend(study_area_m.box(0));
  }
  Shapes cells;
  for (const PointTree::Point* site : site_of) {
    run.check();
    if (site == nullptr) {
      cells.add_none();
      continue;
    }
    const Shapes cell = polygon_of(cell_of(tree, *site, box), *site);
    if (area)
      area->add_clipped(cell, cells);
    else
      cells.add_row_of(cell, 0);
  }
  return cells;
}

}  // namespace agglo
