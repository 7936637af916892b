// Actions: files, jobs, the end.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct OpenFile {
  std::filesystem::path file;
};                      ///< a project is opened, anything else goes to the import form
struct ReadColumns {};  ///< those that a first look at a large project leaves out
struct SaveProject {};
struct ExportView {
  std::filesystem::path file;
};
struct JobsChanged {};  ///< take results and progress from the jobs
struct CancelJob {
  std::uint64_t id;
};
struct MoveJobUp {
  std::uint64_t id;
};
struct Quit {};

void apply(State& state, const OpenFile& a, Jobs& jobs);
void apply(State& state, const ReadColumns& a, Jobs& jobs);
void apply(State& state, const SaveProject& a, Jobs& jobs);
void apply(State& state, const ExportView& a, Jobs& jobs);
void apply(State& state, const JobsChanged& a, Jobs& jobs);
void apply(State& state, const CancelJob& a, Jobs& jobs);
void apply(State& state, const MoveJobUp& a, Jobs& jobs);
void apply(State& state, const Quit& a, Jobs& jobs);

}  // namespace agglo::viewer
