#include "cluster/dbscan/dbscan_dense.hpp"

#include <atomic>
#include <limits>

#include "core/parallel.hpp"

namespace agglo::density {
namespace {

struct DenseCell {
  std::size_t row;
  std::uint32_t cell;
};

/// All cells of many points; none when each weighs enough.
template <int D>
std::vector<DenseCell> list_dense_cells(const GridLayout<D>& layout, const std::int64_t* weight_of_cell,
                                        std::int64_t needed, RunControl& run) {
  constexpr std::size_t kRows = 8;
  const std::size_t rows = layout.rows.size();
  run.begin("finding dense cells", rows);
  std::vector<std::vector<DenseCell>> parts((rows + kRows - 1) / kRows);
  std::atomic<bool> light{false};
  parallel_blocks(rows, kRows, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    for (std::size_t row = begin; row < end; ++row)
      for (std::uint32_t cell = layout.first_cell[row]; cell < layout.first_cell[row + 1]; ++cell) {
        const std::uint32_t points = layout.start[cell + 1] - layout.start[cell];
        if (points < DenseCells<D>::kLeastPoints) continue;
        parts[block].push_back({row, cell});
        if ((weight_of_cell ? weight_of_cell[cell] : std::int64_t{points}) < needed)
          light.store(true, std::memory_order_relaxed);
      }
  });
  std::vector<DenseCell> cells;
  if (light)
    for (const auto& part : parts) cells.insert(cells.end(), part.begin(), part.end());
  return cells;
}

template <int D>
class CellOrder {
 public:
  CellOrder(const PointView& points, GridLayout<D>& layout, std::int64_t* weight_of_slot)
      : points_(points), layout_(layout), weight_of_slot_(weight_of_slot) {}

  void order(const DenseCell& of, const RunControl& run) {
    for (std::size_t word = 0; word <= D; ++word) word_[word] = layout_.axis_of(layout_.rows[of.row], word);
    begin_ = layout_.start[of.cell];
    end_ = layout_.start[of.cell + 1];
    list_keys(run);
    const auto before = [&](const Key& a, const Key& b) {
      run.check();
      if (a.curve != b.curve) return a.curve < b.curve;
      if (points_.x_m[a.id] != points_.x_m[b.id]) return points_.x_m[a.id] < points_.x_m[b.id];
      if (points_.y_m[a.id] != points_.y_m[b.id]) return points_.y_m[a.id] < points_.y_m[b.id];
      if constexpr (D == 3)
        if (points_.z_m[a.id] != points_.z_m[b.id]) return points_.z_m[a.id] < points_.z_m[b.id];
      return a.id < b.id;
    };
    if (std::is_sorted(keys_.begin(), keys_.end(), before)) return;
    std::sort(keys_.begin(), keys_.end(), before);
    for (std::int32_t* values : word_) rearrange(values, run);
    if (weight_of_slot_) rearrange(weight_of_slot_, run);
  }
  void fill_blocks(typename DenseCells<D>::Block* block, const RunControl& run) const {
    for (std::uint32_t slot = begin_; slot < end_; ++block) {
      run.check();
      const std::uint32_t last = std::min(end_, slot + DenseCells<D>::kBlockPoints);
      block->weight = 0;
      block->box.lo.fill(std::numeric_limits<std::int32_t>::max());
      block->box.hi.fill(0);
      for (; slot < last; ++slot) {
        block->weight += weight_of_slot_ ? weight_of_slot_[slot] : 1;
        for (std::size_t axis = 0; axis < D; ++axis) {
          block->box.lo[axis] = std::min(block->box.lo[axis], word_[axis][slot]);
          block->box.hi[axis] = std::max(block->box.hi[axis], word_[axis][slot]);
        }
      }
    }
  }

 private:
  struct Key {
    std::uint64_t curve;
    std::uint32_t id, slot;
  };

  /// Places along a Z-order curve; a cell is less than 2^21 quanta wide.
  void list_keys(const RunControl& run) {
    std::array<std::int32_t, D> lo;
    for (std::size_t axis = 0; axis < D; ++axis)
      lo[axis] = *std::min_element(word_[axis] + begin_, word_[axis] + end_);
    keys_.clear();
    keys_.reserve(end_ - begin_);
    for (std::uint32_t slot = begin_; slot < end_; ++slot) {
      run.check();
      std::uint64_t curve = 0;
      for (std::size_t axis = 0; axis < D; ++axis)
        curve |= spread(static_cast<std::uint64_t>(word_[axis][slot] - lo[axis])) << axis;
      keys_.push_back({curve, static_cast<std::uint32_t>(word_[D][slot]), slot});
    }
  }
  /// 21 bits, each three places from the next.
  static std::uint64_t spread(std::uint64_t bits) {
    bits &= 0x1fffff;
    bits = (bits | bits << 32) & 0x1f00000000ffff;
    bits = (bits | bits << 16) & 0x1f0000ff0000ff;
    bits = (bits | bits << 8) & 0x100f00f00f00f00f;
    bits = (bits | bits << 4) & 0x10c30c30c30c30c3;
    return (bits | bits << 2) & 0x1249249249249249;
  }
  template <class Value>
  void rearrange(Value* of_slot, const RunControl& run) {
    LargeArray<Value> moved(keys_.size());
    in_pieces(0, keys_.size(), run, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) moved[i] = of_slot[keys_[i].slot];
    });
    in_pieces(0, keys_.size(), run, [&](std::size_t begin, std::size_t end) {
      std::copy(moved.data() + begin, moved.data() + end, of_slot + begin_ + begin);
    });
  }

  const PointView& points_;
  GridLayout<D>& layout_;
  std::int64_t* weight_of_slot_;
  std::array<std::int32_t*, D + 1> word_{};
  std::uint32_t begin_ = 0, end_ = 0;
  std::vector<Key> keys_;
};

}  // namespace

template <int D>
DenseCells<D> order_dense_cells(const PointView& points, GridLayout<D>& layout, std::int64_t* weight_of_slot,
                                const std::int64_t* weight_of_cell, std::int64_t needed, RunControl& run) {
  DenseCells<D> dense;
  if (!weight_of_cell && needed <= DenseCells<D>::kLeastPoints) return dense;
  const std::vector<DenseCell> cells = list_dense_cells<D>(layout, weight_of_cell, needed, run);
  std::size_t blocks = 0;
  for (const DenseCell& of : cells) {
    dense.cell.push_back(of.cell);
    dense.first_block.push_back(blocks);
    blocks += (layout.start[of.cell + 1] - layout.start[of.cell] + DenseCells<D>::kBlockPoints - 1) /
              DenseCells<D>::kBlockPoints;
  }
  dense.block.resize(blocks);
  run.begin("ordering dense cells", cells.size());
  parallel_blocks(cells.size(), 1, run, [&](std::size_t i, std::size_t, std::size_t) {
    CellOrder<D> order(points, layout, weight_of_slot);
    order.order(cells[i], run);
    order.fill_blocks(dense.block.data() + dense.first_block[i], run);
  });
  return dense;
}

template DenseCells<2> order_dense_cells<2>(const PointView&, GridLayout<2>&, std::int64_t*,
                                            const std::int64_t*, std::int64_t, RunControl&);
template DenseCells<3> order_dense_cells<3>(const PointView&, GridLayout<3>&, std::int64_t*,
                                            const std::int64_t*, std::int64_t, RunControl&);

}  // namespace agglo::density
