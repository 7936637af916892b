// Autosave: what a session has that its project file has not, as text that a later session can take up.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// The state of the window over a project, as JSON: styles, order, filters, hidden entries, selection (of up
/// to 100,000 rows), table, charts, forms, panels, camera. Empty while no project is open.
std::string autosave_json(const State& state);

/// Throws Error{usage} when the text is none of autosave_json().
Autosave autosave_from_json(const std::string& text);

/// Brings the State, whose project is open, to what was autosaved. What no longer fits is left out.
void take_autosave(State& state, const Autosave& saved);

}  // namespace agglo::viewer
