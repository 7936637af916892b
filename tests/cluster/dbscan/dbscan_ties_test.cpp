// DBSCAN against the definition where rounding decides: thousands of points, distances at eps and next to it,
// places far from the origin, cells of thousands of points, far-flung sets.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "cluster/oracle.hpp"
#include "support/cluster_definition.hpp"

namespace {

using oracle::Points;
using oracle::Random;

void expect_right(const Points& points, const agglo::DbscanOptions& options, const std::string& what) {
  const agglo::Clusters expected = definition::clusters({points.x, points.y, points.z, {}, points.weight},
                                                        {options.eps_m, options.min_points});
  for (const unsigned threads : {1U, 3U}) {
    agglo::RunControl run(threads);
    ASSERT_EQ(definition::difference(expected, agglo::dbscan(points.view(), options, run)), "")
        << what << ", " << points.size() << " points, eps " << options.eps_m << ", min_points "
        << options.min_points << ", threads " << threads;
  }
}

double from_choices(Random& random, std::initializer_list<double> choices) {
  return choices.begin()[random.below(choices.size())];
}

/// Weights whose sums are exact, for half of the sets; a few rows without a place for some.
void weigh_and_lose(Points& points, Random& random) {
  const bool weighted = random.below(2) == 0, lost = random.below(4) == 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (weighted) points.weight.push_back(from_choices(random, {0, 0.5, 1, 1, 1, 3}));
    if (lost && random.below(50) == 0) points.y[i] = std::numeric_limits<double>::quiet_NaN();
  }
}

TEST(DbscanTies, large_lattices_with_distances_at_eps) {
  Random random(1);
  for (int repeat = 0; repeat < 150; ++repeat) {
    Points points;
    const double step = from_choices(random, {1, 0.1, 0.7, 25, 1.0 / 3, 0.01});
    const double x0 = from_choices(random, {0, -3e5, 4.2e6, 1e8}),
                 y0 = from_choices(random, {0, 5.5e6, -1e7});
    const std::uint64_t side = 5 + random.below(100);
    for (std::uint64_t i = 500 + random.below(4000); i > 0; --i)
      points.add(x0 + step * static_cast<double>(random.below(side)),
                 y0 + step * static_cast<double>(random.below(side)));
    weigh_and_lose(points, random);
    const double k =
        from_choices(random, {1, 2, 3, 5, 10, 13, std::sqrt(2.0), std::sqrt(5.0), std::sqrt(13.0)});
    expect_right(points, {step * k, static_cast<double>(1 + random.below(60))}, "lattice");
    if (HasFatalFailure()) return;
  }
}

/// Chains and rings whose links are eps within a few units in the last place.
TEST(DbscanTies, links_next_to_eps) {
  Random random(2);
  for (int repeat = 0; repeat < 200; ++repeat) {
    Points points;
    const double eps = from_choices(random, {1, 500, 0.3, 1234.5678, 1e-3, 7e5});
    const double x0 = from_choices(random, {0, 4.5e5, -2e6}), y0 = from_choices(random, {0, 5.2e6});
    for (std::uint64_t chain = 1 + random.below(20); chain > 0; --chain) {
      double x = x0 + eps * random.uniform(0, 60), y = y0 + eps * random.uniform(0, 60);
      for (std::uint64_t i = random.below(60); i > 0; --i) {
        points.add(x, y);
        const double angle = random.uniform(0, 2 * std::numbers::pi);
        const double length = eps * (1 + (static_cast<double>(random.below(9)) - 4) *
                                             from_choices(random, {1e-16, 1e-13, 1e-9, 3e-6}));
        x += length * std::cos(angle);
        y += length * std::sin(angle);
      }
    }
    weigh_and_lose(points, random);
    expect_right(points, {eps, static_cast<double>(1 + random.below(5))}, "chains");
    if (HasFatalFailure()) return;
  }
}

/// A pile of thousands, dense spots, stragglers: cells with thousands of points beside cells with one.
TEST(DbscanTies, crowded_cells) {
  Random random(3);
  for (int repeat = 0; repeat < 30; ++repeat) {
    Points points;
    const double x0 = from_choices(random, {0, 3e5}), y0 = from_choices(random, {0, 6e6});
    for (std::uint64_t spot = 1 + random.below(8); spot > 0; --spot) {
      const double x = x0 + random.uniform(0, 3000), y = y0 + random.uniform(0, 3000);
      const double size = from_choices(random, {0, 0, 1, 40, 300});
      for (std::uint64_t i = random.below(1500); i > 0; --i)
        points.add(x + size * random.uniform(-1, 1), y + size * random.uniform(-1, 1));
    }
    for (std::uint64_t i = random.below(800); i > 0; --i)
      points.add(x0 + random.uniform(-2000, 5000), y0 + random.uniform(-2000, 5000));
    weigh_and_lose(points, random);
    expect_right(points, {random.uniform(20, 600), static_cast<double>(1 + random.below(1200))}, "crowds");
    if (HasFatalFailure()) return;
  }
}

/// Small groups scattered over an extent of up to 1e11 eps, and thin stripes: rows and columns with nearly
/// nothing.
TEST(DbscanTies, far_flung_sets) {
  Random random(4);
  for (int repeat = 0; repeat < 150; ++repeat) {
    Points points;
    const double width = from_choices(random, {0, 1e3, 1e7, 1e10}),
                 height = from_choices(random, {0, 10, 1e5, 1e10});
    for (std::uint64_t group = 1 + random.below(200); group > 0; --group) {
      const double x = random.uniform(-width, width), y = random.uniform(-height, height);
      for (std::uint64_t i = random.below(12); i > 0; --i)
        points.add(x + random.uniform(-2, 2), y + random.uniform(-2, 2));
    }
    weigh_and_lose(points, random);
    expect_right(points, {random.uniform(0.2, 3), static_cast<double>(1 + random.below(8))}, "far-flung");
    if (HasFatalFailure()) return;
  }
}

/// Thousands on one line with equal steps: along an axis, where one row or column of cells holds everything.
TEST(DbscanTies, equal_steps_along_a_line) {
  Random random(5);
  for (int repeat = 0; repeat < 50; ++repeat) {
    Points points;
    const double step = from_choices(random, {1, 0.1, 1e-3, 250});
    const double dx = from_choices(random, {0, 1, 0.6}), dy = dx == 0 ? 1 : dx == 1 ? 0 : 0.8;
    const double origin = from_choices(random, {0, 1e6, -7e6});
    const std::uint64_t n = 100 + random.below(5000);
    for (std::uint64_t i = 0; i < n; ++i)
      if (random.below(9) != 0)
        points.add(origin + step * dx * static_cast<double>(i), origin + step * dy * static_cast<double>(i));
    weigh_and_lose(points, random);
    const double k = from_choices(random, {1, 2, 3, 10, 100, 0.999999, 1.000001});
    expect_right(points, {step * k, static_cast<double>(1 + random.below(8))}, "line");
    if (HasFatalFailure()) return;
  }
}

/// In space, with whole coordinates and with any.
TEST(DbscanTies, thousands_in_space) {
  Random random(6);
  for (int repeat = 0; repeat < 30; ++repeat) {
    Points points;
    const bool whole = random.below(2) == 0;
    const double side = random.uniform(4, 40), far = from_choices(random, {0, 4e6});
    for (std::uint64_t i = 500 + random.below(2500); i > 0; --i) {
      const auto place = [&] {
        const double p = random.uniform(0, side);
        return far + (whole ? std::floor(p) : p);
      };
      const double x = place(), y = place();
      points.add(x, y);
      points.z.push_back(place());
    }
    weigh_and_lose(points, random);
    expect_right(points,
                 {whole ? static_cast<double>(1 + random.below(5)) : random.uniform(0.3, 5),
                  static_cast<double>(1 + random.below(30))},
                 "in space");
    if (HasFatalFailure()) return;
  }
}

}  // namespace
