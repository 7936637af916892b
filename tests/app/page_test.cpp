// Pages: sizes, what lies where, and how a project keeps them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "agglo/print.hpp"
#include "app/print_furniture.hpp"

namespace agglo {
namespace {

Scene scene() {
  Scene scene;
  SceneLayer layer;
  layer.name = layer.title = "firms";
  layer.role = Role::establishments;
  layer.points_only = true;
  layer.x = std::make_shared<const std::vector<double>>(std::vector<double>{0, 5000, 10000});
  layer.y = std::make_shared<const std::vector<double>>(std::vector<double>{0, 9000, 4000});
  layer.categories.resize(1);
  layer.categories[0].count = 3;
  scene.layers.push_back(layer);
  scene.extent_m = {0, 0, 10000, 10000};
  return scene;
}

const PagePart* part(const PagePreview& preview, const std::string& name) {
  const auto found = std::find_if(preview.parts.begin(), preview.parts.end(),
                                  [&](const PagePart& p) { return p.name == name; });
  return found == preview.parts.end() ? nullptr : &*found;
}

PageOptions with_everything() {
  PageOptions page;
  page.layout = "custom";
  page.width_mm = 200;
  page.height_mm = 150;
  page.title = "Title";
  page.source = "Source";
  page.scale = 100000;
  page.inset = true;
  page.legend_box = {20, 30, 50, 0};
  page.scale_box = {120, 100, 55, 0};
  page.texts = {{"A text", {50, 60, 40, 0}, 12, true}};
  return page;
}

}  // namespace

TEST(Page, sizes) {
  EXPECT_EQ(page_layouts().back(), "custom");
  for (const std::string& layout : page_layouts()) {
    PageOptions page;
    page.layout = layout;
    const PageSize size = page_size(page);
    EXPECT_EQ(layout.ends_with("portrait"), size.height_mm > size.width_mm) << layout;
  }
  PageOptions page;
  page.layout = "custom";
  page.width_mm = 20;
  EXPECT_THROW(page_size(page), Error);
  page.layout = "a9";
  EXPECT_THROW(page_size(page), Error);
}

TEST(Page, several_maps_stand_side_by_side_each_with_its_rows) {
  PageOptions page;
  page.layout = "custom";
  page.width_mm = 200;
  page.height_mm = 150;
  std::vector<PageMap> maps;
  for (const std::size_t row : {0U, 1U, 2U}) {
    auto rows = std::make_shared<RowSet>(3);
    rows->insert(row);
    maps.push_back({"Map " + std::to_string(row), {rows}});
  }
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "agglo_several_maps";
  std::filesystem::create_directories(folder);
  RunControl run;
  const PrintReport one = print_map(scene(), page, folder / "one.svg", run);
  const PrintReport all = print_map(scene(), page, folder / "all.svg", run, maps);
  EXPECT_EQ(one.features_drawn, 3U);
  EXPECT_EQ(all.features_drawn, 3U) << "each firm on one map";
  EXPECT_GT(all.scale_denominator, 1.5 * one.scale_denominator) << "each map shows the whole extent";
  maps[1].rows = {nullptr};
  EXPECT_EQ(print_map(scene(), page, folder / "all.svg", run, maps).features_drawn, 5U);
  std::filesystem::remove_all(folder);
  const PagePreview preview = preview_page(scene(), page, 400, run, maps),
                    single = preview_page(scene(), page, 400, run);
  ASSERT_TRUE(part(preview, "map") && part(single, "map"));
  EXPECT_NE(preview.pixels, single.pixels);
  EXPECT_EQ(map_columns(300, 100, 3), 3);
  EXPECT_EQ(map_columns(100, 300, 3), 1);
  EXPECT_EQ(map_columns(100, 100, 4), 2);
}

TEST(Page, preview_tells_what_lies_where) {
  RunControl run;
  const PagePreview preview = preview_page(scene(), with_everything(), 400, run);
  EXPECT_EQ(preview.width, 400);
  EXPECT_EQ(preview.height, 300);
  EXPECT_EQ(preview.pixels.size(), 400U * 300U);
  EXPECT_NEAR(preview.scale_denominator, 100000, 1);
  for (const char* name : {"title", "map", "legend", "scale", "inset", "text 0"})
    EXPECT_TRUE(part(preview, name)) << name;
  EXPECT_NEAR(part(preview, "legend")->box.x_mm, 20, 1e-6);
  EXPECT_NEAR(part(preview, "legend")->box.width_mm, 50, 1e-6);
  EXPECT_NEAR(part(preview, "text 0")->box.y_mm, 60, 1e-6);
  // With legend and scale over the map, the map is as wide as the page between its margins.
  EXPECT_NEAR(part(preview, "map")->box.width_mm, 200 - 2 * 12, 0.01);
  PageOptions plain = with_everything();
  plain.legend_box = plain.scale_box = {};
  plain.inset = false;
  const PagePreview beside = preview_page(scene(), plain, 400, run);
  EXPECT_LT(part(beside, "map")->box.width_mm, 150);
  EXPECT_FALSE(part(beside, "inset"));
  EXPECT_NE(beside.pixels, preview.pixels);
}

TEST(Page, the_overview_shows_no_place_beyond_the_base_map) {
  Scene around = scene();
  around.frame = {FrameKind::projected, "+proj=tmerc +lon_0=9 +lat_0=45 +datum=WGS84 +units=m", "", 0};
  Shapes land;
  land.begin_row(ShapeKind::polygon);
  land.begin_part();
  land.add_ring(std::vector<double>{-12000, 22000, 22000, -12000, -12000},
                std::vector<double>{-12000, -12000, 22000, 22000, -12000});
  SceneLayer base;
  base.is_base_map = true;
  base.kind = "countries";
  base.style.stroke_width_mm = 0;
  base.shapes = std::make_shared<const Shapes>(land);
  base.categories.resize(1);
  base.categories[0].fill = {10, 200, 30, 255};
  around.layers.insert(around.layers.begin(), base);
  PageOptions page;
  page.inset = true;
  RunControl run;
  const PagePreview preview = preview_page(around, page, 1200, run);
  const PagePart* inset = part(preview, "inset");
  ASSERT_TRUE(inset);
  const double px = preview.width / preview.size_mm.width_mm;
  for (const double across : {0.05, 0.95})
    for (const double down : {0.05, 0.95}) {
      const auto x = static_cast<std::size_t>((inset->box.x_mm + across * inset->box.width_mm) * px);
      const auto y = static_cast<std::size_t>((inset->box.y_mm + down * inset->box.height_mm) * px);
      EXPECT_EQ(preview.pixels[y * static_cast<std::size_t>(preview.width) + x], 0xff0ac81eU)
          << across << " " << down;
    }
}

TEST(Page, an_image_that_is_none_is_named) {
  RunControl run;
  PageOptions page;
  page.images = {{"no-such-logo.png", {10, 10, 20, 20}}};
  try {
    preview_page(scene(), page, 100, run);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message.find("no-such-logo.png"), std::string::npos);
  }
}

TEST(Page, named_pages_come_back_from_json) {
  NamedPage named{"Handout", with_everything()};
  named.page.images = {{"logo.png", {1, 2, 3, 4}}};
  const std::vector<NamedPage> pages{named, {"Plain", {}}};
  EXPECT_EQ(named_pages_from_json(named_pages_json(pages)), pages);
  EXPECT_TRUE(named_pages_from_json("nonsense").empty());
  EXPECT_TRUE(named_pages_from_json("[{}, 3, {\"name\": 5}, {\"name\": \"x\", \"layout\": \"a9\"}]").empty());
}

TEST(Page, scales_are_rounded_and_absurd_ones_left_out) {
  EXPECT_EQ(scale_text(25'000), "1 : 25,000");
  EXPECT_EQ(scale_text(123'456), "1 : 123,000");
  EXPECT_EQ(scale_text(0), "");
  EXPECT_EQ(scale_text(1e300), "");
}

}  // namespace agglo
