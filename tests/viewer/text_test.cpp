// Right-to-left text, numbers and desktop languages.
#include <gtest/gtest.h>
#include <imgui.h>

#include <clocale>
#include <cstdlib>

#include "agglo/options.hpp"
#include "viewer/text/bidi.hpp"
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
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = {300, 200};
  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
  ImGui::NewFrame();
  // Lam-alef is one sign instead of two letters: only text that went through shaping is narrower.
  EXPECT_FLOAT_EQ(ImGui::CalcTextSize("لا").x * 2, ImGui::CalcTextSize("لالا").x);
  EXPECT_FLOAT_EQ(ImGui::CalcTextSize("لا").x, ImGui::CalcTextSize("ل").x);
  EXPECT_FLOAT_EQ(ImGui::CalcTextSize("ab").x, 2 * ImGui::CalcTextSize("a").x);
  ImGui::EndFrame();
  ImGui::DestroyContext();
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
