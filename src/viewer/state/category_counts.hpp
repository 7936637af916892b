// Category counts: how many of the rows shown are in each category of a layer's legend, and how they are
// drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agglo/row_set.hpp"
#include "agglo/scene.hpp"

namespace agglo::viewer {

/// Rows of `shown` by category, 0 to categories - 1; those of no category (-1) are not counted. 10M rows take
/// about 20 ms on one thread.
std::vector<std::size_t> category_counts(std::span<const std::int16_t> category_of_row,
                                         std::size_t categories, const RowSet& shown);

/// How the rows of a category are drawn on the map.
struct DrawnAs {
  bool area = false, line = false, mark = false;
};
/// By category of the layer, all its rows looked at; a category without rows is drawn as the layer's first
/// shape is.
std::vector<DrawnAs> drawn_as(const SceneLayer& layer, std::size_t categories);

}  // namespace agglo::viewer
