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
/// A number from 1,000 up in whole groups, below with a few digits, in the language's marks: "12,345",
/// "0.25".
std::string number_text(double value, int digits = 5);
/// Whether the name of a column says that it holds years: a word such as year, año, Jahr or founded is the
/// whole name, or a word for year is its first or last ("year_founded", "Baujahr", "yearOpened").
bool names_years(std::string_view column);
/// Whether a value of a column of this name is a year, which has no marks between its digits: a whole number
/// from 1000 to 2200.
bool is_year(std::string_view column, double value);
/// What a person typed as a number, with a decimal point: "0,5" is "0.5", "1.234,5" and "1 234,5" are
/// "1234.5". A text that is no number, or a list such as "1,2,3", comes back as it is; so does "1,234", which
/// one half of the world reads as 1234 and the other as 1.234, unless the language of the window has a
/// decimal comma.
std::string with_decimal_point(std::string_view typed);

}  // namespace agglo::viewer
