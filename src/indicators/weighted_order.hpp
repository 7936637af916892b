// WeightedOrder: values with weights, least first, for quantiles and shares that may split a row.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace agglo {

struct WeightedValue {
  double value, weight;
  std::uint32_t row;
};

/// Rows with a known value and a weight above 0, least value first, ties by row. Error{usage} when a value or
/// weight is negative or infinite.
std::vector<WeightedValue> weighted_order(std::span<const double> value, std::span<const double> weight);

/// The value at half of the weight, the mean of two where half falls between them; NaN when empty.
double weighted_median(std::span<const WeightedValue> order);

/// Total (value times weight) of the first `share` of the weight; the row on the border counts in part.
double total_of_least(std::span<const WeightedValue> order, double share);

}  // namespace agglo
