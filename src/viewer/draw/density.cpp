#include "viewer/draw/density.hpp"

#include <algorithm>
#include <cmath>

#include "viewer/draw/parallel.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kParallelFrom = 200'000;  // points; below this a second thread costs more than it saves
constexpr std::size_t kTasks = 128;
constexpr double kMostCells = 16384;

struct TreeNode {
  std::size_t level, k;
};

/// Adds the number of points.
struct Counting {
  static void add(std::uint32_t& cell, const PointIndex& points, const PointMask* mask, TreeNode node) {
    cell += mask ? mask->count(node.level, node.k)
                 : static_cast<std::uint32_t>(points.end_of(node.level, node.k) -
                                              points.begin_of(node.level, node.k));
  }
  static void add(std::uint32_t& cell, std::size_t) { ++cell; }
  static void join(std::uint32_t& cell, std::uint32_t other) { cell += other; }
};

/// Keeps the last point.
struct Last {
  static void add(std::uint32_t& cell, const PointIndex& points, const PointMask* mask, TreeNode node) {
    std::size_t end = points.end_of(node.level, node.k);
    if (mask) {
      std::size_t leaf = (end - 1) / PointIndex::kLeaf;
      while (mask->word(leaf) == 0) --leaf;
      end = leaf * PointIndex::kLeaf + static_cast<std::size_t>(std::bit_width(mask->word(leaf)));
    }
    join(cell, static_cast<std::uint32_t>(end));
  }
  static void add(std::uint32_t& cell, std::size_t i) { join(cell, static_cast<std::uint32_t>(i + 1)); }
  static void join(std::uint32_t& cell, std::uint32_t other) { cell = std::max(cell, other); }
};

/// Walks the tree and adds to one grid.
template <class How>
class Binner {
 public:
  Binner(const PointIndex& points, const PointMask* mask, const CellFrame& frame, const CellSteps& steps,
         std::uint32_t* cells)
      : points_(points), mask_(mask), frame_(frame), steps_(steps), cells_(cells) {}

  void visit(TreeNode at) const {
    const PointIndex::Node& node = points_.nodes(at.level)[at.k];
    const PointIndex::Node& range = steps_.range;
    if (node.max_x < range.min_x || node.min_x > range.max_x || node.max_y < range.min_y ||
        node.min_y > range.max_y)
      return;
    if (mask_ && mask_->count(at.level, at.k) == 0) return;
    const bool inside = node.min_x >= range.min_x && node.max_x <= range.max_x && node.min_y >= range.min_y &&
                        node.max_y <= range.max_y;
    if (inside) {
      const std::int64_t column = steps_.column(node.min_x), row = steps_.row(node.min_y);
      if (column == steps_.column(node.max_x) && row == steps_.row(node.max_y)) {
        if (in_grid(column, row)) How::add(cell(column, row), points_, mask_, at);
        return;
      }
    }
    if (at.level == 0) {
      leaf(at.k, inside);
      return;
    }
    const std::size_t end = std::min(points_.nodes(at.level - 1).size(), (at.k + 1) * PointIndex::kFan);
    for (std::size_t c = at.k * PointIndex::kFan; c < end; ++c) visit({at.level - 1, c});
  }

 private:
  bool in_grid(std::int64_t column, std::int64_t row) const {
    return column >= 0 && column < frame_.columns && row >= 0 && row < frame_.rows;
  }
  std::uint32_t& cell(std::int64_t column, std::int64_t row) const {
    return cells_[row * frame_.columns + column];
  }
  void point(std::size_t i, bool inside) const {
    const std::uint32_t x = points_.x_steps()[i], y = points_.y_steps()[i];
    const PointIndex::Node& range = steps_.range;
    if (!inside && (x < range.min_x || x > range.max_x || y < range.min_y || y > range.max_y)) return;
    const std::int64_t column = steps_.column(x), row = steps_.row(y);
    if (in_grid(column, row)) How::add(cell(column, row), i);
  }
  void leaf(std::size_t k, bool inside) const {
    const std::size_t begin = k * PointIndex::kLeaf, end = points_.end_of(0, k);
    if (!mask_) {
      for (std::size_t i = begin; i < end; ++i) point(i, inside);
      return;
    }
    for (std::uint64_t word = mask_->word(k); word != 0; word &= word - 1)
      point(begin + static_cast<std::size_t>(std::countr_zero(word)), inside);
  }

  const PointIndex& points_;
  const PointMask* mask_;
  const CellFrame& frame_;
  const CellSteps& steps_;
  std::uint32_t* cells_;
};

/// Nodes that touch the grid, about kTasks of them, so that threads can share the work whatever the view.
std::vector<TreeNode> tasks_of(const PointIndex& points, const CellSteps& steps) {
  std::vector<TreeNode> nodes{{points.levels() - 1, 0}}, below;
  const PointIndex::Node& range = steps.range;
  while (nodes.size() < kTasks && !nodes.empty() && nodes.front().level > 0) {
    below.clear();
    for (const TreeNode& at : nodes) {
      const auto& children = points.nodes(at.level - 1);
      const std::size_t end = std::min(children.size(), (at.k + 1) * PointIndex::kFan);
      for (std::size_t c = at.k * PointIndex::kFan; c < end; ++c)
        if (children[c].max_x >= range.min_x && children[c].min_x <= range.max_x &&
            children[c].max_y >= range.min_y && children[c].min_y <= range.max_y)
          below.push_back({at.level - 1, c});
    }
    nodes.swap(below);
  }
  return nodes;
}

/// Whole numbers are summed, so the result does not depend on the number of threads.
template <class How>
std::vector<std::uint32_t> binned(const PointIndex& points, const CellFrame& frame, const PointMask* mask) {
  std::vector<std::uint32_t> cells(frame.cells(), 0);
  const CellSteps steps = cell_steps(points, frame);
  if (!steps.any) return cells;
  const std::vector<TreeNode> tasks = tasks_of(points, steps);
  std::size_t in_tasks = 0;
  for (const TreeNode& t : tasks) in_tasks += points.end_of(t.level, t.k) - points.begin_of(t.level, t.k);
  const unsigned threads = in_tasks < kParallelFrom ? 1 : draw_threads();
  std::vector<std::vector<std::uint32_t>> others(threads - 1);
  in_parallel(tasks.size(), threads, [&](std::size_t task, unsigned thread) {
    if (thread > 0 && others[thread - 1].empty()) others[thread - 1].assign(frame.cells(), 0);
    std::uint32_t* own = thread == 0 ? cells.data() : others[thread - 1].data();
    Binner<How>(points, mask, frame, steps, own).visit(tasks[task]);
  });
  for (const auto& other : others)
    for (std::size_t i = 0; i < other.size(); ++i) How::join(cells[i], other[i]);
  return cells;
}

}  // namespace

CellFrame cells_of_view(const Box& view, double cell_m) {
  CellFrame frame;
  frame.cell_m = cell_m;
  frame.min_x_m = std::floor(view.min_x / cell_m) * cell_m;
  frame.min_y_m = std::floor(view.min_y / cell_m) * cell_m;
  const auto number = [&](double extent) {
    return static_cast<int>(std::clamp(std::floor(extent / cell_m) + 1, 0.0, kMostCells));
  };
  frame.columns = number(view.max_x - frame.min_x_m);
  frame.rows = number(view.max_y - frame.min_y_m);
  return frame;
}

CellSteps cell_steps(const PointIndex& points, const CellFrame& frame) {
  CellSteps steps;
  if (points.size() == 0 || frame.cells() == 0) return steps;
  constexpr double kLast = 4294967295.0, kUnit = 281474976710656.0;  // 2^48
  const double step = points.step_m();
  const auto low = [&](double metres) { return std::max(0.0, std::floor(metres / step) - 1); };
  const auto high = [&](double metres) { return std::min(kLast, std::ceil(metres / step) + 1); };
  const double x = frame.min_x_m - points.box().min_x, y = frame.min_y_m - points.box().min_y;
  const double x0 = low(x), x1 = high(x + frame.columns * frame.cell_m);
  const double y0 = low(y), y1 = high(y + frame.rows * frame.cell_m);
  if (!(x0 <= x1) || !(y0 <= y1)) return steps;
  steps.any = true;
  steps.range = {static_cast<std::uint32_t>(x0), static_cast<std::uint32_t>(y0),
                 static_cast<std::uint32_t>(x1), static_cast<std::uint32_t>(y1)};
  // Only what is left modulo 2^16 cells matters, since no grid is wider and steps outside it are ruled out by
  // the range.
  const auto fixed = [&](double cells) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::fmod(cells, 32768.0) * kUnit));
  };
  steps.factor = fixed(step / frame.cell_m);
  steps.x_shift = fixed(-x / frame.cell_m);
  steps.y_shift = fixed(-y / frame.cell_m);
  return steps;
}

std::vector<float> as_floats(const std::vector<std::uint32_t>& counts) {
  std::vector<float> floats(counts.size());
  std::transform(counts.begin(), counts.end(), floats.begin(),
                 [](std::uint32_t n) { return static_cast<float>(n); });
  return floats;
}

DensityGrid bin_points(const PointIndex& points, const Box& view, double cell_m, const PointMask* mask) {
  DensityGrid grid;
  static_cast<CellFrame&>(grid) = cells_of_view(view, cell_m);
  grid.count = as_floats(binned<Counting>(points, grid, mask));
  return grid;
}

std::vector<std::uint32_t> last_in_cells(const PointIndex& points, const CellFrame& frame,
                                         const PointMask* mask) {
  return binned<Last>(points, frame, mask);
}

void soften(DensityGrid& grid) {
  const auto columns = static_cast<std::size_t>(std::max(0, grid.columns));
  const auto rows = static_cast<std::size_t>(std::max(0, grid.rows));
  if (columns < 3 || rows < 3) return;
  std::vector<float> across(grid.count.size());
  for (std::size_t r = 0; r < rows; ++r) {
    const float* in = grid.count.data() + r * columns;
    float* out = across.data() + r * columns;
    out[0] = 0.5f * in[0] + 0.25f * in[1];
    for (std::size_t c = 1; c + 1 < columns; ++c) out[c] = 0.25f * (in[c - 1] + in[c + 1]) + 0.5f * in[c];
    out[columns - 1] = 0.5f * in[columns - 1] + 0.25f * in[columns - 2];
  }
  for (std::size_t r = 0; r < rows; ++r) {
    const float* here = across.data() + r * columns;
    const float* below = across.data() + (r == 0 ? r : r - 1) * columns;
    const float* above = across.data() + (r + 1 == rows ? r : r + 1) * columns;
    float* out = grid.count.data() + r * columns;
    for (std::size_t c = 0; c < columns; ++c) out[c] = 0.25f * (below[c] + above[c]) + 0.5f * here[c];
  }
}

}  // namespace agglo::viewer
