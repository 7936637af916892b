// Parts of a frame plan that styles ask for: heat and symbols whose size stands for a value.
#pragma once

#include <vector>

#include "viewer/draw/frame_plan.hpp"

namespace agglo::viewer {

/// The kernel density of a layer of points. O(points), on two threads when many.
void add_heat(const State& state, const LayerView& view, FramePlan& plan);
/// Symbols of a layer with sizes, the largest at the bottom; of more than kMostSymbols in view the largest
/// ones. O(rows).
void add_sized(const State& state, const LayerView& view, const std::vector<Category>& categories,
               FramePlan& plan);

}  // namespace agglo::viewer
