#include "viewer/draw/map_shift.hpp"

#include <gtest/gtest.h>

#include <random>

namespace agglo::viewer {

TEST(MapShift, kept_and_exposed_pixels_cover_the_map_once) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> way(-30, 30);
  for (int k = 0; k < 200; ++k) {
    const Camera from{1e5 / 3, -7e4 / 9, 3.7, 101, 67};
    Camera to = from;
    const int dx = way(random), dy = way(random);
    pan(to, dx, dy);
    const auto shift = shift_between(from, to);
    ASSERT_TRUE(shift.has_value());
    EXPECT_EQ(shift->dx, dx);
    EXPECT_EQ(shift->dy, dy);
    const WorldPoint world = world_from_screen(from, 50, 30);
    const ScreenPoint now = screen_from_world(to, world.x_m, world.y_m);
    EXPECT_NEAR(now.x, 50 + dx, 1e-6);
    EXPECT_NEAR(now.y, 30 + dy, 1e-6);
    std::vector<int> covered(101 * 67, 0);
    const auto cover = [&](const PixelRect& r) {
      for (int y = r.y; y < r.y + r.height; ++y)
        for (int x = r.x; x < r.x + r.width; ++x) ++covered.at(static_cast<std::size_t>(y * 101 + x));
    };
    for (const PixelRect& r : shift->exposed) cover(r);
    cover({std::max(0, dx), std::max(0, dy), 101 - std::abs(dx), 67 - std::abs(dy)});
    EXPECT_EQ(covered, std::vector<int>(101 * 67, 1));
  }
}

TEST(MapShift, zooming_resizing_broken_pixels_and_long_ways_draw_all) {
  const Camera from{0, 0, 2, 100, 100};
  Camera to = from;
  to.metres_per_pixel = 2.1;
  EXPECT_FALSE(shift_between(from, to).has_value());
  to = from;
  to.width = 101;
  EXPECT_FALSE(shift_between(from, to).has_value());
  to = from;
  pan(to, 3.5, 0);
  EXPECT_FALSE(shift_between(from, to).has_value());
  to = from;
  pan(to, 0, 60);
  EXPECT_FALSE(shift_between(from, to).has_value());
}

TEST(MapShift, a_part_shows_the_same_places) {
  const Camera whole{500, 700, 1.5, 800, 600};
  const Camera part = camera_of_part(whole, {600, 100, 90, 300});
  const WorldPoint a = world_from_screen(whole, 610, 130), b = world_from_screen(part, 10, 30);
  EXPECT_NEAR(a.x_m, b.x_m, 1e-9);
  EXPECT_NEAR(a.y_m, b.y_m, 1e-9);
}

}  // namespace agglo::viewer
