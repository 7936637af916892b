// Mesh: polygons as triangles and outlines as segments, in blocks that can be culled, at several levels of
// detail.
//
// Fill by trapezoids of an even-odd sweep rather than by the stencil buffer: holes and overlaps come out
// right without a pass per feature, each pixel of a polygon is filled once (a stencil fan over a long coast
// fills it dozens of times, which a software rasteriser feels), and there is no input on which it fails.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agglo/shapes.hpp"

namespace agglo::viewer {

/// Metres relative to the mesh's origin, so that float32 is exact enough near the data.
struct MeshVertex {
  float x, y, category;
};
struct MeshSegment {
  float ax, ay, bx, by, category;
};
/// Consecutive vertices or segments with the box they lie in (relative metres).
struct MeshBlock {
  std::uint32_t first, count;
  float min_x, min_y, max_x, max_y;
};

struct MeshLevel {
  double tolerance_m = 0;  ///< vertices nearer to their predecessor than this were left out
  std::vector<MeshVertex> triangles;
  std::vector<MeshSegment> segments;
  std::vector<MeshBlock> triangle_blocks, segment_blocks;
};

struct ShapeMesh {
  double origin_x_m = 0, origin_y_m = 0;
  std::vector<MeshLevel> levels;  ///< finest first
};

/// Triangles (three vertices each) of row `row`, even-odd over all its rings, appended to `out`. O(n log n +
/// n a) for a edges cut by a horizontal line.
void triangulate_row(const Shapes& shapes, std::size_t row, double origin_x_m, double origin_y_m,
                     float category, std::vector<MeshVertex>& out);

/// `rows` empty = all rows. category may be empty (all 0); negative = not drawn. Points give nothing.
std::shared_ptr<const ShapeMesh> make_mesh(const Shapes& shapes, std::span<const std::int16_t> category,
                                           std::span<const std::uint32_t> rows, double origin_x_m,
                                           double origin_y_m);

/// The coarsest level that still looks right at this scale.
const MeshLevel& level_for(const ShapeMesh& mesh, double metres_per_pixel);

}  // namespace agglo::viewer
