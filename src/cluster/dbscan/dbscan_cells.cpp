#include "cluster/dbscan/dbscan_cells.hpp"

#include <fmt/format.h>

#include <tbb/parallel_sort.h>

#include <cmath>
#include <string>

#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo::density {

template <int D>
Cells<D> sort_into_cells(const Sites<D>& sites, double eps_m, RunControl& run) {
  Cells<D> cells;
  const std::size_t n = sites.size();
  if (n == 0) {
    cells.start.push_back(0);
    return cells;
  }
  Bounds<D> all;
  StopCheck check(run);
  for (const auto& p : sites.position) {
    check();
    all.extend(p);
  }
  // A thousandth smaller than eps / sqrt(D): the rounding of an index below 2^40 stays inside that margin,
  // and two cells still reach over eps.
  const double side = eps_m / std::sqrt(static_cast<double>(D)) * 0.999;
  for (std::size_t axis = 0; axis < D; ++axis)
    if (!((all.hi[axis] - all.lo[axis]) / side < 0x1p40))
      throw usage_error("eps of '" + fmt::to_string(eps_m) + "' m is too small for points spread over '" +
                            fmt::to_string(all.hi[axis] - all.lo[axis]) + "' m",
                        "give a larger eps, or look for coordinates that are far off");

  struct Entry {
    typename Cells<D>::Index index;
    std::uint32_t site;
    bool operator<(const Entry& other) const {
      return index != other.index ? index < other.index : site < other.site;
    }
  };
  std::vector<Entry> entries;
  entries.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    check();
    Entry entry{{}, static_cast<std::uint32_t>(i)};
    for (std::size_t axis = 0; axis < D; ++axis)
      entry.index[D - 1 - axis] =
          static_cast<std::int64_t>(std::floor((sites.position[i][axis] - all.lo[axis]) / side));
    entries.push_back(entry);
  }
  run.check();
  with_threads(run, [&] {
    tbb::parallel_sort(entries.begin(), entries.end(), [&run](const Entry& a, const Entry& b) {
      run.check();  // a sort of many millions must not keep a cancelled run waiting
      return a < b;
    });
  });
  run.check();

  fill(cells.site, n, 0U, run);
  fill(cells.position, n, Position<D>{}, run);
  fill(cells.weight, n, 0.0, run);
  for (std::size_t slot = 0; slot < n; ++slot) {
    check();
    const Entry& entry = entries[slot];
    if (slot == 0 || entry.index != cells.index.back()) {
      cells.index.push_back(entry.index);
      cells.start.push_back(static_cast<std::uint32_t>(slot));
      cells.cell_weight.push_back(0);
      cells.bounds.emplace_back();
    }
    cells.site[slot] = entry.site;
    cells.position[slot] = sites.position[entry.site];
    cells.weight[slot] = sites.weight[entry.site];
    cells.cell_weight.back() += cells.weight[slot];
    cells.bounds.back().extend(cells.position[slot]);
  }
  cells.start.push_back(static_cast<std::uint32_t>(n));
  return cells;
}

template Cells<2> sort_into_cells<2>(const Sites<2>&, double, RunControl&);
template Cells<3> sort_into_cells<3>(const Sites<3>&, double, RunControl&);

}  // namespace agglo::density
