// The whole chain on the teaching project: the planted clusters are found, and a recorded recipe gives the
// same tables.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "agglo/project.hpp"
#include "agglo/report.hpp"
#include "agglo/store.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class TeachingProject : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = fs::temp_directory_path() / ("agglo-teaching-" + std::to_string(getpid()));
    fs::create_directories(folder);
    const fs::path recipe = fs::path(AGGLO_SOURCE_DIR) / "data/teaching/recipe.toml";
    RunControl run(2);
    replay(recipe_from_toml(bytes_of(recipe), recipe.string()), recipe, folder / "a.gpkg", run,
           [](const Step&, const Outcome&, const Timings&) {});
  }
  static void TearDownTestSuite() { fs::remove_all(folder); }
  static fs::path folder;
};
fs::path TeachingProject::folder;

/// Neither without a place nor left out by the day.
bool was_clustered(const Table& labels, std::size_t row) {
  const std::string role = labels.at("role").text(row);
  return role != "unlocated" && role != "left_out";
}

TEST_F(TeachingProject, planted_clusters_are_found) {
  RunControl run;
  const Dataset data = Project::open(folder / "a.gpkg").snapshot(run);
  const Table& labels = *data.find("dbscan_firms")->table;
  std::map<std::string, std::pair<int, std::string>> truth;  // id -> number, name
  std::istringstream file(bytes_of(fs::path(AGGLO_SOURCE_DIR) / "data/teaching/truth.csv"));
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::size_t first = line.find(','), second = line.find(',', first + 1);
    truth[line.substr(0, first)] = {std::stoi(line.substr(first + 1, second - first - 1)),
                                    line.substr(second + 1)};
  }
  std::map<int, std::map<std::int64_t, int>> found;  // planted number -> found cluster -> firms
  std::map<int, int> planted;
  for (std::size_t row = 0; row < labels.row_count; ++row) {
    const int number = truth.at(labels.at("id").text(row)).first;
    if (number == 0 || !was_clustered(labels, row)) continue;
    ++planted[number];
    ++found[number][static_cast<std::int64_t>(labels.at("cluster").number(row))];
  }
  ASSERT_EQ(planted.size(), 14U);
  for (const auto& [number, count] : planted) {
    int in_clusters = 0;
    for (const auto& [cluster, firms] : found[number]) in_clusters += cluster >= 0 ? firms : 0;
    // The smallest, 14, has two sectors, and only the larger is dense enough by itself.
    EXPECT_GT(in_clusters, 0.6 * count) << "planted cluster " << number;
  }
}

TEST_F(TeachingProject, background_is_mostly_noise) {
  RunControl run;
  const Dataset data = Project::open(folder / "a.gpkg").snapshot(run);
  const Table& labels = *data.find("dbscan_firms")->table;
  std::size_t noise = 0, located = 0;
  for (std::size_t row = 0; row < labels.row_count; ++row) {
    located += was_clustered(labels, row) ? 1 : 0;
    noise += labels.at("role").text(row) == "noise" ? 1 : 0;
  }
  EXPECT_GT(static_cast<double>(noise), 0.6 * static_cast<double>(located));
}

TEST_F(TeachingProject, recorded_recipe_gives_byte_identical_tables) {
  const Recipe recorded = Project::open(folder / "a.gpkg").recipe();
  EXPECT_EQ(recorded.steps.size(), 11U);
  RunControl one(1);
  replay(recorded, folder / "recipe.toml", folder / "b.gpkg", one,
         [](const Step&, const Outcome& outcome, const Timings&) {
           for (const std::string& note : outcome.notes)
             EXPECT_EQ(note.find("SHA-256 differs"), std::string::npos);
         });
  RunControl run;
  const Dataset a = Project::open(folder / "a.gpkg").snapshot(run),
                b = Project::open(folder / "b.gpkg").snapshot(run);
  ASSERT_EQ(a.layers.size(), b.layers.size());
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    EXPECT_EQ(a.layers[i].name, b.layers[i].name);
    write_layers(folder / "a.csv", {a.layers[i]}, false, run);
    write_layers(folder / "b.csv", {b.layers[i]}, false, run);
    EXPECT_EQ(bytes_of(folder / "a.csv"), bytes_of(folder / "b.csv")) << a.layers[i].name;
    EXPECT_EQ(a.layers[i].table->shapes, b.layers[i].table->shapes) << a.layers[i].name;
  }
  EXPECT_EQ(recipe_toml(Project::open(folder / "b.gpkg").recipe()), recipe_toml(recorded));
}

TEST_F(TeachingProject, tells_the_three_planted_findings) {
  RunControl run;
  const std::vector<Finding> found = findings(Project::open(folder / "a.gpkg").snapshot(run));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_NE(found[0].headline.find("Ham"), std::string::npos) << found[0].headline;
  EXPECT_NE(found[1].headline.find("Overlap"), std::string::npos) << found[1].headline;
  EXPECT_NE(found[2].headline.find("Port of Ravenna bonded free zone is unlike"), std::string::npos)
      << found[2].headline;
}

TEST_F(TeachingProject, a_result_never_replaces_an_input) {
  RunControl run;
  Timings timings;
  fs::copy_file(folder / "a.gpkg", folder / "c.gpkg", fs::copy_options::overwrite_existing);
  Project project = Project::open(folder / "c.gpkg");
  EXPECT_THROW(project.run({"dbscan", "zones", "", {}, 0}, run, timings), Error);
  EXPECT_EQ(Project::open(folder / "c.gpkg").store().layers().size(), project.store().layers().size());
}

}  // namespace
}  // namespace agglo
