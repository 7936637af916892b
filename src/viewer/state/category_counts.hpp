// Category counts: how many of the rows shown are in each category of a layer's legend.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agglo/row_set.hpp"

namespace agglo::viewer {

struct State;

/// Counts for the legend of one layer, with what they were made from.
struct LegendCounts {
  std::shared_ptr<const RowSet> shown;
  std::shared_ptr<const std::vector<std::int16_t>> category;
  std::vector<std::size_t> counts;  ///< by category
};

/// Rows of `shown` by category, 0 to categories - 1; those of no category (-1) are not counted. 10M rows take
/// about 20 ms on one thread.
std::vector<std::size_t> category_counts(std::span<const std::int16_t> category_of_row,
                                         std::size_t categories, const RowSet& shown);
/// Called after every action: counts again for layers in the legend whose rows shown are others now.
void refresh_legend_counts(State& state);

}  // namespace agglo::viewer
