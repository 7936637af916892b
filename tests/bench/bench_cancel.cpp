// How long a run goes on after it was asked to stop:  bench_cancel TASK NAME THREADS TRIES
// NAME as given to bench_points. The task runs once to its end, then TRIES times until a stop that another
// thread requests, at moments spread evenly over the time of the whole run. A stop has taken effect when the
// call has thrown, its memory given back. Prints for each stage how often it was stopped there, the median
// and the worst latency; exit code 1 when the worst of all is above 100 ms.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <thread>

#include "agglo/activity_centres.hpp"
#include "agglo/boundaries.hpp"
#include "agglo/cluster_quality.hpp"
#include "agglo/optics.hpp"
#include "agglo/point_file.hpp"
#include "agglo/st_dbscan.hpp"
#include "agglo/tiled_dbscan.hpp"
#include "bench_input.hpp"

namespace {

using agglo::RunControl;
using bench::Columns;
using Clock = std::chrono::steady_clock;

constexpr double kPromised_ms = 100;
constexpr agglo::DbscanOptions kDbscan{.eps_m = 500, .min_points = 20};

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

using Work = std::function<void(RunControl&)>;  // holds its input

struct Input {
  std::string name;
  unsigned threads;
  Columns points() const { return bench::read_points(name); }
  std::vector<std::int32_t> sectors(std::size_t n) const {
    return bench::read_column<std::int32_t>(name + ".sector.i32", n);
  }
};

Work on_points(Columns points, const std::function<void(const agglo::PointView&, RunControl&)>& work) {
  return [points = std::move(points), work](RunControl& run) { work(points.view(), run); };
}

Work dbscan(Columns points) {
  return on_points(std::move(points),
                   [](const agglo::PointView& view, RunControl& run) { agglo::dbscan(view, kDbscan, run); });
}

Work dbscan_weighted(const Input& input) {
  Columns points = input.points();
  std::vector<double> weight(points.size());
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = 0.5 * static_cast<double>(1 + i % 7);
  return on_points(std::move(points),
                   [weight = std::move(weight)](const agglo::PointView& view, RunControl& run) {
                     agglo::dbscan({view.x_m, view.y_m, {}, weight}, kDbscan, run);
                   });
}

Work dbscan_each_sector(const Input& input) {
  Columns points = input.points();
  auto sector = input.sectors(points.size());
  return on_points(std::move(points),
                   [sector = std::move(sector)](const agglo::PointView& view, RunControl& run) {
                     agglo::dbscan_each_sector(view, sector, kDbscan, run);
                   });
}

Work dbscan_in_tiles(const Input& input) {
  return on_points(input.points(), [](const agglo::PointView& view, RunControl& run) {
    agglo::dbscan_in_tiles(view, kDbscan, {.memory_bytes = 0, .tiles = 8}, agglo::Ranks{}, run);
  });
}

Work hdbscan(const Input& input) {
  return on_points(input.points(), [](const agglo::PointView& view, RunControl& run) {
    agglo::hdbscan(view, {.min_size = 25}, run);
  });
}

Work hdbscan_each_sector(const Input& input) {
  Columns points = input.points();
  auto sector = input.sectors(points.size());
  return on_points(std::move(points),
                   [sector = std::move(sector)](const agglo::PointView& view, RunControl& run) {
                     agglo::hdbscan_each_sector(view, sector, {.min_size = 25}, run);
                   });
}

Work optics(const Input& input) {
  return on_points(input.points(), [](const agglo::PointView& view, RunControl& run) {
    const agglo::OpticsOrder order =
        agglo::optics(view, {.max_eps_m = kDbscan.eps_m, .min_points = kDbscan.min_points}, run);
    agglo::optics_threshold(order, kDbscan.eps_m, run);
    agglo::optics_xi(order, {}, run);
  });
}

Work st_dbscan(const Input& input) {
  Columns points = input.points();
  auto time_s = bench::read_column<double>(input.name + ".t.f64", points.size());
  return on_points(std::move(points),
                   [time_s = std::move(time_s)](const agglo::PointView& view, RunControl& run) {
                     constexpr double kDay_s = 86400;
                     const agglo::StDbscanOptions options{
                         .eps_m = kDbscan.eps_m, .eps_time = 30 * kDay_s, .min_points = kDbscan.min_points};
                     agglo::st_dbscan(view, time_s, options, run);
                   });
}

Work activity_centres(const Input& input) {
  return on_points(input.points(), [](const agglo::PointView& view, RunControl& run) {
    agglo::activity_centres(view, {.bandwidth_m = 1000, .min_weight = 100}, run);
  });
}

Work neighbour_distances(const Input& input) {
  return on_points(input.points(), [](const agglo::PointView& view, RunControl& run) {
    agglo::elbow(agglo::distance_curve(agglo::neighbour_distances(view, 20, run), {}, run));
  });
}

/// Of the clusters of the points.
Work density_validity(const Input& input) {
  Columns points = input.points();
  RunControl run(input.threads);
  const agglo::Clusters clusters = agglo::dbscan(points.view(), kDbscan, run);
  return on_points(std::move(points), [clusters](const agglo::PointView& view, RunControl& control) {
    agglo::density_validity(view, clusters.label, clusters.count, 20000, control);
  });
}

/// Of all points as one group.
Work boundary(const Input& input, agglo::BoundaryKind kind, bool keep_holes) {
  Columns points = input.points();
  const agglo::Groups groups = agglo::groups_from_labels(std::vector<std::int32_t>(points.size(), 0), 1);
  return on_points(std::move(points), [=](const agglo::PointView& view, RunControl& run) {
    agglo::boundaries(view.x_m, view.y_m, groups, {.kind = kind, .buffer_m = 100, .keep_holes = keep_holes},
                      run);
  });
}

/// Of each cluster of the points.
Work boundaries(const Input& input) {
  Columns points = input.points();
  RunControl run(input.threads);
  const agglo::Clusters clusters = agglo::dbscan(points.view(), kDbscan, run);
  const agglo::Groups groups =
      agglo::groups_from_labels(clusters.label, static_cast<std::size_t>(clusters.count));
  return on_points(std::move(points), [groups](const agglo::PointView& view, RunControl& control) {
    agglo::boundaries(view.x_m, view.y_m, groups, {}, control);
  });
}

Work write_labels(const Input& input) {
  const Columns points = input.points();
  RunControl run(input.threads);
  const agglo::Clusters clusters = agglo::dbscan(points.view(), kDbscan, run);
  return [clusters](RunControl& control) {
    const std::filesystem::path file = "bench_cancel_labels.csv";
    agglo::write_labels(file, clusters, 0, agglo::Ranks{}, control);
    std::filesystem::remove(file);
  };
}

const std::map<std::string, std::function<Work(const Input&)>>& tasks() {
  using agglo::BoundaryKind;
  const auto drawn = [](BoundaryKind kind, bool keep_holes = false) {
    return [=](const Input& input) { return boundary(input, kind, keep_holes); };
  };
  static const std::map<std::string, std::function<Work(const Input&)>> all{
      {"dbscan", [](const Input& input) { return dbscan(input.points()); }},
      {"dbscan-globe", [](const Input& input) { return dbscan(bench::on_the_globe(input.points())); }},
      {"dbscan-weighted", dbscan_weighted},
      {"dbscan-each-sector", dbscan_each_sector},
      {"dbscan-in-tiles", dbscan_in_tiles},
      {"hdbscan", hdbscan},
      {"hdbscan-each-sector", hdbscan_each_sector},
      {"optics", optics},
      {"st-dbscan", st_dbscan},
      {"activity-centres", activity_centres},
      {"neighbour-distances", neighbour_distances},
      {"density-validity", density_validity},
      {"boundary-concave", drawn(BoundaryKind::concave)},
      {"boundary-convex", drawn(BoundaryKind::convex)},
      {"boundary-buffer", drawn(BoundaryKind::buffer)},
      {"boundary-buffer-holes", drawn(BoundaryKind::buffer, true)},
      {"boundary-alpha", drawn(BoundaryKind::alpha)},
      {"boundary-density", drawn(BoundaryKind::density)},
      {"boundaries", boundaries},
      {"write-labels", write_labels},
  };
  return all;
}

struct Stop {
  std::string stage;
  double at_ms = 0, latency_ms = 0;
  bool came_too_late = false;  ///< the run had ended
};

Stop stop_at(const Work& work, unsigned threads, double at_ms) {
  RunControl run(threads);
  Stop stop{"", at_ms, 0, false};
  const auto start = Clock::now();
  Clock::time_point requested;
  std::thread watcher([&] {
    std::this_thread::sleep_until(start + std::chrono::duration<double, std::milli>(at_ms));
    stop.stage = run.stage();
    requested = Clock::now();
    run.request_stop();
  });
  Clock::time_point ended;
  try {
    work(run);
    ended = Clock::now();
    stop.came_too_late = true;
  } catch (const agglo::Error&) {
    ended = Clock::now();
  }
  watcher.join();
  stop.latency_ms = std::chrono::duration<double, std::milli>(ended - requested).count();
  stop.came_too_late = stop.came_too_late && ended < requested;
  return stop;
}

/// Whether the worst latency is as promised.
bool print_latencies(const std::string& task, const std::vector<Stop>& stops) {
  std::map<std::string, std::vector<Stop>> by_stage;
  for (const Stop& stop : stops)
    if (!stop.came_too_late) by_stage[stop.stage].push_back(stop);
  double worst_of_all = 0;
  for (auto& [stage, found] : by_stage) {
    std::sort(found.begin(), found.end(),
              [](const Stop& a, const Stop& b) { return a.latency_ms < b.latency_ms; });
    const Stop& worst = found.back();
    worst_of_all = std::max(worst_of_all, worst.latency_ms);
    std::printf("%-20s %-32s %4zu stops, median %7.1f ms, worst %7.1f ms (asked after %.0f ms)\n",
                task.c_str(), stage.c_str(), found.size(), found[found.size() / 2].latency_ms,
                worst.latency_ms, worst.at_ms);
  }
  std::printf("%-20s %-32s %4zu stops, worst %.1f ms\n", task.c_str(), "all", stops.size(), worst_of_all);
  return worst_of_all <= kPromised_ms;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int at) {
    unsigned value = 0;
    const char* word = argc == 5 ? argv[at] : "";
    return std::from_chars(word, word + std::strlen(word), value).ec == std::errc{} ? value : 0;
  };
  const auto task = tasks().find(argc == 5 ? argv[1] : "");
  const unsigned threads = number(3), tries = number(4);
  if (task == tasks().end() || threads == 0 || tries == 0) {
    std::cerr << "usage: bench_cancel TASK NAME THREADS TRIES; the tasks are\n";
    for (const auto& [name, make] : tasks()) std::cerr << "  " << name << '\n';
    return 2;
  }
  try {
    const Work work = task->second({argv[2], threads});
    const auto start = Clock::now();
    RunControl whole(threads);
    work(whole);
    const double whole_ms = ms_since(start);
    std::printf("%-20s runs for %.0f ms\n", task->first.c_str(), whole_ms);
    std::vector<Stop> stops;
    for (unsigned i = 0; i < tries; ++i)
      stops.push_back(stop_at(work, threads, whole_ms * (i + 0.5) / tries));
    return print_latencies(task->first, stops) ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
