// Class breaks: where the classes of a numeric column end.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace agglo {

enum class BreakMethod { quantile, equal, natural, deviation, logarithmic, manual };

inline constexpr std::size_t kMostClasses = 12;
/// Natural breaks are exact up to this many distinct values, else exact on a histogram of as many bins.
inline constexpr std::size_t kMostExactValues = 65536;

struct BreakOptions {
  BreakMethod method = BreakMethod::quantile;
  std::size_t classes = 5;  ///< wanted, 1 .. kMostClasses; `deviation` and ties may give fewer
  std::vector<double>
      manual;  ///< inner breaks for `manual`; in any order, those outside the data are left out
};

/// Ends of the classes of `values`, increasing: class i holds break[i] < v <= break[i + 1], and the first
/// class also its lower end, the smallest value. Missing values (NaN) and infinities are left out; no value
/// at all gives no break; all values equal give two equal breaks, one class. Fewer distinct values than
/// classes give a class for each.
///
/// quantile: the same number of values in each class (linear between values, R's type 7); ties may leave out
/// classes. equal: the same width. natural: the least sum of squared distances to the class mean (Fisher
/// 1958, "Jenks"), exact up to kMostExactValues distinct values. deviation: one standard deviation wide,
/// around the mean; an odd number of classes has the mean in the middle of one. logarithmic: the same ratio;
/// values of 0 and below share the first class, and without a value above 0 the classes are of equal width.
///
/// O(n log n); natural breaks add O(k m log m) for m distinct values (at most kMostExactValues).
std::vector<double> class_breaks(std::span<const double> values, const BreakOptions& options);

/// The class of a value under such breaks; -1 when it is missing or outside.
int class_of(std::span<const double> breaks, double value);

/// A column at a glance, for a histogram with breaks. Missing values and infinities are counted apart.
struct ValueSpread {
  std::size_t count = 0, missing = 0;
  double least = 0, most = 0, mean = 0, deviation = 0;  ///< deviation: of a sample (n - 1)
  std::vector<std::size_t> bins;  ///< of equal width along axis_place(); empty: no value
  bool whole = true;              ///< all values are whole numbers
  double bend = 0;  ///< 0 = the axis is linear; else about logarithmic beyond this distance from the least
                    ///< value, since a few huge values would press all others into one bin

  /// Where a value lies between the least (0) and the largest (1), and back.
  double axis_place(double value) const;
  double axis_value(double place) const;
  bool operator==(const ValueSpread&) const = default;
};
/// O(n).
ValueSpread value_spread(std::span<const double> values, std::size_t bins = 64);

}  // namespace agglo
