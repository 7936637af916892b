#include <algorithm>
#include <cmath>
#include <limits>

#include "agglo/equity.hpp"
#include "indicators/weighted_order.hpp"

namespace agglo {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Change of the mean of the fifth of the weight that had least before. Rows tied on the border are in it in
/// part, all with the same share.
double worst_quintile_change(std::span<const double> before, std::span<const double> after,
                             std::span<const double> weight) {
  const std::vector<WeightedValue> order = weighted_order(before, weight);
  double whole = 0;
  for (const WeightedValue& v : order) whole += v.weight;
  double left = 0.2 * whole, change = 0;
  for (std::size_t i = 0, end = 0; i < order.size() && left > 0; i = end) {
    double tied = 0, tied_change = 0;
    for (end = i; end < order.size() && order[end].value == order[i].value; ++end) {
      tied += order[end].weight;
      tied_change += order[end].weight * (after[order[end].row] - order[end].value);
    }
    change += tied_change * std::min(1.0, left / tied);
    left -= tied;
  }
  return whole > 0 ? change / (0.2 * whole) : kNone;
}

std::vector<double> of_rows(std::span<const double> values, std::span<const std::uint32_t> rows) {
  std::vector<double> some;
  some.reserve(rows.size());
  for (const std::uint32_t row : rows) some.push_back(values[row]);
  return some;
}

}  // namespace

EquityChange equity_change(std::span<const double> before, std::span<const double> after,
                           std::span<const double> weight) {
  std::vector<double> then(before.begin(), before.end()), now(after.begin(), after.end());
  for (std::size_t row = 0; row < then.size() && row < now.size(); ++row)
    if (std::isnan(then[row]) || std::isnan(now[row])) then[row] = now[row] = kNone;
  EquityChange c{equity(then, weight), equity(now, weight)};
  c.mean_change = c.after.mean - c.before.mean;
  c.gini_change = c.after.gini - c.before.gini;
  c.palma_change = c.after.palma - c.before.palma;
  c.worst_quintile_change = worst_quintile_change(then, now, weight);
  for (std::size_t row = 0; row < then.size(); ++row) {
    if (!(weight[row] > 0)) continue;
    if (now[row] > then[row]) c.weight_better += weight[row];
    if (now[row] < then[row]) c.weight_worse += weight[row];
  }
  return c;
}

std::vector<Equity> equity_by_group(std::span<const double> value, std::span<const double> weight,
                                    const Groups& groups) {
  std::vector<Equity> all;
  for (std::size_t g = 0; g < groups.size(); ++g)
    all.push_back(equity(of_rows(value, groups[g]), of_rows(weight, groups[g])));
  return all;
}

std::vector<EquityChange> equity_change_by_group(std::span<const double> before,
                                                 std::span<const double> after,
                                                 std::span<const double> weight, const Groups& groups) {
  std::vector<EquityChange> all;
  for (std::size_t g = 0; g < groups.size(); ++g)
    all.push_back(
        equity_change(of_rows(before, groups[g]), of_rows(after, groups[g]), of_rows(weight, groups[g])));
  return all;
}

}  // namespace agglo
