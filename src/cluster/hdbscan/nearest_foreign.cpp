#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/hdbscan/nearest_foreign.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "cluster/hdbscan/nearest_foreign.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::CappedTag<double, kFanOut>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Searches for the sites of one component in one leaf together.
template <int D>
class GroupSearch {
 public:
  GroupSearch(RoundState<D>& state, std::vector<Candidate>& found) : state_(state), found_(found) {}

  template <bool kNearbyOnly>
  void leaf(std::size_t leaf) {
    first_ = leaf * kLeafSites;
    const std::size_t count = std::min(kLeafSites, state_.sites.size - first_);
    const std::uint32_t* component = state_.component.data() + first_;
    const bool mixed = state_.node_component[0][leaf] == kMixed;
    for (unsigned left = (1U << count) - 1; left != 0; left &= ~members_) {
      own_ = component[__builtin_ctz(left)];
      members_ = left;
      if (mixed)
        for (std::size_t i = 0; i < count; ++i)
          if (component[i] != own_) members_ &= ~(1U << i);
      if (own_ == state_.resting || !may_lead()) continue;
      best_ = {kInfinity, 0, 0};
      take_bound();
      if constexpr (kNearbyOnly) {
        scan_nearby(leaf);
      } else {
        find_box();
        descend();
        note_reached();
      }
      if (best_.distance2 < kInfinity) offer();
    }
  }

 private:
  bool may_lead() const {
    float least = std::numeric_limits<float>::infinity();
    for (unsigned left = members_; left != 0; left &= left - 1)
      least = std::min(least, state_.reached2[first_ + static_cast<std::size_t>(__builtin_ctz(left))]);
    return static_cast<double>(least) <= state_.bound2[own_].load(std::memory_order_relaxed);
  }

  /// below2_: edges that long or longer are of no use.
  void take_bound() {
    const double bound2 = state_.bound2[own_].load(std::memory_order_relaxed);
    below2_ = std::min(best_.distance2, std::nextafter(bound2, kInfinity));
  }

  void offer() {
    std::atomic<double>& bound2 = state_.bound2[own_];
    double seen = bound2.load(std::memory_order_relaxed);
    if (best_.distance2 > seen) return;
    while (best_.distance2 < seen &&
           !bound2.compare_exchange_weak(seen, best_.distance2, std::memory_order_relaxed)) {
    }
    found_.push_back(best_);
  }

  void scan_nearby(std::size_t leaf) {
    const auto& whole = state_.node_component[0];
    if (whole[leaf] != own_) scan(leaf);
    if (leaf > 0 && whole[leaf - 1] != own_) scan(leaf - 1);
    if (leaf + 1 < state_.tree.levels[0].count && whole[leaf + 1] != own_) scan(leaf + 1);
  }

  void find_box() {
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double* at = state_.sites.at[axis].data() + first_;
      lo_[axis] = kInfinity;
      hi_[axis] = -kInfinity;
      for (unsigned left = members_; left != 0; left &= left - 1) {
        lo_[axis] = std::min(lo_[axis], at[__builtin_ctz(left)]);
        hi_[axis] = std::max(hi_[axis], at[__builtin_ctz(left)]);
      }
    }
  }

  struct Open {
    double least2;
    std::uint32_t level, node;
  };

  /// Nearest boxes first, ties in the order of the tree.
  void descend() {
    open_.clear();
    open_children(static_cast<std::uint32_t>(state_.tree.levels.size() - 1), 0);
    while (!open_.empty()) {
      const Open at = open_.back();
      open_.pop_back();
      if (at.least2 >= below2_) continue;
      if (at.level == 0) {
        take_bound();
        scan(at.node);
      } else {
        open_children(at.level - 1, at.node * static_cast<std::uint32_t>(kFanOut));
      }
    }
  }

  void open_children(std::uint32_t level, std::uint32_t first) {
    const auto& boxes = state_.tree.levels[level];
    const double* core2 = state_.node_core2[level].data() + first;
    const std::uint32_t* component = state_.node_component[level].data() + first;
    double least2[kFanOut];
    const Lanes d;
    const auto zero = hn::Zero(d);
    unsigned hits = 0;
    for (std::size_t lane = 0; lane < kFanOut; lane += hn::Lanes(d)) {
      auto sum = zero;
      for (std::size_t axis = 0; axis < D; ++axis) {
        const auto below = hn::Sub(hn::LoadU(d, boxes.lo[axis].data() + first + lane), hn::Set(d, hi_[axis]));
        const auto above = hn::Sub(hn::Set(d, lo_[axis]), hn::LoadU(d, boxes.hi[axis].data() + first + lane));
        const auto gap = hn::Max(hn::Max(below, above), zero);
        sum = hn::Add(sum, hn::Mul(gap, gap));
      }
      sum = hn::Max(sum, hn::LoadU(d, core2 + lane));
      hn::StoreU(sum, d, least2 + lane);
      std::uint8_t bits[8] = {};
      hn::StoreMaskBits(d, hn::Lt(sum, hn::Set(d, below2_)), bits);
      hits |= static_cast<unsigned>(bits[0]) << lane;
    }
    const std::size_t bottom = open_.size();
    for (; hits != 0; hits &= hits - 1) {
      const auto child = static_cast<std::uint32_t>(__builtin_ctz(hits));
      if (component[child] == own_) continue;
      const Open item{least2[child], level, first + child};
      open_.push_back(item);
      std::size_t at = open_.size() - 1;
      for (; at > bottom && open_[at - 1].least2 <= item.least2; --at) open_[at] = open_[at - 1];
      open_[at] = item;
    }
  }

  /// Compares the members with the foreign sites of a leaf.
  void scan(std::size_t leaf) {
    unsigned near = members_near(leaf);
    if (near == 0) return;
    const Lanes d;
    const std::size_t first = leaf * kLeafSites;
    double foreign_core2[kLeafSites], reach2[kLeafSites];
    for (std::size_t i = 0; i < kLeafSites; ++i)
      foreign_core2[i] = state_.component[first + i] == own_ ? kInfinity : state_.core2[first + i];
    for (; near != 0; near &= near - 1) {
      const std::size_t site = first_ + static_cast<std::size_t>(__builtin_ctz(near));
      const auto own_core2 = hn::Set(d, state_.core2[site]);
      auto least = hn::Set(d, kInfinity);
      for (std::size_t lane = 0; lane < kLeafSites; lane += hn::Lanes(d)) {
        auto sum = hn::Max(own_core2, hn::LoadU(d, foreign_core2 + lane));
        auto distance2 = hn::Zero(d);
        for (std::size_t axis = 0; axis < D; ++axis) {
          const double* at = state_.sites.at[axis].data();
          const auto gap = hn::Sub(hn::LoadU(d, at + first + lane), hn::Set(d, at[site]));
          distance2 = hn::Add(distance2, hn::Mul(gap, gap));
        }
        sum = hn::Max(sum, distance2);
        hn::StoreU(sum, d, reach2 + lane);
        least = hn::Min(least, sum);
      }
      if (hn::AllFalse(d, hn::Lt(least, hn::Set(d, below2_)))) continue;
      const double* nearest = std::min_element(reach2, reach2 + kLeafSites);
      best_ = {*nearest, static_cast<std::uint32_t>(site),
               static_cast<std::uint32_t>(first + (nearest - reach2))};
      below2_ = *nearest;
    }
  }

  /// Bits of the members that may have a short enough edge into the leaf.
  unsigned members_near(std::size_t leaf) const {
    const auto& boxes = state_.tree.levels[0];
    const Lanes d;
    const auto zero = hn::Zero(d);
    const auto leaf_core2 = hn::Set(d, state_.node_core2[0][leaf]);
    unsigned near = 0;
    for (std::size_t lane = 0; lane < kLeafSites; lane += hn::Lanes(d)) {
      auto sum = zero;
      for (std::size_t axis = 0; axis < D; ++axis) {
        const auto at = hn::LoadU(d, state_.sites.at[axis].data() + first_ + lane);
        const auto below = hn::Sub(hn::Set(d, boxes.lo[axis][leaf]), at);
        const auto above = hn::Sub(at, hn::Set(d, boxes.hi[axis][leaf]));
        const auto gap = hn::Max(hn::Max(below, above), zero);
        sum = hn::Add(sum, hn::Mul(gap, gap));
      }
      sum = hn::Max(hn::Max(sum, leaf_core2), hn::LoadU(d, state_.core2.data() + first_ + lane));
      std::uint8_t bits[8] = {};
      hn::StoreMaskBits(d, hn::Lt(sum, hn::Set(d, below2_)), bits);
      near |= static_cast<unsigned>(bits[0]) << lane;
    }
    return near & members_;
  }

  /// Edges that leave only get longer as components grow, so this holds in later rounds too.
  void note_reached() {
    const double reached2 = std::min(best_.distance2, state_.bound2[own_].load(std::memory_order_relaxed));
    auto rounded = static_cast<float>(std::min(reached2, 1e38));
    if (static_cast<double>(rounded) > reached2) rounded = std::nextafter(rounded, 0.0F);
    for (unsigned left = members_; left != 0; left &= left - 1) {
      float& known = state_.reached2[first_ + static_cast<std::size_t>(__builtin_ctz(left))];
      known = std::max(known, rounded);
    }
  }

  RoundState<D>& state_;
  std::vector<Candidate>& found_;
  std::size_t first_ = 0;  // site of the leaf
  unsigned members_ = 0;   // bits of the sites searched for
  std::uint32_t own_ = 0;  // their component
  double below2_ = 0, lo_[D] = {}, hi_[D] = {};
  Candidate best_{};
  std::vector<Open> open_;
};

template <int D, bool kNearbyOnly>
void search_leaves(RoundState<D>& state, std::size_t begin, std::size_t end, std::vector<Candidate>& found) {
  GroupSearch<D> search(state, found);
  for (std::size_t leaf = begin; leaf < end; ++leaf) search.template leaf<kNearbyOnly>(leaf);
}

void search_plane(RoundState<2>& state, std::size_t begin, std::size_t end, bool nearby_only,
                  std::vector<Candidate>& found) {
  if (nearby_only)
    search_leaves<2, true>(state, begin, end, found);
  else
    search_leaves<2, false>(state, begin, end, found);
}
void search_space(RoundState<3>& state, std::size_t begin, std::size_t end, bool nearby_only,
                  std::vector<Candidate>& found) {
  if (nearby_only)
    search_leaves<3, true>(state, begin, end, found);
  else
    search_leaves<3, false>(state, begin, end, found);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace agglo::density
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {
namespace {

HWY_EXPORT(search_plane);
HWY_EXPORT(search_space);

template <int D>
void search(RoundState<D>& state, std::size_t begin, std::size_t end, bool nearby_only,
            std::vector<Candidate>& found) {
  if constexpr (D == 2)
    HWY_DYNAMIC_DISPATCH(search_plane)(state, begin, end, nearby_only, found);
  else
    HWY_DYNAMIC_DISPATCH(search_space)(state, begin, end, nearby_only, found);
}

}  // namespace

template <int D>
void find_edges_nearby(RoundState<D>& state, std::size_t begin, std::size_t end,
                       std::vector<Candidate>& found) {
  search(state, begin, end, true, found);
}
template <int D>
void find_least_edges(RoundState<D>& state, std::size_t begin, std::size_t end,
                      std::vector<Candidate>& found) {
  search(state, begin, end, false, found);
}

template void find_edges_nearby<2>(RoundState<2>&, std::size_t, std::size_t, std::vector<Candidate>&);
template void find_edges_nearby<3>(RoundState<3>&, std::size_t, std::size_t, std::vector<Candidate>&);
template void find_least_edges<2>(RoundState<2>&, std::size_t, std::size_t, std::vector<Candidate>&);
template void find_least_edges<3>(RoundState<3>&, std::size_t, std::size_t, std::vector<Candidate>&);

}  // namespace agglo::density
#endif
