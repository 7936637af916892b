// Which points are core.
#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/dbscan/dbscan_core.cpp"
#include <hwy/foreach_target.h>

#include "cluster/dbscan/dbscan_sweep.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density::HWY_NAMESPACE {

/// The points around a cell in one list of floats, to be compared with each point of the cell.
template <int D>
class Surroundings {
 public:
  static constexpr std::size_t kCapacity = 256;

  void clear() {
    size_ = 0;
    pieces_ = 0;
  }
  std::size_t size() const { return size_; }
  bool is_full() const { return pieces_ == piece_.size(); }
  std::int64_t weight(const std::int64_t* weight_of_slot) const {
    if (!weight_of_slot) return static_cast<std::int64_t>(size_);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < size_; ++i) sum += weight_of_slot[slot(i)];
    return sum;
  }
  /// Adds slots from `begin` on until `end` or until full; returns the first slot left out.
  HWY_INLINE std::uint32_t add(const RowPoints<D>& of, std::uint32_t begin, std::uint32_t end,
                               const std::array<std::int32_t, D>& origin) {
    const auto taken = std::min<std::uint32_t>(end - begin, static_cast<std::uint32_t>(kCapacity - size_));
    const Wholes di;
    const Reals df;
    const auto lanes = static_cast<std::uint32_t>(hn::Lanes(df));
    for (std::size_t axis = 0; axis < D; ++axis) {
      const auto from = hn::Set(di, origin[axis]);
      for (std::uint32_t i = 0; i < taken; i += lanes)
        hn::StoreU(hn::ConvertTo(df, hn::Sub(hn::LoadU(di, of.axis[axis] + begin + i), from)), df,
                   axis_[axis] + size_ + i);
    }
    piece_[pieces_++] = {size_, begin, of.id};
    size_ += taken;
    return begin + taken;
  }
  /// Fills the last vector up with points that are far from everything.
  HWY_INLINE void close() {
    const Reals df;
    for (std::size_t axis = 0; axis < D; ++axis) hn::StoreU(hn::Set(df, 0x1p60F), df, axis_[axis] + size_);
  }
  /// Weight within eps of a point.
  HWY_INLINE std::int64_t weight_within(const PointView& points, const GridScale<D>& scale,
                                        const std::int64_t* weight_of_slot, const std::array<float, D>& p,
                                        std::uint32_t id) const {
    const Reals d;
    const std::size_t lanes = hn::Lanes(d);
    const auto near2 = hn::Set(d, scale.near2), far2 = hn::Set(d, scale.far2);
    std::size_t within = 0, maybe = 0;
    std::int64_t weight = 0;
    for (std::size_t i = 0; i < size_; i += lanes) {
      auto d2 = hn::Zero(d);
      for (std::size_t axis = 0; axis < D; ++axis) {
        const auto v = hn::Sub(hn::LoadU(d, axis_[axis] + i), hn::Set(d, p[axis]));
        d2 = axis == 0 ? hn::Mul(v, v) : hn::MulAdd(v, v, d2);
      }
      const auto is_near = hn::Le(d2, near2), is_maybe = hn::Le(d2, far2);
      within += hn::CountTrue(d, is_near);
      maybe += hn::CountTrue(d, is_maybe);
      if (weight_of_slot)
        for (std::uint64_t left = bits_of(is_near); left; left &= left - 1)
          weight += weight_of_slot[slot(i + static_cast<std::size_t>(__builtin_ctzll(left)))];
    }
    if (!weight_of_slot) weight = static_cast<std::int64_t>(within);
    if (maybe > within) weight += weight_between(points, scale, weight_of_slot, p, id);
    return weight;
  }

 private:
  struct Piece {
    std::size_t begin;
    std::uint32_t slot;
    const std::uint32_t* id;
  };
  const Piece& piece_of(std::size_t i) const {
    std::size_t k = pieces_ - 1;
    while (piece_[k].begin > i) --k;
    return piece_[k];
  }
  std::uint32_t slot(std::size_t i) const {
    const Piece& piece = piece_of(i);
    return piece.slot + static_cast<std::uint32_t>(i - piece.begin);
  }
  /// The pairs that floats cannot decide.
  HWY_NOINLINE std::int64_t weight_between(const PointView& points, const GridScale<D>& scale,
                                           const std::int64_t* weight_of_slot, const std::array<float, D>& p,
                                           std::uint32_t id) const {
    const Reals d;
    const std::size_t lanes = hn::Lanes(d);
    std::int64_t weight = 0;
    for (std::size_t i = 0; i < size_; i += lanes) {
      auto d2 = hn::Zero(d);
      for (std::size_t axis = 0; axis < D; ++axis) {
        const auto v = hn::Sub(hn::LoadU(d, axis_[axis] + i), hn::Set(d, p[axis]));
        d2 = axis == 0 ? hn::Mul(v, v) : hn::MulAdd(v, v, d2);
      }
      const auto open = hn::And(hn::Le(d2, hn::Set(d, scale.far2)), hn::Gt(d2, hn::Set(d, scale.near2)));
      for (std::uint64_t left = bits_of(open); left; left &= left - 1) {
        const std::size_t at = i + static_cast<std::size_t>(__builtin_ctzll(left));
        const std::uint32_t other = slot(at);
        if (exact_squared_distance<D>(points, id, piece_of(at).id[other]) <= scale.eps2)
          weight += weight_of_slot ? weight_of_slot[other] : 1;
      }
    }
    return weight;
  }

  static constexpr std::size_t kPadding = 64;
  HWY_ALIGN float axis_[D][kCapacity + kPadding];
  std::array<Piece, 16> piece_;
  std::size_t size_ = 0, pieces_ = 0;
};

template <int D>
class CoreMarker {
 public:
  CoreMarker(const PointView& points, GridLayout<D>& layout, const DenseCells<D>& dense,
             const SlotWeights& weights, std::int64_t needed, const CoreMarks& marks)
      : points_(points),
        layout_(layout),
        dense_(dense),
        weights_(weights),
        needed_(needed),
        marks_(marks),
        sweep_(layout, layout.first_cell.data(), layout.column.data()) {}

  void mark_row(std::size_t row, const RunControl& run) {
    sweep_.enter(row);
    for (std::uint32_t cell = layout_.first_cell[row]; cell < layout_.first_cell[row + 1]; ++cell) {
      const std::uint32_t points = layout_.start[cell + 1] - layout_.start[cell];
      const std::int64_t own = weight_of_cells(cell, cell + 1);
      if (own >= needed_) {
        marks_.core_points[cell] = points;
        continue;
      }
      sweep_.move(layout_.column[cell]);
      std::int64_t around = 0;
      for (std::size_t line = 0; line < Sweep<D>::kLines; ++line)
        around += weight_of_cells(sweep_.lo[line], sweep_.hi[line]);
      marks_.core_points[cell] = 0;
      if (around < needed_) continue;
      const bool dense = dense_.holds(cell);
      for (std::uint32_t at = layout_.start[cell]; at < layout_.start[cell + 1];) {
        run.check();
        core_ = 0;
        unseen_ = around - own;
        at = mark_batch(cell, at, own, around, dense);
        marks_.core_points[cell] += core_;
      }
    }
  }

 private:
  static constexpr std::uint32_t kBatch = 64;
  struct Query {
    std::array<float, D> p;
    std::uint32_t slot;
    std::int64_t weight;
  };

  HWY_INLINE std::int64_t weight_of_cells(std::uint32_t begin, std::uint32_t end) const {
    if (!weights_.of_cell) return static_cast<std::int64_t>(layout_.start[end]) - layout_.start[begin];
    std::int64_t sum = 0;
    for (std::uint32_t cell = begin; cell < end; ++cell) sum += weights_.of_cell[cell];
    return sum;
  }

  /// Marks points of a cell from slot `begin` on; returns the first slot left. Points of a dense cell at one
  /// place are one query.
  std::uint32_t mark_batch(std::uint32_t cell, std::uint32_t begin, std::int64_t own, std::int64_t around,
                           bool dense) {
    const RowPoints<D>& of = sweep_.at[2];
    const auto repeats = [&](std::uint32_t slot) {
      return dense && slot > begin && same_place<D>(points_, of.id[slot - 1], of.id[slot]);
    };
    std::array<std::int32_t, D> origin;
    for (std::size_t axis = 0; axis < D; ++axis) origin[axis] = of.axis[axis][begin];
    box_ = {origin, origin};
    queries_ = 0;
    std::uint32_t end = begin;
    for (; end < layout_.start[cell + 1]; ++end) {
      if (repeats(end)) continue;
      if (queries_ == kBatch) break;
      Query& query = query_[queries_++];
      for (std::size_t axis = 0; axis < D; ++axis) {
        const std::int32_t at = of.axis[axis][end];
        query.p[axis] = static_cast<float>(at - origin[axis]);
        box_.lo[axis] = std::min(box_.lo[axis], at);
        box_.hi[axis] = std::max(box_.hi[axis], at);
      }
      query.slot = end;
      query.weight = own;
      marks_.of_slot[end] = 0;
    }
    compare_all(cell, origin, around <= kFew ? Surroundings<D>::kCapacity : std::size_t{32});
    if (dense)
      for (std::uint32_t slot = begin; slot < end; ++slot)
        if (repeats(slot)) {
          marks_.of_slot[slot] = marks_.of_slot[slot - 1];
          core_ += marks_.of_slot[slot];
        }
    return end;
  }

  void compare_all(std::uint32_t cell, const std::array<std::int32_t, D>& origin, std::size_t enough) {
    surroundings_.clear();
    certain_ = 0;
    // The nearest first: the sooner a point is known to be core, the less is compared.
    constexpr std::array<std::size_t, 5> kOrder{2, 1, 3, 0, 4};
    for (const std::size_t line : kOrder) {
      if (line == 2) {
        compare_cells(line, sweep_.lo[line], cell, origin, enough);
        compare_cells(line, cell + 1, sweep_.hi[line], origin, enough);
      } else {
        compare_cells(line, sweep_.lo[line], sweep_.hi[line], origin, enough);
      }
      if (queries_ == 0) return;
    }
    settle();
  }

  HWY_INLINE void compare_cells(std::size_t line, std::uint32_t begin, std::uint32_t end,
                                const std::array<std::int32_t, D>& origin, std::size_t enough) {
    if (!dense_.cell.empty())
      for (std::size_t i = dense_.at_or_after(begin); i < dense_.cell.size() && dense_.cell[i] < end; ++i) {
        compare(sweep_.at[line], layout_.start[begin], layout_.start[dense_.cell[i]], origin, enough);
        compare_blocks(line, i, origin, enough);
        begin = dense_.cell[i] + 1;
      }
    compare(sweep_.at[line], layout_.start[begin], layout_.start[end], origin, enough);
  }

  /// As compare(), for the points of a dense cell.
  HWY_NOINLINE void compare_blocks(std::size_t line, std::size_t dense,
                                   const std::array<std::int32_t, D>& origin, std::size_t enough) {
    const std::uint32_t cell = dense_.cell[dense], end = layout_.start[cell + 1];
    std::size_t at = dense_.first_block[dense];
    std::size_t decided = 0;
    for (std::uint32_t slot = layout_.start[cell]; slot < end && queries_ > 0; ++at) {
      const auto& block = dense_.block[at];
      const std::uint32_t next = std::min(end, slot + DenseCells<D>::kBlockPoints);
      const auto [least, greatest] = squared_range<D>(box_, block.box);
      if (least > layout_.scale.far2 || greatest <= layout_.scale.near2) {
        if (greatest <= layout_.scale.near2) certain_ += block.weight;
        unseen_ -= block.weight;
        if (++decided % 32 == 0) settle();
      } else {
        compare(sweep_.at[line], slot, next, origin, enough);
      }
      slot = next;
    }
  }

  /// Adds slots to the surroundings and compares whenever there are enough of them.
  HWY_INLINE void compare(const RowPoints<D>& of, std::uint32_t begin, std::uint32_t end,
                          const std::array<std::int32_t, D>& origin, std::size_t enough) {
    while (begin < end && queries_ > 0) {
      if (surroundings_.is_full()) settle();
      begin = surroundings_.add(of, begin, end, origin);
      if (surroundings_.size() >= enough) settle();
    }
  }

  /// Compares all open points with the surroundings, which are then forgotten.
  HWY_INLINE void settle() {
    surroundings_.close();
    unseen_ -= surroundings_.weight(weights_.of_slot);
    std::size_t left = 0;
    for (std::size_t i = 0; i < queries_; ++i) {
      Query query = query_[i];
      query.weight += certain_;
      query.weight += surroundings_.weight_within(points_, layout_.scale, weights_.of_slot, query.p,
                                                  sweep_.at[2].id[query.slot]);
      if (query.weight >= needed_) {
        marks_.of_slot[query.slot] = 1;
        ++core_;
      } else if (query.weight + unseen_ >= needed_) {
        query_[left++] = query;
      }
    }
    queries_ = left;
    certain_ = 0;
    surroundings_.clear();
  }

  static constexpr std::int64_t kFew = 96;
  const PointView& points_;
  GridLayout<D>& layout_;
  const DenseCells<D>& dense_;
  SlotWeights weights_;
  std::int64_t needed_;
  CoreMarks marks_;
  Sweep<D> sweep_;
  Surroundings<D> surroundings_;
  std::array<Query, kBatch> query_;
  std::size_t queries_ = 0;
  std::uint32_t core_ = 0;
  std::int64_t unseen_ = 0;   // weight around that has not been compared
  std::int64_t certain_ = 0;  // weight within eps of all queries, not added to them yet
  CellBox<D> box_{};          // of the queries
};

template <int D>
void mark_core(const PointView& points, GridLayout<D>& layout, const DenseCells<D>& dense,
               const SlotWeights& weights, std::int64_t needed, std::size_t begin, std::size_t end,
               const CoreMarks& marks, const RunControl& run) {
  CoreMarker<D> marker(points, layout, dense, weights, needed, marks);
  for (std::size_t row = begin; row < end; ++row) marker.mark_row(row, run);
}
void mark_core_2(const PointView& points, GridLayout<2>& layout, const DenseCells<2>& dense,
                 const SlotWeights& weights, std::int64_t needed, std::size_t begin, std::size_t end,
                 const CoreMarks& marks, const RunControl& run) {
  mark_core<2>(points, layout, dense, weights, needed, begin, end, marks, run);
}
void mark_core_3(const PointView& points, GridLayout<3>& layout, const DenseCells<3>& dense,
                 const SlotWeights& weights, std::int64_t needed, std::size_t begin, std::size_t end,
                 const CoreMarks& marks, const RunControl& run) {
  mark_core<3>(points, layout, dense, weights, needed, begin, end, marks, run);
}

}  // namespace agglo::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {

HWY_EXPORT(mark_core_2);
HWY_EXPORT(mark_core_3);

template <>
void mark_core_rows<2>(const PointView& points, GridLayout<2>& layout, const DenseCells<2>& dense,
                       const SlotWeights& weights, std::int64_t needed, std::size_t begin, std::size_t end,
                       const CoreMarks& marks, const RunControl& run) {
  HWY_DYNAMIC_DISPATCH(mark_core_2)(points, layout, dense, weights, needed, begin, end, marks, run);
}
template <>
void mark_core_rows<3>(const PointView& points, GridLayout<3>& layout, const DenseCells<3>& dense,
                       const SlotWeights& weights, std::int64_t needed, std::size_t begin, std::size_t end,
                       const CoreMarks& marks, const RunControl& run) {
  HWY_DYNAMIC_DISPATCH(mark_core_3)(points, layout, dense, weights, needed, begin, end, marks, run);
}

}  // namespace agglo::density
#endif
