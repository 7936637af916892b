// Pick: what lies under a pixel.
#pragma once

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Above this many visible points an automatic layer is drawn as density, and single points cannot be picked.
inline constexpr std::size_t kMostAutomaticSymbols = 3000;
/// Above this many even a layer set to symbols is drawn as coloured cells.
inline constexpr std::size_t kMostSymbols = 20000;

/// True when the points of this layer are drawn one by one at the present view.
bool draws_symbols(const PreparedLayer& layer, const LayerView& view, const Camera& camera);

/// The symbol within 8 pixels, else the line within 4, else the polygon under the pixel, each time the
/// topmost. Base map layers and hidden layers are never hit.
std::optional<Hit> pick(const State& state, double x, double y);

}  // namespace agglo::viewer
