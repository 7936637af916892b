// What the worker does for each kind of job.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "agglo/project.hpp"
#include "viewer/jobs/jobs.hpp"

namespace agglo::viewer {

/// The open project and what is read once per session. Used by the worker alone.
struct ProjectSession {
  std::optional<Project> project;
  std::optional<std::vector<Layer>> basemap;
};

/// Runs one job; an Error becomes part of the result and leaves the session as it was.
JobResult run_job(ProjectSession& session, const JobRequest& request, RunControl& run);
/// Likewise a job taken from its queue; the result says what it answers.
JobResult run_job(ProjectSession& session, Jobs::Running job);

}  // namespace agglo::viewer
