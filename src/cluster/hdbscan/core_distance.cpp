#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/hdbscan/core_distance.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "cluster/hdbscan/core_distance.hpp"
#include "cluster/hdbscan/nearest_weight-inl.hpp"
#include "core/parallel.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::CappedTag<double, kFanOut>;

template <class M>
unsigned bits_of(Lanes d, M mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  return bytes[0];
}

/// Writes the lanes of the mask one after the other, a whole vector at most; returns how many. (Highway 1.0's
/// Compress copies its table at every call when GCC 12 compiles it.)
template <class M, class V>
std::size_t pack(Lanes d, M mask, V distance2, double* distance2_to, V weight, double* weight_to) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  hn::StoreU(V{_mm512_maskz_compress_pd(mask.raw, distance2.raw)}, d, distance2_to);
  hn::StoreU(V{_mm512_maskz_compress_pd(mask.raw, weight.raw)}, d, weight_to);
  return hn::CountTrue(d, mask);
#else
  unsigned left = bits_of(d, mask);
  if (left == 0) return 0;
  double from[2][kFanOut];
  hn::StoreU(distance2, d, from[0]);
  hn::StoreU(weight, d, from[1]);
  std::size_t count = 0;
  for (; left != 0; left &= left - 1, ++count) {
    distance2_to[count] = from[0][__builtin_ctz(left)];
    weight_to[count] = from[1][__builtin_ctz(left)];
  }
  return count;
#endif
}

/// Finds the core distances of the sites of a block of leaves, leaf by leaf along the curve.
template <int D>
class LeafSweep {
 public:
  explicit LeafSweep(const CoreDistanceTask<D>& task)
      : sites_(task.sites),
        tree_(task.tree),
        needed_(task.needed),
        held_(task.needed, task.min_points, task.sites.steps.sums_are_exact()) {}

  void sweep(std::size_t begin, std::size_t end, double* core2) {
    for (std::size_t leaf = begin; leaf < end; ++leaf) {
      find_near_leaves(leaf);
      const std::size_t first = leaf * kLeafSites, last = std::min(sites_.size, first + kLeafSites);
      for (std::size_t site = first; site < last; ++site) {
        core2[site] = sites_.weight[site] >= needed_ ? 0.0 : of_site(site, leaf);
        previous_ = site;
        previous_core2_ = core2[site];
      }
    }
  }

 private:
  /// A bound on the squared core distance of every site of the leaf, inclusive.
  double bound_of_leaf(std::size_t leaf) const {
    const auto& leaves = tree_.levels[0];
    for (std::size_t reach = 1;; reach *= 2) {
      const std::size_t first = leaf >= reach ? leaf - reach : 0,
                        last = std::min(leaves.count, leaf + reach + 1);
      double least = std::numeric_limits<double>::infinity();
      for (const auto& [from, to] :
           {std::pair{leaf, last}, std::pair{first, leaf + 1}, std::pair{first, last}}) {
        double weight = 0, far2 = 0;
        for (std::size_t other = from; other < to; ++other) {
          for (std::size_t i = 0; i < kLeafSites; ++i) weight += sites_.weight[other * kLeafSites + i];
          far2 = std::max(far2, greatest_squared_distance(leaf, other));
        }
        // A little more than enough: weights whose sums round may add up otherwise elsewhere.
        if (weight >= needed_ * (1 + 1e-9)) least = std::min(least, far2);
      }
      if (least < std::numeric_limits<double>::infinity()) return least;
      if (first == 0 && last == leaves.count) return std::numeric_limits<double>::max();
    }
  }

  double greatest_squared_distance(std::size_t leaf, std::size_t other) const {
    const auto& leaves = tree_.levels[0];
    double sum = 0;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double a = leaves.hi[axis][other] - leaves.lo[axis][leaf],
                   b = leaves.hi[axis][leaf] - leaves.lo[axis][other];
      const double d = std::max(a, b);
      sum += d * d;
    }
    return sum;
  }

  /// near_: the leaves within the bound of any site of the leaf, by distance from its box; itself left out.
  void find_near_leaves(std::size_t leaf) {
    bound2_ = bound_of_leaf(leaf) * (1 + 1e-12) + 1e-300;
    const auto& leaves = tree_.levels[0];
    double box[2 * D];
    for (std::size_t axis = 0; axis < D; ++axis) {
      box[axis] = leaves.lo[axis][leaf];
      box[D + axis] = leaves.hi[axis][leaf];
    }
    near_.clear();
    open_.clear();
    open_.push_back({static_cast<std::uint32_t>(tree_.levels.size() - 1), 0});
    while (!open_.empty()) {
      const Open at = open_.back();
      open_.pop_back();
      double distance2[kFanOut];
      unsigned hits = box_distances(tree_.levels[at.level], at.first, box, distance2);
      for (; hits != 0; hits &= hits - 1) {
        const auto child = static_cast<std::uint32_t>(__builtin_ctz(hits));
        if (at.level > 0)
          open_.push_back({at.level - 1, (at.first + child) * static_cast<std::uint32_t>(kFanOut)});
        else if (at.first + child != leaf)
          near_.push_back({distance2[child], at.first + child});
      }
    }
    std::sort(near_.begin(), near_.end(), [](const Near& a, const Near& b) {
      return a.distance2 != b.distance2 ? a.distance2 < b.distance2 : a.leaf < b.leaf;
    });
    pack_near_boxes();
  }

  /// Squared distances from a box to the kFanOut boxes from `first` on; the bits of those below bound2_.
  unsigned box_distances(const typename PackedTree<D>::Level& level, std::size_t first, const double* box,
                         double* distance2) const {
    const Lanes d;
    unsigned hits = 0;
    const auto zero = hn::Zero(d);
    for (std::size_t lane = 0; lane < kFanOut; lane += hn::Lanes(d)) {
      auto sum = zero;
      for (std::size_t axis = 0; axis < D; ++axis) {
        const auto below =
            hn::Sub(hn::LoadU(d, level.lo[axis].data() + first + lane), hn::Set(d, box[D + axis]));
        const auto above = hn::Sub(hn::Set(d, box[axis]), hn::LoadU(d, level.hi[axis].data() + first + lane));
        const auto gap = hn::Max(hn::Max(below, above), zero);
        sum = hn::Add(sum, hn::Mul(gap, gap));
      }
      hn::StoreU(sum, d, distance2 + lane);
      hits |= bits_of(d, hn::Lt(sum, hn::Set(d, bound2_))) << lane;
    }
    return hits;
  }

  void pack_near_boxes() {
    const std::size_t padded = (near_.size() + kFanOut - 1) / kFanOut * kFanOut;
    for (std::size_t axis = 0; axis < D; ++axis) {
      near_lo_[axis].assign(padded, std::numeric_limits<double>::infinity());
      near_hi_[axis].assign(padded, std::numeric_limits<double>::infinity());
      for (std::size_t i = 0; i < near_.size(); ++i) {
        near_lo_[axis][i] = tree_.levels[0].lo[axis][near_[i].leaf];
        near_hi_[axis][i] = tree_.levels[0].hi[axis][near_[i].leaf];
      }
    }
  }

  double of_site(std::size_t site, std::size_t leaf) {
    const Lanes d;
    double bound2 = bound2_, p[D];
    for (std::size_t axis = 0; axis < D; ++axis) p[axis] = sites_.at[axis][site];
    if (previous_ != kNoSite && sites_.steps.sums_are_exact()) {
      double sum = 0;
      for (std::size_t axis = 0; axis < D; ++axis) {
        const double gap = p[axis] - sites_.at[axis][previous_];
        sum += gap * gap;
      }
      const double radius = std::sqrt(previous_core2_) + std::sqrt(sum);  // holds the ball of the previous
      bound2 = std::min(bound2, radius * radius * (1 + 1e-12) + 1e-300);
    }
    held_.begin(bound2, previous_core2_);
    take_leaf(p, leaf);
    for (std::size_t i = 0; i < near_.size(); i += kFanOut) {
      if (near_[i].distance2 >= held_.bound2()) break;
      unsigned hits = 0;
      const auto zero = hn::Zero(d), bound = hn::Set(d, held_.bound2());
      for (std::size_t lane = 0; lane < kFanOut; lane += hn::Lanes(d)) {
        auto sum = zero;
        for (std::size_t axis = 0; axis < D; ++axis) {
          const auto at = hn::Set(d, p[axis]);
          const auto below = hn::Sub(hn::LoadU(d, near_lo_[axis].data() + i + lane), at);
          const auto above = hn::Sub(at, hn::LoadU(d, near_hi_[axis].data() + i + lane));
          const auto gap = hn::Max(hn::Max(below, above), zero);
          sum = hn::Add(sum, hn::Mul(gap, gap));
        }
        hits |= bits_of(d, hn::Lt(sum, bound)) << lane;
      }
      for (; hits != 0; hits &= hits - 1)
        take_leaf(p, near_[i + static_cast<std::size_t>(__builtin_ctz(hits))].leaf);
    }
    return held_.result();
  }

  void take_leaf(const double* p, std::size_t leaf) {
    const Lanes d;
    const auto bound = hn::Set(d, held_.bound2());
    const auto zero = hn::Zero(d);
    double *distance2 = held_.next_distance2(), *weight = held_.next_weight();
    std::size_t taken = 0;
    for (std::size_t i = leaf * kLeafSites; i < (leaf + 1) * kLeafSites; i += hn::Lanes(d)) {
      auto sum = zero;
      for (std::size_t axis = 0; axis < D; ++axis) {
        const auto gap = hn::Sub(hn::LoadU(d, sites_.at[axis].data() + i), hn::Set(d, p[axis]));
        sum = hn::Add(sum, hn::Mul(gap, gap));
      }
      const auto weights = hn::LoadU(d, sites_.weight.data() + i);
      const auto near = hn::And(hn::Lt(sum, bound), hn::Gt(weights, zero));
      taken += pack(d, near, sum, distance2 + taken, weights, weight + taken);
    }
    held_.took(taken);
  }

  struct Near {
    double distance2;
    std::uint32_t leaf;
  };
  struct Open {
    std::uint32_t level, first;
  };

  const CurveSites<D>& sites_;
  const PackedTree<D>& tree_;
  double needed_;
  NearestWeight held_;
  double bound2_ = 0;
  std::vector<Near> near_;
  std::array<std::vector<double>, D> near_lo_, near_hi_;
  std::vector<Open> open_;
  std::size_t previous_ = kNoSite;
  double previous_core2_ = 0;
};

void sweep_plane(const CoreDistanceTask<2>& task, std::size_t begin, std::size_t end) {
  LeafSweep<2>(task).sweep(begin, end, task.core2);
}
void sweep_space(const CoreDistanceTask<3>& task, std::size_t begin, std::size_t end) {
  LeafSweep<3>(task).sweep(begin, end, task.core2);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace agglo::density
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {
namespace {

HWY_EXPORT(sweep_plane);
HWY_EXPORT(sweep_space);

}  // namespace

template <int D>
LargeArray<double> squared_core_distances(const CurveSites<D>& sites, const PackedTree<D>& tree,
                                          double min_points, RunControl& run) {
  const std::size_t block = min_points < 200 ? 256 : 16;  // a few ms, so that a cancel is heard
  LargeArray<double> core2(sites.leaves() * kLeafSites);
  for (std::size_t site = sites.size; site < core2.size(); ++site)
    core2[site] = std::numeric_limits<double>::infinity();
  const CoreDistanceTask<D> task{sites, tree, min_points, sites.steps.least(min_points), core2.data()};
  run.begin("core distances", sites.leaves());
  parallel_blocks(sites.leaves(), block, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    if constexpr (D == 2)
      HWY_DYNAMIC_DISPATCH(sweep_plane)(task, begin, end);
    else
      HWY_DYNAMIC_DISPATCH(sweep_space)(task, begin, end);
  });
  return core2;
}

template LargeArray<double> squared_core_distances<2>(const CurveSites<2>&, const PackedTree<2>&, double,
                                                      RunControl&);
template LargeArray<double> squared_core_distances<3>(const CurveSites<3>&, const PackedTree<3>&, double,
                                                      RunControl&);

}  // namespace agglo::density
#endif
