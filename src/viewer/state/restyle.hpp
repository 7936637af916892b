// Restyle: brings classes, labels and sizes of the map up to date with the styles of the layers, without
// reading the project again. What only changes looks needs none of it.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Submits a job for the layers whose classes differ from their style, unless one is under way: its end asks
/// again, so that a dragged break line queues nothing. Also sets which categories are hidden.
void request_restyle(State& state, Jobs& jobs);
/// Takes over the result, unless the map has changed meanwhile.
void take_restyled(State& state, const RestyleJob& job, const JobResult& result);
/// LayerView::hidden as the styles say.
void refresh_hidden(State& state);

}  // namespace agglo::viewer
