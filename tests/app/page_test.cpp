// Pages: sizes, what lies where, and how a project keeps them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "agglo/operations.hpp"
#include "agglo/print.hpp"
#include "agglo/projection.hpp"
#include "app/print_frame.hpp"
#include "app/print_furniture.hpp"
#include "app/print_parts.hpp"

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

/// A page of so many maps of a region of this shape.
PagePreview maps_of(double width_m, double height_m, const char* layout, std::size_t count) {
  Scene region = scene();
  region.extent_m = {0, 0, width_m, height_m};
  PageOptions page;
  page.layout = layout;
  RunControl run;
  return preview_page(region, page, 800, run, std::vector<PageMap>(count, PageMap{"Map", {nullptr}}));
}

TEST(Page, several_maps_draw_a_layer_alike) {
  // 100 firms on the first map, 9,000 in one place on the second.
  Scene firms = scene();
  SceneLayer& layer = firms.layers.front();
  std::vector<double> x, y;
  for (int i = 0; i < 9100; ++i) {
    x.push_back(i < 100 ? 100.0 * i : 4000 + i % 90);
    y.push_back(i < 100 ? 90.0 * i : 4000 + (i * 7) % 90);
  }
  layer.x = std::make_shared<const std::vector<double>>(x);
  layer.y = std::make_shared<const std::vector<double>>(y);
  layer.categories[0].count = x.size();
  auto few = std::make_shared<RowSet>(x.size()), many = std::make_shared<RowSet>(x.size());
  for (std::size_t row = 0; row < x.size(); ++row) (row < 100 ? few : many)->insert(row);
  const std::vector<PageMap> maps{{"few", {few}}, {"many", {many}}};
  const MapView view = map_view(firms.extent_m, {0, 0, 300, 300});
  SeveralMaps several = plan_maps(firms, maps, view);
  EXPECT_TRUE(several.plans[1].front().density);
  EXPECT_TRUE(several.plans[0].front().density);
  EXPECT_EQ(several.plans[0].front().largest, several.plans[1].front().largest);
  layer.style.colour_by = "sector";  // marks, smaller where they are many
  layer.style.classing = Classing::categories;
  layer.categories.resize(2);
  several = plan_maps(firms, maps, view);
  EXPECT_FALSE(several.plans[1].front().density);
  EXPECT_LT(several.plans[1].front().mark_pt, plan_points(layer, view).mark_pt * 1.01);
  EXPECT_EQ(several.plans[0].front().mark_pt, several.plans[1].front().mark_pt);
}

TEST(Page, several_maps_stand_as_their_region_is_shaped) {
  // Two maps of a wide region stand one above the other, each nearly as large as one alone.
  const PagePreview wide = maps_of(40000, 10000, "a4-landscape", 2);
  EXPECT_LT(wide.scale_denominator, 1.3 * maps_of(40000, 10000, "a4-landscape", 1).scale_denominator);
}

TEST(Page, the_legend_fills_the_place_that_three_maps_leave) {
  const PagePreview three = maps_of(15000, 10000, "a4-landscape", 3),
                    four = maps_of(15000, 10000, "a4-landscape", 4);
  const PageBox map = part(three, "map")->box, legend = part(three, "legend")->box,
                scale = part(three, "scale")->box;
  const double right = map.x_mm + map.width_mm, lower = map.y_mm + map.height_mm;
  EXPECT_NEAR(right, three.size_mm.width_mm - 12, 0.1) << "the maps have the whole page";
  for (const PageBox& box : {legend, scale}) {
    EXPECT_GE(box.x_mm, map.x_mm + map.width_mm / 2);
    EXPECT_GE(box.y_mm, map.y_mm + map.height_mm / 2);
    EXPECT_LE(box.y_mm + box.height_mm, lower + 0.1);
  }
  EXPECT_LE(three.scale_denominator, four.scale_denominator);
  const PageBox maps = part(four, "map")->box;
  EXPECT_GE(part(four, "legend")->box.x_mm, maps.x_mm + maps.width_mm) << "four leave none: beside the maps";
}

TEST(Page, the_scale_bar_fills_a_place_only_where_its_text_fits_into_that_width) {
  const std::vector<LegendGroup> none;
  const Sheet sheet = sheet_of("a5-landscape");
  const auto parts_with = [&](double narrow_height) {
    // Three maps of 15 x 10 stand two above one: the place left over is some 200 points wide.
    const ToPlace things{none, false,
                         true, [=](double width) { return width < 249 ? narrow_height : 10.0; },
                         3,    {0, 0, 15000, 10000}};
    return parts_of({}, sheet, {0, 0, 420, 320}, things);
  };
  const Parts fits = parts_with(40), long_text = parts_with(400);
  ASSERT_LT(fits.side.min_x, fits.map.max_x) << "in the place left over: else this is no test";
  EXPECT_LT(fits.side.width(), 249);
  EXPECT_GE(long_text.side.min_y, long_text.map.max_y) << "below the maps";
}

TEST(Page, maps_for_which_the_page_is_too_low_stand_side_by_side) {
  const std::vector<LegendGroup> none;
  const Parts parts = parts_of({}, sheet_of("a4-landscape"), {0, 0, 700, 12},
                               {none, false, false, [](double) { return 0.0; }, 4, {0, 0, 1000, 1000}});
  ASSERT_EQ(parts.frames.size(), 4U);
  EXPECT_EQ(parts.frames[0].min_y, parts.frames[3].min_y);
  EXPECT_LT(parts.frames[0].max_x, parts.frames[3].min_x);
}

TEST(Page, small_maps_have_fewer_names_and_no_long_ones) {
  const auto names_on = [](const char* layout, const std::string& name) {
    Scene named = scene();
    SceneLayer& layer = named.layers[0];
    std::vector<double> x, y;
    for (int k = 0; k < 400; ++k) {
      x.push_back(k % 20 * 500);
      y.push_back(k / 20 * 500);
    }
    layer.x = std::make_shared<const std::vector<double>>(x);
    layer.y = std::make_shared<const std::vector<double>>(y);
    layer.labels = std::make_shared<const std::vector<std::string>>(400, name);
    PageOptions page;
    page.layout = layout;
    RunControl run;
    const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "agglo_names.svg";
    const std::size_t placed = print_map(named, page, file, run, std::vector<PageMap>(4)).labels_placed;
    std::filesystem::remove(file);
    return placed / 4;
  };
  EXPECT_GT(names_on("a3-landscape", "Parma"), 30U);
  const std::size_t small = names_on("a5-landscape", "Parma");
  EXPECT_GE(small, 1U);
  EXPECT_LE(small, 12U);
  const std::string long_name = "The regional centre for innovation in machine tools";
  EXPECT_GT(names_on("a3-landscape", long_name), 0U);
  EXPECT_EQ(names_on("a5-landscape", long_name), 0U);
}

TEST(Page, several_maps_say_how_many_rows_each_of_them_has) {
  Scene limited = scene();
  std::vector<PageMap> maps;
  for (const std::size_t rows : {1U, 2U, 3U}) {
    auto some = std::make_shared<RowSet>(3);
    for (std::size_t row = 0; row < rows; ++row) some->insert(row);
    maps.push_back({"Map", {some}});
  }
  EXPECT_EQ(with_counts_of(limited, maps).layers[0].rows_note,
            "in the days of each map, in order, 1, 2, 3 of 3 shown");
  limited.layers[0].rows_note = "2 of 3 shown: jobs > 1";
  EXPECT_EQ(with_counts_of(limited, maps).layers[0].rows_note,
            "2 of 3 shown: jobs > 1; in the days of each map, in order, 1, 2, 3");
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "agglo_counts.svg";
  RunControl run;
  print_map(scene(), {}, file, run, maps);
  std::ifstream in(file);
  const std::string svg{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(file);
  EXPECT_NE(svg.find("1, 2, 3 of 3 shown"), std::string::npos);
  maps[1].rows[0] = nullptr;
  EXPECT_EQ(with_counts_of(scene(), maps).layers[0].rows_note,
            "in the days of each map, in order, 1, 3, 3 of 3 shown")
      << "nothing = all rows";
  maps[1].rows = {};
  EXPECT_EQ(with_counts_of(scene(), maps).layers[0].rows_note,
            "in the days of each map, in order, 1, 3, 3 of 3 shown");
  // A layer without dates has the rows of its filter on all maps: its note has the number already.
  maps[1].rows = maps[2].rows = maps[0].rows;
  limited.layers[0].rows_note = "1 of 3 shown: jobs > 1";
  EXPECT_EQ(with_counts_of(limited, maps).layers[0].rows_note, "1 of 3 shown: jobs > 1");
  // As many rows on each map, but others.
  auto other = std::make_shared<RowSet>(3);
  other->insert(2);
  maps[1].rows = {other};
  EXPECT_NE(with_counts_of(limited, maps).layers[0].rows_note.find("in order, 1, 1, 1"), std::string::npos);
  for (PageMap& map : maps) map.rows[0] = std::make_shared<RowSet>(3, true);
  EXPECT_EQ(with_counts_of(scene(), maps).layers[0].rows_note, "") << "all on all maps";
}

TEST(Page, an_extent_is_the_same_place_on_another_frame) {
  const auto frame = [](const char* lon) {
    return Frame{FrameKind::projected,
                 std::string("+proj=tmerc +lat_0=45 +lon_0=") + lon + " +datum=WGS84 +units=m", "", 0};
  };
  PageOptions page;
  EXPECT_TRUE(extent_in(page, frame("9")).empty());
  page.extent_m = {-5000, -4000, 5000, 4000};
  page.extent_frame = frame_key(frame("9"));
  EXPECT_EQ(extent_in(page, frame("9")).min_x, -5000);
  const Box moved = extent_in(page, frame("10"));
  EXPECT_NEAR((moved.min_x + moved.max_x) / 2, -78.8e3, 300) << "one degree of longitude at 45 degrees";
  EXPECT_NEAR(moved.width(), 10000, 1e-6);
  EXPECT_TRUE(extent_in(page, Frame{}).empty()) << "no place on a plane";
  page.extent_frame.clear();
  EXPECT_EQ(extent_in(page, Frame{}).max_y, 4000);
}

TEST(Page, an_extent_on_no_known_frame_is_left_out_and_told) {
  Scene projected = scene();
  projected.frame = {FrameKind::projected, "+proj=tmerc +lon_0=9 +lat_0=45 +datum=WGS84 +units=m", "", 0};
  PageOptions page;
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "agglo_no_frame.svg";
  const auto printed = [&] {
    RunControl run;
    return print_map(projected, page, file, run);
  };
  const double all = printed().scale_denominator;
  EXPECT_FALSE(printed().extent_left_out) << "has none";
  page.extent_m = {0, 0, 1000, 1000};
  page.extent_frame = frame_key(projected.frame);
  EXPECT_FALSE(printed().extent_left_out);
  EXPECT_LT(printed().scale_denominator, all / 5);
  for (const char* frame : {"no frame at all", "+proj=nonsense", "plane"}) {
    page.extent_frame = frame;
    EXPECT_TRUE(extent_in(page, projected.frame).empty()) << frame;
    EXPECT_TRUE(printed().extent_left_out) << frame;
    EXPECT_NEAR(printed().scale_denominator, all, 1) << frame;
  }
  std::filesystem::remove(file);
}

TEST(Page, a_kept_page_prints_its_own_extent_unless_another_is_given) {
  Table table;
  for (const double lon : {10.0, 11.0, 12.0}) table.shapes.add_point(lon, 44.5);
  table.row_count = 3;
  Layer firms{"firms", "Firms", Role::establishments, "", std::make_shared<Table>(table), {}};
  Dataset data{choose_frame(table.shapes.x, table.shapes.y), {firms}, {}};
  PageOptions page;
  page.extent_m = {-3000, -2000, 3000, 2000};
  page.extent_frame = frame_key(data.frame);
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "agglo_kept_page.svg";
  std::vector<std::string> notes;
  const auto scale = [&](OptionValues options) {
    RunControl run;
    const Step step{"map", "", file.string(), std::move(options)};
    const Outcome outcome = operation("map").run({data, step}, run);
    notes = outcome.notes;
    for (const auto& [name, value] : outcome.counts)
      if (name == "scale") return value;
    return 0.0;
  };
  const double kept = scale({{"page", named_pages_json({{"Handout", page}})}}), all = scale({});
  EXPECT_LT(kept, all / 10);
  EXPECT_NEAR(
      scale({{"page", named_pages_json({{"Handout", page}})}, {"extent", std::string("9.9,44,12.1,45")}}),
      all, 0.4 * all);
  EXPECT_TRUE(notes.empty()) << notes.front();
  page.extent_frame = "no frame at all";
  EXPECT_NEAR(scale({{"page", named_pages_json({{"Handout", page}})}}), all, 1);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0], "The extent that the page keeps is not on this map: all of the map is shown.");
  page.extent_m = {};
  EXPECT_NEAR(scale({{"page", named_pages_json({{"Handout", page}})}}), all, 1);
  EXPECT_TRUE(notes.empty()) << "keeps none";
  std::filesystem::remove(file);
}

TEST(Page, named_pages_come_back_from_json) {
  NamedPage named{"Handout", with_everything()};
  named.page.extent_m = {-1000.125, 2000, 3000, 4000.5};
  named.page.extent_frame = "+proj=tmerc +lon_0=9";
  named.page.images = {{"logo.png", {1, 2, 3, 4}}};
  const std::vector<NamedPage> pages{named, {"Plain", {}}};
  EXPECT_EQ(named_pages_from_json(named_pages_json(pages)), pages);
  for (const char* extent : {"[1, 2]", "[1, 2, 1, 4]", "[1, 2, \"3\", 4]", "null"}) {
    const auto odd = named_pages_from_json(std::string("[{\"name\": \"x\", \"extent_m\": ") + extent + "}]");
    ASSERT_EQ(odd.size(), 1U) << extent;
    EXPECT_TRUE(odd[0].page.extent_m.empty()) << extent;
  }
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
