// Jobs that wait, run as the worker of their lane runs them; no threads.
#pragma once

#include "viewer/jobs/job_runs.hpp"
#include "viewer/state/actions.hpp"

namespace agglo::viewer {

/// The next job of a lane; its result is taken. There must be one.
inline void run_next_job(State& state, Jobs& jobs, ProjectSession& session, Lane lane) {
  jobs.finish(run_job(session, *jobs.next(lane)));
  update(state, JobsChanged{}, jobs);
}

/// All jobs of a lane, also those that their results ask for.
inline void run_waiting_jobs(State& state, Jobs& jobs, Lane lane = Lane::side) {
  ProjectSession session;
  while (jobs.waits(lane)) run_next_job(state, jobs, session, lane);
}

}  // namespace agglo::viewer
