// Fonts of the window: Noto Sans, and from the desktop's other fonts the characters that are in use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace agglo::viewer {

/// Loads Noto Sans (else the desktop's sans-serif, else ImGui's own font) at 16 pixels times `scale`, regular
/// first and bold last, with all glyphs that were wanted so far from whatever fonts have them. Cost: 10 to 60
/// ms.
void load_fonts(double scale);
/// Counts load_fonts().
std::uint64_t font_generation();

/// A character that is shown and has no glyph: the next load_fonts() looks for one.
void want_glyph(char32_t c);
/// want_glyph() for each character of a text, joined Arabic letters included.
void want_glyphs(std::string_view utf8);
/// True when load_fonts() would bring something new.
bool glyphs_are_wanted();
/// Shown characters that no font on this computer has, a few of them; empty when all is well.
std::string glyphs_without_font();
/// True when some font on this computer has all these characters.
bool has_font_for(std::string_view utf8);

}  // namespace agglo::viewer
