// The same three firms through each format that GDAL can write.
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include "import_support.hpp"
#include "io/gdal_session.hpp"
#include "io/ogr_shapes.hpp"

namespace agglo {
namespace {

using test::flagged;

class ImportFormats : public test::ImportFolder {
 protected:
  /// Firms at (500000 + 1000 i, 5000000) in `crs`; with coordinates in columns when the format has no
  /// geometry.
  std::filesystem::path make(const char* driver, const std::string& name, const char* crs) const {
    register_gdal();
    const GdalErrorCollector errors;
    const std::filesystem::path file = folder_ / name;
    GdalDatasetHandle dataset(
        GetGDALDriverManager()->GetDriverByName(driver)->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    const bool is_sheet = std::string(driver) == "XLSX";
    const SpatialReferenceHandle reference = crs[0] == 0 ? nullptr : spatial_reference(crs);
    // A FlatGeobuf with an index holds its rows in the index's order.
    const char* const options[] = {"SPATIAL_INDEX=NO", nullptr};
    OGRLayer* layer =
        dataset->CreateLayer("firms", reference.get(), is_sheet ? wkbNone : wkbPoint,
                             std::string(driver) == "FlatGeobuf" ? const_cast<char**>(options) : nullptr);
    for (const auto& [field, type] : {std::pair{"sector", OFTString},
                                      {"emp", OFTInteger},
                                      {"born", OFTDate},
                                      {"longitude", OFTReal},
                                      {"latitude", OFTReal}}) {
      OGRFieldDefn definition(field, type);
      EXPECT_EQ(layer->CreateField(&definition), OGRERR_NONE);
    }
    for (int i = 0; i < 3; ++i) {
      const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
      feature->SetField("sector", "C25");
      if (i != 1) feature->SetField("emp", 10 + i);
      feature->SetField("born", 2010 + i, 5, 6);
      feature->SetField("longitude", 9.0 + i);
      feature->SetField("latitude", 45.0);
      const OGRPoint point(500000 + 1000 * i, 5000000);
      if (!is_sheet) feature->SetGeometry(&point);
      EXPECT_EQ(layer->CreateFeature(feature.get()), OGRERR_NONE);
    }
    return file;
  }
  Imported import_of(const std::filesystem::path& file, const std::string& crs = "") const {
    ImportOptions options;
    options.crs = crs;
    RunControl run(1);
    return import_file(file, options, run);
  }
  void expect_firms(const Imported& got, const std::string& driver) const {
    EXPECT_EQ(got.report.driver, driver);
    ASSERT_EQ(got.table.row_count, 3u);
    EXPECT_EQ(got.report.rows_located, 3u);
    EXPECT_NEAR(got.table.shapes.first_x(0), 9.0, 1e-6);
    EXPECT_EQ(got.table.at("sector").text(2), "C25");
    EXPECT_EQ(got.table.at("jobs_lo").text(0), "10");
    EXPECT_EQ(got.table.at("jobs_lo").text(1), "");
    EXPECT_EQ(got.table.at("born").text(2), "2012-05-06");
  }
};

TEST_F(ImportFormats, geopackage_flatgeobuf_and_shapefile_are_turned_into_degrees) {
  expect_firms(import_of(make("GPKG", "f.gpkg", "EPSG:32632")), "GPKG");
  expect_firms(import_of(make("FlatGeobuf", "f.fgb", "EPSG:32632")), "FlatGeobuf");
  expect_firms(import_of(make("ESRI Shapefile", "f.shp", "EPSG:32632")), "ESRI Shapefile");
}

TEST_F(ImportFormats, spreadsheet_with_columns_of_coordinates) {
  expect_firms(import_of(make("XLSX", "f.xlsx", "")), "XLSX");
}

TEST_F(ImportFormats, file_without_crs_is_refused_when_its_numbers_are_no_degrees) {
  const auto file = make("FlatGeobuf", "f.fgb", "");
  const Error error = error_of(file);
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_NE(error.message.find("does not say"), std::string::npos);
  expect_firms(import_of(file, "EPSG:32632"), "FlatGeobuf");
  const Imported planar = import_of(file, "planar");
  EXPECT_TRUE(planar.is_planar);
  EXPECT_EQ(planar.table.shapes.first_x(1), 501000);
}

TEST_F(ImportFormats, geopackage_of_a_plane_says_so_itself) {
  const Imported got = import_of(make("GPKG", "f.gpkg", "LOCAL_CS[\"plane\",UNIT[\"metre\",1]]"));
  EXPECT_TRUE(got.is_planar);
  EXPECT_EQ(got.table.shapes.first_x(2), 502000);
}

void add_to_zip(const std::string& archive, const std::string& member, const std::string& content) {
  VSILFILE* handle = VSIFOpenL(("/vsizip/{" + archive + "}/" + member).c_str(), "wb");
  ASSERT_NE(handle, nullptr);
  VSIFWriteL(content.data(), 1, content.size(), handle);
  VSIFCloseL(handle);
}

TEST_F(ImportFormats, zip_archives_are_read_without_unpacking) {
  const auto file = folder_ / "f.zip";
  add_to_zip(file.string(), "data/firms.csv", "lon,lat\n1,2\n");
  add_to_zip(file.string(), "readme.txt", "about\n");
  EXPECT_EQ(import_of(file).report.rows_located, 1u);
  const auto two = folder_ / "two.zip";
  add_to_zip(two.string(), "a.csv", "lon,lat\n1,2\n");
  add_to_zip(two.string(), "b.csv", "lon,lat\n1,2\n3,4\n");
  EXPECT_NE(error_of(two).message.find("several files: a.csv, b.csv"), std::string::npos);
  ImportOptions options;
  options.layer = "b";
  RunControl run(1);
  EXPECT_EQ(import_file(two, options, run).table.row_count, 2u);
  const auto none = folder_ / "none.zip";
  add_to_zip(none.string(), "a.doc", "x");
  EXPECT_NE(error_of(none).message.find("holds no file"), std::string::npos);
}

TEST_F(ImportFormats, gzip_is_read) {
  VSILFILE* handle = VSIFOpenL(("/vsigzip/" + (folder_ / "f.tsv.gz").string()).c_str(), "wb");
  ASSERT_NE(handle, nullptr);
  VSIFWriteL("lon\tlat\n1\t2\n", 1, 12, handle);
  VSIFCloseL(handle);
  EXPECT_EQ(import_of(folder_ / "f.tsv.gz").report.delimiter, "tab");
}

TEST_F(ImportFormats, paths_into_archives_are_read) {
  const auto zip = folder_ / "two.zip";
  add_to_zip(zip.string(), "a.csv", "lon,lat\n1,2\n");
  add_to_zip(zip.string(), "in/b.csv", "lon,lat\n1,2\n3,4\n");
  const Imported a = import_of("/vsizip/" + zip.string() + "/a.csv");
  EXPECT_EQ(a.table.row_count, 1u);
  EXPECT_EQ(a.report.source, "a.csv");
  EXPECT_EQ(a.report.sha256, sha256_of_file(zip));
  EXPECT_EQ(import_of("/vsizip/{" + zip.string() + "}/in/b.csv").table.row_count, 2u);
  const Error missing = error_of("/vsizip/" + zip.string() + "/c.csv");
  EXPECT_NE(missing.message.find("holds no file \"c.csv\""), std::string::npos) << missing.message;
  EXPECT_NE(missing.hint.find("a.csv"), std::string::npos) << missing.hint;
  EXPECT_NE(error_of("/vsizip/" + zip.string() + "/in").message.find("holds no file"), std::string::npos);
  EXPECT_NE(error_of("/vsizip/" + (folder_ / "none.zip/c.csv").string()).message.find("there is no file"),
            std::string::npos);
  const auto plain = write("plain.zip", "this is no archive");
  EXPECT_NE(error_of("/vsizip/" + plain.string() + "/c.csv").message.find("is no .zip archive"),
            std::string::npos);
}

TEST_F(ImportFormats, gzip_paths_are_read_whatever_the_file_is_called) {
  for (const char* name : {"f.csv.gz", "packed.csv"}) {
    const std::string path = "/vsigzip/" + (folder_ / name).string();
    VSILFILE* handle = VSIFOpenL(path.c_str(), "wb");
    ASSERT_NE(handle, nullptr);
    VSIFWriteL("lon,lat\n1,2\n", 1, 12, handle);
    VSIFCloseL(handle);
    const Imported got = import_of(path);
    EXPECT_EQ(got.table.row_count, 1u);
    EXPECT_EQ(got.report.sha256, sha256_of_file(folder_ / name));
  }
  EXPECT_NE(error_of("/vsigzip/" + (folder_ / "none.csv.gz").string()).message.find("there is no file"),
            std::string::npos);
}

TEST_F(ImportFormats, nothing_is_printed_when_a_file_is_bad) {
  const auto file = write("bad.gpkg", std::string("SQLite format 3\0", 16) + std::string(2000, 'x'));
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  error_of(file);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

// Whatever kinds and holes: out and back again is the same.
TEST(ImportOgrShapes, shapes_come_back_from_ogr) {
  const char* const texts[] = {"POINT (1 2)",
                               "MULTIPOINT ((1 2),(3 4))",
                               "LINESTRING (0 0,1 1,2 0)",
                               "MULTILINESTRING ((0 0,1 1),(5 5,6 6))",
                               "POLYGON ((0 0,0 9,9 9,9 0,0 0),(1 1,2 1,2 2,1 1))",
                               "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
                               "CURVEPOLYGON (CIRCULARSTRING (0 0,1 1,2 0,1 -1,0 0))"};
  Shapes shapes;
  for (const char* text : texts) {
    OGRGeometry* geometry = nullptr;
    ASSERT_EQ(OGRGeometryFactory::createFromWkt(text, nullptr, &geometry), OGRERR_NONE);
    const OgrGeometryHandle owner(geometry);
    shapes_from_ogr(geometry, shapes);
  }
  shapes_from_ogr(nullptr, shapes);
  Shapes again;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    const OgrGeometryHandle geometry = ogr_from_shapes(shapes, row);
    shapes_from_ogr(geometry.get(), again);
  }
  EXPECT_EQ(shapes, again);
  EXPECT_EQ(shapes.kind[4], ShapeKind::polygon);
  // The clockwise shell was turned: its first edge goes along y = 0.
  EXPECT_EQ(shapes.y[shapes.ring_start[shapes.part_start[shapes.row_start[4]]] + 1], 0);
  EXPECT_EQ(shapes.kind.back(), ShapeKind::none);
}

}  // namespace
}  // namespace agglo
