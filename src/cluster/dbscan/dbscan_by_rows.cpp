#include "cluster/dbscan/dbscan_by_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr std::size_t kCellBlock = 4096;
constexpr std::size_t kRowBlock = std::size_t{1} << 16;

/// Rows of cells per task: few enough that the threads end together.
std::size_t rows_per_task(std::size_t rows) {
  return std::clamp<std::size_t>(rows / 256, 1, 8);
}

}  // namespace

template <int D>
bool RowDbscan<D>::prepare(const PointView& points, double eps_m, double most_points, RunControl& run) {
  points_ = points;
  if (!rows_fit(points.x_m.size())) return false;
  run.begin("measuring the extent", points.x_m.size());
  layout_.scale = {};
  if (!choose_scale<D>(points, eps_m, run, layout_.scale) || !lay_out<D>(points, run, layout_)) return false;
  steps_ = WeightSteps(points.weight, {.most = most_points, .room = 0x1p60}, run);
  if (!points.weight.empty()) take_weights(run);
  return true;
}

template <int D>
void RowDbscan<D>::take_weights(RunControl& run) {
  const std::span<const double> weight = points_.weight;
  weight_of_slot_.renew(layout_.points);
  weight_of_cell_.renew(layout_.cells);
  run.begin("taking weights", layout_.rows.size());
  parallel_blocks(
      layout_.rows.size(), rows_per_task(layout_.rows.size()), run,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
          const std::uint32_t* id = layout_.points_of(layout_.rows[row]).id;
          for (std::uint32_t cell = layout_.first_cell[row]; cell < layout_.first_cell[row + 1]; ++cell) {
            std::int64_t sum = 0;
            in_pieces(layout_.start[cell], layout_.start[cell + 1], run,
                      [&](std::size_t first, std::size_t last) {
                        for (std::size_t s = first; s < last; ++s) {
                          weight_of_slot_[s] = static_cast<std::int64_t>(steps_.of(weight[id[s]]));
                          sum += weight_of_slot_[s];
                        }
                      });
            weight_of_cell_[cell] = sum;
          }
        }
      });
}

template <int D>
void RowDbscan<D>::mark_core(std::int64_t needed, std::uint8_t* marks, RunControl& run) {
  core_points_.renew(layout_.cells);
  SlotWeights weights;
  if (!points_.weight.empty()) weights = {weight_of_slot_.data(), weight_of_cell_.data()};
  const DenseCells<D> dense = weights.of_slot
                                  ? order_dense_cells<D>(points_, layout_, weight_of_slot_.data(),
                                                         weight_of_cell_.data(), needed, run)
                                  : order_dense_cells<D>(points_, layout_, nullptr, nullptr, needed, run);
  const std::size_t rows = layout_.rows.size();
  run.begin("finding core points", rows);
  parallel_blocks(rows, rows_per_task(rows), run, [&](std::size_t begin, std::size_t end, std::size_t) {
    mark_core_rows<D>(points_, layout_, dense, weights, needed, begin, end, {marks, core_points_.data()},
                      run);
  });
}

template <int D>
void RowDbscan<D>::put_core_first(std::size_t row, std::uint32_t cell, const std::uint8_t* marks,
                                  const RunControl& run) {
  const GridRow& grid_row = layout_.rows[row];
  std::array<std::int32_t*, D + 1> word;
  for (std::size_t axis = 0; axis <= D; ++axis) word[axis] = layout_.axis_of(grid_row, axis);
  const std::uint32_t begin = layout_.start[cell];
  std::uint32_t core = begin, other = layout_.start[cell + 1];
  // Marks stay where they are: the slots from `core` to `other` still have their own points.
  for (;;) {
    run.check();
    while (core < other && marks[core]) ++core;
    while (core < other && !marks[other - 1]) --other;
    if (core == other) return;
    --other;
    for (std::int32_t* values : word) std::swap(values[core], values[other]);
    if (!points_.weight.empty()) std::swap(weight_of_slot_[core], weight_of_slot_[other]);
    ++core;
  }
}

template <int D>
void RowDbscan<D>::add_core_cell(std::size_t row, std::uint32_t cell, std::uint32_t at,
                                 const RunControl& run) {
  const RowPoints<D> of = layout_.points_of(layout_.rows[row]);
  const std::uint32_t begin = layout_.start[cell], end = begin + core_points_[cell];
  core_.column[at] = layout_.column[cell];
  core_.slot[at] = begin;
  core_.count[at] = end - begin;
  for (std::size_t axis = 0; axis < D; ++axis) {
    std::int32_t lo = of.axis[axis][begin], hi = lo;
    in_pieces(begin, end, run, [&](std::size_t first, std::size_t last) {
      for (std::size_t s = first; s < last; ++s) {
        lo = std::min(lo, of.axis[axis][s]);
        hi = std::max(hi, of.axis[axis][s]);
      }
    });
    core_.box[at].lo[axis] = lo;
    core_.box[at].hi[axis] = hi;
  }
  core_.sets.set_apart(at);
  core_.first_row[at].store(*std::min_element(of.id + begin, of.id + end), std::memory_order_relaxed);
}

template <int D>
void RowDbscan<D>::pack_core(const std::uint8_t* marks, RunControl& run) {
  const std::size_t rows = layout_.rows.size();
  run.begin("packing core points", 2 * rows);
  fill(core_.first, rows + 1, 0U, run);
  parallel_blocks(rows, rows_per_task(rows), run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row) {
      std::uint32_t cells = 0;
      for (std::uint32_t cell = layout_.first_cell[row]; cell < layout_.first_cell[row + 1]; ++cell) {
        const std::uint32_t core = core_points_[cell];
        cells += core > 0 ? 1 : 0;
        if (core > 0 && core < layout_.start[cell + 1] - layout_.start[cell])
          put_core_first(row, cell, marks, run);
      }
      core_.first[row + 1] = cells;
    }
  });
  for (std::size_t row = 0; row < rows; ++row) core_.first[row + 1] += core_.first[row];
  const std::size_t cells = core_.first[rows];
  core_.column.renew(cells);
  core_.slot.renew(cells);
  core_.count.renew(cells);
  core_.box.renew(cells);
  core_.sets.renew(cells);
  core_.first_row.renew(cells);
  parallel_blocks(rows, rows_per_task(rows), run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row) {
      std::uint32_t at = core_.first[row];
      for (std::uint32_t cell = layout_.first_cell[row]; cell < layout_.first_cell[row + 1]; ++cell)
        if (core_points_[cell] > 0) add_core_cell(row, cell, at++, run);
    }
  });
}

template <int D>
void RowDbscan<D>::join(RunControl& run) {
  const std::size_t rows = layout_.rows.size(), cells = core_.first[rows];
  run.begin("joining clusters", rows + cells);
  parallel_blocks(rows, rows_per_task(rows), run, [&](std::size_t begin, std::size_t end, std::size_t) {
    join_rows<D>(points_, layout_, core_, begin, end, run);
  });
  parallel_blocks(cells, kCellBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t cell = begin; cell < end; ++cell) {
      const auto at = static_cast<std::uint32_t>(cell);
      const std::uint32_t root = core_.sets.settle(at);
      if (root != at) core_.lower_first_row(root, core_.first_row[cell].load(std::memory_order_relaxed));
    }
  });
}

/// Replaces the first row of each root by the number of its cluster: how many first rows come before it.
/// Returns how many there are.
template <int D>
std::uint32_t RowDbscan<D>::number_clusters(RunControl& run) {
  const std::size_t words = points_.x_m.size() / 64 + 1;
  is_first_row_.renew(words);
  first_rows_before_.renew(words);
  parallel_blocks(words, kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) is_first_row_[i].store(0, std::memory_order_relaxed);
  });
  const auto each_root = [&](const auto& visit) {
    parallel_blocks(core_.first.back(), kCellBlock, run,
                    [&](std::size_t begin, std::size_t end, std::size_t) {
                      for (std::size_t cell = begin; cell < end; ++cell)
                        if (core_.sets.parent(static_cast<std::uint32_t>(cell)) == cell)
                          visit(core_.first_row[cell]);
                    });
  };
  each_root([&](const std::atomic<std::uint32_t>& first_row) {
    const std::uint32_t row = first_row.load(std::memory_order_relaxed);
    is_first_row_[row / 64].fetch_or(std::uint64_t{1} << (row % 64), std::memory_order_relaxed);
  });
  std::uint32_t clusters = 0;
  for (std::size_t i = 0; i < words; ++i) {
    first_rows_before_[i] = clusters;
    clusters += static_cast<std::uint32_t>(std::popcount(is_first_row_[i].load(std::memory_order_relaxed)));
  }
  each_root([&](std::atomic<std::uint32_t>& first_row) {
    const std::uint32_t row = first_row.load(std::memory_order_relaxed);
    const std::uint64_t below =
        is_first_row_[row / 64].load(std::memory_order_relaxed) & ((std::uint64_t{1} << (row % 64)) - 1);
    first_row.store(first_rows_before_[row / 64] + static_cast<std::uint32_t>(std::popcount(below)),
                    std::memory_order_relaxed);
  });
  return clusters;
}

template <int D>
void RowDbscan<D>::cluster(double min_points, RunControl& run, Clusters& result) {
  const std::size_t n = points_.x_m.size(), rows = layout_.rows.size();
  fill(result.role, n, PointRole{}, run);
  // Until the roles are known, their memory holds the marks of the slots.
  static_assert(sizeof(PointRole) == sizeof(std::uint8_t));
  auto* marks = reinterpret_cast<std::uint8_t*>(result.role.data());
  mark_core(static_cast<std::int64_t>(steps_.least(min_points)), marks, run);
  pack_core(marks, run);
  join(run);
  run.begin("assigning border points", rows);
  fill(result.label, n, kUnlocatedCode, run);
  parallel_blocks(rows, rows_per_task(rows), run, [&](std::size_t begin, std::size_t end, std::size_t) {
    border_rows<D>(points_, layout_, core_, core_points_.data(), begin, end, result.label.data(), run);
  });
  run.begin("numbering clusters", n + n / 64 + 1 + 2 * std::uint64_t{core_.first.back()});
  result.count = static_cast<std::int32_t>(number_clusters(run));
  parallel_blocks(n, kRowBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t row = begin; row < end; ++row) {
      const std::int32_t code = result.label[row];
      if (code < 0) {
        result.label[row] = kNoCluster;
        result.role[row] = code == kNoiseCode ? PointRole::noise : PointRole::unlocated;
      } else {
        result.label[row] = static_cast<std::int32_t>(
            core_.first_row[static_cast<std::size_t>(code & ~kBorderBit)].load(std::memory_order_relaxed));
        result.role[row] = code & kBorderBit ? PointRole::border : PointRole::core;
      }
    }
  });
}

template class RowDbscan<2>;
template class RowDbscan<3>;

}  // namespace agglo::density
