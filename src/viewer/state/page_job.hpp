// Previews of pages: one is drawn at a time, the latest wish next.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Asks for a preview of the page as it is now, at once or after the one that is being drawn.
void refresh_preview(State& state, Jobs& jobs);
/// Takes a finished preview and asks for the next if the page changed meanwhile.
void take_preview(State& state, JobResult& result, Jobs& jobs);

}  // namespace agglo::viewer
