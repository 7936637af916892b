// Limits of travel costs: ascending, each holding what costs at most that much.
#pragma once

#include <algorithm>
#include <span>
#include <string>

#include "agglo/error.hpp"
#include "agglo/roads.hpp"

namespace agglo {

inline void check_limits(std::span<const RoadCost> limits) {
  if (limits.empty()) throw usage_error("no limit is given", "give a limit in minutes or kilometres");
  if (!std::is_sorted(limits.begin(), limits.end()) || limits.back() >= kUnreached)
    throw usage_error("the limits are not ascending or too large", "give them in ascending order");
}

/// Index of the first limit that holds a cost; limits.size() when none does.
inline std::size_t first_limit(std::span<const RoadCost> limits, RoadCost cost) {
  std::size_t k = 0;
  while (k < limits.size() && cost > limits[k]) ++k;
  return k;
}

}  // namespace agglo
