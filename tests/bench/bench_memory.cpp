// Memory that clusterings really take, beside the estimate of clustering_memory_bytes:  bench_memory [POINTS]
// Each runs in a process of its own on generated firms (seed 1), eps 500 m, min_points 20, and on the same
// firms all moved apart evenly; DBSCAN also with every firm a cluster of its own. Exit code 1 when an
// estimate is below the peak, or above six times the peak and 32 MB: it has to hold for the worst of these.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>

#include "agglo/clustering.hpp"
#include "agglo/clustering_memory.hpp"
#include "agglo/optics.hpp"
#include "agglo/st_dbscan.hpp"
#include "generated_points.hpp"

namespace {

using agglo::ClusterMethod;
using agglo::PointView;
using agglo::RunControl;

std::uint64_t peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// Growth of the peak while work() runs in a process of its own.
std::uint64_t growth(const std::function<void()>& work) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) {
    const std::uint64_t before = peak_bytes();
    work();
    const std::uint64_t grown = peak_bytes() - before;
    _exit(write(ends[1], &grown, sizeof grown) == sizeof grown ? 0 : 1);
  }
  std::uint64_t grown = 0;
  const bool told = read(ends[0], &grown, sizeof grown) == sizeof grown;
  close(ends[0]);
  close(ends[1]);
  waitpid(child, nullptr, 0);
  return told ? grown : 0;
}

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
  const auto peak = static_cast<double>(growth(work));
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
  bool good = true;
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
