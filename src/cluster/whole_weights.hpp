// Weights in whole steps, so that all methods add them up alike, in any order.
#pragma once

#include <cmath>
#include <limits>
#include <span>

#include "agglo/run_control.hpp"

namespace agglo::density {

/// What the weights are used for.
struct WeightUse {
  /// No weight counts more: the greatest limit that sums are compared with, when nothing else is asked of
  /// them.
  double most = std::numeric_limits<double>::infinity();
  /// Beside it rounding must not show. Weights that would be rounded to more than a millionth of it stay as
  /// given, and their sums as inexact as those of double are; infinite: round whatever they are.
  double limit = std::numeric_limits<double>::infinity();
  /// All weights together stay below so many steps.
  double room = 0x1p52;
};

/// With at most six decimals, as people write them, every weight is a whole number of steps and sums are
/// exact: 8000 weights of 0.1 are 800. Otherwise a step is a part so small of all weights that sums in double
/// do not round, and weights are rounded to it.
class WeightSteps {
 public:
  /// Every point weighs 1.
  WeightSteps() = default;
  /// `weight` is empty (1 each) or holds finite numbers >= 0. O(n); the same for any order of them.
  WeightSteps(std::span<const double> weight, const WeightUse& use, RunControl& run);

  /// One weight in steps.
  double of(double weight) const {
    if (weight >= most_) return most_steps_;
    return as_given_ ? weight : std::nearbyint(weight * per_weight_);
  }
  /// A limit in steps that sums of at least `limit` reach. Rounded weights that add up to it must not miss it
  /// by rounding: half a step each, or a part in 2^30.
  double least(double limit) const;
  /// The greatest weight, in weights, that sums of at most `limit` do not exceed.
  double greatest(double limit) const;
  /// Steps as a weight again.
  double weight(double steps) const { return steps / per_weight_; }
  bool sums_are_exact() const { return !as_given_; }

 private:
  void choose(std::span<const double> weight, double most, double limit, RunControl& run);
  double slack(double steps) const;

  double per_weight_ = 1;  // steps in a weight of 1
  double most_ = std::numeric_limits<double>::infinity(), most_steps_ = most_;
  double room_ = 0x1p52, points_ = 0;
  bool whole_ = true, as_given_ = false;
};

}  // namespace agglo::density
