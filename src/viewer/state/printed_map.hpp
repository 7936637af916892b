// Printed map: what is on the screen, as the engine prints it.
#pragma once

#include <vector>

#include "agglo/print.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Throws Error{usage} while two results are compared: a page would show neither side.
void need_one_result(const State& state);
/// The layers as they are on the screen.
std::vector<SceneLayer> printed_layers(const State& state);
/// The maps side by side on the screen; empty when there is one.
std::vector<PageMap> printed_maps(const State& state);

}  // namespace agglo::viewer
