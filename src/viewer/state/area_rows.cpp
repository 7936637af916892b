#include "viewer/state/area_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "viewer/draw/parallel.hpp"
#include "viewer/state/results.hpp"

namespace agglo::viewer {

namespace {

using Edge = AreaEdges::Edge;
constexpr std::size_t kParallelFrom = 200'000;  // points; below this a second thread costs more than it saves

/// The same arithmetic as agglo::contains().
bool inside(std::span<const Edge> edges, double x, double y) {
  bool in = false;
  for (const Edge& e : edges) {
    const double cross = (e.bx - e.ax) * (y - e.ay) - (x - e.ax) * (e.by - e.ay);
    if (cross == 0 && std::min(e.ax, e.bx) <= x && x <= std::max(e.ax, e.bx) && std::min(e.ay, e.by) <= y &&
        y <= std::max(e.ay, e.by))
      return true;
    if ((e.ay > y) != (e.by > y) && ((cross > 0) == (e.by > e.ay))) in = !in;
  }
  return in;
}

/// May the edge touch the box? Exact but for rounding in favour of yes.
bool touches(const Edge& e, const Box& box) {
  if (std::max(e.ax, e.bx) < box.min_x || std::min(e.ax, e.bx) > box.max_x ||
      std::max(e.ay, e.by) < box.min_y || std::min(e.ay, e.by) > box.max_y)
    return false;
  const double dx = e.bx - e.ax, dy = e.by - e.ay;
  const auto side = [&](double x, double y) { return dx * (y - e.ay) - (x - e.ax) * dy; };
  const double corners[4] = {side(box.min_x, box.min_y), side(box.max_x, box.min_y),
                             side(box.max_x, box.max_y), side(box.min_x, box.max_y)};
  const double rounding = 1e-9 * (std::abs(dx) + std::abs(dy)) *
                          (1 + std::abs(box.max_x - e.ax) + std::abs(box.max_y - e.ay) +
                           std::abs(box.min_x - e.ax) + std::abs(box.min_y - e.ay));
  const auto [low, high] = std::minmax_element(std::begin(corners), std::end(corners));
  return *low <= rounding && *high >= -rounding;
}

double turn(double ax, double ay, double bx, double by, double cx, double cy) {
  return (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
}

bool segments_meet(const Edge& a, const Edge& b) {
  if (std::max(a.ax, a.bx) < std::min(b.ax, b.bx) || std::min(a.ax, a.bx) > std::max(b.ax, b.bx) ||
      std::max(a.ay, a.by) < std::min(b.ay, b.by) || std::min(a.ay, a.by) > std::max(b.ay, b.by))
    return false;
  const double a1 = turn(a.ax, a.ay, a.bx, a.by, b.ax, b.ay), a2 = turn(a.ax, a.ay, a.bx, a.by, b.bx, b.by);
  const double b1 = turn(b.ax, b.ay, b.bx, b.by, a.ax, a.ay), b2 = turn(b.ax, b.ay, b.bx, b.by, a.bx, a.by);
  return ((a1 <= 0 && a2 >= 0) || (a1 >= 0 && a2 <= 0)) && ((b1 <= 0 && b2 >= 0) || (b1 >= 0 && b2 <= 0));
}

bool shape_touches(const Shapes& shapes, std::size_t row, const AreaEdges& area) {
  const std::size_t first = shapes.part_start[shapes.row_start[row]];
  const std::size_t last = shapes.part_start[shapes.row_start[row + 1]];
  for (std::size_t ring = first; ring < last; ++ring) {
    const std::size_t begin = shapes.ring_start[ring];
    if (begin < shapes.ring_start[ring + 1] && inside(area.edges(), shapes.x[begin], shapes.y[begin]))
      return true;
  }
  for (std::size_t ring = first; ring < last; ++ring)
    for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i) {
      const Edge side{shapes.x[i - 1], shapes.y[i - 1], shapes.x[i], shapes.y[i]};
      if (std::any_of(area.edges().begin(), area.edges().end(),
                      [&](const Edge& e) { return segments_meet(e, side); }))
        return true;
    }
  const Edge& any = area.edges().front();
  return contains(shapes, row, any.ax, any.ay);
}

}  // namespace

AreaEdges::AreaEdges(const Shapes& shapes, std::size_t row) {
  if (shapes.kind[row] != ShapeKind::polygon) return;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
      for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i)
        add(shapes.x[i - 1], shapes.y[i - 1], shapes.x[i], shapes.y[i]);
}

AreaEdges::AreaEdges(std::span<const WorldPoint> corners) {
  if (corners.size() < 3) return;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const WorldPoint& a = corners[i];
    const WorldPoint& b = corners[(i + 1) % corners.size()];
    add(a.x_m, a.y_m, b.x_m, b.y_m);
  }
}

void AreaEdges::add(double ax, double ay, double bx, double by) {
  edges_.push_back({ax, ay, bx, by});
  box_.extend(ax, ay);
  box_.extend(bx, by);
}

std::vector<WorldPoint> rectangle(WorldPoint a, WorldPoint b) {
  return {{a.x_m, a.y_m}, {b.x_m, a.y_m}, {b.x_m, b.y_m}, {a.x_m, b.y_m}};
}

namespace {

/// Goes down the tree with the edges that can matter below a node: those that reach its height and are not
/// wholly to its left, for the ray of the even-odd rule runs to the right.
template <class Found>
struct AreaWalk {
  const SceneLayer& layer;
  const PointIndex& points;
  Found found;  ///< called with the first and after the last of points that are inside

  bool point_inside(std::span<const Edge> edges, std::uint32_t row) const {
    return layer.points_only ? inside(edges, (*layer.x)[row], (*layer.y)[row])
                             : inside(edges, layer.shapes->first_x(row), layer.shapes->first_y(row));
  }
  /// A step wider all round, since the index rounds places to steps.
  Box box_of(std::size_t level, std::size_t k) const {
    const PointIndex::Node& node = points.nodes(level)[k];
    const double step = points.step_m(), x = points.box().min_x, y = points.box().min_y;
    return {
        x + (static_cast<double>(node.min_x) - 1) * step, y + (static_cast<double>(node.min_y) - 1) * step,
        x + (static_cast<double>(node.max_x) + 1) * step, y + (static_cast<double>(node.max_y) + 1) * step};
  }
  void visit(std::size_t level, std::size_t k, std::span<const Edge> above) const {
    const Box box = box_of(level, k);
    std::vector<Edge> edges;
    bool crossed = false;
    for (const Edge& e : above) {
      if (std::max(e.ay, e.by) < box.min_y || std::min(e.ay, e.by) > box.max_y ||
          std::max(e.ax, e.bx) < box.min_x)
        continue;
      edges.push_back(e);
      crossed = crossed || touches(e, box);
    }
    if (edges.empty()) return;
    if (level > 0 && crossed) {
      const std::size_t end = std::min(points.nodes(level - 1).size(), (k + 1) * PointIndex::kFan);
      for (std::size_t c = k * PointIndex::kFan; c < end; ++c) visit(level - 1, c, edges);
      return;
    }
    if (!crossed && !inside(edges, box.min_x, box.min_y)) return;
    const std::size_t begin = points.begin_of(level, k), end = points.end_of(level, k);
    if (!crossed) return found(begin, end);
    for (std::size_t i = begin; i < end; ++i)
      if (point_inside(edges, points.row(i))) found(i, i + 1);
  }
};

/// A level with enough nodes to share among threads.
std::size_t start_level(const PointIndex& points) {
  std::size_t level = points.levels() - 1;
  while (level > 0 && points.nodes(level).size() < 64) --level;
  return level;
}

unsigned threads_for(const PointIndex& points) {
  return points.size() < kParallelFrom ? 1 : draw_threads();
}

/// Calls found(begin, end, thread) for the points inside the area. What threads find lies in different
/// leaves.
template <class Found>
void walk(const SceneLayer& layer, const PointIndex& points, const AreaEdges& area, const Found& found) {
  if (points.size() == 0 || area.edges().empty() || !area.box().intersects(points.box())) return;
  const std::size_t level = start_level(points);
  in_parallel(points.nodes(level).size(), threads_for(points), [&](std::size_t k, unsigned thread) {
    const auto mine = [&](std::size_t begin, std::size_t end) { found(begin, end, thread); };
    AreaWalk<decltype(mine)>{layer, points, mine}.visit(level, k, area.edges());
  });
}

/// Bit i % 64 of word i / 64 stands for point i of the index.
std::vector<std::uint64_t> points_inside(const SceneLayer& layer, const PointIndex& points,
                                         const AreaEdges& area) {
  std::vector<std::uint64_t> inside((points.size() + 63) / 64, 0);
  walk(layer, points, area, [&](std::size_t begin, std::size_t end, unsigned) {
    for (std::size_t i = begin; i < end;) {
      if (i % 64 == 0 && end - i >= 64) {
        inside[i / 64] = ~std::uint64_t{0};
        i += 64;
      } else {
        inside[i / 64] |= std::uint64_t{1} << (i % 64);
        ++i;
      }
    }
  });
  return inside;
}

}  // namespace

void add_points_inside(const SceneLayer& layer, const PointIndex& points, const AreaEdges& area,
                       RowSet& rows) {
  const unsigned threads = threads_for(points);
  // Rows of neighbours lie anywhere, so each thread has a set of its own.
  std::vector<RowSet> found(threads > 1 ? threads : 0, RowSet(rows.size()));
  walk(layer, points, area, [&](std::size_t begin, std::size_t end, unsigned thread) {
    RowSet& own = threads > 1 ? found[thread] : rows;
    for (std::size_t i = begin; i < end; ++i) own.insert(points.row(i));
  });
  for (const RowSet& some : found) rows |= some;
}

void add_shapes_touching(const Shapes& shapes, std::span<const Box> boxes, const AreaEdges& area,
                         RowSet& rows) {
  if (area.edges().empty()) return;
  for (std::size_t row = 0; row < boxes.size(); ++row)
    if (!boxes[row].empty() && boxes[row].intersects(area.box()) && shape_touches(shapes, row, area))
      rows.insert(row);
}

RowSet AreaBrush::rows_in(const SceneLayer& layer, const PreparedLayer& prepared, const AreaEdges& area) {
  RowSet rows(row_count(layer));
  if (prepared.points) {
    std::vector<std::uint64_t> inside = points_inside(layer, *prepared.points, area);
    if (points_ != prepared.points) {
      points_ = prepared.points;
      rows_ = RowSet(rows.size());
      add_points_inside(layer, *points_, area, rows_);
    } else {
      follow(inside);
    }
    inside_ = std::move(inside);
    rows = rows_;
  }
  if (prepared.boxes && layer.shapes) add_shapes_touching(*layer.shapes, *prepared.boxes, area, rows);
  return rows;
}

void AreaBrush::follow(const std::vector<std::uint64_t>& inside) {
  for (std::size_t k = 0; k < inside.size(); ++k)
    for (std::uint64_t word = inside[k] ^ inside_[k]; word != 0; word &= word - 1) {
      const std::uint32_t row = points_->row(k * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      rows_.words()[row / 64] ^= std::uint64_t{1} << (row % 64);
    }
}

}  // namespace agglo::viewer
