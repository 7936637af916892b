// Seconds, points per second and peak memory of DBSCAN, HDBSCAN* and boundaries on generated points.
//   bench_cluster [POINTS ...]      default 100000 1000000; each with 1 and 2 threads
#include <sys/resource.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>

#include "agglo/boundaries.hpp"
#include "agglo/clustering.hpp"
#include "generated_points.hpp"

namespace {

void measure(const char* name, std::size_t n, unsigned threads, const std::function<std::size_t()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t found = work();
  const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%-18s %9zu points %u threads %8.3f s %10.0f points/s %6ld MB peak so far %7zu found\n", name,
              n, threads, s, static_cast<double>(n) / s, usage.ru_maxrss / 1024, found);
  std::fflush(stdout);
}

void measure_all(std::size_t n, unsigned threads) {
  const generated::Points points = generated::firms(n, 1);
  const agglo::PointView view{points.x_m, points.y_m};
  agglo::Clusters clusters;
  measure("dbscan 500 m/20", n, threads, [&] {
    agglo::RunControl run(threads);
    clusters = agglo::dbscan(view, {.eps_m = 500, .min_points = 20}, run);
    return static_cast<std::size_t>(clusters.count);
  });
  const agglo::Groups groups =
      agglo::groups_from_labels(clusters.label, static_cast<std::size_t>(clusters.count));
  const auto outline = [&](const char* name, agglo::BoundaryKind kind) {
    measure(name, groups.items.size(), threads, [&] {
      agglo::RunControl run(threads);
      return agglo::boundaries(points.x_m, points.y_m, groups, {.kind = kind, .buffer_m = 100}, run).x.size();
    });
  };
  outline("concave hulls", agglo::BoundaryKind::concave);
  outline("convex hulls", agglo::BoundaryKind::convex);
  outline("buffers 100 m", agglo::BoundaryKind::buffer);
  measure("hdbscan 25", n, threads, [&] {
    agglo::RunControl run(threads);
    return static_cast<std::size_t>(agglo::hdbscan(view, {.min_size = 25}, run).count);
  });
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::size_t> sizes;
  for (int i = 1; i < argc; ++i) {
    std::size_t n = 0;
    if (std::from_chars(argv[i], argv[i] + std::strlen(argv[i]), n).ec == std::errc{} && n > 0)
      sizes.push_back(n);
  }
  if (sizes.empty()) sizes = {100000, 1000000};
  for (const std::size_t n : sizes)
    for (const unsigned threads : {1U, 2U}) measure_all(n, threads);
}
