// The library's searches and clusters on a real road network, for comparison with other programs.
//   road_searches reach ROADS SPEEDS.toml ARCS.csv REACH.csv
//   road_searches clusters ROADS SPEEDS.toml time|distance larger|smaller EPS MIN_POINTS FIRMS ARCS.csv
//   FIRMS.csv
// ROADS: an OpenStreetMap file. ARCS.csv: from,to,forward,backward for each edge, in thousandths of a second
// or centimetres; -1: closed. REACH.csv: direction,limit,node,reached,sum for searches from 50 nodes each.
// FIRMS: how many made-up firms there are beside the edges, 0 takes the businesses of ROADS. FIRMS.csv: one
// row per firm: edge,from,to,along, costs before and after its point both ways, leg, cluster, role.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "../bench/generated_random.hpp"
#include "agglo/error.hpp"
#include "agglo/reach.hpp"
#include "agglo/road_clustering.hpp"
#include "agglo/road_source.hpp"

namespace {

using agglo::RoadCost;
using agglo::RoadMeasure;
using agglo::TravelDirection;

std::FILE* open(const char* file) {
  std::FILE* out = std::fopen(file, "w");
  if (!out) throw agglo::failure("cannot write '" + std::string(file) + "'");
  return out;
}

long written(RoadCost cost) {
  return cost == agglo::kUnreached ? -1L : static_cast<long>(cost);
}

agglo::RoadEdges network(const char* roads, const char* speeds, agglo::RunControl& run) {
  agglo::ImportOptions options;
  options.role = agglo::Role::network;
  const agglo::RoadSource source = agglo::read_roads(roads, options, speeds, run);
  agglo::Frame frame;
  frame.kind = agglo::FrameKind::geocentric;
  return agglo::build_network(source.ways, {}, frame, run).edges;
}

void write_arcs(const agglo::RoadEdges& edges, RoadMeasure measure, const char* file) {
  const std::vector<agglo::EdgeCost> costs = agglo::edge_costs(edges, measure);
  std::FILE* out = open(file);
  std::fputs("from,to,forward,backward\n", out);
  for (std::size_t e = 0; e < edges.size(); ++e)
    std::fprintf(out, "%u,%u,%ld,%ld\n", edges.from[e], edges.to[e], written(costs[e].forward),
                 written(costs[e].backward));
  std::fclose(out);
}

void write_reach(const agglo::RoadEdges& edges, const char* file) {
  const agglo::RoadGraph graph(edges, RoadMeasure::time);
  agglo::ReachSearch search(graph);
  std::FILE* out = open(file);
  std::fputs("direction,limit,node,reached,sum\n", out);
  for (const TravelDirection direction : {TravelDirection::from_sites, TravelDirection::to_sites})
    for (const RoadCost limit : {RoadCost{60'000}, RoadCost{300'000}, RoadCost{900'000}})
      for (std::uint64_t query = 0; query < 50; ++query) {
        const double share = generated::Random(41, 1, query).uniform();
        const auto node = static_cast<std::uint32_t>(share * graph.node_count());
        const agglo::RoadStart start{node, 0, 0};
        search.run(std::span(&start, 1), limit, direction);
        unsigned long long sum = 0;
        for (const std::uint32_t reached : search.reached()) sum += search.cost(reached);
        std::fprintf(out, "%s,%u,%u,%zu,%llu\n", direction == TravelDirection::from_sites ? "from" : "to",
                     limit, node, search.reached().size(), sum);
      }
  std::fclose(out);
}

/// The businesses of the file, an area at its first corner.
agglo::RoadPlaces real_firms(const agglo::RoadEdges& edges, const char* roads, agglo::RunControl& run) {
  agglo::ImportOptions options;
  options.role = agglo::Role::establishments;
  const agglo::Shapes shapes = agglo::import_file(roads, options, run).table.shapes;
  std::vector<double> lon_deg, lat_deg;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (shapes.kind[row] == agglo::ShapeKind::none) continue;
    const std::size_t first = shapes.ring_start[shapes.part_start[shapes.row_start[row]]];
    lon_deg.push_back(shapes.x[first]);
    lat_deg.push_back(shapes.y[first]);
  }
  return agglo::snap_to_roads(edges, false, lon_deg, lat_deg, {.largest_access_m = 200}, run);
}

/// Every fourth is on the place of the one before; some have no road.
agglo::RoadPlaces made_up_firms(const agglo::RoadEdges& edges, std::size_t count) {
  agglo::RoadPlaces places;
  for (std::size_t f = 0; f < count; ++f) {
    generated::Random random(42, 1, f % 4 == 3 ? f - 1 : f);
    const double share = random.uniform() * random.uniform();
    places.edge.push_back(
        f % 50 == 0 ? agglo::kNoEdge : static_cast<std::uint32_t>(share * static_cast<double>(edges.size())));
    places.along.push_back(random.uniform());
    places.access_m.push_back(random.uniform(0, 60));
  }
  return places;
}

void write_clusters(const agglo::RoadEdges& edges, const agglo::RoadPlaces& places, RoadMeasure measure,
                    const agglo::RoadDbscanOptions& options, const char* file, agglo::RunControl& run) {
  const std::vector<agglo::RoadPoint> points = agglo::road_points(edges, places, measure, 5);
  const agglo::Clusters found =
      agglo::dbscan_along_roads(agglo::RoadGraph(edges, measure), points, {}, options, run);
  std::FILE* out = open(file);
  std::fputs(
      "edge,from,to,along,before_forward,after_forward,before_backward,after_backward,leg,label,role\n", out);
  for (std::size_t f = 0; f < points.size(); ++f) {
    const agglo::RoadPoint& p = points[f];
    std::fprintf(out, "%ld,%u,%u,%.17g,%ld,%ld,%ld,%ld,%u,%d,%s\n",
                 p.edge == agglo::kNoEdge ? -1L : static_cast<long>(p.edge), p.from, p.to, p.along,
                 written(p.before_forward), written(p.after_forward), written(p.before_backward),
                 written(p.after_backward), p.access, found.label[f], agglo::to_string(found.role[f]));
  }
  std::fclose(out);
}

int work(const std::vector<std::string>& words) {
  agglo::RunControl run;
  if (words.size() == 5 && words[0] == "reach") {
    const agglo::RoadEdges edges = network(words[1].c_str(), words[2].c_str(), run);
    write_arcs(edges, RoadMeasure::time, words[3].c_str());
    write_reach(edges, words[4].c_str());
    return 0;
  }
  if (words.size() == 10 && words[0] == "clusters") {
    const agglo::RoadEdges edges = network(words[1].c_str(), words[2].c_str(), run);
    const RoadMeasure measure = words[3] == "time" ? RoadMeasure::time : RoadMeasure::distance;
    agglo::RoadDbscanOptions options;
    options.pair = words[4] == "larger" ? agglo::PairCost::larger : agglo::PairCost::smaller;
    options.eps = static_cast<RoadCost>(std::stoul(words[5]));
    options.min_points = std::stod(words[6]);
    const std::size_t count = std::stoul(words[7]);
    const agglo::RoadPlaces places =
        count == 0 ? real_firms(edges, words[1].c_str(), run) : made_up_firms(edges, count);
    write_arcs(edges, measure, words[8].c_str());
    write_clusters(edges, places, measure, options, words[9].c_str(), run);
    return 0;
  }
  std::cerr << "usage: road_searches reach ROADS SPEEDS.toml ARCS.csv REACH.csv\n"
               "       road_searches clusters ROADS SPEEDS.toml time|distance larger|smaller EPS MIN_POINTS "
               "FIRMS ARCS.csv FIRMS.csv\n";
  return 2;
}

}  // namespace

int main(int count, char** words) try {
  return work({words + 1, words + count});
} catch (const agglo::Error& error) {
  std::cerr << error.message << "\n";
  return 1;
}
