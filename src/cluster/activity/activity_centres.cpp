// Centres of activity: kernel density at every site, peaks and their basins, then the mode of each.
#include "agglo/activity_centres.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "agglo/groups.hpp"
#include "cluster/activity/activity_density.hpp"
#include "cluster/activity/activity_peaks.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

using density::kBlock;
using density::Position;
using density::squared_distance;
using density::WeightedSites;

void check_input(const PointView& points, const ActivityCentreOptions& options, const RunControl& run) {
  // Its square too must be a number of full precision.
  if (!(options.bandwidth_m > 0) || !std::isnormal(options.bandwidth_m * options.bandwidth_m))
    throw usage_error("the bandwidth is '" + fmt::to_string(options.bandwidth_m) + "' m",
                      "give a distance above 0");
  if (!(options.min_weight >= 0) || !std::isfinite(options.min_weight))
    throw usage_error("the least weight is '" + fmt::to_string(options.min_weight) + "'",
                      "give a number of at least 0");
  if (!(options.min_prominence >= 0 && options.min_prominence <= 1))
    throw usage_error("the least prominence is '" + fmt::to_string(options.min_prominence) + "'",
                      "give a share from 0 to 1, such as 0.2");
  density::check_points(points, run);
  if (!points.z_m.empty())
    throw usage_error("centres of activity need one plane, and the data are too wide for it",
                      "choose a part of the data, for example a country");
}

Position<2> position_of(const WeightedSites& sites, std::size_t slot) {
  return {sites.tree.position[0][slot], sites.tree.position[1][slot]};
}

/// Calls visit(slot) for the slots within the bandwidth of p.
template <class Visit>
void visit_within(const WeightedSites& sites, const Position<2>& p, double bandwidth_m, const Visit& visit) {
  const double h2 = bandwidth_m * bandwidth_m;
  std::vector<std::uint32_t> stack{0};
  while (!stack.empty()) {
    const std::uint32_t at = stack.back();
    stack.pop_back();
    const auto& node = sites.tree.nodes[at];
    if (node.bounds.least_squared_distance(p) > h2) continue;
    if (node.right != 0) {
      stack.push_back(node.right);
      stack.push_back(at + 1);
      continue;
    }
    for (std::size_t slot = node.begin; slot < node.end; ++slot)
      if (squared_distance<2>(p, position_of(sites, slot)) <= h2) visit(slot);
  }
}

/// Mean shift with the flat kernel, the shadow of Epanechnikov's: the density grows with every step, and the
/// set of points within the bandwidth takes finitely many states, so it comes to rest.
Position<2> mode_from(const WeightedSites& sites, Position<2> at, double bandwidth_m, const RunControl& run) {
  constexpr int kMostSteps = 10000;  // rounding could make two sets take turns
  for (int step = 0; step < kMostSteps; ++step) {
    run.check();
    double weight = 0, dx = 0, dy = 0;  // from the present place: no large numbers cancel
    visit_within(sites, at, bandwidth_m, [&](std::size_t slot) {
      weight += sites.weight[slot];
      dx += sites.weight[slot] * (sites.tree.position[0][slot] - at[0]);
      dy += sites.weight[slot] * (sites.tree.position[1][slot] - at[1]);
    });
    if (!(weight > 0)) break;
    dx /= weight;
    dy /= weight;
    at = {at[0] + dx, at[1] + dy};
    if (dx * dx + dy * dy <= 1e-14) break;
  }
  return at;
}

double density_km2_at(const WeightedSites& sites, const Position<2>& at, double bandwidth_m) {
  const double h2 = bandwidth_m * bandwidth_m;
  double sum = 0;
  visit_within(sites, at, bandwidth_m, [&](std::size_t slot) {
    sum += sites.weight[slot] * (1 - squared_distance<2>(at, position_of(sites, slot)) / h2);
  });
  return sum * 2e6 / (std::numbers::pi * h2);
}

/// `weight` is that of the members in steps.
double half_weight_radius(const WeightedSites& sites, std::span<const std::uint32_t> members,
                          const Position<2>& at, const density::WeightSteps& steps, double weight) {
  std::vector<std::pair<double, double>> near;
  near.reserve(members.size());
  for (const std::uint32_t slot : members)
    near.emplace_back(squared_distance<2>(at, position_of(sites, slot)), steps.of(sites.weight[slot]));
  std::sort(near.begin(), near.end());
  double held = 0;
  for (const auto& [d2, w] : near)
    if ((held += w) >= weight / 2) return std::sqrt(d2);
  return 0;
}

WeightedSites weighted_sites(const density::Sites<2>& found, const density::WeightSteps& steps,
                             RunControl& run) {
  WeightedSites sites{density::build_block_tree<2>(found.position, run), {}};
  sites.weight.assign(sites.tree.padded_size(), 0);
  for (std::size_t slot = 0; slot < sites.tree.size(); ++slot)
    sites.weight[slot] = steps.weight(found.weight[sites.tree.site[slot]]);
  return sites;
}

/// Largest power of two with which all weights together stay below 2^53.
double steps_of(double all) {
  int exponent = 0;
  std::frexp(all, &exponent);
  return std::ldexp(1.0, std::min(52 - exponent, 1000));
}

/// Sorted centres, and the peak slot of each.
struct Found {
  ActivityCentre centre;
  std::uint32_t peak;
};

std::vector<Found> describe(const WeightedSites& sites, const density::Relief& relief,
                            const density::Peaks& peaks, const std::vector<std::uint32_t>& points,
                            const ActivityCentreOptions& options, const density::WeightSteps& steps,
                            RunControl& run) {
  const std::size_t n = sites.tree.size();
  std::vector<std::int32_t> number(n, -1), group(n);
  std::vector<std::uint32_t> top;
  for (std::uint32_t slot = 0; slot < n; ++slot)
    if (peaks.centre[slot] == slot) {
      number[slot] = static_cast<std::int32_t>(top.size());
      top.push_back(slot);
    }
  for (std::size_t slot = 0; slot < n; ++slot) group[slot] = number[peaks.centre[slot]];
  const Groups members = groups_from_labels(group, top.size());
  std::vector<Found> found;
  run.begin("finding modes", top.size());
  for (std::size_t g = 0; g < top.size(); ++g) {
    run.advance();
    ActivityCentre centre{};
    double weight = 0;  // in steps
    // In the order of place, so that sums do not depend on the tree.
    std::vector<std::uint32_t> slots(members[g].begin(), members[g].end());
    std::sort(slots.begin(), slots.end(),
              [&](std::uint32_t a, std::uint32_t b) { return relief.place[a] < relief.place[b]; });
    for (const std::uint32_t slot : slots) {
      weight += steps.of(sites.weight[slot]);
      centre.points += points[slot];
    }
    if (!(weight > 0) || weight < steps.least(options.min_weight)) continue;
    centre.weight = steps.weight(weight);
    const Position<2> mode = mode_from(sites, position_of(sites, top[g]), options.bandwidth_m, run);
    centre.x_m = mode[0];
    centre.y_m = mode[1];
    centre.density_km2 = density_km2_at(sites, mode, options.bandwidth_m);
    centre.prominence = peaks.prominence[top[g]];
    centre.half_weight_radius_m = half_weight_radius(sites, slots, mode, steps, weight);
    found.push_back({centre, top[g]});
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    if (a.centre.weight != b.centre.weight) return a.centre.weight > b.centre.weight;
    if (a.centre.density_km2 != b.centre.density_km2) return a.centre.density_km2 > b.centre.density_km2;
    return a.centre.x_m != b.centre.x_m ? a.centre.x_m < b.centre.x_m : a.centre.y_m < b.centre.y_m;
  });
  return found;
}

}  // namespace

ActivityCentres activity_centres(const PointView& points, const ActivityCentreOptions& options,
                                 RunControl& run) {
  check_input(points, options, run);
  ActivityCentres result;
  fill(result.centre, points.x_m.size(), kNoCluster, run);
  fill(result.density_km2, points.x_m.size(), std::numeric_limits<double>::quiet_NaN(), run);
  const density::WeightSteps steps(points.weight, {}, run);
  run.begin("sorting points");
  const density::Sites<2> found_sites = density::collect_sites<2>(points, steps, run);
  const WeightedSites sites = weighted_sites(found_sites, steps, run);
  const std::size_t n = sites.tree.size();
  if (n == 0) return result;

  const double scale =
      steps_of(steps.weight(std::accumulate(found_sites.weight.begin(), found_sites.weight.end(), 0.0)));
  std::vector<double> height(n);
  run.begin("kernel density", n);
  parallel_blocks(n, std::size_t{8} * kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    density::kernel_sums(sites, options.bandwidth_m, scale, begin, end, height.data());
  });
  const density::Relief relief(sites.tree, height);
  const std::vector<std::uint32_t> peak = density::climb(relief, options.bandwidth_m / 2, run);
  const density::Peaks peaks = density::join_peaks(
      relief, peak, density::divides(relief, peak, options.bandwidth_m / 2, run), options.min_prominence);

  StopCheck check(run);
  std::vector<std::uint32_t> slot_of_site, points_of_slot;
  fill(slot_of_site, n, 0U, run);
  fill(points_of_slot, n, 0U, run);
  for (std::size_t slot = 0; slot < n; ++slot) {
    check();
    slot_of_site[sites.tree.site[slot]] = static_cast<std::uint32_t>(slot);
  }
  for (const std::uint32_t site : found_sites.site_of_row) {
    check();
    if (site != density::kNoSite) ++points_of_slot[slot_of_site[site]];
  }
  const std::vector<Found> found = describe(sites, relief, peaks, points_of_slot, options, steps, run);
  std::vector<std::int32_t> centre_of_peak(n, kNoCluster);
  for (std::size_t c = 0; c < found.size(); ++c) {
    result.centres.push_back(found[c].centre);
    centre_of_peak[found[c].peak] = static_cast<std::int32_t>(c);
  }
  const double per_km2 = 2e6 / (std::numbers::pi * options.bandwidth_m * options.bandwidth_m * scale);
  for (std::size_t row = 0; row < result.centre.size(); ++row) {
    check();
    if (found_sites.site_of_row[row] == density::kNoSite) continue;
    const std::uint32_t slot = slot_of_site[found_sites.site_of_row[row]];
    result.centre[row] = centre_of_peak[peaks.centre[slot]];
    result.density_km2[row] = height[slot] * per_km2;
  }
  return result;
}

}  // namespace agglo
