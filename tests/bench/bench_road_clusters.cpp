// DBSCAN along a generated road network beside straight DBSCAN of the same firms. Compute only; firms are on
// the roads already.
//   bench_road_clusters [FIRMS [EPS_M [MIN_POINTS [NODES [NODES_PER_KM2]]]]]     default 100000 500 20 77000
//   30
// Prints lines "name value": seconds (best of three), clusters, firms in them, and peak memory.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "agglo/road_clustering.hpp"
#include "generated_random.hpp"
#include "generated_roads.hpp"
#include "peak_memory.hpp"

namespace {

void print(const std::string& name, double value) {
  std::printf("%s %.6g\n", name.c_str(), value);
  std::fflush(stdout);
}

struct Firms {
  agglo::RoadPlaces places;
  std::vector<double> x_m, y_m;
};

/// Firms beside the edges: half anywhere along the roads, half within some hundred metres of others.
Firms firms_beside(const agglo::RoadEdges& edges, std::size_t count) {
  Firms firms;
  for (std::size_t f = 0; f < count; ++f) {
    generated::Random random(5, 21, f);
    std::uint32_t edge = static_cast<std::uint32_t>(random.uniform() * static_cast<double>(edges.size()));
    if (f % 2 == 1) {  // edges are in an order that keeps neighbours together
      const double hub = std::floor(random.uniform() * random.uniform() * 300) / 300;
      const double at = (hub + 2e-4 * random.normal().first) * static_cast<double>(edges.size());
      edge = static_cast<std::uint32_t>(std::clamp(at, 0.0, static_cast<double>(edges.size() - 1)));
    }
    firms.places.edge.push_back(edge);
    firms.places.along.push_back(random.uniform());
    firms.places.access_m.push_back(random.uniform(5, 40));
    // The straight line between the ends of the edge is near enough to its bent road.
    const agglo::Shapes& lines = edges.lines;
    const std::size_t first = lines.ring_start[lines.part_start[lines.row_start[edge]]];
    const std::size_t last = lines.ring_start[lines.part_start[lines.row_start[edge]] + 1] - 1;
    firms.x_m.push_back(std::lerp(lines.x[first], lines.x[last], firms.places.along.back()));
    firms.y_m.push_back(std::lerp(lines.y[first], lines.y[last], firms.places.along.back()));
  }
  return firms;
}

template <class Work>
void measure(const std::string& name, const Work& work) {
  double best_s = 1e9;
  agglo::Clusters found;
  for (int round = 0; round < 3; ++round) {
    const auto start = std::chrono::steady_clock::now();
    found = work();
    best_s =
        std::min(best_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  print(name + "_s", best_s);
  print(name + "_clusters", found.count);
  print(name + "_firms", static_cast<double>(found.label.size()) -
                             static_cast<double>(std::count(found.label.begin(), found.label.end(), -1)));
}

}  // namespace

int main(int count, char** words) {
  const auto number = [&](int k, double usual) { return count > k ? std::atof(words[k]) : usual; };
  const double eps_m = number(2, 500), min_points = number(3, 20);
  generated::RoadOptions options;
  options.nodes = static_cast<std::uint32_t>(number(4, 77000));
  options.nodes_per_km2 = number(5, 30);
  const agglo::RoadEdges edges = generated::roads(options);
  const Firms firms = firms_beside(edges, static_cast<std::size_t>(number(1, 100000)));
  const agglo::RoadGraph graph(edges, agglo::RoadMeasure::distance);
  const auto points = agglo::road_points(edges, firms.places, agglo::RoadMeasure::distance, 5);
  for (const unsigned threads : {1U, 2U}) {
    agglo::RunControl run(threads);
    const std::string suffix = threads == 1 ? "" : "_2_threads";
    measure("straight" + suffix, [&] {
      return agglo::dbscan({firms.x_m, firms.y_m}, {.eps_m = eps_m, .min_points = min_points}, run);
    });
    for (const agglo::PairCost pair : {agglo::PairCost::larger, agglo::PairCost::smaller})
      measure((pair == agglo::PairCost::larger ? "roads" : "roads_smaller") + suffix, [&] {
        return agglo::dbscan_along_roads(graph, points, {},
                                         {static_cast<agglo::RoadCost>(eps_m * 100), min_points, pair}, run);
      });
  }
  print("peak_mb", static_cast<double>(bench::peak_bytes()) / 1e6);
  return 0;
}
