// Places in a plane, and the two questions about them whose answers must never contradict each other.
#pragma once

#include <cmath>

namespace agglo {

struct Place {
  double x, y;
  bool operator<(const Place& other) const { return x != other.x ? x < other.x : y < other.y; }
  bool operator==(const Place& other) const { return x == other.x && y == other.y; }
};

/// Signs by exact arithmetic, for when rounding could decide (after Shewchuk 1997).
double exact_orientation(const Place& a, const Place& b, const Place& c);
double exact_in_circle(const Place& a, const Place& b, const Place& c, const Place& d);

/// Positive when a, b, c turn counter-clockwise, negative when clockwise, 0 when on one line. The sign is
/// exact for finite coordinates whose products neither overflow nor underflow.
inline double orientation(const Place& a, const Place& b, const Place& c) {
  constexpr double kBound = 3.3306690738754716e-16;  // (3 + 16 eps) eps
  const double left = (a.x - c.x) * (b.y - c.y), right = (a.y - c.y) * (b.x - c.x);
  const double det = left - right;
  if (std::abs(det) >= kBound * (std::abs(left) + std::abs(right)) && det != 0) return det;
  return left == 0 && right == 0 ? 0 : exact_orientation(a, b, c);
}

/// Positive when d lies inside the circle through a, b, c (counter-clockwise), negative outside, 0 on it.
/// Exact sign.
inline double in_circle(const Place& a, const Place& b, const Place& c, const Place& d) {
  constexpr double kBound = 1.1102230246251577e-15;  // (10 + 96 eps) eps
  const double adx = a.x - d.x, bdx = b.x - d.x, cdx = c.x - d.x;
  const double ady = a.y - d.y, bdy = b.y - d.y, cdy = c.y - d.y;
  const double bc = bdx * cdy, cb = cdx * bdy, ca = cdx * ady, ac = adx * cdy, ab = adx * bdy, ba = bdx * ady;
  const double a2 = adx * adx + ady * ady, b2 = bdx * bdx + bdy * bdy, c2 = cdx * cdx + cdy * cdy;
  const double det = a2 * (bc - cb) + b2 * (ca - ac) + c2 * (ab - ba);
  const double size = (std::abs(bc) + std::abs(cb)) * a2 + (std::abs(ca) + std::abs(ac)) * b2 +
                      (std::abs(ab) + std::abs(ba)) * c2;
  return std::abs(det) > kBound * size ? det : exact_in_circle(a, b, c, d);
}

}  // namespace agglo
