// DecayWeights: how much each cost counts, ready for many costs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/accessibility.hpp"

namespace agglo {

/// A site within the limit, counted from the first of its row of costs, and the logarithm of its weight: far
/// out the weight itself may be less than the least double.
struct SiteInReach {
  std::uint32_t site;
  double log_weight;  ///< finite
};

/// Checks the decay (see decay_at()). Limits are compared as whole costs, so that they are exact.
class DecayWeights {
 public:
  explicit DecayWeights(const Decay& decay);

  /// Those of a row of costs that are within the limit, ascending; of zones, those with a weight. In
  /// `scratch`, which grows as needed; without a branch per cost but for those within the limit.
  std::span<const SiteInReach> in_reach(std::span<const RoadCost> cost,
                                        std::vector<SiteInReach>& scratch) const;

 private:
  std::span<const SiteInReach> in_zones(std::span<SiteInReach> found, std::span<const RoadCost> cost) const;

  Decay decay_;
  RoadCost limit_;
  std::vector<RoadCost> zone_limit_;
};

}  // namespace agglo
