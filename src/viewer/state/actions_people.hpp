// Actions: language, size of texts.
#pragma once

#include <string>
#include <variant>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct SetLanguage {
  std::string code;
};  ///< "es"; an unknown one becomes a message
struct SetTextScale {
  double scale;
};  ///< 1 = 100 %; kept within kLeastFontScale..kMostFontScale

using PeopleActions = std::variant<SetLanguage, SetTextScale>;

void apply(State& state, const SetLanguage& a, Jobs& jobs);
void apply(State& state, const SetTextScale& a, Jobs& jobs);

}  // namespace agglo::viewer
