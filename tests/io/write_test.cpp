#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>

#include "agglo/error.hpp"
#include "agglo/store.hpp"
#include "io/gdal_session.hpp"
#include "io/ogr_shapes.hpp"
#include "io/store_file.hpp"
#include "store_fixture.hpp"

namespace agglo {
namespace {
namespace fs = std::filesystem;

using test::bytes_of;
using test::layer_of;
using test::mixed_table;
using test::ScratchFolder;

std::shared_ptr<Table> polygon_table() {
  auto table = std::make_shared<Table>();
  const double x[] = {0, 1, 1, 0}, y[] = {0, 0, 1, 0};
  table->shapes.begin_row(ShapeKind::polygon);
  table->shapes.begin_part();
  table->shapes.add_ring(x, y);
  table->shapes.begin_row(ShapeKind::polygon);
  for (int part = 0; part < 2; ++part) {
    table->shapes.begin_part();
    table->shapes.add_ring(x, y);
  }
  table->shapes.add_none();
  table->row_count = 3;
  table->add("row", std::vector<std::int64_t>{0, 1, 2});
  return table;
}

TEST(WriteCsv, is_rfc_4180_with_coordinates_after_the_columns) {
  const ScratchFolder folder;
  RunControl run;
  auto table = std::make_shared<Table>();
  table->row_count = 3;
  table->add("name, long", StringColumn());
  for (const char* text : {"a,\"b\"\nc", "", "Müller"})
    std::get<StringColumn>(table->columns[0].values).push_back(text);
  table->add("value", std::vector<double>{0.1, std::nan(""), 1e-7});
  table->add("count", std::vector<std::int64_t>{-1, kMissingInteger, 9007199254740993});
  table->add("born", Days{{0, kUnknownDay, 19000}});
  table->shapes.add_point(-118.1, 33.8);
  table->shapes.add_none();
  table->shapes.add_point(1.0 / 3, 2);
  write_layers(folder / "a.csv", {layer_of("a", table)}, false, run);
  EXPECT_EQ(bytes_of(folder / "a.csv"),
            "\"name, long\",value,count,born,lon,lat\r\n"
            "\"a,\"\"b\"\"\nc\",0.1,-1,1970-01-01,-118.1,33.8\r\n"
            ",,,,,\r\n"
            "Müller,1e-07,9007199254740993,2022-01-08,0.3333333333333333,2\r\n");
  write_layers(folder / "b.csv", {layer_of("a", table)}, true, run);
  EXPECT_NE(bytes_of(folder / "b.csv").find("born,x,y\r\n"), std::string::npos);
  EXPECT_EQ(test::entries(folder.path()), 2U);
}

TEST(WriteCsv, coordinates_that_are_columns_already_are_not_repeated) {
  const ScratchFolder folder;
  RunControl run;
  auto table = std::make_shared<Table>();
  table->row_count = 1;
  table->add("lon", std::vector<double>{5});
  table->shapes.add_point(5, 6);
  write_layers(folder / "a.csv", {layer_of("a", table)}, false, run);
  EXPECT_EQ(bytes_of(folder / "a.csv"), "lon\r\n5\r\n");
}

TEST(WriteCsv, other_geometry_is_well_known_text) {
  const ScratchFolder folder;
  RunControl run;
  write_layers(folder / "a.csv", {layer_of("a", polygon_table())}, false, run);
  EXPECT_EQ(bytes_of(folder / "a.csv"),
            "row,wkt\r\n"
            "0,\"POLYGON ((0 0, 1 0, 1 1, 0 0))\"\r\n"
            "1,\"MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((0 0, 1 0, 1 1, 0 0)))\"\r\n"
            "2,\r\n");
}

TEST(WriteCsv, a_row_of_one_empty_cell_is_still_a_row) {
  const ScratchFolder folder;
  RunControl run;
  auto table = std::make_shared<Table>();
  table->row_count = 2;
  table->add("value", std::vector<double>{std::nan(""), 1});
  write_layers(folder / "a.csv", {layer_of("a", table)}, false, run);
  EXPECT_EQ(bytes_of(folder / "a.csv"), "value\r\n\"\"\r\n1\r\n");
}

/// Reads the first layer back through GDAL; fields by position, rows by the number in the column `row`.
void expect_readable(const fs::path& file, const Table& table, bool has_geometry) {
  register_gdal();
  const GdalErrorCollector errors;
  const GdalDatasetHandle dataset(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR));
  ASSERT_TRUE(dataset) << errors.message();
  OGRLayer* layer = dataset->GetLayer(0);
  ASSERT_EQ(layer->GetFeatureCount(), static_cast<GIntBig>(table.row_count));
  ASSERT_GE(layer->GetLayerDefn()->GetFieldCount(), static_cast<int>(table.columns.size()));
  for (const auto& feature : *layer) {
    const auto row = static_cast<std::size_t>(feature->GetFieldAsInteger64("row"));
    ASSERT_LT(row, table.row_count);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      const int field = static_cast<int>(i);
      const std::string text = column.text(row);
      EXPECT_EQ(feature->IsFieldSetAndNotNull(field) != 0, !text.empty()) << file << column.name << row;
      const auto* reals = std::get_if<std::vector<double>>(&column.values);
      if (reals != nullptr && !text.empty()) {
        EXPECT_NEAR(feature->GetFieldAsDouble(field), (*reals)[row], 1e-14) << file;
      }
      if (column.name == "name") {
        EXPECT_EQ(feature->GetFieldAsString(field), text) << file;
      }
    }
    if (!has_geometry) continue;
    Shapes found;
    shapes_from_ogr(feature->GetGeometryRef(), found);
    EXPECT_EQ(found.kind[0], table.shapes.kind[row]) << file;
    if (found.kind[0] != ShapeKind::none) {
      EXPECT_NEAR(found.x[0], table.shapes.first_x(row), 1e-14) << file;
    }
  }
}

TEST(WriteLayers, every_format_reads_back) {
  const ScratchFolder folder;
  RunControl run;
  auto table = std::make_shared<Table>();
  table->row_count = 4;
  table->add("row", std::vector<std::int64_t>{0, 1, 2, 3});
  table->add("value", std::vector<double>{0.1, std::nan(""), -2.5e-3, 1.0 / 3});
  table->add("jobs_in_2020_and_before", std::vector<std::int64_t>{1, kMissingInteger, 3, 400'000'000'000});
  table->add("name", StringColumn());
  for (const char* text : {"Müller", "", "a\"b", "x"})
    std::get<StringColumn>(table->columns[3].values).push_back(text);
  table->add("born", Days{{0, kUnknownDay, 20000, 3}});
  table->shapes.add_point(-118.123456789012345, 33.8);
  table->shapes.add_point(1.0 / 3, 2);
  table->shapes.add_point(12, 47);
  table->shapes.add_point(1e-9, -0.1);
  for (const char* name : {"a.gpkg", "a.geojson", "a.fgb", "a.shp", "a.xlsx", "A.GeoJSON"}) {
    const fs::path file = folder / name;
    write_layers(file, {layer_of("firms", table)}, false, run);
    expect_readable(file, *table, file.extension() != ".xlsx");
  }
  EXPECT_TRUE(fs::exists(folder / "a.dbf"));
}

TEST(WriteLayers, polygons_and_missing_geometry_read_back) {
  const ScratchFolder folder;
  RunControl run;
  const auto table = polygon_table();
  for (const char* name : {"a.gpkg", "a.geojson", "a.shp"}) {
    write_layers(folder / name, {layer_of("zones", table)}, false, run);
    expect_readable(folder / name, *table, true);
  }
}

TEST(WriteLayers, shapefile_names_are_cut_to_ten_bytes_and_stay_different) {
  const ScratchFolder folder;
  RunControl run;
  auto table = std::make_shared<Table>();
  table->row_count = 1;
  table->shapes.add_point(1, 2);
  for (const char* name : {"jobs_in_2019", "jobs_in_2020", "JOBS_IN_2021"})
    table->add(name, std::vector<double>{1});
  write_layers(folder / "a.shp", {layer_of("a", table)}, false, run);
  const GdalDatasetHandle dataset(GDALDataset::Open((folder / "a.shp").c_str(), GDAL_OF_VECTOR));
  ASSERT_TRUE(dataset);
  const OGRFeatureDefn* definition = dataset->GetLayer(0)->GetLayerDefn();
  EXPECT_STREQ(definition->GetFieldDefn(0)->GetNameRef(), "jobs_in_20");
  EXPECT_STREQ(definition->GetFieldDefn(1)->GetNameRef(), "jobs_in__2");
  EXPECT_STREQ(definition->GetFieldDefn(2)->GetNameRef(), "JOBS_IN__3");
}

TEST(WriteLayers, a_geopackage_holds_all_layers_and_no_table_of_agglo) {
  const ScratchFolder folder;
  RunControl run;
  const auto table = std::make_shared<Table>(mixed_table(30));
  auto plain = std::make_shared<Table>(mixed_table(3));
  plain->shapes = {};
  const fs::path file = folder / "a.gpkg";
  write_layers(file, {layer_of("firms", table), layer_of("Firms", polygon_table()), layer_of("list", plain)},
               true, run);
  EXPECT_EQ(
      test::sql_value(
          file,
          "SELECT group_concat(table_name, '|') FROM (SELECT table_name FROM gpkg_contents ORDER BY rowid)"),
      "firms|Firms_2|list");
  EXPECT_EQ(test::sql_value(file, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'agglo%'"), "0");
  EXPECT_EQ(test::sql_value(file, "SELECT group_concat(DISTINCT srs_id) FROM gpkg_geometry_columns"), "-1");
}

TEST(WriteLayers, layers_that_others_added_to_a_geopackage_are_told_from_those_written) {
  const ScratchFolder folder;
  RunControl run;
  const fs::path file = folder / "a.gpkg";
  EXPECT_TRUE(layers_of_others(file).empty());
  write_layers(file, {layer_of("firms", polygon_table()), layer_of("Firms", polygon_table())}, false, run);
  EXPECT_TRUE(layers_of_others(file).empty());
  {
    const GdalDatasetHandle dataset = open_geopackage(file, true);
    ASSERT_NE(dataset->CreateLayer("mine", nullptr, wkbNone, nullptr), nullptr);
  }
  EXPECT_EQ(layers_of_others(file), std::vector<std::string>{"mine"});
  write_layers(file, {layer_of("firms", polygon_table())}, false, run);
  EXPECT_TRUE(layers_of_others(file).empty());
  write_layers(folder / "a.csv", {layer_of("firms", polygon_table())}, false, run);
  EXPECT_TRUE(layers_of_others(folder / "a.csv").empty());
}

TEST(WriteLayers, the_same_layers_give_the_same_bytes) {
  const ScratchFolder folder;
  RunControl run;
  const auto table = std::make_shared<Table>(mixed_table(200));
  for (const char* extension : {".csv", ".geojson", ".gpkg", ".fgb"}) {
    const fs::path file = folder / (std::string("a") + extension);
    write_layers(file, {layer_of("a", table)}, false, run);
    const std::string first = bytes_of(file);
    write_layers(file, {layer_of("a", table)}, false, run);
    EXPECT_TRUE(bytes_of(file) == first && !first.empty()) << extension;
  }
}

/// The id of a process that has ended.
pid_t ended_process() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  return child;
}

TEST(WriteLayers, what_killed_writers_of_the_same_file_left_is_cleared_away) {
  const ScratchFolder folder;
  const std::string dead = std::to_string(ended_process()), alive = std::to_string(getppid());
  const auto left = [&](const std::string& name, bool old) {
    const fs::path path = folder / name;
    fs::create_directory(path);
    std::ofstream(path / "out.csv") << "half";
    if (!old) return path;
    const auto then = fs::file_time_type::clock::now() - std::chrono::hours(1);
    fs::last_write_time(path / "out.csv", then);
    fs::last_write_time(path, then);
    return path;
  };
  const fs::path abandoned = left(".out_csv.partial-" + dead, true);
  const std::vector<fs::path> kept{
      left(".out_csv.partial-" + alive, true), left(".other_csv.partial-" + dead, true),
      left(".out_csv.partial-" + dead + "x", true), left(".out_csv.partial-", true)};
  RunControl run;
  const auto write = [&] {
    write_layers(folder / "out.csv", {layer_of("firms", std::make_shared<Table>(mixed_table(5)))}, false,
                 run);
  };
  write();
  EXPECT_FALSE(fs::exists(abandoned));
  for (const fs::path& path : kept) EXPECT_TRUE(fs::exists(path)) << path;
  // Written to just now: perhaps by a process of another machine.
  const fs::path fresh = left(".out_csv.partial-" + dead, false);
  write();
  EXPECT_TRUE(fs::exists(fresh));
}

TEST(WriteLayers, refusals_name_the_reason_and_leave_the_old_file_alone) {
  const ScratchFolder folder;
  RunControl run;
  const std::vector<Layer> layers{layer_of("a", std::make_shared<Table>(mixed_table(20'000)))};
  const auto error_of = [&](const fs::path& file, RunControl& control) {
    try {
      write_layers(file, layers, false, control);
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorKind::usage, "no error");
  };
  const Error unknown = error_of(folder / "a.docx", run);
  EXPECT_EQ(unknown.kind, ErrorKind::usage);
  EXPECT_NE(unknown.hint.find(".gpkg, .geojson, .fgb, .shp, .csv, .xlsx"), std::string::npos);
  EXPECT_NE(error_of(folder / "no" / "a.csv", run).message.find("there is no folder"), std::string::npos);
  fs::create_directory(folder / "b.csv");
  EXPECT_NE(error_of(folder / "b.csv", run).message.find("is a folder"), std::string::npos);
  for (const char* name : {"a.csv", "a.gpkg", "a.geojson", "a.xlsx"}) {
    std::ofstream(folder / name) << "old";
    RunControl stopped;
    stopped.request_stop();
    EXPECT_EQ(error_of(folder / name, stopped).kind, ErrorKind::cancelled);
    EXPECT_EQ(bytes_of(folder / name), "old");
  }
  EXPECT_EQ(test::entries(folder.path()), 5U);
}

}  // namespace
}  // namespace agglo
