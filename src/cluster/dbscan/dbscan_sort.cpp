#include "cluster/dbscan/dbscan_sort.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/parallel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/dbscan/dbscan_sort.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "cluster/extreme_lanes-inl.hpp"

// The loops below are plain: each is compiled for every instruction set, and none rounds differently in any.
HWY_BEFORE_NAMESPACE();
namespace agglo::density::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kBlock = 512;

template <int D>
struct Block {
  std::array<std::array<std::int32_t, kBlock>, D> coordinate;
  std::array<std::uint32_t, kBlock> bucket;
};

Extent extent(const PointView& points, std::size_t begin, std::size_t end) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  Extent result{{kInf, kInf, kInf}, {-kInf, -kInf, -kInf}, 0};
  const std::array<std::span<const double>, 3> axes{points.x_m, points.y_m, points.z_m};
  const std::size_t dimensions = points.z_m.empty() ? 2 : 3;
  for (std::size_t axis = 0; axis < dimensions; ++axis) {
    const double* value = axes[axis].data();
    const hn::ScalableTag<double> d;
    const std::size_t lanes = hn::Lanes(d), whole = begin + (end - begin) / lanes * lanes;
    auto lows = hn::Set(d, kInf), highs = hn::Set(d, -kInf), different = hn::Zero(d);
    for (std::size_t i = begin; i < whole; i += lanes) {
      const auto v = hn::LoadU(d, value + i);
      different = hn::Or(different, hn::Sub(v, v));  // not 0 for NaN and infinity alone
      lows = hn::Min(lows, v);
      highs = hn::Max(highs, v);
    }
    double lo = least_lane(d, lows), hi = greatest_lane(d, highs);
    bool missing = !hn::AllTrue(d, hn::Eq(different, hn::Zero(d)));
    for (std::size_t i = whole; i < end; ++i) {
      missing = missing || !std::isfinite(value[i]);
      lo = std::min(lo, value[i]);
      hi = std::max(hi, value[i]);
    }
    if (missing) result.missing = 1;
    result.lo[axis] = lo;
    result.hi[axis] = hi;
  }
  if (result.missing == 0) return result;
  result = {{kInf, kInf, kInf}, {-kInf, -kInf, -kInf}, 0};
  for (std::size_t i = begin; i < end; ++i) {
    bool located = true;
    for (std::size_t axis = 0; axis < dimensions; ++axis) located = located && std::isfinite(axes[axis][i]);
    if (!located) {
      ++result.missing;
      continue;
    }
    for (std::size_t axis = 0; axis < dimensions; ++axis) {
      result.lo[axis] = std::min(result.lo[axis], axes[axis][i]);
      result.hi[axis] = std::max(result.hi[axis], axes[axis][i]);
    }
  }
  return result;
}

/// Rounds down; points without a place, which are skipped later, get a number in range too.
inline std::int32_t whole_number(double quanta) {
  quanta = quanta > 0 ? quanta : 0;
  return static_cast<std::int32_t>(quanta < 0x7fffff80p0 ? quanta : 0x7fffff80p0);
}

/// One coordinate of n points from `begin`.
template <int D>
void quantise(const PointView& points, const GridScale<D>& scale, std::size_t axis, std::size_t begin,
              std::size_t n, std::int32_t* out) {
  if constexpr (D == 2) {
    const double* value = (axis == 0 ? points.x_m : points.y_m).data() + begin;
    const double origin = scale.origin[axis], per_m = scale.per_m;
    for (std::size_t i = 0; i < n; ++i) out[i] = whole_number((value[i] - origin) * per_m);
  } else {
    const double *x = points.x_m.data() + begin, *y = points.y_m.data() + begin,
                 *z = points.z_m.data() + begin;
    const auto a = scale.axis[axis];
    const auto o = scale.origin;
    const double shift = scale.shift[axis];
    for (std::size_t i = 0; i < n; ++i)
      out[i] = whole_number((x[i] - o[0]) * a[0] + (y[i] - o[1]) * a[1] + (z[i] - o[2]) * a[2] + shift);
  }
}

template <int D>
void find_buckets(const GridScale<D>& scale, unsigned shift, std::size_t n, Block<D>& block) {
  const double cells = scale.cells_per_quantum;
  for (std::size_t i = 0; i < n; ++i)
    block.bucket[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>(block.coordinate[1][i] * cells));
  if (shift > 0)
    for (std::size_t i = 0; i < n; ++i) block.bucket[i] >>= shift;
}

template <int D>
bool is_located(const PointView& points, std::size_t i) {
  return std::isfinite(points.x_m[i]) && std::isfinite(points.y_m[i]) &&
         (D == 2 || std::isfinite(points.z_m[i]));
}

template <int D>
void count(const PointView& points, const GridScale<D>& scale, unsigned shift, std::size_t begin,
           std::size_t end, std::uint32_t* counts) {
  Block<D> block;
  for (std::size_t at = begin; at < end; at += kBlock) {
    const std::size_t n = std::min(kBlock, end - at);
    quantise<D>(points, scale, 1, at, n, block.coordinate[1].data());
    find_buckets<D>(scale, shift, n, block);
    for (std::size_t i = 0; i < n; ++i)
      if (!scale.has_missing || is_located<D>(points, at + i)) ++counts[block.bucket[i]];
  }
}

template <int D>
void scatter(const PointView& points, const GridScale<D>& scale, unsigned shift, std::size_t begin,
             std::size_t end, std::uint32_t* next, std::int32_t* words) {
  Block<D> block;
  for (std::size_t at = begin; at < end; at += kBlock) {
    const std::size_t n = std::min(kBlock, end - at);
    for (std::size_t axis = 0; axis < D; ++axis)
      quantise<D>(points, scale, axis, at, n, block.coordinate[axis].data());
    find_buckets<D>(scale, shift, n, block);
    for (std::size_t i = 0; i < n; ++i) {
      if (scale.has_missing && !is_located<D>(points, at + i)) continue;
      std::int32_t* record = words + (D + 1) * std::size_t{next[block.bucket[i]]++};
      for (std::size_t axis = 0; axis < D; ++axis) record[axis] = block.coordinate[axis][i];
      record[D] = static_cast<std::int32_t>(static_cast<std::uint32_t>(at + i));
    }
  }
}

/// Whether the cells from number `first_cell` of the list on, the last ending at slot `end`, are thin enough.
bool thin(const GridScale<3>& scale, const std::int32_t* across, std::uint32_t first_slot, std::uint32_t end,
          const CellList& cells, std::size_t first_cell, const RunControl& run) {
  for (std::size_t cell = first_cell; cell < cells.start.size(); ++cell) {
    const std::uint32_t last = cell + 1 < cells.start.size() ? cells.start[cell + 1] : end;
    std::int32_t lo = std::numeric_limits<std::int32_t>::max(), hi = 0;
    in_pieces(cells.start[cell], last, run, [&](std::size_t from, std::size_t to) {
      for (std::size_t s = from; s < to; ++s) {
        lo = std::min(lo, across[s - first_slot]);
        hi = std::max(hi, across[s - first_slot]);
      }
    });
    const double extent = static_cast<double>(hi) - lo + 2;
    if (extent * extent > scale.across2) return false;
  }
  return true;
}

/// Counting sort by column for one row of cells with many points for its width.
template <int D>
void sort_dense(const GridScale<D>& scale, std::int32_t first_column, std::size_t columns,
                std::uint32_t begin, std::size_t m, std::int32_t* out, BucketScratch& scratch,
                CellList& cells, const RunControl& run) {
  const std::int32_t* record = scratch.records.data();
  if (scratch.next.size() < columns) scratch.next.resize(columns, 0);
  if (scratch.occupied.size() < columns / 64 + 1) scratch.occupied.resize(columns / 64 + 1, 0);
  std::uint32_t* next = scratch.next.data();
  std::uint64_t* occupied = scratch.occupied.data();
  const double per_quantum = scale.cells_per_quantum;
  const auto column_of = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(record[(D + 1) * i] * per_quantum) -
                                      first_column);
  };
  in_pieces(0, m, run, [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const std::uint32_t column = column_of(i);
      ++next[column];
      occupied[column >> 6] |= std::uint64_t{1} << (column & 63);
    }
  });
  std::uint32_t sum = 0;
  const auto each_column = [&](const auto& visit) {
    for (std::size_t word = 0; word <= (columns - 1) / 64; ++word)
      for (std::uint64_t left = occupied[word]; left; left &= left - 1)
        visit(64 * word + static_cast<std::size_t>(std::countr_zero(left)));
  };
  each_column([&](std::size_t column) {
    cells.column.push_back(first_column + static_cast<std::int32_t>(column));
    cells.start.push_back(begin + sum);
    const std::uint32_t points = next[column];
    next[column] = sum;
    sum += points;
  });
  in_pieces(0, m, run, [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const std::size_t at = next[column_of(i)]++;
      for (std::size_t word = 0; word <= D; ++word) out[word * m + at] = record[(D + 1) * i + word];
    }
  });
  each_column([&](std::size_t column) { next[column] = 0; });
  std::fill_n(occupied, (columns - 1) / 64 + 1, 0);
}

/// By comparison, for few points far apart and for buckets of several rows.
template <int D>
void sort_sparse(const GridScale<D>& scale, std::uint32_t begin, std::size_t m, std::int32_t* out,
                 BucketScratch& scratch, CellList& cells, const RunControl& run) {
  struct Key {
    std::int32_t row, column;
    std::uint32_t id, at;
  };
  const std::int32_t* record = scratch.records.data();
  std::vector<Key> keys;
  keys.reserve(m);
  in_pieces(0, m, run, [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const std::int32_t* r = record + (D + 1) * i;
      keys.push_back({static_cast<std::int32_t>(r[1] * scale.cells_per_quantum),
                      static_cast<std::int32_t>(r[0] * scale.cells_per_quantum),
                      static_cast<std::uint32_t>(r[D]), static_cast<std::uint32_t>(i)});
    }
  });
  std::sort(keys.begin(), keys.end(), [&run](const Key& a, const Key& b) {
    run.check();
    return a.row != b.row ? a.row < b.row : a.column != b.column ? a.column < b.column : a.id < b.id;
  });
  const auto bucket = static_cast<std::uint32_t>(begin), points = static_cast<std::uint32_t>(m);
  for (std::size_t i = 0; i < m; ++i) {
    if (i % kBlock == 0) run.check();
    const bool new_row = i == 0 || keys[i].row != keys[i - 1].row;
    if (new_row) {
      cells.rows.push_back({keys[i].row, bucket, points});
      cells.cells_of_row.push_back(0);
    }
    if (new_row || keys[i].column != keys[i - 1].column) {
      cells.column.push_back(keys[i].column);
      cells.start.push_back(begin + static_cast<std::uint32_t>(i));
      ++cells.cells_of_row.back();
    }
    for (std::size_t word = 0; word <= D; ++word) out[word * m + i] = record[(D + 1) * keys[i].at + word];
  }
}

template <int D>
bool sort_one(const GridScale<D>& scale, unsigned shift, std::uint32_t begin, std::uint32_t end,
              std::int32_t* words, BucketScratch& scratch, CellList& cells, const RunControl& run) {
  const std::size_t m = end - begin;
  if (m == 0) return true;
  std::int32_t* out = words + (D + 1) * std::size_t{begin};
  if (scratch.records.size() < (D + 1) * m) scratch.records.renew((D + 1) * m * 5 / 4);
  std::int32_t* record = scratch.records.data();
  std::int32_t lo = out[0], hi = out[0];
  in_pieces(0, m, run, [&](std::size_t from, std::size_t to) {
    for (std::size_t i = (D + 1) * from; i < (D + 1) * to; i += D + 1) {
      lo = std::min(lo, out[i]);
      hi = std::max(hi, out[i]);
      for (std::size_t word = 0; word <= D; ++word) record[i + word] = out[i + word];
    }
  });
  const std::size_t first_cell = cells.start.size();
  const auto first_column = static_cast<std::int32_t>(lo * scale.cells_per_quantum);
  const std::size_t columns =
      static_cast<std::size_t>(static_cast<std::int32_t>(hi * scale.cells_per_quantum) - first_column) + 1;
  if (shift == 0 && columns / 256 <= m) {
    cells.rows.push_back({static_cast<std::int32_t>(record[1] * scale.cells_per_quantum), begin,
                          static_cast<std::uint32_t>(m)});
    sort_dense<D>(scale, first_column, columns, begin, m, out, scratch, cells, run);
    cells.cells_of_row.push_back(static_cast<std::uint32_t>(cells.start.size() - first_cell));
  } else {
    sort_sparse<D>(scale, begin, m, out, scratch, cells, run);
  }
  if constexpr (D == 3) return thin(scale, out + 2 * m, begin, end, cells, first_cell, run);
  return true;
}

void count_2(const PointView& p, const GridScale<2>& s, unsigned shift, std::size_t begin, std::size_t end,
             std::uint32_t* counts) {
  count<2>(p, s, shift, begin, end, counts);
}
void count_3(const PointView& p, const GridScale<3>& s, unsigned shift, std::size_t begin, std::size_t end,
             std::uint32_t* counts) {
  count<3>(p, s, shift, begin, end, counts);
}
void scatter_2(const PointView& p, const GridScale<2>& s, unsigned shift, std::size_t begin, std::size_t end,
               std::uint32_t* next, std::int32_t* words) {
  scatter<2>(p, s, shift, begin, end, next, words);
}
void scatter_3(const PointView& p, const GridScale<3>& s, unsigned shift, std::size_t begin, std::size_t end,
               std::uint32_t* next, std::int32_t* words) {
  scatter<3>(p, s, shift, begin, end, next, words);
}
bool sort_2(const GridScale<2>& s, unsigned shift, std::uint32_t begin, std::uint32_t end,
            std::int32_t* words, BucketScratch& scratch, CellList& cells, const RunControl& run) {
  return sort_one<2>(s, shift, begin, end, words, scratch, cells, run);
}
bool sort_3(const GridScale<3>& s, unsigned shift, std::uint32_t begin, std::uint32_t end,
            std::int32_t* words, BucketScratch& scratch, CellList& cells, const RunControl& run) {
  return sort_one<3>(s, shift, begin, end, words, scratch, cells, run);
}

}  // namespace agglo::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {

HWY_EXPORT(extent);
HWY_EXPORT(count_2);
HWY_EXPORT(count_3);
HWY_EXPORT(scatter_2);
HWY_EXPORT(scatter_3);
HWY_EXPORT(sort_2);
HWY_EXPORT(sort_3);

Extent extent_of(const PointView& points, std::size_t begin, std::size_t end) {
  return HWY_DYNAMIC_DISPATCH(extent)(points, begin, end);
}

template <int D>
void count_buckets(const PointView& points, const GridScale<D>& scale, unsigned bucket_shift,
                   std::size_t begin, std::size_t end, std::uint32_t* count) {
  if constexpr (D == 2)
    HWY_DYNAMIC_DISPATCH(count_2)(points, scale, bucket_shift, begin, end, count);
  else
    HWY_DYNAMIC_DISPATCH(count_3)(points, scale, bucket_shift, begin, end, count);
}

template <int D>
void scatter_to_buckets(const PointView& points, const GridScale<D>& scale, unsigned bucket_shift,
                        std::size_t begin, std::size_t end, std::uint32_t* next, std::int32_t* words) {
  if constexpr (D == 2)
    HWY_DYNAMIC_DISPATCH(scatter_2)(points, scale, bucket_shift, begin, end, next, words);
  else
    HWY_DYNAMIC_DISPATCH(scatter_3)(points, scale, bucket_shift, begin, end, next, words);
}

template <int D>
bool sort_bucket(const GridScale<D>& scale, unsigned bucket_shift, std::uint32_t begin, std::uint32_t end,
                 std::int32_t* words, BucketScratch& scratch, CellList& cells, const RunControl& run) {
  if constexpr (D == 2)
    return HWY_DYNAMIC_DISPATCH(sort_2)(scale, bucket_shift, begin, end, words, scratch, cells, run);
  else
    return HWY_DYNAMIC_DISPATCH(sort_3)(scale, bucket_shift, begin, end, words, scratch, cells, run);
}

template void count_buckets<2>(const PointView&, const GridScale<2>&, unsigned, std::size_t, std::size_t,
                               std::uint32_t*);
template void count_buckets<3>(const PointView&, const GridScale<3>&, unsigned, std::size_t, std::size_t,
                               std::uint32_t*);
template void scatter_to_buckets<2>(const PointView&, const GridScale<2>&, unsigned, std::size_t, std::size_t,
                                    std::uint32_t*, std::int32_t*);
template void scatter_to_buckets<3>(const PointView&, const GridScale<3>&, unsigned, std::size_t, std::size_t,
                                    std::uint32_t*, std::int32_t*);
template bool sort_bucket<2>(const GridScale<2>&, unsigned, std::uint32_t, std::uint32_t, std::int32_t*,
                             BucketScratch&, CellList&, const RunControl&);
template bool sort_bucket<3>(const GridScale<3>&, unsigned, std::uint32_t, std::uint32_t, std::int32_t*,
                             BucketScratch&, CellList&, const RunControl&);

}  // namespace agglo::density
#endif
