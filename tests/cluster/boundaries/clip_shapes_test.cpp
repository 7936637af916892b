#include <gtest/gtest.h>

#include "agglo/boundaries.hpp"
#include "cluster/oracle.hpp"

namespace {

using agglo::ShapeKind;
using agglo::Shapes;

void add_box(Shapes& shapes, double x0, double y0, double x1, double y1) {
  const double x[] = {x0, x1, x1, x0, x0}, y[] = {y0, y0, y1, y1, y0};
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(x, y);
}

double area(const Shapes& shapes, std::size_t row) {
  double twice = 0;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
      for (std::size_t i = shapes.ring_start[ring] + 1; i < shapes.ring_start[ring + 1]; ++i)
        twice += shapes.x[i - 1] * shapes.y[i] - shapes.x[i] * shapes.y[i - 1];
  return twice / 2;
}

TEST(ClippedToArea, tells_cut_from_outside_and_keeps_both) {
  Shapes land, shapes;
  add_box(land, 0, 0, 10, 10);
  add_box(land, 10, 0, 20, 10);  // the next country: no seam in what lies in both
  add_box(land, 100, 0, 110, 10);
  add_box(shapes, 2, 2, 3, 3);
  add_box(shapes, 8, 8, 12, 12);
  add_box(shapes, 50, 50, 51, 51);  // on an islet that the coast leaves out
  shapes.add_none();
  add_box(shapes, 15, 4, 105, 6);
  add_box(shapes, 20, 20, 21, 21);
  add_box(shapes, -4, 0, 0, 4);  // touches the coast, shares no area
  agglo::RunControl run;
  const agglo::ClippedShapes clipped = agglo::clipped_to_area(shapes, land, run);
  EXPECT_EQ(clipped.cut, (std::vector<std::uint32_t>{1, 4}));
  EXPECT_EQ(clipped.outside, (std::vector<std::uint32_t>{2, 5, 6}));
  ASSERT_EQ(clipped.shapes.size(), 7U);
  EXPECT_DOUBLE_EQ(area(clipped.shapes, 0), 1);
  EXPECT_DOUBLE_EQ(area(clipped.shapes, 1), 8);
  EXPECT_EQ(clipped.shapes.row_start[2] - clipped.shapes.row_start[1], 1U);
  EXPECT_DOUBLE_EQ(area(clipped.shapes, 2), 1);
  EXPECT_EQ(clipped.shapes.kind[3], ShapeKind::none);
  EXPECT_DOUBLE_EQ(area(clipped.shapes, 4), 20);
  EXPECT_EQ(clipped.shapes.row_start[5] - clipped.shapes.row_start[4], 2U);
  EXPECT_DOUBLE_EQ(area(clipped.shapes, 6), 16);
}

TEST(ClippedToArea, agrees_with_membership_of_random_places) {
  oracle::Random random(51);
  Shapes land, shapes;
  for (int i = 0; i < 40; ++i) {
    const double x = 10 * (i % 8), y = 10 * (i / 8);
    add_box(land, x, y, x + random.uniform(1, 9), y + random.uniform(1, 9));
  }
  for (int i = 0; i < 3000; ++i) {
    const double x = random.uniform(-5, 80), y = random.uniform(-5, 50);
    add_box(shapes, x, y, x + random.uniform(0.1, 9), y + random.uniform(0.1, 9));
  }
  agglo::RunControl one(1), four(4);
  const agglo::ClippedShapes clipped = agglo::clipped_to_area(shapes, land, one);
  EXPECT_EQ(clipped.shapes, agglo::clipped_to_area(shapes, land, four).shapes);
  std::vector<bool> outside(shapes.size(), false);
  for (const std::uint32_t row : clipped.outside) outside[row] = true;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    const agglo::Box box = shapes.box(row);
    for (int i = 0; i < 20; ++i) {
      const double x = random.uniform(box.min_x, box.max_x), y = random.uniform(box.min_y, box.max_y);
      bool on_land = outside[row];
      for (std::size_t area_row = 0; area_row < land.size(); ++area_row)
        on_land = on_land || contains(land, area_row, x, y);
      ASSERT_EQ(contains(clipped.shapes, row, x, y), on_land) << row;
    }
  }
}

TEST(InsideRows, are_covered_by_the_outer_rows) {
  Shapes inner, outer;
  add_box(inner, 0, 0, 4, 4);
  add_box(outer, 1, 1, 9, 9);
  add_box(inner, 2, 2, 3, 3);
  add_box(outer, 1, 1, 9, 9);
  add_box(inner, 20, 2, 30, 3);
  add_box(outer, 1, 1, 9, 9);
  inner.add_none();
  add_box(outer, 1, 1, 9, 9);
  agglo::RunControl run;
  const Shapes fitted = agglo::inside_rows(inner, outer, run);
  EXPECT_DOUBLE_EQ(area(fitted, 0), 9);
  EXPECT_DOUBLE_EQ(area(fitted, 1), 1);
  EXPECT_EQ(fitted.kind[2], ShapeKind::none);
  EXPECT_EQ(fitted.kind[3], ShapeKind::none);
  EXPECT_EQ(fitted.size(), 4U);
  EXPECT_THROW(agglo::inside_rows(inner, Shapes{}, run), agglo::Error);
}

}  // namespace
