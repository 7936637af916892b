// A made-up country of 1000 km by 1000 km: cities whose sizes follow Zipf's law, their sub-centres, roads
// between the large ones, hamlets. It depends on the seed alone, so fewer points are a thinner sample of the
// same country.
#pragma once

#include <algorithm>
#include <vector>

#include "generated_random.hpp"

namespace generated {

inline constexpr double kSide_m = 1e6;

/// Items drawn in proportion to their weights.
class Lottery {
 public:
  void add(double weight) { cumulative_.push_back((cumulative_.empty() ? 0 : cumulative_.back()) + weight); }
  std::size_t draw(Random& random) const {
    const double ticket = random.uniform() * cumulative_.back();
    const auto at = std::upper_bound(cumulative_.begin(), cumulative_.end(), ticket);
    return std::min(static_cast<std::size_t>(at - cumulative_.begin()), cumulative_.size() - 1);
  }

 private:
  std::vector<double> cumulative_;
};

struct Place {
  double x, y;
};
struct City {
  Place at;
  double size, radius;        ///< size relative to the largest; scale of its disc, metres
  double street_x, street_y;  ///< direction of its street grid
};
struct RoadPart {
  Place from, to;
};
struct Country {
  std::vector<City> cities;
  std::vector<Place> sub_centres, hamlets;
  std::vector<RoadPart> roads;
  Lottery city, sub_centre, road;
};

namespace make {

inline double squared(Place a, Place b) {
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

/// Large cities keep their distance from each other: the best of at most twelve places.
inline void cities(Country& country, std::uint64_t seed) {
  constexpr std::size_t kCities = 4000, kKeepAway = 400;
  for (std::size_t i = 0; i < kCities; ++i) {
    Random random(seed, 1, i);
    const double size = power(static_cast<double>(i + 1), -1.02);
    const double gap = 60000 * std::sqrt(std::sqrt(size));
    Place best{};
    double best2 = -1;
    for (int attempt = 0; attempt < 12 && best2 <= gap * gap; ++attempt) {
      const Place place{random.uniform(0.04, 0.96) * kSide_m, random.uniform(0.04, 0.96) * kSide_m};
      double near2 = 2 * kSide_m * kSide_m;
      for (std::size_t j = 0; j < std::min(i, kKeepAway); ++j)
        near2 = std::min(near2, squared(place, country.cities[j].at));
      if (near2 > best2) best = place;
      best2 = std::max(best2, near2);
    }
    // The largest city keeps its scale, so that the densest places are alike for every seed.
    const double spread = i == 0 ? 1 : exponential_of(0.25 * random.normal().first);
    const auto [street_x, street_y] = random.direction();
    country.cities.push_back({best, size, 9000 * power(size, 0.42) * spread, street_x, street_y});
    country.city.add(size);
  }
}

/// From each of the 260 largest cities to the two nearest that are larger, in bent parts of about 12 km.
inline void roads(Country& country, std::uint64_t seed) {
  const std::vector<City>& cities = country.cities;
  for (std::size_t i = 1; i < 260; ++i) {
    Random random(seed, 2, i);
    std::vector<std::size_t> larger(i);
    for (std::size_t j = 0; j < i; ++j) larger[j] = j;
    const std::size_t kept = std::min<std::size_t>(2, i);
    std::partial_sort(larger.begin(), larger.begin() + static_cast<std::ptrdiff_t>(kept), larger.end(),
                      [&](std::size_t a, std::size_t b) {
                        return squared(cities[i].at, cities[a].at) < squared(cities[i].at, cities[b].at);
                      });
    for (std::size_t j = 0; j < kept; ++j) {
      const Place a = cities[i].at, b = cities[larger[j]].at;
      const double length = std::sqrt(squared(a, b));
      const int parts = std::max(2, static_cast<int>(length / 12000));
      Place from = a;
      for (int k = 1; k <= parts; ++k) {
        const double t = static_cast<double>(k) / parts;
        Place to{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
        if (k < parts) {
          const auto [dx, dy] = random.normal();
          to = {to.x + 1500 * dx, to.y + 1500 * dy};
        }
        country.roads.push_back({from, to});
        country.road.add(std::sqrt(cities[i].size * cities[larger[j]].size) * random.pareto(1.3));
        from = to;
      }
    }
  }
}

inline void sub_centres(Country& country, std::uint64_t seed) {
  for (std::size_t i = 0; i < country.cities.size(); ++i) {
    Random random(seed, 3, i);
    const City& city = country.cities[i];
    const int count = 1 + static_cast<int>(60 * power(city.size, 0.6));
    for (int k = 0; k < count; ++k) {
      const auto [dx, dy] = random.direction();
      const double away = city.radius * random.uniform(0.4, 1.7);
      country.sub_centres.push_back({city.at.x + away * dx, city.at.y + away * dy});
      const double size = city.size / count * (0.2 + random.pareto(1.5));
      // The business district of the largest city stands out in every country: a fiftieth of all firms.
      country.sub_centre.add(i == 0 && k == 0 ? 2.8 : size);
    }
  }
}

}  // namespace make

inline Country country(std::uint64_t seed) {
  Country result;
  make::cities(result, seed);
  make::roads(result, seed);
  make::sub_centres(result, seed);
  for (std::uint64_t i = 0; i < 12000; ++i) {
    Random random(seed, 4, i);
    const double x = random.uniform(0, kSide_m);
    result.hamlets.push_back({x, random.uniform(0, kSide_m)});
  }
  return result;
}

}  // namespace generated
