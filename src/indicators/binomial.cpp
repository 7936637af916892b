// Exact binomial interval by inverting the incomplete beta function.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "agglo/error.hpp"
#include "agglo/indicators.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Logarithm of the gamma function for x > 0: Stirling's series, after moving small x up. (std::lgamma writes
/// a global sign and so is not for threads.)
double log_gamma(double x) {
  double moved = 0;
  while (x < 15) moved += std::log(x++);
  const double r = 1 / (x * x);
  const double series =
      (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188))))) / x;
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  return (x - 0.5) * std::log(x) - x + kHalfLogTwoPi + series - moved;
}

/// Continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), evaluated by the method
/// of Lentz; converges fast for x < (a + 1) / (a + b + 2), in about sqrt(max(a, b)) steps.
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m < 1000000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return value;
}

/// The beta distribution with its constant worked out once.
class Beta {
 public:
  Beta(double a, double b) : a_(a), b_(b), log_constant_(log_gamma(a + b) - log_gamma(a) - log_gamma(b)) {}

  /// Smallest x with P(X <= x) >= p when `upper` is false; with P(X >= x) <= p when true. Bisection to the
  /// last bit.
  double quantile(double p, bool upper) const {
    double lo = 0, hi = 1;
    for (int step = 0; step < 200; ++step) {
      const double middle = lo + (hi - lo) / 2;
      if (middle == lo || middle == hi) break;
      const bool below = upper ? tail(middle, true) > p : tail(middle, false) < p;
      (below ? lo : hi) = middle;
    }
    return lo + (hi - lo) / 2;
  }

 private:
  /// P(X >= x) or P(X <= x), each without cancellation where it is small.
  double tail(double x, bool upper) const {
    const double factor = std::exp(log_constant_ + a_ * std::log(x) + b_ * std::log1p(-x));
    if (x < (a_ + 1) / (a_ + b_ + 2)) {
      const double lower = factor * beta_fraction(a_, b_, x) / a_;
      return upper ? 1 - lower : lower;
    }
    const double above = factor * beta_fraction(b_, a_, 1 - x) / b_;
    return upper ? above : 1 - above;
  }

  double a_, b_, log_constant_;
};

}  // namespace

Interval binomial_interval(std::uint64_t k, std::uint64_t n, double confidence) {
  if (!(confidence > 0 && confidence < 1))
    throw usage_error("confidence is '" + std::to_string(confidence) + "'", "give a number between 0 and 1");
  if (k > n)
    throw usage_error("'" + std::to_string(k) + "' of '" + std::to_string(n) + "' is no share of a whole");
  if (n == 0) return {kNaN, kNaN, kNaN};
  const double tail = (1 - confidence) / 2;
  const auto hits = static_cast<double>(k), trials = static_cast<double>(n);
  Interval result{hits / trials, 0, 1};
  if (k > 0) result.lo = Beta(hits, trials - hits + 1).quantile(tail, false);
  if (k < n) result.hi = Beta(hits + 1, trials - hits).quantile(tail, true);
  return result;
}

Interval location_quotient(std::uint64_t k, std::uint64_t n, std::uint64_t K, std::uint64_t N,
                           double confidence) {
  if (K > N)
    throw usage_error("'" + std::to_string(K) + "' of '" + std::to_string(N) + "' is no share of a whole");
  const Interval share = binomial_interval(k, n, confidence);
  if (K == 0 || N == 0) return {kNaN, kNaN, kNaN};
  const double reference = static_cast<double>(K) / static_cast<double>(N);
  return {share.value / reference, share.lo / reference, share.hi / reference};
}

}  // namespace agglo
