// Cluster tables: quotients of one-sector clusters, dates, weights, clusters across the antimeridian.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

/// Blobs of two sectors over each other around (lon, lat), some firms of both on one address.
std::vector<Firm> mixed_blobs(double lon, double lat, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(-1, 1);
  std::vector<Firm> firms;
  for (int blob = 0; blob < 4; ++blob) {
    const double middle_lon = lon + 0.05 * (blob - 1.5), middle_lat = lat + 0.02 * (blob % 2);
    for (int i = 0; i < 24; ++i) {
      // Within 180 degrees, as any source gives them.
      const double x = std::remainder(middle_lon + 0.004 * unit(random), 360);
      const double y = middle_lat + 0.004 * unit(random);
      firms.push_back({x, y, i % 3 == 0 ? "B" : "A"});
      if (i % 5 == 0) firms.push_back({x, y, i % 3 == 0 ? "A" : "B"});
    }
  }
  return firms;
}

double turn(const std::vector<double>& x, const std::vector<double>& y, std::size_t a, std::size_t b,
            std::size_t c) {
  return (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a]);
}

/// A point is in the convex hull of points when it is in the triangle of some three of them (Caratheodory).
bool in_hull(const std::vector<double>& x, const std::vector<double>& y,
             const std::vector<std::size_t>& members, std::size_t point) {
  for (const std::size_t a : members) {
    if (x[a] == x[point] && y[a] == y[point]) return true;
    for (const std::size_t b : members)
      for (const std::size_t c : members) {
        if (!(turn(x, y, a, b, c) > 0)) continue;
        if (turn(x, y, a, b, point) >= 0 && turn(x, y, b, c, point) >= 0 && turn(x, y, c, a, point) >= 0)
          return true;
      }
  }
  return false;
}

struct Counts {
  std::uint64_t k = 0, n = 0;
};
/// Firms inside the hull of each cluster, by the brute force above, in the metres of the frame.
std::vector<Counts> brute_force_counts(const Dataset& data, const std::vector<Firm>& firms,
                                       const Outcome& outcome) {
  std::vector<double> lon, lat, x, y, z;
  for (const Firm& firm : firms) {
    lon.push_back(firm.x);
    lat.push_back(firm.y);
  }
  place_in_frame(data.frame, lon, lat, x, y, z);
  const Table& clusters = result(outcome, "dbscan");
  const Table& labels = result(outcome, "dbscan_firms");
  std::vector<Counts> counts(clusters.row_count);
  for (std::size_t g = 0; g < counts.size(); ++g) {
    std::vector<std::size_t> members;
    for (std::size_t row = 0; row < firms.size(); ++row)
      if (labels.at("cluster").number(row) == static_cast<double>(g)) members.push_back(row);
    for (std::size_t row = 0; row < firms.size(); ++row)
      if (in_hull(x, y, members, row)) {
        ++counts[g].n;
        counts[g].k += firms[row].sector == clusters.at("sector").text(g) ? 1U : 0U;
      }
  }
  return counts;
}

const OptionValues kEachSector{{"each", std::string("sector")},
                               {"boundary", std::string("convex")},
                               {"eps_m", 400.0},
                               {"min_points", 4.0}};

void expect_quotients_of_brute_force(double lon, unsigned seed) {
  const std::vector<Firm> firms = mixed_blobs(lon, -17.5, seed);
  const Dataset data = dataset({firms_layer(firms)});
  ASSERT_EQ(data.frame.kind, FrameKind::projected);
  const Outcome outcome = run(data, "dbscan", kEachSector);
  const Table& clusters = result(outcome, "dbscan");
  ASSERT_GE(clusters.row_count, 4U);
  const std::vector<Counts> counts = brute_force_counts(data, firms, outcome);
  for (std::size_t g = 0; g < counts.size(); ++g) {
    EXPECT_GE(static_cast<double>(counts[g].k), clusters.at("firms").number(g));
    double of_sector = 0;
    for (const Firm& firm : firms) of_sector += firm.sector == clusters.at("sector").text(g) ? 1 : 0;
    const double expected = static_cast<double>(counts[g].k) / static_cast<double>(counts[g].n) /
                            (of_sector / static_cast<double>(firms.size()));
    EXPECT_NEAR(clusters.at("lq").number(g), expected, 1e-12) << "cluster " << g << " at " << lon;
  }
}

TEST(ClusterTables, quotient_counts_firms_on_the_edge_of_the_cluster_as_brute_force_does) {
  for (unsigned seed = 1; seed <= 3; ++seed) expect_quotients_of_brute_force(12.3, seed);
}

TEST(ClusterTables, quotient_is_the_same_across_the_antimeridian) {
  for (unsigned seed = 1; seed <= 3; ++seed) expect_quotients_of_brute_force(180 + 0.025, seed);
}

TEST(ClusterTables, clusters_across_the_antimeridian_are_cut_and_keep_their_area) {
  // A rectangle of firms around (lon, 0): 0.02 degrees wide.
  const auto block = [](double lon) {
    std::vector<Firm> firms;
    for (int i = -5; i <= 5; ++i)
      for (int j = -2; j <= 2; ++j) firms.push_back({std::remainder(lon + 0.002 * i, 360), 0.002 * j, "A"});
    return firms;
  };
  const OptionValues options{{"boundary", std::string("convex")}, {"eps_m", 400.0}, {"min_points", 3.0}};
  const Table across = result(run(dataset({firms_layer(block(180))}), "dbscan", options), "dbscan");
  const Table beside = result(run(dataset({firms_layer(block(100))}), "dbscan", options), "dbscan");
  ASSERT_EQ(across.row_count, 1U);
  EXPECT_LT(longest_step_deg(across.shapes), 0.03);
  EXPECT_EQ(across.shapes.row_start[1], 2U);
  EXPECT_EQ(across.shapes.box(0).min_x, -180);
  EXPECT_EQ(across.shapes.box(0).max_x, 180);
  const double area_km2 = beside.at("area_km2").number(0);
  EXPECT_NEAR(area_km2, 2.226 * 0.8845, 0.01);  // a degree is 111.3 km east, 110.6 km north
  EXPECT_NEAR(across.at("area_km2").number(0), area_km2, 1e-6 * area_km2);
}

TEST(ClusterTables, geocentric_clusters_hold_their_members_and_the_firms_between_them) {
  std::vector<Firm> firms;
  // Two squares of A with B on one corner and in the middle, a world apart; and a lone C.
  for (const auto& [lon, lat] : {std::pair{179.999, 60.0}, std::pair{10.0, -55.0}}) {
    for (const double dx : {0.0, 0.004})
      for (const double dy : {0.0, 0.002}) firms.push_back({std::remainder(lon + dx, 360), lat + dy, "A"});
    firms.push_back({lon, lat, "B"});
    firms.push_back({std::remainder(lon + 0.002, 360), lat + 0.001, "B"});
  }
  firms.push_back({90, 0, "C"});
  const Dataset data = dataset({firms_layer(firms)});
  ASSERT_EQ(data.frame.kind, FrameKind::geocentric);
  OptionValues options = kEachSector;
  options["sectors"] = std::string("A");
  const Outcome outcome = run(data, "dbscan", options);
  const Table& clusters = result(outcome, "dbscan");
  ASSERT_EQ(clusters.row_count, 2U);
  for (std::size_t g = 0; g < 2; ++g)  // k = 4 of n = 6 inside, K = 8 of N = 13 in all
    EXPECT_NEAR(clusters.at("lq").number(g), (4.0 / 6) / (8.0 / 13), 1e-12) << g;
  EXPECT_LT(longest_step_deg(clusters.shapes), 1);
}

Day day(int year) {
  return *day_from_civil(year, 6, 1);
}

/// Six firms on a spot: births 1990, 2008, 2011, 2014 (closed 2015), 2020, unknown; and a young one far away.
std::vector<Firm> dated_firms() {
  std::vector<Firm> firms;
  for (const int year : {1990, 2008, 2011, 2014, 2020, 0})
    firms.push_back(
        {0.1 * static_cast<double>(firms.size()), 0, "A", 1, 1, year == 0 ? kUnknownDay : day(year)});
  firms[3].closed = day(2015);
  firms.push_back({90000, 0, "Z", 1, 1, day(2023)});
  return firms;
}

TEST(ClusterTables, young_firms_are_counted_from_the_day_the_firms_are_looked_at) {
  const Dataset data = dataset({firms_layer(dated_firms())}, true);
  const OptionValues base{{"eps_m", 100.0}, {"min_points", 2.0}};
  // All firms: the last birth is in 2023, so those of 2020 are young (after mid 2018).
  Table table = result(run(data, "dbscan", base), "dbscan");
  EXPECT_EQ(table.at("firms").number(0), 6);
  EXPECT_EQ(table.at("young_firms").number(0), 1);
  EXPECT_NE(table.at("young_firms").description.find("up to 2023-06-01"), std::string::npos);
  EXPECT_NEAR(table.at("young_share").number(0), 1.0 / 5, 1e-12);
  EXPECT_EQ(table.at("closed_firms").number(0), 1);
  // Firms of A alone: the last birth among them is in 2020. Those of 2014 are older than five years.
  OptionValues options = base;
  options["sectors"] = std::string("A");
  table = result(run(data, "dbscan", options), "dbscan");
  EXPECT_EQ(table.at("young_firms").number(0), 1);
  // On a day of 2014: 2011 and 2014 are young, 2020 is not born, and 2015's closing has not happened.
  options["active_on"] = std::string("2014-12-31");
  table = result(run(data, "dbscan", options), "dbscan");
  EXPECT_EQ(table.at("firms").number(0), 5);
  EXPECT_EQ(table.at("young_firms").number(0), 2);
  EXPECT_NEAR(table.at("young_share").number(0), 2.0 / 4, 1e-12);
  EXPECT_EQ(table.at("closed_firms").number(0), 0);
}

TEST(ClusterTables, births_typed_years_ahead_make_no_firm_old) {
  std::vector<Firm> firms;
  for (int k = 0; k < 2000; ++k) firms.push_back({0.01 * k, 0, "A", 1, 1, day(k % 2 == 0 ? 2000 : 2015)});
  firms[0].born = day(2090);
  firms[2].born = day(2091);
  const Dataset data = dataset({firms_layer(firms)}, true);
  const Table table = result(run(data, "dbscan", {{"eps_m", 100.0}, {"min_points", 2.0}}), "dbscan");
  EXPECT_NE(table.at("young_firms").description.find("up to 2015-06-01"), std::string::npos);
  EXPECT_EQ(table.at("young_firms").number(0), 1002);
}

TEST(ClusterTables, a_condition_chooses_the_firms) {
  const Dataset data = dataset({firms_layer(dated_firms())}, true);
  OptionValues options{{"eps_m", 100.0}, {"min_points", 2.0}, {"where", std::string("born >= 2010")}};
  const Outcome outcome = run(data, "dbscan", options);
  const Table table = result(outcome, "dbscan");
  EXPECT_EQ(table.at("firms").number(0), 3);  // 2011, 2014 and 2020; the year of one is not known
  ASSERT_FALSE(outcome.notes.empty());
  EXPECT_EQ(outcome.notes[0], "3 of 7 firms were left out by --sectors, --active-on or --where.");
  options["where"] = std::string("born >= 2100");
  EXPECT_THROW(run(data, "dbscan", options), Error);
  options["where"] = std::string("no_such_column = 1");
  EXPECT_THROW(run(data, "dbscan", options), Error);
}

TEST(ClusterTables, weight_must_name_a_number_column) {
  const Dataset data = dataset({firms_layer(dated_firms())}, true);
  for (const char* column : {"sector", "born"}) {
    const std::string error = error_of([&] { run(data, "dbscan", {{"weight", std::string(column)}}); });
    EXPECT_EQ(error.find(std::string("usage: --weight names \"") + column), 0U) << error;
    EXPECT_NE(error.find("jobs_lo, jobs_hi"), std::string::npos) << error;
  }
  EXPECT_EQ(error_of([&] { run(data, "dbscan", {{"weight", std::string("jobs_lo")}}); }), "no error");
}

TEST(ClusterTables, clustering_refuses_what_is_no_date) {
  const Dataset data = dataset({firms_layer(dated_firms())}, true);
  EXPECT_EQ(error_of([&] {
              run(data, "dbscan", {{"active_on", std::string("2014-13-01")}});
            }).find("usage: --active-on is \"2014-13-01\""),
            0U);
}

TEST(ClusterTables, coordinates_beyond_any_plane_are_refused_by_every_operation_alike) {
  std::vector<Firm> firms;
  for (int i = 0; i < 40; ++i) firms.push_back({10.0 * i, 5.0 * (i % 7), "A"});
  firms[12].y = 1e308;
  const Dataset data = dataset({firms_layer(firms)}, true);
  for (const char* name : {"dbscan", "hdbscan", "optics", "centres", "neighbours", "parameters", "stability"})
    EXPECT_EQ(error_of([&] { run(data, name); }),
              "failure: row 13 has the coordinates \"120, 1e+308\", which are no place within 1e+09 m of the "
              "plane's origin | correct the row in its source and import it again")
        << name;
}

TEST(ClusterTables, clusters_are_named_by_their_main_sector_or_the_two_largest) {
  const auto name_of = [](const std::vector<std::string>& sectors) {
    std::vector<Firm> firms;
    for (std::size_t i = 0; i < sectors.size(); ++i)
      firms.push_back({20.0 * static_cast<double>(i % 5), 20.0 * static_cast<double>(i / 5), sectors[i]});
    const Outcome outcome =
        run(dataset({firms_layer(firms)}, true), "dbscan", {{"eps_m", 100.0}, {"min_points", 3.0}});
    return std::string(result(outcome, "dbscan").at("label").text(0));
  };
  EXPECT_EQ(name_of({"10.1 Ham", "10.1 Ham", "B", "C", "D"}), "10.1 Ham #0");
  EXPECT_EQ(
      name_of({"B", "B", "10.1 Ham and other meat products", "10.1 Ham and other meat products", "C", "D"}),
      "Mixed: B, Ham and other m\u2026 #0");
  EXPECT_EQ(name_of({"", "", ""}), "Cluster #0");
}

}  // namespace
}  // namespace agglo::test
