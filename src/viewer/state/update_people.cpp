#include <algorithm>
#include <cmath>

#include "viewer/state/actions.hpp"
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

}  // namespace agglo::viewer
