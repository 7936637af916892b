// Actions: two results beside each other.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Shows two clusterings by the names of their steps; empty names choose the last two.
struct CompareResults {
  std::string a, b;
};
struct MoveDivider {
  double share;
};
struct EndCompare {};

void apply(State& state, const CompareResults& a, Jobs& jobs);
void apply(State& state, const MoveDivider& a, Jobs& jobs);
void apply(State& state, const EndCompare& a, Jobs& jobs);

}  // namespace agglo::viewer
