// Boundaries as cluster operations draw them: kinds, cores, clipping, and the register of a real town.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "access/geos_shapes.hpp"
#include "agglo/clustering.hpp"
#include "agglo/import.hpp"
#include "app/cluster_shapes.hpp"
#include "app/roles.hpp"
#include "app/step_fixture.hpp"

namespace agglo::test {
namespace {

constexpr const char* kKinds[] = {"concave", "convex", "buffer", "alpha", "density"};

std::vector<Firm> blobs(const std::vector<std::pair<double, double>>& centres) {
  std::mt19937 random(5);
  std::normal_distribution<double> bell(0, 0.003);
  std::vector<Firm> firms;
  for (const auto& [lon, lat] : centres)
    for (int i = 0; i < 60; ++i) firms.push_back({lon + bell(random), lat + bell(random), "A"});
  return firms;
}

bool is_valid(const Shapes& shapes, std::size_t row) {
  const GeosContext geos;
  return GEOSisValid_r(geos.handle(), to_geos(geos, shapes, row).get()) == 1;
}

/// True when random places of the inner row all lie in the outer one.
bool lies_inside(const Shapes& inner, const Shapes& outer, std::size_t row) {
  std::mt19937 random(6);
  const Box box = inner.box(row);
  std::uniform_real_distribution<double> x(box.min_x, box.max_x), y(box.min_y, box.max_y);
  for (int i = 0; i < 500; ++i) {
    const double px = x(random), py = y(random);
    if (contains(inner, row, px, py) && !contains(outer, row, px, py)) return false;
  }
  return true;
}

OptionValues with(const std::string& kind, OptionValues more = {}) {
  more.insert({{"boundary", kind}, {"eps_m", 400.0}, {"min_points", 4.0}});
  return more;
}

const std::vector<std::pair<double, double>> kAdriatic{{12.25, 44.14}, {12.5685, 44.0790}, {12.9, 44.3}};

TEST(ClusterBoundaries, clip_to_land_cuts_at_the_coast_and_keeps_what_lies_off_it) {
  const Dataset data = dataset({firms_layer(blobs(kAdriatic))});
  const Table whole = result(run(data, "dbscan", with("buffer")), "dbscan");
  const Outcome outcome = run(data, "dbscan", with("buffer", {{"clip_land", true}}));
  const Table& clipped = result(outcome, "dbscan");
  ASSERT_EQ(clipped.row_count, whole.row_count);
  int same = 0, cut = 0;
  for (std::size_t row = 0; row < clipped.row_count; ++row) {
    const double before = whole.at("area_km2").number(row), after = clipped.at("area_km2").number(row);
    EXPECT_GT(after, 0);
    EXPECT_LE(after, before);
    EXPECT_EQ(clipped.at("firms").number(row), whole.at("firms").number(row));
    EXPECT_TRUE(is_valid(clipped.shapes, row));
    (after == before ? same : cut) += 1;
  }
  EXPECT_GE(same, 2);  // inland, and out at sea
  EXPECT_GE(cut, 1);
  EXPECT_NE(joined(outcome.notes).find("were cut at the edge of the land"), std::string::npos);
  EXPECT_NE(joined(outcome.notes).find("were left whole"), std::string::npos);
}

TEST(ClusterBoundaries, clip_to_a_layer) {
  const std::vector<Firm> firms = blobs(kAdriatic);
  const Dataset data = dataset({firms_layer(firms), box_layer(Role::regions, 12, 44, 12.5685, 45)});
  const Outcome outcome = run(data, "dbscan", with("concave", {{"clip_area", std::string("regions")}}));
  const Table& clipped = result(outcome, "dbscan");
  for (std::size_t row = 0; row < clipped.row_count; ++row)
    if (clipped.shapes.box(row).min_x < 12.56) {
      EXPECT_LE(clipped.shapes.box(row).max_x, 12.5685);
    }
  EXPECT_NE(joined(outcome.notes).find("\"regions\""), std::string::npos);
  EXPECT_EQ(error_of([&] {
              run(data, "dbscan", with("concave", {{"clip_area", std::string("parks")}}));
            }),
            "usage: --clip-area names \"parks\", which is no layer | the layers of areas are: regions");
  const std::string firms_layer_name = data.layers[0].name;
  EXPECT_EQ(error_of([&] {
              run(data, "dbscan", with("concave", {{"clip_area", firms_layer_name}}));
            }).substr(0, 18),
            "usage: --clip-area");
  const Dataset planar = dataset({firms_layer({{0, 0, "A"}, {1, 1, "A"}, {2, 0, "A"}, {0, 1, "A"}})}, true);
  EXPECT_EQ(error_of([&] {
              run(planar, "dbscan", with("concave", {{"clip_land", true}}));
            }),
            "usage: --clip-land needs places on the Earth, and these are metres on a plane | give an area of "
            "the same plane with --clip-area");
}

TEST(ClusterBoundaries, cores_lie_inside) {
  const Dataset data = dataset({firms_layer(blobs(kAdriatic))});
  for (const char* kind : kKinds)
    for (const char* core : {"role", "dense"})
      for (const bool clip : {false, core[0] == 'r'}) {
        const Outcome outcome =
            run(data, "dbscan",
                with(kind, {{"core", std::string(core)}, {"bandwidth_m", 300.0}, {"clip_land", clip}}));
        const Table &clusters = result(outcome, "dbscan"), &cores = result(outcome, "dbscan_core");
        ASSERT_EQ(cores.row_count, clusters.row_count);
        for (std::size_t row = 0; row < cores.row_count; ++row) {
          EXPECT_TRUE(is_valid(cores.shapes, row)) << kind;
          if (cores.shapes.kind[row] == ShapeKind::none) continue;
          EXPECT_TRUE(lies_inside(cores.shapes, clusters.shapes, row)) << kind << " " << core;
          EXPECT_LE(cores.at("core_area_km2").number(row), clusters.at("area_km2").number(row) * (1 + 1e-9));
          EXPECT_EQ(cores.at("label").text(row), clusters.at("label").text(row));
        }
      }
  const Outcome hdbscan = run(data, "hdbscan", {{"core", std::string("role")}, {"min_size", 20.0}});
  EXPECT_NE(joined(hdbscan.notes).find("All members have the role core"), std::string::npos);
}

TEST(ClusterBoundaries, on_the_globe_hold_their_members_like_those_of_a_plane) {
  const Dataset plane = dataset({firms_layer(blobs({{12.25, 44.14}, {12.5685, 44.0790}}))});
  const Dataset globe = dataset({firms_layer(blobs({{12.25, 44.14}, {12.5685, 44.0790}, {-70.0, -30.0}}))});
  ASSERT_EQ(globe.frame.kind, FrameKind::geocentric);
  for (const char* kind : kKinds) {
    const Table on_plane = result(run(plane, "dbscan", with(kind)), "dbscan");
    const Table on_globe = result(run(globe, "dbscan", with(kind)), "dbscan");
    for (std::size_t row = 0; row < on_plane.row_count; ++row)
      EXPECT_NEAR(on_globe.at("area_km2").number(row) / on_plane.at("area_km2").number(row), 1, 0.02) << kind;
  }
}

TEST(ClusterBoundaries, of_a_real_town_are_valid_and_hold_its_firms) {
  const std::string file = AGGLO_SOURCE_DIR "/../shared/data/long_beach_licences/long_beach_licences.csv.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "needs " << file;
  RunControl control(2);
  ImportOptions import;
  import.role = Role::establishments;
  Layer firms = layer_of(Role::establishments, import_file(file, import, control).table);
  const Dataset data = dataset({firms});
  const Establishments places = establishments_from(*data.layers[0].table, data.frame);
  for (const double eps_m : {60.0, 150.0}) {
    const Clusters clusters = dbscan({places.x_m, places.y_m}, {.eps_m = eps_m, .min_points = 10}, control);
    const Groups members = groups_from_labels(clusters.label, static_cast<std::size_t>(clusters.count));
    for (int kind = 0; kind < 5; ++kind)
      for (const bool holes : {false, true}) {
        BoundaryOptions options{.kind = static_cast<BoundaryKind>(kind), .bandwidth_m = 200};
        options.keep_holes = holes;
        const Shapes shapes = boundaries(places.x_m, places.y_m, members, options, control);
        for (std::size_t g = 0; g < members.size(); ++g) {
          ASSERT_TRUE(is_valid(shapes, g)) << kKinds[kind] << " cluster " << g;
          for (std::size_t i = 0; i < members[g].size(); i += 1 + members[g].size() / 50)
            ASSERT_TRUE(contains(shapes, g, places.x_m[members[g][i]], places.y_m[members[g][i]]))
                << kKinds[kind] << " cluster " << g;
        }
      }
  }
}

}  // namespace
}  // namespace agglo::test
