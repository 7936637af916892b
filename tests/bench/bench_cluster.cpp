// One task on one file of generated points in one fresh process, so that the peak of memory is the task's
// own.
//   bench_cluster TASK NAME THREADS       NAME as given to bench_points
// Prints one line of JSON: seconds and CPU seconds of the task alone (reading left out, nothing warmed up),
// how long its threads waited for processors that other programs had, the highest resident memory of the
// process from the start of the task on, its columns included, and what was found.
#include <sys/resource.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>

#include "agglo/boundaries.hpp"
#include "agglo/optics.hpp"
#include "agglo/st_dbscan.hpp"
#include "bench_input.hpp"
#include "generated_points.hpp"
#include "radix_sort.hpp"
#include "support/cluster_definition.hpp"

namespace {

using bench::Columns;

struct Job {
  std::string name;
  unsigned threads;
  std::size_t n = 0;
  double seconds = 0, cpu_seconds = 0, waited_seconds = 0;

  double cpu_now() const {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds_of = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  }
  /// How long the threads of this process were ready to run while others had their processors.
  static double waited_now() {
    double nanoseconds = 0;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
      double running = 0, waiting = 0;
      std::ifstream(thread.path() / "schedstat") >> running >> waiting;
      nanoseconds += waiting;
    }
    return 1e-9 * nanoseconds;
  }
  /// Runs and times work() on `count` points and gives what it returns.
  std::size_t measure(std::size_t count, const std::function<std::size_t(agglo::RunControl&)>& work) {
    n = count;
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew
    agglo::RunControl run(threads);
    const double cpu = cpu_now(), waited = waited_now();
    const auto start = std::chrono::steady_clock::now();
    const std::size_t found = work(run);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    cpu_seconds = cpu_now() - cpu;
    waited_seconds = waited_now() - waited;
    return found;
  }
};

double peak_mb() {
  std::ifstream status("/proc/self/status");
  std::string word;
  double kib = 0;
  while (status >> word)
    if (word == "VmHWM:") status >> kib;
  return kib / 1024;
}

constexpr agglo::DbscanOptions kDbscan{.eps_m = 500, .min_points = 20};

std::size_t radix_sort(Job& job) {
  std::vector<bench::KeyedRow> rows;
  {
    const Columns points = bench::read_points(job.name);
    rows.resize(points.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = {static_cast<std::uint64_t>(points.y_m[i] * 4000) << 32 |
                     static_cast<std::uint64_t>(points.x_m[i] * 4000),
                 static_cast<std::uint32_t>(i)};
  }
  return job.measure(rows.size(), [&](agglo::RunControl&) {
    bench::radix_sort(rows, job.threads);
    return rows.size();
  });
}

std::size_t dbscan(Job& job, const Columns& points) {
  return job.measure(points.size(), [&](agglo::RunControl& run) {
    return static_cast<std::size_t>(agglo::dbscan(points.view(), kDbscan, run).count);
  });
}

std::size_t each_sector(Job& job) {
  const Columns points = bench::read_points(job.name);
  const auto sector = bench::read_column<std::int32_t>(job.name + ".sector.i32", points.size());
  return job.measure(points.size(), [&](agglo::RunControl& run) {
    return agglo::dbscan_each_sector(points.view(), sector, kDbscan, run).sector_of_cluster.size();
  });
}

std::size_t hdbscan(Job& job) {
  const Columns points = bench::read_points(job.name);
  return job.measure(points.size(), [&](agglo::RunControl& run) {
    return static_cast<std::size_t>(agglo::hdbscan(points.view(), {.min_size = 25}, run).count);
  });
}

std::size_t optics(Job& job) {
  const Columns points = bench::read_points(job.name);
  return job.measure(points.size(), [&](agglo::RunControl& run) {
    const agglo::OpticsOrder order =
        agglo::optics(points.view(), {.max_eps_m = kDbscan.eps_m, .min_points = kDbscan.min_points}, run);
    return static_cast<std::size_t>(agglo::optics_threshold(order, kDbscan.eps_m, run).count);
  });
}

/// Founded near each other within 30 days of one year.
std::size_t st_dbscan(Job& job) {
  const Columns points = bench::read_points(job.name);
  const auto time_s = bench::read_column<double>(job.name + ".t.f64", points.size());
  constexpr double kDay_s = 86400;
  return job.measure(points.size(), [&](agglo::RunControl& run) {
    const agglo::StDbscanOptions options{
        .eps_m = kDbscan.eps_m, .eps_time = 30 * kDay_s, .min_points = kDbscan.min_points};
    return static_cast<std::size_t>(agglo::st_dbscan(points.view(), time_s, options, run).count);
  });
}

/// Not timed: the labels against the definition, for 1, 2 and 4 threads and another order of the rows.
std::size_t check_dbscan(Job& job) {
  const Columns points = bench::read_points(job.name);
  const auto labelled = [](const Columns& columns, unsigned threads) {
    agglo::RunControl run(threads);
    return agglo::dbscan(columns.view(), kDbscan, run);
  };
  const auto require_right = [](const std::string& fault, const std::string& where) {
    if (!fault.empty()) throw agglo::failure(where + ": " + fault);
  };
  const definition::Rule rule{kDbscan.eps_m, kDbscan.min_points};
  const agglo::Clusters right = definition::clusters({points.x_m, points.y_m}, rule);
  for (const unsigned threads : {1U, 2U, 4U})
    require_right(definition::difference(right, labelled(points, threads)),
                  std::to_string(threads) + " threads");
  Columns
      turned;  // row i goes to i * step: a permutation, for the step is prime and does not divide the size
  const std::size_t step = 999983;
  for (std::size_t i = 0, row = 0; i < points.size(); ++i, row = (row + step) % points.size()) {
    turned.x_m.push_back(points.x_m[row]);
    turned.y_m.push_back(points.y_m[row]);
  }
  require_right(definition::fault({turned.x_m, turned.y_m}, rule, labelled(turned, 2)), "shuffled rows");
  job.n = points.size();
  return static_cast<std::size_t>(right.count);
}

/// 20,000 groups of 50 points: round, stretched and bent ones of 100 m to 2 km.
std::size_t boundaries(Job& job, agglo::BoundaryKind kind) {
  constexpr std::size_t kGroups = 20000, kMembers = 50;
  Columns points;
  std::vector<std::int32_t> label;
  for (std::size_t group = 0; group < kGroups; ++group) {
    generated::Random random(1, 20, group);
    const double x = random.uniform(0, 1e6), y = random.uniform(0, 1e6);
    const double size = 100 * generated::power(20, random.uniform()), flat = random.uniform(0.2, 1);
    const double bend = random.uniform(0, 1);
    for (std::size_t i = 0; i < kMembers; ++i) {
      const auto [dx, dy] = random.normal();
      points.x_m.push_back(x + size * dx);
      points.y_m.push_back(y + size * (flat * dy + bend * dx * dx));
      label.push_back(static_cast<std::int32_t>(group));
    }
  }
  const agglo::Groups groups = agglo::groups_from_labels(label, kGroups);
  return job.measure(points.size(), [&](agglo::RunControl& run) {
    return agglo::boundaries(points.x_m, points.y_m, groups, {.kind = kind, .buffer_m = 100}, run).x.size();
  });
}

using Task = std::function<std::size_t(Job&)>;
const std::map<std::string, Task>& tasks() {
  using agglo::BoundaryKind;
  static const std::map<std::string, Task> all{
      {"radix-sort", radix_sort},
      {"dbscan", [](Job& job) { return dbscan(job, bench::read_points(job.name)); }},
      {"dbscan-globe",
       [](Job& job) { return dbscan(job, bench::on_the_globe(bench::read_points(job.name))); }},
      {"dbscan-each-sector", each_sector},
      {"hdbscan", hdbscan},
      {"optics", optics},
      {"st-dbscan", st_dbscan},
      {"check-dbscan", check_dbscan},
      {"boundaries-concave", [](Job& job) { return boundaries(job, BoundaryKind::concave); }},
      {"boundaries-convex", [](Job& job) { return boundaries(job, BoundaryKind::convex); }},
      {"boundaries-buffer", [](Job& job) { return boundaries(job, BoundaryKind::buffer); }},
      {"boundaries-alpha", [](Job& job) { return boundaries(job, BoundaryKind::alpha); }},
      {"boundaries-density", [](Job& job) { return boundaries(job, BoundaryKind::density); }},
  };
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  unsigned threads = 0;
  const auto task = tasks().find(argc == 4 ? argv[1] : "");
  if (task == tasks().end() ||
      std::from_chars(argv[3], argv[3] + std::strlen(argv[3]), threads).ec != std::errc{} || threads == 0) {
    std::cerr << "usage: bench_cluster TASK NAME THREADS; the tasks are\n";
    for (const auto& [name, run] : tasks()) std::cerr << "  " << name << '\n';
    return 2;
  }
  try {
    Job job{argv[2], threads};
    const std::size_t found = task->second(job);
    std::cout << "{\"task\": \"" << task->first << "\", \"n\": " << job.n << ", \"threads\": " << threads
              << ", \"seconds\": " << job.seconds << ", \"cpu_seconds\": " << job.cpu_seconds
              << ", \"waited_seconds\": " << job.waited_seconds << ", \"peak_mb\": " << peak_mb()
              << ", \"found\": " << found << "}\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
