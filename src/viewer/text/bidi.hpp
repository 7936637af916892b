// Text as it is seen: Arabic letters joined, right-to-left scripts in the order of the eye.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace agglo::viewer {

/// True when the text has a letter of a right-to-left script, or a mark of direction. Cost: one pass over the
/// bytes.
bool needs_shaping(std::string_view utf8);

struct SeenLine {
  std::string text;  ///< UTF-8, left to right as it is drawn
  float width = 0;
};
struct SeenText {
  std::vector<SeenLine> lines;
  float width = 0;  ///< of the widest line
  bool right_to_left = false;
};

/// Lines of `utf8`, which may hold line ends, broken at blanks so that none is wider than `wrap` (<= 0: no
/// limit; a word that is wider has a line of its own). `advance` gives the width of a character. Paragraphs
/// are read from right to left when their first letter is of such a script, or when `right_to_left` says so
/// and it is not a word or two of it in a sentence of another; expressions, paths, dates and numbers with
/// units in them stay whole, as if they stood between U+2066 and U+2069.
SeenText seen_text(std::string_view utf8, float wrap, bool right_to_left,
                   const std::function<float(char32_t)>& advance);

/// Code points of UTF-8; broken bytes become U+FFFD.
std::u32string code_points(std::string_view utf8);
void append_utf8(std::string& text, char32_t c);

}  // namespace agglo::viewer
