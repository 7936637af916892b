#include "access/roads/points_in_rings.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "access/access_fixture.hpp"
#include "access/polygon_index.hpp"

namespace agglo {
namespace {

/// Around a middle, closed; some vertices are as high as others.
Ring star(Dice& dice, MapPoint middle, double radius, std::size_t vertices) {
  Ring ring;
  for (std::size_t i = 0; i < vertices; ++i) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(vertices);
    const double r = radius * dice.between(0.4, 1);
    ring.push_back({middle.x + r * std::cos(turn), std::round(middle.y + r * std::sin(turn))});
  }
  ring.push_back(ring.front());
  return ring;
}

std::vector<bool> taken(PointsInRings& points, std::size_t count, std::span<const Ring> rings) {
  for (const Ring& ring : rings)
    for (std::size_t v = 1; v < ring.size(); ++v) points.add_side(ring[v - 1], ring[v]);
  std::vector<bool> inside(count, false);
  points.take_inside([&](std::uint32_t row) {
    EXPECT_FALSE(inside[row]);
    inside[row] = true;
  });
  return inside;
}

TEST(PointsInRings, points_are_inside_as_one_look_at_each_finds) {
  Dice dice(31);
  std::size_t in = 0, out = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<MapPoint> places(1 + dice.below(300));
    for (MapPoint& p : places) p = {dice.between(0, 100), dice.between(-20, 120)};
    PointsInRings points(places);
    for (int again = 0; again < 2; ++again) {  // rings of before are forgotten
      const MapPoint middle{dice.between(30, 70), dice.between(30, 70)};
      const std::vector<Ring> rings{star(dice, middle, 60, 3 + dice.below(60)), star(dice, middle, 20, 9)};
      Shapes shapes;
      shapes.begin_row(ShapeKind::polygon);
      shapes.begin_part();
      for (const Ring& ring : rings) {
        std::vector<double> x, y;
        for (const MapPoint& p : ring) {
          x.push_back(p.x);
          y.push_back(p.y);
        }
        shapes.add_ring(x, y);
      }
      const PolygonIndex area(shapes, 0);
      const std::vector<bool> inside = taken(points, places.size(), rings);
      for (std::size_t p = 0; p < places.size(); ++p) {
        EXPECT_EQ(inside[p], area.contains(places[p].x, places[p].y)) << round << " " << p;
        (inside[p] ? in : out)++;
      }
    }
  }
  EXPECT_GT(in, 2'000u);
  EXPECT_GT(out, 2'000u);
}

TEST(PointsInRings, no_points_one_point_and_points_of_one_height_are_found) {
  const std::vector<Ring> square{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}};
  PointsInRings none({});
  EXPECT_TRUE(taken(none, 0, square).empty());
  const std::vector<MapPoint> one{{5, 5}};
  PointsInRings alone(one);
  EXPECT_EQ(taken(alone, 1, square), std::vector<bool>{true});
  EXPECT_EQ(taken(alone, 1, {}), std::vector<bool>{false});
  const std::vector<MapPoint> row{{-1, 5}, {1, 5}, {9, 5}, {11, 5}};
  PointsInRings level(row);
  EXPECT_EQ(taken(level, 4, square), (std::vector<bool>{false, true, true, false}));
}

}  // namespace
}  // namespace agglo
