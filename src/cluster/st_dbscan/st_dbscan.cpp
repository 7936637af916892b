// ST-DBSCAN over columns: core points, runs of core points in a column, joining of runs, border points.
#include "agglo/st_dbscan.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "cluster/disjoint_sets.hpp"
#include "cluster/st_dbscan/st_dbscan_columns.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using density::Bounds;
using density::ColumnSweep;
using density::Position;
using density::squared_distance;
using density::TimeColumns;

constexpr std::size_t kColumnBlock = 256;

/// Core points by column, in the order of time. A run is a series of them in one column with steps of at most
/// eps_time: members of one cluster.
template <int D>
struct CoreColumns {
  TimeColumns<D> points;             // without keys and weights
  std::vector<std::uint32_t> run;    // of each slot
  std::vector<std::uint32_t> begin;  // runs + 1, first slot
};

/// Weight of the neighbours of p at t in one column, counted until `needed` is there.
template <int D>
double weight_near(const TimeColumns<D>& columns, std::size_t column, const Position<D>& p, double t,
                   double eps2, double eps_time, double needed) {
  const Bounds<D>& box = columns.bounds[column];
  if (box.least_squared_distance(p) > eps2) return 0;
  const auto [from, to] = columns.window(column, t, eps_time);
  double weight = 0;
  for (std::uint32_t s = from; s < to; ++s) {
    if (squared_distance<D>(p, columns.position[s]) <= eps2) weight += columns.weight[s];
    if (weight >= needed) break;
  }
  return weight;
}

template <int D>
std::vector<std::uint8_t> find_core(const TimeColumns<D>& columns, const StDbscanOptions& options,
                                    double needed, RunControl& run) {
  std::vector<std::uint8_t> core;
  fill(core, columns.row.size(), std::uint8_t{0}, run);
  const double eps2 = options.eps_m * options.eps_m;
  run.begin("finding core points", columns.size());
  parallel_blocks(columns.size(), kColumnBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    ColumnSweep<D> sweep(columns, begin);
    std::vector<std::size_t> others;
    for (std::size_t column = begin; column < end; ++column) {
      others.clear();
      sweep(column, [&](std::size_t other) {
        if (other != column) others.push_back(other);
      });
      for (std::uint32_t s = columns.start[column]; s < columns.start[column + 1]; ++s) {
        run.check();  // one column may hold all points
        const double t = columns.time[s];
        double weight =
            weight_near<D>(columns, column, columns.position[s], t, eps2, options.eps_time, needed);
        for (std::size_t i = 0; i < others.size() && weight < needed; ++i)
          weight += weight_near<D>(columns, others[i], columns.position[s], t, eps2, options.eps_time,
                                   needed - weight);
        core[s] = weight >= needed;
      }
    }
  });
  return core;
}

template <int D>
CoreColumns<D> pack_core(const TimeColumns<D>& columns, const std::vector<std::uint8_t>& core,
                         double eps_time, const RunControl& run) {
  CoreColumns<D> packed;
  TimeColumns<D>& points = packed.points;
  fill(points.bounds, columns.size(), Bounds<D>{}, run);
  StopCheck check(run);
  for (std::size_t column = 0; column < columns.size(); ++column) {
    points.start.push_back(static_cast<std::uint32_t>(points.row.size()));
    for (std::uint32_t s = columns.start[column]; s < columns.start[column + 1]; ++s) {
      check();
      if (!core[s]) continue;
      const auto slot = static_cast<std::uint32_t>(points.row.size());
      if (slot == points.start.back() || columns.time[s] - points.time.back() > eps_time)
        packed.begin.push_back(slot);
      packed.run.push_back(static_cast<std::uint32_t>(packed.begin.size() - 1));
      points.position.push_back(columns.position[s]);
      points.time.push_back(columns.time[s]);
      points.row.push_back(columns.row[s]);
      points.bounds[column].extend(columns.position[s]);
    }
  }
  points.start.push_back(static_cast<std::uint32_t>(points.row.size()));
  packed.begin.push_back(points.start.back());
  return packed;
}

/// Joins the runs of two columns that hold neighbours.
template <int D>
void join_columns(const CoreColumns<D>& core, std::size_t a, std::size_t b, double eps2, double eps_time,
                  SharedDisjointSets& forest, const RunControl& run) {
  const TimeColumns<D>& points = core.points;
  const Bounds<D>& other_box = points.bounds[b];
  if (points.bounds[a].least_squared_distance(other_box) > eps2) return;
  const std::uint32_t last_of_a = points.start[a + 1], last_of_b = points.start[b + 1];
  std::uint32_t s = points.start[a];
  while (s < last_of_a) {
    run.check();
    const std::uint32_t own = core.run[s];
    // The runs of the other column that this run touches in time, by its first point still to be tried.
    if (other_box.least_squared_distance(points.position[s]) > eps2) {
      ++s;
      continue;
    }
    const auto [from, to] = points.window(b, points.time[s], eps_time);
    for (std::uint32_t o = from; o < to;) {
      const std::uint32_t run_end = core.begin[core.run[o] + 1];
      if (forest.root(own) == forest.root(core.run[o])) {
        o = run_end;
      } else if (squared_distance<D>(points.position[s], points.position[o]) <= eps2) {
        forest.join(own, core.run[o]);
        o = run_end;
      } else {
        ++o;
      }
    }
    ++s;
    // Nothing more to find when the rest of this run overlaps one run alone and has its cluster already.
    const std::uint32_t own_end = core.begin[own + 1];
    if (from < to && core.begin[core.run[from] + 1] == last_of_b &&
        forest.root(own) == forest.root(core.run[from]))
      s = own_end;
  }
}

template <int D>
void join_runs(const TimeColumns<D>& columns, const CoreColumns<D>& core, const StDbscanOptions& options,
               SharedDisjointSets& forest, RunControl& run) {
  const double eps2 = options.eps_m * options.eps_m;
  run.begin("joining clusters", columns.size());
  parallel_blocks(columns.size(), kColumnBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    ColumnSweep<D> sweep(columns, begin);
    for (std::size_t column = begin; column < end; ++column) {
      run.check();
      if (core.points.start[column] == core.points.start[column + 1]) continue;
      sweep(column, [&](std::size_t other) {
        if (other < column && core.points.start[other] < core.points.start[other + 1])
          join_columns<D>(core, column, other, eps2, options.eps_time, forest, run);
      });
    }
  });
}

/// The nearest core neighbour so far: in space, then in time; ties by x, y, z, then the earlier.
struct Nearest {
  double d2, gap;
  bool found = false;
  std::uint32_t slot = 0;
};

template <int D>
void look_for_nearest(const CoreColumns<D>& core, std::size_t column, const Position<D>& p, double t,
                      double eps_time, Nearest& best) {
  const TimeColumns<D>& points = core.points;
  if (points.bounds[column].least_squared_distance(p) > best.d2) return;
  const auto [from, to] = points.window(column, t, eps_time);
  for (std::uint32_t s = from; s < to; ++s) {
    const double d2 = squared_distance<D>(p, points.position[s]);
    if (d2 > best.d2) continue;
    const double gap = std::abs(points.time[s] - t);
    if (d2 == best.d2 && best.found) {
      if (gap > best.gap) continue;
      if (gap == best.gap && std::tie(points.position[s], points.time[s]) >=
                                 std::tie(points.position[best.slot], points.time[best.slot]))
        continue;
    }
    best = {d2, gap, true, s};
  }
}

/// Label and role of every point by row; labels are roots of runs.
template <int D>
void assign(const TimeColumns<D>& columns, const std::vector<std::uint8_t>& is_core,
            const CoreColumns<D>& core, const StDbscanOptions& options, SharedDisjointSets& forest,
            Clusters& clusters, RunControl& run) {
  run.begin("assigning border points", columns.size());
  parallel_blocks(columns.size(), kColumnBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    ColumnSweep<D> sweep(columns, begin);
    std::vector<std::size_t> others;
    for (std::size_t column = begin; column < end; ++column) {
      run.check();
      std::uint32_t next = core.points.start[column];
      const std::uint32_t size = columns.start[column + 1] - columns.start[column];
      others.clear();
      if (core.points.start[column + 1] - next < size)
        sweep(column, [&](std::size_t other) {
          if (core.points.start[other] < core.points.start[other + 1]) others.push_back(other);
        });
      for (std::uint32_t s = columns.start[column]; s < columns.start[column + 1]; ++s) {
        const std::uint32_t row = columns.row[s];
        if (is_core[s]) {
          clusters.role[row] = PointRole::core;
          clusters.label[row] = static_cast<std::int32_t>(forest.root(core.run[next++]));
          continue;
        }
        run.check();
        Nearest best{options.eps_m * options.eps_m, std::numeric_limits<double>::infinity()};
        for (const std::size_t other : others)
          look_for_nearest<D>(core, other, columns.position[s], columns.time[s], options.eps_time, best);
        clusters.role[row] = best.found ? PointRole::border : PointRole::noise;
        if (best.found) clusters.label[row] = static_cast<std::int32_t>(forest.root(core.run[best.slot]));
      }
    }
  });
}

template <int D>
Clusters st_dbscan_in(const PointView& points, std::span<const double> time, const StDbscanOptions& options,
                      RunControl& run) {
  const density::WeightSteps steps(points.weight, {.most = options.min_points}, run);
  run.begin("sorting points");
  const TimeColumns<D> columns = density::stand_in_columns<D>(points, time, options.eps_m, steps, run);
  const std::vector<std::uint8_t> is_core =
      find_core<D>(columns, options, steps.least(options.min_points), run);
  const CoreColumns<D> core = pack_core<D>(columns, is_core, options.eps_time, run);
  SharedDisjointSets forest;
  set_apart(forest, core.begin.size(), run);
  join_runs<D>(columns, core, options, forest, run);
  Clusters clusters;
  fill(clusters.label, time.size(), kNoCluster, run);
  fill(clusters.role, time.size(), PointRole::unlocated, run);
  assign<D>(columns, is_core, core, options, forest, clusters, run);
  clusters.count = density::number_by_first_row(clusters.label, core.begin.size(), run);
  return clusters;
}

}  // namespace

Clusters st_dbscan(const PointView& points, std::span<const double> time, const StDbscanOptions& options,
                   RunControl& run) {
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  if (!positive(options.eps_m))
    throw usage_error("eps is '" + fmt::to_string(options.eps_m) + "' m", "give a distance above 0");
  if (!(options.eps_time >= 0))
    throw usage_error("eps in time is '" + fmt::to_string(options.eps_time) + "'",
                      "give a span of at least 0");
  if (!positive(options.min_points))
    throw usage_error("min_points is '" + fmt::to_string(options.min_points) + "'", "give a number above 0");
  density::check_points(points, run);
  if (time.size() != points.x_m.size())
    throw usage_error("the time column and the points have different lengths");
  return points.z_m.empty() ? st_dbscan_in<2>(points, time, options, run)
                            : st_dbscan_in<3>(points, time, options, run);
}

}  // namespace agglo
