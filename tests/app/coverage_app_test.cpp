// The coverage operation: straight and along roads, what its tables say, what it refuses.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cmath>

#include "agglo/roads.hpp"
#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Metres on a plane, all on the line y = 0.
std::vector<Firm> four_firms() {
  return {{0, 0, "A", 10, 19}, {1000, 0, "B", 5, 5}, {2000, 0, "B"}, {kNaN, kNaN, "B", 7, 7}};
}

Layer sites_with_capacity() {
  Layer layer = sites_layer({{0, 0, "a", "centre", "advice; loans"},
                             {1000, 0, "b", "centre", "advice"},
                             {2000, 0, "c", "bank", ""}});
  Table table = *layer.table;
  table.add("capacity", std::vector<double>{4, kNaN, 1});
  layer.table = std::make_shared<Table>(std::move(table));
  return layer;
}

/// A road from x = 0 to x = 2000 with a node at 1000; its eastern half is open towards the west alone. The
/// road goes on beyond x = 0.
Layer road_layer() {
  RoadWays ways;
  const auto add = [&](double from, double to, double forward_kmh, double backward_kmh, std::uint8_t cut,
                       double y0 = 0, double y1 = 0) {
    ways.lines.begin_row(ShapeKind::line);
    ways.lines.begin_part();
    ways.lines.add_ring(std::vector<double>{from, to}, std::vector<double>{y0, y1});
    ways.forward_kmh.push_back(forward_kmh);
    ways.backward_kmh.push_back(backward_kmh);
    ways.forward_s.push_back(kNaN);
    ways.backward_s.push_back(kNaN);
    ways.joinable.push_back(1);
    ways.cut.push_back(cut);
    for (StringColumn* text : {&ways.id, &ways.name, &ways.kind}) text->push_back("road");
  };
  add(0, 1000, 60, 60, 1);  // a minute each way
  add(1000, 2000, kNaN, 30, 0);
  // Roads of fewer than ten nodes that reach each other are passed over as islands: long ways to the east and
  // to the north make both halves large enough.
  for (int i = 0; i < 12; ++i) {
    add(2000 + 1e5 * i, 2000 + 1e5 * (i + 1), 60, 60, 0);
    add(1000, 1000, 60, 60, 0, 1e5 * i, 1e5 * (i + 1));
  }
  RunControl run(1);
  return layer_of(Role::network,
                  network_table(build_network(ways, {}, Frame{FrameKind::plane, "", "plane", 0}, run).edges));
}

Dataset world() {
  return dataset({firms_layer(four_firms()), sites_with_capacity(), road_layer()}, true);
}

/// Rows of columns as text: "advice 1 0.5 | loans ...".
std::string rows_of(const Table& table, const std::vector<std::string>& columns) {
  std::string text;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    if (row > 0) text += " | ";
    for (std::size_t c = 0; c < columns.size(); ++c)
      text += (c > 0 ? " " : "") + table.at(columns[c]).text(row);
  }
  return text;
}

TEST(CoverageOperation, straight_hand_worked) {
  // Within 1 km: advice: firm 0 by a and b, firm 1 by a and b, firm 2 by b. Loans: firms 0 and 1 by a. Banks:
  // firms 1 and 2 by c. The firm without a place is no gap.
  const Outcome outcome = run(world(), "coverage", {{"km", std::vector<double>{1}}});
  EXPECT_EQ(rows_of(result(outcome, "coverage"), {"service", "sites", "demand", "covered", "gap_firms"}),
            "advice 2 3 3 0 | kind: bank 1 3 2 1 | loans 1 3 2 1");
  EXPECT_DOUBLE_EQ(result(outcome, "coverage").at("redundancy").number(0), 2.0 / 3);
  EXPECT_DOUBLE_EQ(result(outcome, "coverage").at("coverage").number(2), 2.0 / 3);
  EXPECT_EQ(rows_of(result(outcome, "coverage_counts"), {"service", "sites", "firms"}),
            "advice 0 0 | advice 1 1 | advice 2 2 | kind: bank 0 1 | kind: bank 1 2 | loans 0 1 | loans 1 2");
  EXPECT_EQ(rows_of(result(outcome, "coverage_gaps"), {"id", "limit", "missing", "services"}),
            "F0 1 1 kind: bank | F2 1 1 loans");
  // a and b: firms {0, 1} and {0, 1, 2}, 2 of 3; services 1 of 2.
  EXPECT_EQ(rows_of(result(outcome, "coverage_pairs"), {"site_a", "site_b", "firms_both", "services_both"}),
            "site a site b 2 1");
  EXPECT_DOUBLE_EQ(result(outcome, "coverage_pairs").at("duplication").number(0), 1.0 / 3);
  EXPECT_EQ(
      rows_of(result(outcome, "coverage_supply"), {"service", "site", "own_ratio", "verdict", "reason"}),
      "advice site a 2 oversupply  | advice site b  oversupply capacity unknown | "
      "kind: bank site c 0.5 no oversupply  | loans site a 2 oversupply ");
  const std::string notes = joined(outcome.notes);
  EXPECT_NE(notes.find("1 of 4 firms are left out"), std::string::npos) << notes;
  EXPECT_NE(notes.find("1 of 3 sites have no known capacity"), std::string::npos) << notes;
}

TEST(CoverageOperation, along_roads_follows_one_ways_and_says_where_the_network_ends) {
  // Minutes to site a at 0: 0, 1, 3; to b: 1, 0, 2; to c: none but firm 2 itself gets there.
  OptionValues options{{"along", std::string("roads")}, {"minutes", std::vector<double>{1, 2}}};
  const Outcome outcome = run(world(), "coverage", options);
  EXPECT_EQ(rows_of(result(outcome, "coverage"), {"service", "limit", "covered", "gap_firms"}),
            "advice 1 2 1 | advice 2 3 0 | kind: bank 1 1 2 | kind: bank 2 1 2 | loans 1 2 1 | loans 2 2 1");
  // The way from sites: a reaches 0 and 1, b the same, c all within 3 minutes but only 1 and 2 within 2.
  options["direction"] = std::string("from_sites");
  EXPECT_EQ(rows_of(result(run(world(), "coverage", options), "coverage"), {"service", "limit", "covered"}),
            "advice 1 2 | advice 2 2 | kind: bank 1 1 | kind: bank 2 2 | loans 1 2 | loans 2 2");
  const std::string notes = joined(outcome.notes);
  EXPECT_NE(notes.find("2 of 3 sites reach the edge of the road network within 2 min"), std::string::npos)
      << notes;
  options["services"] = std::string("loans");  // of site a alone; the others are no part of it
  const std::string of_one = joined(run(world(), "coverage", options).notes);
  EXPECT_NE(of_one.find("1 of 1 sites reach the edge"), std::string::npos) << of_one;
  EXPECT_EQ(of_one.find("site b"), std::string::npos) << of_one;
}

TEST(CoverageOperation, road_distance_counts_kilometres) {
  const Outcome outcome =
      run(world(), "coverage", {{"along", std::string("roads")}, {"km", std::vector<double>{1}}});
  EXPECT_EQ(rows_of(result(outcome, "coverage"), {"service", "covered"}),
            "advice 3 | kind: bank 1 | loans 2");
}

TEST(CoverageOperation, demand_may_be_jobs_and_services_may_be_chosen) {
  // Jobs 14.5, 5, unknown. Loans reach firms 0 and 1 within 1 km.
  const Outcome outcome = run(world(), "coverage",
                              {{"km", std::vector<double>{0.5}},
                               {"weight", std::string("jobs")},
                               {"services", std::string("loans")}});
  const Table& table = result(outcome, "coverage");
  ASSERT_EQ(table.row_count, 1U);
  EXPECT_EQ(table.at("demand").number(0), 19.5);
  EXPECT_EQ(table.at("covered").number(0), 14.5);
  EXPECT_EQ(table.at("gap_firms").number(0), 2);
  EXPECT_EQ(table.at("gap_jobs_lo").number(0), 5);
}

/// A planned adviser at 2 km and a bank where one is already.
Dataset planned_world() {
  Dataset data = world();
  Layer planned =
      sites_layer({{2000, 0, "p", "centre", "loans"}, {2000, 0, "q", "bank", ""}}, Role::infrastructure);
  planned.name = "planned";
  data.layers.push_back(planned);
  return data;
}

TEST(CoverageOperation, also_counts_planned_sites_and_says_what_each_adds) {
  // Loans: a reaches firms 0 and 1, p 1 and 2. The bank q does what c does.
  const Outcome outcome =
      run(planned_world(), "coverage", {{"km", std::vector<double>{1}}, {"also", std::string("planned")}});
  EXPECT_EQ(rows_of(result(outcome, "coverage"), {"service", "sites", "covered"}),
            "advice 2 3 | kind: bank 2 2 | loans 2 3");
  EXPECT_EQ(rows_of(result(outcome, "coverage_added"),
                    {"added_site", "service", "reached_firms", "newly_served", "overlap", "overlaps_with"}),
            "site q kind: bank 2 0 1 site c | site p loans 2 1 0.5 site a");
  EXPECT_NE(joined(outcome.notes).find("2 sites of \"planned\" are counted as well"), std::string::npos);
  EXPECT_NE(outcome.layers[0].provenance.source.find("infrastructure.csv"), std::string::npos);
}

TEST(CoverageOperation, without_also_the_institutions_are_the_sites_and_nothing_is_added) {
  const Outcome outcome = run(planned_world(), "coverage", {{"km", std::vector<double>{1}}});
  EXPECT_EQ(rows_of(result(outcome, "coverage"), {"service", "sites"}), "advice 2 | kind: bank 1 | loans 1");
  EXPECT_THROW(result(outcome, "coverage_added"), std::logic_error);
}

TEST(CoverageOperation, also_is_refused_where_it_adds_nothing) {
  const auto words = [](const std::string& also, const std::string& kind) {
    return error_of([&] {
      run(planned_world(), "coverage", {{"km", std::vector<double>{1}}, {"also", also}, {"kind", kind}});
    });
  };
  EXPECT_EQ(words("institutions", ""),
            "usage: --also names \"institutions\", whose sites are counted already | name the layer with the "
            "further sites");
  EXPECT_EQ(words("plans", "").find("usage: --also names \"plans\", which the project does not have"), 0U);
  Dataset far = planned_world();
  far.layers.back() = sites_layer({{kNaN, kNaN, "p", "centre", "loans"}}, Role::infrastructure);
  far.layers.back().name = "planned";
  EXPECT_EQ(error_of([&] {
              run(far, "coverage", {{"km", std::vector<double>{1}}, {"also", std::string("planned")}});
            }).find("failure: --also planned: no site of 1 is left: 1 without a place"),
            0U);
}

TEST(CoverageOperation, refuses_what_makes_no_sense) {
  const Dataset data = world();
  const auto error = [&](OptionValues options) {
    return error_of([&] { run(data, "coverage", std::move(options)); });
  };
  const std::vector<double> five{5};
  EXPECT_EQ(error({{"minutes", five}})
                .find("usage: --minutes is given as \"5\", and --along straight does not use it"),
            0U);
  EXPECT_EQ(error({{"minutes", five}, {"km", five}, {"along", std::string("roads")}})
                .find("usage: --minutes and --km are both given"),
            0U);
  EXPECT_EQ(
      error({{"services", std::string("patents")}})
          .find("usage: --services names \"patents\", which no site offers | the services are: \"advice\""),
      0U);
  EXPECT_EQ(error({{"along", std::string("roads")}, {"network", std::string("institutions")}})
                .find("usage: --network names \"institutions\", which is no road network"),
            0U);
  for (const char* limit : {"minutes", "km"})
    for (const double bad : {0.0, -1.0, kNaN, 1e6}) {
      const std::string along = limit == std::string("minutes") ? "roads" : "straight";
      EXPECT_EQ(error({{limit, std::vector<double>{bad}}, {"along", along}})
                    .find(fmt::format("usage: --{} is \"", limit)),
                0U)
          << limit << ' ' << bad;
    }
  Dataset bare = data;
  bare.layers.pop_back();
  EXPECT_EQ(error_of([&] {
              run(bare, "coverage", {{"along", std::string("roads")}});
            }).find("usage: ways along roads need a road network, and there is none"),
            0U);
}

TEST(CoverageOperation, a_negative_capacity_is_named_by_its_row_in_the_layer) {
  Layer sites = sites_layer({{0, 0, "a", "other", ""}, {1000, 0, "b", "centre", ""}});
  Table table = *sites.table;
  table.add("capacity", std::vector<double>{1, -3});
  sites.table = std::make_shared<Table>(std::move(table));
  const Dataset data = dataset({firms_layer(four_firms()), sites}, true);
  EXPECT_EQ(error_of([&] {
              run(data, "coverage", {{"kind", std::string("centre")}});
            }).find("usage: row 2 of \"institutions\" has the capacity \"-3\""),
            0U);
}

TEST(CoverageOperation, places_far_from_roads_are_counted_apart) {
  std::vector<Firm> firms = four_firms();
  firms.push_back({-4000, 0, "A"});
  const Dataset data = dataset({firms_layer(firms), sites_with_capacity(), road_layer()}, true);
  const Outcome outcome = run(data, "coverage", {{"along", std::string("roads")}});
  EXPECT_EQ(result(outcome, "coverage").at("demand").number(0), 3);
  EXPECT_NE(joined(outcome.notes).find("1 of 4 firms are farther than 1000 m from any road"),
            std::string::npos);
  const Dataset away = dataset({firms_layer({{-4000, 0, "A"}}), sites_with_capacity(), road_layer()}, true);
  EXPECT_EQ(error_of([&] {
              run(away, "coverage", {{"along", std::string("roads")}});
            }).find("failure: no firm lies within 1000 m of a road of \"network\""),
            0U);
}

}  // namespace
}  // namespace agglo::test
