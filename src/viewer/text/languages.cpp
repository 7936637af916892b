#include "viewer/text/languages.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace agglo::viewer {

namespace {

int one_or_more(std::uint64_t n) {
  return n == 1 ? 0 : 1;
}
int french(std::uint64_t n) {
  return n > 1 ? 1 : 0;
}
int one_form(std::uint64_t) {
  return 0;
}
int arabic(std::uint64_t n) {
  if (n <= 2) return static_cast<int>(n);
  const std::uint64_t rest = n % 100;
  return rest >= 3 && rest <= 10 ? 3 : rest >= 11 ? 4 : 5;
}

constexpr std::array kLanguages{
    Language{.code = "en", .name = "English", .plural_form = one_or_more},
    Language{.code = "es", .name = "Español", .decimal = ",", .group = ".", .plural_form = one_or_more},
    Language{.code = "fr", .name = "Français", .decimal = ",", .group = "\u00A0", .plural_form = french},
    Language{.code = "zh",
             .name = "简体中文",
             .plural_forms = 1,
             .plural_form = one_form,
             .font_sample = "中业区",
             .font_package = "fonts-noto-cjk"},
    Language{.code = "ar",
             .name = "العربية",
             .right_to_left = true,
             .plural_forms = 6,
             .plural_form = arabic,
             .font_sample = "\uFE8D\uFEDF\uFEFB",
             .font_package = "fonts-noto-core"},
};

}  // namespace

std::span<const Language> languages() {
  return kLanguages;
}

const Language* find_language(std::string_view code) {
  const auto found = std::find_if(kLanguages.begin(), kLanguages.end(),
                                  [&](const Language& language) { return code == language.code; });
  return found == kLanguages.end() ? nullptr : &*found;
}

std::string language_of_desktop() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (!value || !*value) continue;
    const std::string_view locale(value);
    const Language* language = find_language(locale.substr(0, locale.find_first_of("_.@")));
    return language ? language->code : "en";
  }
  return "en";
}

}  // namespace agglo::viewer
