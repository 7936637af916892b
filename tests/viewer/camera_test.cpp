#include "viewer/state/camera.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace agglo::viewer {

TEST(Camera, world_and_screen_are_inverse) {
  const Camera camera{5e6, -3e6, 0.37, 1600, 900};
  for (const double x : {0.0, 12.5, 1600.0})
    for (const double y : {0.0, 450.0, 899.0}) {
      const WorldPoint w = world_from_screen(camera, x, y);
      const ScreenPoint s = screen_from_world(camera, w.x_m, w.y_m);
      EXPECT_NEAR(s.x, x, 1e-6);
      EXPECT_NEAR(s.y, y, 1e-6);
    }
}

TEST(Camera, screen_y_grows_to_the_south) {
  const Camera camera{0, 0, 2, 100, 100};
  EXPECT_GT(world_from_screen(camera, 50, 0).y_m, world_from_screen(camera, 50, 99).y_m);
}

TEST(Camera, zoom_keeps_the_place_under_the_cursor) {
  Camera camera{1000, 2000, 10, 800, 600};
  const WorldPoint before = world_from_screen(camera, 123, 456);
  zoom_at(camera, 3.7, 123, 456);
  const WorldPoint after = world_from_screen(camera, 123, 456);
  EXPECT_NEAR(before.x_m, after.x_m, 1e-9);
  EXPECT_NEAR(before.y_m, after.y_m, 1e-9);
  EXPECT_NEAR(camera.metres_per_pixel, 10 / 3.7, 1e-12);
}

TEST(Camera, zoom_stops_at_both_ends_and_ignores_nonsense) {
  Camera camera{0, 0, 10, 800, 600};
  zoom_at(camera, 1e30, 0, 0);
  EXPECT_DOUBLE_EQ(camera.metres_per_pixel, 1e-3);
  zoom_at(camera, 1e-30, 0, 0);
  EXPECT_DOUBLE_EQ(camera.metres_per_pixel, 1e5);
  const Camera same = camera;
  zoom_at(camera, 0, 5, 5);
  zoom_at(camera, -2, 5, 5);
  EXPECT_EQ(camera, same);
}

TEST(Camera, pan_moves_the_map_with_the_hand) {
  Camera camera{0, 0, 2, 100, 100};
  const ScreenPoint before = screen_from_world(camera, 7, 9);
  pan(camera, 10, -4);
  const ScreenPoint after = screen_from_world(camera, 7, 9);
  EXPECT_NEAR(after.x - before.x, 10, 1e-9);
  EXPECT_NEAR(after.y - before.y, -4, 1e-9);
}

TEST(Camera, fit_shows_the_whole_box) {
  Camera camera{0, 0, 1, 800, 400};
  const Box box{1000, 2000, 9000, 2500};
  fit(camera, box);
  const Box view = view_box(camera);
  EXPECT_LE(view.min_x, box.min_x);
  EXPECT_LE(view.min_y, box.min_y);
  EXPECT_GE(view.max_x, box.max_x);
  EXPECT_GE(view.max_y, box.max_y);
}

TEST(Camera, places_out_of_this_world_stay_finite) {
  const Camera camera{1e300, 0, 1e-3, 800, 400};
  for (const double odd : {1e308, -1e308, std::numeric_limits<double>::infinity(), std::nan("")}) {
    const ScreenPoint p = screen_from_world(camera, odd, -odd);
    EXPECT_LE(std::abs(p.x), 1e9);
    EXPECT_LE(std::abs(p.y), 1e9);
  }
}

TEST(Camera, fit_of_one_place_shows_its_surroundings_and_of_nothing_stays) {
  Camera camera{0, 0, 1, 800, 400};
  fit(camera, Box{5, 6, 5, 6});
  EXPECT_DOUBLE_EQ(camera.centre_x_m, 5);
  EXPECT_GT(camera.metres_per_pixel, 0.1);
  const Camera same = camera;
  fit(camera, Box{});
  EXPECT_EQ(camera, same);
}

}  // namespace agglo::viewer
