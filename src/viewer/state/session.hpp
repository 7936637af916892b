// Session: opening and closing without losing anything.
#pragma once

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Opens a project; when styles are not saved, asks first.
void ask_or_open(State& state, const std::filesystem::path& project, Jobs& jobs);
/// Closes the window; when styles are not saved or jobs not finished, asks first.
void ask_or_quit(State& state, Jobs& jobs);
/// Goes on with what waited for saving, once that is done.
void continue_after_save(State& state, Jobs& jobs);
/// After a SaveCopyJob: opens the copy when the project's own file is gone.
void take_copy(State& state, const JobResult& result, Jobs& jobs);

}  // namespace agglo::viewer
