#include <gtest/gtest.h>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {
namespace {

Recipe sample() {
  Recipe recipe;
  recipe.steps.push_back(
      {{"import", "establishments", "data/firms \"a\".csv", {{"map", std::string("sector=NAICS")}}, 0},
       "abc123"});
  recipe.steps.push_back(
      {{"dbscan", "dbscan", "", {{"eps_m", 500.25}, {"each", std::string("sector")}}, 7}, ""});
  recipe.steps.push_back(
      {{"catchments", "reach", "", {{"radius_km", std::vector<double>{2, 5, 10}}, {"merge", true}}, 0}, ""});
  return recipe;
}

TEST(Recipe, toml_goes_there_and_back) {
  const std::string text = recipe_toml(sample());
  const Recipe back = recipe_from_toml(text, "recipe.toml");
  ASSERT_EQ(back.steps.size(), 3U);
  EXPECT_EQ(back.steps[0].step.file, "data/firms \"a\".csv");
  EXPECT_EQ(back.steps[0].source_sha256, "abc123");
  EXPECT_EQ(std::get<double>(back.steps[1].step.options.at("eps_m")), 500.25);
  EXPECT_EQ(back.steps[1].step.seed, 7U);
  EXPECT_EQ(back.steps[2].step.name, "reach");
  EXPECT_EQ(std::get<std::vector<double>>(back.steps[2].step.options.at("radius_km")).size(), 3U);
  EXPECT_EQ(recipe_toml(back), text);
}

std::string error_of(std::string_view text) {
  try {
    recipe_from_toml(text, "r.toml");
  } catch (const Error& error) {
    return error.message;
  }
  return "no error";
}

TEST(Recipe, errors_name_file_and_line) {
  EXPECT_NE(error_of("[[step]]\noperation = \"dbscam\"\n").find("\"dbscam\""), std::string::npos);
  EXPECT_EQ(error_of("[[step]]\noperation = \"dbscan\"\nepps = 3\n"),
            "r.toml, line 3: operation dbscan has no option \"epps\"");
  EXPECT_NE(error_of("[[step]]\noperation = \"dbscan\"\neps_m = -1\n").find("--eps-m is \"-1\""),
            std::string::npos);
  EXPECT_NE(error_of("[[step]\n").find("r.toml, line 1"), std::string::npos);
  EXPECT_NE(error_of("a = 1\n").find("no [[step]]"), std::string::npos);
  EXPECT_NE(error_of("[[step]]\nname = \"x\"\n").find("no \"operation\""), std::string::npos);
}

TEST(Recipe, steps_become_the_commands_that_do_the_same) {
  EXPECT_EQ(step_command(sample().steps[1].step, "my region.gpkg"),
            "agglo dbscan 'my region.gpkg' --each sector --eps-m 500.25 --seed 7");
  EXPECT_EQ(step_command(sample().steps[2].step, "r.gpkg"),
            "agglo catchments r.gpkg --merge --radius-km 2,5,10 --name reach");
  EXPECT_EQ(step_command(sample().steps[0].step, "r.gpkg"),
            "agglo import 'data/firms \"a\".csv' --map sector=NAICS -o r.gpkg");
}

}  // namespace
}  // namespace agglo
