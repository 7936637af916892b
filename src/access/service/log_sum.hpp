// LogSum: a sum of amounts times weights whose logarithms are known, however small or large the weights are.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace agglo {

/// Kept as `sum` times exp(most), with the largest weight as the unit, so that nothing runs over and the
/// largest never falls to 0.
struct LogSum {
  double most = -std::numeric_limits<double>::infinity();
  double sum = 0;

  /// `amount` above 0, `log_weight` finite.
  void add(double amount, double log_weight) {
    if (log_weight > most) {
      sum *= std::exp(most - log_weight);
      most = log_weight;
    }
    sum += amount * times(log_weight);
  }
  LogSum& operator+=(const LogSum& other) {
    if (other.sum > 0) add(other.sum, other.most);
    return *this;
  }
  /// The weight in units of the largest.
  double times(double log_weight) const { return log_weight == most ? 1 : std::exp(log_weight - most); }
};

/// What is above 0, however little or much, as a number that is neither 0 nor infinite.
inline double above_nothing(double value) {
  return std::clamp(value, std::numeric_limits<double>::min(), std::numeric_limits<double>::max());
}

/// 0 for a sum of nothing.
inline double value_of(const LogSum& total) {
  return total.sum > 0 ? above_nothing(total.sum * std::exp(total.most)) : 0;
}

}  // namespace agglo
