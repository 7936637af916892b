#include "import_support.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace agglo {
namespace {

using test::flag_of;
using test::flagged;
class Import : public test::ImportFolder {};

TEST_F(Import, every_row_is_kept_in_order_with_canonical_columns_first) {
  const Imported got =
      import("f.csv", "id,name,lon,lat,naics,emp\na,Ann,1,2,31,1-9\nb,Bob,,,32,250+\nc,Cy,3,4,,\n");
  EXPECT_EQ(got.table.row_count, 3u);
  EXPECT_EQ(got.report.rows_located, 2u);
  ASSERT_GE(got.table.columns.size(), 8u);
  EXPECT_EQ(got.table.columns[0].name, "id");
  EXPECT_EQ(got.table.columns[7].name, "geo_quality");
  EXPECT_EQ(got.table.at("src_id").text(1), "b");
  EXPECT_EQ(got.table.at("sector").text(0), "31");
  EXPECT_EQ(got.table.at("jobs_hi").number(0), 9);
  EXPECT_TRUE(std::isinf(got.table.at("jobs_hi").number(1)));
  EXPECT_TRUE(std::isnan(got.table.at("jobs_lo").number(2)));
  EXPECT_EQ(got.table.at("geo_quality").text(1), "0");
  EXPECT_EQ(got.table.at("geo_quality").text(0), "");
  EXPECT_EQ(got.table.shapes.kind[1], ShapeKind::none);
  EXPECT_EQ(got.table.shapes.first_x(2), 3);
  EXPECT_EQ(flagged(got.report, "no_coordinates"), 1u);
  EXPECT_EQ(flagged(got.report, "unknown_sector"), 1u);
  EXPECT_EQ(flag_of(got.report, "no_coordinates")->samples[0].row, 2u);
}

TEST_F(Import, places_that_are_left_out_are_not_found_by_their_header) {
  ImportOptions options;
  options.crs = "EPSG:32632";
  const std::string text = "id,lon,lat,x,y\n1,10,50,600000,4900000\n";
  options.fields = {{"lon", ""}, {"lat", ""}};
  const Imported by_xy = import("f.csv", text, options);
  EXPECT_EQ(by_xy.report.fields.count("lon"), 0u);
  EXPECT_EQ(by_xy.report.fields.at("x"), "x");
  options.crs.clear();
  options.fields = {{"x", ""}, {"y", ""}};
  const Imported by_degrees = import("f.csv", text, options);
  EXPECT_EQ(by_degrees.report.fields.count("x"), 0u);
  EXPECT_EQ(by_degrees.report.fields.at("lon"), "lon");
}

TEST_F(Import, source_columns_alone_keep_their_names_order_and_types) {
  ImportOptions options;
  options.canonical_columns = false;
  const Imported got = import("f.csv", "id,lon,lat,code,when\n1,1,2,007,2015-01-02\n", options);
  ASSERT_EQ(got.table.columns.size(), 5u);
  EXPECT_EQ(got.table.columns[0].name, "id");
  EXPECT_TRUE(std::holds_alternative<std::vector<std::int64_t>>(got.table.columns[0].values));
  EXPECT_TRUE(std::holds_alternative<StringColumn>(got.table.columns[3].values));
  EXPECT_TRUE(std::holds_alternative<Days>(got.table.columns[4].values));
  EXPECT_EQ(got.report.fields.at("id"), "id");
}

TEST_F(Import, doubtful_coordinates_are_flagged_each_under_its_code) {
  const Imported got = import("f.csv",
                              "id,lon,lat\n1,10,50\n2,0,0\n3,10,95\n4,x,50\n5,,\n6,\"10,5\",50.5\n"
                              "7,\"41\xC2\xB0"
                              "30'0\"\"E\",50.1\n8,10.25,50.2\n9,10.75,50.3\n");
  EXPECT_EQ(flagged(got.report, "zero_coordinates"), 1u);
  EXPECT_EQ(flagged(got.report, "out_of_range"), 1u);
  EXPECT_EQ(flag_of(got.report, "out_of_range")->samples[0].value, "10, 95");
  EXPECT_EQ(flagged(got.report, "bad_coordinate"), 1u);
  EXPECT_EQ(flagged(got.report, "no_coordinates"), 1u);
  EXPECT_EQ(flagged(got.report, "decimal_sign"), 1u);
  EXPECT_EQ(flagged(got.report, "dms_coordinate"), 1u);
  EXPECT_EQ(got.report.rows_located, 5u);
  EXPECT_EQ(got.table.shapes.first_x(5), 10.5);
  EXPECT_EQ(got.table.shapes.first_x(6), 41.5);
}

TEST_F(Import, decimal_commas_and_semicolons) {
  const Imported got = import("f.csv",
                              "Stra\xDF"
                              "e;L\xE4ngengrad;Breitengrad;Mitarbeiter\nA;9,5;48,25;1.234\nB;9,6;48,3;5\n");
  EXPECT_EQ(got.report.decimal, ",");
  EXPECT_EQ(got.report.delimiter, ";");
  EXPECT_EQ(got.report.encoding.substr(0, 12), "windows-1252");
  EXPECT_EQ(got.table.shapes.first_x(0), 9.5);
  EXPECT_EQ(got.table.at("jobs_lo").number(0), 1234);
  EXPECT_EQ(got.report.fields.at("lon"), "L\xC3\xA4ngengrad");
}

TEST_F(Import, dates_closing_before_opening_and_out_of_range) {
  const Imported got =
      import("f.csv",
             "id,lon,lat,opening_date,closing_date\n1,1,1,2010-05-01,2009-05-01\n2,1,1,1753-01-01,\n"
             "3,1,1,hello,2015\n4,1,1,2015-06-01,2015\n");
  EXPECT_EQ(flagged(got.report, "closed_before_born"), 1u);
  EXPECT_EQ(flagged(got.report, "date_out_of_range"), 1u);
  EXPECT_EQ(flagged(got.report, "bad_date"), 1u);
  EXPECT_EQ(flagged(got.report, "date_imprecise"), 2u);
  EXPECT_EQ(got.table.at("born").text(0), "2010-05-01");
  EXPECT_EQ(got.table.at("born").text(1), "");
  EXPECT_EQ(got.table.at("closed").text(3), "2015-12-31");
}

TEST_F(Import, ambiguous_dates_are_read_day_first_and_reported) {
  const std::string text = "id,lon,lat,born\n1,1,1,03/04/2015\n2,1,1,05/05/2015\n";
  const Imported got = import("f.csv", text);
  EXPECT_EQ(got.table.at("born").text(0), "2015-04-03");
  EXPECT_EQ(flagged(got.report, "ambiguous_date"), 1u);
  ImportOptions options;
  options.profile = write("p.toml", "role = \"establishments\"\n[dates]\norder = \"mdy\"\n").string();
  const Imported ordered = import("f.csv", text, options);
  EXPECT_EQ(ordered.table.at("born").text(0), "2015-03-04");
  EXPECT_EQ(flagged(ordered.report, "ambiguous_date"), 0u);
}

TEST_F(Import, duplicate_ids_and_bad_numbers_are_counted) {
  const Imported got = import("f.csv", "id,lon,lat,jobs\na,1,1,few\na,1,1,-2\nb,1,1,N/A\n1E+05,1,1,4\n");
  EXPECT_EQ(flagged(got.report, "duplicate_id"), 1u);
  EXPECT_EQ(flagged(got.report, "bad_number"), 2u);
  EXPECT_EQ(flagged(got.report, "excel_damage"), 1u);
}

TEST_F(Import, numbers_that_no_count_can_be_are_reported_not_cut) {
  const Imported got = import("f.csv",
                              "lon,lat,jobs\n1,1,99999999999999999999\n1,1,9007199254740992\n1,1,1e300\n"
                              "1,1,20-99999999999999999999\n1,1,more than 99999999999999999999\n1,1,7\n");
  const ImportFlag* flag = flag_of(got.report, "bad_number");
  ASSERT_NE(flag, nullptr);
  EXPECT_EQ(flag->rows, 4u);
  EXPECT_EQ(flag->samples[0].value, "99999999999999999999");
  EXPECT_TRUE(std::isnan(got.table.at("jobs_lo").number(0)));
  EXPECT_EQ(got.table.at("jobs_lo").number(1), 9007199254740992.0);
  EXPECT_TRUE(std::isnan(got.table.at("jobs_hi").number(3)));
  const Imported limits = import("g.csv", "lon,lat,jobs_lo,jobs_hi\n1,1,5,99999999999999999999\n1,1,5,inf\n");
  EXPECT_EQ(flagged(limits.report, "bad_number"), 1u);
  EXPECT_TRUE(std::isinf(limits.table.at("jobs_hi").number(1)));
}

TEST_F(Import, both_ends_of_jobs_are_known_or_missing_together) {
  const Imported got = import("f.csv",
                              "lon,lat,jobs_lo,jobs_hi\n1,1,1,9\n1,1,50,10\n1,1,50,abc\n1,1,few,9\n1,1,50,\n"
                              "1,1,50,inf\n1,1,50,-1\n1,1,,9\n1,1,,\n1,1,-5,9\n1,1,,inf\n1,1,7,7\n");
  const double kOpen = std::numeric_limits<double>::infinity(), kNone = std::nan("");
  const double expected[][2] = {{1, 9},         {kNone, kNone}, {kNone, kNone}, {kNone, kNone},
                                {50, kOpen},    {50, kOpen},    {50, kOpen},    {0, 9},
                                {kNone, kNone}, {kNone, kNone}, {kNone, kNone}, {7, 7}};
  for (std::size_t row = 0; row < 12; ++row)
    for (const auto& [name, end] : {std::pair{"jobs_lo", 0}, {"jobs_hi", 1}}) {
      const double value = got.table.at(name).number(row);
      EXPECT_TRUE(value == expected[row][end] || (std::isnan(value) && std::isnan(expected[row][end])))
          << name << " of row " << row + 1 << " is " << value;
    }
  const ImportFlag* flag = flag_of(got.report, "bad_number");
  ASSERT_NE(flag, nullptr);
  EXPECT_EQ(flag->rows, 4u);
  EXPECT_EQ(flag->samples[0].row, 2u);
  EXPECT_EQ(flag->samples[0].value, "50 to 10");
  EXPECT_EQ(flag->samples[1].value, "abc");
}

TEST_F(Import, jobs_with_a_lower_end_only_are_exact_and_zero_may_mean_unknown) {
  const Imported lower = import("f.csv", "lon,lat,jobs_lo\n1,1,5\n1,1,x\n");
  EXPECT_EQ(lower.table.at("jobs_hi").number(0), 5);
  EXPECT_TRUE(std::isnan(lower.table.at("jobs_hi").number(1)));
  ImportOptions options;
  options.profile = write("p.toml", "[jobs]\nzero_is_unknown = true\n").string();
  const Imported zero = import("f.csv", "lon,lat,jobs_lo,jobs_hi\n1,1,0,0\n1,1,0,4\n", options);
  EXPECT_TRUE(std::isnan(zero.table.at("jobs_lo").number(0)));
  EXPECT_EQ(zero.table.at("jobs_lo").number(1), 0);
  EXPECT_EQ(flagged(zero.report, "zero_jobs"), 1u);
}

TEST_F(Import, dates_after_today_are_kept_and_counted) {
  const std::string text =
      "id,lon,lat,born,closed\n1,1,1,2098-05-01,\n2,1,1,2010-05-01,2099\n3,1,1,2010-05-01,2011-01-01\n";
  const Imported got = import("f.csv", text);
  EXPECT_EQ(flagged(got.report, "future_date"), 2u);
  EXPECT_EQ(got.table.at("born").text(0), "2098-05-01");
  EXPECT_EQ(got.table.at("closed").text(1), "2099-12-31");
  ImportOptions options;
  options.profile = write("p.toml", "[dates]\nlatest = \"2024-12-31\"\n").string();
  const Imported bounded = import("f.csv", text, options);
  EXPECT_EQ(flagged(bounded.report, "future_date"), 0u);
  EXPECT_EQ(flagged(bounded.report, "date_out_of_range"), 2u);
  EXPECT_EQ(bounded.table.at("born").text(0), "");
}

TEST_F(Import, map_goes_before_profile_before_header) {
  ImportOptions options;
  options.profile = write("p.toml",
                          "[fields]\nsector = [\"missing\", \"B\"]\nname = \"B\"\nlon = \"u\"\nlat = \"v\"\n"
                          "[jobs]\nzero_is_unknown = true\n[jobs.bands]\n\"XL\" = [500, -1]\n")
                        .string();
  options.fields = {{"name", "A"}};
  const Imported got = import("f.csv", "A,B,u,v,emp\na,b,1,1,xl\nc,d,2,2,0\n", options);
  EXPECT_EQ(got.report.how.at("name"), "--map");
  EXPECT_EQ(got.report.how.at("sector"), "profile");
  EXPECT_EQ(got.report.how.at("jobs"), "header");
  EXPECT_EQ(got.table.at("name").text(0), "a");
  EXPECT_EQ(got.table.at("jobs_lo").number(0), 500);
  EXPECT_EQ(flagged(got.report, "zero_jobs"), 1u);
}

TEST_F(Import, profile_constants_fill_every_row) {
  ImportOptions options;
  options.role = Role::institutions;
  options.profile = write("p.toml", "role = \"institutions\"\n[constants]\nkind = \"university\"\n").string();
  const Imported got = import("f.csv", "lon,lat\n1,2\n3,4\n", options);
  EXPECT_EQ(got.table.at("kind").text(1), "university");
}

TEST_F(Import, every_profile_of_the_project_can_be_read) {
  const std::filesystem::path folder = AGGLO_SOURCE_DIR "/data/profiles";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data/profiles";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    ImportOptions options;
    options.profile = entry.path().string();
    for (const Role role : {Role::establishments, Role::institutions, Role::zones, Role::infrastructure}) {
      options.role = role;
      const Error error = error_of("/missing/file.csv", options);
      // A profile of another role is refused; anything else wrong with it would be told here too.
      EXPECT_TRUE(error.message.find("there is no file") != std::string::npos ||
                  error.hint.find("use --as") == 0)
          << error.message;
    }
  }
}

TEST_F(Import, projected_coordinates_are_transformed_with_their_crs) {
  ImportOptions options;
  options.crs = "EPSG:32632";
  const Imported got = import("f.csv", "id,easting,northing\n1,500000,5000000\n", options);
  EXPECT_NEAR(got.table.shapes.first_x(0), 9.0, 1e-9);
  EXPECT_NEAR(got.table.shapes.first_y(0), 45.153, 1e-3);
  EXPECT_FALSE(got.is_planar);
  EXPECT_EQ(got.report.crs, "EPSG:32632 (--crs)");
}

TEST_F(Import, planar_keeps_metres) {
  ImportOptions options;
  options.crs = "planar";
  const Imported got = import("f.csv", "x,y\n0,0\n500,7\n", options);
  EXPECT_TRUE(got.is_planar);
  EXPECT_EQ(got.report.rows_located, 2u);
  EXPECT_EQ(got.table.shapes.first_x(1), 500);
}

TEST_F(Import, metres_beyond_any_plane_have_no_place_and_are_named_by_row) {
  ImportOptions options;
  options.crs = "planar";
  const Imported got = import("f.csv", "x,y\n1000000000,0\n5,1e308\n-1.0000001e9,7\n500,7\n", options);
  EXPECT_EQ(got.report.rows_located, 2u);
  ASSERT_EQ(flagged(got.report, "out_of_range"), 2u);
  const auto& samples = flag_of(got.report, "out_of_range")->samples;
  EXPECT_EQ(samples[0].row, 2u);
  EXPECT_EQ(samples[0].column, "y");
  EXPECT_EQ(samples[0].value, "5, 1e+308");
  EXPECT_EQ(samples[1].row, 3u);
  EXPECT_EQ(samples[1].column, "x");
  EXPECT_EQ(got.table.shapes.kind[1], ShapeKind::none);
  EXPECT_EQ(got.table.shapes.first_x(3), 500);
  const Error none = error_of(write("all.csv", "x,y\n1e308,0\n"), options);
  EXPECT_NE(none.message.find("out_of_range 1 (row 1: \"1e+308, 0\")"), std::string::npos) << none.message;
}

TEST_F(Import, numbers_beyond_integers_are_shown_as_they_are) {
  const Error error = error_of(write("f.csv", "lon,lat\n1e308,0\n"));
  EXPECT_NE(error.message.find("up to 1e+308"), std::string::npos) << error.message;
}

TEST_F(Import, wkt_columns_and_files_without_crs_within_degrees) {
  ImportOptions options;
  options.role = Role::zones;
  const Imported got =
      import("f.csv", "name;wkt\nA;\"POLYGON((0 0,0 1,1 1,1 0,0 0))\"\nB;POINT(5 5)\nC;nonsense\n", options);
  EXPECT_EQ(got.table.shapes.kind[0], ShapeKind::polygon);
  EXPECT_EQ(got.table.shapes.kind[1], ShapeKind::point);
  EXPECT_EQ(flagged(got.report, "bad_coordinate"), 1u);
  EXPECT_NE(got.report.crs.find("assumed"), std::string::npos);
}

constexpr const char* kGeoJson = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"bow tie"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}},
{"type":"Feature","properties":{"name":"line"},"geometry":{"type":"LineString","coordinates":[[0,0],[2,2]]}},
{"type":"Feature","properties":{"name":"none"},"geometry":null},
{"type":"Feature","properties":{"name":"mixed"},"geometry":{"type":"GeometryCollection","geometries":[
 {"type":"Point","coordinates":[3,3]},{"type":"Polygon","coordinates":[[[3,3],[4,3],[4,4],[3,3]]]}]}}]})";

TEST_F(Import, geometry_is_mended_and_fitted_to_the_role) {
  ImportOptions options;
  options.role = Role::zones;
  const Imported got = import("z.geojson", kGeoJson, options);
  EXPECT_EQ(got.table.row_count, 4u);
  EXPECT_EQ(flagged(got.report, "invalid_geometry"), 1u);
  EXPECT_EQ(flagged(got.report, "wrong_geometry"), 1u);
  EXPECT_EQ(flagged(got.report, "no_coordinates"), 1u);
  EXPECT_EQ(flagged(got.report, "mixed_geometry"), 1u);
  EXPECT_EQ(got.table.shapes.kind[0], ShapeKind::polygon);
  EXPECT_EQ(got.table.shapes.kind[1], ShapeKind::none);
  options.role = Role::institutions;
  const Imported points = import("z.geojson", kGeoJson, options);
  EXPECT_EQ(points.table.shapes.kind[1], ShapeKind::point);
  EXPECT_EQ(points.table.shapes.first_x(1), 1);
  EXPECT_EQ(flagged(points.report, "area_as_point"), 3u);
}

TEST_F(Import, one_row_is_fine) {
  EXPECT_EQ(import("f.csv", "lon,lat\n1,2").report.rows_located, 1u);
}

TEST_F(Import, rows_are_the_same_for_any_number_of_threads) {
  std::string text = "id,lon,lat,emp\n";
  for (int i = 0; i < 3000; ++i)
    text += std::to_string(i) + "," + std::to_string(i % 170) + "." + std::to_string(i) + ",4.5," +
            std::to_string(i % 7) + "\n";
  const auto file = write("f.csv", text);
  RunControl one(1), four(4);
  const Imported a = import_file(file, {}, one), b = import_file(file, {}, four);
  EXPECT_EQ(a.table.shapes, b.table.shapes);
  ASSERT_EQ(a.table.columns.size(), b.table.columns.size());
  for (std::size_t i = 0; i < a.table.columns.size(); ++i)
    for (std::size_t row = 0; row < 3000; ++row)
      ASSERT_EQ(a.table.columns[i].text(row), b.table.columns[i].text(row));
}

TEST_F(Import, report_as_json_and_text_name_fields_and_flags) {
  const Imported got = import("f.csv", "id,lon,lat\n1,1,2\n2,,\n");
  const auto json = nlohmann::json::parse(got.report.json());
  EXPECT_EQ(json["rows_read"], 2);
  EXPECT_EQ(json["fields"]["lon"]["how"], "header");
  EXPECT_EQ(json["flags"][0]["code"], "no_coordinates");
  EXPECT_EQ(json["sha256"].get<std::string>().size(), 64u);
  EXPECT_NE(got.report.text().find("no_coordinates"), std::string::npos);
}

TEST_F(Import, sha256_is_the_known_one) {
  EXPECT_EQ(sha256_of_file(write("a.txt", "abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Import, a_stopped_run_is_cancelled) {
  const auto file = write("f.csv", "lon,lat\n1,2\n");
  RunControl run(1);
  run.request_stop();
  try {
    import_file(file, {}, run);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::cancelled);
  }
}

}  // namespace
}  // namespace agglo
