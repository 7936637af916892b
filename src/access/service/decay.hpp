// DecayWeights: how much each cost counts, ready for many costs.
#pragma once

#include <span>
#include <vector>

#include "agglo/accessibility.hpp"

namespace agglo {

/// Checks the decay (see decay_at()). Limits are compared as whole costs, so that they are exact.
class DecayWeights {
 public:
  explicit DecayWeights(const Decay& decay);

  /// Weights of a row of costs; `weight` is resized. Without a branch per cost but for those within the
  /// limit.
  void of(std::span<const RoadCost> cost, std::vector<double>& weight) const;

 private:
  /// The weights of costs within the limit by a formula of minutes or kilometres.
  template <class Formula>
  void fill(std::span<const RoadCost> cost, std::vector<double>& weight, Formula formula) const;

  Decay decay_;
  RoadCost limit_;
  std::vector<RoadCost> zone_limit_;
};

}  // namespace agglo
