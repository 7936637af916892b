// Shapes: points, lines and polygons of many rows in flat arrays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace agglo {

enum class ShapeKind : std::uint8_t { none, point, line, polygon };

/// An axis-parallel box; empty when min > max.
struct Box {
  double min_x = std::numeric_limits<double>::infinity();
  double min_y = std::numeric_limits<double>::infinity();
  double max_x = -std::numeric_limits<double>::infinity();
  double max_y = -std::numeric_limits<double>::infinity();

  bool empty() const { return !(min_x <= max_x && min_y <= max_y); }
  double width() const { return max_x - min_x; }
  double height() const { return max_y - min_y; }
  void extend(double x, double y);  ///< ignores NaN
  void extend(const Box& other);
  bool intersects(const Box& other) const;
  bool operator==(const Box&) const = default;
};

/// row -> parts -> rings -> vertices. A point row has one part of one ring of one vertex (multipoints:
/// several parts). A line part has one ring, open. A polygon part has its shell first, then its holes; rings
/// are closed (first vertex repeated), shells counter-clockwise, holes clockwise. A row of kind none has no
/// parts.
struct Shapes {
  std::vector<ShapeKind> kind;               ///< rows
  std::vector<std::uint32_t> row_start{0};   ///< rows + 1, into parts
  std::vector<std::uint32_t> part_start{0};  ///< parts + 1, into rings
  std::vector<std::uint64_t> ring_start{0};  ///< rings + 1, into x and y
  std::vector<double> x, y;

  std::size_t size() const { return kind.size(); }
  bool empty() const { return kind.empty(); }
  void reserve_points(std::size_t rows);

  void add_none();
  void add_point(double x, double y);  ///< NaN in either adds a row of kind none
  /// Building longer rows: begin_row(kind), then for each part begin_part(), for each ring add_ring().
  void begin_row(ShapeKind row_kind);
  void begin_part();
  void add_ring(std::span<const double> ring_x, std::span<const double> ring_y);
  /// Appends row `row` of `other`.
  void add_row_of(const Shapes& other, std::size_t row);

  Box box() const;
  Box box(std::size_t row) const;
  /// First vertex of a row (the point itself for points); NaN, NaN for none.
  double first_x(std::size_t row) const;
  double first_y(std::size_t row) const;
  std::size_t vertex_count(std::size_t row) const;

  bool operator==(const Shapes&) const = default;
};

/// True when (x, y) lies inside row `row` (even-odd over all its rings); a point on the boundary counts as
/// inside. Cost: linear in the vertices of the row.
bool contains(const Shapes& shapes, std::size_t row, double x, double y);

}  // namespace agglo
