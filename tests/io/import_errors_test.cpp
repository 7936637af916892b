#include "import_support.hpp"

namespace agglo {
namespace {

class ImportErrors : public test::ImportFolder {
 protected:
  void expect(const Error& error, ErrorKind kind, const std::string& part,
              const std::string& hint_part = "") const {
    EXPECT_EQ(error.kind, kind) << error.message;
    EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
    EXPECT_NE(error.hint.find(hint_part), std::string::npos) << error.hint;
  }
};
constexpr ErrorKind kUsage = ErrorKind::usage, kFailure = ErrorKind::failure;
const std::string kData = AGGLO_SOURCE_DIR "/../shared/data/";

TEST_F(ImportErrors, missing_file_folder_and_empty_file) {
  expect(error_of(folder_ / "no.csv"), kFailure, "there is no file");
  expect(error_of(folder_), kFailure, "is a folder");
  expect(error_of(write("e.csv", "")), kFailure, "is empty");
}

TEST_F(ImportErrors, header_without_rows) {
  expect(error_of(write("h.csv", "lon,lat\n")), kFailure, "no rows");
}

TEST_F(ImportErrors, wrong_formats) {
  const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  expect(error_of(write("p.png", png)), kFailure, "not in a format");
  expect(error_of(write("p.csv", png)), kFailure, "binary data");
  expect(error_of(write("t.gpkg", "just text")), kFailure, "t.gpkg");
  expect(error_of(write("t.txt", "Dear reader,\nthis is prose.\n")), kUsage, "neither geometry nor columns");
}

TEST_F(ImportErrors, no_coordinates_name_the_columns) {
  expect(error_of(write("f.csv", "a,b\n1,2\n")), kUsage, "neither geometry nor columns", "a, b");
}

TEST_F(ImportErrors, all_rows_without_coordinates) {
  expect(error_of(write("f.csv", "lon,lat\n,\n0,0\n")), kFailure,
         "none of 2 rows has a place: no_coordinates 1");
}

TEST_F(ImportErrors, unknown_fields_and_columns_in_map) {
  const auto file = write("f.csv", "lon,lat,NUMEMP,NAME\n1,2,3,x\n");
  ImportOptions options;
  options.fields = {{"jobs", "NUMEMPS"}};
  expect(error_of(file, options), kUsage, "NUMEMPS", "nearest: NUMEMP");
  options.fields = {{"job", "NUMEMP"}};
  expect(error_of(file, options), kUsage, "\"job\"", "jobs");
  options.fields = {{"lon", "lon"}};
  expect(error_of(file, options), kUsage, "\"lat\" has no column");
}

TEST_F(ImportErrors, degrees_are_never_called_metres_nor_metres_degrees) {
  const auto metres = write("m.csv", "x,y\n500000,4500000\n500100,4500000\n");
  const auto degrees = write("d.csv", "lon,lat\n-118.1,33.7\n-118.2,33.8\n");
  ImportOptions options;
  expect(error_of(metres), kUsage, "reference system of columns x, y is not known", "--crs planar");
  options.crs = "EPSG:4326";
  expect(error_of(metres, options), kUsage, "call metres degrees");
  options.crs = "EPSG:32611";
  expect(error_of(degrees, options), kUsage, "call degrees metres");
  options.crs = "planar";
  expect(error_of(degrees, options), kUsage, "call degrees metres");
}

TEST_F(ImportErrors, swapped_and_scaled_degrees_get_advice) {
  expect(error_of(write("s.csv", "lat,lon\n-118.1,33.7\n-118.2,33.8\n")), kUsage, "swapped",
         "--map lon=lat,lat=lon");
  expect(error_of(write("u.csv", "lon,lat\n-118100000,33700000\n")), kUsage, "times 1000000", "1000000");
}

TEST_F(ImportErrors, unknown_crs) {
  ImportOptions options;
  options.crs = "EPSG:999999";
  expect(error_of(write("f.csv", "x,y\n1,2\n"), options), kUsage, "\"EPSG:999999\"");
  options.crs = "my town";
  expect(error_of(write("f.csv", "x,y\n1,2\n"), options), kUsage, "\"my town\"");
}

TEST_F(ImportErrors, profiles_that_do_not_read) {
  const auto file = write("f.csv", "lon,lat\n1,2\n");
  ImportOptions options;
  options.profile = (folder_ / "none.toml").string();
  expect(error_of(file, options), kUsage, "cannot read the profile");
  options.profile = write("bad.toml", "title = \n").string();
  expect(error_of(file, options), kUsage, "line 1");
  options.profile = write("key.toml", "colour = \"red\"\n").string();
  expect(error_of(file, options), kUsage, "unknown key \"colour\"");
  options.profile = write("role.toml", "role = \"zones\"\n").string();
  expect(error_of(file, options), kUsage, "is for zones", "--as zones");
  options.profile = write("field.toml", "[fields]\nworkers = \"a\"\n").string();
  expect(error_of(file, options), kUsage, "\"workers\"");
}

TEST_F(ImportErrors, unknown_layer_and_several_layers) {
  const std::string file = kData + "naturalearth/naturalearth.gpkg";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "shared data not here";
  ImportOptions options;
  options.role = Role::regions;
  expect(error_of(file, options), kUsage, "several layers: land_50m", "--layer");
  options.layer = "moon";
  expect(error_of(file, options), kUsage, "no layer \"moon\"", "countries_50m");
}

std::string first_bytes(const std::string& file, std::size_t count) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(count, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

TEST_F(ImportErrors, files_that_are_cut_off) {
  const std::string pbf = kData + "osm_liechtenstein/liechtenstein-2015-07.osm.pbf";
  if (!std::filesystem::exists(pbf)) GTEST_SKIP() << "shared data not here";
  ImportOptions options;
  options.role = Role::infrastructure;
  for (const std::size_t size : {100u, 5000u, 700000u, 1300000u})
    expect(error_of(write("t.osm.pbf", first_bytes(pbf, size)), options), kFailure, "t.osm.pbf");
  const std::string gpkg = kData + "german_states_industry/german_states.gpkg";
  options.role = Role::regions;
  expect(error_of(write("t.gpkg", first_bytes(gpkg, 50000)), options), kFailure, "t.gpkg");
  const std::string csv = kData + "airports/airports.csv.gz";
  options.role = Role::infrastructure;
  expect(error_of(write("t.csv.gz", first_bytes(csv, 100000)), options), kFailure, "t.csv.gz");
  expect(error_of(write("t.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\""), options),
         kFailure, "t.geojson");
}

}  // namespace
}  // namespace agglo
