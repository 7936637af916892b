// Reach and catchments along a generated road network: nanoseconds for each node reached, milliseconds for
// each site's area, and how true the areas are at the middles of edges. Compute only.
//   bench_reach [NODES [SITES [MINUTES [NODES_PER_KM2 [CELL_M]]]]]     default 77000 100 15 30 25
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "agglo/road_catchments.hpp"
#include "generated_random.hpp"
#include "generated_roads.hpp"

namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

int main(int count, char** words) {
  const auto number = [&](int k, double usual) { return count > k ? std::atof(words[k]) : usual; };
  generated::RoadOptions options;
  options.nodes = static_cast<std::uint32_t>(number(1, 77000));
  options.nodes_per_km2 = number(4, 30);
  const auto site_count = static_cast<std::size_t>(number(2, 100));
  const auto limit = static_cast<agglo::RoadCost>(number(3, 15) * 60'000);
  const agglo::RoadEdges edges = generated::roads(options);
  const agglo::RoadGraph graph(edges, agglo::RoadMeasure::time);
  std::printf("%u nodes, %zu edges, %zu arcs\n", graph.node_count(), edges.size(), graph.arc_count());

  agglo::RoadPlaces places;
  for (std::size_t s = 0; s < site_count; ++s) {
    generated::Random random(77, 1, s);
    places.edge.push_back(static_cast<std::uint32_t>(random.uniform() * static_cast<double>(edges.size())));
    places.along.push_back(random.uniform());
    places.access_m.push_back(20);
  }
  const std::vector<agglo::RoadPoint> sites =
      agglo::road_points(edges, places, agglo::RoadMeasure::time, 4.5);

  agglo::ReachSearch search(graph);
  std::vector<agglo::RoadStart> starts;
  double best_s = 1e9;
  std::size_t reached = 0;
  for (int round = 0; round < 5; ++round) {
    reached = 0;
    const auto start = Clock::now();
    for (const agglo::RoadPoint& site : sites) {
      starts.clear();
      agglo::add_starts(site, 0, agglo::TravelDirection::from_sites, starts);
      search.run(starts, limit, agglo::TravelDirection::from_sites);
      reached += search.reached().size();
    }
    best_s = std::min(best_s, seconds_since(start));
  }
  std::printf("reach: %.4f s for %zu sites, %zu nodes reached a site, %.1f ns a node\n", best_s, sites.size(),
              reached / sites.size(), best_s * 1e9 / static_cast<double>(reached));

  auto start = Clock::now();
  const agglo::RoadSurface surface(edges, true, agglo::RoadMeasure::time, {.cell_m = number(5, 25)});
  std::printf("surface: %.3f s to prepare\n", seconds_since(start));
  const std::vector<agglo::RoadCost> limits{limit};
  for (const char* what : {"first", "again"}) {
    agglo::Shapes shapes;
    start = Clock::now();
    for (const agglo::RoadPoint& site : sites) {
      starts.clear();
      agglo::add_starts(site, 0, agglo::TravelDirection::from_sites, starts);
      search.run(starts, limit + surface.slack(), agglo::TravelDirection::from_sites);
      surface.add_catchments(search, std::span(&site, 1), limits, shapes, nullptr);
    }
    std::printf("areas, %s: %.2f ms a site with its search, %zu vertices a site\n", what,
                seconds_since(start) * 1e3 / static_cast<double>(sites.size()),
                shapes.x.size() / sites.size());
  }
  for (const unsigned threads : {1U, 2U}) {
    agglo::RunControl run(threads);
    start = Clock::now();
    const agglo::RoadCatchments areas =
        agglo::road_catchments(graph, surface, sites, limits, agglo::TravelDirection::from_sites, run);
    const double s = seconds_since(start);
    agglo::CatchmentCheck all;
    double worst_false = 0, worst_missed = 0;
    for (const agglo::CatchmentCheck& check : areas.checks) {
      all.reached += check.reached;
      all.missed += check.missed;
      all.inside += check.inside;
      all.falsely_inside += check.falsely_inside;
      if (check.inside > 200)
        worst_false = std::max(worst_false,
                               static_cast<double>(check.falsely_inside) / static_cast<double>(check.inside));
      if (check.reached > 200)
        worst_missed =
            std::max(worst_missed, static_cast<double>(check.missed) / static_cast<double>(check.reached));
    }
    std::printf(
        "areas with their check, %u threads: %.2f ms a site; falsely inside %.3f %% (worst %.2f), missed "
        "%.3f %% "
        "(worst %.2f) of %llu middles reached\n",
        threads, s * 1e3 / static_cast<double>(sites.size()),
        100 * static_cast<double>(all.falsely_inside) / static_cast<double>(all.inside), 100 * worst_false,
        100 * static_cast<double>(all.missed) / static_cast<double>(all.reached), 100 * worst_missed,
        static_cast<unsigned long long>(all.reached));
  }
  return 0;
}
