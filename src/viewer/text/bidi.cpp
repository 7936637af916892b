#include "viewer/text/bidi.hpp"

#include <fribidi.h>

#include <algorithm>

namespace agglo::viewer {

namespace {

/// A paragraph in the order of reading, letters already joined.
struct Paragraph {
  std::vector<FriBidiChar> characters;
  std::vector<FriBidiCharType> types;
  std::vector<FriBidiLevel> levels;
  FriBidiParType base = FRIBIDI_PAR_LTR;
};

bool is_mark(FriBidiChar c) {
  return c == FRIBIDI_CHAR_FILL || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

constexpr char32_t kIsolate = 0x2066, kEndIsolate = 0x2069;  // left to right

bool has_right_to_left_letter(std::string_view utf8) {
  for (std::size_t k = 0; k + 1 < utf8.size(); ++k) {
    const auto byte = static_cast<unsigned char>(utf8[k]), next = static_cast<unsigned char>(utf8[k + 1]);
    if (byte >= 0xD6 && byte <= 0xDF) return true;                  // Hebrew to N'Ko
    if (byte == 0xE0 && next >= 0xA0 && next <= 0xA3) return true;  // Arabic Extended-A
    if (byte == 0xEF && next >= 0xAC && next <= 0xBB) return true;  // presentation forms
  }
  return false;
}

bool is_foreign(char32_t c) {
  return (c >= '0' && c <= '9') || fribidi_get_bidi_type(static_cast<FriBidiChar>(c)) == FRIBIDI_TYPE_LTR;
}

/// A run of other than right-to-left letters, without what belongs to the sentence around it.
struct Run {
  std::size_t first, last;
};
Run trimmed(const std::u32string& text, Run run) {
  constexpr std::u32string_view kSentence = U" .,:;!?…–—·•|\"“”«»";
  constexpr std::u32string_view kOpen = U"([{", kClose = U")]}";
  const auto in = [](std::u32string_view set, char32_t c) {
    return set.find(c) != std::u32string_view::npos;
  };
  // ".gpkg" keeps its point.
  while (run.first < run.last && in(kSentence, text[run.first]) &&
         !(text[run.first] == '.' && run.first + 1 < run.last && is_foreign(text[run.first + 1])))
    ++run.first;
  while (run.first < run.last && in(kSentence, text[run.last - 1])) --run.last;
  // Brackets that the run does not close, or open, belong to the sentence; a pair around all of it too.
  const auto balance = [&] {
    int open = 0;
    for (std::size_t k = run.first; k < run.last; ++k)
      open += in(kOpen, text[k]) ? 1 : in(kClose, text[k]) ? -1 : 0;
    return open;
  };
  const auto trim_again = [&](bool first) {
    run = first ? Run{run.first + 1, run.last} : Run{run.first, run.last - 1};
    return trimmed(text, run);
  };
  if (run.first >= run.last) return run;
  if (in(kOpen, text[run.first]) && (balance() > 0 || in(kClose, text[run.last - 1])))
    return trim_again(true);
  if (in(kClose, text[run.last - 1]) && balance() < 0) return trim_again(false);
  return run;
}

/// The text with marks around expressions, paths, dates and numbers with their units, which else would be
/// torn apart between letters that run the other way.
std::u32string with_isolates(const std::u32string& text) {
  std::u32string out;
  const auto is_native = [](char32_t c) {
    return FRIBIDI_IS_RTL(fribidi_get_bidi_type(static_cast<FriBidiChar>(c))) ||
           (c >= kIsolate && c <= kEndIsolate) || (c >= 0x660 && c <= 0x669) || c == 0x60C || c == 0x61B;
  };
  for (std::size_t k = 0; k < text.size();) {
    if (is_native(text[k])) {
      out += text[k++];
      continue;
    }
    Run run{k, k};
    while (run.last < text.size() && !is_native(text[run.last])) ++run.last;
    const std::size_t end = run.last;
    run = trimmed(text, run);
    const bool any = std::any_of(text.begin() + static_cast<std::ptrdiff_t>(run.first),
                                 text.begin() + static_cast<std::ptrdiff_t>(run.last), is_foreign);
    if (!any) run.first = run.last = end;
    out.append(text, k, run.first - k);
    if (any) out += kIsolate;
    out.append(text, run.first, run.last - run.first);
    if (any) out += kEndIsolate;
    out.append(text, run.last, end - run.last);
    k = end;
  }
  return out;
}

bool begins_right_to_left(const std::u32string& text) {
  for (const char32_t c : text) {
    const FriBidiCharType type = fribidi_get_bidi_type(static_cast<FriBidiChar>(c));
    if (FRIBIDI_IS_LETTER(type)) return FRIBIDI_IS_RTL(type);
  }
  return false;
}

/// False for a sentence of other letters that only holds a word or two of these.
bool is_mostly_right_to_left(const std::u32string& text) {
  std::size_t native = 0, other = 0;
  for (const char32_t c : text) {
    const FriBidiCharType type = fribidi_get_bidi_type(static_cast<FriBidiChar>(c));
    if (FRIBIDI_IS_LETTER(type)) ++(FRIBIDI_IS_RTL(type) ? native : other);
  }
  return 4 * native >= other;
}

Paragraph shaped(std::string_view utf8, bool right_to_left) {
  Paragraph p;
  std::u32string text = code_points(utf8);
  const bool begins = begins_right_to_left(text);
  right_to_left = right_to_left && (begins || is_mostly_right_to_left(text));
  if (right_to_left || begins) text = with_isolates(text);
  p.characters.assign(text.begin(), text.end());
  const auto n = static_cast<FriBidiStrIndex>(p.characters.size());
  p.types.resize(p.characters.size());
  p.levels.resize(p.characters.size());
  fribidi_get_bidi_types(p.characters.data(), n, p.types.data());
  std::vector<FriBidiBracketType> brackets(p.characters.size());
  fribidi_get_bracket_types(p.characters.data(), n, p.types.data(), brackets.data());
  p.base = right_to_left ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_ON;
  if (!fribidi_get_par_embedding_levels_ex(p.types.data(), brackets.data(), n, &p.base, p.levels.data()))
    return p;
  std::vector<FriBidiArabicProp> joins(p.characters.size());
  fribidi_get_joining_types(p.characters.data(), n, joins.data());
  fribidi_join_arabic(p.types.data(), n, p.levels.data(), joins.data());
  fribidi_shape(FRIBIDI_FLAGS_DEFAULT | FRIBIDI_FLAGS_ARABIC, p.levels.data(), n, joins.data(),
                p.characters.data());
  // Ligatures leave fillers behind; marks of direction have done their work.
  std::size_t kept = 0;
  for (std::size_t k = 0; k < p.characters.size(); ++k) {
    if (is_mark(p.characters[k])) continue;
    p.characters[kept] = p.characters[k];
    p.types[kept] = p.types[k];
    p.levels[kept++] = p.levels[k];
  }
  p.characters.resize(kept);
  p.types.resize(kept);
  p.levels.resize(kept);
  return p;
}

SeenLine seen_line(const Paragraph& p, std::size_t first, std::size_t last,
                   const std::function<float(char32_t)>& advance) {
  std::vector<FriBidiChar> characters(p.characters.begin() + static_cast<std::ptrdiff_t>(first),
                                      p.characters.begin() + static_cast<std::ptrdiff_t>(last));
  std::vector<FriBidiLevel> levels(p.levels.begin() + static_cast<std::ptrdiff_t>(first),
                                   p.levels.begin() + static_cast<std::ptrdiff_t>(last));
  // Without memory for it the line stays as it is read.
  [[maybe_unused]] const FriBidiLevel highest =
      characters.empty() ? FriBidiLevel{}
                         : fribidi_reorder_line(FRIBIDI_FLAGS_DEFAULT, p.types.data() + first,
                                                static_cast<FriBidiStrIndex>(characters.size()), 0, p.base,
                                                levels.data(), characters.data(), nullptr);
  SeenLine line;
  for (const FriBidiChar c : characters) {
    append_utf8(line.text, static_cast<char32_t>(c));
    line.width += advance(static_cast<char32_t>(c));
  }
  return line;
}

void break_paragraph(const Paragraph& p, float wrap, const std::function<float(char32_t)>& advance,
                     SeenText& out) {
  const std::size_t n = p.characters.size();
  std::size_t first = 0, blank = 0;  // start of the line, and the last blank in it (0 = none yet)
  float width = 0;
  for (std::size_t k = 0; k < n; ++k) {
    if (p.characters[k] == ' ' && k > first) blank = k;
    width += advance(static_cast<char32_t>(p.characters[k]));
    if (wrap <= 0 || width <= wrap || blank <= first) continue;
    out.lines.push_back(seen_line(p, first, blank, advance));
    first = blank + 1;
    width = 0;
    for (std::size_t j = first; j <= k; ++j) width += advance(static_cast<char32_t>(p.characters[j]));
    blank = 0;
  }
  out.lines.push_back(seen_line(p, std::min(first, n), n, advance));
}

}  // namespace

bool needs_shaping(std::string_view utf8) {
  return has_right_to_left_letter(utf8) || utf8.find("\xE2\x81\xA6") != std::string_view::npos;
}

SeenText seen_text(std::string_view utf8, float wrap, bool right_to_left,
                   const std::function<float(char32_t)>& advance) {
  SeenText seen;
  while (true) {
    const std::size_t end = std::min(utf8.find('\n'), utf8.size());
    const std::string_view line = utf8.substr(0, end);
    const Paragraph p = shaped(line, right_to_left && has_right_to_left_letter(line));
    if (FRIBIDI_IS_RTL(p.base)) seen.right_to_left = true;
    break_paragraph(p, wrap, advance, seen);
    if (end == utf8.size()) break;
    utf8.remove_prefix(end + 1);
  }
  for (const SeenLine& line : seen.lines) seen.width = std::max(seen.width, line.width);
  return seen;
}

std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  points.reserve(utf8.size());
  for (std::size_t k = 0; k < utf8.size();) {
    const auto byte = static_cast<unsigned char>(utf8[k]);
    const std::size_t length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 0;
    char32_t c = length == 1 ? byte : length == 2 ? byte & 0x1Fu : length == 3 ? byte & 0x0Fu : byte & 0x07u;
    bool whole = length > 0 && k + length <= utf8.size();
    for (std::size_t j = 1; whole && j < length; ++j) {
      const auto next = static_cast<unsigned char>(utf8[k + j]);
      whole = (next & 0xC0) == 0x80;
      c = c << 6 | (next & 0x3Fu);
    }
    points += whole ? c : U'\uFFFD';
    k += whole ? length : 1;
  }
  return points;
}

void append_utf8(std::string& text, char32_t c) {
  const auto byte = [&](char32_t value) { text += static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

}  // namespace agglo::viewer
