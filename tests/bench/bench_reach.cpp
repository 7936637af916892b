// Reach and catchments along a generated road network: nanoseconds for each node reached, milliseconds for
// each site's area, and how true the areas are at the middles of edges. Compute only, one thread unless it
// says else.
//   bench_reach [NODES [SITES [MINUTES [NODES_PER_KM2 [EDGES.csv]]]]]     default 77000 100 15 30
// Prints lines "name value". EDGES.csv is written for other programs: from,to,forward_ms,backward_ms (-1:
// closed), and beside it EDGES.csv.starts with the nodes that searches start from, a line for each.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <string>

#include "agglo/reach_counts.hpp"
#include "agglo/road_catchments.hpp"
#include "generated_random.hpp"
#include "generated_roads.hpp"

namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void print(const char* name, double value) {
  std::printf("%s %.10g\n", name, value);
  std::fflush(stdout);
}

void write_edges(const agglo::RoadEdges& edges, const std::vector<std::uint32_t>& made_as,
                 const std::vector<std::uint32_t>& starts, const std::string& file) {
  const std::vector<agglo::EdgeCost> costs = agglo::edge_costs(edges, agglo::RoadMeasure::time);
  const auto cost = [](agglo::RoadCost c) { return c == agglo::kUnreached ? -1L : static_cast<long>(c); };
  std::FILE* out = std::fopen(file.c_str(), "w");
  if (!out) std::exit(1);
  std::fputs("from,to,forward_ms,backward_ms\n", out);
  for (std::size_t e = 0; e < edges.size(); ++e)
    std::fprintf(out, "%u,%u,%ld,%ld\n", made_as[edges.from[e]], made_as[edges.to[e]], cost(costs[e].forward),
                 cost(costs[e].backward));
  std::fclose(out);
  out = std::fopen((file + ".starts").c_str(), "w");
  if (!out) std::exit(1);
  for (const std::uint32_t node : starts) std::fprintf(out, "%u\n", made_as[node]);
  std::fclose(out);
}

void measure_reach(const agglo::RoadGraph& graph, const std::vector<std::uint32_t>& starts,
                   agglo::RoadCost limit) {
  agglo::ReachSearch search(graph);
  double best_s = 1e9;
  std::size_t reached = 0;
  for (int round = 0; round < 5; ++round) {
    reached = 0;
    const auto start = Clock::now();
    for (const std::uint32_t node : starts) {
      const agglo::RoadStart from{node, 0, 0};
      search.run(std::span(&from, 1), limit, agglo::TravelDirection::from_sites);
      reached += search.reached().size();
    }
    best_s = std::min(best_s, seconds_since(start));
  }
  print("reach_s", best_s);
  print("reached", static_cast<double>(reached));
  print("ns_per_node", best_s * 1e9 / static_cast<double>(reached));
}

void measure_areas(const agglo::RoadEdges& edges, const agglo::RoadGraph& graph,
                   const std::vector<agglo::RoadPoint>& sites, agglo::RoadCost limit) {
  auto start = Clock::now();
  // As agglo catchments does it.
  const agglo::RoadSurface surface(edges, true, agglo::RoadMeasure::time, {.largest_access_m = 1000});
  print("surface_s", seconds_since(start));
  const std::vector<agglo::RoadCost> limits{limit};
  agglo::ReachSearch search(graph);
  std::vector<agglo::RoadStart> starts;
  agglo::RunControl alone(1);
  for (const char* what : {"area_ms_first", "area_ms"}) {
    agglo::Shapes shapes;
    std::vector<agglo::CatchmentCheck> checks;
    start = Clock::now();
    for (const agglo::RoadPoint& site : sites) {
      starts.clear();
      agglo::add_starts(site, 0, agglo::TravelDirection::from_sites, starts);
      search.run(starts, limit + surface.slack(), agglo::TravelDirection::from_sites);
      surface.add_catchments(search, std::span(&site, 1), limits, shapes, checks, alone);
    }
    print(what, seconds_since(start) * 1e3 / static_cast<double>(sites.size()));
    if (what[7] == 0)
      print("vertices", static_cast<double>(shapes.x.size()) / static_cast<double>(sites.size()));
  }
  for (const unsigned threads : {1U, 2U}) {
    agglo::RunControl run(threads);
    start = Clock::now();
    const agglo::RoadCatchments areas =
        agglo::road_catchments(graph, surface, sites, limits, agglo::TravelDirection::from_sites, run);
    print(threads == 1 ? "checked_area_ms" : "checked_area_ms_2_threads",
          seconds_since(start) * 1e3 / static_cast<double>(sites.size()));
    if (threads == 2) continue;
    agglo::CatchmentCheck all;
    for (const agglo::CatchmentCheck& check : areas.checks) {
      all.reached += check.reached;
      all.missed += check.missed;
      all.inside += check.inside;
      all.falsely_inside += check.falsely_inside;
    }
    print("falsely_inside_percent",
          100 * static_cast<double>(all.falsely_inside) / static_cast<double>(all.inside));
    print("missed_percent", 100 * static_cast<double>(all.missed) / static_cast<double>(all.reached));
  }
}

/// The firms within reach of every junction, with the hierarchy that this needs.
void measure_counts(const agglo::RoadEdges& edges, const agglo::RoadGraph& graph, agglo::RoadCost limit) {
  constexpr std::size_t kFirms = 100'000;
  agglo::RoadPlaces places;
  for (std::size_t f = 0; f < kFirms; ++f) {
    generated::Random random(78, 1, f);
    places.edge.push_back(static_cast<std::uint32_t>(random.uniform() * static_cast<double>(edges.size())));
    places.along.push_back(random.uniform());
    places.access_m.push_back(20);
  }
  const auto firms = agglo::road_points(edges, places, agglo::RoadMeasure::time, 5);
  const std::vector<agglo::RoadCost> limits{limit};
  for (const unsigned threads : {1U, 2U}) {
    agglo::RunControl run(threads);
    const std::clock_t before = std::clock();
    const auto start = Clock::now();
    const agglo::ContractionHierarchy hierarchy(graph, run);
    const double hierarchy_s = seconds_since(start);
    const auto counts = agglo::reach_counts(graph, hierarchy, {firms, {}, {}}, limits,
                                            agglo::TravelDirection::from_sites, run);
    const double cpu_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    print(threads == 1 ? "counts_s" : "counts_s_2_threads", seconds_since(start));
    const std::vector<agglo::RoadCost> three{limit / 3, limit / 3 * 2, limit};
    const auto again = Clock::now();
    agglo::reach_counts(graph, hierarchy, {firms, {}, {}}, three, agglo::TravelDirection::from_sites, run);
    print(threads == 1 ? "three_limits_s" : "three_limits_s_2_threads", seconds_since(again));
    if (threads == 1) print("hierarchy_s", hierarchy_s);
    print(threads == 1 ? "counts_cpu_s" : "counts_cpu_s_2_threads", cpu_s);
    if (threads == 1)
      print("firms_a_node",
            std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size()));
  }
}

}  // namespace

int main(int count, char** words) {
  const auto number = [&](int k, double usual) { return count > k ? std::atof(words[k]) : usual; };
  generated::RoadOptions options;
  options.nodes = static_cast<std::uint32_t>(number(1, 77000));
  options.nodes_per_km2 = number(4, 30);
  const auto site_count = static_cast<std::size_t>(number(2, 100));
  const auto limit = static_cast<agglo::RoadCost>(number(3, 15) * 60'000);
  std::vector<std::uint32_t> made_as;
  const agglo::RoadEdges edges = generated::roads(options, &made_as);
  const agglo::RoadGraph graph(edges, agglo::RoadMeasure::time);
  print("nodes", graph.node_count());
  print("arcs", static_cast<double>(graph.arc_count()));
  agglo::RoadPlaces places;
  std::vector<std::uint32_t> starts;
  for (std::size_t s = 0; s < site_count; ++s) {
    generated::Random random(77, 1, s);
    places.edge.push_back(static_cast<std::uint32_t>(random.uniform() * static_cast<double>(edges.size())));
    places.along.push_back(random.uniform());
    places.access_m.push_back(20);
    starts.push_back(edges.from[places.edge.back()]);
  }
  if (count > 5) write_edges(edges, made_as, starts, words[5]);
  measure_reach(graph, starts, limit);
  measure_areas(edges, graph, agglo::road_points(edges, places, agglo::RoadMeasure::time, 5), limit);
  measure_counts(edges, graph, limit);
  return 0;
}
