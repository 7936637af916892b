// Saved rows: filters and time as the project keeps them, beside its styles.
#pragma once

#include <string>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// JSON of filters by layer and of the time strip.
std::string saved_rows(const State& state);
/// Puts them back; what is missing or of the wrong kind stays as it is.
void restore_rows(State& state, const std::string& json);
/// Whether they leave out rows.
bool limits_rows(const std::string& json);

/// The time strip alone.
std::string time_json(const TimeRange& range);
TimeRange time_from_json(const std::string& json);

}  // namespace agglo::viewer
