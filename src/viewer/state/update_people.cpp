#include <algorithm>
#include <cmath>

#include "agglo/teaching.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

void apply(State& state, const SetLanguage& a, Jobs&) {
  if (use_language(a.code)) {
    state.language = state.settings.language = a.code;
    return;
  }
  std::string known;
  for (const Language& language : languages())
    known += (known.empty() ? "" : ", ") + std::string(language.code);
  state.messages.push_back(
      {MessageKind::error, tr("Language"), "there is no language \"" + a.code + "\"", "languages: " + known});
  ++state.unread_errors;
}

void apply(State& state, const SetTextScale& a, Jobs&) {
  if (!std::isfinite(a.scale)) return;
  state.settings.font_scale = std::clamp(a.scale, kLeastFontScale, kMostFontScale);
}

void apply(State& state, const ShowHelp& a, Jobs&) {
  state.help.open = a.window;
  state.help.text.clear();
  state.help.chosen = 0;
  ++state.help.serial;
}

void apply(State& state, const HelpText& a, Jobs&) {
  state.help.text = a.text;
  state.help.chosen = 0;
}

void apply(State& state, const ChooseHelp& a, Jobs&) {
  state.help.chosen = a.entry;
}

void apply(State& state, const StartTour&, Jobs& jobs) {
  state.help.open = HelpWindow::none;
  state.help.tour = 0;
  state.settings.tour_seen = true;
  if (state.map) return;  // what is open serves as well, and nothing of it is lost
  jobs.submit(OpenProjectJob{.file = teaching_project_file(), .teaching = true}, tr_key("Teaching project"));
}

void apply(State& state, const TourStep& a, Jobs&) {
  if (!state.help.tour) return;
  if (a.step >= kTourSteps) {
    state.help.tour.reset();
    return;
  }
  state.help.tour = a.step;
  // Each step shows the part that it is about.
  if (a.step == 2) state.show_left = true;
  if (a.step == 3) open_right(state, RightTab::inspect);
  if (a.step == 4) {
    state.show_table = true;
    if (state.table.layer.empty()) choose_table(state);
  }
  if (a.step == 5) open_right(state, RightTab::form);
  if (a.step == 6) open_right(state, RightTab::activity);
}

void apply(State& state, const MoveKeyboard& a, Jobs&) {
  state.help.keyboard = a.place;
  if (!a.by_mouse) ++state.help.keyboard_serial;
  if (a.place == KeyboardPlace::left) state.show_left = true;
  if (a.place == KeyboardPlace::right) state.show_right = true;
}

}  // namespace agglo::viewer
