// Compiled once for every instruction set: the cells around a cell, and tests of one point against many.
#if defined(AGGLO_DBSCAN_SWEEP_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef AGGLO_DBSCAN_SWEEP_HPP
#undef AGGLO_DBSCAN_SWEEP_HPP
#else
#define AGGLO_DBSCAN_SWEEP_HPP
#endif

#include <hwy/highway.h>

#include "cluster/dbscan/dbscan_passes.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Reals = hn::ScalableTag<float>;
using Wholes = hn::ScalableTag<std::int32_t>;

/// Squared distance in metres, in the order of the definition.
template <int D>
HWY_INLINE double exact_squared_distance(const PointView& p, std::uint32_t a, std::uint32_t b) {
  const double dx = p.x_m[a] - p.x_m[b], dy = p.y_m[a] - p.y_m[b];
  double sum = dx * dx;
  sum += dy * dy;
  if constexpr (D == 3) {
    const double dz = p.z_m[a] - p.z_m[b];
    sum += dz * dz;
  }
  return sum;
}

/// Occupied cells within two steps of a cell: a range in each of five lines. Cells are visited in ascending
/// order, so the ranges slide forward.
template <int D>
class Sweep {
 public:
  static constexpr std::size_t kLines = 5;
  std::array<std::uint32_t, kLines> lo{}, hi{};
  std::array<RowPoints<D>, kLines> at{};

  Sweep(GridLayout<D>& layout, const std::uint32_t* first_of_row, const std::int32_t* column)
      : layout_(layout), first_(first_of_row), column_(column) {}

  void enter(std::size_t row) {
    lo.fill(0);
    hi.fill(0);
    end_.fill(0);
    const std::vector<GridRow>& rows = layout_.rows;
    for (std::size_t other = row < 2 ? 0 : row - 2; other < rows.size() && other <= row + 2; ++other) {
      const std::int64_t step = std::int64_t{rows[other].number} - rows[row].number;
      if (step < -2 || step > 2) continue;
      const auto line = static_cast<std::size_t>(step + 2);
      lo[line] = first_[other];
      end_[line] = first_[other + 1];
      at[line] = layout_.points_of(rows[other]);
    }
  }
  /// Ranges around `column`, for the lines up to `last_line`.
  HWY_INLINE void move(std::int32_t column, std::size_t last_line = kLines - 1) {
    for (std::size_t line = 0; line <= last_line; ++line) {
      lo[line] = skip(lo[line], end_[line], column - 2);
      hi[line] = skip(lo[line], end_[line], column + 3);
    }
  }

 private:
  /// First cell from `from` on that lies at `limit` or after it.
  HWY_INLINE std::uint32_t skip(std::uint32_t from, std::uint32_t end, std::int32_t limit) const {
    const Wholes d;
    while (from < end) {
      const auto reached = hn::FindFirstTrue(d, hn::Gt(hn::LoadU(d, column_ + from), hn::Set(d, limit - 1)));
      if (reached >= 0) return std::min(end, from + static_cast<std::uint32_t>(reached));
      from += static_cast<std::uint32_t>(hn::Lanes(d));
    }
    return end;
  }

  GridLayout<D>& layout_;
  const std::uint32_t* first_;
  const std::int32_t* column_;
  std::array<std::uint32_t, kLines> end_{};
};

template <class M>
HWY_INLINE std::uint64_t bits_of(M mask) {
  const Reals d;
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits |= std::uint64_t{bytes[i]} << (8 * i);
  return bits;
}

/// Float squared distances of one point to those of slots [slot, slot + lanes).
template <int D>
HWY_INLINE auto squared_distances(const RowPoints<D>& of, std::uint32_t slot,
                                  const std::array<std::int32_t, D>& p) {
  const Wholes di;
  const Reals df;
  auto sum = hn::Zero(df);
  for (std::size_t axis = 0; axis < D; ++axis) {
    const auto v = hn::ConvertTo(df, hn::Sub(hn::LoadU(di, of.axis[axis] + slot), hn::Set(di, p[axis])));
    sum = axis == 0 ? hn::Mul(v, v) : hn::MulAdd(v, v, sum);
  }
  return sum;
}

/// Whether a point of slots [begin, end) lies within eps of p (row `id` of the input).
template <int D>
HWY_INLINE bool any_within(const PointView& points, const GridScale<D>& scale, const RowPoints<D>& of,
                           std::uint32_t begin, std::uint32_t end, const std::array<std::int32_t, D>& p,
                           std::uint32_t id) {
  const Reals d;
  const auto lanes = static_cast<std::uint32_t>(hn::Lanes(d));
  const auto near2 = hn::Set(d, scale.near2), far2 = hn::Set(d, scale.far2);
  for (std::uint32_t slot = begin; slot < end; slot += lanes) {
    const auto valid = hn::FirstN(d, end - slot);
    const auto d2 = squared_distances<D>(of, slot, p);
    const auto maybe = hn::And(valid, hn::Le(d2, far2));
    if (hn::AllFalse(d, maybe)) continue;
    if (!hn::AllFalse(d, hn::And(valid, hn::Le(d2, near2)))) return true;
    for (std::uint64_t left = bits_of(maybe); left; left &= left - 1) {
      const auto lane = static_cast<std::uint32_t>(__builtin_ctzll(left));
      if (exact_squared_distance<D>(points, id, of.id[slot + lane]) <= scale.eps2) return true;
    }
  }
  return false;
}

/// Least and greatest squared distance between points of two boxes near each other.
template <int D>
HWY_INLINE std::array<float, 2> squared_range(const CellBox<D>& a, const CellBox<D>& b) {
  float least = 0, greatest = 0;
  for (std::size_t axis = 0; axis < D; ++axis) {
    const auto gap =
        static_cast<float>(std::max(0, std::max(a.lo[axis] - b.hi[axis], b.lo[axis] - a.hi[axis])));
    const auto span = static_cast<float>(std::max(a.hi[axis] - b.lo[axis], b.hi[axis] - a.lo[axis]));
    least += gap * gap;
    greatest += span * span;
  }
  return {least, greatest};
}

/// Least and greatest squared distance from p to a box; differences fit in 24 bits for cells near p
/// (across the plane not always: see GridScale).
template <int D>
HWY_INLINE float least2(const CellBox<D>& box, const std::array<std::int32_t, D>& p) {
  float sum = 0;
  for (std::size_t axis = 0; axis < D; ++axis) {
    const auto gap =
        static_cast<float>(std::max(0, std::max(box.lo[axis] - p[axis], p[axis] - box.hi[axis])));
    sum += gap * gap;
  }
  return sum;
}
template <int D>
HWY_INLINE float greatest2(const CellBox<D>& box, const std::array<std::int32_t, D>& p) {
  float sum = 0;
  for (std::size_t axis = 0; axis < D; ++axis) {
    const auto reach = static_cast<float>(std::max(p[axis] - box.lo[axis], box.hi[axis] - p[axis]));
    sum += reach * reach;
  }
  return sum;
}

}  // namespace agglo::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
