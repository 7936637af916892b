// Random numbers that are the same on every machine: hashed from (seed, stream, item), and functions made of
// correctly rounded operations alone, for the logarithms of C libraries differ in the last bit.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

namespace generated {

inline std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// Natural logarithm of a positive number, to about 1e-12.
inline double logarithm(double value) {
  int exponent = 0;
  double m = std::frexp(value, &exponent);
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double series = 0;
  for (int k = 15; k >= 1; k -= 2) series = series * s2 + 1.0 / k;
  return 2 * s * series + 0.69314718055994531 * exponent;
}

/// e to the power of a number of moderate size, to about 1e-12.
inline double exponential_of(double value) {
  const double twos = std::floor(value / 0.69314718055994531 + 0.5);
  const double r = value - twos * 0.69314718055994531;
  double series = 1;
  for (int k = 12; k >= 1; --k) series = 1 + series * r / k;
  return std::ldexp(series, static_cast<int>(twos));
}

inline double power(double base, double exponent) {
  return exponential_of(exponent * logarithm(base));
}

/// One short sequence for one item (SplitMix64, Steele et al. 2014).
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream, std::uint64_t item)
      : state_(mixed(mixed(mixed(seed + 0x9e3779b97f4a7c15ULL) + stream) + item)) {}

  std::uint64_t bits() { return mixed(state_ += 0x9e3779b97f4a7c15ULL); }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double uniform(double lo, double hi) { return lo + (hi - lo) * uniform(); }
  std::uint64_t below(std::uint64_t n) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
  }
  double exponential() { return -logarithm(1 - uniform()); }
  double laplace(double scale) { return scale * (uniform() < 0.5 ? exponential() : -exponential()); }
  double pareto(double shape) { return power(1 - uniform(), -1 / shape) - 1; }

  /// A direction: a point on the unit circle.
  std::pair<double, double> direction() {
    const auto [x, y, s] = in_disc();
    const double length = std::sqrt(s);
    return {x / length, y / length};
  }
  /// Two independent standard normal numbers (Marsaglia's polar method).
  std::pair<double, double> normal() {
    const auto [x, y, s] = in_disc();
    const double factor = std::sqrt(-2 * logarithm(s) / s);
    return {x * factor, y * factor};
  }

 private:
  struct InDisc {
    double x, y, squared;
  };
  InDisc in_disc() {
    for (;;) {
      const double x = uniform(-1, 1), y = uniform(-1, 1), s = x * x + y * y;
      if (s > 0 && s < 1) return {x, y, s};
    }
  }
  std::uint64_t state_;
};

}  // namespace generated
