// Points to order, and their order.
#pragma once

#include "agglo/optics.hpp"
#include "cluster/oracle.hpp"

namespace optics_test {

inline agglo::OpticsOrder run_optics(const oracle::Points& points, const agglo::OpticsOptions& options,
                                     unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::optics(points.view(), options, run);
}

inline agglo::Clusters threshold_of(const agglo::OpticsOrder& order, double eps_m) {
  agglo::RunControl run(1);
  return agglo::optics_threshold(order, eps_m, run);
}
inline agglo::XiClusters xi_of(const agglo::OpticsOrder& order, const agglo::XiOptions& options) {
  agglo::RunControl run(1);
  return agglo::optics_xi(order, options, run);
}

inline oracle::Points integer_points(oracle::Random& random, std::size_t n, std::uint64_t side, bool solid) {
  oracle::Points points;
  for (std::size_t i = 0; i < n; ++i) {
    points.add(static_cast<double>(random.below(side)), static_cast<double>(random.below(side)));
    if (solid) points.z.push_back(static_cast<double>(random.below(side)));
  }
  return points;
}

/// Clumps of different densities over thin noise.
inline oracle::Points clumps(oracle::Random& random, std::size_t n) {
  oracle::Points points;
  double x = 0, y = 0, size = 1;
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 25 == 0) {
      x = random.uniform(0, 1000);
      y = random.uniform(0, 1000);
      size = std::exp(random.uniform(0, 5));
    }
    points.add(x + random.uniform(-size, size), y + random.uniform(-size, size));
  }
  return points;
}

}  // namespace optics_test
