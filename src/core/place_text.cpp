#include "agglo/place_text.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

namespace agglo {

namespace {

enum class Kind { number, degree, minute, second, hemisphere, metre, gap };
struct Token {
  Kind kind;
  double value = 0;
  char letter = 0;
};

struct Sign {
  std::string_view text;
  char stands_for;
};
/// What keyboards and word processors write for the same sign.
constexpr Sign kSigns[] = {{"°", 'd'},  {"º", 'd'},  {"˚", 'd'},      {"′", '\''},     {"’", '\''},
                           {"‘", '\''}, {"ʹ", '\''}, {"″", '"'},      {"”", '"'},      {"“", '"'},
                           {"−", '-'},  {"–", '-'},  {"\u00a0", ' '}, {"\u202f", ' '}, {"\u2009", ' '},
                           {"，", ';'}, {"；", ';'}};

std::string plain_signs(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    bool found = false;
    for (const Sign& sign : kSigns)
      if (text.starts_with(sign.text)) {
        plain.push_back(sign.stands_for);
        text.remove_prefix(sign.text.size());
        found = true;
        break;
      }
    if (found) continue;
    const char c = text.front() == '\t' || text.front() == '\r' || text.front() == '\n' ? ' ' : text.front();
    // A letter d that was typed is no sign; upper case keeps the two apart.
    plain.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    text.remove_prefix(1);
  }
  return plain;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The number at `at`, which moves behind it; with `comma`, "44,70" is one number.
std::optional<double> take_number(const std::string& text, std::size_t& at, bool comma) {
  std::size_t end = at;
  std::string digits;
  if (text[end] == '+' || text[end] == '-') {
    if (text[end] == '-') digits.push_back('-');
    ++end;
  }
  bool point = false;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    const bool mark =
        !point && (comma ? c == ',' : c == '.') && end + 1 < text.size() && is_digit(text[end + 1]);
    if (mark) point = true;
    if (!mark && !is_digit(c)) break;
    digits.push_back(mark ? '.' : c);
  }
  double value = 0;
  const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || last != digits.data() + digits.size()) return std::nullopt;
  at = end;
  return value;
}

std::optional<std::vector<Token>> tokens_of(const std::string& text, bool comma) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_digit(c) || c == '+' || c == '-') {
      const auto value = take_number(text, at, comma);
      if (!value) return std::nullopt;
      tokens.push_back({Kind::number, *value});
      continue;
    }
    ++at;
    if (c == ' ') continue;
    if (c == ',' || c == ';')
      tokens.push_back({Kind::gap});
    else if (c == 'd')
      tokens.push_back({Kind::degree});
    else if (c == '\'' && at < text.size() && text[at] == '\'') {
      ++at;
      tokens.push_back({Kind::second});
    } else if (c == '\'')
      tokens.push_back({Kind::minute});
    else if (c == '"')
      tokens.push_back({Kind::second});
    else if (c == 'N' || c == 'S' || c == 'E' || c == 'W')
      tokens.push_back({Kind::hemisphere, 0, c});
    else if (c == 'M')
      tokens.push_back({Kind::metre});
    else
      return std::nullopt;
  }
  return tokens;
}

struct Part {
  double value = 0;
  char letter = 0;
  bool marked = false, metres = false;
};

class Reader {
 public:
  explicit Reader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::optional<Part> part() {
    Part part;
    if (is(Kind::hemisphere)) part.letter = tokens_[at_++].letter;
    if (!is(Kind::number)) return std::nullopt;
    std::vector<double> pieces{tokens_[at_++].value};
    const bool negative = std::signbit(pieces[0]);
    if (is(Kind::degree)) {
      ++at_;
      part.marked = true;
      piece(pieces, Kind::minute);
      piece(pieces, Kind::second);
    } else if (is(Kind::metre)) {
      ++at_;
      part.metres = true;
    } else {
      bare_pieces(pieces, part.letter != 0);
    }
    if (part.letter == 0 && is(Kind::hemisphere)) part.letter = tokens_[at_++].letter;
    double scale = 1;
    for (std::size_t k = 0; k < pieces.size(); ++k, scale /= 60) {
      if (k > 0 && !(pieces[k] >= 0 && pieces[k] < 60)) return std::nullopt;
      part.value += std::abs(pieces[k]) * scale;
    }
    if (negative) part.value = -part.value;
    return part;
  }
  void skip_gap() {
    if (is(Kind::gap)) ++at_;
  }
  bool done() const { return at_ == tokens_.size(); }

 private:
  bool is(Kind kind, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() && tokens_[at_ + ahead].kind == kind;
  }
  void piece(std::vector<double>& pieces, Kind mark) {
    if (!is(Kind::number) || !is(mark, 1)) return;
    if (mark == Kind::second && pieces.size() == 1) pieces.push_back(0);
    pieces.push_back(tokens_[at_].value);
    at_ += 2;
  }
  /// "44 42 10 N": degrees, minutes and seconds only where a letter closes (or has opened) them.
  void bare_pieces(std::vector<double>& pieces, bool lettered) {
    std::size_t more = 0;
    while (more < 2 && is(Kind::number, more)) ++more;
    const bool closed = more > 0 && is(Kind::hemisphere, more);
    const bool opened =
        lettered && (at_ + more == tokens_.size() || is(Kind::hemisphere, more) || is(Kind::gap, more));
    if (!closed && !opened) return;
    for (; more > 0; --more) pieces.push_back(tokens_[at_++].value);
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

std::optional<TypedPlace> degrees(double lon, double lat) {
  if (!(std::abs(lat) <= 90 && std::abs(lon) <= 180)) return std::nullopt;
  return TypedPlace{true, lon, lat};
}

bool is_vertical(char letter) {
  return letter == 'N' || letter == 'S';
}

std::optional<TypedPlace> place_of(Part a, Part b, bool planar) {
  if (a.letter != 0 || b.letter != 0) {
    if (a.letter == 0 || b.letter == 0 || is_vertical(a.letter) == is_vertical(b.letter)) return std::nullopt;
    if (!is_vertical(a.letter)) std::swap(a, b);
    return degrees(b.letter == 'W' ? -b.value : b.value, a.letter == 'S' ? -a.value : a.value);
  }
  if (a.metres != b.metres || a.marked != b.marked) return std::nullopt;
  if (a.marked) return degrees(b.value, a.value);
  if (planar || a.metres) return TypedPlace{false, a.value, b.value};
  if (const auto place = degrees(b.value, a.value)) return place;
  if (const auto place = degrees(a.value, b.value)) return place;
  return TypedPlace{false, a.value, b.value};
}

std::optional<TypedPlace> read(const std::string& text, bool planar, bool comma) {
  auto tokens = tokens_of(text, comma);
  if (!tokens) return std::nullopt;
  Reader reader(std::move(*tokens));
  const auto first = reader.part();
  if (!first) return std::nullopt;
  reader.skip_gap();
  const auto second = reader.part();
  if (!second || !reader.done()) return std::nullopt;
  return place_of(*first, *second, planar);
}

}  // namespace

std::optional<TypedPlace> parse_place(std::string_view text, bool planar) {
  if (text.size() > 200) return std::nullopt;
  const std::string plain = plain_signs(text);
  // A comma between the two numbers is tried first: "44,70" alone is 44 N 70 E, "44,70 11,04" has decimals.
  if (const auto place = read(plain, planar, false)) return place;
  return read(plain, planar, true);
}

}  // namespace agglo
