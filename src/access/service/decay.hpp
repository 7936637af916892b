// DecayWeights: how much each cost counts, ready for many costs.
#pragma once

#include <vector>

#include "agglo/accessibility.hpp"

namespace agglo {

/// Checks the decay (see decay_at()). Limits are compared as whole costs, so that they are exact.
class DecayWeights {
 public:
  explicit DecayWeights(const Decay& decay);
  double operator()(RoadCost cost) const {
    if (cost > limit_) return 0;
    return step_ ? 1 : falling(cost);
  }

 private:
  double falling(RoadCost cost) const;

  Decay decay_;
  bool step_;
  RoadCost limit_;
  std::vector<RoadCost> zone_limit_;
};

}  // namespace agglo
