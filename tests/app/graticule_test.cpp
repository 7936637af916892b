// Figures on the frame of a map: none over a symbol, fewer on a small map; and titles of small maps whole.
#include "app/print_graticule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "agglo/projection.hpp"
#include "app/print_frame.hpp"

namespace agglo {
namespace {

/// Places of a map of 2 by 2 degrees in the metres of its frame: everywhere, or between shares of its width
/// and height.
Scene places(double from_x, double to_x, double from_y, double to_y) {
  std::vector<double> corner_lon{10, 12}, corner_lat{44, 46};
  Scene scene;
  scene.frame = choose_frame(corner_lon, corner_lat);
  Projector(scene.frame).metres_from_lonlat(corner_lon, corner_lat);
  scene.extent_m = {corner_lon[0], corner_lat[0], corner_lon[1], corner_lat[1]};
  std::vector<double> x, y;
  for (int row = 0; row < 40; ++row)
    for (int column = 0; column < 40; ++column) {
      x.push_back(scene.extent_m.min_x +
                  scene.extent_m.width() * (from_x + (to_x - from_x) * (column + 0.5) / 40));
      y.push_back(scene.extent_m.min_y +
                  scene.extent_m.height() * (from_y + (to_y - from_y) * (row + 0.5) / 40));
    }
  SceneLayer layer;
  layer.name = layer.title = "Places";
  layer.role = Role::institutions;
  layer.points_only = true;
  layer.x = std::make_shared<const std::vector<double>>(x);
  layer.y = std::make_shared<const std::vector<double>>(y);
  layer.categories.resize(1);
  scene.layers.push_back(layer);
  return scene;
}

struct Figures {
  MapView view;
  std::vector<Box> boxes;
  std::size_t over_symbols = 0;
};

Figures figures_of(const Scene& scene, double side_pt, const std::vector<Box>& over = {}) {
  Figures figures;
  figures.view = map_view(scene.extent_m, {10, 20, 10 + side_pt, 20 + side_pt});
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 600, 600);
  cairo_t* cairo = cairo_create(surface);
  const auto plans = plans_of(scene, figures.view);
  const Canvas canvas{cairo, 72, false, nullptr};
  figures.boxes = draw_graticule(canvas, plan_graticule(canvas, figures.view, {{scene, plans}}, over),
                                 figures.view.frame_pt, over);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  const SceneLayer& layer = scene.layers[0];
  for (const Box& box : figures.boxes)
    for (std::size_t row = 0; row < layer.x->size(); ++row) {
      const double x = figures.view.page_x((*layer.x)[row]), y = figures.view.page_y((*layer.y)[row]);
      if (box.intersects({x - 1, y - 1, x + 1, y + 1})) {
        ++figures.over_symbols;
        break;
      }
    }
  return figures;
}

std::size_t on_the(bool right, const Figures& figures) {
  const Box& f = figures.view.frame_pt;
  return static_cast<std::size_t>(std::count_if(
      figures.boxes.begin(), figures.boxes.end(),
      [&](const Box& box) { return right ? box.max_x > f.max_x - 6 : box.min_x < f.min_x + 6; }));
}

}  // namespace

TEST(Graticule, figures_go_to_the_side_where_they_hide_nothing) {
  Figures figures = figures_of(places(0.7, 1.5, 0, 1), 300);
  EXPECT_GT(on_the(false, figures), 0U);
  EXPECT_EQ(on_the(true, figures), 0U);
  EXPECT_EQ(figures.over_symbols, 0U);
  figures = figures_of(places(-0.5, 0.3, 0, 1), 300);
  EXPECT_EQ(on_the(false, figures), 0U);
  EXPECT_GT(on_the(true, figures), 0U);
  EXPECT_EQ(figures.over_symbols, 0U);
}

TEST(Graticule, is_the_same_on_maps_side_by_side) {
  // Symbols on the left of one map and on the right of the other, those of one below.
  const Scene left = places(-0.5, 0.3, 0, 0.5), right = places(0.7, 1.5, 0.7, 1);
  const MapView view = map_view(left.extent_m, {10, 20, 310, 320});
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 10, 10);
  cairo_t* cairo = cairo_create(surface);
  const Canvas canvas{cairo, 72, false, nullptr};
  const auto left_plans = plans_of(left, view), right_plans = plans_of(right, view);
  const Graticule both = plan_graticule(canvas, view, {{left, left_plans}, {right, right_plans}}, {});
  const Graticule alone = plan_graticule(canvas, view, {{right, right_plans}}, {});
  const auto boxes = draw_graticule(canvas, both, {410, 20, 710, 320}, {});
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  EXPECT_GT(alone.figures.size(), both.figures.size());
  ASSERT_EQ(boxes.size(), both.figures.size());
  for (std::size_t k = 0; k < boxes.size(); ++k) {
    EXPECT_FALSE(both.figures[k].covers);
    EXPECT_NEAR(boxes[k].min_x, both.figures[k].box.min_x + 400, 1e-9) << "where it is on the first";
  }
}

TEST(Graticule, figures_stay_below_and_on_the_left_where_they_hide_nothing) {
  // On the right a degree more may fit, which is no reason.
  const Figures some = figures_of(places(-0.5, 1.5, 0, 0.3), 500);
  EXPECT_GT(on_the(false, some), 1U) << "one or two are not worth going to the other side";
  EXPECT_EQ(on_the(true, some), 0U);
  EXPECT_EQ(some.over_symbols, 0U);
  for (const double side_pt : {150.0, 220.0, 300.0, 410.0, 500.0}) {
    const Figures figures = figures_of(places(0.45, 0.55, 0.45, 0.55), side_pt);
    EXPECT_EQ(on_the(true, figures), 0U) << side_pt;
  }
}

TEST(Graticule, of_a_side_partly_covered_the_free_figures_stay) {
  const Figures figures = figures_of(places(-0.5, 1.5, 0, 0.45), 300);
  EXPECT_EQ(figures.over_symbols, 0U);
  EXPECT_GT(on_the(false, figures), 0U);
}

TEST(Graticule, a_map_full_of_symbols_still_tells_where_it_is) {
  const Figures figures = figures_of(places(-0.5, 1.5, 0, 1), 300);
  EXPECT_GT(figures.over_symbols, 0U);
  EXPECT_GT(on_the(false, figures), 0U) << "on a ground of their own";
}

TEST(Graticule, symbols_that_are_not_shown_cover_nothing) {
  Scene scene = places(-0.5, 0.3, 0, 1);
  scene.layers[0].category =
      std::make_shared<const std::vector<std::int16_t>>(scene.layers[0].x->size(), std::int16_t{-1});
  EXPECT_GT(on_the(false, figures_of(scene, 300)), 0U);
  scene = places(-0.5, 0.3, 0, 1);
  scene.layers[0].style.visible = false;
  EXPECT_GT(on_the(false, figures_of(scene, 300)), 0U);
}

TEST(Graticule, a_small_map_has_few_figures_with_room_between_them) {
  const Scene scene = places(0.45, 0.55, 0.45, 0.55);
  const Figures small = figures_of(scene, 110), large = figures_of(scene, 500);
  EXPECT_GT(large.boxes.size(), small.boxes.size());
  EXPECT_GE(small.boxes.size(), 2U);
  EXPECT_LE(small.boxes.size(), 6U);
  for (std::size_t a = 0; a < small.boxes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) EXPECT_FALSE(small.boxes[a].intersects(small.boxes[b]));
}

TEST(Graticule, figures_keep_off_what_lies_over_the_map) {
  const Box legend{10, 20, 100, 320};
  for (const Box& box : figures_of(places(0.45, 0.55, 0.45, 0.55), 300, {legend}).boxes)
    EXPECT_FALSE(box.intersects(legend));
}

TEST(Graticule, titles_of_narrow_maps_get_smaller_letters_before_they_are_cut) {
  const Scene scene = places(0.2, 0.8, 0.2, 0.8);
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "agglo_titles.svg";
  PageOptions page;
  page.layout = "a5-portrait";
  RunControl run;
  const std::string title = "January 2001 \u2013 December 2006";
  print_map(scene, page, file, run, std::vector<PageMap>(6, PageMap{title, {}}));
  std::ifstream in(file);
  const std::string svg{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(file);
  std::size_t whole = 0;
  for (std::size_t at = 0; (at = svg.find(">" + title + "<", at)) != std::string::npos; ++at) ++whole;
  EXPECT_EQ(whole, 6U);
  EXPECT_EQ(svg.find("font-size=\"8.5\" font-weight=\"bold\" fill=\"#222222\">" + title), std::string::npos)
      << "else there was room, and this is no test";
}

}  // namespace agglo
