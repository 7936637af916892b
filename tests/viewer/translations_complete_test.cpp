// Every text of the window is in every catalogue.
#include <gtest/gtest.h>

#include "viewer/text/catalogue.hpp"
#include "viewer/text/tr.hpp"
#include "window_texts.hpp"

namespace agglo::viewer {

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text)
    out += c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
  return out + "\"";
}

class Complete : public testing::TestWithParam<const char*> {};

}  // namespace

TEST_P(Complete, every_text_is_there) {
  const std::string code = GetParam();
  const Catalogue catalogue = parse_po(translation_source(code), code + ".po");
  const Texts& texts = texts_of_the_window();
  ASSERT_GT(texts.size(), 100u);
  // What is missing is written as entries that a translator can fill in.
  const fs::path missing_file = fs::path(AGGLO_BINARY_DIR) / ("missing_" + code + ".po");
  std::string missing;
  std::size_t count = 0;
  for (const auto& [text, entry] : texts) {
    if (catalogue.contains(text)) continue;
    ++count;
    missing += "#:" + entry.where + "\nmsgid " + quoted(text) + "\n";
    if (entry.plural.empty()) {
      missing += "msgstr \"\"\n\n";
      continue;
    }
    missing += "msgid_plural " + quoted(entry.plural) + "\n";
    for (int form = 0; form < find_language(code)->plural_forms; ++form)
      missing += "msgstr[" + std::to_string(form) + "] \"\"\n";
    missing += "\n";
  }
  std::ofstream(missing_file) << missing;
  EXPECT_EQ(count, 0u) << count << " texts have no translation; " << missing_file << " lists them, first:\n"
                       << missing.substr(0, 1500);
}

TEST(WindowTexts, choices_and_titles_of_tables_are_among_them) {
  const Texts& texts = texts_of_the_window();
  for (const char* text : {"natural breaks (Jenks)", "back diagonal", "diamond", "heat (kernel density)",
                           "Choose a file to import", "Save the recipe as", "Jobs instead of rows", "Charts"})
    EXPECT_TRUE(texts.contains(text)) << text;
}

INSTANTIATE_TEST_SUITE_P(Languages, Complete, testing::Values("es", "fr", "zh", "ar"),
                         [](const auto& suite) { return std::string(suite.param); });

}  // namespace agglo::viewer
