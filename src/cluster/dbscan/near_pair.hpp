// Is any point of one set within a distance of any point of another?
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "cluster/sites.hpp"
#include "cluster/stop_check.hpp"

namespace agglo::density {

/// Small sets are compared pair by pair; large ones are halved along their longer side until their boxes
/// decide, so two full cells that do not touch are not compared in |A| |B| steps. Keeps its scratch between
/// calls.
template <int D>
class NearPair {
 public:
  bool operator()(std::span<const Position<D>> a, const Bounds<D>& box_a, std::span<const Position<D>> b,
                  const Bounds<D>& box_b, double limit2, const RunControl& run) {
    if (box_a.least_squared_distance(box_b) > limit2) return false;
    if (box_a.greatest_squared_distance(box_b) <= limit2) return true;
    if (a.size() * b.size() <= kBrute) return compare_all(a, b, limit2);
    keep_near(a, box_b, limit2, near_a_, run);
    keep_near(b, box_a, limit2, near_b_, run);
    return divide(near_a_, near_b_, limit2, run);
  }

 private:
  static constexpr std::size_t kBrute = 1024;

  static bool compare_all(std::span<const Position<D>> a, std::span<const Position<D>> b, double limit2) {
    for (const auto& p : a)
      for (const auto& q : b)
        if (squared_distance<D>(p, q) <= limit2) return true;
    return false;
  }

  static void keep_near(std::span<const Position<D>> from, const Bounds<D>& box, double limit2,
                        std::vector<Position<D>>& kept, const RunControl& run) {
    kept.clear();
    StopCheck check(run);
    for (const auto& p : from) {
      check();
      if (box.least_squared_distance(p) <= limit2) kept.push_back(p);
    }
  }

  static bool divide(std::span<Position<D>> a, std::span<Position<D>> b, double limit2,
                     const RunControl& run) {
    if (a.empty() || b.empty()) return false;
    run.check();
    StopCheck check(run);
    const Bounds<D> box_a = bounds_of(a, check), box_b = bounds_of(b, check);
    if (box_a.least_squared_distance(box_b) > limit2) return false;
    if (box_a.greatest_squared_distance(box_b) <= limit2) return true;
    if (a.size() * b.size() <= kBrute) return compare_all(a, b, limit2);
    const bool split_a = a.size() >= b.size();
    const std::span<Position<D>> larger = split_a ? a : b, other = split_a ? b : a;
    const Bounds<D>& box = split_a ? box_a : box_b;
    std::size_t axis = 0;
    for (std::size_t i = 1; i < D; ++i)
      if (box.hi[i] - box.lo[i] > box.hi[axis] - box.lo[axis]) axis = i;
    const std::size_t half = larger.size() / 2;
    std::nth_element(larger.begin(), larger.begin() + static_cast<std::ptrdiff_t>(half), larger.end(),
                     [axis, &check](const Position<D>& p, const Position<D>& q) {
                       check();
                       return p[axis] < q[axis];
                     });
    return divide(larger.first(half), other, limit2, run) || divide(larger.subspan(half), other, limit2, run);
  }

  static Bounds<D> bounds_of(std::span<const Position<D>> places, StopCheck& check) {
    Bounds<D> box;
    for (const auto& p : places) {
      check();
      box.extend(p);
    }
    return box;
  }

  std::vector<Position<D>> near_a_, near_b_;
};

}  // namespace agglo::density
