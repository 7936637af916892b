// A network that a project stores comes back as it was made, and searches on it give the same.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "agglo/project.hpp"
#include "agglo/roads.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

class NetworkImport : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("agglo-network-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    std::ofstream(folder_ / "roads.csv") << "wkt,id,name,kind,oneway,tunnel\n"
                                            "\"LINESTRING(9.5 47.1,9.51 47.1,9.52 47.105)\",1,A,primary,,\n"
                                            "\"LINESTRING(9.51 47.1,9.51 47.12)\",2,,residential,yes,\n"
                                            "\"LINESTRING(9.51 47.12,9.52 47.105)\",3,C,secondary,-1,T\n";
  }
  void TearDown() override { fs::remove_all(folder_); }

  Step step(const std::string& name, OptionValues options) const {
    options["as"] = std::string("network");
    return {"import", name, (folder_ / "roads.csv").string(), std::move(options), 0};
  }
  fs::path folder_;
};

void expect_same(const RoadEdges& a, const RoadEdges& b) {
  EXPECT_EQ(a.node_count, b.node_count);
  EXPECT_EQ(a.from, b.from);
  EXPECT_EQ(a.to, b.to);
  EXPECT_EQ(a.length_m, b.length_m);
  EXPECT_EQ(a.joinable, b.joinable);
  EXPECT_EQ(a.component, b.component);
  EXPECT_EQ(a.component_nodes, b.component_nodes);
  EXPECT_EQ(a.lines, b.lines);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.kind, b.kind);
  const auto first = edge_costs(a, RoadMeasure::time), second = edge_costs(b, RoadMeasure::time);
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t e = 0; e < first.size(); ++e) {
    EXPECT_EQ(first[e].forward, second[e].forward);
    EXPECT_EQ(first[e].backward, second[e].backward);
  }
}

TEST_F(NetworkImport, ComesBackFromTheProjectAsItWasMade) {
  RunControl run;
  Timings timings;
  const Step car = step("network", {});
  RoadEdges made;
  {
    Project project = Project::open_or_create(folder_ / "region.gpkg");
    const Outcome outcome = project.run(car, run, timings);
    ASSERT_EQ(outcome.layers.size(), 1U);
    EXPECT_EQ(outcome.layers[0].role, Role::network);
    made = network_from(*outcome.layers[0].table);
  }
  EXPECT_EQ(made.node_count, 4U);
  EXPECT_EQ(made.size(), 4U);
  Project project = Project::open(folder_ / "region.gpkg");
  const Dataset data = project.snapshot(run);
  const Layer* layer = data.last(Role::network);
  ASSERT_NE(layer, nullptr);
  expect_same(network_from(*layer->table), made);
}

TEST_F(NetworkImport, ASecondModeIsASecondLayer) {
  RunControl run;
  Timings timings;
  Project project = Project::open_or_create(folder_ / "region.gpkg");
  project.run(step("network", {}), run, timings);
  EXPECT_THROW(project.run(step("network", {{"mode", std::string("walk")}}), run, timings), Error);
  EXPECT_THROW(project.run(step("network", {{"append", true}}), run, timings), Error);
  project.run(step("on_foot", {{"mode", std::string("walk")}}), run, timings);
  const Dataset data = project.snapshot(run);
  EXPECT_EQ(data.last(Role::network)->name, "on_foot");
  const RoadEdges walk = network_from(*data.find("on_foot")->table);
  for (std::size_t e = 0; e < walk.size(); ++e)
    EXPECT_EQ(walk.forward_s[e], walk.backward_s[e]);  // one-ways do not bind people on foot
}

}  // namespace
}  // namespace agglo
