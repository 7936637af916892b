#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "agglo/scene.hpp"

namespace agglo {
namespace {

Layer zones_layer() {
  auto table = std::make_shared<Table>();
  StringColumn kind, name;
  for (const char* k : {"epz", "science <park> & \"co\"", "epz"}) {
    kind.push_back(k);
    name.push_back("Zone");
    table->shapes.begin_row(ShapeKind::polygon);
    table->shapes.begin_part();
    table->shapes.add_ring(std::vector<double>{0, 1, 1, 0, 0}, std::vector<double>{0, 0, 1, 1, 0});
    ++table->row_count;
  }
  table->add("kind", std::move(kind));
  table->add("name", std::move(name));
  return {"zones", "Zones", Role::zones, "", table, {}};
}

TEST(Style, json_gives_the_same_style_back) {
  Style style;
  style.visible = false;
  style.opacity = 0.35f;
  style.fill = {1, 2, 3, 4};
  style.stroke = {250, 128, 0, 255};
  style.stroke_width_mm = 0.2f;
  style.hatch = Hatch::dots;
  style.mark = PointMark::star;
  style.mark_size_mm = 3.3f;
  style.point_mode = PointMode::density;
  style.colour_by = "sector \"x\"";
  style.label_by = "名前";
  EXPECT_EQ(style_from_json(style_json(style), Style{}), style);
  SceneStyles styles{{{"b", style}, {"a", Style{}}}};
  const SceneStyles back = scene_styles_from_json(scene_styles_json(styles));
  EXPECT_EQ(back.styles, styles.styles);
}

TEST(Style, bad_json_leaves_the_fallback_and_unknown_keys_are_ignored) {
  Style fallback;
  fallback.mark = PointMark::diamond;
  for (const char* text : {"", "{", "[]", "null", R"({"opacity":7,"fill":"#zz0000","mark":"blob","hatch":3})",
                           R"({"colour":"red","nested":{"a":[1]}})"})
    EXPECT_EQ(style_from_json(text, fallback), fallback) << text;
  EXPECT_EQ(style_from_json(R"({"mark":"star","x":1})", fallback).mark, PointMark::star);
  EXPECT_TRUE(scene_styles_from_json("not json").styles.empty());
}

TEST(Style, zones_are_hatched_by_kind_and_colouring_by_an_empty_column_is_dropped) {
  EXPECT_EQ(default_style(zones_layer()).colour_by, "kind");
  EXPECT_NE(default_style(zones_layer()).hatch, Hatch::none);
  Layer layer = zones_layer();
  auto table = std::make_shared<Table>(*layer.table);
  StringColumn empty;
  for (int i = 0; i < 3; ++i) empty.push_back("");
  table->find("kind")->values = empty;
  layer.table = table;
  EXPECT_EQ(default_style(layer).colour_by, "");
}

TEST(Style, qgis_style_has_a_symbol_per_category_and_escapes_values) {
  const Layer layer = zones_layer();
  const std::string qml = qgis_style(layer, default_style(layer));
  EXPECT_NE(qml.find("categorizedSymbol"), std::string::npos);
  EXPECT_NE(qml.find("LinePatternFill"), std::string::npos);
  EXPECT_NE(qml.find("value=\"science &lt;park&gt; &amp; &quot;co&quot;\""), std::string::npos);
  EXPECT_NE(qml.find("fieldName=\"name\""), std::string::npos);
  std::size_t symbols = 0;
  for (std::size_t at = 0; (at = qml.find("<symbol type=\"fill\"", at)) != std::string::npos; ++at) ++symbols;
  EXPECT_EQ(symbols, 2U);
  Style plain;
  EXPECT_NE(qgis_style(layer, plain).find("singleSymbol"), std::string::npos);
  EXPECT_EQ(qgis_style({"t", "", Role::result, "table", std::make_shared<Table>(), {}}, plain), "");
}

/// Machado et al. 2009, severity 1, on linear RGB; distance in that space is enough to tell colours apart or
/// not.
double distance_as_seen(Colour a, Colour b, const double (&m)[9]) {
  const auto linear = [](std::uint8_t v) { return std::pow(v / 255.0, 2.2); };
  const auto seen = [&](Colour c, int row) {
    const double l = m[3 * row] * linear(c.r) + m[3 * row + 1] * linear(c.g) + m[3 * row + 2] * linear(c.b);
    return std::pow(std::max(l, 0.0), 1 / 2.2);
  };
  double sum = 0;
  for (int row = 0; row < 3; ++row) sum += std::pow(seen(a, row) - seen(b, row), 2);
  return std::sqrt(sum);
}

TEST(Colours, category_colours_differ_for_red_and_green_blind_eyes) {
  constexpr double kNormal[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  constexpr double kProtan[9] = {0.152286, 1.052583,  -0.204868, 0.114503, 0.786281,
                                 0.099216, -0.003882, -0.048116, 1.051998};
  constexpr double kDeutan[9] = {0.367322, 0.860646,  -0.227968, 0.280085, 0.672501,
                                 0.047413, -0.011820, 0.042940,  0.968881};
  for (std::size_t i = 0; i < 12; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_GT(distance_as_seen(category_colour(i), category_colour(j), kNormal), 0.15) << i << " " << j;
      EXPECT_GT(distance_as_seen(category_colour(i), category_colour(j), kProtan), 0.05) << i << " " << j;
      EXPECT_GT(distance_as_seen(category_colour(i), category_colour(j), kDeutan), 0.05) << i << " " << j;
    }
  EXPECT_EQ(category_colour(12), category_colour(0));
}

TEST(Colours, densities_are_darker_where_there_is_more) {
  for (int i = 1; i <= 20; ++i) {
    const Colour more = density_ramp(i / 20.0), less = density_ramp((i - 1) / 20.0);
    EXPECT_LT(2 * more.r + 5 * more.g + more.b, 2 * less.r + 5 * less.g + less.b) << i;
  }
}

TEST(Colours, viridis_runs_from_dark_violet_to_yellow_and_gets_lighter) {
  EXPECT_EQ(viridis(0), (Colour{68, 1, 84, 255}));
  EXPECT_EQ(viridis(1), (Colour{253, 231, 37, 255}));
  EXPECT_EQ(viridis(-3), viridis(0));
  EXPECT_EQ(viridis(std::nan("")), viridis(0));
  double before = -1;
  for (int i = 0; i <= 100; ++i) {
    const Colour c = viridis(i / 100.0);
    const double light = 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
    EXPECT_GT(light, before - 0.5);
    before = light;
  }
}

}  // namespace
}  // namespace agglo
