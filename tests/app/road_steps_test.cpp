// Oracle for: junctions
// Oracle for: travel_times
// Catchments along roads and firms within reach of junctions, as steps on a network that a hand can work out.
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "agglo/roads.hpp"
#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

/// Two banks of a river, 10 m/s: road A (0,0)-(2000,0), road B (0,1000)-(2000,1000), one bridge at their east
/// ends.
Layer river_roads(bool east_bank_is_cut = false) {
  RoadWays ways;
  const double ends[3][4] = {{0, 0, 2000, 0}, {2000, 0, 2000, 1000}, {2000, 1000, 0, 1000}};
  for (const auto& end : ends) {
    ways.lines.begin_row(ShapeKind::line);
    ways.lines.begin_part();
    ways.lines.add_ring(std::vector<double>{end[0], end[2]}, std::vector<double>{end[1], end[3]});
    ways.forward_kmh.push_back(36);
    ways.backward_kmh.push_back(36);
    ways.forward_s.push_back(std::nan(""));
    ways.backward_s.push_back(std::nan(""));
    ways.joinable.push_back(1);
    ways.cut.push_back(east_bank_is_cut && ways.cut.size() == 1 ? 2 : 0);  // the bridge's north end
    ways.id.push_back("road");
    ways.name.push_back("");
    ways.kind.push_back("road");
  }
  RunControl run;
  return layer_of(Role::network, network_table(build_network(ways, {}, Frame{}, run).edges));
}

/// On road A, on road B right across the river, at the bridge, and far from all roads.
std::vector<Firm> river_firms() {
  return {
      {500, 0, "A", 10, 10}, {500, 1000, "A", 20, 20}, {2000, 500, "B", 40, 40}, {500, 9000, "B", 80, 80}};
}

Dataset river(const std::vector<Site>& sites) {
  return dataset({firms_layer(river_firms()), sites_layer(sites), river_roads()}, true);
}

// From (500, 0) to the bridge 1500 m, over it 1000 m, back 1500 m: 400 s = 6.67 minutes to the firm across.
TEST(RoadCatchmentsOperation, firms_belong_to_a_site_by_their_way) {
  const Outcome outcome =
      run(river({{500, 0, "S", "centre", ""}}), "catchments",
          {{"method", std::string("roads")}, {"minutes", std::vector<double>{6.6, 1, 6.7}}});
  const Table& table = result(outcome, "catchments");
  ASSERT_EQ(table.row_count, 3U);
  EXPECT_EQ(table.at("minutes").number(0), 1);
  EXPECT_EQ(table.at("firms").number(0), 1);
  EXPECT_EQ(table.at("firms").number(1), 2);
  EXPECT_EQ(table.at("firms").number(2), 3);
  EXPECT_EQ(table.at("jobs_lo").number(2), 70);
  EXPECT_EQ(table.at("access_m").number(0), 0);
  EXPECT_EQ(table.at("cut_roads").number(2), 0);
  EXPECT_LE(table.at("missed").number(2), 0.005);
  // Across the river is farther than along it: a place of road B opposite the site is out, the bridge is in.
  EXPECT_FALSE(contains(table.shapes, 1, 500, 1000));
  EXPECT_TRUE(contains(table.shapes, 1, 2000, 900));
  EXPECT_TRUE(contains(table.shapes, 2, 500, 1000));
  const std::string notes = joined(outcome.notes);
  EXPECT_NE(notes.find("1 of 4 firms are farther than 1000 m from any road"), std::string::npos) << notes;
  EXPECT_EQ(result(outcome, "catchments_cover").at("minutes").number(0), 1);
}

TEST(RoadCatchmentsOperation, distance_nearest_and_joined_areas_follow_the_roads) {
  const Dataset data = river({{500, 0, "S", "centre", ""}, {0, 1000, "T", "centre", ""}});
  const Outcome by_km =
      run(data, "catchments", {{"method", std::string("roads")}, {"road_km", std::vector<double>{4, 3.9}}});
  EXPECT_EQ(result(by_km, "catchments").at("road_km").number(0), 3.9);
  EXPECT_EQ(result(by_km, "catchments").at("firms").number(0), 2);
  EXPECT_EQ(result(by_km, "catchments").at("firms").number(1), 3);
  const Outcome nearest = run(
      data, "catchments", {{"method", std::string("roads_nearest")}, {"minutes", std::vector<double>{30}}});
  const Table& table = result(nearest, "catchments");
  ASSERT_EQ(table.row_count, 2U);
  EXPECT_EQ(table.at("firms").number(0), 2);  // its own, and the bridge: 2000 m against 2500 m
  EXPECT_EQ(table.at("firms").number(1), 1);
  EXPECT_TRUE(contains(table.shapes, 0, 2000, 300));
  EXPECT_TRUE(contains(table.shapes, 1, 500, 1000));
  const Outcome all =
      run(data, "catchments",
          {{"method", std::string("roads")}, {"minutes", std::vector<double>{2, 30}}, {"merge", true}});
  EXPECT_EQ(result(all, "catchments").row_count, 2U);
  EXPECT_EQ(result(all, "catchments").at("firms").number(0), 2);
  EXPECT_EQ(result(all, "catchments").at("firms").number(1), 3);
}

TEST(RoadCatchmentsOperation, of_sites_at_one_place_the_first_or_the_earliest_takes_all) {
  Layer sites = sites_layer({{500, 0, "S", "centre", ""}, {500, 0, "T", "centre", ""}});
  const auto catchments = [&](std::vector<double> start) {
    Table table = *sites.table;
    table.add("start", std::move(start));
    Layer started = sites;
    started.table = std::make_shared<Table>(std::move(table));
    return run(dataset({firms_layer(river_firms()), started, river_roads(false)}, true), "catchments",
               {{"method", std::string("roads_nearest")},
                {"minutes", std::vector<double>{30}},
                {"start_column", std::string("start")}});
  };
  for (const auto& [start, taker] : {std::pair{std::vector<double>{1, 1}, 0U}, {{2, 1}, 1U}, {{1, 2}, 0U}}) {
    const Outcome outcome = catchments(start);
    const Table& table = result(outcome, "catchments");
    EXPECT_EQ(table.at("firms").number(taker), 3);
    EXPECT_EQ(table.at("firms").number(1 - taker), 0);
    EXPECT_GT(table.at("area_km2").number(taker), 1);
    EXPECT_EQ(table.at("area_km2").number(1 - taker), 0);
    EXPECT_EQ(table.at("access_m").number(1 - taker), 0);
    const std::string said =
        fmt::format("of equals to the one that comes first (site {})", taker == 0 ? "T" : "S");
    EXPECT_NE(joined(outcome.notes).find(said), std::string::npos) << joined(outcome.notes);
  }
}

// 90 km at 0.1 km/h is longer than the largest cost of a way, and still 90 km.
// A minute is 600 m: from S and T along their banks, from U over all of the bridge.
TEST(RoadCatchmentsOperation, areas_by_number_of_sites_are_of_each_service_and_limit) {
  const Dataset data = river({{500, 0, "S", "", "a"}, {500, 1000, "T", "", "b"}, {2000, 500, "U", "", "a"}});
  const Outcome outcome =
      run(data, "catchments", {{"method", std::string("roads")}, {"minutes", std::vector<double>{1, 30}}});
  const Table& cover = result(outcome, "catchments_cover");
  /// Sites of a service that serve a place, by the areas; each place lies in one at most.
  const auto serving = [&](const char* service, double minutes, double x, double y) {
    std::vector<double> found;
    for (std::size_t row = 0; row < cover.row_count; ++row)
      if (cover.at("service").text(row) == service && cover.at("minutes").number(row) == minutes &&
          contains(cover.shapes, row, x, y))
        found.push_back(cover.at("sites").number(row));
    EXPECT_LE(found.size(), 1U);
    return found.empty() ? 0.0 : found.front();
  };
  EXPECT_EQ(serving("a", 1, 500, 10), 1);
  EXPECT_EQ(serving("a", 1, 500, 990), 0);
  EXPECT_EQ(serving("a", 1, 1990, 500), 1);
  EXPECT_EQ(serving("b", 1, 500, 990), 1);
  EXPECT_EQ(serving("b", 1, 1990, 500), 0);
  EXPECT_EQ(serving("a", 30, 500, 10), 2);
  EXPECT_EQ(serving("b", 30, 500, 10), 1);
}

TEST(RoadCatchmentsOperation, the_way_to_the_road_is_told_in_metres_however_slow_it_is) {
  const Outcome outcome =
      run(river({{500, 0, "S", "centre", ""}, {0, 91000, "T", "centre", ""}}), "catchments",
          {{"method", std::string("roads")},
           {"minutes", std::vector<double>{5}},
           {"access_m", 100000.0},
           {"access_kmh", 0.1}});
  EXPECT_EQ(result(outcome, "catchments").at("access_m").number(0), 0);
  EXPECT_EQ(result(outcome, "catchments").at("access_m").number(1), 90000);
}

/// The river with sites that have a column "wait".
Dataset river_with_waits(const std::vector<Site>& sites, const std::vector<double>& wait) {
  Layer layer = sites_layer(sites);
  Table table = *layer.table;
  table.add("wait", wait);
  layer.table = std::make_shared<Table>(std::move(table));
  return dataset({firms_layer(river_firms()), layer, river_roads()}, true);
}

OptionValues nearest_with_waits(std::vector<double> minutes) {
  return {{"method", std::string("roads_nearest")},
          {"minutes", std::move(minutes)},
          {"start_column", std::string("wait")}};
}

// W at (0, 0) without a wait, E at (2000, 0) with 50 s: at 10 m/s they meet where x / 10 = 50 + (2000 - x) /
// 10, at x = 1250. Firm 0 at x = 500: 50 s. Firm 2 on the bridge: 250 s from W, 50 + 50 s from E. Firm 1
// across: 450 s and 50 + 250 s.
TEST(RoadCatchmentsOperation, a_site_that_starts_later_has_less) {
  const std::vector<Site> ends{{0, 0, "W", "c", ""}, {2000, 0, "E", "c", ""}};
  const Outcome outcome = run(river_with_waits(ends, {0, 50 / 60.0}), "catchments", nearest_with_waits({20}));
  const Table& table = result(outcome, "catchments");
  EXPECT_EQ(table.at("firms").number(0), 1);
  EXPECT_EQ(table.at("firms").number(1), 2);
  EXPECT_NEAR(table.at("start").number(1), 50 / 60.0, 1e-12);
  EXPECT_EQ(table.at("access_m").number(1), 0);
  EXPECT_TRUE(contains(table.shapes, 0, 1200, 0));
  EXPECT_FALSE(contains(table.shapes, 1, 1200, 0));
  EXPECT_TRUE(contains(table.shapes, 1, 1300, 0));
  EXPECT_FALSE(contains(table.shapes, 0, 1300, 0));
  // With 301 s E has nothing that W does not reach before; the limit holds for start and way together.
  const Outcome too_late =
      run(river_with_waits(ends, {0, 301 / 60.0}), "catchments", nearest_with_waits({4}));
  const Table& late = result(too_late, "catchments");
  EXPECT_EQ(late.at("firms").number(0), 1);
  EXPECT_EQ(late.at("firms").number(1), 0);
  EXPECT_NE(joined(too_late.notes).find("1 of 2 sites start with more than 4 min; they reach nobody"),
            std::string::npos);
}

TEST(RoadCatchmentsOperation, starts_that_are_missing_negative_or_no_numbers_are_said) {
  const std::vector<Site> ends{{0, 0, "W", "c", ""}, {2000, 0, "E", "c", ""}};
  const auto error = [&](double wait, OptionValues options) {
    return error_of([&] { run(river_with_waits(ends, {0, wait}), "catchments", std::move(options)); });
  };
  const OptionValues good = nearest_with_waits({20});
  EXPECT_EQ(error(0, good), "no error");
  for (const auto& [wait, said] : {std::pair(-1.5, "-1.5"), std::pair(std::nan(""), ""),
                                   std::pair(std::numeric_limits<double>::infinity(), "inf")})
    EXPECT_EQ(error(wait, good)
                  .find(fmt::format(
                      "usage: row 2 of \"institutions\" has the start \"{}\" in column \"wait\"", said)),
              0U)
        << error(wait, good);
  OptionValues text = good, none = good, rings = good;
  text["start_column"] = std::string("kind");
  none["start_column"] = std::string("delay");
  rings["method"] = std::string("roads");
  EXPECT_EQ(error(0, text).find("usage: --start-column names \"kind\", which holds no numbers"), 0U);
  EXPECT_EQ(error(0, none).find("usage: --start-column names \"delay\", which is no column"), 0U);
  EXPECT_EQ(
      error(0, rings).find("usage: --start-column is given as \"wait\", and --method roads does not use it"),
      0U);
}

// Every place of a fine lattice along the roads lies in the area of the site that a plain formula says.
TEST(RoadCatchmentsOperation, areas_with_starts_are_split_where_the_costs_are_equal) {
  for (int round = 0; round < 6; ++round) {
    const double a = 150.0 * round, b = 1900.0 - 130.0 * round, wait_a = 0.2 * round,
                 wait_b = 0.9 - 0.3 * (round % 3);
    const Outcome outcome =
        run(river_with_waits({{a, 0, "A", "c", ""}, {b, 0, "B", "c", ""}}, {wait_a, wait_b}), "catchments",
            nearest_with_waits({30}));
    const Table& table = result(outcome, "catchments");
    for (double x = 25; x < 2000; x += 50) {
      const double from_a = wait_a * 60 + std::abs(x - a) / 10, from_b = wait_b * 60 + std::abs(x - b) / 10;
      if (std::abs(from_a - from_b) < 8) continue;  // nearer than a cell to the border
      EXPECT_EQ(contains(table.shapes, 0, x, 0), from_a < from_b) << round << ' ' << x;
      EXPECT_EQ(contains(table.shapes, 1, x, 0), from_b < from_a) << round << ' ' << x;
    }
  }
}

TEST(RoadCatchmentsOperation, what_cannot_be_done_is_said) {
  const OptionValues roads{{"method", std::string("roads")}};
  const Dataset none = dataset({firms_layer(river_firms()), sites_layer({{0, 0, "S", "c", ""}})}, true);
  EXPECT_NE(error_of([&] { run(none, "catchments", roads); }).find("agglo import ROADS --as network"),
            std::string::npos);
  const Dataset far = river({{9e5, 9e5, "S", "c", ""}});
  EXPECT_EQ(error_of([&] {
              run(far, "catchments", roads);
            }).find("failure: no site lies within 1000 m of a road of \"network\""),
            0U);
}

// Junctions 0 (0,0), 1 (2000,0), 2 (2000,1000), 3 (0,1000). Firms at 50 s, 450 s ... from junction 0.
TEST(JunctionsOperation, counts_what_each_junction_reaches) {
  const Outcome outcome = run(river({{0, 0, "S", "centre", ""}}), "junctions",
                              {{"minutes", std::vector<double>{2.5, 5}}, {"weight", std::string("jobs")}});
  const Table& table = result(outcome, "junctions");
  ASSERT_EQ(table.row_count, 4U);
  // Seconds to firms 0, 1, 2 from (0,0): 50, 450, 250; (2000,0): 150, 250, 50; (2000,1000): 250, 150, 50;
  // (0,1000): 450, 50, 250.
  const auto expect = [&](double x, double y, double within_150, double within_300, double minutes) {
    for (std::size_t node = 0; node < 4; ++node) {
      if (table.shapes.first_x(node) != x || table.shapes.first_y(node) != y) continue;
      EXPECT_EQ(table.at("reach_2_5_min").number(node), within_150);
      EXPECT_EQ(table.at("reach_5_min").number(node), within_300);
      EXPECT_NEAR(table.at("minutes_to_site").number(node), minutes, 1e-9);
      EXPECT_EQ(table.at("nearest_site").text(node), "site S");
      return;
    }
    ADD_FAILURE() << "no junction at " << x << " " << y;
  };
  expect(0, 0, 10, 10 + 40, 0);
  expect(2000, 0, 10 + 40, 70, 200 / 60.0);
  expect(2000, 1000, 20 + 40, 70, 300 / 60.0);
  expect(0, 1000, 20, 20 + 40, 500 / 60.0);
}

TEST(JunctionsOperation, unserved_counts_what_a_new_site_would_add) {
  const Outcome outcome = run(river({{0, 0, "S", "centre", ""}}), "junctions",
                              {{"minutes", std::vector<double>{2.5}}, {"unserved", true}});
  const Table& table = result(outcome, "junctions");  // firm 0 is served by S
  const double right[2][2] = {{0, 1}, {1, 2}};        // by north, east
  for (std::size_t node = 0; node < 4; ++node)
    EXPECT_EQ(table.at("reach_2_5_min").number(node),
              right[table.shapes.first_y(node) > 0][table.shapes.first_x(node) > 0]);
  const Dataset none = dataset({firms_layer(river_firms()), river_roads()}, true);
  EXPECT_EQ(error_of([&] {
              run(none, "junctions", {{"unserved", true}});
            }).find("usage: --unserved needs existing sites"),
            0U);
}

/// Sites without a name, and without anything to tell them by.
Dataset river_of_nameless_sites() {
  Layer sites = sites_layer({{0, 0, "W", "centre", ""}, {2000, 1000, "", "centre", ""}});
  Table table = *sites.table;
  for (Column& column : table.columns)
    if (column.name == "name") column.values = StringColumn();
  for (Column& column : table.columns)
    if (column.name == "name")
      for (int i = 0; i < 2; ++i) std::get<StringColumn>(column.values).push_back("");
  sites.table = std::make_shared<Table>(std::move(table));
  return dataset({firms_layer(river_firms()), sites, river_roads()}, true);
}

TEST(JunctionsOperation, a_site_without_a_name_goes_by_its_id_or_its_row) {
  const Outcome outcome = run(river_of_nameless_sites(), "junctions", {{"minutes", std::vector<double>{5}}});
  const Table& table = result(outcome, "junctions");
  for (std::size_t node = 0; node < 4; ++node) {
    const bool west = table.shapes.first_x(node) == 0, north = table.shapes.first_y(node) > 0;
    if (west == north) continue;
    EXPECT_EQ(table.at("nearest_site").text(node), north ? "row 2" : "W");
  }
}

TEST(JunctionsOperation, limits_in_one_pass_count_as_each_by_itself) {
  for (const bool unserved : {false, true}) {
    const Dataset data = river({{0, 0, "S", "centre", ""}});
    const std::vector<double> limits{0.5, 1, 2.5, 5, 9};
    const Outcome all = run(data, "junctions", {{"minutes", limits}, {"unserved", unserved}});
    for (const double limit : limits) {
      const Outcome one =
          run(data, "junctions", {{"minutes", std::vector<double>{limit}}, {"unserved", unserved}});
      std::string column = fmt::format("reach_{}_min", limit);
      std::replace(column.begin(), column.end(), '.', '_');
      for (std::size_t node = 0; node < 4; ++node)
        EXPECT_EQ(result(all, "junctions").at(column).number(node),
                  result(one, "junctions").at(column).number(node));
    }
  }
}

TEST(JunctionsOperation, the_edge_of_the_network_and_the_sources_are_told) {
  const Dataset data =
      dataset({firms_layer(river_firms()), sites_layer({{2000, 0, "S", "c", ""}, {0, 0, "W", "c", ""}}),
               river_roads(true)},
              true);
  const Outcome outcome = run(data, "junctions", {{"minutes", std::vector<double>{2}}});
  const std::string notes = joined(outcome.notes);
  EXPECT_NE(notes.find("1 of 4 firms are farther than 1000 m"), std::string::npos);
  // 100 s over the bridge, 300 s from the west
  EXPECT_NE(notes.find("2 of 4 junctions reach the edge of the road network within 2 min"), std::string::npos)
      << notes;
  EXPECT_NE(notes.find("1 of 2 sites reach the edge of the road network within 2 min; what lies beyond it is "
                       "not counted (site S)"),
            std::string::npos)
      << notes;
  for (const char* source : {"establishments.csv", "network.csv", "institutions.csv"})
    EXPECT_NE(outcome.layers[0].provenance.source.find(source), std::string::npos) << source;
}

TEST(JunctionsOperation, the_sources_are_those_of_the_network_that_was_chosen) {
  Dataset data = river({{0, 0, "S", "centre", ""}});
  Layer other = data.layers.back();
  other.name = "on_foot";
  other.provenance.source = "paths.csv";
  data.layers.push_back(other);
  const auto source = [&](const std::string& network) {
    RunControl control(1);
    const Step step{"junctions", "junctions", "", {{"network", network}}, 0};
    return run_step(data, step, control).layers[0].provenance.source;
  };
  EXPECT_NE(source("on_foot").find("paths.csv"), std::string::npos);
  EXPECT_EQ(source("network").find("paths.csv"), std::string::npos) << source("network");
  EXPECT_NE(source("network").find("network.csv"), std::string::npos);
}

/// Runs travel_times and gives back the file's lines.
std::string travel_times(const Dataset& data, OptionValues options, unsigned threads) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("agglo_travel_times_{}.csv", ::getpid());
  Step step{"travel_times", "travel_times", file.string(), std::move(options), 0};
  RunControl run(threads);
  operation("travel_times").run({data, step}, run);
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  std::filesystem::remove(file);
  return text.str();
}

// Two sites at the ends of road A: 50 s and 150 s to firm 0, 450 s and 250 s to firm 1, 250 s and 50 s to
// firm 2.
TEST(TravelTimesOperation, writes_each_pair_once_site_by_site) {
  const Dataset data = river({{0, 0, "W", "centre", ""}, {2000, 0, "E", "centre", ""}});
  EXPECT_EQ(travel_times(data, {}, 4),
            "site,site_id,site_name,firm,firm_id,minutes\r\n"
            "0,W,site W,0,F0,0.83333\r\n0,W,site W,1,F1,7.50000\r\n0,W,site W,2,F2,4.16667\r\n"
            "1,E,site E,0,F0,2.50000\r\n1,E,site E,1,F1,4.16667\r\n1,E,site E,2,F2,0.83333\r\n");
  EXPECT_EQ(travel_times(data, {{"nearest", 1.0}, {"largest", 4.0}}, 1),
            "site,site_id,site_name,firm,firm_id,minutes\r\n"
            "0,W,site W,0,F0,0.83333\r\n1,E,site E,2,F2,0.83333\r\n");
}

// With more sites than searches are worth the costs come from a hierarchy: the same rows.
TEST(TravelTimesOperation, many_sites_give_the_rows_that_a_few_give) {
  std::vector<Site> many;
  for (int s = 0; s < 100; ++s) many.push_back({s * 20.0, s % 2 * 1000.0, std::to_string(s), "c", ""});
  const std::string all = travel_times(river(many), {}, 4);
  std::string by_few = all.substr(0, all.find('\n') + 1);
  for (std::size_t s = 0; s < many.size(); ++s) {
    const std::string one = travel_times(river({many[s]}), {}, 1);
    for (std::size_t at = one.find('\n') + 1; at < one.size(); at = one.find('\n', at) + 1)
      by_few += std::to_string(s) + one.substr(at + 1, one.find('\n', at) - at);
  }
  EXPECT_EQ(all, by_few);
}

TEST(TravelTimesOperation, the_edge_of_the_network_is_told_and_a_stopped_run_leaves_no_file) {
  const Dataset data =
      dataset({firms_layer(river_firms()), sites_layer({{0, 0, "W", "c", ""}}), river_roads(true)}, true);
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("agglo_travel_edge_{}.csv", ::getpid());
  const auto notes = [&](OptionValues options) {
    RunControl control(2);
    const Outcome outcome =
        operation("travel_times")
            .run({data, {"travel_times", "t", file.string(), std::move(options), 0}}, control);
    std::filesystem::remove(file);
    return joined(outcome.notes);
  };
  EXPECT_NE(notes({}).find(
                "1 of 1 sites reach the edge of the road network; ways beyond it are not known (site W)"),
            std::string::npos)
      << notes({});
  EXPECT_EQ(notes({{"largest", 4.9}}).find("edge of the road network"), std::string::npos);
  EXPECT_NE(notes({{"largest", 5.0}}).find("edge of the road network within 5 min"), std::string::npos);
  RunControl stopped(2);
  stopped.request_stop();
  EXPECT_THROW(operation("travel_times").run({data, {"travel_times", "t", file.string(), {}, 0}}, stopped),
               Error);
  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace agglo::test
