// What of polygons lies inside other polygons: one GEOS context per block of rows, so blocks share nothing.
#include <algorithm>
#include <iterator>
#include <utility>

#include "access/geos_shapes.hpp"
#include "agglo/boundaries.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::size_t kRowBlock = 64;
constexpr std::size_t kClipBlock = 1024;  // each block prepares the areas that it meets anew

constexpr double kRounding = 1e-9;  // of an area

Shapes concatenated(const std::vector<Shapes>& blocks) {
  Shapes all;
  for (const Shapes& block : blocks)
    for (std::size_t row = 0; row < block.size(); ++row) all.add_row_of(block, row);
  return all;
}

GeosGeometry intersection(const GeosContext& geos, const GeosGeometry& a, const GeosGeometry& b) {
  return own(geos, GEOSIntersection_r(geos.handle(), a.get(), b.get()), "cutting a boundary");
}

/// Appends the areas of `shape`; false, and no row, when it has none.
bool add_areas(const GeosContext& geos, const GeosGeometry& shape, Shapes& out) {
  if (!(area_of(geos, shape) > 0)) return false;
  from_geos(geos, shape.get(), out);
  return true;
}

/// Each part of each polygon as a row: a box around a country's islands would meet everything.
Shapes single_parts(const Shapes& area) {
  Shapes parts;
  for (std::size_t row = 0; row < area.size(); ++row) {
    if (area.kind[row] != ShapeKind::polygon) continue;
    for (std::size_t part = area.row_start[row]; part < area.row_start[row + 1]; ++part) {
      parts.begin_row(ShapeKind::polygon);
      parts.begin_part();
      for (std::size_t ring = area.part_start[part]; ring < area.part_start[part + 1]; ++ring) {
        const std::size_t begin = area.ring_start[ring], size = area.ring_start[ring + 1] - begin;
        parts.add_ring(std::span(area.x).subspan(begin, size), std::span(area.y).subspan(begin, size));
      }
    }
  }
  return parts;
}

/// The polygons of an area, made and prepared when a row first meets them.
class AreaPieces {
 public:
  AreaPieces(const GeosContext& geos, const Shapes& area, const std::vector<Box>& boxes)
      : geos_(geos), area_(area), boxes_(boxes) {
    for (std::size_t i = 0; i < area.size(); ++i) {
      shapes_.emplace_back(nullptr, GeosDelete{geos.handle()});
      prepared_.emplace_back(nullptr, GeosDelete{geos.handle()});
    }
  }

  enum class Result { inside, cut, outside };

  /// Appends the row's part inside the pieces unless it lies wholly inside one or outside all.
  Result clip(const Shapes& shapes, std::size_t row, Shapes& out) {
    const Box box = shapes.box(row);
    GeosGeometry shape(nullptr, GeosDelete{geos_.handle()});
    std::vector<GeosGeometry> parts;
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      if (!boxes_[i].intersects(box)) continue;
      if (!shape) shape = to_valid_polygon(geos_, shapes, row);
      ready(i);
      if (GEOSPreparedCovers_r(geos_.handle(), prepared_[i].get(), shape.get()) == 1) return Result::inside;
      if (GEOSPreparedIntersects_r(geos_.handle(), prepared_[i].get(), shape.get()) == 1)
        parts.push_back(intersection(geos_, shapes_[i], shape));
    }
    if (parts.empty()) return Result::outside;
    const GeosGeometry all = collect(geos_, GEOS_GEOMETRYCOLLECTION, std::move(parts));
    const GeosGeometry joined = own(geos_, GEOSUnaryUnion_r(geos_.handle(), all.get()), "joining a boundary");
    // Across the border of two countries, nothing was cut off but rounding.
    if (area_of(geos_, joined) >= (1 - kRounding) * area_of(geos_, shape)) return Result::inside;
    return add_areas(geos_, joined, out) ? Result::cut : Result::outside;
  }

 private:
  void ready(std::size_t i) {
    if (shapes_[i]) return;
    shapes_[i] = to_valid_polygon(geos_, area_, i);
    prepared_[i] = prepare(geos_, shapes_[i]);
  }

  const GeosContext& geos_;
  const Shapes& area_;
  const std::vector<Box>& boxes_;
  std::vector<GeosGeometry> shapes_;
  std::vector<GeosPrepared> prepared_;  // freed before the shapes they point to
};

}  // namespace

Shapes inside_rows(const Shapes& inner, const Shapes& outer, RunControl& run) {
  if (inner.size() != outer.size()) throw usage_error("the shapes have different numbers of rows");
  std::vector<Shapes> blocks((inner.size() + kRowBlock - 1) / kRowBlock);
  run.begin("fitting cores", inner.size());
  parallel_blocks(inner.size(), kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    const GeosContext geos;
    for (std::size_t row = begin; row < end; ++row) {
      run.check();
      Shapes& out = blocks[block];
      if (inner.kind[row] != ShapeKind::polygon || outer.kind[row] != ShapeKind::polygon) {
        out.add_none();
        continue;
      }
      const GeosGeometry core = to_valid_polygon(geos, inner, row),
                         fringe = to_valid_polygon(geos, outer, row);
      if (GEOSCovers_r(geos.handle(), fringe.get(), core.get()) == 1)
        out.add_row_of(inner, row);
      else if (!add_areas(geos, intersection(geos, core, fringe), out))
        out.add_none();
    }
  });
  return concatenated(blocks);
}

ClippedShapes clipped_to_area(Shapes shapes, const Shapes& area, RunControl& run) {
  struct Block {
    Shapes shapes;
    std::vector<std::uint32_t> cut, outside;
  };
  const Shapes pieces_of_area = single_parts(area);
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < pieces_of_area.size(); ++i) boxes.push_back(pieces_of_area.box(i));
  std::vector<Block> blocks((shapes.size() + kClipBlock - 1) / kClipBlock);
  run.begin("clipping boundaries", shapes.size());
  parallel_blocks(shapes.size(), kClipBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    const GeosContext geos;
    AreaPieces pieces(geos, pieces_of_area, boxes);
    Block& out = blocks[block];
    for (std::size_t row = begin; row < end; ++row) {
      run.check();
      using Result = AreaPieces::Result;
      const bool is_area = shapes.kind[row] == ShapeKind::polygon;
      const Result result = is_area ? pieces.clip(shapes, row, out.shapes) : Result::inside;
      if (result != Result::cut) out.shapes.add_row_of(shapes, row);
      if (result == Result::cut) out.cut.push_back(static_cast<std::uint32_t>(row));
      if (result == Result::outside) out.outside.push_back(static_cast<std::uint32_t>(row));
    }
  });
  ClippedShapes result;
  for (const Block& block : blocks) {
    for (std::size_t row = 0; row < block.shapes.size(); ++row) result.shapes.add_row_of(block.shapes, row);
    result.cut.insert(result.cut.end(), block.cut.begin(), block.cut.end());
    result.outside.insert(result.outside.end(), block.outside.begin(), block.outside.end());
  }
  return result;
}

}  // namespace agglo
