// What does not fit into memory is refused before it starts.
#include "app/step_memory.hpp"

#include <gtest/gtest.h>

#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

Dataset many_firms(bool plane, double farthest = 5000) {
  std::vector<Firm> firms;
  for (int i = 0; i < 2000; ++i)
    firms.push_back({(i % 50) * (plane ? 100.0 : 0.1), i / 50 * (plane ? 100.0 : 0.1), "a"});
  if (plane) firms.push_back({farthest, 0, "a"});
  return dataset({firms_layer(firms)}, plane);
}

std::string refusal(const Dataset& data, const std::string& operation, OptionValues options,
                    std::uint64_t memory_bytes) {
  return error_of([&] {
    RunControl control(1, 0, memory_bytes);
    run_step(data, {operation, "", "", std::move(options), 0}, control);
  });
}

std::uint64_t estimate(const Dataset& data, const std::string& operation, OptionValues options = {}) {
  RunControl control(1);
  const Step step{operation, "", "", std::move(options), 0};
  return step_memory_bytes({data, step}, control);
}

TEST(StepMemory, every_operation_on_the_density_of_firms_is_estimated_and_refused_with_advice) {
  const Dataset data = many_firms(true);
  for (const char* name : {"dbscan", "hdbscan", "optics", "st_dbscan", "centres", "neighbours", "parameters",
                           "stability", "validity"}) {
    EXPECT_GT(estimate(data, name), std::uint64_t{32} << 20) << name;
    const std::string found = refusal(data, name, {}, 1000000);
    EXPECT_EQ(found.find(std::string("failure: ") + name + " of 2001 firms needs about"), 0U) << found;
    EXPECT_NE(found.find(" MiB of memory beside the "), std::string::npos) << found;
    EXPECT_NE(found.find("where --memory-gib allows '1 MiB' in all"), std::string::npos) << found;
    EXPECT_NE(found.find("allow more with --memory-gib"), std::string::npos) << found;
    EXPECT_EQ(found.find("close other programs"), std::string::npos) << found;
    EXPECT_NE(found.find("smaller area"), std::string::npos) << found;
  }
  EXPECT_EQ(estimate(data, "map"), 0U);
  EXPECT_EQ(refusal(data, "dbscan", {}, std::uint64_t{64} << 30), "no error");
}

TEST(StepMemory, estimates_follow_the_options) {
  const Dataset data = many_firms(true);
  const std::uint64_t usual = estimate(data, "dbscan");
  EXPECT_GT(estimate(data, "dbscan", {{"each", std::string("sector")}}), usual);
  EXPECT_GT(estimate(data, "dbscan", {{"eps_m", 0.0001}}), usual);  // the general way
  EXPECT_GT(estimate(many_firms(true, 1e13), "dbscan"), usual);
  EXPECT_GT(estimate(data, "parameters", {{"min_points", std::vector<double>(100, 5)}}),
            estimate(data, "parameters"));
  EXPECT_GT(estimate(many_firms(false), "dbscan"), 0U);
}

TEST(StepMemory, senseless_options_are_still_refused_by_the_operation) {
  EXPECT_EQ(refusal(many_firms(true), "dbscan", {{"eps_m", std::string("wide")}}, 0).find("usage: "), 0U);
  EXPECT_EQ(
      refusal(many_firms(true), "parameters", {{"eps_m", std::vector<double>{}}}, 0).find("failure: dbs"),
      std::string::npos);
}

TEST(StepMemory, too_many_clusters_are_refused_before_their_boundaries) {
  Clusters clusters;
  clusters.label = {0, 0, 1, kNoCluster};
  clusters.count = 2000000000;
  const std::string found = error_of([&] {
    RunControl control(1, 0, std::uint64_t{1} << 40);
    require_boundary_memory(clusters, control);
  });
  EXPECT_NE(found.find("boundaries of 2000000000 clusters of 3 firms needs"), std::string::npos) << found;
  EXPECT_NE(found.find("close other programs"), std::string::npos) << "the machine's limit: " << found;
  EXPECT_NE(found.find("--labels-only"), std::string::npos) << found;
}

}  // namespace
}  // namespace agglo::test
