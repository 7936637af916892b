// Actions: language, size of texts, helps, where the keyboard is.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct SetLanguage {
  std::string code;
};  ///< "es"; an unknown one becomes a message
struct SetTextScale {
  double scale;
};  ///< 1 = 100 %; kept within kLeastFontScale..kMostFontScale

struct ShowHelp {
  HelpWindow window;
};  ///< none closes
struct HelpText {
  std::string text;
};
struct ChooseHelp {
  std::size_t entry;
};
struct StartTour {};  ///< opens the teaching project, and makes it when it is not there yet
struct TourStep {
  std::size_t step;
};  ///< kTourSteps ends it
struct MoveKeyboard {
  KeyboardPlace place;
  bool by_mouse = false;  ///< where the click fell has it already
};

void apply(State& state, const SetLanguage& a, Jobs& jobs);
void apply(State& state, const SetTextScale& a, Jobs& jobs);
void apply(State& state, const ShowHelp& a, Jobs& jobs);
void apply(State& state, const HelpText& a, Jobs& jobs);
void apply(State& state, const ChooseHelp& a, Jobs& jobs);
void apply(State& state, const StartTour& a, Jobs& jobs);
void apply(State& state, const TourStep& a, Jobs& jobs);
void apply(State& state, const MoveKeyboard& a, Jobs& jobs);

}  // namespace agglo::viewer
