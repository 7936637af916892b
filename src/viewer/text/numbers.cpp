#include "viewer/text/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// Words of a name in lower case: "YearFounded", "year_founded" and "YEAR-founded" have two.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  for (std::size_t k = 0; k < name.size(); ++k) {
    if (!is_letter(name[k])) continue;
    const bool hump = k > 0 && is_upper(name[k]) && is_letter(name[k - 1]) && !is_upper(name[k - 1]);
    if (k == 0 || hump || !is_letter(name[k - 1])) words.emplace_back();
    words.back() += is_upper(name[k]) ? static_cast<char>(name[k] - 'A' + 'a') : name[k];
  }
  return words;
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Digits in groups of three after the first: "1.234.567".
bool is_grouped(std::string_view text, char mark) {
  std::size_t since = 0;
  bool any = false;
  for (const char c : text) {
    if (is_digit(c)) {
      if (++since > 3) return false;
      continue;
    }
    if (c != mark || since == 0 || (any && since != 3)) return false;
    any = true;
    since = 0;
  }
  return any && since == 3;
}

}  // namespace

std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), language().group);
  return text;
}

std::string counted(const char* one, const char* many, std::uint64_t n) {
  return fmt::format(fmt::runtime(tr_n(one, many, n)), grouped(n));
}

std::string number_text(double value, int digits) {
  const double size = std::abs(value);
  if (!(size >= 1000 && size < 1e15)) return with_decimal_mark(fmt::format("{:.{}g}", value, digits));
  return (value < 0 ? "-" : "") + grouped(static_cast<std::uint64_t>(std::llround(size)));
}

bool names_years(std::string_view column) {
  static constexpr std::array<std::string_view, 11> kYear{"year",  "years", "yr",   "año",  "ano", "anno",
                                                          "année", "annee", "jahr", "jaar", "سنة"};
  static constexpr std::array<std::string_view, 20> kAlone{
      "founded",     "foundedyear",   "yearfounded", "established", "yearestablished",
      "built",       "yearbuilt",     "baujahr",     "opened",      "yearopened",
      "openingyear", "startyear",     "endyear",     "closingyear", "born",
      "closed",      "gründungsjahr", "since",       "from",        "until"};
  if (column.find("年") != std::string_view::npos) return true;  // no blanks part words
  const std::vector<std::string> words = words_of(column);
  if (words.empty()) return false;
  if (words.size() == 1) return is_one_of(kYear, words[0]) || is_one_of(kAlone, words[0]);
  const auto rate = [](const std::string& word) {
    return word == "per" || word == "number" || word == "count";
  };
  if (std::any_of(words.begin(), words.end(), rate)) return false;  // "jobs_per_year"
  return is_one_of(kYear, words.front()) || is_one_of(kYear, words.back());
}

bool is_year(std::string_view column, double value) {
  return value >= 1000 && value <= 2200 && value == std::floor(value) && names_years(column);
}

std::string with_decimal_mark(std::string text) {
  const std::string_view mark = language().decimal;
  if (mark == ".") return text;
  const std::size_t at = text.find('.');
  if (at != std::string::npos) text.replace(at, 1, mark);
  return text;
}

std::string with_decimal_point(std::string_view typed) {
  const std::string as_typed(typed);
  std::string text;
  for (std::size_t k = 0; k < typed.size(); ++k) {
    // Blanks, also unbreakable ones, between the digits of one number.
    const bool unbreakable = typed.substr(k).starts_with("\u00A0");
    if ((typed[k] == ' ' || unbreakable) && !text.empty() && is_digit(text.back())) {
      const std::string_view rest = typed.substr(k + (unbreakable ? 2 : 1));
      const bool group = rest.size() >= 3 && std::all_of(rest.begin(), rest.begin() + 3, is_digit) &&
                         (rest.size() == 3 || !is_digit(rest[3]));
      if (!group) return as_typed;
      k += unbreakable ? 1 : 0;
      continue;
    }
    text += typed[k];
  }
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::string_view number = std::string_view(text).substr(sign);
  if (number.empty() ||
      !std::all_of(number.begin(), number.end(), [](char c) { return is_digit(c) || c == '.' || c == ','; }))
    return as_typed;
  const std::size_t comma = number.find(','), point = number.find('.');
  const auto commas = std::count(number.begin(), number.end(), ',');
  const auto points = std::count(number.begin(), number.end(), '.');
  if (commas == 0) {
    if (points > 1 && is_grouped(number, '.')) std::erase(text, '.');
    return text;
  }
  if (points == 0) {
    if (commas > 1 || (is_grouped(number, ',') && std::string_view(language().decimal) != ","))
      return as_typed;
    std::replace(text.begin(), text.end(), ',', '.');
    return text;
  }
  if (commas == 1 && comma > point && is_grouped(number.substr(0, comma), '.')) {  // 1.234,5
    std::erase(text, '.');
    std::replace(text.begin(), text.end(), ',', '.');
    return text;
  }
  if (points == 1 && point > comma && is_grouped(number.substr(0, point), ',')) {  // 1,234.5
    std::erase(text, ',');
    return text;
  }
  return as_typed;
}

}  // namespace agglo::viewer
