// Texts of the window in the language the user chose.
#pragma once

#include <string>

namespace agglo::viewer {

/// The text in the language of the window: `english` itself while no translation is known. The pointer stays
/// good until the language changes. Only texts of the window go through here, never data. Call from the
/// window's thread.
const char* tr(const char* english);
inline std::string tr(const std::string& english) {
  return tr(english.c_str());
}

}  // namespace agglo::viewer
