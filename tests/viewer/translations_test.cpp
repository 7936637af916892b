// Catalogues: their form, placeholders, plural forms.
#include <gtest/gtest.h>

#include <set>

#include "viewer/text/catalogue.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"
#include "window_texts.hpp"

namespace agglo::viewer {

namespace {

/// Placeholders of fmt in the order they are filled: "{}" counts up, "{1}" says which.
std::multiset<std::string> placeholders(const std::string& text) {
  std::multiset<std::string> found;
  int next = 0;
  static const std::regex any("\\{(\\d*)(:[^{}]*)?\\}");
  for (auto it = std::sregex_iterator(text.begin(), text.end(), any); it != std::sregex_iterator(); ++it)
    found.insert((it->length(1) > 0 ? it->str(1) : std::to_string(next++)) + it->str(2));
  return found;
}

class Translations : public testing::TestWithParam<const char*> {};

}  // namespace

TEST_P(Translations, placeholders_are_those_of_the_english_text) {
  const std::string code = GetParam();
  const Texts& texts = texts_of_the_window();
  for (const auto& [text, translated] : parse_po(translation_source(code), code + ".po")) {
    const auto entry = texts.find(text);
    const bool plural = entry != texts.end() && !entry->second.plural.empty();
    EXPECT_EQ(translated.size(), plural ? static_cast<std::size_t>(find_language(code)->plural_forms) : 1u)
        << code << ": forms of \"" << text << "\"";
    for (const std::string& form : translated) {
      const auto wanted = placeholders(text), found = placeholders(form);
      // A form for one or two things may name them without the number.
      EXPECT_TRUE(found == wanted || (plural && found.empty()))
          << code << ": \"" << form << "\" for \"" << text << "\"";
      EXPECT_EQ(text.ends_with("\n"), form.ends_with("\n")) << code << ": \"" << form << "\"";
      EXPECT_EQ(form.find("##"), std::string::npos) << code << ": \"" << form << "\"";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, Translations, testing::Values("es", "fr", "zh", "ar"),
                         [](const auto& suite) { return std::string(suite.param); });

TEST(Tr, follows_the_language_and_its_plural_forms) {
  use_language("en");
  EXPECT_STREQ(tr("Project"), "Project");
  EXPECT_STREQ(tr_n("{} error", "{} errors", 1), "{} error");
  EXPECT_STREQ(tr_n("{} error", "{} errors", 0), "{} errors");
  ASSERT_TRUE(use_language("es"));
  EXPECT_STREQ(tr("Project"), "Proyecto");
  EXPECT_STREQ(tr("no such text"), "no such text");
  EXPECT_STREQ(tr_n("{} error", "{} errors", 2), "{} errores");
  ASSERT_TRUE(use_language("fr"));
  EXPECT_STREQ(tr_n("{} error", "{} errors", 0), "{} erreur") << "French counts 0 as one";
  ASSERT_TRUE(use_language("ar"));
  std::set<std::string> forms;
  for (const std::uint64_t n : {0u, 1u, 2u, 3u, 11u, 100u}) forms.insert(tr_n("{} firm", "{} firms", n));
  EXPECT_EQ(forms.size(), 6u);
  EXPECT_STREQ(tr_n("{} firm", "{} firms", 103), tr_n("{} firm", "{} firms", 7));
  EXPECT_FALSE(use_language("xx"));
  EXPECT_STREQ(language().code, "ar");
  use_language("en");
}

TEST(Tr, what_the_engine_says_is_translated_around_its_names_and_numbers) {
  const std::string missing = "there is no file \"a 7.gpkg\"";
  EXPECT_EQ(tr_message(missing), missing);
  ASSERT_TRUE(use_language("es"));
  EXPECT_EQ(tr_message(missing), "no existe el archivo \"a 7.gpkg\"");
  EXPECT_EQ(tr_message("check the path\nno such words 12\n"), "compruebe la ruta\nno such words 12\n");
  EXPECT_EQ(tr_message("an open \" quote"), "an open \" quote");
  EXPECT_EQ(tr_message(""), "");
  use_language("en");
}

TEST(Tr, notes_of_jobs_follow_the_language_around_names_without_quotes) {
  const std::string note = "Wrote /home/a 7/x, y.png, scale 1 : 89702";
  EXPECT_EQ(tr_message(note), note);
  ASSERT_TRUE(use_language("es"));
  EXPECT_EQ(tr_message(note), "Se escribió /home/a 7/x, y.png, escala 1 : 89702");
  EXPECT_EQ(tr_message(note + "; 12 labels had no room"),
            "Se escribió /home/a 7/x, y.png, escala 1 : 89702; 12 rótulos no cabían");
  EXPECT_EQ(tr_message("Wrote b.pdf"), "Se escribió b.pdf");
  EXPECT_EQ(tr_message("Wrote 12 rows to b.csv"), "Se escribieron 12 filas en b.csv");
  EXPECT_EQ(tr_message("Saved 12 rows as \"Born 2010\""), "Se guardaron 12 filas como \"Born 2010\"");
  for (const char* code : {"fr", "zh", "ar"}) {
    ASSERT_TRUE(use_language(code));
    EXPECT_EQ(tr_message(note).find("scale"), std::string::npos) << code;
    EXPECT_NE(tr_message(note).find("/home/a 7/x, y.png"), std::string::npos) << code;
  }
  use_language("en");
}

TEST(Tr, titles_of_jobs_and_names_of_frames_follow_the_language) {
  const std::string place = "10.98° E 44.44° N";
  EXPECT_EQ(job_title(JobTitle::open, "region.gpkg"), "Open region.gpkg");
  EXPECT_EQ(tr_job("Open region.gpkg"), "Open region.gpkg");
  for (const char* code : {"es", "fr", "zh", "ar"}) {
    ASSERT_TRUE(use_language(code));
    for (int title = 0; title < kJobTitles; ++title) {
      const std::string english = job_title(static_cast<JobTitle>(title), "a file.csv"),
                        translated = tr_job(english);
      EXPECT_NE(translated, english) << code;
      EXPECT_NE(translated.find("a file.csv"), std::string::npos) << code << " " << english;
    }
    EXPECT_NE(tr_job("Density clusters (DBSCAN): 500, 10"), "Density clusters (DBSCAN): 500, 10") << code;
    EXPECT_EQ(tr_job("Something: else"), "Something: else");
    for (const char* projection : {"transverse Mercator", "stereographic", "Lambert conformal conic"}) {
      const std::string name = tr_frame(std::string(projection) + ", centred on " + place);
      EXPECT_EQ(name.find("centred"), std::string::npos) << code << name;
      EXPECT_EQ(name.find(projection), std::string::npos) << code << name;
      const bool comma = std::string_view(language().decimal) == ",";
      EXPECT_NE(name.find(comma ? "10,98° E 44,44° N" : place), std::string::npos) << code << name;
    }
  }
  use_language("es");
  EXPECT_EQ(tr_job("Open region.gpkg"), "Abrir region.gpkg");
  EXPECT_EQ(tr_frame("transverse Mercator, centred on " + place),
            "Mercator transversa, centrada en 10,98° E 44,44° N");
  use_language("en");
}

TEST(Catalogue, reads_what_gettext_writes) {
  const Catalogue c = parse_po(
      "# remark\nmsgid \"\"\nmsgstr \"Language: es\\n\"\n\n#: a.cpp\nmsgid \"long "
      "\"\n\"text\\n\\\"x\\\"\"\nmsgstr \"texto\"\n\n"
      "#, fuzzy\nmsgid \"unsure\"\nmsgstr \"quizás\"\n\nmsgid \"{} a\"\nmsgid_plural \"{} b\"\nmsgstr[0] "
      "\"1\"\n"
      "msgstr[1] \"2\"\nmsgid \"empty\"\nmsgstr \"\"\n",
      "x.po");
  EXPECT_EQ(c.size(), 2u);
  EXPECT_EQ(c.at("long text\n\"x\"").front(), "texto");
  EXPECT_EQ(c.at("{} a"), (std::vector<std::string>{"1", "2"}));
  EXPECT_THROW(parse_po("msgid \"a\nmsgstr \"b\"\n", "x.po"), Error);
  EXPECT_THROW(parse_po("\"a\"\n", "x.po"), Error);
  EXPECT_THROW(parse_po("msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"\n", "x.po"), Error);
}

}  // namespace agglo::viewer
