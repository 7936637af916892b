// Area rows: which rows of a layer lie in an area drawn on the map or in a polygon of another layer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agglo/row_set.hpp"
#include "agglo/shapes.hpp"
#include "viewer/draw/prepare.hpp"
#include "viewer/state/camera.hpp"

namespace agglo::viewer {

/// Edges of an area, inside by the even-odd rule; the edge itself belongs to the area.
class AreaEdges {
 public:
  /// The polygon row of `shapes`; an area without edges for rows of another kind.
  AreaEdges(const Shapes& shapes, std::size_t row);
  /// A ring through the corners, closed by itself. Fewer than three corners enclose nothing.
  explicit AreaEdges(std::span<const WorldPoint> corners);

  struct Edge {
    double ax, ay, bx, by;
  };
  const std::vector<Edge>& edges() const { return edges_; }
  const Box& box() const { return box_; }

 private:
  void add(double ax, double ay, double bx, double by);
  std::vector<Edge> edges_;
  Box box_;
};

/// Four corners from two opposite ones.
std::vector<WorldPoint> rectangle(WorldPoint a, WorldPoint b);

/// Adds the rows of the points of a layer inside the area, as agglo::contains() has it. Walks the index and
/// looks at single points only along the edge of the area.
void add_points_inside(const SceneLayer& layer, const PointIndex& points, const AreaEdges& area,
                       RowSet& rows);

/// Adds the polygon and line rows that touch the area: they cross its edge, lie in it, or hold it.
/// `boxes` are those of the rows; empty boxes are passed over.
void add_shapes_touching(const Shapes& shapes, std::span<const Box> boxes, const AreaEdges& area,
                         RowSet& rows);

/// An area that is being drawn: a step costs a bit per point, and more only for those that come or go.
class AreaBrush {
 public:
  /// All rows of a scene layer in the area: points inside it, lines and polygons that touch it.
  RowSet rows_in(const SceneLayer& layer, const PreparedLayer& prepared, const AreaEdges& area);

 private:
  void follow(const std::vector<std::uint64_t>& inside);
  // What the step before found.
  std::shared_ptr<const PointIndex> points_;
  std::vector<std::uint64_t> inside_;  // a bit for each point of the index
  RowSet rows_;                        // of those points
};

}  // namespace agglo::viewer
