#include "cluster/st_dbscan/st_dbscan_columns.hpp"

#include <fmt/format.h>

#include <tbb/parallel_sort.h>

#include <cmath>
#include <string>

#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr std::size_t kPointBlock = 1U << 14;

struct Entry {
  std::uint64_t key;
  double time;
  std::uint32_t row;
  bool operator<(const Entry& other) const {
    if (key != other.key) return key < other.key;
    return time != other.time ? time < other.time : row < other.row;
  }
};

template <int D>
Position<D> position_of(const PointView& points, std::size_t row) {
  if constexpr (D == 2)
    return {points.x_m[row], points.y_m[row]};
  else
    return {points.x_m[row], points.y_m[row], points.z_m[row]};
}

template <int D>
bool is_finite(const Position<D>& p) {
  bool finite = true;
  for (const double value : p) finite = finite && std::isfinite(value);
  return finite;
}

/// Entries of the points with place and time; `all` is the box of those.
template <int D>
std::vector<Entry> dated_points(const PointView& points, std::span<const double> time, Bounds<D>& all,
                                const RunControl& run) {
  std::vector<Entry> entries;
  entries.reserve(time.size());
  StopCheck check(run);
  for (std::size_t row = 0; row < time.size(); ++row) {
    check();
    const Position<D> p = position_of<D>(points, row);
    if (!is_finite<D>(p) || !std::isfinite(time[row])) continue;
    entries.push_back({0, time[row], static_cast<std::uint32_t>(row)});
    all.extend(p);
  }
  return entries;
}

}  // namespace

template <int D>
TimeColumns<D> stand_in_columns(const PointView& points, std::span<const double> time, double eps_m,
                                const WeightSteps& steps, RunControl& run) {
  using Columns = TimeColumns<D>;
  Columns columns;
  Bounds<D> all;
  std::vector<Entry> entries = dated_points<D>(points, time, all, run);
  const std::size_t n = entries.size();
  // A thousandth smaller than eps / sqrt(D): the rounding of an index stays inside that margin, and two cells
  // still reach over eps.
  const double side = eps_m / std::sqrt(static_cast<double>(D)) * 0.999;
  constexpr double kMost =
      static_cast<double>((std::uint64_t{1} << Columns::kBits) - 2 * Columns::kReach - 1);
  for (std::size_t axis = 0; axis < D && n > 0; ++axis)
    if (!((all.hi[axis] - all.lo[axis]) / side < kMost))
      throw usage_error("eps of '" + fmt::to_string(eps_m) + "' m is too small for points spread over '" +
                            fmt::to_string(all.hi[axis] - all.lo[axis]) + "' m",
                        "give a larger eps, or look for coordinates that are far off");
  parallel_blocks(n, kPointBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      const Position<D> p = position_of<D>(points, entries[i].row);
      for (std::size_t axis = D; axis-- > 0;)
        entries[i].key = entries[i].key << Columns::kBits |
                         (static_cast<std::uint64_t>((p[axis] - all.lo[axis]) / side) + Columns::kReach);
    }
  });
  with_threads(run, [&] {
    tbb::parallel_sort(entries.begin(), entries.end(), [&run](const Entry& a, const Entry& b) {
      run.check();  // a sort of many millions must not keep a cancelled run waiting
      return a < b;
    });
  });

  fill(columns.position, n, Position<D>{}, run);
  fill(columns.time, n, 0.0, run);
  fill(columns.weight, n, 0.0, run);
  fill(columns.row, n, 0U, run);
  parallel_blocks(n, kPointBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t slot = begin; slot < end; ++slot) {
      const std::uint32_t row = entries[slot].row;
      columns.position[slot] = position_of<D>(points, row);
      columns.time[slot] = entries[slot].time;
      columns.weight[slot] = points.weight.empty() ? 1.0 : steps.of(points.weight[row]);
      columns.row[slot] = row;
    }
  });
  StopCheck check(run);
  for (std::size_t slot = 0; slot < n; ++slot) {
    check();
    if (slot == 0 || entries[slot].key != columns.key.back()) {
      columns.key.push_back(entries[slot].key);
      columns.start.push_back(static_cast<std::uint32_t>(slot));
      columns.bounds.emplace_back();
    }
    columns.bounds.back().extend(columns.position[slot]);
  }
  columns.start.push_back(static_cast<std::uint32_t>(n));
  return columns;
}

template TimeColumns<2> stand_in_columns<2>(const PointView&, std::span<const double>, double,
                                            const WeightSteps&, RunControl&);
template TimeColumns<3> stand_in_columns<3>(const PointView&, std::span<const double>, double,
                                            const WeightSteps&, RunControl&);

}  // namespace agglo::density
