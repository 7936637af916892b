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

#include "agglo/row_set.hpp"
#include "agglo/shapes.hpp"

namespace agglo::viewer {

/// Metres relative to the mesh's origin, so that float32 is exact enough near the data.
struct MeshVertex {
  float x, y, category;
};
struct MeshSegment {
  float ax, ay, bx, by, category;
};
/// Consecutive vertices or segments of one row with the box they lie in (relative metres).
struct MeshBlock {
  std::uint32_t first, count, row;
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

/// The same mesh under other categories, which must draw the same rows. O(vertices) copying.
std::shared_ptr<const ShapeMesh> with_categories(const ShapeMesh& mesh,
                                                 std::span<const std::int16_t> category);

/// The coarsest level that still looks right at this scale.
const MeshLevel& level_for(const ShapeMesh& mesh, double metres_per_pixel);

/// One level of a mesh with the rows of the set alone; copies whole blocks and triangulates nothing, so that
/// a filter shows at once (a million segments in about 10 ms).
std::shared_ptr<const ShapeMesh> mesh_of_rows(const ShapeMesh& mesh, const MeshLevel& level,
                                              const RowSet& rows);

/// Meshes of some rows, kept as long as they are asked for.
class MeshSubsets {
 public:
  /// `mesh` itself when `rows` is null. Sets are told apart by identity and must not change.
  std::shared_ptr<const ShapeMesh> get(const std::shared_ptr<const ShapeMesh>& mesh,
                                       const std::shared_ptr<const RowSet>& rows, double metres_per_pixel);
  /// Forgets what was not asked for since the last call but one, as maps of two sides are planned in turn.
  void forget_unused();

 private:
  struct Entry {
    std::shared_ptr<const ShapeMesh> whole;
    const MeshLevel* level;
    std::shared_ptr<const RowSet> rows;
    std::shared_ptr<const ShapeMesh> subset;
    int plans_since_used;
  };
  std::vector<Entry> entries_;
};

}  // namespace agglo::viewer
