// What the engine says, in the language of the window.
#pragma once

#include <string>

namespace agglo::viewer {

/// A message, hint, note or stage that came from below the window, line by line: names in "quotes" and
/// numbers stay as they are, the words around them are looked up as the text with {} in their places. English
/// where the catalogue has none. Call from the window's thread.
std::string tr_message(const std::string& english);

}  // namespace agglo::viewer
