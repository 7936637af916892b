// Projects that stretch the window: 500 layers, polygons of 100,000 vertices, layers without rows, without
// places, with coordinates that are none. They are written where AGGLO_ODD_FOLDER says, for the scripts of
// the real window, and opened here as the window opens them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "agglo/store.hpp"
#include "fixture.hpp"
#include "support/watched_threads.hpp"
#include "viewer/draw/frame_plan.hpp"
#include "viewer/jobs/job_runs.hpp"

namespace agglo::viewer {

namespace {

namespace fs = std::filesystem;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void add_ring_row(Shapes& shapes, const std::vector<double>& x, const std::vector<double>& y) {
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(x, y);
}

/// A star with teeth; with `turns` > 1 the ring winds round more than once and so crosses itself.
void add_star(Shapes& shapes, double at_x, double at_y, std::size_t corners, double turns) {
  std::vector<double> x, y;
  for (std::size_t k = 0; k < corners; ++k) {
    const double angle = 2 * M_PI * turns * static_cast<double>(k) / static_cast<double>(corners);
    const double radius = k % 2 ? 40e3 : 30e3 + 5e3 * std::sin(37 * angle);
    x.push_back(at_x + radius * std::cos(angle));
    y.push_back(at_y + radius * std::sin(angle));
  }
  x.push_back(x.front());
  y.push_back(y.front());
  add_ring_row(shapes, x, y);
}

/// Every third corner is the same one: a fan that touches itself 33,000 times.
void add_fan(Shapes& shapes, double at_x, double at_y, std::size_t corners) {
  std::vector<double> x, y;
  for (std::size_t k = 0; k < corners; ++k) {
    const double angle = M_PI * static_cast<double>(k) / static_cast<double>(corners);
    const double radius = k % 3 == 2 ? 0 : 40e3;
    x.push_back(at_x + radius * std::cos(angle));
    y.push_back(at_y + radius * std::sin(angle));
  }
  x.push_back(x.front());
  y.push_back(y.front());
  add_ring_row(shapes, x, y);
}

Layer layer_of(const std::string& name, Role role, Table table) {
  if (table.row_count == 0) table.row_count = table.shapes.size();
  std::vector<double> number;
  StringColumn text;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    number.push_back(row % 3 == 2 ? kNone : static_cast<double>(row));
    text.push_back(row % 3 == 2 ? "" : "Row " + std::to_string(row));
  }
  table.add("number", number);
  table.add("name", text);
  Layer layer{name, name, role, role == Role::result ? name : "", nullptr, {name + ".csv", "", name, ""}};
  layer.table = std::make_shared<Table>(std::move(table));
  return layer;
}

Layer firms(std::size_t count) {
  Table table;
  for (std::size_t k = 0; k < count; ++k)
    table.shapes.add_point(100 * static_cast<double>(k % 50), 100 * static_cast<double>(k / 50));
  return layer_of("establishments", Role::establishments, std::move(table));
}

void write_project(const fs::path& file, std::vector<Layer> layers) {
  fs::remove(file);
  ProjectStore store = ProjectStore::create(file);
  ProjectChange change;
  change.frame = Frame{FrameKind::plane, "", "plane", 0};
  change.put_layers = std::move(layers);
  RunControl run;
  store.commit(change, run);
}

std::vector<Layer> many_layers() {
  std::vector<Layer> layers{firms(1000)};
  for (int k = 1; k < 500; ++k) {
    Table table;
    const double x = 400.0 * (k % 23), y = 400.0 * (k / 23);
    if (k % 10 == 0)
      table.shapes.add_point(kNone, kNone);
    else if (k % 3 == 0)
      add_square(table.shapes, x, y, 350);
    else
      for (int n = 0; n < 5; ++n) table.shapes.add_point(x + 50 * n, y + 30 * n);
    layers.push_back(layer_of("layer_" + std::to_string(k), Role::result, std::move(table)));
  }
  return layers;
}

std::vector<Layer> huge_polygons() {
  Table table;
  add_star(table.shapes, 0, 0, 100'000, 1);
  add_star(table.shapes, 90e3, 0, 100'000, 3);
  add_fan(table.shapes, 180e3, -20e3, 100'000);
  return {layer_of("zones", Role::zones, std::move(table))};
}

std::vector<Layer> odd_layers() {
  std::vector<Layer> layers;
  Table some;
  for (const double x : {0.0, kNone, 100.0, 1e8, 300.0}) some.shapes.add_point(x, 50);
  layers.push_back(layer_of("establishments", Role::establishments, std::move(some)));
  layers.push_back(layer_of("no_rows", Role::zones, {}));
  Table nowhere;
  for (int k = 0; k < 4; ++k) nowhere.shapes.add_none();
  layers.push_back(layer_of("nowhere", Role::institutions, std::move(nowhere)));
  Table plain;
  plain.row_count = 7;
  layers.push_back(layer_of("no_places", Role::result, std::move(plain)));
  Table broken;
  add_ring_row(broken.shapes, {0, 100, kNone, 0, 0}, {0, 0, 100, 100, 0});
  add_ring_row(broken.shapes, {20, 20, 20, 20}, {30, 30, 30, 30});
  add_ring_row(broken.shapes, {5, 200, 5}, {5, 5, 5});
  layers.push_back(layer_of("broken", Role::regions, std::move(broken)));
  return layers;
}

/// Opens the project as the window does and draws plans of it from afar and near.
State opened(const fs::path& file) {
  ProjectSession session;
  RunControl run;
  JobResult result = run_job(session, OpenProjectJob{.file = file}, run);
  EXPECT_FALSE(result.error) << result.error->message;
  result.request = OpenProjectJob{.file = file};
  State state;
  state.camera = {0, 0, 1, 800, 600};
  apply_result(state, result);
  Jobs jobs;
  update(state, FitAll{}, jobs);
  PlanCache cache;
  for (const double factor : {1.0, 4.0, 16.0, 1.0 / 256}) {
    update(state, ZoomAt{factor, 400, 300}, jobs);
    for (int k = 0; k < 50; ++k)
      if (plan_frame(state, cache).complete) break;
  }
  return state;
}

fs::path odd_folder() {
  const char* wanted = std::getenv("AGGLO_ODD_FOLDER");
  const fs::path folder = wanted ? fs::path(wanted) : fs::path(testing::TempDir()) / "agglo_odd";
  fs::create_directories(folder);
  return folder;
}

}  // namespace

TEST(OddProjects, five_hundred_layers) {
  if (AGGLO_WATCHES_THREADS) GTEST_SKIP() << "it cannot see into GDAL and SQLite";
  const fs::path file = odd_folder() / "many.gpkg";
  write_project(file, many_layers());
  const State state = opened(file);
  EXPECT_EQ(state.layers.size(), 500u);
}

TEST(OddProjects, polygons_of_a_hundred_thousand_vertices) {
  if (AGGLO_WATCHES_THREADS) GTEST_SKIP() << "it cannot see into GDAL and SQLite";
  const fs::path file = odd_folder() / "huge.gpkg";
  write_project(file, huge_polygons());
  const State state = opened(file);
  ASSERT_EQ(state.layers.size(), 1u);
  ASSERT_TRUE(state.map->prepared[0].mesh);
  EXPECT_EQ(row_count(state.map->scene.layers[0]), 3u);
}

TEST(OddProjects, no_rows_no_places_no_coordinates) {
  if (AGGLO_WATCHES_THREADS) GTEST_SKIP() << "it cannot see into GDAL and SQLite";
  const fs::path file = odd_folder() / "odd.gpkg";
  write_project(file, odd_layers());
  const State state = opened(file);
  EXPECT_EQ(state.project, file);
  EXPECT_TRUE(std::isfinite(state.camera.metres_per_pixel) && state.camera.metres_per_pixel > 0);
  std::ofstream(odd_folder() / "headers_only.csv") << "id,name,lon,lat\n";
  std::ofstream(odd_folder() / "missing.csv")
      << "id,name,lon,lat\n1,Alfa,11.1,44.6\n2,Beta,,\n3,Gamma,nan,44.6\n4,Delta,11.2,inf\n5,Eta,999,44.7\n"
         "6,Zeta,11.3,44.8\n";
}

}  // namespace agglo::viewer
