#include "viewer/window/script.hpp"

#include <gtest/gtest.h>

#include "agglo/error.hpp"

namespace agglo::viewer {

namespace {

std::string fault_of(std::string_view text) {
  try {
    parse_script(text, "steps.txt");
  } catch (const Error& error) {
    return error.message + " / " + error.hint;
  }
  return "";
}

}  // namespace

TEST(Script, words_quotes_and_comments) {
  const auto steps =
      parse_script("# first\nopen \"my project.gpkg\"\r\n\n  zoom 2 10 20 # in\n", "steps.txt");
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].command, "open");
  EXPECT_EQ(steps[0].arguments, std::vector<std::string>{"my project.gpkg"});
  EXPECT_EQ(steps[0].line, 2u);
  EXPECT_EQ(steps[1].line, 4u);
  EXPECT_EQ(steps[1].arguments.size(), 3u);
}

TEST(Script, faults_name_the_line_the_find_and_the_way_out) {
  EXPECT_NE(fault_of("fit\nfly away\n").find("steps.txt, line 2 (fly away): there is no command \"fly\""),
            std::string::npos);
  EXPECT_NE(fault_of("pan 3").find("write: pan DX DY"), std::string::npos);
  EXPECT_NE(fault_of("pan 3 east").find("found \"east\""), std::string::npos);
  EXPECT_NE(fault_of("pan 3 1,5").find("found \"1,5\""), std::string::npos);
  EXPECT_NE(fault_of("zoom 2 10").find("found 2 arguments"), std::string::npos);
  EXPECT_NE(fault_of("layer firms maybe").find("on or off"), std::string::npos);
  EXPECT_NE(fault_of("open \"half").find("quote is not closed"), std::string::npos);
  EXPECT_NE(fault_of("pan inf 0").find("give a number"), std::string::npos);
}

TEST(Script, sizes) {
  EXPECT_EQ(parse_size("1600x900").width, 1600);
  for (const char* wrong : {"1600", "x900", "10x10", "1600x900x2", "1e9x900"})
    EXPECT_THROW(parse_size(wrong), Error) << wrong;
}

TEST(Script, every_command_is_in_the_help) {
  for (const char* name : {"open", "import", "shot", "measure", "select-cluster", "theme"})
    EXPECT_NE(script_help().find(name), std::string::npos) << name;
}

}  // namespace agglo::viewer
