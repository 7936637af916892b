// Actions: styles, order, undo.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct SetStyle {
  std::string layer;
  Style style;
};
struct MoveLayer {
  std::string layer;
  int up;
};  ///< +1 towards the top
struct ToggleCategory {
  std::string layer;
  std::size_t category;
};
struct UnfoldStyle {
  std::string layer;
};  ///< empty folds
/// Begins typing a new title; an empty name ends it.
struct StartRename {
  std::string layer;
};
struct RenameLayer {
  std::string layer, title;
};
/// Out of the project, with what rests on it; undo brings it back.
struct RemoveLayer {
  std::string layer;
};
struct Undo {};
struct Redo {};

void apply(State& state, const SetStyle& a, Jobs& jobs);
void apply(State& state, const MoveLayer& a, Jobs& jobs);
void apply(State& state, const ToggleCategory& a, Jobs& jobs);
void apply(State& state, const UnfoldStyle& a, Jobs& jobs);
void apply(State& state, const StartRename& a, Jobs& jobs);
void apply(State& state, const RenameLayer& a, Jobs& jobs);
void apply(State& state, const RemoveLayer& a, Jobs& jobs);
void apply(State& state, const Undo& a, Jobs& jobs);
void apply(State& state, const Redo& a, Jobs& jobs);

}  // namespace agglo::viewer
