// The catchments operation: which sites count, what the tables say, the antimeridian.
#include <gtest/gtest.h>

#include <cmath>

#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

OptionValues rings(std::vector<double> radius_km) {
  return {{"radius_km", std::move(radius_km)}};
}

/// Metres on a plane: firms at 0 and 3 km; no jobs known of the second.
std::vector<Firm> two_firms() {
  return {{0, 0, "A", 10, 19}, {3000, 0, "B"}};
}

/// Row 0 without a place, row 1 of another kind, row 2 and 3 near, row 4 100 km away.
std::vector<Site> five_sites() {
  return {{kNaN, kNaN, "none", "bank", ""},
          {0, 0, "school", "school", ""},
          {100, 0, "near", "bank", "loans; advice"},
          {3500, 0, "far side", "bank", " advice ;"},
          {100000, 0, "away", "bank", ""}};
}

TEST(CatchmentsOperation, says_the_row_and_id_of_the_site_and_why_others_are_left_out) {
  const Dataset data = dataset({firms_layer(two_firms()), sites_layer(five_sites())}, true);
  OptionValues options = rings({1});
  options["kind"] = std::string(" bank ");
  const Outcome outcome = run(data, "catchments", options);
  const Table& table = result(outcome, "catchments");
  ASSERT_EQ(table.row_count, 2U);
  EXPECT_EQ(table.at("site").number(0), 2);
  EXPECT_EQ(table.at("site_id").text(0), "near");
  EXPECT_EQ(table.at("site").number(1), 3);
  EXPECT_EQ(table.at("site_id").text(1), "far side");
  const std::string notes = joined(outcome.notes);
  EXPECT_NE(notes.find("1 of 5 sites have no place"), std::string::npos) << notes;
  EXPECT_NE(notes.find("1 of 5 sites are of another kind"), std::string::npos) << notes;
  EXPECT_NE(notes.find("1 of 5 sites are so far away that their rings reach no firm;"), std::string::npos)
      << notes;
  EXPECT_EQ(outcome.layers[0].provenance.source, "establishments.csv; institutions.csv");
}

TEST(CatchmentsOperation, names_the_reasons_when_no_site_is_left) {
  const Dataset data = dataset({firms_layer(two_firms()), sites_layer(five_sites())}, true);
  OptionValues options = rings({1});
  options["kind"] = std::string("port");
  std::string error = error_of([&] { run(data, "catchments", options); });
  EXPECT_EQ(error.find("failure: no site of 5 is left: 1 without a place, 4 of another kind than \"port\" |"),
            0U)
      << error;
  const Dataset away = dataset({firms_layer(two_firms()), sites_layer({{1e6, 0, "x", "bank", ""}})}, true);
  error = error_of([&] { run(away, "catchments", rings({1})); });
  EXPECT_EQ(error.find("failure: no site of 1 is left: 1 too far"), 0U) << error;
}

TEST(CatchmentsOperation, services_lose_the_blanks_around_them) {
  const Dataset data = dataset({firms_layer(two_firms()), sites_layer(five_sites())}, true);
  OptionValues options = rings({1});
  options["kind"] = std::string("bank");
  const Outcome outcome = run(data, "catchments", options);
  EXPECT_EQ(outcome.layers[0].title, "Catchments (1 km), only bank");
  const Table& service = result(outcome, "catchments_service");
  std::string names;
  for (std::size_t row = 0; row < service.row_count; ++row)
    names += service.at("service").text(row) + "/" + service.at("sites").text(row) + "=" +
             service.at("firms").text(row) + " ";
  EXPECT_EQ(names, "advice/0=0 advice/1=2 loans/0=1 loans/1=1 ");
}

TEST(CatchmentsOperation, no_firm_has_no_jobs_but_firms_of_unknown_jobs_miss_them) {
  const Dataset data = dataset({firms_layer(two_firms()), sites_layer(five_sites())}, true);
  OptionValues options = rings({0.4, 1, 5});
  options["kind"] = std::string("bank");
  const Outcome outcome = run(data, "catchments", options);
  const Table& table = result(outcome, "catchments");
  ASSERT_EQ(table.row_count, 6U);
  EXPECT_EQ(table.at("jobs_lo").number(0), 10);
  EXPECT_EQ(table.at("firms").number(3), 0);  // the second site, 0.4 km: no firm
  EXPECT_EQ(table.at("jobs_lo").number(3), 0);
  EXPECT_EQ(table.at("jobs_hi").number(3), 0);
  EXPECT_EQ(table.at("firms").number(4), 1);  // 1 km: the firm whose jobs are unknown
  EXPECT_TRUE(std::isnan(table.at("jobs_lo").number(4)));
  EXPECT_EQ(table.at("jobs_hi").number(5), 19);
  const Table& service = result(outcome, "catchments_service");
  // Advice: within 0.4 km the second firm has no site, within 1 km every firm has one.
  EXPECT_EQ(service.at("service").text(2), "advice");
  EXPECT_EQ(service.at("firms").number(0), 1);
  EXPECT_TRUE(std::isnan(service.at("jobs_lo").number(0)));
  EXPECT_EQ(service.at("radius_km").number(2), 1);
  EXPECT_EQ(service.at("sites").number(2), 0);
  EXPECT_EQ(service.at("firms").number(2), 0);
  EXPECT_EQ(service.at("jobs_lo").number(2), 0);
}

TEST(CatchmentsOperation, clusters_of_other_firms_are_not_counted) {
  Dataset data = dataset({firms_layer({{0, 0, "A"}, {1, 0, "A"}}), sites_layer({{0, 0, "a", "", ""}})}, true);
  Table clusters;  // more rows than there are firms now
  clusters.row_count = 3;
  clusters.add("cluster", std::vector<double>{0, kNaN, 7});
  Layer layer{"dbscan_firms", "Firms", Role::result, "cluster_firms", nullptr, {}};
  layer.table = std::make_shared<Table>(std::move(clusters));
  data.layers.push_back(layer);
  const Outcome outcome = run(data, "catchments", {{"radius_km", std::vector<double>{1}}});
  EXPECT_TRUE(std::isnan(result(outcome, "catchments").at("clusters").number(0)));
  EXPECT_NE(joined(outcome.notes).find("The clusters of \"dbscan_firms\" are of other firms"),
            std::string::npos);
}

TEST(CatchmentsOperation, joined_rings_tell_jobs_and_clusters) {
  std::vector<Firm> firms = two_firms();
  for (int i = 0; i < 3; ++i) firms.push_back({3000.0 + i, 0, "B", 1, 4});
  Dataset data = dataset({firms_layer(firms), sites_layer(five_sites())}, true);
  for (const Layer& layer : run(data, "dbscan", {{"eps_m", 50.0}, {"min_points", 3.0}}).layers)
    data.layers.push_back(layer);
  OptionValues options = rings({0.2, 1});
  options["kind"] = std::string("bank");
  options["merge"] = true;
  const Table table = result(run(data, "catchments", options), "catchments");
  ASSERT_EQ(table.row_count, 2U);
  EXPECT_EQ(table.at("firms").number(0), 1);
  EXPECT_EQ(table.at("jobs_lo").number(0), 10);
  EXPECT_EQ(table.at("clusters").number(0), 0);
  EXPECT_EQ(table.at("firms").number(1), 5);
  EXPECT_EQ(table.at("jobs_lo").number(1), 10 + 3 * 1);
  EXPECT_EQ(table.at("jobs_hi").number(1), 19 + 3 * 4);
  EXPECT_EQ(table.at("clusters").number(1), 1);
}

TEST(CatchmentsOperation, sites_that_reach_the_study_area_alone_are_kept) {
  // A study area of 20 km; the firms in its west, the second site in its east, the third outside of it.
  const std::vector<Site> sites{
      {500, 0, "west", "bank", ""}, {19000, 0, "east", "bank", ""}, {40000, 0, "out", "bank", ""}};
  const Layer regions = box_layer(Role::regions, -1000, -1000, 19500, 1000);
  const Dataset without = dataset({firms_layer(two_firms()), sites_layer(sites)}, true);
  const Dataset with = dataset({firms_layer(two_firms()), sites_layer(sites), regions}, true);
  EXPECT_EQ(result(run(without, "catchments", rings({2})), "catchments").row_count, 1U);
  const Outcome outcome = run(with, "catchments", rings({2}));
  EXPECT_EQ(result(outcome, "catchments").row_count, 2U);
  EXPECT_NE(joined(outcome.notes)
                .find("1 of 3 sites are so far away that their rings reach no firm and no part of the "
                      "study area (regions)"),
            std::string::npos)
      << joined(outcome.notes);
  // Cover: what is not served is the area (41 km2) less two discs cut at its edges, and adds up to it.
  const Table& cover = result(outcome, "catchments_cover");
  double all_km2 = 0, served_km2 = 0;
  for (std::size_t row = 0; row < cover.row_count; ++row) {
    all_km2 += cover.at("area_km2").number(row);
    served_km2 += cover.at("sites").number(row) > 0 ? cover.at("area_km2").number(row) : 0;
  }
  EXPECT_NEAR(all_km2, 41, 1e-6);
  EXPECT_NEAR(served_km2, 11.7, 0.5);  // 3.5 + 2 km and 2 + 0.5 km wide, 2 km high, rounded ends
}

TEST(CatchmentsOperation, nearest_site_areas_share_the_study_area_among_all_sites_that_touch_it) {
  // Firms crowd around the first site; the border to the second is at x = 9750.
  const std::vector<Site> sites{
      {500, 0, "west", "bank", ""}, {19000, 0, "east", "bank", ""}, {40000, 0, "out", "bank", ""}};
  const Layer regions = box_layer(Role::regions, -1000, -1000, 19500, 1000);
  const Dataset data =
      dataset({firms_layer({{400, 0, "A"}, {600, 0, "A"}}), sites_layer(sites), regions}, true);
  const Outcome outcome = run(data, "catchments", {{"method", std::string("voronoi")}});
  const Table& table = result(outcome, "catchments");
  ASSERT_GE(table.row_count, 2U);
  EXPECT_EQ(table.at("site_id").text(1), "east");
  EXPECT_NEAR(table.at("area_km2").number(0), 2 * 10.75, 1e-9);
  EXPECT_NEAR(table.at("area_km2").number(1), 2 * 9.75, 1e-9);
}

TEST(CatchmentsOperation, a_site_of_another_kind_near_the_firms_keeps_no_site_out) {
  // The school lies among the firms; the bank, the only site of its kind, does not.
  const std::vector<Site> sites{{500, 0, "school", "school", ""}, {50000, 0, "bank", "bank", ""}};
  const Dataset data = dataset({firms_layer({{400, 0, "A"}, {600, 0, "A"}}), sites_layer(sites)}, true);
  const Outcome outcome =
      run(data, "catchments", {{"method", std::string("voronoi")}, {"kind", std::string("bank")}});
  EXPECT_EQ(result(outcome, "catchments").at("firms").number(0), 2);
}

TEST(CatchmentsOperation, takes_sites_from_another_layer_without_institutions) {
  const Dataset zones =
      dataset({firms_layer(two_firms()), box_layer(Role::zones, -100, -100, 100, 100)}, true);
  OptionValues options = rings({1});
  options["sites"] = std::string("zones");
  EXPECT_EQ(result(run(zones, "catchments", options), "catchments").at("firms").number(0), 1);
  const std::string error = error_of([&] { run(zones, "catchments", rings({1})); });
  EXPECT_EQ(error.find("usage: --sites names \"institutions\""), 0U) << error;
  EXPECT_NE(error.find("--as institutions"), std::string::npos) << error;
  options["sites"] = std::string("infrastructure");
  EXPECT_NE(error_of([&] { run(zones, "catchments", options); }).find("--as infrastructure"),
            std::string::npos);
}

TEST(CatchmentsOperation, refuses_what_is_no_date) {
  const Dataset data = dataset({firms_layer(two_firms()), sites_layer(five_sites())}, true);
  EXPECT_EQ(error_of([&] {
              run(data, "catchments", {{"active_on", std::string("2014-02-30")}});
            }).find("usage: --active-on is \"2014-02-30\""),
            0U);
}

/// Firms in a row along a parallel across the antimeridian.
std::vector<Firm> fiji() {
  std::vector<Firm> firms;
  for (int i = -10; i <= 10; ++i) firms.push_back({std::remainder(180 + 0.01 * i, 360), -17, "A", 1, 1});
  return firms;
}

TEST(CatchmentsOperation, shapes_across_the_antimeridian_are_cut) {
  const std::vector<Site> sites{{179.95, -17, "w", "bank", ""}, {-179.96, -17.01, "e", "bank", ""}};
  const Dataset data = dataset({firms_layer(fiji()), sites_layer(sites)});
  OptionValues merged = rings({5, 10});
  merged["merge"] = true;
  for (const OptionValues& options :
       {rings({5, 10}), merged, OptionValues{{"method", std::string("voronoi")}}}) {
    const Outcome outcome = run(data, "catchments", options);
    for (const Layer& layer : outcome.layers) {
      if (layer.table->shapes.empty()) continue;
      EXPECT_LT(longest_step_deg(layer.table->shapes), 1) << layer.name;
    }
    double firms = 0;
    const Table& table = result(outcome, "catchments");
    for (std::size_t row = 0; row < table.row_count; ++row) {
      firms = std::max(firms, table.at("firms").number(row));
      EXPECT_GT(table.at("area_km2").number(row), 20);
      EXPECT_LT(table.at("area_km2").number(row), 700);
    }
    EXPECT_GE(firms, 10);
  }
}

TEST(CatchmentsOperation, a_site_with_an_area_across_the_antimeridian_lies_in_its_middle) {
  // The same box in one piece, and cut in two.
  for (const bool cut : {false, true}) {
    Dataset data =
        dataset({firms_layer(fiji()), box_layer(Role::institutions, 179.98, -17.01, -179.98, -16.99)});
    if (cut) {
      Table table = *data.layers[1].table;
      table.shapes = {};
      table.shapes.begin_row(ShapeKind::polygon);
      for (const auto& [west, east] : {std::pair{179.98, 180.0}, std::pair{-180.0, -179.98}}) {
        table.shapes.begin_part();
        table.shapes.add_ring(std::vector<double>{west, east, east, west, west},
                              std::vector<double>{-17.01, -17.01, -16.99, -16.99, -17.01});
      }
      data.layers[1] = layer_of(Role::institutions, table);
    }
    // 0.01 degrees are 1.065 km on this parallel: five firms within 2.5 km of 180.
    const Table table = result(run(data, "catchments", rings({2.5})), "catchments");
    EXPECT_EQ(table.at("firms").number(0), 5) << cut;
  }
}

}  // namespace
}  // namespace agglo::test
