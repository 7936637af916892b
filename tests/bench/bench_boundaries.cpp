// Seconds and points per second of each kind of boundary: many small groups, and the groups of DBSCAN on
// generated points, the largest of which hold a fifth of all points; each with 1 and 2 threads.
//   bench_boundaries [GROUPS [POINTS_OF_A_GROUP [KIND]]]     default 20000 50 all
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "agglo/boundaries.hpp"
#include "agglo/clustering.hpp"
#include "generated_points.hpp"

namespace {

constexpr const char* kNames[] = {"concave", "convex", "buffer", "alpha", "density"};

void measure(const char* what, const generated::Points& points, const agglo::Groups& groups,
             const std::string& only) {
  for (int kind = 0; kind < 5; ++kind) {
    if (!only.empty() && only != "all" && only != kNames[kind]) continue;
    double one_thread_s = 0;
    for (const unsigned threads : {1U, 2U}) {
      agglo::RunControl run(threads);
      agglo::BoundaryOptions options;
      options.kind = static_cast<agglo::BoundaryKind>(kind);
      options.buffer_m = 100;
      const auto start = std::chrono::steady_clock::now();
      const agglo::Shapes shapes = agglo::boundaries(points.x_m, points.y_m, groups, options, run);
      const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      if (threads == 1) one_thread_s = s;
      rusage usage{};
      getrusage(RUSAGE_SELF, &usage);
      std::printf(
          "%-8s %-8s %6zu groups %8zu points %u threads %7.3f s %10.0f points/s %4.2f x %8zu "
          "vertices %5ld MB peak so far\n",
          what, kNames[kind], groups.size(), groups.items.size(), threads, s,
          static_cast<double>(groups.items.size()) / s, one_thread_s / s, shapes.x.size(),
          usage.ru_maxrss / 1024);
      std::fflush(stdout);
    }
  }
}

void measure_small(std::size_t groups, std::size_t size, const std::string& only) {
  std::mt19937_64 engine(7);
  const auto bell = [&] {
    double sum = -1.5;
    for (int i = 0; i < 3; ++i) sum += static_cast<double>(engine() >> 11) * 0x1p-53;
    return sum;
  };
  generated::Points points;
  std::vector<std::int32_t> label;
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t i = 0; i < size; ++i) {
      label.push_back(static_cast<std::int32_t>(g));
      points.x_m.push_back(3e6 + 2000 * static_cast<double>(g % 200) + 500 * bell());
      points.y_m.push_back(5e6 + 2000 * static_cast<double>(g / 200) + 500 * bell());
    }
  measure("small", points, agglo::groups_from_labels(label, groups), only);
}

void measure_dbscan(std::size_t n, const std::string& only) {
  const generated::Points points = generated::firms(n, 1);
  agglo::RunControl run(2);
  const agglo::Clusters clusters =
      agglo::dbscan({points.x_m, points.y_m}, {.eps_m = 500, .min_points = 20}, run);
  measure("dbscan", points,
          agglo::groups_from_labels(clusters.label, static_cast<std::size_t>(clusters.count)), only);
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i, unsigned long fallback) {
    return argc > i ? std::strtoul(argv[i], nullptr, 10) : fallback;
  };
  const std::size_t groups = number(1, 20000), size = number(2, 50);
  const std::string only = argc > 3 ? argv[3] : "";
  measure_small(groups, size, only);
  measure_dbscan(groups * size, only);
}
