#include <algorithm>
#include <cmath>
#include <memory>

#include "access/distance_measure.hpp"
#include "agglo/accessibility.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

/// Half around the Earth: no two places are farther apart.
constexpr double kHalfAround_m = 2.0e7;

/// Squared tree distances above this belong to pairs beyond the limit.
double possible_squared(const DistanceMeasure& measure, double limit_m) {
  const double above = limit_m < kHalfAround_m ? measure.tree_above(limit_m) : kHalfAround_m * 1e9;
  return above * above;
}

RoadCost centimetres_up(double distance_m) {
  // Less a micrometre, so that rounding errors do not lift whole centimetres to the next.
  const double cm = std::ceil(distance_m * 100 - 1e-4);
  return cm < kUnreached ? static_cast<RoadCost>(std::max(cm, 0.0)) : kUnreached;
}

PointTree::Point place_of(const PlaceColumns& places, std::size_t row) {
  return {places.x[row], places.y[row], places.z.empty() ? 0 : places.z[row], 0};
}

}  // namespace

TravelCosts straight_costs(const Establishments& firms, const Institutions& sites, double limit_m) {
  const auto measure = std::make_shared<DistanceMeasure>(firms, sites);
  const std::size_t firm_count = firms.size(), site_count = sites.size();
  return [=](const TakeCosts& take, RunControl& run) {
    run.begin("distances as the crow flies", 2 * firm_count);
    const PlaceColumns firm_places = measure->firm_places(run), site_places = measure->site_places();
    const double possible = possible_squared(*measure, limit_m);
    const RoadCost limit = limit_m * 100 < kUnreached - 1
                               ? static_cast<RoadCost>(std::floor(limit_m * 100 + 1e-4))
                               : kUnreached - 1;
    parallel_blocks(firm_count, kFirmsInBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
      std::vector<RoadCost> cost((end - begin) * site_count, kUnreached);
      for (std::size_t firm = begin; firm < end; ++firm) {
        const PointTree::Point place = place_of(firm_places, firm);
        for (std::size_t site = 0; site < site_count; ++site) {
          // Places that are not there have NaN and compare false.
          if (!(squared_distance(place, place_of(site_places, site)) <= possible)) continue;
          const RoadCost here = centimetres_up(measure->distance_m(firm, site));
          if (here <= limit) cost[(firm - begin) * site_count + site] = here;
        }
      }
      if (site_count > 0) take({begin, end - begin, 0, site_count, site_count, cost.data()});
    });
  };
}

}  // namespace agglo
