// Networks of real extracts against figures that a program of a few lines counted from the files' bytes
// (protocol buffers read in Python; classes, access, barriers and one-ways by the same profile; lengths on
// the local ellipsoid). Its counts, per file and mode: roads used, nodes, edges, edges on the same points as
// another, km, one-way km.
//   Liechtenstein car      2387, 3482, 3938,   0,  420.674,  7.273
//   Liechtenstein walk     4591, 6184, 7759,   0, 1116.487,  0
//   Liechtenstein bicycle  4191, 5720, 6937,   0, 1063.702,  8.397
//   Helsinki car            920,  936, 1024,   4,   28.691, 13.991
//   Helsinki walk          2421, 3430, 4791, 123,  100.846,  0
// It cuts no road where it leaves the box that the file covers: there, and where a road leaves that is not in
// the file, agglo has nodes more (and as many edges); its one reversible road in Helsinki (2 nodes, 2 edges)
// is closed in agglo, and two of its double edges there differ in whether they lie in a tunnel.
#include <gtest/gtest.h>

#include <filesystem>

#include "agglo/project.hpp"
#include "agglo/road_source.hpp"

namespace agglo {
namespace {

struct Built {
  std::uint64_t roads;
  NetworkReport report;
  std::uint64_t count(const std::string& code) const {
    for (const NetworkReport::Line& line : report.lines)
      if (line.code == code) return line.count;
    return 0;
  }
};

class RealNetwork : public ::testing::Test {
 protected:
  Built build(const std::string& name, const std::string& mode) const {
    ImportOptions options;
    options.role = Role::network;
    RunControl run;
    const RoadSource source = read_roads(kData + name, options, kProfiles + mode + ".toml", run);
    Frame frame;
    frame.kind = FrameKind::geocentric;
    return {source.report.rows_kept, build_network(source.ways, {}, frame, run).report};
  }
  static bool is_here(const std::string& name) { return std::filesystem::exists(kData + name); }

  inline static const std::string kData = AGGLO_SOURCE_DIR "/../shared/data/";
  inline static const std::string kProfiles = AGGLO_SOURCE_DIR "/data/profiles/roads/";
};

TEST_F(RealNetwork, LiechtensteinIsAsCountedFromItsBytes) {
  const char* file = "osm_liechtenstein/liechtenstein-2015-07.osm.pbf";
  if (!is_here(file)) GTEST_SKIP() << "shared data not here";
  const Built car = build(file, "car"), walk = build(file, "walk"), bicycle = build(file, "bicycle");
  EXPECT_EQ(car.roads, 2387U);
  EXPECT_EQ(car.report.nodes, 3482U);
  EXPECT_EQ(car.report.edges, 3938U);
  EXPECT_NEAR(car.report.length_km, 420.674, 0.002);
  EXPECT_NEAR(car.report.one_way_km, 7.273, 0.001);
  EXPECT_GT(static_cast<double>(car.report.main_nodes), 0.98 * static_cast<double>(car.report.nodes));
  EXPECT_EQ(car.count("cut_roads"), 7U);  // main roads that end at the border
  EXPECT_EQ(walk.roads, 4591U);
  EXPECT_EQ(walk.report.nodes, 6184U + 11);
  EXPECT_EQ(walk.report.edges, 7759U + 11);
  EXPECT_NEAR(walk.report.length_km, 1116.487, 0.005);
  EXPECT_EQ(walk.report.one_way_km, 0);
  EXPECT_EQ(bicycle.report.nodes, 5720U + 11);
  EXPECT_EQ(bicycle.report.edges, 6937U + 11);
  EXPECT_NEAR(bicycle.report.length_km, 1063.702, 0.005);
  EXPECT_NEAR(bicycle.report.one_way_km, 8.397, 0.001);
}

TEST_F(RealNetwork, HelsinkiIsAsCountedFromItsBytes) {
  const char* file = "osm_helsinki_centre/helsinki-centre-2019-04.osm.pbf";
  if (!is_here(file)) GTEST_SKIP() << "shared data not here";
  const Built car = build(file, "car"), walk = build(file, "walk");
  EXPECT_EQ(car.roads, 920U - 1);
  EXPECT_EQ(car.report.nodes, 936U - 2 + 2);
  EXPECT_EQ(car.report.edges, 1024U - 4 - 2 + 2);
  EXPECT_EQ(car.count("duplicate_edges"), 4U);
  EXPECT_NEAR(car.report.length_km, 28.6, 0.2);
  EXPECT_NEAR(car.report.one_way_km, 13.991, 0.1);
  EXPECT_EQ(walk.roads, 2421U);
  EXPECT_EQ(walk.report.nodes, 3430U + 15);
  EXPECT_EQ(walk.report.edges, 4791U - 123 + 2 + 15);
  // The file is cut out of the town: nearly every road at its edge goes on.
  EXPECT_EQ(walk.count("cut_roads"), 200U);
}

}  // namespace
}  // namespace agglo
