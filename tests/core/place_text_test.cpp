#include <gtest/gtest.h>

#include "agglo/place_text.hpp"

namespace agglo {
namespace {

void expect_degrees(const char* text, double lat, double lon) {
  const auto place = parse_place(text, false);
  ASSERT_TRUE(place) << text;
  EXPECT_TRUE(place->degrees) << text;
  EXPECT_NEAR(place->y, lat, 1e-9) << text;
  EXPECT_NEAR(place->x, lon, 1e-9) << text;
}
void expect_metres(const char* text, double x, double y, bool planar) {
  const auto place = parse_place(text, planar);
  ASSERT_TRUE(place) << text;
  EXPECT_FALSE(place->degrees) << text;
  EXPECT_DOUBLE_EQ(place->x, x) << text;
  EXPECT_DOUBLE_EQ(place->y, y) << text;
}

}  // namespace

TEST(PlaceText, decimal_degrees_with_point_or_comma) {
  for (const char* text : {"44.70, 11.04", "44.70,11.04", "44.70 11.04", "44,70 11,04", "44,70; 11,04",
                           "44,70, 11,04", " 44.70\t11.04 ", "44.70° 11.04°", "44.70N 11.04E",
                           "11.04 E, 44.70 N", "n44.70 e11.04", "44,70° N; 11,04° E"})
    expect_degrees(text, 44.70, 11.04);
  expect_degrees("-33.5, -70.6", -33.5, -70.6);
  expect_degrees("33.5 S 70.6 W", -33.5, -70.6);
  expect_degrees("\u221233,5 \u221270,6", -33.5, -70.6);
  expect_degrees("44, 11", 44, 11);
  expect_degrees("120.5, 23.9", 23.9, 120.5);  // no latitude reaches 120
}

TEST(PlaceText, degrees_minutes_seconds) {
  expect_degrees("44°42'N 11°02'E", 44.7, 11 + 2 / 60.0);
  expect_degrees("44°42′30″N, 11°02′15″E", 44 + 42 / 60.0 + 30 / 3600.0, 11 + 2 / 60.0 + 15 / 3600.0);
  expect_degrees("44 42 30 N, 11 2 15 E", 44 + 42 / 60.0 + 30 / 3600.0, 11 + 2 / 60.0 + 15 / 3600.0);
  expect_degrees("44°42,5'N 11°02'E", 44 + 42.5 / 60.0, 11 + 2 / 60.0);
  expect_degrees("-0°30' -0°15'", -0.5, -0.25);
}

TEST(PlaceText, metres) {
  expect_metres("652000 4951000", 652000, 4951000, false);
  expect_metres("652000.5, 4951000.25", 652000.5, 4951000.25, false);
  expect_metres("652000,5; 4951000,25", 652000.5, 4951000.25, false);
  expect_metres("10, 20", 10, 20, true);
  expect_metres("10 m, 20 m", 10, 20, false);
}

TEST(PlaceText, what_is_no_place) {
  for (const char* text : {"", "44", "Modena", "44.7, 11.0, 3.2", "44°70'N 11°E", "95°N 11°E", "44 N 11 N",
                           "44 N 11", ",", "44..7 11", "12 Main Street", "44.7m 11.0"})
    EXPECT_FALSE(parse_place(text, false)) << text;
  EXPECT_FALSE(parse_place(std::string(300, '1'), false));
}

}  // namespace agglo
