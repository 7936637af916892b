#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "access/distance_measure.hpp"
#include "agglo/catchments.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Sites that share a place with an earlier one can never win a tie: they lose their place here.
void drop_repeated_places(PlaceColumns& places) {
  std::vector<std::uint32_t> order(places.size());
  for (std::uint32_t row = 0; row < order.size(); ++row) order[row] = row;
  const auto key = [&](std::uint32_t row) {
    return std::array{places.x[row], places.y[row], places.z.empty() ? 0 : places.z[row]};
  };
  std::erase_if(order, [&](std::uint32_t row) { return !std::isfinite(places.x[row] + places.y[row]); });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  for (std::size_t i = order.size(); i-- > 1;)
    if (key(order[i]) == key(order[i - 1])) places.x[order[i]] = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

NearestSite nearest_site(const Establishments& firms, const Institutions& sites, RunControl& run) {
  const DistanceMeasure measure(firms, sites);
  NearestSite result{std::vector<std::int32_t>(firms.size(), -1),
                     std::vector<double>(firms.size(), std::numeric_limits<double>::quiet_NaN())};
  run.begin("nearest site of each firm", firms.size() * 2);
  PlaceColumns site_places = measure.site_places();
  drop_repeated_places(site_places);
  const PointTree tree(site_places, run);
  if (tree.empty()) return result;
  const PlaceColumns places = measure.firm_places(run);
  parallel_blocks(firms.size(), 1U << 12, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    std::vector<std::uint32_t> rivals;
    for (std::size_t firm = begin; firm < end; ++firm) {
      const PointTree::Point place{places.x[firm], places.y[firm], places.z.empty() ? 0 : places.z[firm], 0};
      if (!std::isfinite(place.x) || !std::isfinite(place.y)) continue;
      rivals.clear();
      tree.within(place, measure.tree_rival(tree.nearest_distance(place)),
                  [&](const PointTree::Point& site, double) { rivals.push_back(site.row); });
      std::sort(rivals.begin(), rivals.end());
      double best = std::numeric_limits<double>::infinity();
      for (const std::uint32_t site : rivals) {
        const double distance_m = measure.distance_m(firm, site);
        if (distance_m >= best) continue;
        best = distance_m;
        result.site[firm] = static_cast<std::int32_t>(site);
        result.distance_m[firm] = distance_m;
      }
    }
  });
  return result;
}

}  // namespace agglo
