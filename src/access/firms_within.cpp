#include <algorithm>
#include <cmath>

#include "access/class_rows.hpp"
#include "access/distance_measure.hpp"
#include "access/radii.hpp"
#include "agglo/catchments.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// The radii of one call with the squared tree distances that surely lie within, and may lie within, each.
struct Reach {
  std::vector<double> radius_m, sure, possible;

  Reach(const DistanceMeasure& measure, std::vector<double> radii_m) : radius_m(std::move(radii_m)) {
    for (const double r : radius_m) {
      const double below = measure.tree_below(r), above = measure.tree_above(r);
      sure.push_back(below < 0 ? -1 : below * below);
      possible.push_back(above * above);
    }
  }
  /// First radius that may reach a squared tree distance; radius_m.size() when none.
  std::size_t first_possible(double d2) const {
    return static_cast<std::size_t>(std::lower_bound(possible.begin(), possible.end(), d2) -
                                    possible.begin());
  }
};

/// One site: which firms each radius is the first to reach.
class SiteSearch {
 public:
  SiteSearch(const DistanceMeasure& measure, const PointTree& firms, const Reach& reach, std::size_t site,
             const PointTree::Point& place)
      : measure_(measure), firms_(firms), reach_(reach), site_(site), place_(place) {}

  std::vector<ClassRow> run() {
    if (!firms_.empty() && std::isfinite(place_.x)) search(1);
    return std::move(found_);
  }

 private:
  void search(std::size_t k) {
    const PointTree::Node& node = firms_.node(k);
    const std::size_t first = reach_.first_possible(PointTree::nearest_squared(node, place_));
    if (first == reach_.radius_m.size()) return;
    if (PointTree::farthest_squared(node, place_) <= reach_.sure[first]) {
      for (std::uint32_t i = node.begin; i < node.end; ++i) add(firms_.points()[i].row, first);
    } else if (firms_.leaf(k)) {
      for (std::uint32_t i = node.begin; i < node.end; ++i) test(firms_.points()[i]);
    } else {
      search(2 * k);
      search(2 * k + 1);
    }
  }

  void test(const PointTree::Point& firm) {
    const double d2 = squared_distance(firm, place_);
    std::size_t k = reach_.first_possible(d2);
    if (k == reach_.radius_m.size()) return;
    if (d2 > reach_.sure[k]) {  // too close to the edge for the tree's coordinates
      const double distance_m = measure_.distance_m(firm.row, site_);
      while (k < reach_.radius_m.size() && distance_m > reach_.radius_m[k]) ++k;
    }
    if (k < reach_.radius_m.size()) add(firm.row, k);
  }

  void add(std::uint32_t row, std::size_t k) { found_.push_back({row, static_cast<std::uint32_t>(k)}); }

  const DistanceMeasure& measure_;
  const PointTree& firms_;
  const Reach& reach_;
  std::size_t site_;
  PointTree::Point place_;
  std::vector<ClassRow> found_;
};

}  // namespace

Groups firms_within(const Establishments& firms, const Institutions& sites,
                    const std::vector<double>& radius_km, RunControl& run) {
  const DistanceMeasure measure(firms, sites);
  const Reach reach(measure, radii_m(radius_km));
  run.begin("placing firms", firms.size());
  const PointTree tree(measure.firm_places(run), run);
  const PlaceColumns places = measure.site_places();
  run.begin("firms within reach of sites", sites.size() * 2);
  std::vector<std::vector<ClassRow>> reached(sites.size());
  parallel_blocks(sites.size(), 1, run, [&](std::size_t site, std::size_t, std::size_t) {
    const PointTree::Point place{places.x[site], places.y[site], places.z.empty() ? 0 : places.z[site], 0};
    reached[site] = SiteSearch(measure, tree, reach, site, place).run();
    sort_by_row(reached[site], firms.size());
  });
  return groups_of_classes(reached, radius_km.size(), Take::up_to_class, run);
}

}  // namespace agglo
