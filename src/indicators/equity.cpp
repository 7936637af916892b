#include "agglo/equity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "indicators/weighted_order.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Twice the area between the Lorenz curve and the diagonal, by trapezia.
double gini_of(std::span<const WeightedValue> order, double weight, double total) {
  double below = 0, area = 0;
  for (const WeightedValue& v : order) {
    const double upto = below + v.value * v.weight;
    area += v.weight * (below + upto);
    below = upto;
  }
  return std::max(0.0, 1 - area / (weight * total));
}

}  // namespace

Equity equity(std::span<const double> value, std::span<const double> weight) {
  const std::vector<WeightedValue> order = weighted_order(value, weight);
  Equity e;
  e.rows = order.size();
  e.left_out = value.size() - order.size();
  double total = 0;
  for (const WeightedValue& v : order) {
    e.weight += v.weight;
    total += v.value * v.weight;
  }
  e.median = weighted_median(order);
  if (order.empty()) {
    e.mean = e.gini = e.palma = e.below_half_median = e.worst_quintile_mean = kNone;
    e.reason = "no row with a value and a weight";
    return e;
  }
  e.mean = total / e.weight;
  e.worst_quintile_mean = total_of_least(order, 0.2) / (0.2 * e.weight);
  e.below_half_median = 0;
  for (const WeightedValue& v : order)
    if (v.value < e.median / 2) e.below_half_median += v.weight;
  e.below_half_median /= e.weight;
  if (!(total > 0)) {
    e.gini = e.palma = kNone;
    e.reason = "all values are 0";
    return e;
  }
  e.gini = gini_of(order, e.weight, total);
  const double least = total_of_least(order, 0.4);
  std::vector<WeightedValue> most(order.rbegin(), order.rend());  // the top is the first 10 % from this end
  e.palma = least > 0 ? total_of_least(most, 0.1) / least : kNone;
  if (!(least > 0)) e.reason = "the 40 % that have least have nothing";
  return e;
}

std::vector<LorenzPoint> lorenz_curve(std::span<const double> value, std::span<const double> weight) {
  const std::vector<WeightedValue> order = weighted_order(value, weight);
  double whole = 0, total = 0;
  for (const WeightedValue& v : order) {
    whole += v.weight;
    total += v.value * v.weight;
  }
  if (!(total > 0)) return {};
  std::vector<LorenzPoint> curve{{0, 0}};
  double w = 0, t = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    w += order[i].weight;
    t += order[i].value * order[i].weight;
    if (i + 1 == order.size() || order[i + 1].value != order[i].value)
      curve.push_back({w / whole, t / total});
  }
  return curve;
}

double lorenz_at(std::span<const LorenzPoint> curve, double weight_share) {
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const LorenzPoint &a = curve[i - 1], &b = curve[i];
    if (weight_share > b.weight_share && i + 1 < curve.size()) continue;
    return a.value_share + (b.value_share - a.value_share) * (weight_share - a.weight_share) /
                               (b.weight_share - a.weight_share);
  }
  return kNone;
}

}  // namespace agglo
