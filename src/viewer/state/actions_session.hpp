// Actions: recent projects, windows, and what a crash left.
#pragma once

#include <filesystem>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Takes up what a session that ended unexpectedly left.
struct RestoreSession {};
struct ForgetSession {};
enum class UnsavedAnswer { save, discard, cancel };
/// The answer to State::asking.
struct AnswerUnsaved {
  UnsavedAnswer answer;
};
/// Another window, with a project or without.
struct NewWindow {
  std::filesystem::path file;
};
/// Looks which recent projects are there.
struct CheckRecent {};
struct ClearRecent {};
/// Looks whether another program changed or removed the project's file, and asks what to do.
struct CheckProjectFile {};
/// Reads the project again. What was not saved is kept on top of it.
struct ReloadProject {};
/// Goes on with what is in memory.
struct KeepProject {};
/// All of the project, as it is in the window, in a new file. When the project's own file is gone, the window
/// goes on with the copy.
struct SaveCopy {
  std::filesystem::path file;
};

void apply(State& state, const RestoreSession& a, Jobs& jobs);
void apply(State& state, const ForgetSession& a, Jobs& jobs);
void apply(State& state, const AnswerUnsaved& a, Jobs& jobs);
void apply(State& state, const NewWindow& a, Jobs& jobs);
void apply(State& state, const CheckRecent& a, Jobs& jobs);
void apply(State& state, const ClearRecent& a, Jobs& jobs);
void apply(State& state, const CheckProjectFile& a, Jobs& jobs);
void apply(State& state, const ReloadProject& a, Jobs& jobs);
void apply(State& state, const KeepProject& a, Jobs& jobs);
void apply(State& state, const SaveCopy& a, Jobs& jobs);

}  // namespace agglo::viewer
