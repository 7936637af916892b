#include "viewer/draw/density.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <thread>

namespace agglo::viewer {

namespace {

constexpr std::size_t kParallelFrom = 200'000;  // below this a second thread costs more than it saves

std::uint64_t spread_bits(std::uint32_t value) {
  std::uint64_t v = value;
  v = (v | v << 16) & 0x0000ffff0000ffffULL;
  v = (v | v << 8) & 0x00ff00ff00ff00ffULL;
  v = (v | v << 4) & 0x0f0f0f0f0f0f0f0fULL;
  v = (v | v << 2) & 0x3333333333333333ULL;
  return (v | v << 1) & 0x5555555555555555ULL;
}

bool inside(const Box& inner, const Box& outer) {
  return inner.min_x >= outer.min_x && inner.max_x <= outer.max_x && inner.min_y >= outer.min_y &&
         inner.max_y <= outer.max_y;
}

bool any_hidden(std::span<const char> hidden) {
  return std::find(hidden.begin(), hidden.end(), char{1}) != hidden.end();
}

bool is_hidden(std::span<const char> hidden, std::int16_t category) {
  const auto c = static_cast<std::size_t>(category);
  return c < hidden.size() && hidden[c] != 0;
}

}  // namespace

PointIndex::PointIndex(std::span<const double> x_m, std::span<const double> y_m,
                       std::span<const std::int16_t> category) {
  struct Keyed {
    std::uint64_t key;
    std::uint32_t row;
  };
  const auto drawn = [&](std::size_t i) {
    return !std::isnan(x_m[i]) && !std::isnan(y_m[i]) && (category.empty() || category[i] >= 0);
  };
  for (std::size_t i = 0; i < x_m.size(); ++i)
    if (drawn(i)) box_.extend(x_m[i], y_m[i]);
  std::vector<Keyed> order;
  order.reserve(x_m.size());
  const double side = box_.empty() ? 1 : std::max({box_.width(), box_.height(), 1e-9});
  constexpr double kSteps = 4294967295.0;
  for (std::size_t i = 0; i < x_m.size(); ++i) {
    if (!drawn(i)) continue;
    const auto column = static_cast<std::uint32_t>((x_m[i] - box_.min_x) / side * kSteps);
    const auto line = static_cast<std::uint32_t>((y_m[i] - box_.min_y) / side * kSteps);
    order.push_back({spread_bits(column) | spread_bits(line) << 1, static_cast<std::uint32_t>(i)});
  }
  std::sort(order.begin(), order.end(),
            [](const Keyed& a, const Keyed& b) { return a.key != b.key ? a.key < b.key : a.row < b.row; });
  const std::size_t n = order.size();
  x_.reserve(n);
  y_.reserve(n);
  row_.reserve(n);
  for (const Keyed& k : order) {
    x_.push_back(x_m[k.row]);
    y_.push_back(y_m[k.row]);
    row_.push_back(k.row);
    if (!category.empty()) category_.push_back(category[k.row]);
  }
  std::vector<Node> level;
  for (std::size_t begin = 0; begin < n; begin += kLeaf) {
    Node node{{}, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min(n, begin + kLeaf))};
    for (std::size_t i = node.begin; i < node.end; ++i) node.box.extend(x_[i], y_[i]);
    level.push_back(node);
  }
  while (!level.empty()) {
    levels_.push_back(level);
    if (level.size() == 1) break;
    std::vector<Node> above;
    for (std::size_t k = 0; k < level.size(); k += kFan) {
      Node node = level[k];
      for (std::size_t c = k + 1; c < std::min(level.size(), k + kFan); ++c) {
        node.box.extend(level[c].box);
        node.end = level[c].end;
      }
      above.push_back(node);
    }
    level = std::move(above);
  }
}

std::vector<std::uint32_t> PointIndex::points_in(const Box& view, std::span<const char> hidden) const {
  std::vector<std::uint32_t> found;
  const bool filtered = any_hidden(hidden);
  const std::function<void(std::size_t, std::size_t)> visit = [&](std::size_t level, std::size_t k) {
    const Node& node = levels_[level][k];
    if (!node.box.intersects(view)) return;
    if (level > 0) {
      const std::size_t end = std::min(levels_[level - 1].size(), (k + 1) * kFan);
      for (std::size_t c = k * kFan; c < end; ++c) visit(level - 1, c);
      return;
    }
    for (std::uint32_t i = node.begin; i < node.end; ++i) {
      const bool in =
          x_[i] >= view.min_x && x_[i] <= view.max_x && y_[i] >= view.min_y && y_[i] <= view.max_y;
      if (in && !(filtered && is_hidden(hidden, category(i)))) found.push_back(i);
    }
  };
  if (!levels_.empty()) visit(levels_.size() - 1, 0);
  return found;
}

std::size_t PointIndex::count_in(const Box& view, std::span<const char> hidden,
                                 std::size_t stop_above) const {
  std::size_t count = 0;
  const bool filtered = any_hidden(hidden);
  const std::function<void(std::size_t, std::size_t)> visit = [&](std::size_t level, std::size_t k) {
    const Node& node = levels_[level][k];
    if (count > stop_above || !node.box.intersects(view)) return;
    if (!filtered && inside(node.box, view)) {
      count += node.end - node.begin;
      return;
    }
    if (level > 0) {
      const std::size_t end = std::min(levels_[level - 1].size(), (k + 1) * kFan);
      for (std::size_t c = k * kFan; c < end; ++c) visit(level - 1, c);
      return;
    }
    for (std::uint32_t i = node.begin; i < node.end; ++i) {
      const bool in =
          x_[i] >= view.min_x && x_[i] <= view.max_x && y_[i] >= view.min_y && y_[i] <= view.max_y;
      if (in && !(filtered && is_hidden(hidden, category(i)))) ++count;
    }
  };
  if (!levels_.empty()) visit(levels_.size() - 1, 0);
  return count;
}

/// Walks the tree and adds to one grid.
struct DensityBinner {
  const PointIndex& points;
  const DensityGrid& grid;
  std::span<const char> hidden;
  bool filtered;
  std::vector<float>& count;

  int column_of(double x) const { return static_cast<int>(std::floor((x - grid.min_x_m) / grid.cell_m)); }
  int row_of(double y) const { return static_cast<int>(std::floor((y - grid.min_y_m) / grid.cell_m)); }
  void add(int column, int row, float amount) const {
    if (column >= 0 && column < grid.columns && row >= 0 && row < grid.rows)
      count[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
            static_cast<std::size_t>(column)] += amount;
  }

  void visit(std::size_t level, std::size_t k) const {
    const PointIndex::Node& node = points.levels_[level][k];
    const double max_x = grid.min_x_m + grid.columns * grid.cell_m;
    const double max_y = grid.min_y_m + grid.rows * grid.cell_m;
    if (node.box.max_x < grid.min_x_m || node.box.min_x > max_x || node.box.max_y < grid.min_y_m ||
        node.box.min_y > max_y)
      return;
    if (!filtered) {
      const int column = column_of(node.box.min_x), row = row_of(node.box.min_y);
      if (column == column_of(node.box.max_x) && row == row_of(node.box.max_y)) {
        add(column, row, static_cast<float>(node.end - node.begin));
        return;
      }
    }
    if (level == 0) {
      for (std::uint32_t i = node.begin; i < node.end; ++i)
        if (!filtered || !is_hidden(hidden, points.category(i)))
          add(column_of(points.x_[i]), row_of(points.y_[i]), 1);
      return;
    }
    const std::size_t end = std::min(points.levels_[level - 1].size(), (k + 1) * PointIndex::kFan);
    for (std::size_t c = k * PointIndex::kFan; c < end; ++c) visit(level - 1, c);
  }

  static std::size_t start_level(const PointIndex& points) {
    std::size_t level = points.levels_.size() - 1;
    while (level > 0 && points.levels_[level].size() < 16) --level;
    return level;
  }
  static std::size_t nodes(const PointIndex& points, std::size_t level) {
    return points.levels_[level].size();
  }
};

DensityGrid bin_points(const PointIndex& points, const Box& view, double cell_m,
                       std::span<const char> hidden) {
  DensityGrid grid;
  grid.cell_m = cell_m;
  grid.min_x_m = std::floor(view.min_x / cell_m) * cell_m;
  grid.min_y_m = std::floor(view.min_y / cell_m) * cell_m;
  grid.columns = static_cast<int>(std::floor((view.max_x - grid.min_x_m) / cell_m)) + 1;
  grid.rows = static_cast<int>(std::floor((view.max_y - grid.min_y_m) / cell_m)) + 1;
  const auto cells = static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
  grid.count.assign(cells, 0.0f);
  if (points.size() == 0) return grid;
  const bool filtered = any_hidden(hidden);
  const std::size_t level = DensityBinner::start_level(points);
  const std::size_t nodes = DensityBinner::nodes(points, level);
  const auto bin = [&](std::size_t begin, std::size_t end, std::vector<float>& count) {
    const DensityBinner binner{points, grid, hidden, filtered, count};
    for (std::size_t k = begin; k < end; ++k) binner.visit(level, k);
  };
  if (points.size() < kParallelFrom) {
    bin(0, nodes, grid.count);
    return grid;
  }
  // Counts are whole numbers far below 2^24, so the sum of two halves is exact.
  std::vector<float> second(cells, 0.0f);
  std::thread helper([&] { bin(nodes / 2, nodes, second); });
  bin(0, nodes / 2, grid.count);
  helper.join();
  for (std::size_t i = 0; i < cells; ++i) grid.count[i] += second[i];
  return grid;
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
