// How maps show results beside each other: what firms can reach, which have nothing, clusters on clusters.
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

#include "agglo/print.hpp"
#include "agglo/scene.hpp"
#include "app/scene_named.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::shared_ptr<Table> points_table(std::size_t rows) {
  auto table = std::make_shared<Table>();
  for (std::size_t i = 0; i < rows; ++i) table->shapes.add_point(static_cast<double>(i), 0);
  table->row_count = rows;
  return table;
}

/// Ten firms without access, twenty with 0.001 to 0.02, and two that a filter left out.
Layer access_layer() {
  std::vector<double> demand, access;
  for (int i = 0; i < 32; ++i) {
    demand.push_back(i < 30 ? 1 : kMissing);
    access.push_back(i < 10 ? 0 : i < 30 ? 0.001 * (i - 9) : kMissing);
  }
  auto table = points_table(32);
  table->add("demand", demand);
  table->add("access", access);
  return {"access", "Access", Role::result, "firm_access", table, {}};
}

TEST(SceneAccess, firms_without_access_are_a_class_of_their_own_and_small_numbers_are_told_apart) {
  const Scene scene = make_scene({Frame{}, {access_layer()}, {}}, {}, nullptr);
  const SceneLayer& layer = scene.layers.at(0);
  std::vector<std::string> labels;
  for (const Category& category : layer.categories) labels.push_back(category.label);
  EXPECT_EQ(labels,
            (std::vector<std::string>{"0", "0.001 \u2013 0.004", "0.005 \u2013 0.008", "0.009 \u2013 0.012",
                                      "0.013 \u2013 0.016", "0.017 \u2013 0.02"}));
  EXPECT_EQ(layer.categories[0].count, 10U);
  EXPECT_EQ(layer.categories[1].count, 4U);
  EXPECT_GT(layer.categories[0].fill.r, layer.categories[0].fill.g);  // red, as firms without a service
  EXPECT_LT(layer.categories[1].fill.r, layer.categories[1].fill.g);
}

TEST(SceneAccess, firms_that_were_left_out_are_not_drawn_and_a_note_counts_them) {
  for (const Classing classing : {Classing::automatic, Classing::graduated}) {
    const Layer access = access_layer();
    Style style = default_style(access);
    style.classing = classing;
    const Scene scene = make_scene({Frame{}, {access}, {}}, {{{"access", style}}}, nullptr);
    const SceneLayer& layer = scene.layers.at(0);
    EXPECT_EQ((*layer.category)[30], -1);
    EXPECT_EQ((*layer.category)[31], -1);
    EXPECT_GE((*layer.category)[29], 0);
    for (const Category& category : layer.categories) EXPECT_NE(category.label, "not known");
    EXPECT_EQ(layer.places_note, "2 of 32 were left out of the analysis");
  }
}

TEST(SceneAccess, gaps_say_within_what_there_is_none) {
  auto table = points_table(3);
  table->add("limit", std::vector<double>{15, 15, 30}, "min");
  table->add("missing", std::vector<std::int64_t>{1, 1, 1});
  const Scene scene =
      make_scene({Frame{}, {{"gaps", "Gaps", Role::result, "gaps", table, {}}}, {}}, {}, nullptr);
  const SceneLayer& layer = scene.layers.at(0);
  ASSERT_EQ(layer.categories.size(), 2U);
  EXPECT_EQ(layer.categories[0].label, "none within 15 min");
  EXPECT_EQ(layer.categories[1].label, "none within 30 min");
}

TEST(SceneAccess, of_classes_of_numbers_the_highest_is_printed_on_top) {
  auto table = std::make_shared<Table>();
  for (int i = 0; i < 2; ++i) table->shapes.add_point(5, 5);
  table->shapes.add_point(9, 9);
  table->row_count = 3;
  table->add("limit", std::vector<double>{30, 15, 15}, "min");
  const Scene scene =
      make_scene({Frame{}, {{"gaps", "Gaps", Role::result, "gaps", table, {}}}, {}}, {}, nullptr);
  const auto file = std::filesystem::temp_directory_path() / fmt::format("agglo_order_{}.svg", getpid());
  RunControl run;
  print_map(scene, PageOptions{}, file, run);
  std::ostringstream svg;
  svg << std::ifstream(file).rdbuf();
  std::filesystem::remove(file);
  // Firms are drawn before the legend: where a colour comes first is where its firms are.
  const auto first = [&](const Colour& c) {
    return svg.str().find(fmt::format("rgb({:.8g}%,{:.8g}%,{:.8g}%)", c.r / 2.55, c.g / 2.55, c.b / 2.55));
  };
  const std::size_t low = first(scene.layers[0].categories[0].fill);
  const std::size_t high = first(scene.layers[0].categories[1].fill);
  ASSERT_NE(low, std::string::npos) << svg.str().substr(0, 3000);
  ASSERT_NE(high, std::string::npos);
  EXPECT_LT(low, high);
}

/// Twenty clusters whose largest sectors go round.
Layer clusters_layer(const char* name, const std::vector<std::string>& sectors) {
  auto table = std::make_shared<Table>();
  std::vector<std::int64_t> number;
  StringColumn top;
  for (int i = 0; i < 20; ++i) {
    const double x = i;
    table->shapes.begin_row(ShapeKind::polygon);
    table->shapes.begin_part();
    table->shapes.add_ring(std::vector<double>{x, x + 1, x + 1, x, x}, std::vector<double>{0, 0, 1, 1, 0});
    number.push_back(i);
    top.push_back(sectors[static_cast<std::size_t>(i) % sectors.size()]);
  }
  table->row_count = 20;
  table->add("cluster", number);
  table->add("top_sector", std::move(top));
  return {name, name, Role::result, "clusters", table, {}};
}

TEST(SceneClusters, compared_layers_give_a_sector_one_colour_and_the_upper_one_is_hatched) {
  const Scene scene =
      make_scene_of_all({Frame{},
                         {clusters_layer("straight", {"tiles", "shoes", "cars"}),
                          clusters_layer("roads", {"bread", "cars", "bread", "wine", "shoes"})},
                         {}},
                        {}, nullptr);
  std::map<std::string, std::set<std::tuple<int, int, int>>> colours;
  for (const SceneLayer& layer : scene.layers) {
    std::set<std::tuple<int, int, int>> own;
    for (const Category& category : layer.categories) {
      const auto fill = std::make_tuple(category.fill.r, category.fill.g, category.fill.b);
      colours[category.label].insert(fill);
      EXPECT_TRUE(own.insert(fill).second) << category.label << " looks like another sector";
      EXPECT_EQ(category.hatch != Hatch::none, layer.name == "roads") << category.label;
    }
  }
  EXPECT_EQ(colours.size(), 5U);
  for (const auto& [sector, seen] : colours) EXPECT_EQ(seen.size(), 1U) << sector;
}

}  // namespace
}  // namespace agglo
