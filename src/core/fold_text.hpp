// Fold: text without case and accents, for searching.
#pragma once

#include <string>
#include <string_view>

namespace agglo {

/// Latin, Greek and Cyrillic letters in lower case and without accents (É -> e, ß -> ss, Æ -> ae), combining
/// marks left out, all else as it is. Bytes that are no UTF-8 are kept. Writes into `out`.
void fold_text(std::string_view text, std::string& out);
std::string folded(std::string_view text);

}  // namespace agglo
