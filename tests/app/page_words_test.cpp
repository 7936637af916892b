// What a page says of its layers: headings, rows without a place, filters, and the colours of densities.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "agglo/print.hpp"
#include "agglo/projection.hpp"
#include "agglo/shown_rows.hpp"
#include "app/print_frame.hpp"
#include "app/print_furniture.hpp"
#include "app/print_legend.hpp"

namespace agglo {
namespace {

/// Four support places, one of them without a place, all universities.
Dataset support_places() {
  auto table = std::make_shared<Table>();
  for (const double lon : {10.0, 10.5, 11.0}) table->shapes.add_point(lon, 44.5);
  table->shapes.begin_row(ShapeKind::none);
  table->row_count = 4;
  StringColumn kinds;
  for (int row = 0; row < 4; ++row) kinds.push_back("university");
  table->add("kind", std::move(kinds));
  Dataset data;
  data.layers = {{"places", "Support places", Role::institutions, "", table, {"places.csv", "", "", ""}}};
  data.frame = choose_frame(table->shapes.x, table->shapes.y);
  return data;
}

std::string printed(const Scene& scene, const PageOptions& page = {}) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "agglo_page_words.svg";
  RunControl run;
  print_map(scene, page, file, run);
  std::ifstream in(file);
  std::string svg{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(file);
  return svg;
}

std::vector<LegendGroup> legend_of(const Scene& scene) {
  const MapView view = map_view(scene.extent_m, {0, 0, 500, 400});
  static std::vector<PointPlan> plans;
  plans = plans_of(scene, view);
  return legend_groups(scene, view, plans);
}

}  // namespace

TEST(PageWords, a_layer_of_one_class_has_its_subject_above_it) {
  Scene scene = make_scene(support_places(), {}, nullptr);
  ASSERT_EQ(scene.layers[0].categories.size(), 1U);
  auto groups = legend_of(scene);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].title, "Support places");
  EXPECT_EQ(groups[0].entries.at(0).label, "university");
  EXPECT_TRUE(groups[0].entries.at(0).show_count);
  scene.layers[0].style.legend_title = "Who helps";
  groups = legend_of(scene);
  EXPECT_EQ(groups[0].title, "Who helps");
  EXPECT_EQ(groups[0].entries.at(0).label, "university") << "the title does not take the class's place";
}

TEST(PageWords, a_layer_of_one_colour_is_named_once) {
  const Dataset data = support_places();
  Style style = default_style(data.layers[0]);
  style.classing = Classing::single;
  const auto groups = legend_of(make_scene(data, {{{"places", style}}}, nullptr));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].title, "");
  EXPECT_EQ(groups[0].entries.at(0).label, "Support places");
  const std::string svg = printed(make_scene(data, {{{"places", style}}}, nullptr));
  const std::size_t label = svg.find(">Support places<", svg.find(">Support places<") + 1);
  ASSERT_NE(label, std::string::npos);
  EXPECT_NE(svg.rfind("bold", label), std::string::npos);
  EXPECT_GT(svg.rfind("bold", label), svg.rfind("<text", label)) << "as titles, since it is one";
}

TEST(PageWords, a_legend_that_is_cut_ends_with_no_bare_title) {
  auto table = std::make_shared<Table>();
  StringColumn kinds;
  for (int i = 0; i < 3; ++i) {
    table->shapes.add_point(i * 100, i * 50);
    kinds.push_back("kind " + std::to_string(i));
  }
  table->row_count = 3;
  table->add("kind", std::move(kinds));
  Dataset data;
  for (int i = 0; i < 8; ++i)
    data.layers.push_back({"l" + std::to_string(i), "Layer", Role::institutions, "", table, {}});
  const Scene scene = make_scene(data, {}, nullptr);
  PageOptions page;
  page.layout = "custom";
  std::size_t cut = 0;
  for (page.height_mm = 80; page.height_mm < 130; page.height_mm += 2) {
    page.width_mm = page.height_mm * 1.5;
    const std::string svg = printed(scene, page);
    const std::size_t more = svg.find(" more</text>");
    if (more == std::string::npos) continue;
    ++cut;
    const std::size_t own = svg.rfind("<text", more), last = svg.rfind("<text", own - 1);
    EXPECT_EQ(svg.substr(last, own - last).find(">Layer<"), std::string::npos) << page.height_mm;
  }
  EXPECT_GT(cut, 5U) << "else this is no test";
}

TEST(PageWords, rows_without_a_place_are_told_of_layers_on_the_map) {
  Scene scene = make_scene(support_places(), {}, nullptr);
  const char* note = "Support places: 1 of 4 has no place and is not on the map<";
  EXPECT_NE(printed(scene).find(note), std::string::npos) << printed(scene);
  PageOptions page;
  page.notes = false;
  EXPECT_EQ(printed(scene, page).find("no place"), std::string::npos);
  RowSet some(4);
  for (const std::size_t row : {1U, 3U}) some.insert(row);
  keep_rows(scene.layers[0], some);
  EXPECT_NE(printed(scene).find("1 of 2 has no place"), std::string::npos) << "of the rows that are shown";
  some.erase(3);
  keep_rows(scene.layers[0], some);
  EXPECT_EQ(printed(scene).find("no place"), std::string::npos);
  scene = make_scene(support_places(), {}, nullptr);
  scene.layers[0].style.visible = false;
  EXPECT_EQ(printed(scene).find("has no place and"), std::string::npos) << "is not on the map";
}

TEST(PageWords, a_filter_reads_as_a_sentence_and_is_cut_between_words) {
  const auto note = [](const std::string& filter) {
    SceneLayer layer;
    layer.categories.resize(1);
    RowSet one(3);
    one.insert(1);
    keep_rows(layer, one, filter, std::nullopt);
    return layer.rows_note;
  };
  EXPECT_EQ(note("jobs >= 5"), "1 of 3 shown: only rows where jobs >= 5");
  EXPECT_EQ(
      note("  \"jobs lo\" > 5\n  AND town = 'L''Aquila'  AND name <> ''"),
      "1 of 3 shown: only rows where jobs lo > 5 AND town = \u201cL'Aquila\u201d AND name <> \u201c\u201d");
  EXPECT_EQ(note("name = 'two  blanks'"), "1 of 3 shown: only rows where name = \u201ctwo  blanks\u201d");
  std::string many = "sector IN (";
  for (int k = 0; k < 60; ++k) many += "'" + std::to_string(100 + k) + "', ";
  const std::string cut = note(many + "'9')");
  EXPECT_TRUE(cut.ends_with("\u201d, \u2026")) << cut;
  EXPECT_LT(cut.size(), 400U);
  EXPECT_TRUE(note("name = '" + std::string(500, 'x') + "'").ends_with("xxx\u2026"));
}

TEST(PageWords, a_page_of_a_few_centimetres_keeps_its_map_and_says_what_it_has_no_room_for) {
  Scene scene = make_scene(support_places(), {}, nullptr);
  for (int k = 0; k < 6; ++k) {
    SceneLayer layer = scene.layers[0];
    layer.credit = "Source " + std::to_string(k) + ": a register whose name is long (and its licence)";
    layer.method = "Result " + std::to_string(k) + ", from a register whose name is long";
    scene.layers.push_back(layer);
  }
  PageOptions page;
  page.layout = "custom";
  page.margin_mm = 4;
  page.title = "Support places of the region";
  const auto box_of = [](const PagePreview& preview, const char* name) {
    for (const PagePart& part : preview.parts)
      if (part.name == name) return part.box;
    return PageBox{};
  };
  bool told = false;
  for (const auto& [width, height] : {std::pair{60.0, 60.0}, {90.0, 55.0}, {55.0, 90.0}, {105.0, 74.0}}) {
    page.width_mm = width;
    page.height_mm = height;
    RunControl run;
    const PagePreview preview = preview_page(scene, page, 300, run);
    const PageBox map = box_of(preview, "map"), title = box_of(preview, "title");
    EXPECT_GE(map.y_mm, title.y_mm + title.height_mm - 0.01) << width;
    EXPECT_GT(map.height_mm, 0.15 * height) << width;
    EXPECT_LT(map.y_mm + map.height_mm, height) << width;
    told = told || printed(scene, page).find("This page is too small for") != std::string::npos;
  }
  EXPECT_TRUE(told);
  page.layout = "a5-portrait";
  EXPECT_EQ(printed(scene, page).find("This page is too small for"), std::string::npos);
}

TEST(PageWords, densities_begin_at_the_tint_that_they_have_on_the_screen) {
  // The screen's shader: log(1 + n) / log(1 + most) along the ramp.
  for (const std::uint32_t most : {1U, 6U, 500U}) {
    PointPlan plan;
    plan.largest = most;
    for (const double n : {1.0, 0.5 * (1 + most), static_cast<double>(most)})
      EXPECT_EQ(density_colour(plan, n), density_ramp(std::log(1 + n) / std::log(1.0 + most)))
          << most << " " << n;
  }
}

}  // namespace agglo
