// Prepare: turns a scene into what drawing and picking need. Runs on the worker; the result is never changed
// again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "agglo/scene.hpp"
#include "viewer/draw/mesh.hpp"
#include "viewer/draw/point_index.hpp"

namespace agglo::viewer {

/// How the rows of a category are drawn on the map.
struct DrawnAs {
  bool area = false, line = false, mark = false;
};
/// By category of the layer, all its rows looked at; a category without rows is drawn as the layer's first
/// shape is.
std::vector<DrawnAs> drawn_as(const SceneLayer& layer, std::size_t categories);

/// One scene layer made ready. Indexes and meshes are null when the layer has nothing of the kind.
struct PreparedLayer {
  std::shared_ptr<const PointIndex> points;  ///< point rows
  std::shared_ptr<const ShapeMesh> mesh;     ///< lines and polygons
  std::shared_ptr<const std::vector<Box>>
      boxes;                                 ///< rows, for picking lines and polygons; empty boxes for points
  std::vector<std::uint32_t> label_rows;     ///< rows with a label, highest rank first
  std::vector<double> label_x_m, label_y_m;  ///< where those labels belong
  std::vector<DrawnAs> drawn_as;             ///< by entry of the legend, at least one
};

struct MapData {
  Dataset data;
  Scene scene;
  std::vector<PreparedLayer> prepared;  ///< as scene.layers
  bool first_look = false;              ///< large tables lack columns; a ReadColumnsJob brings them
};

std::shared_ptr<MapData> prepare_map(Dataset data, Scene scene, RunControl& run);

/// A layer under another style: indexes and meshes are kept unless rows changed their category.
PreparedLayer prepare_restyled(const SceneLayer& layer, const SceneLayer& before,
                               const PreparedLayer& prepared, const Box& extent_m);

/// inner_place(), or nothing for rows without geometry.
struct Place {
  double x_m, y_m;
};
std::optional<Place> label_place(const Shapes& shapes, std::size_t row);

}  // namespace agglo::viewer
