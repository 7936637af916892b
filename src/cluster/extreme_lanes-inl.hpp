// The least and the greatest lane of a vector, infinities included.
// Included once per instruction set (Highway), hence no #pragma once.
//
// Highway 1.0's MinOfLanes begins at the greatest finite number in emulated vectors (EMU128) and on RISC-V:
// MinOfLanes(d, Set(d, infinity)) is 1.8e308 there and infinity elsewhere; so, with -infinity, is MaxOfLanes.
#if defined(AGGLO_CLUSTER_EXTREME_LANES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef AGGLO_CLUSTER_EXTREME_LANES_INL_HPP
#undef AGGLO_CLUSTER_EXTREME_LANES_INL_HPP
#else
#define AGGLO_CLUSTER_EXTREME_LANES_INL_HPP
#endif

#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace agglo::density {
namespace HWY_NAMESPACE {

/// The least lane of v, in which no lane is NaN.
template <class Tag>
HWY_INLINE double least_lane(Tag d, hwy::HWY_NAMESPACE::Vec<Tag> v) {
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_RVV
  HWY_ALIGN double lane[hwy::HWY_NAMESPACE::MaxLanes(Tag())];
  hwy::HWY_NAMESPACE::Store(v, d, lane);
  return *std::min_element(lane, lane + hwy::HWY_NAMESPACE::Lanes(d));
#else
  return hwy::HWY_NAMESPACE::GetLane(hwy::HWY_NAMESPACE::MinOfLanes(d, v));
#endif
}

/// The greatest lane of v, in which no lane is NaN.
template <class Tag>
HWY_INLINE double greatest_lane(Tag d, hwy::HWY_NAMESPACE::Vec<Tag> v) {
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_RVV
  return -least_lane(d, hwy::HWY_NAMESPACE::Neg(v));
#else
  return hwy::HWY_NAMESPACE::GetLane(hwy::HWY_NAMESPACE::MaxOfLanes(d, v));
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace agglo::density
HWY_AFTER_NAMESPACE();
#endif
