// PointsInRings: which of many points lie inside rings, in one pass over the rings. Internal to this folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "access/roads/contour_rings.hpp"

namespace agglo {

/// By the even-odd rule: a point is inside when its ray to the east crosses the rings an odd number of times.
class PointsInRings {
 public:
  /// O(n).
  explicit PointsInRings(std::span<const MapPoint> points);

  /// A side of a ring, in any order and direction. O(points about as high as it).
  void add_side(const MapPoint& a, const MapPoint& b);
  /// Calls use(row) once for each point inside the rings so far, and forgets the rings.
  template <class Use>
  void take_inside(const Use& use) {
    for (std::size_t i = first_; i < last_; ++i)
      if (crossed_[i] != 0) {
        crossed_[i] = 0;
        use(row_[i]);
      }
    first_ = row_.size();
    last_ = 0;
  }

 private:
  /// Monotone in y, also for heights outside.
  std::size_t bin_of(double y) const {
    return static_cast<std::size_t>(std::clamp((y - low_) * bins_a_unit_, 0.0, most_bin_));
  }

  double low_ = 0, bins_a_unit_ = 0, most_bin_ = 0;
  std::vector<std::uint32_t> start_;  ///< of each bin of heights in what follows, and one more
  std::vector<std::uint32_t> row_;
  std::vector<double> x_, y_;
  std::vector<std::uint8_t> crossed_;  ///< odd
  std::size_t first_ = 0, last_ = 0;   ///< of those that rings may have crossed
};

}  // namespace agglo
