// Actions: the filter of a layer.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// While somebody types: what is wrong is told, the map stays as it is.
struct EditFilter {
  std::string layer, text;
};
/// Shows only rows for which the expression is true; empty = all. One that cannot be understood changes
/// nothing.
struct SetFilter {
  std::string layer, expression;
};

void apply(State& state, const EditFilter& a, Jobs& jobs);
void apply(State& state, const SetFilter& a, Jobs& jobs);

}  // namespace agglo::viewer
