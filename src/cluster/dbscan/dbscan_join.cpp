// Which cells join, and to which cluster the points that are not core belong.
#include <algorithm>
#include <cmath>

#include "cluster/dbscan/near_pair.hpp"
#include "core/parallel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/dbscan/dbscan_join.cpp"
#include <hwy/foreach_target.h>

#include "cluster/dbscan/dbscan_sweep.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density::HWY_NAMESPACE {

template <int D>
class Joiner {
 public:
  Joiner(const PointView& points, GridLayout<D>& layout, CoreCells<D>& core, const RunControl& run)
      : points_(points),
        layout_(layout),
        core_(core),
        sweep_(layout, core.first.data(), core.column.data()),
        run_(run) {}

  void join_row(std::size_t row) {
    sweep_.enter(row);
    for (std::uint32_t cell = core_.first[row]; cell < core_.first[row + 1]; ++cell) {
      if (cell % 64 == 0) run_.check();
      const std::int32_t column = core_.column[cell];
      sweep_.move(column, 2);
      // Near cells first: joined through them, most of the others need no look at their points.
      for (std::uint32_t other = cell; other-- > sweep_.lo[2];) try_join(cell, other, 2);
      for (const bool near : {true, false})
        for (std::uint32_t other = sweep_.lo[1]; other < sweep_.hi[1]; ++other)
          if ((std::abs(core_.column[other] - column) <= 1) == near) try_join(cell, other, 1);
      for (std::uint32_t other = sweep_.lo[0]; other < sweep_.hi[0]; ++other) try_join(cell, other, 0);
    }
  }

 private:
  HWY_INLINE void try_join(std::uint32_t cell, std::uint32_t other, std::size_t line) {
    if (core_.sets.parent(cell) == core_.sets.parent(other)) return;
    if (core_.sets.root(cell) == core_.sets.root(other)) return;
    if (reach(cell, other, line)) core_.sets.join(cell, other);
  }

  /// Whether a core point of `cell` (in the middle line) is within eps of one of `other`.
  bool reach(std::uint32_t cell, std::uint32_t other, std::size_t line) {
    const CellBox<D>&a = core_.box[cell], &b = core_.box[other];
    const auto [least, greatest] = squared_range<D>(a, b);
    if (least > layout_.scale.far2) return false;
    if (greatest <= layout_.scale.near2) return true;
    run_.check();  // the points themselves may be many
    const std::uint32_t na = core_.count[cell], nb = core_.count[other];
    const bool a_few = na <= nb;
    // Two full cells mostly show a near pair at once; where they do not, comparing all could take long.
    const std::uint32_t few = a_few ? na : nb;
    const std::uint32_t tried = std::min(few, kTried / (a_few ? nb : na) + 1);
    if (a_few ? scan(sweep_.at[2], core_.slot[cell], tried, sweep_.at[line], core_.slot[other], nb, b)
              : scan(sweep_.at[line], core_.slot[other], tried, sweep_.at[2], core_.slot[cell], na, a))
      return true;
    return tried < few && divide(cell, other, line);
  }

  bool scan(const RowPoints<D>& few, std::uint32_t first_few, std::uint32_t n_few, const RowPoints<D>& many,
            std::uint32_t first_many, std::uint32_t n_many, const CellBox<D>& box) {
    for (std::uint32_t slot = first_few; slot < first_few + n_few; ++slot) {
      std::array<std::int32_t, D> p;
      for (std::size_t axis = 0; axis < D; ++axis) p[axis] = few.axis[axis][slot];
      if (least2<D>(box, p) > layout_.scale.far2) continue;
      if (any_within<D>(points_, layout_.scale, many, first_many, first_many + n_many, p, few.id[slot]))
        return true;
    }
    return false;
  }

  HWY_NOINLINE bool divide(std::uint32_t cell, std::uint32_t other, std::size_t line) {
    Bounds<D> box_a, box_b;
    copy(sweep_.at[2], core_.slot[cell], core_.count[cell], a_, box_a);
    copy(sweep_.at[line], core_.slot[other], core_.count[other], b_, box_b);
    return near_pair_(a_, box_a, b_, box_b, layout_.scale.eps2, run_);
  }
  void copy(const RowPoints<D>& of, std::uint32_t first, std::uint32_t n, std::vector<Position<D>>& out,
            Bounds<D>& box) {
    out.clear();
    out.reserve(n);
    in_pieces(first, std::size_t{first} + n, run_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t slot = begin; slot < end; ++slot) {
        const std::uint32_t id = of.id[slot];
        Position<D> place;
        place[0] = points_.x_m[id];
        place[1] = points_.y_m[id];
        if constexpr (D == 3) place[2] = points_.z_m[id];
        box.extend(place);
        out.push_back(place);
      }
    });
  }

  static constexpr std::uint32_t kTried = 1 << 22;  // pairs
  const PointView& points_;
  GridLayout<D>& layout_;
  CoreCells<D>& core_;
  Sweep<D> sweep_;
  const RunControl& run_;
  NearPair<D> near_pair_;
  std::vector<Position<D>> a_, b_;
};

template <int D>
class BorderFinder {
 public:
  BorderFinder(const PointView& points, GridLayout<D>& layout, CoreCells<D>& core,
               const std::uint32_t* core_points, std::int32_t* code, const RunControl& run)
      : points_(points),
        layout_(layout),
        core_(core),
        core_points_(core_points),
        code_(code),
        sweep_(layout, core.first.data(), core.column.data()),
        run_(run) {}

  void find_row(std::size_t row) {
    sweep_.enter(row);
    const std::uint32_t* id = layout_.points_of(layout_.rows[row]).id;
    std::uint32_t core_cell = core_.first[row];
    for (std::uint32_t cell = layout_.first_cell[row]; cell < layout_.first_cell[row + 1]; ++cell) {
      std::uint32_t slot = layout_.start[cell];
      const std::uint32_t end = layout_.start[cell + 1], core_end = slot + core_points_[cell];
      bool own = false;
      if (core_end > slot) {
        own = true;
        own_root_ = root_of(core_cell++);
        in_pieces(slot, core_end, run_, [&](std::size_t from, std::size_t to) {
          for (std::size_t s = from; s < to; ++s) code_[id[s]] = static_cast<std::int32_t>(own_root_);
        });
        slot = core_end;
      }
      if (slot == end) continue;
      sweep_.move(layout_.column[cell]);
      find_cell(slot, end, own);
    }
  }

 private:
  struct Candidate {
    std::uint32_t cell, root;
    std::size_t line;
  };
  std::uint32_t root_of(std::uint32_t cell) const { return core_.sets.parent(cell); }

  void find_cell(std::uint32_t begin, std::uint32_t end, bool own) {
    candidates_ = 0;
    bool one = true;
    constexpr std::array<std::size_t, 5> kOrder{2, 1, 3, 0, 4};
    for (const std::size_t line : kOrder)
      for (std::uint32_t cell = sweep_.lo[line]; cell < sweep_.hi[line]; ++cell) {
        candidate_[candidates_] = {cell, root_of(cell), line};
        one = one && candidate_[candidates_].root == candidate_[0].root;
        ++candidates_;
      }
    const RowPoints<D>& of = sweep_.at[2];
    std::int32_t root = kNoiseCode;
    for (std::uint32_t slot = begin; slot < end; ++slot) {
      if ((slot - begin) % 64 == 0) run_.check();
      const std::uint32_t id = of.id[slot];
      if (slot > begin && of.axis[0][slot] == of.axis[0][slot - 1] &&
          same_place<D>(points_, id, of.id[slot - 1])) {
        // A pile: what is known of its first point.
      } else if (candidates_ > 0) {
        std::array<std::int32_t, D> p;
        for (std::size_t axis = 0; axis < D; ++axis) p[axis] = of.axis[axis][slot];
        if (one && own)
          root = static_cast<std::int32_t>(own_root_);
        else
          root = one ? any(p, id) : nearest(p, id);
      }
      if (root >= 0) core_.lower_first_row(static_cast<std::uint32_t>(root), id);
      code_[id] = root >= 0 ? root | kBorderBit : root;
    }
  }

  /// The one cluster around, when it is near enough.
  HWY_INLINE std::int32_t any(const std::array<std::int32_t, D>& p, std::uint32_t id) const {
    for (std::size_t i = 0; i < candidates_; ++i) {
      const Candidate& candidate = candidate_[i];
      const CellBox<D>& box = core_.box[candidate.cell];
      if (least2<D>(box, p) > layout_.scale.far2) continue;
      const std::uint32_t first = core_.slot[candidate.cell];
      if (greatest2<D>(box, p) <= layout_.scale.near2 ||
          any_within<D>(points_, layout_.scale, sweep_.at[candidate.line], first,
                        first + core_.count[candidate.cell], p, id))
        return static_cast<std::int32_t>(candidate.root);
    }
    return kNoiseCode;
  }

  /// The cluster of the nearest core point, ties to the first place by x, y, z.
  std::int32_t nearest(const std::array<std::int32_t, D>& p, std::uint32_t id) const {
    const Reals d;
    const auto lanes = static_cast<std::uint32_t>(hn::Lanes(d));
    float limit = layout_.scale.far2;  // no float distance above it can be the nearest
    double best = layout_.scale.eps2;
    std::uint32_t best_id = 0;
    std::int32_t root = kNoiseCode;
    for (std::size_t i = 0; i < candidates_; ++i) {
      const Candidate& candidate = candidate_[i];
      if (least2<D>(core_.box[candidate.cell], p) > limit) continue;
      const RowPoints<D>& of = sweep_.at[candidate.line];
      const std::uint32_t first = core_.slot[candidate.cell], end = first + core_.count[candidate.cell];
      for (std::uint32_t slot = first; slot < end; slot += lanes) {
        const auto maybe =
            hn::And(hn::FirstN(d, end - slot), hn::Le(squared_distances<D>(of, slot, p), hn::Set(d, limit)));
        if (hn::AllFalse(d, maybe)) continue;
        for (std::uint64_t left = bits_of(maybe); left; left &= left - 1) {
          const std::uint32_t other = of.id[slot + static_cast<std::uint32_t>(__builtin_ctzll(left))];
          const double d2 = exact_squared_distance<D>(points_, id, other);
          if (d2 > best) continue;
          if (d2 == best && root >= 0 && !place_before<D>(points_, other, best_id)) continue;
          best = d2;
          best_id = other;
          root = static_cast<std::int32_t>(candidate.root);
          const double reach = std::sqrt(d2) * layout_.scale.per_m + 2;
          limit = std::min(layout_.scale.far2, static_cast<float>(reach * reach * (1 + 0x1p-20)));
        }
      }
    }
    return root;
  }

  const PointView& points_;
  GridLayout<D>& layout_;
  CoreCells<D>& core_;
  const std::uint32_t* core_points_;
  std::int32_t* code_;
  Sweep<D> sweep_;
  const RunControl& run_;
  std::array<Candidate, 25> candidate_;
  std::size_t candidates_ = 0;
  std::uint32_t own_root_ = 0;
};

template <int D>
void join_all(const PointView& points, GridLayout<D>& layout, CoreCells<D>& core, std::size_t begin,
              std::size_t end, const RunControl& run) {
  Joiner<D> joiner(points, layout, core, run);
  for (std::size_t row = begin; row < end; ++row) joiner.join_row(row);
}
template <int D>
void border_all(const PointView& points, GridLayout<D>& layout, CoreCells<D>& core,
                const std::uint32_t* core_points, std::size_t begin, std::size_t end, std::int32_t* code,
                const RunControl& run) {
  BorderFinder<D> finder(points, layout, core, core_points, code, run);
  for (std::size_t row = begin; row < end; ++row) finder.find_row(row);
}
void join_2(const PointView& points, GridLayout<2>& layout, CoreCells<2>& core, std::size_t begin,
            std::size_t end, const RunControl& run) {
  join_all<2>(points, layout, core, begin, end, run);
}
void join_3(const PointView& points, GridLayout<3>& layout, CoreCells<3>& core, std::size_t begin,
            std::size_t end, const RunControl& run) {
  join_all<3>(points, layout, core, begin, end, run);
}
void border_2(const PointView& points, GridLayout<2>& layout, CoreCells<2>& core,
              const std::uint32_t* core_points, std::size_t begin, std::size_t end, std::int32_t* code,
              const RunControl& run) {
  border_all<2>(points, layout, core, core_points, begin, end, code, run);
}
void border_3(const PointView& points, GridLayout<3>& layout, CoreCells<3>& core,
              const std::uint32_t* core_points, std::size_t begin, std::size_t end, std::int32_t* code,
              const RunControl& run) {
  border_all<3>(points, layout, core, core_points, begin, end, code, run);
}

}  // namespace agglo::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {

HWY_EXPORT(join_2);
HWY_EXPORT(join_3);
HWY_EXPORT(border_2);
HWY_EXPORT(border_3);

template <>
void join_rows<2>(const PointView& points, GridLayout<2>& layout, CoreCells<2>& core, std::size_t begin,
                  std::size_t end, const RunControl& run) {
  HWY_DYNAMIC_DISPATCH(join_2)(points, layout, core, begin, end, run);
}
template <>
void join_rows<3>(const PointView& points, GridLayout<3>& layout, CoreCells<3>& core, std::size_t begin,
                  std::size_t end, const RunControl& run) {
  HWY_DYNAMIC_DISPATCH(join_3)(points, layout, core, begin, end, run);
}
template <>
void border_rows<2>(const PointView& points, GridLayout<2>& layout, CoreCells<2>& core,
                    const std::uint32_t* core_points, std::size_t begin, std::size_t end, std::int32_t* code,
                    const RunControl& run) {
  HWY_DYNAMIC_DISPATCH(border_2)(points, layout, core, core_points, begin, end, code, run);
}
template <>
void border_rows<3>(const PointView& points, GridLayout<3>& layout, CoreCells<3>& core,
                    const std::uint32_t* core_points, std::size_t begin, std::size_t end, std::int32_t* code,
                    const RunControl& run) {
  HWY_DYNAMIC_DISPATCH(border_3)(points, layout, core, core_points, begin, end, code, run);
}

}  // namespace agglo::density
#endif
