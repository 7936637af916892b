#include "agglo/palettes.hpp"

#include <gtest/gtest.h>

#include <set>

namespace agglo {
namespace {

TEST(Palettes, have_names_of_their_own_and_enough_colours) {
  std::set<std::string> names;
  for (const Palette& palette : palettes()) {
    EXPECT_TRUE(names.insert(palette.name).second) << palette.name;
    EXPECT_GE(palette.rgb.size(), 8U) << palette.name;
    EXPECT_EQ(palette_classes(palette, 5, false).size(), 5U);
  }
  EXPECT_EQ(names.size(), 40U);
  EXPECT_EQ(find_palette("nothing"), nullptr);
}

TEST(Palettes, hold_the_published_values) {
  EXPECT_EQ(palette_colour(*find_palette("viridis"), 0), (Colour{68, 1, 84, 255}));
  EXPECT_EQ(palette_colour(*find_palette("viridis"), 1), (Colour{253, 231, 37, 255}));
  EXPECT_EQ(palette_colour(*find_palette("RdBu"), 0.5), (Colour{247, 247, 247, 255}));
  EXPECT_EQ(palette_classes(*find_palette("Set1"), 2, false)[1], (Colour{55, 126, 184, 255}));
  EXPECT_EQ(palette_classes(*find_palette("Blues"), 3, false).back(), (Colour{8, 48, 107, 255}));
  EXPECT_EQ(palette_classes(*find_palette("Blues"), 3, true).front(), (Colour{8, 48, 107, 255}));
}

TEST(Palettes, deficient_vision_leaves_greys_and_merges_red_and_green) {
  for (const Vision vision : {Vision::protan, Vision::deutan, Vision::tritan})
    for (const int grey : {0, 90, 255}) {
      const auto g = static_cast<std::uint8_t>(grey);
      const Colour seen = seen_by(vision, {g, g, g, 255});
      EXPECT_NEAR(seen.r, grey, 1);
      EXPECT_NEAR(seen.g, grey, 1);
      EXPECT_NEAR(seen.b, grey, 1);
    }
  EXPECT_TRUE(confuses_some(std::vector<Colour>{{200, 60, 40, 255}, {110, 110, 30, 255}}));
  EXPECT_FALSE(confuses_some(std::vector<Colour>{{0, 0, 0, 255}, {255, 255, 255, 255}}));
}

TEST(Palettes, those_known_to_be_unsafe_are_marked_and_safe_ones_are_not) {
  const auto unsafe = [](const char* name, std::size_t count) {
    return confuses_some(palette_classes(*find_palette(name), count, false));
  };
  for (const char* name : {"viridis", "cividis", "Blues", "YlOrRd", "RdBu", "PuOr", "BrBG", "RdYlBu"})
    EXPECT_FALSE(unsafe(name, 5)) << name;
  for (const char* name : {"Accent", "Pastel1", "Set1", "RdGy"}) EXPECT_TRUE(unsafe(name, 7)) << name;
}

}  // namespace
}  // namespace agglo
