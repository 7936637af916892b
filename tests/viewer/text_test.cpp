// Right-to-left text, numbers and desktop languages.
#include <gtest/gtest.h>
#include <imgui.h>

#include <clocale>
#include <cstdlib>
#include <set>

#include "agglo/options.hpp"
#include "fixture.hpp"
#include "frames.hpp"
#include "viewer/panels/palette.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/bidi.hpp"
#include "viewer/text/fuzzy.hpp"
#include "viewer/text/glossary.hpp"
#include "viewer/text/numbers.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

const auto one_each = [](char32_t) { return 1.0f; };

std::string seen(std::string_view text, bool right_to_left = true) {
  const SeenText all = seen_text(text, 0, right_to_left, one_each);
  return all.lines.size() == 1 ? all.lines[0].text : std::to_string(all.lines.size()) + " lines";
}

}  // namespace

TEST(Bidi, arabic_letters_are_joined_and_run_from_right_to_left) {
  // Lam and alef become one sign; seen from the left, the word's last letter comes first.
  EXPECT_EQ(seen("سلام"), "\uFEE1\uFEFC\uFEB3");
  EXPECT_TRUE(seen("خريطة 12").starts_with("12 ")) << "numbers keep their order and stand to the left";
  EXPECT_TRUE(seen("طبقة DBSCAN (eps) جديدة").find(" DBSCAN (eps) ") != std::string::npos)
      << "Latin words too";
}

TEST(Bidi, values_in_a_sentence_stay_whole) {
  for (const std::string value :
       {"500 m: 0 500", "jobs > 20 and sector = 'C10'", "/home/ana/map 2.gpkg", "2021-03-04 – 2022-01-31",
        "1 : 250,000", "12.5 %", "+39 051", "max(a, b)", "C:/data/a.csv", ".gpkg", "1,234 km²"})
    EXPECT_NE(seen("المسافة: " + value + "، ثم").find(value), std::string::npos)
        << value << " was shown as " << seen("المسافة: " + value + "، ثم");
  const std::string in_brackets = seen("طبقة (DBSCAN 2) جديدة");
  EXPECT_NE(in_brackets.find(" (DBSCAN 2) "), std::string::npos) << in_brackets;
  EXPECT_EQ(seen("\u2066a b\u2069"), "a b") << "marks of direction are not drawn";
  EXPECT_TRUE(needs_shaping("\u2066a b\u2069"));
  EXPECT_TRUE(seen("DBSCAN: خريطة المنشآت").ends_with("DBSCAN"))
      << "an Arabic sentence that begins with a name";
  EXPECT_TRUE(
      seen("7,114 of the firms have “في” and count all the same.").starts_with("7,114 of the firms have "))
      << "an English sentence with an Arabic word";
  EXPECT_EQ(seen("a: 5 m (b)"), "a: 5 m (b)") << "a line without Arabic is left alone";
}

TEST(Bidi, latin_text_is_left_alone_and_hebrew_is_turned) {
  EXPECT_FALSE(needs_shaping("Málaga, 北京, Łódź — Ελλάδα"));
  EXPECT_TRUE(needs_shaping("Tel Aviv תל"));
  EXPECT_EQ(seen("אבג", false), "גבא");
  EXPECT_EQ(seen("Haifa: חיפה", false), "Haifa: הפיח") << "an English sentence stays one";
}

TEST(Bidi, lines_are_broken_in_the_order_of_reading) {
  const SeenText text = seen_text("אב גד הו", 5, true, one_each);
  ASSERT_EQ(text.lines.size(), 2u);
  EXPECT_EQ(text.lines[0].text, "דג בא") << "the first words are on the first line";
  EXPECT_EQ(text.lines[1].text, "וה");
  EXPECT_EQ(text.width, 5);
  EXPECT_TRUE(text.right_to_left);
  EXPECT_EQ(seen_text("אבגדהו", 3, true, one_each).lines.size(), 1u) << "a long word is not cut";
  EXPECT_EQ(seen_text("א\nb", 0, true, one_each).lines.size(), 2u);
}

TEST(Bidi, broken_bytes_are_replaced) {
  EXPECT_EQ(code_points("a\xff\xc3"), U"a\uFFFD\uFFFD");
  std::string text;
  for (const char32_t c : U"aé中𝄞")
    if (c) append_utf8(text, c);
  EXPECT_EQ(text, "aé中𝄞");
  EXPECT_EQ(code_points(text), U"aé中𝄞");
}

TEST(TextDrawing, dear_imgui_measures_what_is_seen) {
  const Frames frames({300, 200});
  ImGui::NewFrame();
  // Lam-alef is one sign instead of two letters: only text that went through shaping is narrower.
  EXPECT_FLOAT_EQ(ImGui::CalcTextSize("لا").x * 2, ImGui::CalcTextSize("لالا").x);
  EXPECT_FLOAT_EQ(ImGui::CalcTextSize("لا").x, ImGui::CalcTextSize("ل").x);
  EXPECT_FLOAT_EQ(ImGui::CalcTextSize("ab").x, 2 * ImGui::CalcTextSize("a").x);
  ImGui::EndFrame();
}

TEST(Numbers, are_written_as_the_language_does) {
  use_language("en");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(with_decimal_mark("0.5"), "0.5");
  use_language("es");
  EXPECT_EQ(grouped(1234567), "1.234.567");
  EXPECT_EQ(with_decimal_mark("0.5 km"), "0,5 km");
  use_language("fr");
  EXPECT_EQ(grouped(1234), "1\u00A0234");
  use_language("en");
  EXPECT_EQ(grouped(999), "999");
}

TEST(Numbers, of_years_are_told_by_the_name_of_their_column) {
  for (const char* name : {"year", "Year", "founded", "YearFounded", "year_built", "FOUNDED YEAR", "Año",
                           "Jahr", "start-year", "成立年份"})
    EXPECT_TRUE(is_year(name, 1980)) << name;
  for (const char* name :
       {"jobs", "jobs_per_year", "yearly turnover", "number_of_years", "area", "", "opened_jobs"})
    EXPECT_FALSE(is_year(name, 1980)) << name;
  EXPECT_FALSE(is_year("year", 1980.5));
  EXPECT_FALSE(is_year("year", 12500));
  const Column counts{"closed_firms", std::vector<std::int64_t>{7223}, "", ""};
  EXPECT_EQ(shown_value(counts, 0), "7,223") << "counts firms, though its name speaks of closing";
  const Column closed{"closed", std::vector<std::int64_t>{1998, 7223}, "", ""};
  EXPECT_EQ(shown_value(closed, 0), "1998");
  EXPECT_EQ(shown_value(closed, 1), "7,223");
  const Column codes{"zone_id", std::vector<std::int64_t>{7223}, "", ""};
  EXPECT_EQ(shown_value(codes, 0), "7223");
}

TEST(Numbers, of_a_column_are_shown_with_marks_but_years) {
  Column column{"founded", std::vector<double>{1980, 12500}, "", ""};
  EXPECT_EQ(shown_value(column, 0), "1980");
  EXPECT_EQ(shown_value(column, 1), "12,500");
  column.name = "area";
  EXPECT_EQ(shown_value(column, 0), "1,980");
}

TEST(Numbers, are_read_however_they_are_typed) {
  for (const char* code : {"en", "es"}) {
    use_language(code);
    EXPECT_EQ(with_decimal_point("0,5"), "0.5");
    EXPECT_EQ(with_decimal_point("-12,25"), "-12.25");
    EXPECT_EQ(with_decimal_point("0.5"), "0.5");
    EXPECT_EQ(with_decimal_point("1.234,5"), "1234.5");
    EXPECT_EQ(with_decimal_point("1,234.5"), "1234.5");
    EXPECT_EQ(with_decimal_point("12 500"), "12500");
    EXPECT_EQ(with_decimal_point("12\u00A0500,5"), "12500.5");
    EXPECT_EQ(with_decimal_point("1.234.567"), "1234567");
    EXPECT_EQ(with_decimal_point("1,2,3"), "1,2,3") << "a list";
    EXPECT_EQ(with_decimal_point("10 20"), "10 20");
    EXPECT_EQ(with_decimal_point("Calle 5,5"), "Calle 5,5");
    EXPECT_EQ(with_decimal_point(""), "");
    EXPECT_EQ(with_decimal_point("1e-3"), "1e-3");
  }
  use_language("en");
  EXPECT_EQ(with_decimal_point("1,234"), "1,234") << "1234 or 1.234: not for us to say";
  use_language("es");
  EXPECT_EQ(with_decimal_point("1,234"), "1.234");
  use_language("en");
}

TEST(Numbers, a_comma_in_the_environment_changes_nothing) {
  const char* locale = std::setlocale(LC_ALL, "de_DE.UTF-8");
  if (!locale) GTEST_SKIP() << "there is no locale with a decimal comma";
  EXPECT_EQ(with_decimal_mark("0.5"), "0.5");
  EXPECT_EQ(grouped(1234), "1,234");
  OptionField field{"eps_m", OptionType::number, {}, 500.0};
  EXPECT_EQ(std::get<double>(parse_option(field, "0.5")), 0.5);
  EXPECT_EQ(option_text(0.5), "0.5");
  std::setlocale(LC_ALL, "C");
}

TEST(Numbers, a_form_takes_a_decimal_comma) {
  const OptionField number{"eps_m", OptionType::number, {}, 500.0},
      text{"name", OptionType::text, {}, std::string()};
  EXPECT_EQ(std::get<double>(parse_typed(number, "0,5")), 0.5);
  EXPECT_EQ(std::get<std::string>(parse_typed(text, "0,5")), "0,5");
  EXPECT_THROW(parse_typed(number, "1,234"), Error);
}

TEST(Fuzzy, letters_in_their_order_beginnings_first) {
  EXPECT_TRUE(fuzzy_score("drk", "Dark theme"));
  EXPECT_FALSE(fuzzy_score("krd", "Dark theme"));
  EXPECT_GT(*fuzzy_score("zi", "Zoom in"), *fuzzy_score("zi", "Horizontal lines in a window"));
  EXPECT_TRUE(fuzzy_score("guardar", "Guardar estilos"));
  EXPECT_TRUE(fuzzy_score("metodo", "Método")) << "accents need not be typed";
  EXPECT_TRUE(fuzzy_score("", "anything"));
}

TEST(Glossary, explains_options_and_columns) {
  ASSERT_NE(term_of("eps_m"), nullptr);
  EXPECT_STREQ(term_of("lq")->name, "Location quotient (LQ)");
  EXPECT_EQ(term_of("eps"), term_of("eps_m"));
  EXPECT_EQ(term_of("no_such_column"), nullptr);
}

TEST(Palette, finds_commands_analyses_and_layers_in_any_language) {
  State state = small_state();
  const auto first = [&](const char* query) {
    const auto found = command_choices(state, query);
    return found.empty() ? std::string() : found.front().title;
  };
  EXPECT_EQ(first("dark theme"), "Dark theme");
  EXPECT_EQ(first("dbscan density"), "Density clusters (DBSCAN)");
  use_language("es");
  EXPECT_EQ(first("tema oscuro"), "Tema oscuro");
  EXPECT_EQ(first("dark theme"), "Tema oscuro") << "English titles are known everywhere";
  use_language("en");
  EXPECT_EQ(first("qqqq"), "");
  bool layer = false;
  for (const CommandChoice& choice : command_choices(state, "firms"))
    layer = layer || choice.title == "Firms";
  EXPECT_TRUE(layer);
}

TEST(Keyboard, arrows_belong_to_the_map_until_a_panel_has_the_keyboard) {
  State state = small_state();
  EXPECT_FALSE(key_is_for_panels(state, false, Keys::kLeft, 0));
  state.help.keyboard = KeyboardPlace::left;
  EXPECT_TRUE(key_is_for_panels(state, false, Keys::kLeft, 0));
  EXPECT_FALSE(key_is_for_panels(state, false, Keys::kF1 + 5, 0)) << "F6 goes on";
  EXPECT_FALSE(key_is_for_panels(state, false, Keys::kEscape, 0)) << "Esc goes back";
  state.help.keyboard = KeyboardPlace::map;
  EXPECT_TRUE(key_is_for_panels(state, true, 'F', 0)) << "a letter is typed";
  EXPECT_TRUE(key_is_for_panels(state, true, 'C', Keys::kControl));
  EXPECT_FALSE(key_is_for_panels(state, true, 'S', Keys::kControl));
}

TEST(Keyboard, every_shortcut_has_one_command_at_a_time) {
  State state = small_state();
  std::set<std::pair<int, int>> taken;
  for (const Command& command : commands()) {
    if (command.shortcut.key == 0 || command.shortcut.key == Keys::kEscape || command.enabled) continue;
    EXPECT_TRUE(taken.insert({command.shortcut.key, command.shortcut.mods}).second) << command.id;
  }
}

TEST(Tour, goes_on_step_by_step_and_ends) {
  State state = small_state();
  Jobs jobs;
  update(state, StartTour{}, jobs);
  EXPECT_TRUE(jobs.idle()) << "an open project is kept";
  EXPECT_TRUE(state.settings.tour_seen);
  state.show_table = false;
  update(state, TourStep{4}, jobs);
  EXPECT_TRUE(state.show_table) << "a step opens what it is about";
  update(state, TourStep{kTourSteps}, jobs);
  EXPECT_FALSE(state.help.tour);
}

TEST(Languages, are_taken_from_the_desktop) {
  ::setenv("LC_ALL", "fr_CH.UTF-8", 1);
  EXPECT_EQ(language_of_desktop(), "fr");
  ::setenv("LC_ALL", "zh_CN", 1);
  EXPECT_EQ(language_of_desktop(), "zh");
  ::setenv("LC_ALL", "de_DE.UTF-8", 1);
  EXPECT_EQ(language_of_desktop(), "en");
  ::unsetenv("LC_ALL");
}

}  // namespace agglo::viewer
