// Sites: the distinct places of a point set. Firms on one address become one site with their total weight, so
// no analysis below is quadratic in the size of a pile.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "agglo/clustering.hpp"
#include "cluster/whole_weights.hpp"

namespace agglo::density {

template <int D>
using Position = std::array<double, D>;

inline constexpr std::uint32_t kNoSite = std::numeric_limits<std::uint32_t>::max();

template <int D>
double squared_distance(const Position<D>& a, const Position<D>& b) {
  double sum = 0;
  for (std::size_t axis = 0; axis < D; ++axis) {
    const double d = a[axis] - b[axis];
    sum += d * d;
  }
  return sum;
}

/// The least distance whose square, in double, reaches d2: it is at most eps exactly when d2 <= eps * eps.
/// The square of sqrt(d2) itself may round to less.
inline double least_root(double d2) {
  const double root = std::sqrt(d2);
  return root * root < d2 ? std::nextafter(root, std::numeric_limits<double>::infinity()) : root;
}

/// Tight box of some positions. The two distances below are computed with the operations of squared_distance,
/// each of which is monotone, so comparing them with a limit never contradicts comparing a point inside the
/// box.
template <int D>
struct Bounds {
  Position<D> lo, hi;

  Bounds() {
    lo.fill(std::numeric_limits<double>::infinity());
    hi.fill(-std::numeric_limits<double>::infinity());
  }
  void extend(const Position<D>& p) {
    for (std::size_t axis = 0; axis < D; ++axis) {
      lo[axis] = p[axis] < lo[axis] ? p[axis] : lo[axis];
      hi[axis] = p[axis] > hi[axis] ? p[axis] : hi[axis];
    }
  }
  double least_squared_distance(const Position<D>& p) const {
    double sum = 0;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double below = lo[axis] - p[axis], above = p[axis] - hi[axis];
      const double d = below > 0 ? below : (above > 0 ? above : 0);
      sum += d * d;
    }
    return sum;
  }
  double greatest_squared_distance(const Position<D>& p) const {
    double sum = 0;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double a = p[axis] - lo[axis], b = hi[axis] - p[axis];
      const double d = a > b ? a : b;
      sum += d * d;
    }
    return sum;
  }
  double least_squared_distance(const Bounds& other) const {
    double sum = 0;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double below = lo[axis] - other.hi[axis], above = other.lo[axis] - hi[axis];
      const double d = below > 0 ? below : (above > 0 ? above : 0);
      sum += d * d;
    }
    return sum;
  }
  double greatest_squared_distance(const Bounds& other) const {
    double sum = 0;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double a = other.hi[axis] - lo[axis], b = hi[axis] - other.lo[axis];
      const double d = a > b ? a : b;
      sum += d * d;
    }
    return sum;
  }
};

/// Sites in ascending order of (x, y, z): the same list for any order of the rows.
template <int D>
struct Sites {
  std::vector<Position<D>> position;
  std::vector<double> weight;              ///< sum over the rows of the site, in steps
  std::vector<std::uint32_t> first_row;    ///< lowest row of the site
  std::vector<std::uint32_t> site_of_row;  ///< rows; kNoSite for a row without coordinates
  std::size_t size() const { return position.size(); }
};

/// Throws Error{usage} when the columns differ in length or a weight is negative or not finite.
void check_points(const PointView& points, const RunControl& run);

/// O(n log n). D is 2 or 3.
template <int D>
Sites<D> collect_sites(const PointView& points, const WeightSteps& steps, RunControl& run);

/// Renumbers the non-negative labels in place, 0 .. count-1 in the order of their first row; returns count.
std::int32_t number_by_first_row(std::vector<std::int32_t>& labels, std::size_t label_limit,
                                 const RunControl& run);

}  // namespace agglo::density
