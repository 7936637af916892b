#include "viewer/text/fuzzy.hpp"

#include <glib.h>

#include <memory>

#include "viewer/text/bidi.hpp"

namespace agglo::viewer {

namespace {

/// Lower case without accents.
std::u32string folded(std::string_view text) {
  const auto take = [](gchar* raw) { return std::unique_ptr<gchar, decltype(&g_free)>(raw, g_free); };
  const auto apart = take(g_utf8_normalize(text.data(), static_cast<gssize>(text.size()), G_NORMALIZE_ALL));
  if (!apart) return code_points(text);
  std::u32string out;
  for (const char32_t c : code_points(apart.get()))
    if (g_unichar_type(c) != G_UNICODE_NON_SPACING_MARK) out += static_cast<char32_t>(g_unichar_tolower(c));
  return out;
}

}  // namespace

std::optional<int> fuzzy_score(std::string_view query, std::string_view text) {
  const std::u32string wanted = folded(query), in = folded(text);
  int score = 0;
  std::size_t at = 0, last = in.size() + 1;
  for (const char32_t c : wanted) {
    if (c == U' ') continue;
    // The beginning of a word is taken before a letter inside one.
    std::size_t found = in.size();
    for (std::size_t k = at; k < in.size(); ++k) {
      if (in[k] != c) continue;
      const bool begins = k == 0 || !g_unichar_isalnum(in[k - 1]);
      if (found == in.size() || (begins && last + 1 != found)) found = k;
      if (begins || last + 1 == found) break;
    }
    if (found == in.size()) return std::nullopt;
    const bool begins = found == 0 || !g_unichar_isalnum(in[found - 1]);
    score += found == last + 1 ? 8 : begins ? 6 : 1;
    last = found;
    at = found + 1;
  }
  return score * 100 - static_cast<int>(in.size());
}

}  // namespace agglo::viewer
