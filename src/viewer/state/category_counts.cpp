#include "viewer/state/category_counts.hpp"

#include <algorithm>

namespace agglo::viewer {

std::vector<std::size_t> category_counts(std::span<const std::int16_t> category_of_row,
                                         std::size_t categories, const RowSet& shown) {
  std::vector<std::size_t> counts(categories, 0);
  shown.for_each([&](std::size_t row) {
    if (row >= category_of_row.size()) return;
    const std::int16_t category = category_of_row[row];
    if (category >= 0 && static_cast<std::size_t>(category) < categories)
      ++counts[static_cast<std::size_t>(category)];
  });
  return counts;
}

}  // namespace agglo::viewer
