#include "cluster/whole_weights.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

#include "core/parallel.hpp"

namespace agglo::density {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;
constexpr double kGreatest = 0x1p900;  // that a weight counts: the sum of all is finite

/// reduce(begin, end) of each block.
template <class Reduce>
std::vector<double> by_block(std::span<const double> weight, RunControl& run, const Reduce& reduce) {
  std::vector<double> value((weight.size() + kBlock - 1) / kBlock);
  run.begin("looking at weights", weight.size());
  parallel_blocks(weight.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t block) {
    value[block] = reduce(weight.subspan(begin, end - begin));
  });
  return value;
}

/// All weights, none counted more than `most`, or a little more. Each is rounded up to a part in 2^21 of the
/// greatest, so the sum is exact and does not depend on the order.
double sum_bound(std::span<const double> weight, double most, RunControl& run) {
  const std::vector<double> greatest = by_block(
      weight, run, [](std::span<const double> part) { return *std::max_element(part.begin(), part.end()); });
  const double top = std::min(most, *std::max_element(greatest.begin(), greatest.end()));
  if (!(top > 0)) return 0;
  const int part_exponent = std::max(std::ilogb(top) - 20, -1000);
  const double parts = std::ldexp(1.0, -part_exponent);
  double sum = 0;
  for (const double of_block : by_block(weight, run, [&](std::span<const double> block) {
         double of_these = 0;
         for (const double w : block) of_these += std::ceil(std::min(w, most) * parts);
         return of_these;
       }))
    sum += of_block;
  return std::ldexp(sum, part_exponent);
}

bool is_whole(double weight, double per_weight) {
  return std::nearbyint(weight * per_weight) / per_weight == weight;
}

bool are_whole(std::span<const double> weight, double per_weight, double most, RunControl& run) {
  std::atomic<bool> whole{true};
  run.begin("looking at weights", weight.size());
  parallel_blocks(weight.size(), kBlock, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    if (!whole.load(std::memory_order_relaxed)) return;
    const std::span<const double> part = weight.subspan(begin, end - begin);
    // Weights above `most` are cut to it.
    if (!std::all_of(part.begin(), part.end(), [&](double w) { return w > most || is_whole(w, per_weight); }))
      whole.store(false, std::memory_order_relaxed);
  });
  return whole;
}

}  // namespace

WeightSteps::WeightSteps(std::span<const double> weight, const WeightUse& use, RunControl& run)
    : room_(use.room), points_(static_cast<double>(weight.size())) {
  if (weight.empty()) return;
  const double most = std::min(use.most, kGreatest);
  choose(weight, most, use.limit, run);
  if (as_given_) return;
  most_ = most;
  most_steps_ = least(most);
}

void WeightSteps::choose(std::span<const double> weight, double most, double limit, RunControl& run) {
  const double all = sum_bound(weight, most, run);
  for (per_weight_ = 1; per_weight_ <= 1e6 && all * per_weight_ < room_; per_weight_ *= 10)
    if (are_whole(weight, per_weight_, most, run)) return;
  whole_ = false;
  per_weight_ = std::ldexp(1.0, std::min(std::ilogb(room_) - 2 - std::ilogb(all), 1000));
  if (limit * per_weight_ >= 0x1p20) return;
  as_given_ = true;
  per_weight_ = 1;
}

double WeightSteps::slack(double steps) const {
  return whole_ ? 0 : std::min(std::floor(steps * 0x1p-30), std::floor(points_ / 2) + 1);
}

double WeightSteps::least(double limit) const {
  if (as_given_) return limit;
  limit = std::min(limit, kGreatest);
  const double steps = limit * per_weight_, nearest = std::nearbyint(steps);
  if (!(steps < room_)) return room_;  // never reached
  // A limit written with decimals is whole too, whatever its product rounds to.
  if (whole_ && nearest / per_weight_ == limit) return nearest;
  const double up = std::ceil(steps), rounded_down = std::fma(limit, per_weight_, -steps) > 0 ? 1 : 0;
  return std::max(1.0, up + (up == steps ? rounded_down : 0) - slack(up));
}

double WeightSteps::greatest(double limit) const {
  const double steps = std::floor(limit * per_weight_);
  return whole_ || as_given_ || !(steps < room_) ? limit : weight(steps + slack(steps));
}

}  // namespace agglo::density
