#include "cluster/hdbscan/spanning_tree.hpp"

#include <bit>
#include <cmath>
#include <string>

#include "cluster/hdbscan/boruvka.hpp"
#include "cluster/hdbscan/core_distance.hpp"
#include "cluster/hdbscan/radix_sort.hpp"
#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// By the leading bits in which the lengths differ, then in full.
void sort_edges(LargeArray<SiteEdge>& edges, RunControl& run) {
  run.begin("sorting edges");
  double least = kInfinity, greatest = 0;
  StopCheck check(run);
  for (const SiteEdge& edge : edges) {
    check();
    least = std::min(least, edge.distance_m);
    greatest = std::max(greatest, edge.distance_m);
  }
  if (edges.empty()) return;
  // Numbers >= 0 and their bits have the same order.
  const auto lowest = std::bit_cast<std::uint64_t>(least);
  const auto width = static_cast<unsigned>(std::bit_width(std::bit_cast<std::uint64_t>(greatest) - lowest));
  const unsigned dropped = width > 33 ? width - 33 : 0;
  radix_sort(
      edges, dropped, (width - dropped + 10) / 11,
      [lowest](const SiteEdge& edge) { return std::bit_cast<std::uint64_t>(edge.distance_m) - lowest; },
      std::less<>(), run);
}

template <int D>
SpanningTree spanning_tree_in(const PointView& points, double min_points, const WeightUse& use,
                              RunControl& run) {
  const WeightSteps steps(points.weight, use, run);
  run.begin("sorting points");
  SpanningTree result;
  result.steps = steps;
  {
    CurveSites<D> sites = collect_curve_sites<D>(points, steps, run);
    result.sites = sites.size;
    if (sites.size > 0 && sites.total_weight >= steps.least(min_points)) {
      const PackedTree<D> tree = build_packed_tree<D>(sites, run);
      result.core_m = squared_core_distances<D>(sites, tree, min_points, run);
      result.edges = shortest_tree<D>(sites, tree, result.core_m, run);
      in_pieces(0, result.core_m.size(), run, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) result.core_m[i] = std::sqrt(result.core_m[i]);
      });
    } else {
      result.core_m = LargeArray<double>(sites.size, kInfinity);
    }
    result.site_of_row = std::move(sites.site_of_row);
    result.weight = std::move(sites.weight);
  }
  sort_edges(result.edges, run);
  return result;
}

}  // namespace

SpanningTree spanning_tree(const PointView& points, double min_points, const WeightUse& use,
                           RunControl& run) {
  if (!std::isfinite(min_points) || min_points <= 0)
    throw usage_error("min_points is '" + std::to_string(min_points) + "'", "give a number above 0");
  check_points(points, run);
  return points.z_m.empty() ? spanning_tree_in<2>(points, min_points, use, run)
                            : spanning_tree_in<3>(points, min_points, use, run);
}

}  // namespace agglo::density

namespace agglo {

std::vector<TreeEdge> mutual_reachability_tree(const PointView& points, double min_points, RunControl& run) {
  const density::SpanningTree tree = density::spanning_tree(points, min_points, {.most = min_points}, run);
  std::vector<TreeEdge> edges;
  if (tree.sites == 0 || std::isinf(tree.core_m[0])) return edges;
  const std::size_t rows = tree.site_of_row.size();
  StopCheck check(run);
  std::vector<std::uint32_t> first_row;
  fill(first_row, tree.sites, density::kNoSite, run);
  edges.reserve(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    check();
    const std::uint32_t site = tree.site_of_row[row];
    if (site == density::kNoSite) continue;
    if (first_row[site] == density::kNoSite)
      first_row[site] = row;
    else
      edges.push_back({first_row[site], row, tree.core_m[site]});
  }
  for (const density::SiteEdge& edge : tree.edges) {
    check();
    const std::uint32_t a = first_row[edge.a], b = first_row[edge.b];
    edges.push_back({std::min(a, b), std::max(a, b), edge.distance_m});
  }
  std::sort(edges.begin(), edges.end(), [&run](const TreeEdge& p, const TreeEdge& q) {
    run.check();
    if (p.distance_m != q.distance_m) return p.distance_m < q.distance_m;
    return p.a != q.a ? p.a < q.a : p.b < q.b;
  });
  return edges;
}

}  // namespace agglo
