#include <algorithm>
#include <array>
#include <limits>

#include "csv_values.hpp"
#include "import_values.hpp"

namespace agglo {
namespace {

constexpr std::array<std::string_view, 38> kPeople{
    "personas",     "persona",     "personnes",    "personne", "persons",  "person",     "people",
    "employees",    "employee",    "emp",          "empl",     "employes", "employe",    "salaries",
    "salarie",      "jobs",        "job",          "staff",    "workers",  "worker",     "empleados",
    "trabajadores", "mitarbeiter", "beschaftigte", "personen", "addetti",  "dipendenti", "funcionarios",
    "empregados",   "pessoas",     "pessoa",       "ocupados", "fte",      "from",       "de",
    "von",          "da",          "between"};
constexpr std::array<std::string_view, 12> kTo{"-",  "to",  "a",   "bis", "and", "y",
                                               "et", "ate", "und", "e",   "au",  "through"};
constexpr std::array<std::string_view, 15> kAndMore{"+",       "more",   "plus", "above", "over",
                                                    "mas",     "mehr",   "piu",  "mais",  "older",
                                                    "greater", "larger", ">=",   "least", "mindestens"};
constexpr std::array<std::string_view, 5> kLess{"<", "less", "under", "fewer", "unter"};
constexpr std::array<std::string_view, 3> kLessRomance{"menos", "moins", "meno"};
constexpr std::array<std::string_view, 6> kUpTo{"<=", "up", "hasta", "jusqu", "max", "bis"};
constexpr std::array<std::string_view, 18> kFiller{"or", "o", "ou", "oder", "than", "que", "di", "at", "als",
                                                   "of", "y", "et", "und",  "e",    "and", "to", "a",  "zu"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

struct BandTokens {
  std::vector<double> numbers;
  std::vector<std::string> words_before, words_between, words_after;

  std::vector<std::string>& words() {
    return numbers.empty() ? words_before : numbers.size() == 1 ? words_after : words_between;
  }
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string plain_dashes(std::string_view cell) {
  std::string text;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const std::string_view three = cell.substr(i, 3);
    if (three == "\xE2\x80\x93" || three == "\xE2\x80\x94" ||
        three == "\xE2\x88\x92") {  // en dash, em dash, minus
      text += '-';
      i += 2;
    } else if (three == "\xE2\x89\xA5" || three == "\xE2\x89\xA4") {  // greater or less than or equal
      text += three == "\xE2\x89\xA5" ? ">=" : "<=";
      i += 2;
    } else if (cell.substr(i, 2) == "\xC2\xA0") {  // no-break space
      text += ' ';
      ++i;
    } else {
      text += cell[i];
    }
  }
  return text;
}

/// Numbers and words in order; nothing when a number cannot be read or there are more than two.
std::optional<BandTokens> tokens_of(std::string_view text, char decimal) {
  BandTokens tokens;
  std::vector<std::string> pending;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == ' ' || c == '(' || c == ')' || c == '\'' || c == ':') {
      ++i;
    } else if (is_digit(c)) {
      std::size_t end = i;
      while (end < text.size() && (is_digit(text[end]) || ((text[end] == '.' || text[end] == ',') &&
                                                           end + 1 < text.size() && is_digit(text[end + 1]))))
        ++end;
      const auto value = parse_number(text.substr(i, end - i), decimal, true);
      if (!value || tokens.numbers.size() == 2) return std::nullopt;
      (tokens.numbers.empty() ? tokens.words_before : tokens.words_between) = std::move(pending);
      pending.clear();
      tokens.numbers.push_back(*value);
      i = end;
    } else if (c == '<' || c == '>') {
      const bool or_equal = i + 1 < text.size() && text[i + 1] == '=';
      pending.push_back(std::string(1, c) + (or_equal ? "=" : ""));
      i += or_equal ? 2 : 1;
    } else if (c == '-' || c == '+') {
      pending.emplace_back(1, c);
      ++i;
    } else {
      std::size_t end = i;
      while (end < text.size() && !is_digit(text[end]) &&
             std::string_view(" ()':<>-+").find(text[end]) == std::string_view::npos)
        ++end;
      pending.push_back(normalised_header(text.substr(i, end - i)));
      i = end;
    }
  }
  tokens.words_after = std::move(pending);
  return tokens;
}

struct Meaning {
  bool more = false, less = false, up_to = false, is_strict = false, is_known = true;
};

void read_word(const std::string& word, Meaning& meaning) {
  if (word.empty() || holds(kPeople, word) || holds(kFiller, word)) return;
  if (word == ">" || word == "over" || word == "greater") {
    meaning.more = meaning.is_strict = true;
  } else if (holds(kAndMore, word)) {
    meaning.more = true;
  } else if (holds(kLess, word) || holds(kLessRomance, word)) {
    meaning.less = true;
  } else if (holds(kUpTo, word)) {
    meaning.up_to = true;
  } else {
    meaning.is_known = false;
  }
}

/// "more than 250" begins at 251, "250 or more" at 250.
std::optional<JobBand> open_band(const BandTokens& tokens) {
  Meaning meaning;
  for (const std::string& word : tokens.words_before) {
    if (word == "more" || word == "plus" || word == "mas" || word == "mehr" || word == "piu" ||
        word == "mais")
      meaning.is_strict = true;
    read_word(word, meaning);
  }
  for (const std::string& word : tokens.words_after) read_word(word, meaning);
  const bool is_at_least = !tokens.words_before.empty() &&
                           (tokens.words_before.front() == "au" || tokens.words_before.front() == "al");
  if (!meaning.is_known && !is_at_least) return std::nullopt;
  const double value = tokens.numbers[0];
  constexpr double kOpen = std::numeric_limits<double>::infinity();
  if (is_at_least) return JobBand{value, kOpen};  // au moins 50, al menos 50
  if (meaning.more) return JobBand{meaning.is_strict ? value + 1 : value, kOpen};
  if (meaning.up_to) return JobBand{0, value};
  if (meaning.less) return JobBand{0, std::max(0.0, value - 1)};
  return JobBand{value, value};
}

}  // namespace

std::optional<JobBand> parse_job_band(std::string_view cell, char decimal) {
  if (const auto number = parse_number(cell, decimal, true))
    return *number < 0 ? std::nullopt : std::optional(JobBand{*number, *number});
  const auto tokens = tokens_of(plain_dashes(cell), decimal);
  if (!tokens || tokens->numbers.empty()) return std::nullopt;
  if (tokens->numbers.size() == 1) return open_band(*tokens);
  bool has_to = false;
  for (const std::string& word : tokens->words_between) {
    if (!holds(kTo, word) && !holds(kPeople, word)) return std::nullopt;
    has_to = has_to || holds(kTo, word);
  }
  for (const std::vector<std::string>* words : {&tokens->words_before, &tokens->words_after})
    for (const std::string& word : *words)
      if (!holds(kPeople, word)) return std::nullopt;
  const JobBand band{tokens->numbers[0], tokens->numbers[1]};
  if (!has_to || band.lo > band.hi) return std::nullopt;
  return band;
}

}  // namespace agglo
