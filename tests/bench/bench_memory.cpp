// Memory that clusterings really take, beside the estimate of clustering_memory_bytes:  bench_memory [POINTS]
// Each runs in a process of its own on generated firms (seed 1), eps 500 m, min_points 20, and on the same
// firms all moved apart evenly; DBSCAN also with every firm a cluster of its own. Exit code 1 when an
// estimate is below the peak, or above six times the peak and 32 MB: it has to hold for the worst of these.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>

#include "agglo/activity_centres.hpp"
#include "agglo/cluster_quality.hpp"
#include "agglo/clustering.hpp"
#include "agglo/clustering_memory.hpp"
#include "agglo/optics.hpp"
#include "agglo/st_dbscan.hpp"
#include "cluster/dbscan/dbscan_by_rows.hpp"
#include "generated_points.hpp"
#include "peak_memory.hpp"

namespace {

using agglo::ClusterMethod;
using agglo::PointView;
using agglo::RunControl;

generated::Points even(std::size_t n) {
  generated::Points points;
  const auto side = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(n))));
  for (std::size_t i = 0; i < n; ++i) {
    points.x_m.push_back(400.0 * static_cast<double>(i * 7919 % n % side));
    points.y_m.push_back(400.0 * static_cast<double>(i * 7919 % n / side));
  }
  return points;
}

bool compare(const char* name, const char* points, ClusterMethod method, std::size_t n, unsigned axes,
             const std::function<void()>& work) {
  const auto peak = static_cast<double>(bench::growth(work));
  const auto estimate = static_cast<double>(agglo::clustering_memory_bytes(method, n, axes, false));
  const bool good = peak > 0 && estimate >= peak && estimate <= 6 * peak + 0x1p25;
  std::printf("%-12s %u axes %-6s %10zu points %8.1f MB, %6.1f bytes a point; estimate %8.1f MB, %.2f x%s\n",
              name, axes, points, n, peak / 1e6, peak / static_cast<double>(n), estimate / 1e6,
              estimate / peak, good ? "" : "  WRONG");
  std::fflush(stdout);
  return good;
}

bool compare_all(const char* name, const generated::Points& points, std::size_t n) {
  const PointView plane{points.x_m, points.y_m};
  const std::vector<double> z(n, 6e6);
  const PointView space{points.x_m, points.y_m, z};
  std::vector<std::int32_t> groups(n), pairs(n), alone(n);
  for (std::size_t i = 0; i < n; ++i) {
    groups[i] = static_cast<std::int32_t>(i % 1000);
    pairs[i] = static_cast<std::int32_t>(i / 2);
    alone[i] = static_cast<std::int32_t>(i);
  }
  bool good = true;
  good &= compare("centres", name, ClusterMethod::activity_centres, n, 2, [&] {
    RunControl run(2);
    agglo::activity_centres(plane, {.bandwidth_m = 200}, run);
  });
  good &= compare("centres alone", name, ClusterMethod::activity_centres, n, 2, [&] {
    RunControl run(2);
    agglo::activity_centres(plane, {.bandwidth_m = 1, .min_weight = 1}, run);
  });
  for (const unsigned axes : {2U, 3U}) {
    const PointView& view = axes == 2 ? plane : space;
    good &= compare("dbscan", name, ClusterMethod::dbscan, n, axes, [&] {
      RunControl run(2);
      agglo::dbscan(view, {.eps_m = 500, .min_points = 20}, run);
    });
    good &= compare("dbscan alone", name, ClusterMethod::dbscan, n, axes, [&] {
      RunControl run(2);
      agglo::dbscan(view, {.eps_m = 0.5, .min_points = 1}, run);
    });
    good &= compare("dbscan by cells", name, ClusterMethod::dbscan_by_cells, n, axes, [&] {
      RunControl run(2);
      agglo::density::dbscan_by_cells(view, {.eps_m = 500, .min_points = 20}, run);
    });
    good &= compare("by cells alone", name, ClusterMethod::dbscan_by_cells, n, axes, [&] {
      RunControl run(2);
      agglo::density::dbscan_by_cells(view, {.eps_m = 0.5, .min_points = 1}, run);
    });
    good &= compare("neighbours", name, ClusterMethod::neighbour_distances, n, axes, [&] {
      RunControl run(2);
      agglo::distance_curve(agglo::neighbour_distances(view, 10, run), {}, run);
    });
    good &= compare("validity", name, ClusterMethod::density_validity, n, axes, [&] {
      RunControl run(2);
      agglo::density_validity(view, groups, 1000, n, run);
    });
    good &= compare("validity pairs", name, ClusterMethod::density_validity, n, axes, [&] {
      RunControl run(2);
      agglo::density_validity(view, pairs, static_cast<std::int32_t>((n + 1) / 2), n, run);
    });
    good &= compare("validity alone", name, ClusterMethod::density_validity, n, axes, [&] {
      RunControl run(2);
      agglo::density_validity(view, alone, static_cast<std::int32_t>(n), n, run);
    });
    good &= compare("hdbscan", name, ClusterMethod::hdbscan, n, axes, [&] {
      RunControl run(2);
      agglo::hdbscan(view, {.min_size = 25}, run);
    });
  }
  // Slower ones on a tenth.
  const std::size_t tenth = n / 10;
  const PointView few{plane.x_m.first(tenth), plane.y_m.first(tenth)};
  const std::vector<double> time(points.y_m.begin(), points.y_m.begin() + static_cast<std::ptrdiff_t>(tenth));
  good &= compare("optics", name, ClusterMethod::optics, tenth, 2, [&] {
    RunControl run(2);
    agglo::optics(few, {.max_eps_m = 500, .min_points = 20}, run);
  });
  good &= compare("st_dbscan", name, ClusterMethod::st_dbscan, tenth, 2, [&] {
    RunControl run(2);
    agglo::st_dbscan(few, time, {.eps_m = 500, .eps_time = 1e5, .min_points = 20}, run);
  });
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t n = 1000000;
  if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), n);
  bool good = compare_all("firms", generated::firms(n, 1, 1), n);
  good &= compare_all("even", even(n), n);
  return good ? 0 : 1;
}
