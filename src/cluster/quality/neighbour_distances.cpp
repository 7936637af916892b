// How far every point's neighbours are, and where the curve of these distances bends.
#include <fmt/format.h>
#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>

#include "agglo/cluster_quality.hpp"
#include "cluster/hdbscan/core_distance.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <int D>
std::vector<double> distances_in(const PointView& points, double min_points, RunControl& run) {
  const density::WeightSteps steps(points.weight, {.most = min_points}, run);
  const density::CurveSites<D> sites = density::collect_curve_sites<D>(points, steps, run);
  std::vector<double> of_row;
  fill(of_row, points.x_m.size(), kMissing, run);
  LargeArray<double> core2(sites.size, kInfinity);
  if (sites.size > 0 && sites.total_weight >= steps.least(min_points))
    core2 =
        density::squared_core_distances<D>(sites, density::build_packed_tree<D>(sites, run), min_points, run);
  StopCheck check(run);
  for (std::size_t row = 0; row < of_row.size(); ++row) {
    check();
    if (sites.site_of_row[row] != density::kNoSite)
      of_row[row] = density::least_root(core2[sites.site_of_row[row]]);
  }
  return of_row;
}

}  // namespace

std::vector<double> neighbour_distances(const PointView& points, double min_points, RunControl& run) {
  if (!(std::isfinite(min_points) && min_points > 0))
    throw usage_error(fmt::format("min_points is '{}'", min_points), "give a number above 0");
  density::check_points(points, run);
  return points.z_m.empty() ? distances_in<2>(points, min_points, run)
                            : distances_in<3>(points, min_points, run);
}

DistanceCurve distance_curve(std::span<const double> distance_m, std::span<const double> weight,
                             RunControl& run) {
  std::vector<std::pair<double, double>> known;
  known.reserve(distance_m.size());
  for (std::size_t row = 0; row < distance_m.size(); ++row) {
    const double w = weight.empty() ? 1 : weight[row];
    if (std::isfinite(distance_m[row]) && w > 0) known.emplace_back(distance_m[row], w);
  }
  // The weights too, so that their sum does not depend on the rows.
  with_threads(run, [&] {
    tbb::parallel_sort(known.begin(), known.end(), [&run](const auto& a, const auto& b) {
      run.check();  // a sort of many millions must not keep a cancelled run waiting
      return a < b;
    });
  });
  DistanceCurve curve;
  double sum = 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    sum += known[i].second;
    if (i + 1 < known.size() && known[i + 1].first == known[i].first) continue;
    curve.distance_m.push_back(known[i].first);
    curve.weight.push_back(sum);
  }
  return curve;
}

std::optional<Elbow> elbow(const DistanceCurve& curve) {
  constexpr double kKept = 0.99;
  if (curve.distance_m.size() < 2) return std::nullopt;
  const double total = curve.weight.back();
  const auto last = static_cast<std::size_t>(
      std::lower_bound(curve.weight.begin(), curve.weight.end(), kKept * total) - curve.weight.begin());
  const double least = curve.distance_m.front(), span = curve.distance_m[last] - least;
  if (!(span > 0)) return std::nullopt;
  std::size_t best = 0;
  double most = -kInfinity;
  for (std::size_t i = 0; i <= last; ++i) {
    const double above = curve.weight[i] / curve.weight[last] - (curve.distance_m[i] - least) / span;
    if (above > most) {
      most = above;
      best = i;
    }
  }
  return Elbow{curve.distance_m[best], curve.weight[best] / total};
}

}  // namespace agglo
