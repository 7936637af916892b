// History: what undo and redo give back.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Call before a change that the user can undo. Also marks the project as unsaved.
void remember(State& state);
/// One step back (forward), asking for a new scene where classes or labels differ. Nothing when there is
/// none.
void go_back(State& state, Jobs& jobs);
void go_forward(State& state, Jobs& jobs);
/// True when a scene has to be made anew for this change of style: another column to colour or label by.
bool needs_new_scene(const Style& before, const Style& after);

}  // namespace agglo::viewer
