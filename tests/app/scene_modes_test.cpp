// Graduated, proportional, heat and edited legends, from the style to the printed page and to QGIS.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "agglo/print.hpp"
#include "app/scene_classes.hpp"

namespace agglo {
namespace {

/// Ten points on a plane with jobs 0, 1, 4 ... 81 (the last one missing) and a sector.
Layer firms_layer() {
  auto table = std::make_shared<Table>();
  std::vector<double> jobs;
  StringColumn sector;
  for (int i = 0; i < 10; ++i) {
    table->shapes.add_point(1000.0 * i, 500.0 * (i % 3));
    jobs.push_back(i == 9 ? std::nan("") : i * i);
    sector.push_back(i < 6 ? "shoes" : "tiles");
  }
  table->row_count = 10;
  table->add("jobs", jobs);
  table->add("sector", std::move(sector));
  return {"firms", "Firms", Role::establishments, "", table, {}};
}

Dataset plane_of(Layer layer) {
  Dataset data;
  data.frame.kind = FrameKind::plane;
  data.layers = {std::move(layer)};
  return data;
}

std::string printed(const Style& style) {
  const Scene scene = make_scene(plane_of(firms_layer()), {{{"firms", style}}}, nullptr);
  const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  const auto file = std::filesystem::path(testing::TempDir()) / (test + ".svg");  // tests run side by side
  RunControl run;
  print_map(scene, {}, file, run);
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Style graduated() {
  Style style = default_style(firms_layer());
  style.colour_by = "jobs";
  style.classing = Classing::graduated;
  style.breaks = BreakMethod::manual;
  style.manual_breaks = {10, 40};
  return style;
}

TEST(StyleModes, json_keeps_all_of_them) {
  Style style = graduated();
  style.breaks = BreakMethod::natural;
  style.classes = 7;
  style.decimals = 2;
  style.palette = "YlGnBu";
  style.reversed = true;
  style.entries = {{"a \"b\"", "New", Colour{1, 2, 3, 255}, false, true},
                   {"", "", std::nullopt, true, false}};
  style.entry_order = {"", "a \"b\""};
  style.size_by = "jobs";
  style.size_scale = SizeScale::radius;
  style.size_least_mm = 0.4f;
  style.size_most_mm = 12.5f;
  style.point_mode = PointMode::heat;
  style.bandwidth_m = 750;
  style.weight_by = "jobs";
  style.label_size_pt = 9;
  style.label_rank_by = "jobs";
  style.legend_title = "Títle";
  style.in_legend = false;
  EXPECT_EQ(style_from_json(style_json(style), Style{}), style);
  for (const char* text :
       {R"({"classes":99,"breaks":"x","manual_breaks":[1,"a"],"entries":[3,{"label":"x"}]})",
        R"({"bandwidth_m":-4,"size_most_mm":1e9,"decimals":3.5,"entry_order":"no"})"}) {
    Style wanted;
    if (std::string_view(text).find("manual") != std::string_view::npos) wanted.manual_breaks = {1};
    EXPECT_EQ(style_from_json(text, Style{}), wanted) << text;
  }
}

TEST(StyleModes, a_style_from_before_them_looks_as_it_did) {
  const Style old = style_from_json(R"({"visible":true,"colour_by":"sector","points":"symbols"})", Style{});
  EXPECT_EQ(old.classing, Classing::automatic);
  const Classes classes = classify(firms_layer(), old);
  ASSERT_EQ(classes.categories.size(), 2U);
  EXPECT_EQ(looks_of(classes, Role::establishments, "", old, nullptr)[1].fill, category_colour(1));
}

TEST(StyleModes, graduated_entries_tell_ranges_and_missing_values) {
  const Scene scene = make_scene(plane_of(firms_layer()), {{{"firms", graduated()}}}, nullptr);
  const auto& categories = scene.layers[0].categories;
  ASSERT_EQ(categories.size(), 4U);
  EXPECT_EQ(categories[0].label, "0 – 10");
  EXPECT_EQ(categories[1].label, "11 – 40");
  EXPECT_EQ(categories[2].label, "41 – 64");
  EXPECT_EQ(categories[3].label, "not known");
  EXPECT_EQ(categories[0].count, 4U);
  EXPECT_EQ(categories[3].count, 1U);
  EXPECT_EQ(scene.layers[0].classes->summary.missing, 1U);
}

TEST(StyleModes, numbers_in_labels_are_grouped_and_rounded) {
  EXPECT_EQ(legend_number(1234567, 0), "1,234,567");
  EXPECT_EQ(legend_number(0.004567, -1), "0.00457");
  EXPECT_EQ(legend_number(-0.001, 1), "0");
  EXPECT_EQ(legend_number(-1234.5, 1), "-1,234.5");
  EXPECT_EQ(size_legend_values(830), (std::vector<double>{500, 200, 50}));
}

TEST(StyleModes, the_printed_legend_explains_classes_sizes_and_heat) {
  EXPECT_TRUE(holds(printed(graduated()), "11 – 40"));
  EXPECT_TRUE(holds(printed(graduated()), ">By jobs<"));
  Style worded = graduated();
  worded.legend_title = "Jobs in 2024";
  EXPECT_FALSE(holds(printed(worded), ">By jobs<"));
  Style sized = default_style(firms_layer());
  sized.size_by = "jobs";
  EXPECT_TRUE(holds(printed(sized), ">50 (jobs)<"));
  EXPECT_TRUE(holds(printed(sized), ">20<"));
  Style heat = default_style(firms_layer());
  heat.point_mode = PointMode::heat;
  heat.bandwidth_m = 1500;
  EXPECT_TRUE(holds(printed(heat), "bandwidth 1.5 km"));
  heat.weight_by = "jobs";
  EXPECT_TRUE(holds(printed(heat), "jobs per km"));
}

TEST(StyleModes, the_printed_legend_is_the_edited_one) {
  Style style = default_style(firms_layer());
  style.colour_by = "sector";
  style.legend_title = "What they make";
  style.entries = {{"shoes", "Footwear", std::nullopt, true, true}, {"tiles", "", std::nullopt, true, false}};
  const std::string page = printed(style);
  EXPECT_TRUE(holds(page, ">What they make<"));
  EXPECT_TRUE(holds(page, ">Footwear<"));
  EXPECT_FALSE(holds(page, ">tiles<"));
  style.in_legend = false;
  EXPECT_FALSE(holds(printed(style), ">Footwear<"));
}

TEST(StyleModes, entries_that_are_switched_off_are_not_printed) {
  Style style = default_style(firms_layer());
  style.colour_by = "sector";
  const Scene scene = make_scene(plane_of(firms_layer()), {{{"firms", style}}}, nullptr);
  style.entries = {{"tiles", "", std::nullopt, false, true}};
  const Scene without = make_scene(plane_of(firms_layer()), {{{"firms", style}}}, nullptr);
  const auto file = std::filesystem::path(testing::TempDir()) / "off.svg";
  RunControl run;
  EXPECT_EQ(print_map(scene, {}, file, run).features_drawn, 10U);
  EXPECT_EQ(print_map(without, {}, file, run).features_drawn, 6U);
}

TEST(StyleModes, qgis_gets_ranges_sizes_and_heat) {
  const Layer layer = firms_layer();
  const std::string ranges = qgis_style(layer, graduated());
  EXPECT_TRUE(holds(ranges, "graduatedSymbol"));
  EXPECT_TRUE(holds(ranges, "lower=\"10\" upper=\"40\""));
  Style sized = default_style(layer);
  sized.size_by = "jobs";
  sized.size_most_mm = 8;
  EXPECT_TRUE(holds(qgis_style(layer, sized), "8*sqrt(max(0,coalesce(&quot;jobs&quot;,0))/64)"));
  Style heat = default_style(layer);
  heat.point_mode = PointMode::heat;
  EXPECT_TRUE(holds(qgis_style(layer, heat), "heatmapRenderer"));
  Style named = default_style(layer);
  named.colour_by = "sector";
  named.entries = {{"tiles", "Ceramics", Colour{9, 8, 7, 255}, false, true}};
  const std::string qml = qgis_style(layer, named);
  EXPECT_TRUE(holds(qml, "label=\"Ceramics\" render=\"false\""));
  EXPECT_TRUE(holds(qml, "9,8,7,255"));
}

TEST(StyleModes, firms_follow_the_edited_colours_of_their_clusters) {
  auto squares = std::make_shared<Table>();
  auto points = std::make_shared<Table>();
  for (int i = 0; i < 2; ++i) {
    const double x = 1000.0 * i;
    squares->shapes.begin_row(ShapeKind::polygon);
    squares->shapes.begin_part();
    squares->shapes.add_ring(std::vector<double>{x, x + 500, x + 500, x, x},
                             std::vector<double>{0, 0, 500, 500, 0});
    points->shapes.add_point(x + 100, 100);
  }
  squares->row_count = points->row_count = 2;
  squares->add("cluster", std::vector<std::int64_t>{0, 1});
  points->add("cluster", std::vector<std::int64_t>{0, 1});
  Dataset data;
  data.frame.kind = FrameKind::plane;
  data.layers = {{"f", "", Role::result, "cluster_firms", points, {}},
                 {"c", "", Role::result, "clusters", squares, {}}};
  Style style = default_style(data.layers[1]);
  style.entries = {{"1", "The second", Colour{10, 20, 30, 255}, true, true}};
  const Scene scene = make_scene(data, {{{"c", style}}}, nullptr);
  for (const SceneLayer& layer : scene.layers) {
    EXPECT_EQ(layer.categories[1].label, "The second");
    EXPECT_EQ(layer.categories[1].fill.b, 30);
  }
}

}  // namespace
}  // namespace agglo
