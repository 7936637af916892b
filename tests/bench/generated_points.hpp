// Seeded firm points for benchmarks and comparisons.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/parallel.hpp"
#include "generated_country.hpp"

namespace generated {

struct Points {
  std::vector<double> x_m, y_m;
};

namespace make {

inline constexpr std::size_t kBlock = 1 << 16;
inline constexpr double kMoved = 0.15;  ///< share of the points that lie on the place of another

/// Pulls an offset from a city's centre towards its street grid: one coordinate goes to a street line.
inline Place street(const City& city, Place offset, double step, Random& random) {
  double u = offset.x * city.street_x + offset.y * city.street_y;
  double v = offset.y * city.street_x - offset.x * city.street_y;
  double& snapped = random.uniform() < 0.5 ? u : v;
  snapped = std::floor(snapped / step + 0.5) * step + 6 * random.normal().first;
  return {city.at.x + u * city.street_x - v * city.street_y,
          city.at.y + u * city.street_y + v * city.street_x};
}

inline Place around(Place centre, double sigma, Random& random) {
  const auto [dx, dy] = random.normal();
  return {centre.x + sigma * dx, centre.y + sigma * dy};
}

inline Place on_road(const RoadPart& part, Random& random) {
  double t = random.uniform();
  if (random.uniform() < 0.5) t = std::floor(8 * t + 0.5) / 8 + 0.01 * random.normal().first;
  return {part.from.x + (part.to.x - part.from.x) * t + random.laplace(130),
          part.from.y + (part.to.y - part.from.y) * t + random.laplace(130)};
}

/// 29 % in city cores (normal), 30 % in city discs (falling off exponentially), 17 % in sub-centres, 8 %
/// along roads, 10 % anywhere, 6 % in hamlets.
inline Place one_point(const Country& country, Random& random) {
  const double kind = random.uniform();
  if (kind < 0.29) {
    const City& city = country.cities[country.city.draw(random)];
    return street(city, around({0, 0}, 0.08 * city.radius, random), 90, random);
  }
  if (kind < 0.59) {
    const City& city = country.cities[country.city.draw(random)];
    const double away = 0.5 * (random.exponential() + random.exponential()) * city.radius;
    const auto [dx, dy] = random.direction();
    return street(city, {away * dx, away * dy}, 140, random);
  }
  if (kind < 0.76) return around(country.sub_centres[country.sub_centre.draw(random)], 260, random);
  if (kind < 0.84) return on_road(country.roads[country.road.draw(random)], random);
  if (kind < 0.94) {
    const double x = random.uniform(0, kSide_m);
    return {x, random.uniform(0, kSide_m)};
  }
  return around(country.hamlets[random.below(country.hamlets.size())], 350, random);
}

inline bool is_moved(std::uint64_t seed, std::uint64_t row) {
  return Random(seed, 6, row).uniform() < kMoved;
}

/// A row that stays where it is.
inline std::size_t staying_row(std::uint64_t seed, std::size_t n, Random& random) {
  for (int attempt = 0; attempt < 1000; ++attempt)
    if (const std::size_t row = random.below(n); !is_moved(seed, row)) return row;
  return n;
}

inline void for_blocks(std::size_t n, unsigned threads, const std::function<void(std::size_t)>& one_row) {
  agglo::RunControl run(threads);
  agglo::parallel_blocks(n, kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row) one_row(row);
  });
}

}  // namespace make

/// n firms of the country of `seed`, in whole centimetres. About 15 % lie on the place of another one, a
/// fifth of these on few mass addresses (one for 20,000 points). The same bits for any number of threads (0 =
/// all) and on every machine. With seed 1 a point has 105, 980 and 9,200 neighbours within 500 m on average
/// for 100k, 1M and 10M points. O(n), about 0.3 us a point.
inline Points firms(std::size_t n, std::uint64_t seed, unsigned threads = 0) {
  const Country land = country(seed);
  Points points{std::vector<double>(n), std::vector<double>(n)};
  const auto placed = [](double value) {
    return std::floor(std::clamp(value, 0.0, kSide_m) * 100 + 0.5) / 100;
  };
  make::for_blocks(n, threads, [&](std::size_t row) {
    Random random(seed, 5, row);
    const Place place = make::one_point(land, random);
    points.x_m[row] = placed(place.x);
    points.y_m[row] = placed(place.y);
  });
  std::vector<std::size_t> hubs;
  Lottery hub;
  for (std::size_t k = 0; k < std::max<std::size_t>(1, n / 20000); ++k) {
    Random random(seed, 7, k);
    hubs.push_back(make::staying_row(seed, n, random));
    hub.add(power(static_cast<double>(k + 1), -0.8));
  }
  make::for_blocks(n, threads, [&](std::size_t row) {
    if (!make::is_moved(seed, row)) return;
    Random random(seed, 8, row);
    const std::size_t target =
        random.uniform() < 0.2 ? hubs[hub.draw(random)] : make::staying_row(seed, n, random);
    if (target == n) return;
    points.x_m[row] = points.x_m[target];
    points.y_m[row] = points.y_m[target];
  });
  return points;
}

/// Seconds within one year at which each firm was founded, whole, more of them towards its end.
inline std::vector<double> founding_times_s(std::size_t n, std::uint64_t seed, unsigned threads = 0) {
  std::vector<double> time(n);
  make::for_blocks(n, threads, [&](std::size_t row) {
    Random random(seed, 9, row);
    const double one = random.uniform();
    time[row] = std::floor(31536000 * std::max(one, random.uniform()));
  });
  return time;
}

/// One of `count` sectors per firm, sizes falling as 1/sqrt(rank), independent of the place.
inline std::vector<std::int32_t> sectors(std::size_t n, std::uint64_t seed, int count, unsigned threads = 0) {
  Lottery lottery;
  for (int k = 0; k < count; ++k) lottery.add(1 / std::sqrt(static_cast<double>(k + 1)));
  std::vector<std::int32_t> sector(n);
  make::for_blocks(n, threads, [&](std::size_t row) {
    Random random(seed, 10, row);
    sector[row] = static_cast<std::int32_t>(lottery.draw(random));
  });
  return sector;
}

}  // namespace generated
