#include "cluster/dbscan/dbscan_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "cluster/dbscan/dbscan_sort.hpp"
#include "cluster/dbscan/idle_pool.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr std::size_t kRowsPerTask = std::size_t{1} << 16;

Extent whole_extent(const PointView& points, RunControl& run) {
  const std::size_t n = points.x_m.size();
  std::vector<Extent> parts((n + kRowsPerTask - 1) / kRowsPerTask);
  parallel_blocks(n, kRowsPerTask, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    parts[block] = extent_of(points, begin, end);
  });
  constexpr double kInf = std::numeric_limits<double>::infinity();
  Extent all{{kInf, kInf, kInf}, {-kInf, -kInf, -kInf}, 0};
  for (const Extent& part : parts) {
    all.missing += part.missing;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      all.lo[axis] = std::min(all.lo[axis], part.lo[axis]);
      all.hi[axis] = std::max(all.hi[axis], part.hi[axis]);
    }
  }
  return all;
}

/// Largest power of two with eps below 2^21 quanta and `extent_m` below 2^30 of them.
double quanta_per_m(double eps_m, double extent_m) {
  const int for_eps = 20 - std::ilogb(eps_m);
  const int for_extent = 29 - std::ilogb(std::max(extent_m, std::numeric_limits<double>::min()));
  return std::ldexp(1.0, std::min(for_eps, for_extent));
}

/// `slope2`: greatest squared slope of the points across the plane. False when eps is too few quanta.
template <int D>
bool set_limits(double eps_m, double slope2, GridScale<D>& scale) {
  const double eps = eps_m * scale.per_m;
  const double side = (eps - 8) / std::sqrt(2 * (1 + slope2)) * (1 - 0x1p-20);
  scale.eps2 = eps_m * eps_m;
  if (!(eps >= 256) || !(2 * side - 4 > eps) || !std::isnormal(scale.eps2)) return false;
  scale.near2 = static_cast<float>((eps - 2) * (eps - 2) * (1 - 0x1p-20));
  scale.far2 = static_cast<float>((eps + 2) * (eps + 2) * (1 + 0x1p-20));
  scale.cells_per_quantum = 1 / side;
  scale.across2 = (eps - 2) * (eps - 2) - 2 * (side + 2) * (side + 2);
  return true;
}

bool scale_plane(const Extent& extent, double eps_m, GridScale<2>& scale) {
  const double width = extent.hi[0] - extent.lo[0], height = extent.hi[1] - extent.lo[1];
  if (!(std::max(width, height) < 1e300) || !(eps_m < 1e150) || !(eps_m > 1e-150)) return false;
  scale.per_m = quanta_per_m(eps_m, std::max(width, height));
  scale.origin = {extent.lo[0], extent.lo[1], 0};
  if (!set_limits<2>(eps_m, 0, scale)) return false;
  scale.row_limit = height * scale.per_m * scale.cells_per_quantum + 2;
  return true;
}

/// The plane is the one at right angles to the direction of the middle of the box from the Earth's centre.
bool scale_space(const Extent& extent, double eps_m, GridScale<3>& scale) {
  std::array<double, 3> middle{}, half{};
  double distance2 = 0, reach2 = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    middle[axis] = extent.lo[axis] / 2 + extent.hi[axis] / 2;
    half[axis] = extent.hi[axis] / 2 - extent.lo[axis] / 2;
    distance2 += middle[axis] * middle[axis];
    reach2 += half[axis] * half[axis];
  }
  if (!(distance2 > 0) || !(distance2 < 1e200) || !(reach2 < distance2) || !(eps_m > 1e-100)) return false;
  // Where the surface of a sphere about the centre leaves the box, its slope is at most tan asin(reach /
  // distance); a twentieth more for the ellipsoid and for heights.
  const double sine2 = reach2 / distance2, slope = 1.05 * std::sqrt(sine2 / (1 - sine2)) + 0.02;
  const double distance = std::sqrt(distance2);
  std::array<std::array<double, 3>, 3>& axis = scale.axis;
  for (std::size_t i = 0; i < 3; ++i) axis[2][i] = middle[i] / distance;
  const std::size_t least = static_cast<std::size_t>(
      std::min_element(axis[2].begin(), axis[2].end(),
                       [](double a, double b) { return std::abs(a) < std::abs(b); }) -
      axis[2].begin());
  double length2 = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    axis[0][i] = (i == least ? 1.0 : 0.0) - axis[2][least] * axis[2][i];
    length2 += axis[0][i] * axis[0][i];
  }
  for (double& component : axis[0]) component /= std::sqrt(length2);
  for (std::size_t i = 0; i < 3; ++i)
    axis[1][i] = axis[2][(i + 1) % 3] * axis[0][(i + 2) % 3] - axis[2][(i + 2) % 3] * axis[0][(i + 1) % 3];
  scale.per_m = quanta_per_m(eps_m, 2.1 * std::sqrt(reach2) + 4 * eps_m);
  if (!set_limits<3>(eps_m, slope * slope, scale)) return false;
  scale.origin = middle;
  for (std::size_t a = 0; a < 3; ++a) {
    scale.shift[a] = 4;
    for (std::size_t i = 0; i < 3; ++i) {
      axis[a][i] *= scale.per_m;
      scale.shift[a] += std::abs(axis[a][i]) * half[i];
    }
  }
  scale.row_limit = 2 * scale.shift[1] * scale.cells_per_quantum + 2;
  return true;
}

/// Calls pass(part, begin, end) for pieces of the points, those of one part one after the other, and advances
/// `run` by them and by the parts.
template <class Pass>
void pass_in_parts(std::size_t n, std::size_t parts, RunControl& run, const Pass& pass) {
  const std::size_t per_part = (n + parts - 1) / parts;
  parallel_blocks(parts, 1, run, [&](std::size_t part, std::size_t, std::size_t) {
    const std::size_t end = std::min(n, (part + 1) * per_part);
    for (std::size_t at = std::min(n, part * per_part); at < end; at += kRowsPerTask) {
      const std::size_t piece_end = std::min(end, at + kRowsPerTask);
      pass(part, at, piece_end);
      run.advance(piece_end - at);
    }
  });
}

/// Points sorted into buckets; bucket b is [result[b], result[b + 1]). One part for each thread: the parts
/// lie behind each other in every bucket, so points keep the order of their rows and the number of parts
/// changes nothing.
template <int D>
std::vector<std::uint32_t> fill_buckets(const PointView& points, unsigned shift, RunControl& run,
                                        GridLayout<D>& layout) {
  const std::size_t n = points.x_m.size();
  const std::size_t buckets = (static_cast<std::size_t>(layout.scale.row_limit) >> shift) + 1;
  const std::size_t parts = std::min<std::size_t>(thread_count(run), n / 4096 + 1);
  std::vector<std::vector<std::uint32_t>> next(parts);
  run.begin("sorting points", 2 * (n + parts) + buckets);
  pass_in_parts(n, parts, run, [&](std::size_t part, std::size_t begin, std::size_t end) {
    if (next[part].empty()) fill(next[part], buckets, 0U, run);
    count_buckets<D>(points, layout.scale, shift, begin, end, next[part].data());
  });
  std::vector<std::uint32_t> first;
  fill(first, buckets + 1, 0U, run);
  std::uint32_t sum = 0;
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    if (bucket % kRowsPerTask == 0) run.advance(std::min(kRowsPerTask, buckets - bucket));
    first[bucket] = sum;
    for (auto& part : next) {
      if (part.empty()) continue;
      const std::uint32_t count = part[bucket];
      part[bucket] = sum;
      sum += count;
    }
  }
  first[buckets] = sum;
  layout.points = sum;
  layout.words.renew(GridLayout<D>::kWords * std::size_t{sum});
  pass_in_parts(n, parts, run, [&](std::size_t part, std::size_t begin, std::size_t end) {
    scatter_to_buckets<D>(points, layout.scale, shift, begin, end, next[part].data(), layout.words.data());
  });
  return first;
}

template <int D>
void concatenate(const std::vector<CellList>& lists, RunControl& run, GridLayout<D>& layout) {
  std::vector<std::size_t> first_row, first_cell;
  std::size_t rows = 0, cells = 0;
  for (const CellList& list : lists) {
    first_row.push_back(rows);
    first_cell.push_back(cells);
    rows += list.rows.size();
    cells += list.start.size();
  }
  layout.cells = cells;
  fill(layout.rows, rows, GridRow{}, run);
  fill(layout.first_cell, rows + 1, 0U, run);
  layout.column.renew(cells);
  layout.start.renew(cells + 1);
  parallel_blocks(lists.size(), 16, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      const CellList& list = lists[i];
      std::copy(list.rows.begin(), list.rows.end(),
                layout.rows.begin() + static_cast<std::ptrdiff_t>(first_row[i]));
      std::copy(list.column.begin(), list.column.end(), layout.column.data() + first_cell[i]);
      std::copy(list.start.begin(), list.start.end(), layout.start.data() + first_cell[i]);
      auto cell = static_cast<std::uint32_t>(first_cell[i]);
      for (std::size_t row = 0; row < list.rows.size(); ++row) {
        layout.first_cell[first_row[i] + row] = cell;
        cell += list.cells_of_row[row];
      }
    }
  });
  layout.first_cell[rows] = static_cast<std::uint32_t>(cells);
  layout.start[cells] = static_cast<std::uint32_t>(layout.points);
}

}  // namespace

template <int D>
bool choose_scale(const PointView& points, double eps_m, RunControl& run, GridScale<D>& scale) {
  const Extent extent = whole_extent(points, run);
  scale.has_missing = extent.missing > 0;
  if (extent.missing == points.x_m.size()) return false;
  if constexpr (D == 2)
    return scale_plane(extent, eps_m, scale);
  else
    return scale_space(extent, eps_m, scale);
}

template <int D>
bool lay_out(const PointView& points, RunControl& run, GridLayout<D>& layout) {
  // Rows of cells are buckets; where far outliers make many empty ones, several share a bucket. Each thread
  // counts in a table of its own: together they take at most 4 bytes a point, and 64 KB each.
  unsigned shift = 0;
  const double most =
      16384 + static_cast<double>(points.x_m.size()) / std::max(2.0, static_cast<double>(thread_count(run)));
  while (std::ldexp(layout.scale.row_limit, -static_cast<int>(shift)) > most) ++shift;
  const std::vector<std::uint32_t> first = fill_buckets<D>(points, shift, run, layout);
  const std::size_t buckets = first.size() - 1;
  constexpr std::size_t kBuckets = 8;
  std::vector<CellList> lists((buckets + kBuckets - 1) / kBuckets);
  IdlePool<BucketScratch> pool;
  std::atomic<bool> thin{true};
  run.begin("sorting points in rows", buckets + lists.size());
  parallel_blocks(buckets, kBuckets, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    std::unique_ptr<BucketScratch> scratch = pool.take();
    for (std::size_t bucket = begin; bucket < end && thin.load(std::memory_order_relaxed); ++bucket)
      if (!sort_bucket<D>(layout.scale, shift, first[bucket], first[bucket + 1], layout.words.data(),
                          *scratch, lists[block], run))
        thin.store(false, std::memory_order_relaxed);
    pool.give_back(std::move(scratch));
  });
  if (!thin) return false;
  concatenate<D>(lists, run, layout);
  return true;
}

template bool choose_scale<2>(const PointView&, double, RunControl&, GridScale<2>&);
template bool choose_scale<3>(const PointView&, double, RunControl&, GridScale<3>&);
template bool lay_out<2>(const PointView&, RunControl&, GridLayout<2>&);
template bool lay_out<3>(const PointView&, RunControl&, GridLayout<3>&);

}  // namespace agglo::density
