#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "agglo/project.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

class RunOnFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(AGGLO_BINARY_DIR) / "run_on_file_tests" /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }

  /// Twelve firms around one place and two far from it, in the columns of `header`; all of one sector.
  fs::path firms(const std::string& name, const std::string& header, bool lonlat_first = false) const {
    std::string text = header + "\n";
    for (int i = 0; i < 14; ++i) {
      const std::string lon = i < 12 ? "10.00" + std::to_string(10 + i) : "10." + std::to_string(i);
      const std::string id = "F" + std::to_string(i);
      text += (lonlat_first ? lon + ",50.001," + id + ",a,b" : id + ",a,b," + lon + ",50.001") + "\n";
    }
    return write(name, text);
  }

  Outcome clusters_of(const fs::path& file, std::map<Role, fs::path> others = {}) const {
    Step step;
    step.operation = "dbscan";
    step.name = "dbscan";
    step.options["eps_m"] = 500.0;
    step.options["min_points"] = 5.0;
    RunControl run(1);
    Timings timings;
    FileInput input;
    input.file = file;
    input.others = std::move(others);
    return run_on_file(input, step, run, timings);
  }

  fs::path folder_;
};

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

using Names = std::vector<std::string>;

TEST_F(RunOnFile, columns_are_the_files_own_in_its_order_then_cluster_and_role) {
  const Outcome outcome = clusters_of(firms("f.csv", "lon,lat,id,name,sector", true));
  ASSERT_FALSE(outcome.layers.empty());
  const Table& table = *outcome.layers[0].table;
  EXPECT_EQ(names_of(table), (Names{"lon", "lat", "id", "name", "sector", "cluster", "role"}));
  EXPECT_EQ(table.row_count, 14u);
  EXPECT_EQ(table.at("id").text(13), "F13");
  EXPECT_EQ(table.at("cluster").text(0), "0");
  EXPECT_NE(table.at("cluster").text(13), "0");
}

TEST_F(RunOnFile, headers_in_capitals_keep_their_names) {
  const Outcome outcome = clusters_of(firms("f.csv", "ID,NAME,SECTOR,LON,LAT"));
  const Table& table = *outcome.layers[0].table;
  EXPECT_EQ(names_of(table), (Names{"ID", "NAME", "SECTOR", "LON", "LAT", "cluster", "role"}));
  EXPECT_EQ(table.at("ID").text(3), "F3");
}

TEST_F(RunOnFile, written_as_csv_coordinates_are_not_added_beside_the_files_own) {
  const Outcome outcome = clusters_of(firms("f.csv", "ID,NAME,SECTOR,LON,LAT"));
  RunControl run(1);
  write_layers(folder_ / "out.csv", {outcome.layers[0]}, false, run);
  std::string header;
  std::getline(std::ifstream(folder_ / "out.csv"), header);
  EXPECT_EQ(header, "ID,NAME,SECTOR,LON,LAT,cluster,role\r");
}

TEST_F(RunOnFile, a_column_that_is_called_src_name_itself_stays_so) {
  const Outcome outcome = clusters_of(firms("f.csv", "src_name,name,src_id,lon,lat"));
  EXPECT_EQ(names_of(*outcome.layers[0].table),
            (Names{"src_name", "name", "src_id", "lon", "lat", "cluster", "role"}));
}

TEST_F(RunOnFile, a_file_that_has_a_cluster_column_keeps_it) {
  const Outcome outcome = clusters_of(firms("f.csv", "id,Cluster,role,lon,lat"));
  const Table& table = *outcome.layers[0].table;
  EXPECT_EQ(names_of(table), (Names{"id", "Cluster", "role", "lon", "lat", "cluster_2", "role_2"}));
  EXPECT_EQ(table.at("Cluster").text(0), "a");
  EXPECT_EQ(table.at("cluster_2").text(0), "0");
}

TEST_F(RunOnFile, reports_of_the_other_files_are_handed_on) {
  const fs::path sites = write("sites.csv", "name,kind,lon,lat\nA,university,10.001,50.001\nB,bank,,\n");
  const Outcome outcome =
      clusters_of(firms("f.csv", "id,name,sector,lon,lat"), {{Role::institutions, sites}});
  EXPECT_NE(outcome.report_text.find("f.csv: 14 rows read"), std::string::npos);
  EXPECT_NE(outcome.report_text.find("institutions\nsites.csv: 2 rows read"), std::string::npos);
  EXPECT_NE(outcome.report_text.find("no_coordinates"), std::string::npos);
  const auto json = nlohmann::json::parse(outcome.report_json);
  EXPECT_EQ(json["source"], "f.csv");
  ASSERT_EQ(json["others"].size(), 1u);
  EXPECT_EQ(json["others"][0]["role"], "institutions");
  EXPECT_EQ(json["others"][0]["flags"][0]["code"], "no_coordinates");
  EXPECT_EQ(json["others"][0]["flags"][0]["rows"], 1);
}

TEST_F(RunOnFile, report_of_one_file_names_no_others) {
  const auto json = nlohmann::json::parse(clusters_of(firms("f.csv", "id,name,x1,lon,lat")).report_json);
  EXPECT_FALSE(json.contains("others"));
}

}  // namespace
}  // namespace agglo
