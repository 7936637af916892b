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

void apply(State& state, const RestoreSession& a, Jobs& jobs);
void apply(State& state, const ForgetSession& a, Jobs& jobs);
void apply(State& state, const AnswerUnsaved& a, Jobs& jobs);
void apply(State& state, const NewWindow& a, Jobs& jobs);
void apply(State& state, const CheckRecent& a, Jobs& jobs);
void apply(State& state, const ClearRecent& a, Jobs& jobs);

}  // namespace agglo::viewer
