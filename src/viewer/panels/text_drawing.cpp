// Between Dear ImGui and its text: right-to-left scripts are joined and put in the order of the eye before
// they are measured or drawn, and characters without a glyph are asked for.
//
// Dear ImGui has no place for this, so the linker puts the functions below before its own (--wrap in
// CMakeLists.txt). Everything above stays as it is: labels and their IDs are plain text in the order of
// reading.
#include <imgui.h>

#include <cfloat>
#include <cstring>
#include <unordered_map>

#include "viewer/panels/fonts.hpp"
#include "viewer/text/bidi.hpp"
#include "viewer/text/tr.hpp"

#if IMGUI_VERSION_NUM >= 19200
#define AGGLO_ADD_TEXT "_ZN10ImDrawList7AddTextEP6ImFontfRK6ImVec2jPKcS6_fPK6ImVec4"
#define AGGLO_TEXT_SIZE "_ZN6ImFont13CalcTextSizeAEfffPKcS1_PS1_"
using TextFont = ImFont;
#else
#define AGGLO_ADD_TEXT "_ZN10ImDrawList7AddTextEPK6ImFontfRK6ImVec2jPKcS7_fPK6ImVec4"
#define AGGLO_TEXT_SIZE "_ZNK6ImFont13CalcTextSizeAEfffPKcS1_PS1_"
using TextFont = const ImFont;
#endif
#define AGGLO_ADD_SHORT_TEXT "_ZN10ImDrawList7AddTextERK6ImVec2jPKcS4_"

void real_add_text(ImDrawList* list, TextFont* font, float size, const ImVec2& at, ImU32 colour,
                   const char* begin, const char* end, float wrap,
                   const ImVec4* clip) __asm__("__real_" AGGLO_ADD_TEXT);
void wrap_add_text(ImDrawList* list, TextFont* font, float size, const ImVec2& at, ImU32 colour,
                   const char* begin, const char* end, float wrap,
                   const ImVec4* clip) __asm__("__wrap_" AGGLO_ADD_TEXT);
void wrap_add_short_text(ImDrawList* list, const ImVec2& at, ImU32 colour, const char* begin,
                         const char* end) __asm__("__wrap_" AGGLO_ADD_SHORT_TEXT);
ImVec2 real_text_size(TextFont* font, float size, float most, float wrap, const char* begin, const char* end,
                      const char** rest) __asm__("__real_" AGGLO_TEXT_SIZE);
ImVec2 wrap_text_size(TextFont* font, float size, float most, float wrap, const char* begin, const char* end,
                      const char** rest) __asm__("__wrap_" AGGLO_TEXT_SIZE);

namespace agglo::viewer {

namespace {

constexpr std::size_t kMostKept = 4000;

std::string_view view_of(const char* begin, const char* end) {
  return {begin, end ? static_cast<std::size_t>(end - begin) : std::strlen(begin)};
}

/// The glyph or null when the font has none.
const ImFontGlyph* glyph_of(TextFont* font, char32_t c) {
  if (c > IM_UNICODE_CODEPOINT_MAX) return nullptr;
  return const_cast<ImFont*>(font)->FindGlyphNoFallback(static_cast<ImWchar>(c));
}

void ask_for_glyphs(TextFont* font, std::string_view text) {
  bool plain = true;
  for (const char c : text) plain = plain && static_cast<unsigned char>(c) < 0x80;
  if (plain) return;
  for (const char32_t c : code_points(text))
    if (c >= 0x80 && !glyph_of(font, c)) want_glyph(c);
}

/// What is seen of a text; shaping costs microseconds, so it is kept.
const SeenText& kept_text(TextFont* font, float size, std::string_view text, float wrap) {
  static std::unordered_map<std::string, SeenText> kept;
  std::string key(text);
  const struct {
    const void* font;
    std::uint64_t fonts;
    float size, wrap;
    int right_to_left;
  } rest{font, font_generation(), size, wrap, language().right_to_left};
  key.append(reinterpret_cast<const char*>(&rest), sizeof rest);
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  if (kept.size() >= kMostKept) kept.clear();
  const float scale = size / font->FontSize;
  const auto advance = [&](char32_t c) {
    const ImFontGlyph* glyph = glyph_of(font, c);
    return (glyph ? glyph->AdvanceX : font->FallbackAdvanceX) * scale;
  };
  return kept.emplace(std::move(key), seen_text(text, wrap, language().right_to_left, advance)).first->second;
}

}  // namespace

}  // namespace agglo::viewer

using namespace agglo::viewer;  // the functions below have names of the linker's own

void wrap_add_text(ImDrawList* list, TextFont* font, float size, const ImVec2& at, ImU32 colour,
                   const char* begin, const char* end, float wrap, const ImVec4* clip) {
  const std::string_view text = view_of(begin, end);
  TextFont* used = font ? font : ImGui::GetFont();
  const float used_size = size > 0 ? size : ImGui::GetFontSize();
  if (!needs_shaping(text)) {
    ask_for_glyphs(used, text);
    real_add_text(list, font, size, at, colour, begin, end, wrap, clip);
    return;
  }
  const SeenText& seen = kept_text(used, used_size, text, wrap);
  ImVec2 place = at;
  for (const SeenLine& line : seen.lines) {
    ask_for_glyphs(used, line.text);
    place.x = at.x + (seen.right_to_left ? seen.width - line.width : 0);
    real_add_text(list, font, size, place, colour, line.text.data(), line.text.data() + line.text.size(), 0,
                  clip);
    place.y += used_size;
  }
}

void wrap_add_short_text(ImDrawList* list, const ImVec2& at, ImU32 colour, const char* begin,
                         const char* end) {
  wrap_add_text(list, nullptr, 0, at, colour, begin, end, 0, nullptr);
}

ImVec2 wrap_text_size(TextFont* font, float size, float most, float wrap, const char* begin, const char* end,
                      const char** rest) {
  const std::string_view text = view_of(begin, end);
  // Who asks how much of a text fits gets the answer for its letters as they are stored.
  if (rest || most < FLT_MAX || !needs_shaping(text))
    return real_text_size(font, size, most, wrap, begin, end, rest);
  const SeenText& seen = kept_text(font, size, text, wrap);
  return {seen.width, size * static_cast<float>(seen.lines.size())};
}
