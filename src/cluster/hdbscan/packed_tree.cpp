#include "cluster/hdbscan/packed_tree.hpp"

#include <algorithm>
#include <cmath>

#include "cluster/hdbscan/radix_sort.hpp"

namespace agglo::density {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kRowBlock = std::size_t{1} << 16;

/// Hilbert curve, four bits of x and y a step: [flipped, swapped, x, y] -> eight bits of the curve in the low
/// byte, the next flipped and swapped above.
constexpr std::array<std::uint16_t, 1024> kHilbertSteps = [] {
  std::array<std::uint16_t, 1024> steps{};
  for (unsigned index = 0; index < 1024; ++index) {
    unsigned flipped = index >> 9, swapped = (index >> 8) & 1, curve = 0;
    for (unsigned bit = 4; bit-- > 0;) {
      unsigned x = ((index >> (4 + bit)) & 1) ^ flipped, y = ((index >> bit) & 1) ^ flipped;
      if (swapped) {
        const unsigned kept = x;
        x = y;
        y = kept;
      }
      curve = (curve << 2) | ((3 * x) ^ y);
      if (y == 0) {
        flipped ^= x;
        swapped ^= 1;
      }
    }
    steps[index] = static_cast<std::uint16_t>(curve | (swapped << 8) | (flipped << 9));
  }
  return steps;
}();

std::uint64_t curve_key(const std::array<std::uint32_t, 2>& p) {
  std::uint64_t key = 0;
  unsigned state = 0;
  for (unsigned shift = 32; shift > 0;) {
    shift -= 4;
    const unsigned step =
        kHilbertSteps[(state << 8) | (((p[0] >> shift) & 15) << 4) | ((p[1] >> shift) & 15)];
    key = (key << 8) | (step & 255);
    state = step >> 8;
  }
  return key;
}

/// The low 21 bits, two zeros between neighbours.
std::uint64_t spread(std::uint64_t v) {
  v &= 0x1fffff;
  v = (v | (v << 32)) & 0x1f00000000ffff;
  v = (v | (v << 16)) & 0x1f0000ff0000ff;
  v = (v | (v << 8)) & 0x100f00f00f00f00f;
  v = (v | (v << 4)) & 0x10c30c30c30c30c3;
  return (v | (v << 2)) & 0x1249249249249249;
}

std::uint64_t curve_key(const std::array<std::uint32_t, 3>& p) {
  return (spread(p[0] >> 11) << 3 | spread(p[1] >> 11) << 2 | spread(p[2] >> 11) << 1);
}

struct Located {
  std::uint64_t key;
  std::uint32_t row;
};

template <int D>
class Collector {
 public:
  Collector(const PointView& points, const WeightSteps& steps, RunControl& run)
      : points_(points), steps_(steps), run_(run) {
    const std::array<std::span<const double>, 3> columns{points.x_m, points.y_m, points.z_m};
    for (std::size_t axis = 0; axis < D; ++axis) column_[axis] = columns[axis];
  }

  CurveSites<D> sites() {
    find_frame();
    sort_rows();
    return write_sites();
  }

 private:
  Position<D> position(std::size_t row) const {
    Position<D> p;
    for (std::size_t axis = 0; axis < D; ++axis)
      p[axis] = column_[axis][row] + 0.0;  // -0 and 0 are one place
    return p;
  }
  bool located(std::size_t row) const {
    bool finite = true;
    for (std::size_t axis = 0; axis < D; ++axis) finite = finite && std::isfinite(column_[axis][row]);
    return finite;
  }

  /// Box and number of the located rows of each block.
  void find_frame() {
    const std::size_t n = points_.x_m.size(), blocks = (n + kRowBlock - 1) / kRowBlock;
    std::vector<Bounds<D>> boxes(blocks);
    start_.assign(blocks + 1, 0);
    parallel_blocks(n, kRowBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t block) {
      std::size_t count = 0;
      for (std::size_t row = begin; row < end; ++row) {
        if (!located(row)) continue;
        boxes[block].extend(position(row));
        ++count;
      }
      start_[block + 1] = count;
    });
    Bounds<D> frame;
    for (std::size_t block = 0; block < blocks; ++block) {
      start_[block + 1] += start_[block];
      if (start_[block + 1] == start_[block]) continue;
      frame.extend(boxes[block].lo);
      frame.extend(boxes[block].hi);
    }
    if (start_[blocks] == 0) return;
    double extent = 0;
    for (std::size_t axis = 0; axis < D; ++axis) extent = std::max(extent, frame.hi[axis] - frame.lo[axis]);
    if (!(extent <= 1e150))
      throw usage_error("the points lie further apart than 1e150 m", "correct the coordinates");
    origin_ = frame.lo;
    scale_ = extent > 0 ? 4294967295.0 / extent : 0;
  }

  std::uint64_t key(std::size_t row) const {
    std::array<std::uint32_t, D> cell;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double steps = (column_[axis][row] - origin_[axis]) * scale_;
      cell[axis] = static_cast<std::uint32_t>(steps > 0 ? std::min(steps, 4294967295.0) : 0.0);
    }
    return curve_key(cell);
  }

  void sort_rows() {
    rows_ = LargeArray<Located>(start_.back());
    parallel_blocks(points_.x_m.size(), kRowBlock, run_,
                    [&](std::size_t begin, std::size_t end, std::size_t block) {
                      Located* next = rows_.data() + start_[block];
                      for (std::size_t row = begin; row < end; ++row)
                        if (located(row)) *next++ = {key(row), static_cast<std::uint32_t>(row)};
                    });
    // The leading 44 (in space 55) bits leave few rows to a run.
    const unsigned digits = D == 2 ? 4 : 5;
    radix_sort(
        rows_, 64 - 11 * digits, digits, [](const Located& item) { return item.key; },
        [this](const Located& a, const Located& b) {
          if (a.key != b.key) return a.key < b.key;
          const Position<D> p = position(a.row), q = position(b.row);
          return p != q ? p < q : a.row < b.row;
        },
        run_);
  }

  bool begins_site(std::size_t i) const {
    return i == 0 || rows_[i].key != rows_[i - 1].key || position(rows_[i].row) != position(rows_[i - 1].row);
  }

  CurveSites<D> write_sites() {
    const std::size_t n = rows_.size(), blocks = (n + kRowBlock - 1) / kRowBlock;
    std::vector<std::size_t> first_site(blocks + 1, 0);
    parallel_blocks(n, kRowBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t block) {
      std::size_t count = 0;
      for (std::size_t i = begin; i < end; ++i) count += begins_site(i) ? 1 : 0;
      first_site[block + 1] = count;
    });
    for (std::size_t block = 0; block < blocks; ++block) first_site[block + 1] += first_site[block];
    CurveSites<D> sites;
    sites.size = first_site[blocks];
    const std::size_t padded = sites.leaves() * kLeafSites;
    for (auto& axis : sites.at) axis = LargeArray<double>(padded);
    sites.weight = LargeArray<double>(padded);
    sites.site_of_row = LargeArray<std::uint32_t>(points_.x_m.size());
    if (n < points_.x_m.size()) std::fill(sites.site_of_row.begin(), sites.site_of_row.end(), kNoSite);
    parallel_blocks(n, kRowBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t block) {
      write_block(begin, end, first_site[block], sites);
    });
    for (std::size_t site = sites.size; site < padded; ++site) {
      for (auto& axis : sites.at) axis[site] = kInfinity;
      sites.weight[site] = 0;
    }
    for (std::size_t site = 0; site < sites.size; ++site) sites.total_weight += sites.weight[site];
    sites.steps = steps_;
    return sites;
  }

  /// The sites that begin in the block; their rows may end in the next.
  void write_block(std::size_t begin, std::size_t end, std::size_t site, CurveSites<D>& sites) const {
    while (begin < end && !begins_site(begin)) ++begin;
    for (std::size_t i = begin; i < end; ++site) {
      const Position<D> p = position(rows_[i].row);
      for (std::size_t axis = 0; axis < D; ++axis) sites.at[axis][site] = p[axis];
      double weight = 0;
      do {
        const std::uint32_t row = rows_[i++].row;
        weight += points_.weight.empty() ? 1.0 : steps_.of(points_.weight[row]);
        sites.site_of_row[row] = static_cast<std::uint32_t>(site);
      } while (i < rows_.size() && !begins_site(i));
      sites.weight[site] = weight;
    }
  }

  const PointView& points_;
  const WeightSteps& steps_;
  RunControl& run_;
  std::array<std::span<const double>, D> column_;
  std::vector<std::size_t> start_;  // located rows before each block of rows
  Position<D> origin_{};
  double scale_ = 0;
  LargeArray<Located> rows_;
};

template <int D>
typename PackedTree<D>::Level level_of(std::size_t count) {
  typename PackedTree<D>::Level level;
  level.count = count;
  const std::size_t padded = (count + kFanOut - 1) / kFanOut * kFanOut;
  for (std::size_t axis = 0; axis < D; ++axis) {
    level.lo[axis] = LargeArray<double>(padded);
    level.hi[axis] = LargeArray<double>(padded);
    for (std::size_t node = count; node < padded; ++node)
      level.lo[axis][node] = level.hi[axis][node] = kInfinity;
  }
  return level;
}

}  // namespace

template <int D>
CurveSites<D> collect_curve_sites(const PointView& points, const WeightSteps& steps, RunControl& run) {
  return Collector<D>(points, steps, run).sites();
}

template <int D>
PackedTree<D> build_packed_tree(const CurveSites<D>& sites, RunControl& run) {
  PackedTree<D> tree;
  tree.levels.push_back(level_of<D>(sites.leaves()));
  auto& leaves = tree.levels[0];
  parallel_blocks(leaves.count, 4096, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t leaf = begin; leaf < end; ++leaf) {
      const std::size_t first = leaf * kLeafSites, last = std::min(sites.size, first + kLeafSites);
      for (std::size_t axis = 0; axis < D; ++axis) {
        const auto [lo, hi] =
            std::minmax_element(sites.at[axis].data() + first, sites.at[axis].data() + last);
        leaves.lo[axis][leaf] = *lo;
        leaves.hi[axis][leaf] = *hi;
      }
    }
  });
  while (tree.levels.back().count > kFanOut) {
    auto next = level_of<D>((tree.levels.back().count + kFanOut - 1) / kFanOut);
    const auto& below = tree.levels.back();
    for (std::size_t node = 0; node < next.count; ++node) {
      const std::size_t first = node * kFanOut, last = std::min(below.count, first + kFanOut);
      for (std::size_t axis = 0; axis < D; ++axis) {
        next.lo[axis][node] = *std::min_element(below.lo[axis].data() + first, below.lo[axis].data() + last);
        next.hi[axis][node] = *std::max_element(below.hi[axis].data() + first, below.hi[axis].data() + last);
      }
    }
    tree.levels.push_back(std::move(next));
  }
  return tree;
}

template CurveSites<2> collect_curve_sites<2>(const PointView&, const WeightSteps&, RunControl&);
template CurveSites<3> collect_curve_sites<3>(const PointView&, const WeightSteps&, RunControl&);
template PackedTree<2> build_packed_tree<2>(const CurveSites<2>&, RunControl&);
template PackedTree<3> build_packed_tree<3>(const CurveSites<3>&, RunControl&);

}  // namespace agglo::density
