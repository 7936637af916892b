// Infinite lanes in every instruction set that this machine has.
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/extreme_lanes_test.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "cluster/extreme_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace agglo::density::HWY_NAMESPACE {

/// The least and the greatest lane of a vector of one value, but for another in its last lane.
template <class Tag>
void find_extremes(Tag d, double value, double other, double* least, double* greatest) {
  namespace hn = hwy::HWY_NAMESPACE;
  std::vector<double> lanes(hn::Lanes(d), value);
  lanes.back() = other;
  const auto v = hn::LoadU(d, lanes.data());
  *least = least_lane(d, v);
  *greatest = greatest_lane(d, v);
}
void extremes(double value, double other, double* least, double* greatest) {
  find_extremes(hwy::HWY_NAMESPACE::ScalableTag<double>(), value, other, least, greatest);
}

}  // namespace agglo::density::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {
namespace {

HWY_EXPORT(extremes);

TEST(ExtremeLanes, may_be_infinite) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  hwy::SetSupportedTargetsForTest(0);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
    double least = 0, greatest = 0;
    for (const double value : {kInfinity, -kInfinity, 3.0}) {
      HWY_DYNAMIC_DISPATCH(extremes)(value, value, &least, &greatest);
      EXPECT_EQ(least, value);
      EXPECT_EQ(greatest, value);
    }
    // A vector of one lane holds the other value alone.
    HWY_DYNAMIC_DISPATCH(extremes)(kInfinity, -7, &least, &greatest);
    EXPECT_EQ(least, -7);
    HWY_DYNAMIC_DISPATCH(extremes)(-kInfinity, 7, &least, &greatest);
    EXPECT_EQ(greatest, 7);
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

}  // namespace
}  // namespace agglo::density
#endif
