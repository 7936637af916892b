// Oracle for: centres
#include "agglo/activity_centres.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numbers>

#include "cluster/oracle.hpp"

namespace {

using agglo::ActivityCentreOptions;
using agglo::ActivityCentres;
using oracle::Points;
using oracle::Random;

ActivityCentres run_centres(const Points& points, const ActivityCentreOptions& options,
                            unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::activity_centres(points.view(), options, run);
}

double kernel_sum(const Points& points, double x, double y, double h) {
  double sum = 0;
  for (std::size_t j = 0; j < points.size(); ++j) {
    const double d2 = (x - points.x[j]) * (x - points.x[j]) + (y - points.y[j]) * (y - points.y[j]);
    if (d2 <= h * h) sum += points.weight_of(j) * (1 - d2 / (h * h));
  }
  return sum;
}

/// Mean shift by brute force.
std::pair<double, double> shifted(const Points& points, double x, double y, double h) {
  for (int step = 0; step < 100000; ++step) {
    double weight = 0, sx = 0, sy = 0;
    for (std::size_t j = 0; j < points.size(); ++j) {
      if ((x - points.x[j]) * (x - points.x[j]) + (y - points.y[j]) * (y - points.y[j]) > h * h) continue;
      weight += points.weight_of(j);
      sx += points.weight_of(j) * points.x[j];
      sy += points.weight_of(j) * points.y[j];
    }
    if (!(weight > 0)) break;
    const double nx = sx / weight, ny = sy / weight;
    const bool rests = std::hypot(nx - x, ny - y) < 1e-9;
    x = nx;
    y = ny;
    if (rests) break;
  }
  return {x, y};
}

/// Mean shift stays where it is. A point at the very distance h has weight 0 in the density but counts in the
/// mean, or not, as rounding decides: either will do.
bool rests(const Points& points, const agglo::ActivityCentre& centre, double h) {
  const auto step = [&](double radius) {
    double weight = 0, sx = 0, sy = 0;
    for (std::size_t j = 0; j < points.size(); ++j) {
      const double dx = points.x[j] - centre.x_m, dy = points.y[j] - centre.y_m;
      if (std::hypot(dx, dy) > radius) continue;
      weight += points.weight_of(j);
      sx += points.weight_of(j) * dx;
      sy += points.weight_of(j) * dy;
    }
    return std::hypot(sx, sy) / weight;
  };
  return step(h * (1 + 1e-9)) < 1e-6 || step(h * (1 - 1e-9)) < 1e-6;
}

/// Peaks, joined peaks and weights by the definition, pair by pair, over distinct places.
struct Definition {
  std::vector<std::size_t> centre;  // by row: a row on the peak's place
  std::vector<double> prominence;   // by row
};

Definition centres_by_definition(const Points& points, const ActivityCentreOptions& options) {
  const std::size_t n = points.size();
  const double h = options.bandwidth_m, step2 = h / 2 * (h / 2);
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) total += points.weight_of(i);
  int exponent = 0;
  std::frexp(total, &exponent);
  const double scale = std::ldexp(1.0, 52 - exponent);
  std::map<std::pair<double, double>, double> place_weight;
  for (std::size_t i = 0; i < n; ++i) place_weight[{points.x[i], points.y[i]}] += points.weight_of(i);
  std::vector<double> height(n, 0);
  for (std::size_t i = 0; i < n; ++i)
    for (const auto& [place, weight] : place_weight) {
      const double dx = points.x[i] - place.first, dy = points.y[i] - place.second, d2 = dx * dx + dy * dy;
      if (d2 <= h * h) height[i] += std::nearbyint(scale * weight * (1 - d2 / (h * h)));
    }
  const auto place = [&](std::size_t i) { return std::pair(points.x[i], points.y[i]); };
  const auto higher = [&](std::size_t a, std::size_t b) {
    return height[a] != height[b] ? height[a] > height[b] : place(a) < place(b);
  };
  std::vector<std::size_t> order(n), peak(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), higher);
  for (const std::size_t i : order) {
    std::size_t best = i;
    for (std::size_t j = 0; j < n; ++j) {
      if (place(i) == place(j) && j < best && best == i) continue;
      if (points.distance2(i, j) > step2 || !higher(j, i)) continue;
      if (best == i || points.distance2(i, j) < points.distance2(i, best) ||
          (points.distance2(i, j) == points.distance2(i, best) && higher(j, best)))
        best = j;
    }
    peak[i] = best == i ? i : peak[best];
  }
  for (std::size_t i = 0; i < n; ++i)  // one row for each place
    for (std::size_t j = 0; j < n; ++j)
      if (place(j) == place(peak[i])) {
        peak[i] = j;
        break;
      }
  struct Pass {
    double height;
    std::size_t higher, lower;
  };
  std::vector<Pass> passes;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (peak[i] != peak[j] && higher(peak[i], peak[j]) && points.distance2(i, j) <= step2)
        passes.push_back({std::min(height[i], height[j]), peak[i], peak[j]});
  std::sort(passes.begin(), passes.end(), [&](const Pass& a, const Pass& b) {
    return std::tuple(-a.height, place(a.higher), place(a.lower)) <
           std::tuple(-b.height, place(b.higher), place(b.lower));
  });
  Definition result{peak, std::vector<double>(n, 1)};
  std::vector<std::size_t> reached = peak;
  const auto relabel = [n](std::vector<std::size_t>& labels, std::size_t from, std::size_t to) {
    for (std::size_t i = 0; i < n; ++i)
      if (labels[i] == from) labels[i] = to;
  };
  for (const Pass& pass : passes) {
    std::size_t a = reached[pass.higher], b = reached[pass.lower];
    if (a != b) {
      if (higher(b, a)) std::swap(a, b);
      result.prominence[b] = 1 - pass.height / height[b];
      relabel(reached, b, a);
    }
    a = result.centre[pass.higher];
    b = result.centre[pass.lower];
    if (a == b) continue;
    if (higher(b, a)) std::swap(a, b);
    if (1 - pass.height / height[b] < options.min_prominence) relabel(result.centre, b, a);
  }
  return result;
}

/// The first contradiction to the definition, or "".
std::string fault(const Points& points, const ActivityCentreOptions& options, const ActivityCentres& found) {
  const std::size_t n = points.size();
  const double h = options.bandwidth_m, per_km2 = 2e6 / (std::numbers::pi * h * h);
  const Definition right = centres_by_definition(points, options);
  std::map<std::size_t, double> weight;
  for (std::size_t i = 0; i < n; ++i) weight[right.centre[i]] += points.weight_of(i);
  std::map<std::size_t, std::int32_t> number;
  for (std::size_t i = 0; i < n; ++i) {
    const double there = weight[right.centre[i]];
    const bool kept = there > 0 && there >= options.min_weight;
    if (kept != (found.centre[i] >= 0)) return "row " + std::to_string(i) + " has a centre or none";
    const double density = kernel_sum(points, points.x[i], points.y[i], h) * per_km2;
    if (std::abs(found.density_km2[i] - density) > 1e-9 * density + 1e-9)
      return "density of row " + std::to_string(i);
    if (kept && number.emplace(right.centre[i], found.centre[i]).first->second != found.centre[i])
      return "row " + std::to_string(i) + " climbs elsewhere";
  }
  if (number.size() != found.centres.size()) return "number of centres";
  for (const auto& [peak, c] : number) {
    const agglo::ActivityCentre& centre = found.centres[static_cast<std::size_t>(c)];
    if (std::abs(centre.weight - weight[peak]) > 1e-9) return "weight";
    if (std::abs(centre.prominence - right.prominence[peak]) > 1e-9) return "prominence";
    const auto [x, y] = shifted(points, points.x[peak], points.y[peak], h);
    if (std::hypot(centre.x_m - x, centre.y_m - y) > 1e-6) return "mode";
    if (std::abs(centre.density_km2 - kernel_sum(points, x, y, h) * per_km2) > 1e-6 * centre.density_km2)
      return "density of the mode";
    std::vector<std::pair<double, double>> members;
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < n; ++i)
      if (found.centre[i] == c) {
        members.emplace_back(std::hypot(points.x[i] - x, points.y[i] - y), points.weight_of(i));
        ++count;
      }
    if (count != centre.points) return "points";
    double within = 0, before = 0;
    for (const auto& [d, w] : members) {
      within += d <= centre.half_weight_radius_m + 1e-6 ? w : 0;
      before += d < centre.half_weight_radius_m - 1e-6 ? w : 0;
    }
    if (within < centre.weight / 2 - 1e-9 || before >= centre.weight / 2) return "half-weight radius";
  }
  for (std::size_t c = 1; c < found.centres.size(); ++c)
    if (found.centres[c].weight > found.centres[c - 1].weight) return "order";
  return "";
}

Points blobs(Random& random, std::size_t n, int count, double spread) {
  Points points;
  std::vector<std::pair<double, double>> at;
  for (int b = 0; b < count; ++b) at.emplace_back(random.uniform(0, 4000), random.uniform(0, 4000));
  for (std::size_t i = 0; i < n; ++i) {
    const auto [x, y] = at[random.below(at.size())];
    const double angle = random.uniform(0, 6.283185307179586),
                 r = spread * std::sqrt(-2 * std::log(random.uniform(1e-9, 1)));
    points.add(x + r * std::cos(angle), y + r * std::sin(angle));
  }
  return points;
}

TEST(ActivityCentres, match_the_definition_on_blobs) {
  Random random(1);
  for (int repeat = 0; repeat < 800; ++repeat) {
    Points points =
        blobs(random, 2 + random.below(150), 1 + static_cast<int>(random.below(6)), random.uniform(50, 500));
    if (repeat % 3 == 0)
      for (std::size_t i = 0; i < points.size(); ++i)
        points.weight.push_back(0.25 * static_cast<double>(random.below(9)));
    const ActivityCentreOptions options{.bandwidth_m = random.uniform(100, 1500),
                                        .min_weight = static_cast<double>(random.below(12)),
                                        .min_prominence = random.below(4) == 0 ? 0 : random.uniform(0, 0.6)};
    ASSERT_EQ(fault(points, options, run_centres(points, options)), "") << "repeat " << repeat;
  }
}

TEST(ActivityCentres, match_the_definition_on_lattices_and_piles) {
  Random random(2);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    Points points;
    const std::size_t n = 1 + random.below(60);
    const std::uint64_t side = 1 + random.below(12);
    for (std::size_t i = 0; i < n; ++i)
      points.add(static_cast<double>(random.below(side)),
                 static_cast<double>(repeat % 5 == 0 ? 0 : random.below(side)));
    const ActivityCentreOptions options{.bandwidth_m = static_cast<double>(1 + random.below(8)),
                                        .min_weight = static_cast<double>(random.below(5)),
                                        .min_prominence = 0.1 * static_cast<double>(random.below(6))};
    const ActivityCentres found = run_centres(points, options);
    const std::string what = fault(points, options, found);
    if (what == "mode")
      for (const agglo::ActivityCentre& centre : found.centres)
        ASSERT_TRUE(rests(points, centre, options.bandwidth_m)) << "repeat " << repeat;
    else
      ASSERT_EQ(what, "") << "repeat " << repeat;
  }
}

TEST(ActivityCentres, oracle_rejects_wrong_results) {
  Random random(3);
  Points points = blobs(random, 100, 1, 150);
  for (int i = 0; i < 100; ++i) points.add(8000 + random.uniform(0, 300), random.uniform(0, 300));
  const ActivityCentreOptions options{.bandwidth_m = 500, .min_weight = 10, .min_prominence = 0.2};
  const ActivityCentres good = run_centres(points, options);
  ASSERT_EQ(fault(points, options, good), "");
  ASSERT_GE(good.centres.size(), 2U);
  ActivityCentres bad = good;
  bad.centre[0] = bad.centre[0] == 0 ? 1 : 0;
  EXPECT_NE(fault(points, options, bad), "");
  bad = good;
  bad.centres[0].x_m += 1e-5;
  EXPECT_NE(fault(points, options, bad), "");
  bad = good;
  bad.centres[1].prominence -= 0.01;
  EXPECT_NE(fault(points, options, bad), "");
  bad = good;
  bad.density_km2[5] *= 1.0001;
  EXPECT_NE(fault(points, options, bad), "");
  bad = good;
  bad.centres[0].half_weight_radius_m *= 1.1;
  EXPECT_NE(fault(points, options, bad), "");
}

TEST(ActivityCentres, worked_by_hand) {
  // Three firms on a spot, one 300 m east: the sum at the spot is 3 + 1 - 0.09, the mode lies at a quarter of
  // the way.
  Points points;
  for (const double x : {0.0, 0.0, 0.0, 300.0}) points.add(x, 0);
  points.add(50000, 0);
  const ActivityCentres found =
      run_centres(points, {.bandwidth_m = 1000, .min_weight = 2, .min_prominence = 0.2});
  ASSERT_EQ(found.centres.size(), 1U);
  const double per_km2 = 2 / std::numbers::pi;
  EXPECT_NEAR(found.density_km2[0], 3.91 * per_km2, 1e-9);
  EXPECT_NEAR(found.centres[0].x_m, 75, 1e-9);
  EXPECT_NEAR(found.centres[0].density_km2, (3 * (1 - 0.075 * 0.075) + 1 - 0.225 * 0.225) * per_km2, 1e-9);
  EXPECT_EQ(found.centres[0].prominence, 1);
  EXPECT_EQ(found.centres[0].points, 4U);
  EXPECT_NEAR(found.centres[0].half_weight_radius_m, 75, 1e-9);
  EXPECT_EQ(found.centre, (std::vector<std::int32_t>{0, 0, 0, 0, -1}));
}

TEST(ActivityCentres, firms_go_where_mean_shift_from_each_of_them_goes) {
  Random random(4);
  Points points;
  const std::vector<std::array<double, 3>> planted{
      {0, 0, 400}, {4000, 500, 250}, {1500, 4000, 300}, {6000, 5000, 350}};
  for (int i = 0; i < 1200; ++i) {
    const auto& [x, y, spread] = planted[static_cast<std::size_t>(i) % planted.size()];
    const double angle = random.uniform(0, 6.283185307179586),
                 r = spread * std::sqrt(-2 * std::log(random.uniform(1e-9, 1)));
    points.add(x + r * std::cos(angle), y + r * std::sin(angle));
  }
  const ActivityCentres found =
      run_centres(points, {.bandwidth_m = 1000, .min_weight = 50, .min_prominence = 0.2});
  ASSERT_EQ(found.centres.size(), 4U);
  std::size_t same = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [x, y] = shifted(points, points.x[i], points.y[i], 1000);
    std::int32_t nearest = 0;
    for (std::size_t c = 0; c < 4; ++c)
      if (std::hypot(x - found.centres[c].x_m, y - found.centres[c].y_m) <
          std::hypot(x - found.centres[static_cast<std::size_t>(nearest)].x_m,
                     y - found.centres[static_cast<std::size_t>(nearest)].y_m))
        nearest = static_cast<std::int32_t>(c);
    same += found.centre[i] == nearest ? 1 : 0;
  }
  EXPECT_GE(same, points.size() * 99 / 100);
}

TEST(ActivityCentres, same_bits_for_any_threads_and_order_of_rows) {
  Random random(5);
  Points points = blobs(random, 5000, 30, 120);
  for (std::size_t i = 0; i < points.size(); ++i)
    points.weight.push_back(static_cast<double>(random.below(7)));
  const ActivityCentreOptions options{.bandwidth_m = 200, .min_weight = 20, .min_prominence = 0.1};
  const ActivityCentres one = run_centres(points, options, 1);
  ASSERT_GT(one.centres.size(), 5U);
  const auto same = [&](const ActivityCentres& other) {
    ASSERT_EQ(other.centres.size(), one.centres.size());
    for (std::size_t c = 0; c < one.centres.size(); ++c) {
      EXPECT_EQ(other.centres[c].x_m, one.centres[c].x_m);
      EXPECT_EQ(other.centres[c].density_km2, one.centres[c].density_km2);
      EXPECT_EQ(other.centres[c].prominence, one.centres[c].prominence);
      EXPECT_EQ(other.centres[c].half_weight_radius_m, one.centres[c].half_weight_radius_m);
    }
  };
  for (const unsigned threads : {2U, 4U}) {
    const ActivityCentres many = run_centres(points, options, threads);
    same(many);
    EXPECT_EQ(many.centre, one.centre);
  }
  const std::vector<std::size_t> order = oracle::shuffled_order(points.size(), random);
  const ActivityCentres shuffled = run_centres(oracle::permuted(points, order), options, 2);
  same(shuffled);
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(shuffled.centre[i], one.centre[order[i]]);
}

TEST(ActivityCentres, degenerate_sets_and_senseless_options) {
  EXPECT_TRUE(run_centres({}, {}).centres.empty());
  Points points;
  points.add(std::nan(""), 0);
  const ActivityCentres nothing = run_centres(points, {});
  EXPECT_EQ(nothing.centre[0], -1);
  EXPECT_TRUE(std::isnan(nothing.density_km2[0]));
  points.add(5, 6);
  const ActivityCentres one = run_centres(points, {.min_weight = 1});
  ASSERT_EQ(one.centres.size(), 1U);
  EXPECT_EQ(one.centres[0].x_m, 5);
  EXPECT_EQ(one.centres[0].half_weight_radius_m, 0);
  Points weightless;
  for (int i = 0; i < 5; ++i) weightless.add(i, 0);
  weightless.weight.assign(5, 0);
  EXPECT_TRUE(run_centres(weightless, {.min_weight = 0}).centres.empty());
  EXPECT_THROW(run_centres(points, {.bandwidth_m = 0}), agglo::Error);
  EXPECT_THROW(run_centres(points, {.min_weight = -1}), agglo::Error);
  EXPECT_THROW(run_centres(points, {.min_prominence = 1.5}), agglo::Error);
  points.z = {0, 0};
  EXPECT_THROW(run_centres(points, {}), agglo::Error);
}

TEST(ActivityCentres, a_run_can_be_cancelled) {
  Random random(6);
  const Points points = blobs(random, 1000, 5, 100);
  agglo::RunControl run(1);
  run.request_stop();
  EXPECT_THROW(agglo::activity_centres(points.view(), {}, run), agglo::Error);
}

}  // namespace
