#include "app/scene_clip.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace agglo {
namespace {

Shapes ring(const std::vector<double>& x, const std::vector<double>& y) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(x, y);
  return shapes;
}

TEST(SceneClip, a_clipped_polygon_holds_exactly_the_places_of_both) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> unit(0, 1);
  const Box window{-5, -4, 6, 5};
  for (int round = 0; round < 40; ++round) {
    std::vector<double> x, y;
    for (int i = 0; i < 24; ++i) {
      const double angle = i * 2 * 3.141592653589793 / 24, radius = 2 + 8 * unit(random);
      x.push_back(1 + radius * std::cos(angle));
      y.push_back(radius * std::sin(angle));
    }
    x.push_back(x[0]);
    y.push_back(y[0]);
    const Shapes whole = ring(x, y);
    const Shapes clipped = clip_to_window(whole, window);
    ASSERT_EQ(clipped.size(), 1U);
    for (int i = 0; i < 300; ++i) {
      const double px = -12 + 26 * unit(random), py = -12 + 24 * unit(random);
      const bool in_window =
          px >= window.min_x && px <= window.max_x && py >= window.min_y && py <= window.max_y;
      EXPECT_EQ(contains(clipped, 0, px, py), in_window && contains(whole, 0, px, py)) << px << " " << py;
    }
  }
}

TEST(SceneClip, shapes_on_the_far_side_of_the_antimeridian_come_over) {
  const Shapes chukotka = ring({-180, -170, -170, -180, -180}, {60, 60, 65, 65, 60});
  const Shapes clipped = clip_to_window(chukotka, {170, 50, 195, 70});
  ASSERT_EQ(clipped.kind[0], ShapeKind::polygon);
  EXPECT_DOUBLE_EQ(clipped.box().min_x, 180);
  EXPECT_DOUBLE_EQ(clipped.box().max_x, 190);
}

TEST(SceneClip, rows_stay_rows_and_what_lies_outside_becomes_none) {
  Shapes shapes = ring({0, 1, 1, 0, 0}, {0, 0, 1, 1, 0});
  shapes.add_none();
  shapes.add_point(2, 2);
  shapes.add_point(50, 2);
  shapes.add_row_of(ring({40, 41, 41, 40, 40}, {0, 0, 1, 1, 0}), 0);
  const Shapes clipped = clip_to_window(shapes, {-10, -10, 10, 10});
  ASSERT_EQ(clipped.size(), 5U);
  EXPECT_EQ(clipped.kind[0], ShapeKind::polygon);
  EXPECT_EQ(clipped.kind[1], ShapeKind::none);
  EXPECT_EQ(clipped.kind[2], ShapeKind::point);
  EXPECT_EQ(clipped.kind[3], ShapeKind::none);
  EXPECT_EQ(clipped.kind[4], ShapeKind::none);
}

TEST(SceneClip, a_line_that_leaves_and_comes_back_has_two_parts) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::line);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{0, 4, 4, 0}, std::vector<double>{0, 0, 1, 1});
  const Shapes clipped = clip_to_window(shapes, {-1, -1, 2, 2});
  EXPECT_EQ(clipped.row_start[1] - clipped.row_start[0], 2U);
  EXPECT_DOUBLE_EQ(clipped.box().max_x, 2);
}

TEST(SceneClip, cuts_by_the_window_are_not_drawn_as_borders) {
  const Box window{0, 0, 2, 2};
  const Shapes clipped = clip_to_window(ring({-1, 1, 1, -1, -1}, {-1, -1, 1, 1, -1}), window);
  const Shapes lines = boundary_lines(clipped, window);
  ASSERT_EQ(lines.kind[0], ShapeKind::line);
  for (std::size_t r = 0; r + 1 < lines.ring_start.size(); ++r)
    for (std::size_t i = lines.ring_start[r] + 1; i < lines.ring_start[r + 1]; ++i)
      EXPECT_FALSE((lines.x[i] == 0 && lines.x[i - 1] == 0) || (lines.y[i] == 0 && lines.y[i - 1] == 0));
}

TEST(SceneClip, extent_takes_the_short_way_around_the_earth) {
  const Box fiji =
      lonlat_extent(std::vector<double>{177.5, -179.0, 179.9}, std::vector<double>{-18, -17, -16});
  EXPECT_NEAR(fiji.width(), 3.5, 1e-9);
  EXPECT_NEAR(fiji.min_x, 177.5, 1e-9);
  const Box italy = lonlat_extent(std::vector<double>{9, 12.5}, std::vector<double>{44, 45});
  EXPECT_NEAR(italy.min_x, 9, 1e-9);
  EXPECT_NEAR(italy.max_x, 12.5, 1e-9);
  EXPECT_TRUE(lonlat_extent({}, {}).empty());
}

TEST(SceneClip, a_few_stray_places_do_not_blow_up_the_extent) {
  std::vector<double> x, y;
  for (int i = 0; i < 1000; ++i) {
    x.push_back(i % 32);
    y.push_back(i / 32);
  }
  EXPECT_EQ(trimmed_extent(x, y), (Box{0, 0, 31, 31}));
  x.push_back(5000);
  y.push_back(10);
  EXPECT_LT(trimmed_extent(x, y).max_x, 40);
}

}  // namespace
}  // namespace agglo
