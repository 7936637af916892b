// Loose search in short texts: for the command palette.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agglo::viewer {

/// How well the letters of `query` are found in `text` in their order, blanks aside and whatever case and
/// accents; nothing when they are not. Higher is better: beginnings of words and letters in a row count most.
std::optional<int> fuzzy_score(std::string_view query, std::string_view text);

}  // namespace agglo::viewer
