// Previews of pages: one is drawn at a time, the latest wish next.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Asks for a preview of the page as it is now, at once or after the one that is being drawn.
void refresh_preview(State& state, Jobs& jobs);
/// Asks for one when layers, filters, days or their maps are others than those of the last; once the rows to
/// show are known.
void follow_on_page(State& state, Jobs& jobs);
/// Takes a finished preview and asks for the next if the page changed meanwhile.
void take_preview(State& state, JobResult& result, Jobs& jobs);

}  // namespace agglo::viewer
