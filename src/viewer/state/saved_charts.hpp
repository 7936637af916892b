// Saved charts: what the user made of the charts, as the project and the autosave keep it.
#pragma once

#include <string>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// JSON of the charts by layer.
std::string charts_json(const ChartsByLayer& charts);
/// Charts of an unknown kind and what is no chart are left out; nothing when the text is no JSON object.
ChartsByLayer charts_from_json(const std::string& text);

}  // namespace agglo::viewer
