// How far apart two words are, for "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace agglo {

/// Levenshtein distance in bytes: insertions, deletions and replacements.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace agglo
