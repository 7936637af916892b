// Seeded firm points for benchmarks and comparisons: cities with power-law sizes, rural noise, shared
// addresses.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace generated {

struct Points {
  std::vector<double> x_m, y_m;
};

/// A square country of 1000 km: 2,000 cities whose sizes fall as 1/rank (80 % of the points, radii grow with
/// the size), 20 % uniform noise, coordinates in whole centimetres; then 15 % of the points move onto the
/// place of another, one fifth of them onto few mass addresses. The same for the same n and seed everywhere.
inline Points firms(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  const auto below = [&](std::size_t k) {
    return static_cast<std::size_t>(uniform() * static_cast<double>(k));
  };
  constexpr double kSide_m = 1e6;
  constexpr std::size_t kCities = 2000;
  struct City {
    double x, y, radius, cumulative;
  };
  std::vector<City> cities(kCities);
  double total = 0;
  for (std::size_t i = 0; i < kCities; ++i) {
    const double size = 1 / static_cast<double>(i + 1);
    total += size;
    cities[i] = {kSide_m * uniform(), kSide_m * uniform(), 9000 * std::sqrt(size), total};
  }
  Points points;
  points.x_m.resize(n);
  points.y_m.resize(n);
  const auto rounded = [](double value) { return std::round(value * 100) / 100; };
  for (std::size_t i = 0; i < n; ++i) {
    if (uniform() < 0.2) {
      points.x_m[i] = rounded(kSide_m * uniform());
      points.y_m[i] = rounded(kSide_m * uniform());
      continue;
    }
    const double pick = total * uniform();
    std::size_t lo = 0, hi = kCities - 1;
    while (lo < hi) {
      const std::size_t middle = (lo + hi) / 2;
      if (cities[middle].cumulative < pick)
        lo = middle + 1;
      else
        hi = middle;
    }
    // Sum of three uniforms in each axis: bell-shaped without library functions that differ between machines.
    const auto bell = [&] { return uniform() + uniform() + uniform() - 1.5; };
    points.x_m[i] = rounded(cities[lo].x + cities[lo].radius * bell());
    points.y_m[i] = rounded(cities[lo].y + cities[lo].radius * bell());
  }
  std::vector<std::size_t> hubs(1 + n / 20000);
  for (std::size_t& hub : hubs) hub = below(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (uniform() >= 0.15) continue;
    const std::size_t target = uniform() < 0.2 ? hubs[below(hubs.size())] : below(n);
    points.x_m[i] = points.x_m[target];
    points.y_m[i] = points.y_m[target];
  }
  return points;
}

}  // namespace generated
