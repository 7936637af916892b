// Numbers as the language of the window writes them, and as people type them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace agglo::viewer {

/// "12,345", "12.345" or "12 345".
std::string grouped(std::uint64_t n);
/// counted("{} row", "{} rows", 1200): "1,200 rows", in the language and its plural form.
std::string counted(const char* one, const char* many, std::uint64_t n);
/// A number with a decimal point, as fmt writes it, with the decimal mark of the language.
std::string with_decimal_mark(std::string text);
/// What a person typed as a number, with a decimal point: "0,5" is "0.5", "1.234,5" and "1 234,5" are
/// "1234.5". A text that is no number, or a list such as "1,2,3", comes back as it is; so does "1,234", which
/// one half of the world reads as 1234 and the other as 1.234, unless the language of the window has a
/// decimal comma.
std::string with_decimal_point(std::string_view typed);

}  // namespace agglo::viewer
