// A country to take apart, and its core distances by brute force.
#pragma once

#include "cluster/oracle.hpp"

namespace country {

using oracle::Points;
using oracle::Random;

/// Towns of different density, countryside, and some shared addresses.
inline Points towns(Random& random, std::size_t n, bool solid = false) {
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0 && random.below(8) == 0) {
      const std::size_t other = random.below(i);
      points.add(points.x[other], points.y[other]);
      if (solid) points.z.push_back(points.z[other]);
      continue;
    }
    const std::uint64_t town = random.below(6);
    const double spread = town == 0 ? 2000 : 10 * static_cast<double>(town * town);
    points.add(300 * static_cast<double>(town) + random.uniform(-spread, spread),
               random.uniform(-spread, spread));
    if (solid) points.z.push_back(random.uniform(-spread, spread));
  }
  return points;
}

inline std::vector<double> core_distances(const Points& points, double min_points) {
  const std::size_t n = points.size();
  std::vector<double> core(n);
  std::vector<std::pair<double, double>> others(n);
  const auto count = static_cast<std::size_t>(std::ceil(min_points));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) others[j] = {points.distance2(i, j), points.weight_of(j)};
    if (points.weight.empty() && count >= 1 && count <= n) {  // sorting them all would take most of the test
      std::nth_element(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count - 1), others.end());
      core[i] = std::sqrt(others[count - 1].first);
      continue;
    }
    std::sort(others.begin(), others.end());
    double held = 0;
    core[i] = std::numeric_limits<double>::infinity();
    for (const auto& [distance2, weight] : others) {
      held += weight;
      if (held < min_points) continue;
      core[i] = std::sqrt(distance2);
      break;
    }
  }
  return core;
}

}  // namespace country
