// The operation dbscan_roads: a river, its options, what it says and what it refuses.
#include <gtest/gtest.h>

#include "agglo/roads.hpp"
#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Metres on a plane: a road on either bank of a river, 200 m apart, at 60 km/h and in pieces of 250 m, and a
/// bridge 3 km to the east. The southern road goes on beyond its western end; that in the north may be
/// one-way.
Layer river_roads(bool one_way = false) {
  RoadWays ways;
  const auto add = [&](double x, double y, double to_x, double to_y, double backward_kmh, std::uint8_t cut) {
    ways.lines.begin_row(ShapeKind::line);
    ways.lines.begin_part();
    ways.lines.add_ring(std::vector<double>{x, to_x}, std::vector<double>{y, to_y});
    ways.forward_kmh.push_back(60);
    ways.backward_kmh.push_back(backward_kmh);
    ways.forward_s.push_back(kNaN);
    ways.backward_s.push_back(kNaN);
    ways.joinable.push_back(1);
    ways.cut.push_back(cut);
    for (StringColumn* text : {&ways.id, &ways.name, &ways.kind}) text->push_back("road");
  };
  for (int i = 0; i < 12; ++i) {
    add(250.0 * i, 0, 250.0 * (i + 1), 0, 60, i == 0 ? 1 : 0);
    add(250.0 * i, 200, 250.0 * (i + 1), 200, one_way ? kNaN : 60, 0);
  }
  add(3000, 0, 3000, 200, 60, 0);
  if (one_way) add(0, 0, 0, 200, kNaN, 0);  // or else nothing would lead to its beginning
  RunControl run(1);
  return layer_of(Role::network,
                  network_table(build_network(ways, {}, Frame{FrameKind::plane, "", "plane", 0}, run).edges));
}

/// Five firms on each bank, 100 m apart and 20 m from their road; one far from all, one without a place.
Dataset world(bool one_way = false) {
  std::vector<Firm> firms;
  for (const double y : {20.0, 180.0})
    for (int i = 0; i < 5; ++i) firms.push_back({500 + 100.0 * i, y, i % 2 == 0 ? "A" : "B"});
  firms.push_back({500, 9000, "A"});
  firms.push_back({kNaN, kNaN, "A"});
  return dataset({firms_layer(firms), river_roads(one_way)}, true);
}

std::vector<double> clusters_of(const Table& table) {
  std::vector<double> clusters;
  for (std::size_t row = 0; row < table.row_count; ++row) clusters.push_back(table.at("cluster").number(row));
  return clusters;
}

TEST(DbscanRoadsOperation, a_river_parts_the_cluster_that_a_straight_line_sees) {
  Dataset data = world();
  const Outcome straight = run(data, "dbscan", {{"eps_m", 200.0}, {"min_points", 3.0}});
  EXPECT_EQ(clusters_of(result(straight, "dbscan_firms")),
            (std::vector<double>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1}));
  for (Layer layer : straight.layers) {
    layer.provenance.step = "dbscan";
    data.layers.push_back(layer);
  }
  const Outcome along = run(data, "dbscan_roads", {{"eps_m", 200.0}, {"min_points", 3.0}});
  const Table& firms = result(along, "dbscan_roads_firms");
  EXPECT_EQ(clusters_of(firms), (std::vector<double>{0, 0, 0, 0, 0, 1, 1, 1, 1, 1, -1, -1}));
  EXPECT_EQ(firms.at("role").text(0), "border");
  EXPECT_EQ(firms.at("role").text(1), "core");
  EXPECT_EQ(firms.at("role").text(10), "noise");
  EXPECT_EQ(firms.at("role").text(11), "unlocated");
  EXPECT_EQ(result(along, "dbscan_roads").row_count, 2U);
  EXPECT_EQ(along.layers[0].kind, "clusters");
  EXPECT_EQ(along.layers[1].kind, "cluster_firms");
  EXPECT_EQ(along.layers[0].title, "Clusters along roads (DBSCAN, 200 m, 3 firms)");
  const std::string notes = joined(along.notes);
  EXPECT_NE(notes.find("1 of 11 firms are farther than 1000 m from any road; they are noise."),
            std::string::npos);
  // Of 45 pairs together 20 still are: (20 - 45 * 20 / 55) / ((45 + 20) / 2 - 45 * 20 / 55) = 0.225.
  EXPECT_NE(notes.find("Beside \"Clusters (DBSCAN, 200 m, 3 firms)\": 0 firms are in a cluster there and in "
                       "none here, 0 the other way round; agreement (adjusted Rand index) 0.23."),
            std::string::npos)
      << notes;
  EXPECT_EQ(notes.find("edge of the road network"), std::string::npos);
}

TEST(DbscanRoadsOperation, minutes_count_the_leg_to_the_road_at_its_own_speed) {
  // 100 m at 60 km/h are 6 s, two legs of 20 m at 5 km/h 28.8 s: 34.8 s, 0.58 min.
  const auto count = [&](double minutes, double access_kmh) {
    return run(world(), "dbscan_roads",
               {{"minutes", minutes}, {"min_points", 3.0}, {"access_kmh", access_kmh}})
        .counts[0]
        .second;
  };
  EXPECT_EQ(count(0.581, 5), 2);
  EXPECT_EQ(count(0.579, 5), 0);
  EXPECT_EQ(count(0.579, 10), 2);
  // Around by the bridge from the last firm in the south to the last in the north: 4200 m + 200 m.
  EXPECT_EQ(count(4.87, 5), 2);
  EXPECT_EQ(count(4.89, 5), 1);
}

TEST(DbscanRoadsOperation, one_ways_count_by_the_longer_way_unless_asked_otherwise) {
  OptionValues options{{"eps_m", 200.0}, {"min_points", 3.0}};
  EXPECT_EQ(run(world(true), "dbscan_roads", options).counts[0].second, 1);
  options["pair_cost"] = std::string("smaller");
  EXPECT_EQ(run(world(true), "dbscan_roads", options).counts[0].second, 2);
}

TEST(DbscanRoadsOperation, each_sector_is_clustered_by_itself) {
  const Outcome outcome =
      run(world(), "dbscan_roads", {{"eps_m", 240.0}, {"min_points", 2.0}, {"each", std::string("sector")}});
  EXPECT_EQ(clusters_of(result(outcome, "dbscan_roads_firms")),
            (std::vector<double>{0, 2, 0, 2, 0, 1, 3, 1, 3, 1, -1, -1}));
  EXPECT_EQ(result(outcome, "dbscan_roads").at("sector").text(2), "B");
}

TEST(DbscanRoadsOperation, firms_near_the_edge_of_the_network_are_counted) {
  const std::string notes = joined(run(world(), "dbscan_roads", {{"eps_m", 620.0}}).notes);
  EXPECT_NE(notes.find("2 of 12 firms reach the edge of the road network within 620 m"), std::string::npos)
      << notes;
  EXPECT_NE(notes.find("No cluster was found"), std::string::npos);
}

TEST(DbscanRoadsOperation, refuses_what_makes_no_sense) {
  const auto error = [&](const Dataset& data, const OptionValues& options) {
    return error_of([&] { run(data, "dbscan_roads", options); });
  };
  EXPECT_EQ(
      error(world(), {{"minutes", 5.0}, {"eps_m", 5.0}}).find("usage: --minutes and --eps-m are both given"),
      0U);
  Dataset data = world();
  data.layers.pop_back();
  EXPECT_EQ(error(data, {}).find("usage: ways along roads need a road network, and there is none"), 0U);
  EXPECT_EQ(error(world(), {{"network", std::string("establishments")}})
                .find("usage: --network names \"establishments\", which is no road network"),
            0U);
  EXPECT_EQ(
      error(world(), {{"access_m", 10.0}}).find("failure: no firm lies within 10 m of a road of \"network\""),
      0U);
}

}  // namespace
}  // namespace agglo::test
