// Texts of the window in the language the user chose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "viewer/text/languages.hpp"

namespace agglo::viewer {

/// The text in the language of the window: `english` itself while no translation is known. The pointer stays
/// good until the language changes. Only texts of the window go through here, never data. Call from the
/// window's thread.
const char* tr(const char* english);
inline std::string tr(const std::string& english) {
  return tr(english.c_str());
}
/// The form of a text that a number wants: fmt::format(fmt::runtime(tr_n("{} row", "{} rows", n)),
/// grouped(n)).
const char* tr_n(const char* one, const char* many, std::uint64_t n);
/// Marks a text of a table that goes through tr() later.
constexpr const char* tr_key(const char* english) {
  return english;
}

/// The language of the window; English at the start.
const Language& language();
/// Changes it from the next text on; does nothing when it is so already. False for an unknown code.
bool use_language(std::string_view code);
/// All texts of the language one after the other: what its fonts must be able to show.
std::string all_texts();

}  // namespace agglo::viewer
