// OPTICS: sites into a tree, core distances on all threads, then the walk from point to point.
#include "agglo/optics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "cluster/optics/optics_front.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

template <int D>
density::OpticsSites<D> put_in_tree(const PointView& points, const density::WeightSteps& steps,
                                    RunControl& run) {
  density::Sites<D> found = density::collect_sites<D>(points, steps, run);
  density::OpticsSites<D> sites;
  sites.tree = density::build_block_tree<D>(found.position, run);
  const std::size_t n = sites.tree.size();
  StopCheck check(run);
  std::vector<std::uint32_t> slot_of_site;
  fill(slot_of_site, n, 0U, run);
  fill(sites.weight, sites.tree.padded_size(), 0.0, run);
  for (std::size_t slot = 0; slot < n; ++slot) {
    check();
    slot_of_site[sites.tree.site[slot]] = static_cast<std::uint32_t>(slot);
    sites.weight[slot] = found.weight[sites.tree.site[slot]];
  }
  sites.slot_of_row = std::move(found.site_of_row);
  fill(sites.rows_begin, n + 1, 0U, run);
  for (std::uint32_t& slot : sites.slot_of_row) {
    check();
    if (slot == density::kNoSite) continue;
    slot = slot_of_site[slot];
    ++sites.rows_begin[slot + 1];
  }
  std::vector<std::uint32_t>& next = slot_of_site;  // not needed any more
  for (std::size_t slot = 0; slot < n; ++slot) {
    check();
    next[slot] = sites.rows_begin[slot];
    sites.rows_begin[slot + 1] += sites.rows_begin[slot];
  }
  fill(sites.rows, sites.rows_begin[n], 0U, run);
  for (std::size_t row = 0; row < sites.slot_of_row.size(); ++row) {
    check();
    if (sites.slot_of_row[row] != density::kNoSite)
      sites.rows[next[sites.slot_of_row[row]]++] = static_cast<std::uint32_t>(row);
  }
  return sites;
}

template <int D>
void order_in(const PointView& points, const OpticsOptions& options, OpticsOrder& order, RunControl& run) {
  const density::WeightSteps steps(points.weight, {.most = options.min_points}, run);
  run.begin("sorting points");
  density::OpticsSites<D> sites = put_in_tree<D>(points, steps, run);
  sites.needed = steps.least(options.min_points);
  if (sites.tree.size() == 0) return;
  fill(sites.core2, sites.tree.padded_size(), std::numeric_limits<double>::infinity(), run);
  run.begin("core distances", sites.tree.size());
  parallel_blocks(sites.tree.size(), 32 * density::kBlock, run,
                  [&](std::size_t begin, std::size_t end, std::size_t) {
                    density::find_core_distances(sites, options.max_eps_m, begin, end);
                  });
  const std::size_t located = sites.rows.size();
  order.row.reserve(located);
  order.reachability_m.reserve(located);
  order.core_distance_m.reserve(located);
  order.predecessor.reserve(located);
  run.begin("ordering points", located);
  density::walk(sites, options.max_eps_m, order, run);
}

}  // namespace

OpticsOrder optics(const PointView& points, const OpticsOptions& options, RunControl& run) {
  if (!(options.max_eps_m > 0))
    throw usage_error("max_eps is '" + fmt::to_string(options.max_eps_m) + "' m", "give a distance above 0");
  if (!(options.min_points > 0) || !std::isfinite(options.min_points))
    throw usage_error("min_points is '" + fmt::to_string(options.min_points) + "'", "give a number above 0");
  density::check_points(points, run);
  OpticsOrder order;
  order.rows = points.x_m.size();
  order.max_eps_m = options.max_eps_m;
  order.min_points = options.min_points;
  if (points.z_m.empty())
    order_in<2>(points, options, order, run);
  else
    order_in<3>(points, options, order, run);
  StopCheck check(run);
  if (!points.weight.empty())
    for (const std::uint32_t row : order.row) {
      check();
      order.weight.push_back(points.weight[row]);
    }
  return order;
}

}  // namespace agglo
