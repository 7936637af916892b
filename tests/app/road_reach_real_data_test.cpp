// Searches, hierarchies and areas on real networks: costs against the textbook search on the network cut at
// every place, areas against the middles of their roads.
#include <gtest/gtest.h>

#include <filesystem>

#include "access/road_fixture.hpp"
#include "agglo/road_catchments.hpp"
#include "agglo/road_source.hpp"
#include "agglo/travel_costs.hpp"
#include "bench/generated_roads.hpp"

namespace agglo {
namespace {

struct RealRoads {
  const char* name;
  const char* file;
  const char* layer;
  const char* mode;
};
constexpr RealRoads kLiechtenstein{"Liechtenstein, car", "osm_liechtenstein/liechtenstein-2015-07.osm.pbf",
                                   "", "car"};
constexpr RealRoads kHelsinki{"Helsinki, car", "osm_helsinki_centre/helsinki-centre-2019-04.osm.pbf", "",
                              "car"};
constexpr RealRoads kHelsinkiOnFoot{"Helsinki, on foot",
                                    "osm_helsinki_centre/helsinki-centre-2019-04.osm.pbf", "", "walk"};
constexpr RealRoads kRailways{"North American railways", "naturalearth/naturalearth.gpkg", "railroads_na_10m",
                              "car"};

class RealReach : public ::testing::Test {
 protected:
  /// Empty when the file is not there.
  static RoadEdges roads(const RealRoads& real) {
    const std::string file = std::string(AGGLO_SOURCE_DIR "/../shared/data/") + real.file;
    if (!std::filesystem::exists(file)) return {};
    ImportOptions options;
    options.role = Role::network;
    options.layer = real.layer;
    RunControl run;
    const std::string speeds = std::string(AGGLO_SOURCE_DIR "/data/profiles/roads/") + real.mode + ".toml";
    const RoadSource source = read_roads(file, options, speeds, run);
    Frame frame;
    frame.kind = FrameKind::geocentric;
    return build_network(source.ways, {}, frame, run).edges;
  }
};

/// 10,000 pairs of places, out and back, by every way that costs are found.
void expect_exact(const RoadEdges& edges, RoadMeasure measure) {
  Dice dice(31);
  constexpr std::size_t kPlaces = 100;
  const std::vector<RoadPoint> sites = random_points(dice, edges, kPlaces, measure);
  const std::vector<RoadPoint> firms = random_points(dice, edges, kPlaces, measure);
  std::vector<RoadPoint> all = sites;
  all.insert(all.end(), firms.begin(), firms.end());
  const RoadGraph graph(edges, measure);
  RunControl run;
  const ContractionHierarchy hierarchy(graph, run);
  for (const TravelDirection direction : {TravelDirection::from_sites, TravelDirection::to_sites}) {
    std::vector<RoadCost> by_search(kPlaces * kPlaces), by_sweep(kPlaces * kPlaces), right(kPlaces * kPlaces);
    const auto keep = [&](std::vector<RoadCost>& costs) {
      return [&costs](const CostBlock& block) {
        for (std::size_t f = 0; f < block.firms; ++f)
          for (std::size_t s = 0; s < block.sites; ++s)
            costs[(block.first_firm + f) * kPlaces + block.first_site + s] = block.cost[f * block.stride + s];
      };
    };
    travel_costs_by_search(graph, sites, firms, kUnreached - 1, direction)(keep(by_search), run);
    travel_costs(hierarchy, sites, firms, direction)(keep(by_sweep), run);
    const CutRoads cut(edges, all, measure, direction);
    std::size_t reached = 0;
    for (std::uint32_t s = 0; s < kPlaces; ++s) {
      const auto cost = cut.costs_from(edges.node_count + s, sites[s].access);
      for (std::uint32_t f = 0; f < kPlaces; ++f) {
        const std::uint64_t there = cost[edges.node_count + kPlaces + f];
        const bool is_reached =
            sites[s].edge != kNoEdge && firms[f].edge != kNoEdge && there != ~std::uint64_t{0};
        right[f * kPlaces + s] = is_reached ? static_cast<RoadCost>(there + firms[f].access) : kUnreached;
        reached += is_reached;
      }
    }
    EXPECT_EQ(by_search, right);
    EXPECT_EQ(by_sweep, right);
    EXPECT_GT(reached, 3'000u);
  }
}

TEST_F(RealReach, costs_of_ten_thousand_pairs_are_exact_on_three_networks) {
  for (const RealRoads& real : {kLiechtenstein, kHelsinki, kRailways}) {
    const RoadEdges edges = roads(real);
    if (edges.size() == 0) GTEST_SKIP() << "shared data not here";
    SCOPED_TRACE(real.name);
    expect_exact(edges, RoadMeasure::time);
    expect_exact(edges, RoadMeasure::distance);
  }
}

void expect_true_areas(const RoadEdges& edges, bool is_plane, const std::vector<RoadCost>& limits) {
  Dice dice(32);
  const RoadGraph graph(edges, RoadMeasure::time);
  const RoadSurface surface(edges, is_plane, RoadMeasure::time, {});
  const std::vector<RoadPoint> sites = random_points(dice, edges, 40, RoadMeasure::time);
  RunControl run;
  for (const TravelDirection direction : {TravelDirection::from_sites, TravelDirection::to_sites}) {
    CatchmentCheck all;
    for (const CatchmentCheck& check :
         road_catchments(graph, surface, sites, limits, direction, run).checks) {
      all.reached += check.reached;
      all.missed += check.missed;
      all.inside += check.inside;
      all.falsely_inside += check.falsely_inside;
    }
    const double falsely = static_cast<double>(all.falsely_inside) / static_cast<double>(all.inside);
    const double missed = static_cast<double>(all.missed) / static_cast<double>(all.reached);
    std::printf("           falsely inside %.3f %%, missed %.3f %% of %llu\n", 100 * falsely, 100 * missed,
                static_cast<unsigned long long>(all.reached));
    EXPECT_GT(all.reached, 3'000u);
    EXPECT_LE(falsely, 0.01);
    EXPECT_LE(missed, 0.005);
  }
}

TEST_F(RealReach, areas_hold_the_roads_reached_and_no_others) {
  for (const RealRoads& real : {kLiechtenstein, kHelsinki, kHelsinkiOnFoot}) {
    const RoadEdges edges = roads(real);
    if (edges.size() == 0) GTEST_SKIP() << "shared data not here";
    SCOPED_TRACE(real.name);
    std::printf("  %s\n", real.name);
    const bool small = real.file == kHelsinki.file;
    expect_true_areas(edges, false,
                      small ? std::vector<RoadCost>{90'000, 180'000, 300'000}
                            : std::vector<RoadCost>{300'000, 600'000, 900'000});
  }
}

TEST_F(RealReach, areas_of_a_rural_network_are_as_true) {
  generated::RoadOptions options;
  options.nodes = 6000;
  options.nodes_per_km2 = 4;
  expect_true_areas(generated::roads(options), true, {300'000, 900'000});
}

}  // namespace
}  // namespace agglo
