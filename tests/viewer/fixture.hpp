// A small map made by hand: firms, two clusters, one zone; no files, no window.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "viewer/state/actions.hpp"
#include "viewer/state/results.hpp"

namespace agglo::viewer {

/// An empty folder, removed at the end; tests that run at the same time have different ones.
struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::string& name)
      : path(std::filesystem::path(testing::TempDir()) / (name + "-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

inline void add_square(Shapes& shapes, double x, double y, double side) {
  const std::vector<double> xs{x, x + side, x + side, x, x}, ys{y, y, y + side, y + side, y};
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(xs, ys);
}

inline SceneLayer firm_layer() {
  SceneLayer layer;
  layer.name = "firms";
  layer.title = "Firms";
  layer.role = Role::establishments;
  layer.points_only = true;
  layer.x = std::make_shared<const std::vector<double>>(std::vector<double>{100, 150, 900, std::nan("")});
  layer.y = std::make_shared<const std::vector<double>>(std::vector<double>{100, 150, 900, 5});
  layer.categories.resize(1);
  auto table = std::make_shared<Table>();
  table->row_count = 4;
  StringColumn names;
  for (const char* name : {"Alfa", "Beta", "Gamma", "Lost"}) names.push_back(name);
  table->add("name", names);
  table->add("jobs", std::vector<double>{5, std::nan(""), 20, 1});
  layer.table = table;
  return layer;
}

inline SceneLayer cluster_layer() {
  SceneLayer layer;
  layer.name = "dbscan_clusters";
  layer.title = "Clusters";
  layer.kind = "clusters";
  auto shapes = std::make_shared<Shapes>();
  add_square(*shapes, 0, 0, 300);
  add_square(*shapes, 800, 800, 200);
  layer.shapes = shapes;
  layer.category = std::make_shared<const std::vector<std::int16_t>>(std::vector<std::int16_t>{0, 1});
  layer.categories.resize(2);
  layer.categories[0].label = "Cluster 0";
  layer.categories[1].label = "Cluster 1";
  layer.categories[0].key = "0";
  layer.categories[1].key = "1";
  layer.style.colour_by = "cluster";
  auto table = std::make_shared<Table>();
  table->row_count = 2;
  table->add("cluster", std::vector<std::int64_t>{0, 1});
  table->add("firms", std::vector<std::int64_t>{2, 1});
  layer.table = table;
  return layer;
}

/// To data and scene alike; `step` made it.
inline void add_layer(Dataset& data, Scene& scene, SceneLayer layer, const std::string& step = "") {
  auto table = std::make_shared<Table>(*layer.table);
  if (layer.shapes) table->shapes = *layer.shapes;
  for (std::size_t row = 0; layer.points_only && row < layer.x->size(); ++row)
    table->shapes.add_point((*layer.x)[row], (*layer.y)[row]);
  layer.table = table;
  data.layers.push_back({layer.name, layer.title, layer.role, layer.kind, layer.table, {}});
  data.layers.back().provenance.step = step;
  scene.layers.push_back(std::move(layer));
}

inline std::shared_ptr<const MapData> small_map() {
  Dataset data;
  Scene scene;
  add_layer(data, scene, firm_layer());
  add_layer(data, scene, cluster_layer());
  scene.extent_m = {0, 0, 1000, 1000};
  RunControl run;
  return prepare_map(std::move(data), std::move(scene), run);
}

inline RowSet rows_of(std::size_t size, std::initializer_list<std::size_t> rows) {
  RowSet set(size);
  for (const std::size_t row : rows) set.insert(row);
  return set;
}

/// The small map in a window of 800 x 800 pixels of one metre and a quarter.
inline State small_state() {
  State state;
  state.project = "small.gpkg";
  take_map(state, small_map());
  state.camera = {500, 500, 1.25, 800, 800};
  state.fit_when_sized = false;
  return state;
}

}  // namespace agglo::viewer
