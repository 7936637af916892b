// Terms of the field, each explained in a sentence.
#pragma once

#include <span>
#include <string_view>

namespace agglo::viewer {

struct Term {
  const char* name;     ///< English; shown through tr()
  const char* meaning;  ///< one or two sentences; shown through tr()
  const char* keys;     ///< options and columns it explains, each between blanks: " eps_m max_eps_m "
};

std::span<const Term> terms();
/// The term that explains an option or a column of this name; null when there is none.
const Term* term_of(std::string_view key);

}  // namespace agglo::viewer
