// Languages of the window: how each writes numbers, counts things and in which direction it is read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace agglo::viewer {

struct Language {
  const char* code;  ///< "es"
  const char* name;  ///< in the language itself
  bool right_to_left = false;
  const char* decimal = ".";
  const char* group = ",";
  int plural_forms = 2;
  int (*plural_form)(std::uint64_t n) = nullptr;  ///< which of the forms a number takes, from 0
  const char* font_sample = "";                   ///< characters without which it cannot be shown
  const char* font_package = "";                  ///< the Debian package that has them
};

/// English first.
std::span<const Language> languages();
/// Null when there is none of this code.
const Language* find_language(std::string_view code);
/// That of the user's desktop (LC_ALL, LC_MESSAGES, LANG); English when there is no translation.
std::string language_of_desktop();

}  // namespace agglo::viewer
