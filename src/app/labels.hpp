// Labels: where to write names so that none lies on another.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "agglo/shapes.hpp"

namespace agglo {

/// A text of width x height that belongs to a feature around (x, y) reaching half_width and half_height to
/// each side (0 for a bare point). y grows downward. centred: on the feature when it fits there, else beside
/// it.
struct PlaceRequest {
  double x = 0, y = 0;
  double width = 0, height = 0;
  double half_width = 0, half_height = 0;
  double gap = 1;
  bool centred = false;
};

/// Upper left corner and the box kept free.
struct PlacedLabel {
  double x = 0, y = 0;
};

/// Greedy, in the order given (most important first): each label takes the first of its candidate places
/// (beside, above, below, corners) that lies inside `frame`, on no earlier label and on no obstacle; a label
/// that finds none is left out (nullopt). Boxes of labels do not touch. About O(n) through a grid of cells.
std::vector<std::optional<PlacedLabel>> place_labels(std::span<const PlaceRequest> requests, const Box& frame,
                                                     std::span<const Box> obstacles);

}  // namespace agglo
