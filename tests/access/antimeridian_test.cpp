// Polygons that come back from metres are cut at the antimeridian.
#include <gtest/gtest.h>

#include <cmath>

#include "agglo/boundaries.hpp"

namespace agglo {
namespace {

void add_part(Shapes& shapes, const std::vector<std::vector<double>>& xs,
              const std::vector<std::vector<double>>& ys) {
  shapes.begin_part();
  for (std::size_t ring = 0; ring < xs.size(); ++ring) shapes.add_ring(xs[ring], ys[ring]);
}

double planar_area(const Shapes& shapes, std::size_t row) {
  double twice = 0;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
      for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i)
        twice += shapes.x[i - 1] * shapes.y[i] - shapes.x[i] * shapes.y[i - 1];
  return twice / 2;
}

TEST(SplitAtAntimeridian, rows_that_do_not_cross_stay_as_they_are) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  add_part(shapes, {{0, 10, 10, 0, 0}}, {{0, 0, 10, 10, 0}});
  shapes.add_none();
  shapes.add_point(179, 1);
  shapes.begin_row(ShapeKind::polygon);  // the whole world, and a ring closed through the pole
  add_part(shapes, {{-180, 180, 180, -180, -180}}, {{-90, -90, 90, 90, -90}});
  shapes.begin_row(ShapeKind::polygon);
  add_part(shapes, {{-180, -60, 60, 180, 180, -180, -180}}, {{70, 70, 70, 70, 90, 90, 70}});
  EXPECT_EQ(split_at_antimeridian(shapes), shapes);
  EXPECT_EQ(split_at_antimeridian({}), Shapes{});
}

TEST(SplitAtAntimeridian, a_square_is_cut_in_two_with_its_hole) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  add_part(shapes, {{0, 10, 10, 0, 0}}, {{0, 0, 10, 10, 0}});
  shapes.begin_row(ShapeKind::polygon);  // 170 .. -160, hole 178 .. -179, and a part beside it
  add_part(shapes, {{170, -160, -160, 170, 170}, {178, 178, -179, -179, 178}},
           {{0, 0, 10, 10, 0}, {4, 6, 6, 4, 4}});
  add_part(shapes, {{20, 30, 30, 20, 20}}, {{0, 0, 10, 10, 0}});
  const Shapes cut = split_at_antimeridian(shapes);
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_NEAR(planar_area(cut, 0), 100, 1e-9);
  EXPECT_NEAR(planar_area(cut, 1), 300 - 6 + 100, 1e-9);
  EXPECT_EQ(cut.row_start[2] - cut.row_start[1], 3U);
  for (const auto& [x, y, inside] : {std::tuple{175.0, 5.0, true},
                                     {-165.0, 5.0, true},
                                     {179.0, 5.0, false},
                                     {-179.5, 5.0, false},
                                     {25.0, 5.0, true},
                                     {0.0, 5.0, false},
                                     {169.0, 5.0, false},
                                     {-159.0, 5.0, false}})
    EXPECT_EQ(contains(cut, 1, x, y), inside) << x;
}

TEST(SplitAtAntimeridian, vertices_on_the_antimeridian_itself_leave_no_splinters) {
  Shapes shapes;  // both signs of 180 on the seam, one of them off by rounding
  shapes.begin_row(ShapeKind::polygon);
  add_part(shapes, {{170, 180, -180, -170, -170, -179.99999999999, 179.99999999999, 170, 170}},
           {{0, 0, 0, 0, 10, 10, 10, 10, 0}});
  const Shapes cut = split_at_antimeridian(shapes);
  EXPECT_EQ(cut.row_start[1], 2U);
  EXPECT_NEAR(planar_area(cut, 0), 200, 1e-9);
  Shapes seam;  // crosses by steps from 180 to -180 alone
  seam.begin_row(ShapeKind::polygon);
  add_part(seam, {{170, 180, -180, -170, -170, -180, 180, 170, 170}}, {{0, 0, 0, 0, 10, 10, 10, 10, 0}});
  EXPECT_EQ(split_at_antimeridian(seam).row_start[1], 2U);
  EXPECT_NEAR(planar_area(split_at_antimeridian(seam), 0), 200, 1e-9);
}

TEST(SplitAtAntimeridian, rings_around_a_pole_are_closed_through_it) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);  // eastwards around the north pole, with a hole around the pole
  add_part(shapes, {{-135, -45, 45, 135, -135}, {-135, 135, 45, -45, -135}},
           {{70, 70, 70, 70, 70}, {80, 80, 80, 80, 80}});
  shapes.begin_row(ShapeKind::polygon);  // westwards around the south pole
  add_part(shapes, {{-135, 135, 45, -45, -135}}, {{-70, -70, -70, -70, -70}});
  const Shapes cut = split_at_antimeridian(shapes);
  EXPECT_NEAR(planar_area(cut, 0), 360 * 10, 1e-9);
  EXPECT_NEAR(planar_area(cut, 1), 360 * 20, 1e-9);
  EXPECT_FALSE(contains(cut, 0, 180, 85));
  EXPECT_TRUE(contains(cut, 0, 180, 75));
  EXPECT_TRUE(contains(cut, 1, 0, -89));
  EXPECT_EQ(cut.box(1), (Box{-180, -90, 180, -70}));
}

}  // namespace
}  // namespace agglo
