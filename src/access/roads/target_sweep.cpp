// Costs are below 2^31, so the sum of two does not wrap, and the least of it and kUnreached is a cost again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "access/roads/target_sweep.cpp"
#include "access/roads/target_sweep.hpp"

#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>  // IWYU pragma: keep
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace agglo::roads {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::CappedTag<RoadCost, 8>;  // four vectors of these divide kLanes
using Vector = hn::Vec<Lanes>;

void sweep_down_lanes(const TargetSelection& selection, std::span<const std::uint8_t> is_given,
                      RoadCost* HWY_RESTRICT costs) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  const Vector unreached = hn::Set(lanes, kUnreached);
  const SweepArc* const arcs = selection.arcs.data();
  for (std::size_t place = 0; place < selection.size(); ++place) {
    const std::uint32_t begin = selection.start[place], end = selection.start[place + 1];
    RoadCost* const own = costs + place * kLanes;
    for (std::size_t lane = 0; lane < kLanes; lane += 4 * width) {
      Vector a = unreached, b = unreached, c = unreached, d = unreached;
      RoadCost* const to = own + lane;
      if (is_given[place] != 0) {
        a = hn::Load(lanes, to);
        b = hn::Load(lanes, to + width);
        c = hn::Load(lanes, to + 2 * width);
        d = hn::Load(lanes, to + 3 * width);
      }
      for (std::uint32_t i = begin; i < end; ++i) {
        const RoadCost* const from = costs + std::size_t{arcs[i].tail} * kLanes + lane;
        const Vector way = hn::Set(lanes, arcs[i].cost);
        a = hn::Min(a, hn::Add(hn::Load(lanes, from), way));
        b = hn::Min(b, hn::Add(hn::Load(lanes, from + width), way));
        c = hn::Min(c, hn::Add(hn::Load(lanes, from + 2 * width), way));
        d = hn::Min(d, hn::Add(hn::Load(lanes, from + 3 * width), way));
      }
      hn::Store(a, lanes, to);
      hn::Store(b, lanes, to + width);
      hn::Store(c, lanes, to + 2 * width);
      hn::Store(d, lanes, to + 3 * width);
    }
  }
}

void costs_at_ends_lanes(std::span<const FirmEnds> firms, const RoadCost* HWY_RESTRICT costs,
                         RoadCost* HWY_RESTRICT taken) {
  constexpr std::size_t kAhead = 8;  // rows come from anywhere in memory
  const Lanes lanes;
  const Vector unreached = hn::Set(lanes, kUnreached);
  for (std::size_t firm = 0; firm < firms.size(); ++firm) {
    if (firm + kAhead < firms.size())
      for (const std::uint32_t place : firms[firm + kAhead].place) {
        hwy::Prefetch(costs + std::size_t{place} * kLanes);
        hwy::Prefetch(costs + std::size_t{place} * kLanes + kLanes / 2);
      }
    const FirmEnds& ends = firms[firm];
    const RoadCost* const first = costs + std::size_t{ends.place[0]} * kLanes;
    const RoadCost* const second = costs + std::size_t{ends.place[1]} * kLanes;
    const Vector first_way = hn::Set(lanes, ends.cost[0]), second_way = hn::Set(lanes, ends.cost[1]);
    for (std::size_t lane = 0; lane < kLanes; lane += hn::Lanes(lanes)) {
      const Vector by_first = hn::Add(hn::Load(lanes, first + lane), first_way);
      const Vector by_second = hn::Add(hn::Load(lanes, second + lane), second_way);
      hn::Store(hn::Min(unreached, hn::Min(by_first, by_second)), lanes, taken + firm * kLanes + lane);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace agglo::roads
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::roads {
HWY_EXPORT(sweep_down_lanes);
HWY_EXPORT(costs_at_ends_lanes);

void sweep_down(const TargetSelection& selection, std::span<const std::uint8_t> is_given, RoadCost* costs) {
  HWY_DYNAMIC_DISPATCH(sweep_down_lanes)(selection, is_given, costs);
}
void costs_at_ends(std::span<const FirmEnds> firms, const RoadCost* costs, RoadCost* taken) {
  HWY_DYNAMIC_DISPATCH(costs_at_ends_lanes)(firms, costs, taken);
}
}  // namespace agglo::roads
#endif
