#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cluster/activity/activity_density.cpp"
#include "cluster/activity/activity_density.hpp"

#include <hwy/foreach_target.h>  // IWYU pragma: keep
#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace agglo::density {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::CappedTag<double, 8>;  // divides a block

/// Terms of one block for a site at p; the padding has NaN distances and adds 0.
HWY_INLINE double block_sum(const WeightedSites& sites, std::size_t begin, const Position<2>& p, double h2,
                            double scale) {
  const Lanes lanes;
  const auto x = hn::Set(lanes, p[0]), y = hn::Set(lanes, p[1]), one = hn::Set(lanes, 1.0);
  const auto limit = hn::Set(lanes, h2), steps = hn::Set(lanes, scale);
  auto sum = hn::Zero(lanes);
  for (std::size_t slot = begin; slot < begin + kBlock; slot += hn::Lanes(lanes)) {
    const auto dx = hn::Sub(x, hn::Load(lanes, sites.tree.position[0].data() + slot));
    const auto dy = hn::Sub(y, hn::Load(lanes, sites.tree.position[1].data() + slot));
    const auto d2 = hn::Add(hn::Mul(dx, dx), hn::Mul(dy, dy));
    const auto weight = hn::Mul(steps, hn::Load(lanes, sites.weight.data() + slot));
    const auto term = hn::Round(hn::Mul(weight, hn::Sub(one, hn::Div(d2, limit))));
    sum = hn::Add(sum, hn::IfThenElseZero(hn::Le(d2, limit), term));
  }
  return hn::GetLane(hn::SumOfLanes(lanes, sum));
}

void kernel_sums_here(const WeightedSites& sites, double bandwidth_m, double scale, std::size_t begin,
                      std::size_t end, double* sum) {
  const auto& nodes = sites.tree.nodes;
  const double h2 = bandwidth_m * bandwidth_m;
  std::vector<std::uint32_t> near;  // leaves within the bandwidth of the block of slots
  std::uint32_t stack[64];
  for (std::size_t block = begin; block < end; block += kBlock) {
    const std::size_t last = std::min({block + kBlock, end, sites.tree.size()});
    Bounds<2> box;
    for (std::size_t slot = block; slot < last; ++slot)
      box.extend({sites.tree.position[0][slot], sites.tree.position[1][slot]});
    near.clear();
    std::size_t depth = 0;
    stack[depth++] = 0;
    while (depth > 0) {
      const std::uint32_t at = stack[--depth];
      if (nodes[at].bounds.least_squared_distance(box) > h2) continue;
      if (nodes[at].right == 0) {
        near.push_back(at);
        continue;
      }
      stack[depth++] = nodes[at].right;
      stack[depth++] = at + 1;
    }
    for (std::size_t slot = block; slot < last; ++slot) {
      const Position<2> p{sites.tree.position[0][slot], sites.tree.position[1][slot]};
      double total = 0;
      for (const std::uint32_t leaf : near)
        if (nodes[leaf].bounds.least_squared_distance(p) <= h2)
          total += block_sum(sites, nodes[leaf].begin, p, h2, scale);
      sum[slot] = total;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace agglo::density
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace agglo::density {
HWY_EXPORT(kernel_sums_here);

void kernel_sums(const WeightedSites& sites, double bandwidth_m, double scale, std::size_t begin,
                 std::size_t end, double* sum) {
  HWY_DYNAMIC_DISPATCH(kernel_sums_here)(sites, bandwidth_m, scale, begin, end, sum);
}
}  // namespace agglo::density
#endif
