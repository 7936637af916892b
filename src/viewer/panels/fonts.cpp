#include "viewer/panels/fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <imgui.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "viewer/text/bidi.hpp"

namespace agglo::viewer {

namespace {

constexpr double kFontPixels = 16;

// Latin, Greek, Cyrillic and punctuation: what Noto Sans has. Arrows and signs come from a font that has
// them.
constexpr ImWchar kAlways[] = {0x0020, 0x024F, 0x0370, 0x03FF, 0x0400, 0x052F, 0x1E00, 0x1EFF,
                               0x2010, 0x2027, 0x2030, 0x205E, 0x20A0, 0x20BF, 0};

struct Unref {
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
  void operator()(FcCharSet* set) const { FcCharSetDestroy(set); }
};
using Pattern = std::unique_ptr<FcPattern, Unref>;

struct FontFile {
  std::string path;
  int index = 0;  ///< of the face in a collection
  bool operator<(const FontFile& o) const { return std::tie(path, index) < std::tie(o.path, o.index); }
  bool operator==(const FontFile&) const = default;
};

/// The font the desktop gives for this family, language and characters; an empty path when it lacks one of
/// them.
FontFile find_font(const char* family, const char* tongue, bool bold, const std::u32string& characters) {
  const Pattern wanted(FcPatternCreate());
  FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
  FcPatternAddInteger(wanted.get(), FC_WEIGHT, bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
  FcPatternAddInteger(wanted.get(), FC_SLANT, FC_SLANT_ROMAN);
  if (tongue) FcPatternAddString(wanted.get(), FC_LANG, reinterpret_cast<const FcChar8*>(tongue));
  const std::unique_ptr<FcCharSet, Unref> set(FcCharSetCreate());
  for (const char32_t c : characters) FcCharSetAddChar(set.get(), c);
  if (!characters.empty()) FcPatternAddCharSet(wanted.get(), FC_CHARSET, set.get());
  FcPatternAddBool(wanted.get(), FC_SCALABLE, FcTrue);
  FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
  FcDefaultSubstitute(wanted.get());
  FcResult result = FcResultNoMatch;
  const Pattern match(FcFontMatch(nullptr, wanted.get(), &result));
  FcChar8* name = nullptr;
  FcCharSet* has = nullptr;
  FontFile file;
  if (!match || FcPatternGetString(match.get(), FC_FILE, 0, &name) != FcResultMatch) return file;
  if (FcPatternGetCharSet(match.get(), FC_CHARSET, 0, &has) != FcResultMatch) return file;
  for (const char32_t c : characters)
    if (!FcCharSetHasChar(has, c)) return file;
  FcPatternGetInteger(match.get(), FC_INDEX, 0, &file.index);
  file.path = reinterpret_cast<const char*>(name);
  const bool usable =
      file.path.ends_with(".ttf") || file.path.ends_with(".otf") || file.path.ends_with(".ttc");
  return usable && file.index < 0x10000 ? file : FontFile{};
}

bool is_arabic(char32_t c) {
  return (c >= 0x600 && c <= 0x77F) || (c >= 0xFB50 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}
bool is_chinese(char32_t c) {
  return (c >= 0x2E80 && c <= 0x303F) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xFF00 && c <= 0xFFEF);
}

/// Letters of one word come from one font where one has them all.
FontFile font_of(char32_t c, bool bold) {
  static std::map<std::pair<char32_t, bool>, FontFile> known;
  const auto key = std::pair(c, bold);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  FontFile file;
  if (is_arabic(c)) file = find_font("Noto Sans Arabic", "ar", bold, {c, 0xFEDF, 0xFEFB});
  if (is_chinese(c)) file = find_font("Noto Sans CJK SC", "zh-cn", bold, {c});
  if (file.path.empty()) file = find_font("Noto Sans", nullptr, bold, {c});
  return known[key] = file;
}

struct Glyphs {
  std::set<char32_t> wanted, without_font;
  bool changed = false;
  std::uint64_t generation = 0;
  std::map<std::string, std::vector<char>> files;
  std::deque<std::vector<ImWchar>> ranges;  ///< Dear ImGui reads them until the atlas is built
};
Glyphs& glyphs() {
  static Glyphs it;
  return it;
}

bool is_always_there(char32_t c) {
  for (const ImWchar* range = kAlways; *range; range += 2)
    if (c >= range[0] && c <= range[1]) return true;
  return false;
}

/// Height of the lines of a font in units of its em square, from its tables "head" and "hhea"; 0 when it has
/// none.
double line_height(const std::vector<char>& bytes, int face) {
  const auto word = [&](std::size_t at) -> unsigned {
    if (at + 2 > bytes.size()) return 0;
    return static_cast<unsigned char>(bytes[at]) * 256u + static_cast<unsigned char>(bytes[at + 1]);
  };
  const auto number = [&](std::size_t at) {
    return static_cast<std::size_t>(word(at)) * 65536 + word(at + 2);
  };
  const auto tag = [&](std::size_t at) {
    return at + 4 > bytes.size() ? std::string_view() : std::string_view(bytes.data() + at, 4);
  };
  const std::size_t start = tag(0) == "ttcf" ? number(12 + 4 * static_cast<std::size_t>(face)) : 0;
  std::size_t head = 0, hhea = 0;
  for (std::size_t k = 0; k < word(start + 4); ++k) {
    const std::size_t row = start + 12 + 16 * k;
    if (tag(row) == "head") head = number(row + 8);
    if (tag(row) == "hhea") hhea = number(row + 8);
  }
  const auto above = static_cast<std::int16_t>(word(hhea + 4)),
             below = static_cast<std::int16_t>(word(hhea + 6));
  const unsigned em = head > 0 && hhea > 0 ? word(head + 18) : 0;
  return em > 0 ? static_cast<double>(above - below) / em : 0;
}

/// Adds a font, or its glyphs to the font before when `ranges` are those that were missing there.
bool add_font(const FontFile& file, float size, const ImWchar* ranges, bool merge) {
  std::vector<char>& bytes = glyphs().files[file.path];
  if (bytes.empty()) {
    std::ifstream in(file.path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
    if (bytes.empty()) return false;
  }
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = merge ? 1 : 2;
  config.OversampleV = 1;
  config.MergeMode = merge;
  config.FontNo = file.index;
  // Dear ImGui takes the size as that of a line; letters of two fonts match when their em squares do.
  static double first_height = 0;
  const double height = line_height(bytes, file.index);
  if (!merge) first_height = height;
  if (merge && height > 0 && first_height > 0) size *= static_cast<float>(height / first_height);
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(bytes.data(), static_cast<int>(bytes.size()), size,
                                                    &config, ranges) != nullptr;
}

void add_weight(bool bold, double scale) {
  const auto size = static_cast<float>(kFontPixels * scale);
  const FontFile base = find_font("Noto Sans", nullptr, bold, {});
  if (base.path.empty() || !add_font(base, size, kAlways, false)) {
    ImFontConfig plain;
    plain.SizePixels = static_cast<float>(13 * scale);
    ImGui::GetIO().Fonts->AddFontDefault(&plain);
    return;
  }
  std::map<FontFile, std::vector<ImWchar>> parts;
  for (const char32_t c : glyphs().wanted) {
    const FontFile file = font_of(c, bold);
    if (file.path.empty()) continue;
    std::vector<ImWchar>& ranges = parts[file];
    const auto point = static_cast<ImWchar>(c);
    if (!ranges.empty() && ranges.back() + 1 == point)
      ranges.back() = point;
    else
      ranges.insert(ranges.end(), {point, point});
  }
  for (auto& [file, ranges] : parts) {
    ranges.push_back(0);
    glyphs().ranges.push_back(ranges);
    add_font(file, size, glyphs().ranges.back().data(), true);
  }
}

}  // namespace

void load_fonts(double scale) {
  Glyphs& g = glyphs();
  ImGui::GetIO().Fonts->Clear();
  g.ranges.clear();
  for (const bool bold : {false, true}) add_weight(bold, scale);
  g.changed = false;
  ++g.generation;
}

std::uint64_t font_generation() {
  return glyphs().generation;
}

void want_glyph(char32_t c) {
  Glyphs& g = glyphs();
  if (c < 0x80 || c > IM_UNICODE_CODEPOINT_MAX || c == 0xFFFD || is_always_there(c)) return;
  if (g.wanted.contains(c) || g.without_font.contains(c)) return;
  if (font_of(c, false).path.empty()) {
    g.without_font.insert(c);
    return;
  }
  g.wanted.insert(c);
  g.changed = true;
}

void want_glyphs(std::string_view utf8) {
  for (const char32_t c : code_points(utf8))
    if (!is_always_there(c) && !is_arabic(c)) want_glyph(c);
  if (!needs_shaping(utf8)) return;
  for (const SeenLine& line : seen_text(utf8, 0, true, [](char32_t) { return 0.0f; }).lines)
    for (const char32_t c : code_points(line.text)) want_glyph(c);
}

bool glyphs_are_wanted() {
  return glyphs().changed;
}

std::string glyphs_without_font() {
  std::string some;
  int count = 0;
  for (const char32_t c : glyphs().without_font)
    if (++count <= 6) append_utf8(some, c);
  return some;
}

bool has_font_for(std::string_view utf8) {
  const std::u32string characters = code_points(utf8);
  return std::all_of(characters.begin(), characters.end(),
                     [](char32_t c) { return is_always_there(c) || !font_of(c, false).path.empty(); });
}

}  // namespace agglo::viewer
