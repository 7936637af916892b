#include "viewer/draw/mesh.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace agglo::viewer {

namespace {

struct Edge {
  double x0, y0, x1, y1;  // y0 < y1
  double x_at(double y) const { return y >= y1 ? x1 : x0 + (y - y0) * (x1 - x0) / (y1 - y0); }
};

/// Sweeps upwards over the edges of one polygon and emits a trapezoid whenever a pair of neighbouring edges
/// parts.
class TrapezoidSweep {
 public:
  TrapezoidSweep(std::vector<Edge> edges, float category, std::vector<MeshVertex>& out)
      : edges_(std::move(edges)), category_(category), out_(out) {}

  void run() {
    std::vector<double> levels = levels_of_edges();
    if (const double work = crossings(levels); work > kMostCrossings) {
      snap_to_fewer_levels(levels, kMostCrossings / work);
      levels = levels_of_edges();
    }
    std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
      return a.y0 != b.y0 ? a.y0 < b.y0 : (a.x0 != b.x0 ? a.x0 < b.x0 : a.x1 < b.x1);
    });
    partner_.assign(edges_.size(), kNone);
    start_.assign(edges_.size(), 0.0);
    std::size_t next = 0;
    for (std::size_t k = 0; k < levels.size(); ++k) {
      const double y = levels[k];
      const double middle = k + 1 < levels.size() ? 0.5 * (y + levels[k + 1]) : y;
      std::erase_if(active_, [&](std::uint32_t e) { return edges_[e].y1 <= y; });
      while (next < edges_.size() && edges_[next].y0 <= y)
        active_.push_back(static_cast<std::uint32_t>(next++));
      order_at(middle);
      pair_up(y);
    }
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  static constexpr double kMostCrossings = 3e7;  // a third of a second

  /// Heights of all vertices, upwards.
  std::vector<double> levels_of_edges() const {
    std::vector<double> levels;
    levels.reserve(edges_.size() * 2);
    for (const Edge& e : edges_) {
      levels.push_back(e.y0);
      levels.push_back(e.y1);
    }
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels;
  }

  /// What the sweep costs: how often an edge meets a level.
  double crossings(const std::vector<double>& levels) const {
    double sum = 0;
    for (const Edge& e : edges_)
      sum += static_cast<double>(std::lower_bound(levels.begin(), levels.end(), e.y1) -
                                 std::lower_bound(levels.begin(), levels.end(), e.y0));
    return sum;
  }

  /// A fan of 100,000 long edges would take minutes: vertices are moved up or down to the nearest of evenly
  /// spaced levels, so many fewer. The filling of such a shape is that much coarser; its strokes are not.
  void snap_to_fewer_levels(const std::vector<double>& levels, double share) {
    const double steps = std::max(64.0, static_cast<double>(levels.size()) * share);
    const double low = levels.front(), step = (levels.back() - low) / steps;
    for (Edge& e : edges_) {
      e.y0 = low + std::round((e.y0 - low) / step) * step;
      e.y1 = low + std::round((e.y1 - low) / step) * step;
    }
    std::erase_if(edges_, [](const Edge& e) { return e.y0 >= e.y1; });
  }

  void order_at(double y) {
    // Nearly sorted already: insertion sort is linear then.
    keys_.resize(active_.size());
    for (std::size_t i = 0; i < active_.size(); ++i) keys_[i] = {edges_[active_[i]].x_at(y), active_[i]};
    for (std::size_t i = 1; i < keys_.size(); ++i)
      if (keys_[i].first < keys_[i - 1].first) {
        const auto moved = keys_[i];
        const auto place =
            std::upper_bound(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(i), moved);
        std::move_backward(place, keys_.begin() + static_cast<std::ptrdiff_t>(i),
                           keys_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        *place = moved;
      }
    for (std::size_t i = 0; i < active_.size(); ++i) active_[i] = keys_[i].second;
  }

  void pair_up(double y) {
    new_pairs_.clear();
    for (std::size_t i = 0; i + 1 < active_.size(); i += 2)
      new_pairs_.push_back({active_[i], active_[i + 1]});
    // Pairs that go on keep their start; a pair that parted is emitted.
    for (const auto& p : new_pairs_)
      if (partner_[p.first] == p.second) partner_[p.first] = p.second | kGoesOn;
    for (const auto& p : pairs_) {
      if (partner_[p.first] == (p.second | kGoesOn)) continue;
      emit(edges_[p.first], edges_[p.second], start_[p.first], y);
      partner_[p.first] = kNone;
    }
    for (const auto& p : new_pairs_) {
      if (partner_[p.first] != (p.second | kGoesOn)) start_[p.first] = y;
      partner_[p.first] = p.second;
    }
    pairs_.swap(new_pairs_);
  }

  void emit(const Edge& left, const Edge& right, double y0, double y1) {
    const double l0 = left.x_at(y0), r0 = right.x_at(y0), l1 = left.x_at(y1), r1 = right.x_at(y1);
    const auto put = [&](double x, double y) {
      out_.push_back({static_cast<float>(x), static_cast<float>(y), category_});
    };
    if (r0 > l0) {
      put(l0, y0);
      put(r0, y0);
      put(r1, y1);
    }
    if (r1 > l1) {
      put(l0, y0);
      put(r1, y1);
      put(l1, y1);
    }
  }

  static constexpr std::uint32_t kGoesOn = 0x80000000u;
  std::vector<Edge> edges_;
  float category_;
  std::vector<MeshVertex>& out_;
  std::vector<std::uint32_t> active_, partner_;
  std::vector<double> start_;
  std::vector<std::pair<double, std::uint32_t>> keys_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_, new_pairs_;
};

struct Ring {
  std::vector<double> x, y;
};

/// A ring or line without the vertices that lie nearer than the tolerance to the one before; ends are kept.
Ring thinned(std::span<const double> x, std::span<const double> y, double tolerance) {
  Ring ring;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool end = i == 0 || i + 1 == x.size();
    if (!end && std::hypot(x[i] - ring.x.back(), y[i] - ring.y.back()) < tolerance) continue;
    ring.x.push_back(x[i]);
    ring.y.push_back(y[i]);
  }
  return ring;
}

template <class Visit>
void for_each_ring(const Shapes& shapes, std::size_t row, double tolerance, const Visit& visit) {
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring) {
      const std::size_t begin = shapes.ring_start[ring], count = shapes.ring_start[ring + 1] - begin;
      const auto x = std::span(shapes.x).subspan(begin, count), y = std::span(shapes.y).subspan(begin, count);
      visit(tolerance > 0 ? thinned(x, y, tolerance) : Ring{{x.begin(), x.end()}, {y.begin(), y.end()}});
    }
}

void triangulate(const Shapes& shapes, std::size_t row, double origin_x_m, double origin_y_m,
                 double tolerance, float category, std::vector<MeshVertex>& out) {
  std::vector<Edge> edges;
  for_each_ring(shapes, row, tolerance, [&](const Ring& ring) {
    if (ring.x.size() < 4) return;
    for (std::size_t i = 0; i + 1 < ring.x.size(); ++i) {
      Edge e{ring.x[i] - origin_x_m, ring.y[i] - origin_y_m, ring.x[i + 1] - origin_x_m,
             ring.y[i + 1] - origin_y_m};
      if (!std::isfinite(e.x0) || !std::isfinite(e.y0) || !std::isfinite(e.x1) || !std::isfinite(e.y1))
        continue;
      if (e.y0 == e.y1) continue;
      if (e.y0 > e.y1) {
        std::swap(e.x0, e.x1);
        std::swap(e.y0, e.y1);
      }
      edges.push_back(e);
    }
  });
  if (!edges.empty()) TrapezoidSweep(std::move(edges), category, out).run();
}

constexpr std::uint32_t kTrianglesPerBlock = 256, kSegmentsPerBlock = 128;

void grow(MeshBlock& block, float x, float y) {
  block.min_x = std::min(block.min_x, x);
  block.min_y = std::min(block.min_y, y);
  block.max_x = std::max(block.max_x, x);
  block.max_y = std::max(block.max_y, y);
}

MeshBlock empty_block(std::uint32_t first, std::uint32_t count, std::uint32_t row) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  return {first, count, row, kInf, kInf, -kInf, -kInf};
}

/// Blocks end where a feature ends or a block is full.
void add_blocks(MeshLevel& level, std::uint32_t row, std::size_t first_triangle_vertex,
                std::size_t first_segment) {
  for (std::size_t i = first_triangle_vertex; i < level.triangles.size(); i += kTrianglesPerBlock * 3) {
    const std::size_t end = std::min(level.triangles.size(), i + kTrianglesPerBlock * 3);
    MeshBlock block = empty_block(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end - i), row);
    for (std::size_t v = i; v < end; ++v) grow(block, level.triangles[v].x, level.triangles[v].y);
    level.triangle_blocks.push_back(block);
  }
  for (std::size_t i = first_segment; i < level.segments.size(); i += kSegmentsPerBlock) {
    const std::size_t end = std::min(level.segments.size(), i + kSegmentsPerBlock);
    MeshBlock block = empty_block(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end - i), row);
    for (std::size_t s = i; s < end; ++s) {
      grow(block, level.segments[s].ax, level.segments[s].ay);
      grow(block, level.segments[s].bx, level.segments[s].by);
    }
    level.segment_blocks.push_back(block);
  }
}

void add_row(const Shapes& shapes, std::size_t row, float category, const ShapeMesh& mesh, MeshLevel& level) {
  const ShapeKind kind = shapes.kind[row];
  if (kind != ShapeKind::polygon && kind != ShapeKind::line) return;
  const std::size_t first_vertex = level.triangles.size(), first_segment = level.segments.size();
  if (kind == ShapeKind::polygon)
    triangulate(shapes, row, mesh.origin_x_m, mesh.origin_y_m, level.tolerance_m, category, level.triangles);
  for_each_ring(shapes, row, level.tolerance_m, [&](const Ring& ring) {
    if (kind == ShapeKind::polygon && ring.x.size() < 4) return;
    for (std::size_t i = 0; i + 1 < ring.x.size(); ++i) {
      const MeshSegment s{static_cast<float>(ring.x[i] - mesh.origin_x_m),
                          static_cast<float>(ring.y[i] - mesh.origin_y_m),
                          static_cast<float>(ring.x[i + 1] - mesh.origin_x_m),
                          static_cast<float>(ring.y[i + 1] - mesh.origin_y_m), category};
      if (std::isfinite(s.ax) && std::isfinite(s.ay) && std::isfinite(s.bx) && std::isfinite(s.by))
        level.segments.push_back(s);
    }
  });
  add_blocks(level, static_cast<std::uint32_t>(row), first_vertex, first_segment);
}

}  // namespace

void triangulate_row(const Shapes& shapes, std::size_t row, double origin_x_m, double origin_y_m,
                     float category, std::vector<MeshVertex>& out) {
  triangulate(shapes, row, origin_x_m, origin_y_m, 0, category, out);
}

std::shared_ptr<const ShapeMesh> make_mesh(const Shapes& shapes, std::span<const std::int16_t> category,
                                           std::span<const std::uint32_t> rows, double origin_x_m,
                                           double origin_y_m) {
  auto mesh = std::make_shared<ShapeMesh>();
  mesh->origin_x_m = origin_x_m;
  mesh->origin_y_m = origin_y_m;
  std::vector<double> tolerances{0};
  constexpr std::size_t kThinFrom = 4000;  // vertices
  if (shapes.x.size() > kThinFrom) {
    const Box box = shapes.box();
    const double extent = std::max(box.width(), box.height());
    for (const double cells : {64000.0, 16000.0, 4000.0, 1000.0}) tolerances.push_back(extent / cells);
  }
  std::vector<std::uint32_t> all;
  if (rows.empty()) {
    all.resize(shapes.size());
    std::iota(all.begin(), all.end(), 0u);
    rows = all;
  }
  for (const double tolerance : tolerances) {
    MeshLevel level;
    level.tolerance_m = tolerance;
    for (const std::uint32_t row : rows) {
      const int c = category.empty() ? 0 : category[row];
      if (c >= 0) add_row(shapes, row, static_cast<float>(c), *mesh, level);
    }
    mesh->levels.push_back(std::move(level));
  }
  return mesh;
}

std::shared_ptr<const ShapeMesh> with_categories(const ShapeMesh& mesh,
                                                 std::span<const std::int16_t> category) {
  auto result = std::make_shared<ShapeMesh>(mesh);
  const auto recolour = [&](auto& parts, const std::vector<MeshBlock>& blocks) {
    for (const MeshBlock& block : blocks)
      for (std::uint32_t i = block.first; i < block.first + block.count; ++i)
        parts[i].category = category.empty() ? 0.0f : static_cast<float>(category[block.row]);
  };
  for (MeshLevel& level : result->levels) {
    recolour(level.triangles, level.triangle_blocks);
    recolour(level.segments, level.segment_blocks);
  }
  return result;
}

const MeshLevel& level_for(const ShapeMesh& mesh, double metres_per_pixel) {
  std::size_t best = 0;
  for (std::size_t k = 1; k < mesh.levels.size(); ++k)
    if (mesh.levels[k].tolerance_m <= 0.7 * metres_per_pixel) best = k;
  return mesh.levels[best];
}

namespace {

/// Copies the items of the blocks whose row is in the set.
template <class Item>
void copy_blocks(const std::vector<Item>& items, const std::vector<MeshBlock>& blocks, const RowSet& rows,
                 std::vector<Item>& out, std::vector<MeshBlock>& out_blocks) {
  for (MeshBlock block : blocks) {
    if (!rows.contains(block.row)) continue;
    const auto from = items.begin() + static_cast<std::ptrdiff_t>(block.first);
    block.first = static_cast<std::uint32_t>(out.size());
    out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(block.count));
    out_blocks.push_back(block);
  }
}

}  // namespace

std::shared_ptr<const ShapeMesh> mesh_of_rows(const ShapeMesh& mesh, const MeshLevel& level,
                                              const RowSet& rows) {
  auto subset = std::make_shared<ShapeMesh>();
  subset->origin_x_m = mesh.origin_x_m;
  subset->origin_y_m = mesh.origin_y_m;
  MeshLevel some;
  some.tolerance_m = level.tolerance_m;
  copy_blocks(level.triangles, level.triangle_blocks, rows, some.triangles, some.triangle_blocks);
  copy_blocks(level.segments, level.segment_blocks, rows, some.segments, some.segment_blocks);
  subset->levels.push_back(std::move(some));
  return subset;
}

std::shared_ptr<const ShapeMesh> MeshSubsets::get(const std::shared_ptr<const ShapeMesh>& mesh,
                                                  const std::shared_ptr<const RowSet>& rows,
                                                  double metres_per_pixel) {
  if (!rows) return mesh;
  const MeshLevel& level = level_for(*mesh, metres_per_pixel);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) {
    return e.whole == mesh && e.level == &level && e.rows == rows;
  });
  if (found != entries_.end()) {
    found->plans_since_used = 0;
    return found->subset;
  }
  entries_.push_back({mesh, &level, rows, mesh_of_rows(*mesh, level, *rows), 0});
  return entries_.back().subset;
}

void MeshSubsets::forget_unused() {
  std::erase_if(entries_, [](const Entry& e) { return e.plans_since_used > 1; });
  for (Entry& e : entries_) ++e.plans_since_used;
}

}  // namespace agglo::viewer
