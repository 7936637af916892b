// The least distance within which a given weight lies, among distances that arrive in any order.
// Included once per instruction set (Highway), hence no #pragma once.
#if defined(AGGLO_CLUSTER_NEAREST_WEIGHT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef AGGLO_CLUSTER_NEAREST_WEIGHT_INL_HPP
#undef AGGLO_CLUSTER_NEAREST_WEIGHT_INL_HPP
#else
#define AGGLO_CLUSTER_NEAREST_WEIGHT_INL_HPP
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "cluster/extreme_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density {
namespace HWY_NAMESPACE {
namespace {

/// Gathers (squared distance, weight) below a falling bound. Sums of whole steps are exact in any order,
/// so they are found lane by lane; other weights are added in order of distance.
class NearestWeight {
  using Lanes = hwy::HWY_NAMESPACE::CappedTag<double, 8>;
  static constexpr std::size_t kSlack = 32;  // a leaf, and a vector beyond the last item

 public:
  /// likely_items: about how many items will do; any number is right.
  NearestWeight(double needed, double likely_items, bool sums_are_exact)
      : needed_(needed), sums_are_exact_(sums_are_exact) {
    limit_ = std::max<std::size_t>(96, static_cast<std::size_t>(std::ceil(std::min(likely_items, 1e6))) * 3);
    distance2_.resize(limit_ + kSlack);
    weight_.resize(limit_ + kSlack);
  }

  /// guess2: the answer will be near this; any value is right.
  void begin(double bound2, double guess2) {
    bound2_ = bound2;
    guess2_ = guess2;
    count_ = 0;
  }
  double bound2() const { return bound2_; }
  /// Where to write the next leaf's distances below the bound, with their positive weights; a whole vector
  /// beyond the last may be overwritten.
  double* next_distance2() { return distance2_.data() + count_; }
  double* next_weight() { return weight_.data() + count_; }
  void took(std::size_t items) {
    count_ += items;
    if (count_ > limit_) keep_nearest();
  }
  double result() { return sums_are_exact_ ? least_of_whole() : least_in_order(); }

 private:
  /// The result so far is the new bound; of what lies just there only the weight counts.
  void keep_nearest() {
    const double least2 = result();
    double weight_there = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (distance2_[i] > least2) continue;
      if (distance2_[i] == least2) {
        weight_there += weight_[i];
        continue;
      }
      distance2_[kept] = distance2_[i];
      weight_[kept++] = weight_[i];
    }
    distance2_[kept] = least2;
    weight_[kept++] = weight_there;
    count_ = kept;
    bound2_ = guess2_ = least2;
    if (2 * count_ > limit_) {  // many small weights
      limit_ = 4 * count_;
      distance2_.resize(limit_ + kSlack);
      weight_.resize(limit_ + kSlack);
    }
  }

  struct Cut {
    double weight;        // of all up to a distance
    double last2, next2;  // the greatest distance up to it, the least beyond
  };
  Cut cut_at(double at2) const {
    namespace hn = hwy::HWY_NAMESPACE;
    const Lanes d;
    const auto at = hn::Set(d, at2), infinity = hn::Set(d, std::numeric_limits<double>::infinity());
    auto weight = hn::Zero(d), last = hn::Zero(d), next = infinity;
    for (std::size_t i = 0; i < count_; i += hn::Lanes(d)) {
      const auto value = hn::LoadU(d, distance2_.data() + i);
      const auto within = hn::Le(value, at);
      weight = hn::Add(weight, hn::IfThenElseZero(within, hn::LoadU(d, weight_.data() + i)));
      last = hn::Max(last, hn::IfThenElseZero(within, value));
      next = hn::Min(next, hn::IfThenElse(within, infinity, value));
    }
    return {hn::GetLane(hn::SumOfLanes(d, weight)), greatest_lane(d, last), least_lane(d, next)};
  }

  /// Narrows [below, reached] by interpolation: in a plane, weight grows evenly with squared distance.
  double least_of_whole() {
    for (std::size_t i = count_; i < count_ + hwy::HWY_NAMESPACE::Lanes(Lanes()); ++i) {
      distance2_[i] = std::numeric_limits<double>::infinity();
      weight_[i] = 0;
    }
    double below2 = 0, below_weight = 0, after2 = -1;  // after2: the item next to below2
    double reached2 = -1, reached_weight = 0;
    double at2 = guess2_;
    for (int step = 0; step < 16; ++step) {
      const Cut cut = cut_at(at2);
      if (cut.weight < needed_) {
        // Weights are at least one step: one more item will do.
        if (needed_ - cut.weight <= 1 || cut.next2 == reached2) return cut.next2;
        below2 = at2;
        below_weight = cut.weight;
        after2 = cut.next2;
      } else {
        if (cut.weight == needed_ || cut.last2 == after2) return cut.last2;
        reached2 = cut.last2;
        reached_weight = cut.weight;
      }
      if (reached2 < 0)
        at2 = std::max(below2, after2) * (needed_ - 0.25) / std::max(below_weight, 1.0);
      else
        at2 =
            below2 + (reached2 - below2) * ((needed_ - 0.5 - below_weight) / (reached_weight - below_weight));
      if (reached2 >= 0 && at2 >= reached2) at2 = below2 + (reached2 - below2) / 2;
      at2 = std::max(at2, after2);
    }
    return least_in_order();
  }

  double least_in_order() {
    in_order_.clear();
    for (std::size_t i = 0; i < count_; ++i) in_order_.emplace_back(distance2_[i], weight_[i]);
    std::sort(in_order_.begin(), in_order_.end());
    double held = 0;
    for (const auto& [item2, weight] : in_order_) {
      held += weight;
      if (held >= needed_) return item2;
    }
    return in_order_.empty() ? 0 : in_order_.back().first;
  }

  double needed_;
  bool sums_are_exact_;
  std::size_t limit_ = 0, count_ = 0;
  double bound2_ = 0, guess2_ = 0;
  std::vector<double> distance2_, weight_;
  std::vector<std::pair<double, double>> in_order_;
};

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace agglo::density
HWY_AFTER_NAMESPACE();
#endif
