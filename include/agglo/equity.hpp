// Equity: how evenly something (access, jobs, spending) is spread over firms or people.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agglo/groups.hpp"

namespace agglo {

/// Of values (what each row has per unit of weight) and weights (firms, jobs, people). Undefined figures are
/// NaN; `reason` says why the first of them is.
struct Equity {
  std::uint64_t rows = 0, left_out = 0;  ///< left out: value or weight unknown, or weight 0
  double weight = 0;
  double mean = 0, median = 0;
  double gini = 0;                 ///< 0 all have the same ... 1 one has all
  double palma = 0;                ///< total of the 10 % that have most / total of the 40 % that have least
  double below_half_median = 0;    ///< share of the weight with less than half the median
  double worst_quintile_mean = 0;  ///< mean over the 20 % that have least
  std::string reason;
};
/// Rows on the border of the 10, 20 and 40 % are split. The median is the value at half of the weight, the
/// mean of two where half falls between them. No row: all NaN. All values 0: gini and palma NaN; the 40 %
/// that have least have nothing: palma NaN. Error{usage} when a value or weight is negative or infinite.
/// O(n log n).
Equity equity(std::span<const double> value, std::span<const double> weight);
/// The same of each group of rows, the others left aside.
std::vector<Equity> equity_by_group(std::span<const double> value, std::span<const double> weight,
                                    const Groups& groups);

/// Share of the weight, least first, and share of the total that it has (Lorenz 1905); from 0, 0 to 1, 1, one
/// point per different value. Empty when the total is 0.
struct LorenzPoint {
  double weight_share, value_share;
};
std::vector<LorenzPoint> lorenz_curve(std::span<const double> value, std::span<const double> weight);
/// Its value share at a weight share of 0..1, in straight lines between the points; NaN for an empty curve.
double lorenz_at(std::span<const LorenzPoint> curve, double weight_share);

/// A scenario: the same rows before and after. Rows unknown in either are left out of both.
struct EquityChange {
  Equity before, after;
  double mean_change = 0, gini_change = 0, palma_change = 0;  ///< after - before; NaN when one is
  /// Change of the mean of those who had least before: the worst quintile of then, today. Rows that tie on
  /// its border are in it with the same share each, so the order of rows does not matter.
  double worst_quintile_change = 0;
  double weight_better = 0, weight_worse = 0;
};
EquityChange equity_change(std::span<const double> before, std::span<const double> after,
                           std::span<const double> weight);
std::vector<EquityChange> equity_change_by_group(std::span<const double> before,
                                                 std::span<const double> after,
                                                 std::span<const double> weight, const Groups& groups);

}  // namespace agglo
