// Oracle for: import
// The facts that the shared files' own descriptions state.
#include "import_support.hpp"

#include <set>

namespace agglo {
namespace {

using test::flag_of;
using test::flagged;
const std::string kData = AGGLO_SOURCE_DIR "/../shared/data/";

Imported import_shared(const std::string& name, Role role, std::map<std::string, std::string> fields = {},
                       const std::string& crs = "") {
  ImportOptions options;
  options.role = role;
  options.fields = std::move(fields);
  options.crs = crs;
  RunControl run;
  return import_file(kData + name, options, run);
}

bool is_here(const std::string& name) {
  return std::filesystem::exists(kData + name);
}

double sum_of(const Column& column) {
  double sum = 0;
  for (std::size_t row = 0; row < column.size(); ++row)
    sum += column.number(row) > 0 ? column.number(row) : 0;
  return sum;
}

std::size_t values_in(const Column& column) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < column.size(); ++row) count += !column.text(row).empty();
  return count;
}

constexpr const char* kLongBeach = "long_beach_licences/long_beach_licences.csv.gz";

TEST(ImportRealData, long_beach_licences) {
  if (!is_here(kLongBeach)) GTEST_SKIP() << "shared data not here";
  const Imported got = import_shared(
      kLongBeach, Role::establishments,
      {{"sector", "TYPEOFBUSINESS"}, {"jobs", "NUMEMP"}, {"born", "ISSDTTM"}, {"closed", "INACTVDTTM"}});
  EXPECT_EQ(got.table.row_count, 89245u);
  EXPECT_EQ(got.report.rows_located, 89245u);
  EXPECT_EQ(flagged(got.report, "closed_before_born"), 488u);
  ASSERT_NE(flag_of(got.report, "date_out_of_range"), nullptr);
  EXPECT_EQ(flag_of(got.report, "date_out_of_range")->rows, 2u);
  EXPECT_EQ(flag_of(got.report, "date_out_of_range")->samples[0].value, "2106-07-01");
  EXPECT_EQ(flag_of(got.report, "date_out_of_range")->samples[1].value, "1753-11-01");
  EXPECT_EQ(flagged(got.report, "duplicate_id"), 0u);
  EXPECT_EQ(sum_of(got.table.at("jobs_lo")), 200107);
  EXPECT_EQ(values_in(got.table.at("closed")), 60633u);
  const Box box = got.table.shapes.box();
  EXPECT_NEAR(box.min_x, -118.246, 5e-4);
  EXPECT_NEAR(box.max_y, 33.885, 5e-4);
  std::set<std::string> sectors;
  const Column& column = got.table.at("sector");
  for (std::size_t row = 0; row < column.size(); ++row) sectors.insert(column.text(row));
  EXPECT_EQ(sectors.size(), 272u);  // the empty one of one row among them
}

TEST(ImportRealData, long_beach_feet_reproject_onto_its_degrees) {
  if (!is_here(kLongBeach)) GTEST_SKIP() << "shared data not here";
  const Imported got =
      import_shared(kLongBeach, Role::establishments, {{"x", "GPSX"}, {"y", "GPSY"}}, "EPSG:2229");
  const Column &lon = got.table.at("LON"), &lat = got.table.at("LAT");
  for (std::size_t row = 0; row < got.table.row_count; row += 97) {
    ASSERT_NEAR(got.table.shapes.first_x(row), lon.number(row), 2e-5);
    ASSERT_NEAR(got.table.shapes.first_y(row), lat.number(row), 2e-5);
  }
}

TEST(ImportRealData, places_of_idaho_and_new_mexico) {
  const char* file = "places_idaho_newmexico/places_idaho_newmexico.csv.gz";
  if (!is_here(file)) GTEST_SKIP() << "shared data not here";
  const Imported got = import_shared(file, Role::establishments, {{"sector", "sector_type"}});
  EXPECT_EQ(got.table.row_count, 133457u);
  EXPECT_EQ(got.report.rows_located, 133457u);
  EXPECT_EQ(flagged(got.report, "unknown_sector"), 1240u);
  std::set<std::pair<double, double>> positions;
  for (std::size_t row = 0; row < got.table.row_count; ++row)
    positions.emplace(got.table.shapes.x[row], got.table.shapes.y[row]);
  EXPECT_EQ(positions.size(), 100192u);
  EXPECT_NEAR(got.table.shapes.box().max_x, -84.3, 0.05);
}

TEST(ImportRealData, airports_plants_and_universities) {
  if (!is_here("airports/airports.csv.gz")) GTEST_SKIP() << "shared data not here";
  const Imported airports = import_shared("airports/airports.csv.gz", Role::infrastructure);
  EXPECT_EQ(airports.report.rows_located, 5210u);
  EXPECT_EQ(airports.report.fields.at("kind"), "type");
  EXPECT_EQ(airports.table.at("continent").text(0), "NA");  // North America, not a missing value

  const Imported plants = import_shared("us_power_plants/gppd_usa.csv.gz", Role::establishments,
                                        {{"born", "commissioning_year"}, {"sector", "primary_fuel"}});
  EXPECT_EQ(plants.table.row_count, 11879u);
  EXPECT_EQ(flagged(plants.report, "no_coordinates"), 11879u - 11847u);
  ASSERT_EQ(flagged(plants.report, "out_of_range"), 1u);
  EXPECT_EQ(flag_of(plants.report, "out_of_range")->samples[0].value, "-75.2774, 425.2461");
  EXPECT_EQ(flagged(plants.report, "unknown_sector"), 2029u);
  EXPECT_EQ(values_in(plants.table.at("born")), 9829u);

  const Imported universities = import_shared("us_universities/ipeds_hd2020.csv.gz", Role::institutions);
  EXPECT_EQ(universities.report.rows_located, 6440u);
  EXPECT_EQ(universities.report.fields.at("name"), "INSTNM");
}

TEST(ImportRealData, wisconsin_parks_have_mixed_types) {
  if (!is_here("business_parks_wisconsin/business_parks.geojson")) GTEST_SKIP() << "shared data not here";
  const Imported parks = import_shared("business_parks_wisconsin/business_parks.geojson", Role::zones);
  EXPECT_EQ(parks.report.rows_located, 104u);
  EXPECT_EQ(parks.table.at("max_contiguous_acreage").text(0), "70");
  EXPECT_EQ(parks.table.at("max_contiguous_acreage").text(2), "29 Acres");
  const Imported counties =
      import_shared("business_parks_wisconsin/madison_region_counties.geojson", Role::regions);
  EXPECT_EQ(counties.report.rows_located, 8u);
}

std::size_t count_equal(const Column& column, std::string_view value) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < column.size(); ++row) count += column.text(row) == value;
  return count;
}

TEST(ImportRealData, liechtenstein_from_openstreetmap) {
  const char* file = "osm_liechtenstein/liechtenstein-2015-07.osm.pbf";
  if (!is_here(file)) GTEST_SKIP() << "shared data not here";
  const Imported zones = import_shared(file, Role::zones);
  EXPECT_EQ(count_equal(zones.table.at("kind"), "industrial"), 16u);
  EXPECT_EQ(count_equal(zones.table.at("kind"), "commercial"), 13u);
  const Imported roads = import_shared(file, Role::infrastructure);
  std::size_t highways = 0;
  for (std::size_t row = 0; row < roads.table.row_count; ++row)
    highways += roads.table.at("kind").text(row).starts_with("highway=");
  EXPECT_GT(highways, 4600u);
  EXPECT_LE(highways, 4660u);
  const Imported firms = import_shared(file, Role::establishments);
  std::size_t shops = 0;
  for (std::size_t row = 0; row < firms.table.row_count; ++row)
    shops += firms.table.at("sector").text(row).starts_with("shop=");
  EXPECT_EQ(shops, 59u);
  EXPECT_TRUE(firms.table.at("id").text(0).starts_with("node/"));
  const Imported schools = import_shared(file, Role::institutions);
  EXPECT_EQ(
      count_equal(schools.table.at("kind"), "university") + count_equal(schools.table.at("kind"), "college"),
      5u);
}

TEST(ImportRealData, helsinki_from_openstreetmap) {
  const char* file = "osm_helsinki_centre/helsinki-centre-2019-04.osm.pbf";
  if (!is_here(file)) GTEST_SKIP() << "shared data not here";
  const Imported firms = import_shared(file, Role::establishments);
  std::size_t shops = 0;
  for (std::size_t row = 0; row < firms.table.row_count; ++row)
    shops += firms.table.at("sector").text(row).starts_with("shop=");
  EXPECT_GT(shops, 500u);
  EXPECT_LE(shops, 515u);
  const Box box = firms.table.shapes.box();
  EXPECT_GT(box.min_x, 24.93);
  EXPECT_LT(box.max_y, 60.18);
}

}  // namespace
}  // namespace agglo
