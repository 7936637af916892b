// Arithmetic on expansions: sums of doubles that do not overlap, smallest first, hold any intermediate value
// without rounding (Shewchuk 1997, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
// Predicates").
#include "cluster/boundaries/exact_predicates.hpp"

#include <array>
#include <cstddef>

namespace agglo {
namespace {

template <std::size_t kCapacity>
struct Expansion {
  std::array<double, kCapacity> term;
  std::size_t size = 0;
  void push(double value) {
    if (value != 0) term[size++] = value;
  }
  double sign() const { return size == 0 ? 0 : term[size - 1]; }
};

struct Exact {
  double value, error;
};

Exact sum_of(double a, double b) {
  const double sum = a + b, from_b = sum - a;
  return {sum, (a - (sum - from_b)) + (b - from_b)};
}

Exact product_of(double a, double b) {
  constexpr double kSplitter = 134217729;  // 2^27 + 1: halves of 26 bits multiply without rounding
  const double product = a * b, big_a = kSplitter * a, big_b = kSplitter * b;
  const double a_hi = big_a - (big_a - a), b_hi = big_b - (big_b - b);
  const double a_lo = a - a_hi, b_lo = b - b_hi;
  return {product, a_lo * b_lo - (((product - a_hi * b_hi) - a_lo * b_hi) - a_hi * b_lo)};
}

template <std::size_t N, std::size_t M>
Expansion<N + M> operator+(const Expansion<N>& a, const Expansion<M>& b) {
  Expansion<N + M> result;
  std::size_t i = 0, j = 0;
  const auto smallest = [&] {
    if (j == b.size || (i < a.size && std::abs(a.term[i]) < std::abs(b.term[j]))) return a.term[i++];
    return b.term[j++];
  };
  if (a.size + b.size == 0) return result;
  double total = smallest();
  while (i < a.size || j < b.size) {
    const Exact next = sum_of(total, smallest());
    result.push(next.error);
    total = next.value;
  }
  result.push(total);
  return result;
}

template <std::size_t N>
Expansion<N> operator-(Expansion<N> a) {
  for (std::size_t i = 0; i < a.size; ++i) a.term[i] = -a.term[i];
  return a;
}

template <std::size_t N>
Expansion<2 * N> scaled(const Expansion<N>& a, double factor) {
  Expansion<2 * N> result;
  if (a.size == 0) return result;
  const Exact first = product_of(a.term[0], factor);
  result.push(first.error);
  double total = first.value;
  for (std::size_t i = 1; i < a.size; ++i) {
    const Exact product = product_of(a.term[i], factor);
    const Exact low = sum_of(total, product.error);
    result.push(low.error);
    const Exact high = sum_of(product.value, low.value);
    result.push(high.error);
    total = high.value;
  }
  result.push(total);
  return result;
}

template <std::size_t N, std::size_t M>
Expansion<2 * N * M> operator*(const Expansion<N>& a, const Expansion<M>& b) {
  Expansion<2 * N * M> result;
  for (std::size_t j = 0; j < b.size; ++j) {
    const auto wide = result + scaled(a, b.term[j]);
    result.size = wide.size;  // at most 2 N (j + 1) terms
    for (std::size_t i = 0; i < wide.size; ++i) result.term[i] = wide.term[i];
  }
  return result;
}

Expansion<2> difference(double a, double b) {
  const Exact exact = sum_of(a, -b);
  Expansion<2> result;
  result.push(exact.error);
  result.push(exact.value);
  return result;
}

}  // namespace

double exact_orientation(const Place& a, const Place& b, const Place& c) {
  const auto acx = difference(a.x, c.x), bcx = difference(b.x, c.x);
  const auto acy = difference(a.y, c.y), bcy = difference(b.y, c.y);
  return (acx * bcy + -(acy * bcx)).sign();
}

double exact_in_circle(const Place& a, const Place& b, const Place& c, const Place& d) {
  const auto adx = difference(a.x, d.x), bdx = difference(b.x, d.x), cdx = difference(c.x, d.x);
  const auto ady = difference(a.y, d.y), bdy = difference(b.y, d.y), cdy = difference(c.y, d.y);
  const auto of_a = (adx * adx + ady * ady) * (bdx * cdy + -(bdy * cdx));
  const auto of_b = (bdx * bdx + bdy * bdy) * (cdx * ady + -(cdy * adx));
  const auto of_c = (cdx * cdx + cdy * cdy) * (adx * bdy + -(ady * bdx));
  return (of_a + of_b + of_c).sign();
}

}  // namespace agglo
