// DBSCAN of any points in four passes over the cells: core points, joining, border points, labels.
#include <algorithm>

#include "cluster/dbscan/dbscan_by_rows.hpp"
#include "cluster/dbscan/dbscan_cells.hpp"
#include "cluster/dbscan/near_pair.hpp"
#include "cluster/disjoint_sets.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using density::Bounds;
using density::Cells;
using density::NeighbourSweep;
using density::Position;
using density::Sites;
using density::squared_distance;

constexpr std::size_t kCellBlock = 512;

/// Core sites of each cell, packed, with their box.
template <int D>
struct CoreSites {
  std::vector<std::uint32_t> start;  // cells + 1
  std::vector<Position<D>> position;
  std::vector<std::uint32_t> first_row;
  std::vector<Bounds<D>> bounds;
  std::span<const Position<D>> of(std::size_t cell) const {
    return std::span(position).subspan(start[cell], start[cell + 1] - start[cell]);
  }
};

/// Weight within eps of p is at least `needed`, counting `have` already.
template <int D>
bool has_weight_within(const Cells<D>& cells, const std::vector<std::size_t>& neighbours,
                       const Position<D>& p, double eps2, double have, double needed) {
  for (const std::size_t cell : neighbours) {
    const Bounds<D>& box = cells.bounds[cell];
    if (box.least_squared_distance(p) > eps2) continue;
    if (box.greatest_squared_distance(p) <= eps2) {
      have += cells.cell_weight[cell];
    } else {
      for (std::uint32_t s = cells.start[cell]; s < cells.start[cell + 1]; ++s)
        if (squared_distance<D>(p, cells.position[s]) <= eps2) have += cells.weight[s];
    }
    if (have >= needed) return true;
  }
  return have >= needed;
}

template <int D>
std::vector<std::uint8_t> find_core_sites(const Cells<D>& cells, double eps2, double needed,
                                          RunControl& run) {
  std::vector<std::uint8_t> core;
  fill(core, cells.site.size(), std::uint8_t{0}, run);
  run.begin("finding core points", cells.size());
  parallel_blocks(cells.size(), kCellBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    NeighbourSweep<D> sweep(cells, begin);
    std::vector<std::size_t> neighbours;
    for (std::size_t cell = begin; cell < end; ++cell) {
      const double own = cells.cell_weight[cell];
      const auto first = core.begin() + cells.start[cell], last = core.begin() + cells.start[cell + 1];
      if (own >= needed) {
        std::fill(first, last, std::uint8_t{1});
        continue;
      }
      neighbours.clear();
      double reachable = own;
      sweep(cell, [&](std::size_t other) {
        if (other == cell) return;
        neighbours.push_back(other);
        reachable += cells.cell_weight[other];
      });
      if (reachable < needed) continue;
      run.check();
      for (std::uint32_t s = cells.start[cell]; s < cells.start[cell + 1]; ++s)
        core[s] = has_weight_within<D>(cells, neighbours, cells.position[s], eps2, own, needed);
    }
  });
  return core;
}

template <int D>
CoreSites<D> pack_core_sites(const Cells<D>& cells, const Sites<D>& sites,
                             const std::vector<std::uint8_t>& core, const RunControl& run) {
  CoreSites<D> packed;
  packed.start.push_back(0);
  fill(packed.bounds, cells.size(), Bounds<D>{}, run);
  StopCheck check(run);
  packed.start.reserve(cells.size() + 1);
  const auto cores = static_cast<std::size_t>(std::count(core.begin(), core.end(), std::uint8_t{1}));
  packed.position.reserve(cores);
  packed.first_row.reserve(cores);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    for (std::uint32_t s = cells.start[cell]; s < cells.start[cell + 1]; ++s) {
      check();
      if (!core[s]) continue;
      packed.position.push_back(cells.position[s]);
      packed.first_row.push_back(sites.first_row[cells.site[s]]);
      packed.bounds[cell].extend(cells.position[s]);
    }
    packed.start.push_back(static_cast<std::uint32_t>(packed.position.size()));
  }
  return packed;
}

template <int D>
void join_cells(const Cells<D>& cells, const CoreSites<D>& core, double eps2, SharedDisjointSets& forest,
                RunControl& run) {
  run.begin("joining clusters", cells.size());
  parallel_blocks(cells.size(), kCellBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    NeighbourSweep<D> sweep(cells, begin);
    density::NearPair<D> near_pair;
    for (std::size_t cell = begin; cell < end; ++cell) {
      if (core.of(cell).empty()) continue;
      run.check();
      sweep(cell, [&](std::size_t other) {
        if (other >= cell || core.of(other).empty()) return;
        const auto a = static_cast<std::uint32_t>(cell), b = static_cast<std::uint32_t>(other);
        if (forest.root(a) == forest.root(b)) return;
        if (near_pair(core.of(cell), core.bounds[cell], core.of(other), core.bounds[other], eps2, run))
          forest.join(a, b);
      });
    }
  });
}

/// Root cell of the cluster of each slot, or -1: its own cell for core sites, that of the nearest core site
/// within eps (ties: the first place by x, y, z) for the rest.
template <int D>
std::vector<std::int32_t> cluster_of_slots(const Cells<D>& cells, const CoreSites<D>& core,
                                           const std::vector<std::uint8_t>& is_core, double eps2,
                                           SharedDisjointSets& forest, RunControl& run) {
  std::vector<std::int32_t> cluster;
  fill(cluster, is_core.size(), kNoCluster, run);
  run.begin("assigning border points", cells.size());
  parallel_blocks(cells.size(), kCellBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    NeighbourSweep<D> sweep(cells, begin);
    std::vector<std::size_t> neighbours;
    for (std::size_t cell = begin; cell < end; ++cell) {
      const std::size_t size = cells.start[cell + 1] - cells.start[cell];
      if (!core.of(cell).empty()) {
        const auto root = static_cast<std::int32_t>(forest.root(static_cast<std::uint32_t>(cell)));
        for (std::uint32_t s = cells.start[cell]; s < cells.start[cell + 1]; ++s)
          if (is_core[s]) cluster[s] = root;
        if (core.of(cell).size() == size) continue;
      }
      neighbours.clear();
      sweep(cell, [&](std::size_t other) {
        if (!core.of(other).empty()) neighbours.push_back(other);
      });
      for (std::uint32_t s = cells.start[cell]; s < cells.start[cell + 1]; ++s) {
        if (is_core[s]) continue;
        run.check();
        double best = eps2;
        Position<D> best_place{};
        for (const std::size_t other : neighbours) {
          if (core.bounds[other].least_squared_distance(cells.position[s]) > best) continue;
          for (std::uint32_t c = core.start[other]; c < core.start[other + 1]; ++c) {
            const double d2 = squared_distance<D>(cells.position[s], core.position[c]);
            if (d2 > best) continue;
            if (d2 == best && cluster[s] != kNoCluster && !(core.position[c] < best_place)) continue;
            best = d2;
            best_place = core.position[c];
            cluster[s] = static_cast<std::int32_t>(forest.root(static_cast<std::uint32_t>(other)));
          }
        }
      }
    }
  });
  return cluster;
}

template <int D>
Clusters dbscan_in(const PointView& points, const DbscanOptions& options, RunControl& run) {
  const density::WeightSteps steps(points.weight, {.most = options.min_points}, run);
  run.begin("sorting points");
  const Sites<D> sites = density::collect_sites<D>(points, steps, run);
  const Cells<D> cells = density::sort_into_cells<D>(sites, options.eps_m, run);
  const double eps2 = options.eps_m * options.eps_m;
  const std::vector<std::uint8_t> is_core =
      find_core_sites<D>(cells, eps2, steps.least(options.min_points), run);
  const CoreSites<D> core = pack_core_sites<D>(cells, sites, is_core, run);
  SharedDisjointSets forest;
  set_apart(forest, cells.size(), run);
  join_cells<D>(cells, core, eps2, forest, run);
  const auto cluster = cluster_of_slots<D>(cells, core, is_core, eps2, forest, run);

  StopCheck check(run);
  std::vector<std::uint32_t> slot_of_site;
  fill(slot_of_site, sites.size(), 0U, run);
  for (std::size_t slot = 0; slot < cells.site.size(); ++slot) {
    check();
    slot_of_site[cells.site[slot]] = static_cast<std::uint32_t>(slot);
  }
  Clusters result;
  fill(result.label, points.x_m.size(), kNoCluster, run);
  fill(result.role, points.x_m.size(), PointRole::unlocated, run);
  for (std::size_t row = 0; row < result.label.size(); ++row) {
    check();
    if (sites.site_of_row[row] == density::kNoSite) continue;
    const std::uint32_t slot = slot_of_site[sites.site_of_row[row]];
    result.label[row] = cluster[slot];
    result.role[row] = is_core[slot]                 ? PointRole::core
                       : cluster[slot] == kNoCluster ? PointRole::noise
                                                     : PointRole::border;
  }
  result.count = density::number_by_first_row(result.label, cells.size(), run);
  return result;
}

}  // namespace

Clusters density::dbscan_by_cells(const PointView& points, const DbscanOptions& options, RunControl& run) {
  return points.z_m.empty() ? dbscan_in<2>(points, options, run) : dbscan_in<3>(points, options, run);
}

}  // namespace agglo
