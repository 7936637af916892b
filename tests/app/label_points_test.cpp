// The labels of dbscan --labels-only are those of the operation dbscan on the same file.
#include "agglo/label_points.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "agglo/project.hpp"
#include "cluster/thread_ranks.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

class LabelPoints : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(AGGLO_BINARY_DIR) / "label_points_tests" /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Firms around spots that lie `apart_deg` from each other; one without a place.
  fs::path firms(double apart_deg) const {
    std::mt19937_64 random(3);
    const auto near = [&](double centre) {
      return centre + static_cast<double>(static_cast<int>(random() % 8001) - 4000) * 1e-6;
    };
    std::ofstream text(folder_ / "firms.csv");
    text << "id,lon,lat,amount\n";
    for (int i = 0; i < 4000; ++i) {
      const auto spot = static_cast<double>(random() % 5);
      text << i << ',' << std::to_string(near(-100 + apart_deg * spot)) << ','
           << std::to_string(near(10 + apart_deg / 3 * spot)) << ',' << random() % 4 << '\n';
    }
    text << "4000,,,1\n";
    return folder_ / "firms.csv";
  }

  std::string usual(const fs::path& file, const std::string& weight) const {
    Step step;
    step.operation = "dbscan";
    step.name = "dbscan";
    step.options["eps_m"] = 60.0;
    step.options["min_points"] = 14.0;
    step.options["weight"] = weight;
    RunControl run(1);
    Timings timings;
    FileInput input;
    input.file = file;
    const Outcome outcome = run_on_file(input, step, run, timings);
    const auto layer = std::find_if(outcome.layers.begin(), outcome.layers.end(),
                                    [](const Layer& one) { return one.kind == "cluster_firms"; });
    if (layer == outcome.layers.end()) return "no labels";
    const Table& table = *layer->table;
    std::ostringstream text;
    text << "row,cluster,role\n";
    for (std::size_t row = 0; row < table.row_count; ++row)
      text << row + 1 << ',' << table.at("cluster").text(row) << ',' << table.at("role").text(row) << '\n';
    return text.str();
  }

  std::string labels(const fs::path& file, const std::string& weight, unsigned size, unsigned tiles) const {
    LabelRequest request;
    request.file = file;
    request.output = folder_ / "labels.csv";
    request.points.weight = weight;
    request.dbscan = {.eps_m = 60, .min_points = 14};
    request.tiles = tiles;
    ThreadRanks::run(size, [&](const Ranks& ranks) {
      RunControl run(1);
      const LabelSummary found = label_points(request, ranks, run);
      EXPECT_EQ(found.rows, 4001U);
      EXPECT_EQ(found.unlocated, 1U);
      EXPECT_GT(found.clusters, 4);
    });
    std::ostringstream bytes;
    bytes << std::ifstream(request.output).rdbuf();
    return bytes.str();
  }
  fs::path folder_;
};

TEST_F(LabelPoints, are_those_of_the_operation_on_one_projection) {
  const fs::path file = firms(0.05);
  const std::string wanted = usual(file, "firms");
  for (const unsigned size : {1U, 2U, 3U, 4U}) EXPECT_TRUE(labels(file, "", size, size) == wanted) << size;
  EXPECT_TRUE(labels(file, "", 1, 7) == wanted);
  EXPECT_TRUE(labels(file, "amount", 2, 5) == usual(file, "amount"));
}

TEST_F(LabelPoints, are_those_of_the_operation_across_half_the_world) {
  const fs::path file = firms(30);
  const std::string wanted = usual(file, "firms");
  EXPECT_TRUE(labels(file, "", 1, 1) == wanted);
  EXPECT_TRUE(labels(file, "", 3, 8) == wanted);
}

}  // namespace
}  // namespace agglo
