// Each kind of boundary against its definition, by brute force on small sets.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "agglo/boundaries.hpp"
#include "cluster/oracle.hpp"

namespace {

using agglo::BoundaryKind;
using agglo::BoundaryOptions;
using agglo::Shapes;
using oracle::Points;
using oracle::Random;

Shapes draw(const Points& points, const BoundaryOptions& options) {
  agglo::RunControl run(1);
  const auto group = agglo::groups_from_labels(std::vector<std::int32_t>(points.size(), 0), 1);
  return agglo::boundaries(points.x, points.y, group, options, run);
}

using Triangle = std::array<std::size_t, 3>;

double cross(const Points& p, std::size_t a, std::size_t b, std::size_t c) {
  return (p.x[b] - p.x[a]) * (p.y[c] - p.y[a]) - (p.x[c] - p.x[a]) * (p.y[b] - p.y[a]);
}

double circle_radius(const Points& p, const Triangle& t) {
  return std::sqrt(p.distance2(t[0], t[1]) * p.distance2(t[1], t[2]) * p.distance2(t[2], t[0])) /
         (2 * std::abs(cross(p, t[0], t[1], t[2])));
}

/// All triples whose circle is empty, counter-clockwise: points in general position only.
std::vector<Triangle> empty_circles(const Points& p) {
  std::vector<Triangle> result;
  for (std::size_t a = 0; a < p.size(); ++a)
    for (std::size_t b = a + 1; b < p.size(); ++b)
      for (std::size_t c = b + 1; c < p.size(); ++c) {
        const double d = 2 * cross(p, a, b, c);
        if (d == 0) continue;
        const double bx = p.x[b] - p.x[a], by = p.y[b] - p.y[a], cx = p.x[c] - p.x[a], cy = p.y[c] - p.y[a];
        const double ux = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / d;
        const double uy = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / d;
        bool empty = true;
        for (std::size_t i = 0; i < p.size() && empty; ++i)
          empty = i == a || i == b || i == c ||
                  std::hypot(p.x[i] - p.x[a] - ux, p.y[i] - p.y[a] - uy) >= std::hypot(ux, uy);
        if (empty) result.push_back(d > 0 ? Triangle{a, b, c} : Triangle{a, c, b});
      }
  return result;
}

bool covers(const Points& p, const std::vector<Triangle>& triangles, double x, double y) {
  Points q = p;
  q.add(x, y);
  const std::size_t at = p.size();
  return std::any_of(triangles.begin(), triangles.end(), [&](const Triangle& t) {
    return cross(q, t[0], t[1], at) >= 0 && cross(q, t[1], t[2], at) >= 0 && cross(q, t[2], t[0], at) >= 0;
  });
}

/// The first of random places where the drawn area and the triangles disagree, or "".
std::string area_fault(const Points& p, const std::vector<Triangle>& triangles, const Shapes& drawn,
                       Random& random) {
  for (int i = 0; i < 300; ++i) {
    const double x = random.uniform(-50, 1050), y = random.uniform(-50, 1050);
    if (covers(p, triangles, x, y) != agglo::contains(drawn, 0, x, y))
      return "at " + std::to_string(x) + " " + std::to_string(y);
  }
  return "";
}

Points scattered(Random& random, std::size_t n) {
  Points points;
  for (std::size_t i = 0; i < n; ++i) points.add(random.uniform(0, 1000), random.uniform(0, 1000));
  return points;
}

std::vector<Triangle> alpha_triangles(const Points& points, double alpha) {
  std::vector<Triangle> kept;
  const std::vector<Triangle> all = empty_circles(points);
  const auto has = [](const Triangle& t, std::size_t i) { return std::count(t.begin(), t.end(), i) > 0; };
  for (const Triangle& t : all)
    if (circle_radius(points, t) <= alpha) kept.push_back(t);
  const std::vector<Triangle> small = kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (std::any_of(small.begin(), small.end(), [&](const Triangle& t) { return has(t, i); })) continue;
    const Triangle* best = nullptr;
    for (const Triangle& t : all)
      if (has(t, i) && (!best || circle_radius(points, t) < circle_radius(points, *best))) best = &t;
    kept.push_back(*best);
  }
  return kept;
}

TEST(AlphaShape, is_the_triangles_with_small_empty_circles) {
  Random random(41);
  for (int repeat = 0; repeat < 150; ++repeat) {
    const Points points = scattered(random, 3 + random.below(30));
    const double alpha = random.uniform(20, 600);
    const Shapes drawn =
        draw(points, {.kind = BoundaryKind::alpha, .buffer_m = 1e-3, .alpha_m = alpha, .keep_holes = true});
    const std::vector<Triangle> kept = alpha_triangles(points, alpha);
    ASSERT_EQ(area_fault(points, kept, drawn, random), "") << repeat;
    if (repeat > 0) continue;
    const std::vector<Triangle> fewer(kept.begin() + 1, kept.end());
    EXPECT_NE(area_fault(points, fewer, drawn, random), "");
  }
}

TEST(AlphaShape, of_radius_0_takes_the_least_that_joins_all) {
  Random random(42);
  for (int repeat = 0; repeat < 60; ++repeat) {
    const Points points = scattered(random, 3 + random.below(25));
    std::vector<double> radii;
    const std::vector<Triangle> all = empty_circles(points);
    for (const Triangle& t : all) radii.push_back(circle_radius(points, t));
    std::sort(radii.begin(), radii.end());
    const auto joins = [&](double alpha) {
      std::vector<std::size_t> part(points.size());
      std::iota(part.begin(), part.end(), std::size_t{0});
      for (std::size_t pass = 0; pass < points.size(); ++pass)
        for (const Triangle& t : all)
          if (circle_radius(points, t) <= alpha)
            for (const std::size_t i : t) part[i] = std::min({part[t[0]], part[t[1]], part[t[2]]});
      return *std::max_element(part.begin(), part.end()) == 0;
    };
    const double least = *std::find_if(radii.begin(), radii.end(), joins) * (1 + 1e-12);
    const auto with = [&](double alpha) {
      return draw(points, {.kind = BoundaryKind::alpha, .alpha_m = alpha, .keep_holes = true});
    };
    ASSERT_EQ(with(0), with(least)) << repeat;
  }
}

/// Peels edge by edge, looking for the longest each time.
std::vector<Triangle> peeled(const Points& points, double ratio) {
  std::vector<Triangle> alive = empty_circles(points);
  double shortest = 1e300, longest = 0;
  using Edge = std::pair<std::size_t, std::size_t>;
  for (const Triangle& t : alive)
    for (int s = 0; s < 3; ++s) {
      const double length = std::sqrt(points.distance2(t[s], t[(s + 1) % 3]));
      shortest = std::min(shortest, length);
      longest = std::max(longest, length);
    }
  const double limit = shortest + ratio * (longest - shortest);
  for (;;) {
    std::set<Edge> edges;
    for (const Triangle& t : alive)
      for (int s = 0; s < 3; ++s) edges.insert({t[s], t[(s + 1) % 3]});
    std::set<std::size_t> rim;
    for (const Edge& e : edges)
      if (!edges.count({e.second, e.first})) rim.insert({e.first, e.second});
    double best = limit;
    std::size_t chosen = alive.size();
    for (std::size_t i = 0; i < alive.size(); ++i)
      for (int s = 0; s < 3; ++s) {
        const std::size_t a = alive[i][s], b = alive[i][(s + 1) % 3], apex = alive[i][(s + 2) % 3];
        const double length = std::sqrt(points.distance2(a, b));
        if (edges.count({b, a}) || rim.count(apex) || length <= best) continue;
        best = length;
        chosen = i;
      }
    if (chosen == alive.size()) return alive;
    alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(chosen));
  }
}

TEST(ConcaveHull, peels_the_longest_outer_edges) {
  Random random(43);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const Points points = scattered(random, 3 + random.below(30));
    const double ratio = random.uniform(0, 0.6);
    const Shapes drawn = draw(points, {.concave_ratio = ratio});
    ASSERT_EQ(area_fault(points, peeled(points, ratio), drawn, random), "") << repeat;
  }
}

/// A place that the drawn union of discs wrongly holds or leaves out, or "".
std::string disc_fault(const Points& points, double radius, const Shapes& drawn, Random& random) {
  const double chord = radius * (std::cos(3.14159265358979 / agglo::kCircleCorners) - 1e-4);
  for (int i = 0; i < 400; ++i) {
    const std::size_t near = random.below(points.size());
    const double x = points.x[near] + random.uniform(-1.5, 1.5) * radius;
    const double y = points.y[near] + random.uniform(-1.5, 1.5) * radius;
    double nearest = 1e300;
    for (std::size_t k = 0; k < points.size(); ++k)
      nearest = std::min(nearest, std::hypot(points.x[k] - x, points.y[k] - y));
    const bool inside = agglo::contains(drawn, 0, x, y);
    if (inside ? nearest > radius * (1 + 1e-6) : nearest < chord)
      return std::to_string(nearest / radius) + " radii away and " + (inside ? "inside" : "outside");
  }
  return "";
}

TEST(DiscUnion, holds_what_is_within_the_radius) {
  Random random(44);
  for (int repeat = 0; repeat < 400; ++repeat) {
    Points points;
    const double step = repeat % 2 ? 0 : 50;  // a lattice: circles through one point, discs that touch
    for (std::size_t i = 0, n = 1 + random.below(60); i < n; ++i) {
      const double x = random.uniform(0, 600), y = random.uniform(0, 600);
      points.add(step > 0 ? step * std::round(x / step) : x, step > 0 ? step * std::round(y / step) : y);
    }
    const double ties[] = {25, 50, 50 / std::sqrt(2.0), 75, 100};
    const double radius = step > 0 ? ties[random.below(5)] : random.uniform(10, 150);
    const Shapes drawn = draw(points, {.kind = BoundaryKind::buffer, .buffer_m = radius, .keep_holes = true});
    ASSERT_EQ(disc_fault(points, radius, drawn, random), "") << repeat << " radius " << radius;
    EXPECT_NE(disc_fault(points, radius * 0.8, drawn, random), "");
  }
}

/// Kernel density by its definition.
double density_at(const Points& points, double x, double y, double bandwidth) {
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double u2 = (std::pow(points.x[i] - x, 2) + std::pow(points.y[i] - y, 2)) / (bandwidth * bandwidth);
    if (u2 < 1) sum += (1 - u2) * (1 - u2);
  }
  return sum;
}

TEST(DensityContour, holds_the_share_where_the_density_is_highest) {
  Random random(45);
  for (int repeat = 0; repeat < 60; ++repeat) {
    Points points = scattered(random, 1 + random.below(80));
    for (std::size_t i = points.size() / 2; i > 0; --i) points.add(points.x[i], points.y[i]);  // piles
    const double bandwidth = random.uniform(60, 500), share = random.uniform(0.05, 1);
    const Shapes drawn =
        draw(points,
             {.kind = BoundaryKind::density, .bandwidth_m = bandwidth, .share = share, .keep_holes = true});
    std::vector<double> density;
    std::size_t inside = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      density.push_back(density_at(points, points.x[i], points.y[i], bandwidth));
      inside += agglo::contains(drawn, 0, points.x[i], points.y[i]);
    }
    ASSERT_GE(static_cast<double>(inside), share * static_cast<double>(points.size())) << repeat;
    std::sort(density.rbegin(), density.rend());
    const double level =
        density[static_cast<std::size_t>(std::ceil(share * static_cast<double>(points.size())) - 1)];
    for (int i = 0; i < 200; ++i) {
      const double x = random.uniform(-300, 1300), y = random.uniform(-300, 1300);
      const double here = density_at(points, x, y, bandwidth), slack = 0.04 * density.front();
      if (agglo::contains(drawn, 0, x, y))
        ASSERT_GT(here, 0.9 * level - slack) << repeat;
      else
        ASSERT_LT(here, level + slack) << repeat;
    }
  }
}

TEST(DensityContour, of_one_place_is_a_disc_of_the_kernel) {
  Points points;
  for (int i = 0; i < 7; ++i) points.add(1234.5, -77.25);
  const Shapes drawn = draw(points, {.kind = BoundaryKind::density, .bandwidth_m = 800});
  EXPECT_EQ(drawn.row_start.back(), 1U);
  EXPECT_TRUE(agglo::contains(drawn, 0, 1234.5, -77.25));
  // The kernel falls to 0.9 at 0.2265 of the bandwidth.
  EXPECT_NEAR(drawn.box(0).width() / 2, 0.2265 * 800, 10);
  EXPECT_NEAR(drawn.box(0).height() / 2, 0.2265 * 800, 10);
}

}  // namespace
