#include "indicators/weighted_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "access/service/cost_blocks.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

/// Sums of weights such as 0.1 miss a half or a tenth of the whole by rounding; this is how near counts as on
/// it.
constexpr double kRounding = 1e-12;

double weight_of(std::span<const WeightedValue> order) {
  double sum = 0;
  for (const WeightedValue& v : order) sum += v.weight;
  return sum;
}

}  // namespace

std::vector<WeightedValue> weighted_order(std::span<const double> value, std::span<const double> weight) {
  if (value.size() != weight.size())
    throw usage_error(fmt::format("there are {} values and {} weights", value.size(), weight.size()),
                      "give each value a weight");
  check_amounts(value, "value");
  check_amounts(weight, "weight");
  std::vector<WeightedValue> order;
  for (std::uint32_t row = 0; row < value.size(); ++row)
    if (!std::isnan(value[row]) && weight[row] > 0) order.push_back({value[row], weight[row], row});
  std::stable_sort(order.begin(), order.end(),
                   [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
  return order;
}

double weighted_median(std::span<const WeightedValue> order) {
  const double whole = weight_of(order), half = whole / 2;
  double sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sum += order[i].weight;
    if (std::abs(sum - half) <= kRounding * whole && i + 1 < order.size())
      return (order[i].value + order[i + 1].value) / 2;
    if (sum > half) return order[i].value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double total_of_least(std::span<const WeightedValue> order, double share) {
  double left = share * weight_of(order), total = 0;
  for (const WeightedValue& v : order) {
    const double taken = std::min(left, v.weight);
    total += taken * v.value;
    left -= taken;
    if (left <= 0) break;
  }
  return total;
}

}  // namespace agglo
