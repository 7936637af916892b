#include "viewer/text/tr.hpp"

#include "viewer/text/catalogue.hpp"

namespace agglo::viewer {

namespace {

// One window, one language.
struct Speech {
  const Language* language = &languages().front();
  Catalogue catalogue;
};
Speech& speech() {
  static Speech it;
  return it;
}

}  // namespace

const char* tr(const char* english) {
  const Catalogue& catalogue = speech().catalogue;
  if (catalogue.empty()) return english;
  const auto found = catalogue.find(english);
  return found == catalogue.end() ? english : found->second.front().c_str();
}

const char* tr_n(const char* one, const char* many, std::uint64_t n) {
  const Speech& now = speech();
  const auto found = now.catalogue.find(one);
  if (found == now.catalogue.end()) return n == 1 ? one : many;
  const auto form = static_cast<std::size_t>(now.language->plural_form(n));
  return found->second[form < found->second.size() ? form : 0].c_str();
}

const Language& language() {
  return *speech().language;
}

bool use_language(std::string_view code) {
  const Language* wanted = find_language(code);
  if (!wanted) return false;
  Speech& now = speech();
  if (now.language == wanted) return true;
  now.language = wanted;
  now.catalogue = parse_po(translation_source(wanted->code), std::string(wanted->code) + ".po");
  return true;
}

std::string all_texts() {
  std::string all = language().name;
  for (const auto& [english, texts] : speech().catalogue)
    for (const std::string& text : texts) all.append("\n").append(text);
  return all;
}

}  // namespace agglo::viewer
