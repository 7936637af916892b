// Oracle for: read_roads
// Roads from tags and columns: each fact by a small file, real extracts by figures counted outside agglo.
#include <cmath>
#include <map>
#include <set>

#include "agglo/road_source.hpp"
#include "import_support.hpp"

namespace agglo {
namespace {

using test::flag_of;
using test::flagged;
const std::string kProfiles = AGGLO_SOURCE_DIR "/data/profiles/roads/";
const std::string kData = AGGLO_SOURCE_DIR "/../shared/data/";

RoadSource read(const std::filesystem::path& file, const std::string& mode = "car",
                ImportOptions options = {}) {
  options.role = Role::network;
  RunControl run(1);
  const bool is_file = mode.ends_with(".toml");
  return read_roads(file, options, is_file ? mode : kProfiles + mode + ".toml", run);
}

/// OpenStreetMap XML: nodes 1, 2, 3 ... go east along 47.1 N, 0.001 degrees apart; "id tags" of ways and
/// barriers.
struct OsmText {
  std::string head = "<?xml version='1.0'?>\n<osm version='0.6'>\n", nodes, ways;
  std::string text() const { return head + nodes + ways + "</osm>\n"; }

  static std::string tags(const std::map<std::string, std::string>& pairs) {
    std::string text;
    for (const auto& [key, value] : pairs) text += "<tag k='" + key + "' v='" + value + "'/>";
    return text;
  }
  void node(int id, const std::map<std::string, std::string>& pairs = {}) {
    nodes += "<node id='" + std::to_string(id) + "' version='1' lat='47.1' lon='" +
             std::to_string(9.5 + id * 0.001) + "'>" + tags(pairs) + "</node>\n";
  }
  void way(int id, const std::vector<int>& refs, const std::map<std::string, std::string>& pairs) {
    ways += "<way id='" + std::to_string(id) + "' version='1'>";
    for (const int ref : refs) ways += "<nd ref='" + std::to_string(ref) + "'/>";
    ways += tags(pairs) + "</way>\n";
  }
};

class OsmRoads : public test::ImportFolder {
 protected:
  /// One way from node 1 to node 2 with the tags; forward and backward speed, 0 where it is closed.
  std::pair<double, double> speeds(const std::map<std::string, std::string>& tags,
                                   const std::string& mode = "car") {
    OsmText osm;
    for (int id = 1; id <= 4; ++id) osm.node(id);
    osm.way(1, {1, 2}, tags);
    // There always is one road that everybody can use.
    osm.way(2, {3, 4}, {{"highway", "residential"}});
    const RoadSource source = read(write("one.osm", osm.text()), mode);
    if (source.ways.id[0] != "way/1") return {0, 0};
    const auto known = [](double kmh) { return std::isnan(kmh) ? 0 : kmh; };
    return {known(source.ways.forward_kmh[0]), known(source.ways.backward_kmh[0])};
  }
  using Pair = std::pair<double, double>;
};

TEST_F(OsmRoads, OneWaysHoldForVehicles) {
  EXPECT_EQ(speeds({{"highway", "residential"}}), Pair(28, 28));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"oneway", "yes"}}), Pair(28, 0));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"oneway", "-1"}}), Pair(0, 28));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"junction", "roundabout"}}), Pair(28, 0));
  EXPECT_EQ(speeds({{"highway", "motorway"}}), Pair(110, 0));
  EXPECT_EQ(speeds({{"highway", "motorway"}, {"oneway", "no"}}), Pair(110, 110));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"oneway", "reversible"}}), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"oneway", "yes"}}, "walk"), Pair(4.8, 4.8));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"oneway", "yes"}}, "bicycle"), Pair(15, 0));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"oneway", "yes"}, {"cycleway", "opposite_lane"}}, "bicycle"),
            Pair(15, 15));
  EXPECT_EQ(speeds({{"highway", "residential"}, {"oneway", "yes"}, {"oneway:bicycle", "no"}}, "bicycle"),
            Pair(15, 15));
}

TEST_F(OsmRoads, TheMostSpecificAccessTagDecides) {
  EXPECT_EQ(speeds({{"highway", "service"}, {"access", "private"}}), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "service"}, {"access", "destination"}}), Pair(15, 15));
  EXPECT_EQ(speeds({{"highway", "service"}, {"access", "no"}, {"motor_vehicle", "yes"}}), Pair(15, 15));
  EXPECT_EQ(speeds({{"highway", "service"}, {"motor_vehicle", "agricultural;forestry"}}), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "service"}, {"motor_vehicle", "agricultural;destination"}}), Pair(15, 15));
  EXPECT_EQ(speeds({{"highway", "service"}, {"motor_vehicle:backward", "no"}}), Pair(15, 0));
  EXPECT_EQ(speeds({{"highway", "service"}, {"access", "no"}, {"foot", "yes"}}, "walk"), Pair(4.8, 4.8));
  EXPECT_EQ(speeds({{"highway", "service"}, {"vehicle", "no"}}, "bicycle"), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "primary"}, {"hgv", "no"}}, "truck"), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "primary"}, {"hgv", "no"}}), Pair(65, 65));
  EXPECT_EQ(speeds({{"highway", "primary"}, {"maxweight", "3.5"}}, "truck"), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "primary"}, {"maxweight", "12 t"}}, "truck"), Pair(55, 55));
}

TEST_F(OsmRoads, ClassesAreOpenByModeOrByPermission) {
  EXPECT_EQ(speeds({{"highway", "steps"}}, "walk"), Pair(2, 2));
  EXPECT_EQ(speeds({{"highway", "steps"}}), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "footway"}}, "bicycle"), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "footway"}, {"bicycle", "yes"}}, "bicycle"), Pair(10, 10));
  EXPECT_EQ(speeds({{"highway", "motorway"}}, "walk"), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "primary"}, {"motorroad", "yes"}}, "bicycle"), Pair(0, 0));
  EXPECT_EQ(speeds({{"highway", "proposed"}}), Pair(0, 0));
}

TEST_F(OsmRoads, PostedSpeedsAreRead) {
  const auto kmh = [&](const std::string& text) {
    return speeds({{"highway", "primary"}, {"maxspeed", text}}).first;
  };
  EXPECT_DOUBLE_EQ(kmh("50"), 45);
  EXPECT_DOUBLE_EQ(kmh("50 mph"), 50 * 1.609344 * 0.9);
  EXPECT_DOUBLE_EQ(kmh("60;40"), 36);
  EXPECT_DOUBLE_EQ(kmh("walk"), 7 * 0.9);
  EXPECT_DOUBLE_EQ(kmh("AT:urban"), 45);
  EXPECT_DOUBLE_EQ(kmh("CH:rural"), 72);
  EXPECT_DOUBLE_EQ(kmh("DE:zone:30"), 27);
  EXPECT_DOUBLE_EQ(kmh("none"), 117);
  EXPECT_DOUBLE_EQ(kmh("signals"), 65);
  EXPECT_DOUBLE_EQ(kmh("0"), 65);
  EXPECT_DOUBLE_EQ(kmh("-30"), 65);
  EXPECT_DOUBLE_EQ(kmh("9999"), 65);
  EXPECT_EQ(speeds({{"highway", "primary"}, {"maxspeed", "50"}, {"maxspeed:backward", "30"}}), Pair(45, 27));
  EXPECT_EQ(speeds({{"highway", "motorway"}, {"maxspeed", "120"}, {"oneway", "no"}}, "truck"), Pair(80, 80));
  EXPECT_EQ(speeds({{"highway", "primary"}, {"maxspeed", "30"}}, "walk"), Pair(4.8, 4.8));
}

TEST_F(OsmRoads, SpeedsThatAreNotUnderstoodAreCounted) {
  OsmText osm;
  osm.node(1);
  osm.node(2);
  osm.way(7, {1, 2}, {{"highway", "primary"}, {"maxspeed", "fast"}});
  const RoadSource source = read(write("a.osm", osm.text()));
  ASSERT_NE(flag_of(source.report, "unread_speed"), nullptr);
  EXPECT_EQ(flag_of(source.report, "unread_speed")->samples[0].column, "way/7");
  EXPECT_EQ(flag_of(source.report, "unread_speed")->samples[0].value, "maxspeed=fast");
}

TEST_F(OsmRoads, FerriesTakeTheirDurationAndCannotBeEnteredFromBeside) {
  for (const auto& [text, seconds] : std::map<std::string, double>{
           {"00:10", 600}, {"0:10:30", 630}, {"12", 720}, {"PT1H5M", 3900}, {"PT90S", 90}}) {
    OsmText osm;
    osm.node(1);
    osm.node(2);
    osm.way(1, {1, 2}, {{"route", "ferry"}, {"duration", text}});
    const RoadSource source = read(write("a.osm", osm.text()), "walk");
    EXPECT_DOUBLE_EQ(source.ways.forward_s[0], seconds) << text;
    EXPECT_DOUBLE_EQ(source.ways.backward_s[0], seconds) << text;
    EXPECT_EQ(source.ways.joinable[0], 0);
    EXPECT_EQ(source.ways.kind[0], "ferry");
  }
  EXPECT_EQ(speeds({{"route", "ferry"}, {"motor_vehicle", "no"}}), Pair(0, 0));
  EXPECT_EQ(speeds({{"route", "ferry"}}), Pair(15, 15));
  OsmText osm;  // 76 m in a second would be a flight
  osm.node(1);
  osm.node(2);
  osm.way(1, {1, 2}, {{"route", "ferry"}, {"duration", "PT1S"}});
  const RoadSource source = read(write("a.osm", osm.text()));
  EXPECT_TRUE(std::isnan(source.ways.forward_s[0]));
  EXPECT_EQ(flagged(source.report, "unread_speed"), 1U);
}

TEST_F(OsmRoads, MotorwaysTunnelsAndMotorroadsCannotBeEnteredFromBeside) {
  const std::vector<std::map<std::string, std::string>> closed{{{"highway", "motorway"}},
                                                               {{"highway", "motorway_link"}},
                                                               {{"highway", "trunk"}, {"motorroad", "yes"}},
                                                               {{"highway", "primary"}, {"tunnel", "yes"}}},
      open{{{"highway", "trunk"}},
           {{"highway", "primary"}, {"bridge", "yes"}},
           {{"highway", "service"}, {"tunnel", "building_passage"}}};
  const auto joinable = [&](const std::map<std::string, std::string>& tags) {
    OsmText osm;
    osm.node(1);
    osm.node(2);
    osm.way(1, {1, 2}, tags);
    return read(write("a.osm", osm.text())).ways.joinable[0];
  };
  for (const auto& tags : closed) EXPECT_EQ(joinable(tags), 0) << tags.begin()->second;
  for (const auto& tags : open) EXPECT_EQ(joinable(tags), 1) << tags.begin()->second;
}

TEST_F(OsmRoads, NobodyPassesABarrierThatClosesForTheMode) {
  const auto nodes_met = [&](const std::map<std::string, std::string>& barrier, const std::string& mode) {
    OsmText osm;
    for (int id = 1; id <= 4; ++id) osm.node(id, id == 2 ? barrier : std::map<std::string, std::string>{});
    osm.way(1, {1, 2, 3}, {{"highway", "residential"}});
    osm.way(2, {2, 4}, {{"highway", "residential"}});
    const RoadWays ways = read(write("a.osm", osm.text()), mode).ways;
    return std::pair(ways.size(),
                     std::set<std::int64_t>(ways.vertex_node.begin(), ways.vertex_node.end()).size());
  };
  const std::pair<std::size_t, std::size_t> open{2, 4}, closed{3, 6};  // rows, junctions
  EXPECT_EQ(nodes_met({}, "car"), open);
  EXPECT_EQ(nodes_met({{"barrier", "bollard"}}, "car"), closed);
  EXPECT_EQ(nodes_met({{"barrier", "bollard"}}, "walk"), open);
  EXPECT_EQ(nodes_met({{"barrier", "bollard"}, {"motor_vehicle", "yes"}}, "car"), open);
  EXPECT_EQ(nodes_met({{"barrier", "gate"}}, "car"), open);
  EXPECT_EQ(nodes_met({{"barrier", "gate"}, {"access", "private"}}, "car"), closed);
  EXPECT_EQ(nodes_met({{"barrier", "gate"}, {"access", "private"}, {"foot", "yes"}}, "walk"), open);
  EXPECT_EQ(nodes_met({{"barrier", "gate"}, {"locked", "yes"}}, "bicycle"), closed);
}

TEST_F(OsmRoads, RoadsAreCutWhereNodesAreMissing) {
  OsmText osm;
  for (const int id : {1, 2, 5, 6}) osm.node(id);
  osm.way(1, {1, 2, 3, 4, 5, 6, 7}, {{"highway", "residential"}});
  osm.way(2, {2, 6}, {{"highway", "residential"}});
  const RoadSource source = read(write("a.osm", osm.text()));
  ASSERT_EQ(source.ways.size(), 3U);
  EXPECT_EQ(source.ways.cut, (std::vector<std::uint8_t>{2, 3, 0}));
  EXPECT_EQ(flagged(source.report, "missing_nodes"), 1U);
}

TEST_F(OsmRoads, ANodeFromWhichARoadLeavesTheDataCutsTheOthers) {
  OsmText osm;
  for (const int id : {1, 2, 3}) osm.node(id);
  osm.way(1, {1, 2, 3}, {{"highway", "residential"}});
  osm.way(2, {2, 8}, {{"highway", "residential"}});
  const RoadWays ways = read(write("a.osm", osm.text())).ways;
  EXPECT_EQ(ways.cut, (std::vector<std::uint8_t>{2, 1}));
}

TEST_F(OsmRoads, RoadsAreCutAtTheBoxThatTheFileCovers) {
  OsmText osm;
  osm.head += "<bounds minlat='47' minlon='9.5' maxlat='48' maxlon='9.5035'/>\n";
  for (int id = 1; id <= 9; ++id) osm.node(id);
  osm.way(1, {1, 2, 3, 4, 5, 6}, {{"highway", "residential"}});  // out
  osm.way(2, {3, 8, 2}, {{"highway", "residential"}});           // out and in again
  osm.way(3, {7, 9}, {{"highway", "residential"}});              // outside
  const RoadWays ways = read(write("a.osm", osm.text())).ways;
  EXPECT_EQ(ways.id[0] == "way/1" && ways.id[1] == "way/1", true);
  EXPECT_EQ(ways.cut, (std::vector<std::uint8_t>{2, 3, 2, 1, 3}));
  EXPECT_EQ(ways.lines.vertex_count(0), 4U);
  EXPECT_EQ(ways.lines.vertex_count(1), 3U);
}

TEST_F(OsmRoads, ThroughRoadsThatEndInNothingAreTakenForTheEdgeOfTheData) {
  OsmText osm;
  for (int id = 1; id <= 5; ++id) osm.node(id);
  osm.way(1, {1, 2, 3}, {{"highway", "primary"}});
  osm.way(2, {3, 4}, {{"highway", "primary"}});
  osm.way(3, {4, 5}, {{"highway", "residential"}});
  EXPECT_EQ(read(write("a.osm", osm.text())).ways.cut, (std::vector<std::uint8_t>{1, 0, 0}));
}

TEST_F(OsmRoads, FilesWithoutUsableRoadsSayWhy) {
  const auto message = [&](const OsmText& osm, const std::string& mode = "car") {
    try {
      read(write("a.osm", osm.text()), mode);
    } catch (const Error& error) {
      EXPECT_FALSE(error.hint.empty());
      return error.message;
    }
    return std::string();
  };
  OsmText osm;
  osm.node(1);
  EXPECT_NE(message(osm).find("holds no ways"), std::string::npos);
  osm.way(1, {1, 2}, {{"building", "yes"}});
  EXPECT_NE(message(osm).find("1 ways, 0 of them roads"), std::string::npos);
  osm.way(2, {1, 2}, {{"highway", "motorway"}});
  EXPECT_NE(message(osm, "walk").find("all closed to this mode"), std::string::npos);
  EXPECT_NE(message(osm).find("not the nodes"), std::string::npos);
  EXPECT_THROW(read(write("a.osm.pbf", "this is no protocol buffer")), Error);
  EXPECT_THROW(read(write("b.osm", "<osm version='0.6'><node id='1'")), Error);
  EXPECT_THROW(read(folder_ / "absent.osm.pbf"), Error);
  ImportOptions with_map;
  with_map.fields = {{"speed", "KMH"}};
  EXPECT_THROW(read(write("c.osm", osm.text()), "car", with_map), Error);
}

TEST_F(OsmRoads, PackedAndCutFilesAreReadOrRefused) {
  OsmText osm;
  osm.node(1);
  osm.node(2);
  osm.way(1, {1, 2}, {{"highway", "primary"}});
  const auto file = write("a.osm", osm.text());
  for (const char* command : {"gzip -k ", "bzip2 -k "})
    ASSERT_EQ(std::system((command + file.string()).c_str()), 0);
  EXPECT_EQ(read(file.string() + ".gz").ways.size(), 1U);
  EXPECT_EQ(read(file.string() + ".bz2").ways.size(), 1U);
  EXPECT_THROW(read("/vsigzip/" + file.string() + ".gz"), Error);
  const std::string pbf = kData + "osm_liechtenstein/liechtenstein-2015-07.osm.pbf";
  if (!std::filesystem::exists(pbf)) GTEST_SKIP() << "shared data not here";
  std::ifstream stream(pbf, std::ios::binary);
  std::string bytes(400000, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  EXPECT_THROW(read(write("cut.osm.pbf", bytes)), Error);
}

class LineRoads : public test::ImportFolder {
 protected:
  RoadSource lines(const std::string& rows, const std::map<std::string, std::string>& map = {},
                   const std::string& mode = "car", const std::string& crs = "planar") {
    ImportOptions options;
    options.fields = map;
    options.crs = crs;
    return read(write("roads.csv", rows), mode, options);
  }
};

TEST_F(LineRoads, ColumnsSayHowFastAndWhichWay) {
  const RoadSource source = lines(
      "wkt;gid;KMH;T;ONEWAY;CLASS\n"
      "LINESTRING(0 0,100 0);a;60;;;primary\n"
      "LINESTRING(0 0,0 50);b;;2;FT;primary\n"
      "LINESTRING(0 0,50 50);c;;;TF;secondary\n"
      "LINESTRING(0 9,50 9);d;;;N;secondary\n"
      "LINESTRING(0 8,50 8);e;;;B;\n",
      {{"speed", "KMH"}, {"minutes", "T"}, {"kind", "CLASS"}});
  const RoadWays& ways = source.ways;
  ASSERT_EQ(ways.size(), 4U);
  EXPECT_TRUE(source.is_planar);
  EXPECT_EQ(ways.id[1], "b");
  EXPECT_EQ(ways.forward_kmh[0], 60);
  EXPECT_EQ(ways.backward_kmh[0], 60);
  EXPECT_EQ(ways.forward_s[1], 120);
  EXPECT_TRUE(std::isnan(ways.backward_s[1]) && std::isnan(ways.backward_kmh[1]));
  EXPECT_TRUE(std::isnan(ways.forward_kmh[2]));
  EXPECT_EQ(ways.backward_kmh[2], 55);
  EXPECT_EQ(ways.forward_kmh[3], 40);                    // the default
  EXPECT_EQ(flagged(source.report, "closed_road"), 1U);  // beside FT and TF, N is closed
  EXPECT_EQ(flagged(source.report, "unknown_class"), 1U);
}

TEST_F(LineRoads, WrongSpeedsAndOneWaysAreCountedAndReplaced) {
  const RoadSource source = lines(
      "wkt,speed,oneway,kind\n"
      "\"LINESTRING(0 0,100 0)\",-5,yes,primary\n"
      "\"LINESTRING(0 0,0 50)\",0,no,primary\n"
      "\"LINESTRING(0 0,50 50)\",fast,perhaps,primary\n"
      "\"LINESTRING(0 9,50 9)\",900,N,primary\n"
      "\"LINESTRING(0 8,50 8)\",50,-1,primary\n");
  EXPECT_EQ(flagged(source.report, "bad_speed"), 4U);
  EXPECT_EQ(flag_of(source.report, "bad_speed")->samples[2].value, "fast");
  EXPECT_EQ(flagged(source.report, "bad_oneway"), 1U);
  for (std::size_t way = 1; way < 4; ++way) EXPECT_EQ(source.ways.forward_kmh[way], 65);
  EXPECT_TRUE(std::isnan(source.ways.backward_kmh[0]));
  EXPECT_EQ(source.ways.backward_kmh[3], 65);  // N beside yes and no is no
  EXPECT_TRUE(std::isnan(source.ways.forward_kmh[4]));
}

TEST_F(LineRoads, TimesOfOneDirectionAndOfPartsAreKept) {
  const RoadSource source = lines(
      "wkt,cost_s,reverse_cost_s,tunnel\n"
      "\"MULTILINESTRING((0 0,30 0),(40 0,50 0))\",80,40,T\n");
  ASSERT_EQ(source.ways.size(), 2U);
  EXPECT_DOUBLE_EQ(source.ways.forward_s[0], 60);
  EXPECT_DOUBLE_EQ(source.ways.forward_s[1], 20);
  EXPECT_DOUBLE_EQ(source.ways.backward_s[0], 30);
  EXPECT_EQ(source.ways.joinable[0], 0);
}

TEST_F(LineRoads, SpeedsOfVehiclesSayNothingAboutWalking) {
  const std::string rows =
      "wkt,speed,oneway,fclass\n"
      "\"LINESTRING(0 0,100 0)\",90,F,primary\n"
      "\"LINESTRING(0 0,0 100)\",90,F,motorway\n";
  const RoadSource walk = lines(rows, {}, "walk");
  ASSERT_EQ(walk.ways.size(), 1U);
  EXPECT_EQ(walk.ways.forward_kmh[0], 4.8);
  EXPECT_EQ(walk.ways.backward_kmh[0], 4.8);
  EXPECT_EQ(lines(rows, {{"speed", "speed"}}, "walk").ways.forward_kmh[0], 90);  // as told
  const RoadSource bicycle = lines(rows, {}, "bicycle");
  EXPECT_EQ(bicycle.ways.forward_kmh[0], 16);
  EXPECT_TRUE(std::isnan(bicycle.ways.backward_kmh[0]));  // one-ways bind bicycles
}

TEST_F(LineRoads, PostedSpeedsAreDrivenInPart) {
  const RoadSource source =
      lines("wkt,maxspeed\n\"LINESTRING(0 0,100 0)\",100\n\"LINESTRING(0 0,0 9)\",30 mph\n");
  EXPECT_DOUBLE_EQ(source.ways.forward_kmh[0], 90);
  EXPECT_DOUBLE_EQ(source.ways.forward_kmh[1], 30 * 1.609344 * 0.9);
}

TEST_F(LineRoads, OddFilesAreRefusedWithWords) {
  EXPECT_THROW(lines("name,speed\na,3\n"), Error);           // no geometry
  EXPECT_THROW(lines("wkt,speed\nPOINT(1 2),50\n"), Error);  // no lines
  EXPECT_THROW(lines("wkt\n\"LINESTRING(500000 200000,500010 200000)\"\n", {}, "car", ""), Error);  // no CRS
  EXPECT_THROW(lines("wkt,kind\n\"LINESTRING(0 0,1 0)\",footway\n"), Error);         // closed to cars
  EXPECT_THROW(lines("wkt\n\"LINESTRING(0 0,1 0)\"\n", {{"speed", "KMH"}}), Error);  // no such column
}

class SpeedProfiles : public test::ImportFolder {
 protected:
  std::string refusal(const std::string& toml) {
    OsmText osm;
    osm.node(1);
    osm.node(2);
    osm.way(1, {1, 2}, {{"highway", "primary"}});
    try {
      read(write("a.osm", osm.text()), write("mine.toml", toml).string());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::usage);
      return error.message;
    }
    return {};
  }
};

TEST_F(SpeedProfiles, AProfileOfOnesOwnSetsTheSpeeds) {
  OsmText osm;
  osm.node(1);
  osm.node(2);
  osm.way(1, {1, 2}, {{"highway", "primary"}});
  const auto file = write("mine.toml", "default_kmh = 30\n[speeds_kmh]\nprimary = 33.5\n");
  EXPECT_EQ(read(write("a.osm", osm.text()), file.string()).ways.forward_kmh[0], 33.5);
}

TEST_F(SpeedProfiles, MistakesAreNamedWithFileLineAndValue) {
  const auto has = [](const std::string& text, std::initializer_list<std::string> words) {
    for (const std::string& word : words)
      EXPECT_NE(text.find(word), std::string::npos) << word << " in: " << text;
  };
  has(refusal("default_kmh = 30\n[speeds_kmh]\nprimary = -5\n"),
      {"mine.toml", "line 3", "speeds_kmh.primary", "\"-5\""});
  has(refusal("default_kmh = 30\n[speeds_kmh]\nprimary = \"fast\"\n"), {"line 3", "\"fast\""});
  has(refusal("default_kmh = 30\nspeed = 4\n"), {"line 2", "no key \"speed\""});
  has(refusal("default_kmh = 30\naccess_tags = \"access\"\n"), {"line 2", "a list of texts", "\"access\""});
  has(refusal("default_kmh = 30\n"), {"no speeds"});
  has(refusal("[speeds_kmh]\nprimary = 30\n"), {"default_kmh"});
  has(refusal("default_kmh = \n"), {"line 1"});
  EXPECT_THROW(read("a.osm", "absent.toml"), Error);
}

TEST_F(SpeedProfiles, TheFourThatComeAlongAreRead) {
  for (const char* mode : {"car", "truck", "walk", "bicycle"}) {
    OsmText osm;
    osm.node(1);
    osm.node(2);
    osm.way(1, {1, 2}, {{"highway", "primary"}});
    EXPECT_EQ(read(write("a.osm", osm.text()), mode).ways.size(), 1U) << mode;
  }
}

}  // namespace
}  // namespace agglo
