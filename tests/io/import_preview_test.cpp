// What a file holds, before it is imported.
#include "import_support.hpp"

namespace agglo {
namespace {

class ImportPreview : public test::ImportFolder {
 protected:
  FilePreview preview(const std::filesystem::path& file, const ImportOptions& options = {}) const {
    RunControl run(1);
    return preview_file(file, options, 3, run);
  }
};

TEST_F(ImportPreview, has_the_columns_the_first_rows_and_what_an_import_would_take) {
  const FilePreview found = preview(
      write("f.csv", "Ref no;East deg;lat;naics\na;11,5;44,5;10.1\nb;11,6;44,6;\nc;1;2;3\nd;4;5;6\n"));
  EXPECT_EQ(found.columns, (std::vector<std::string>{"Ref no", "East deg", "lat", "naics"}));
  ASSERT_EQ(found.rows.size(), 3u);
  EXPECT_EQ(found.rows[1], (std::vector<std::string>{"b", "11,6", "44,6", ""}));
  EXPECT_FALSE(found.has_geometry);
  EXPECT_EQ(found.fields, (std::map<std::string, std::string>{{"sector", "naics"}}));
}

TEST_F(ImportPreview, of_a_long_text_reads_its_beginning) {
  std::string text = "lon,lat,note\n";
  for (int row = 0; row < 200'000; ++row) text += "11.5,44.5,row\n";
  text += std::string(100, 'x') + "," + std::string(5000, 'y') + "\n";
  const FilePreview found = preview(write("long.csv", text));
  EXPECT_EQ(found.columns.size(), 3u);
  EXPECT_EQ(found.rows.size(), 3u);
  EXPECT_EQ(found.fields.at("lon"), "lon");
  const FilePreview cut = preview(write("cell.csv", "wkt\n\"" + std::string(500, 'p') + "\"\n"));
  EXPECT_EQ(cut.rows[0][0], std::string(80, 'p') + "...");
}

TEST_F(ImportPreview, of_a_file_with_geometry_says_so) {
  const auto file = write("f.geojson", R"({"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"TITLE": "a", "n": 7},
       "geometry": {"type": "Point", "coordinates": [11, 44]}}]})");
  ImportOptions options;
  options.role = Role::zones;
  const FilePreview found = preview(file, options);
  EXPECT_TRUE(found.has_geometry);
  EXPECT_EQ(found.columns, (std::vector<std::string>{"TITLE", "n"}));
  EXPECT_EQ(found.rows[0], (std::vector<std::string>{"a", "7"}));
  EXPECT_EQ(found.fields.at("name"), "TITLE");
}

TEST_F(ImportPreview, half_a_coordinate_system_is_none_and_a_missing_file_is_an_error) {
  const auto file = write("f.csv", "lon,lat,x,y\n1,2,3,4\n");
  ImportOptions options;
  options.crs = "EPSG:3";
  EXPECT_EQ(preview(file, options).fields.count("lon"), 1u);
  options.crs = "EPSG:32632";
  EXPECT_EQ(preview(file, options).fields.count("x"), 1u) << "as the import has it";
  EXPECT_THROW(preview(folder_ / "gone.csv"), Error);
}

TEST(ImportFieldNames, have_those_of_the_role_and_then_the_place) {
  const auto names = import_field_names(Role::zones);
  EXPECT_EQ(names, (std::vector<std::string>{"id", "name", "kind", "opened", "lon", "lat", "x", "y", "wkt"}));
}

}  // namespace
}  // namespace agglo
