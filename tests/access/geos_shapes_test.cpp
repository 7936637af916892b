#include "access/geos_shapes.hpp"

#include <gtest/gtest.h>

#include "access_fixture.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

TEST(GeosShapes, rows_of_every_kind_go_there_and_back) {
  Shapes shapes;
  shapes.add_point(1, 2);
  shapes.add_none();
  add_polygon(shapes, {{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{1, 1}, {1, 2}, {2, 2}, {2, 1}}});
  shapes.begin_row(ShapeKind::line);
  for (const double x : {0.0, 5.0}) {
    shapes.begin_part();
    shapes.add_ring(std::vector<double>{x, x + 1, x + 3}, std::vector<double>{0, 1, 1});
  }
  shapes.begin_row(ShapeKind::polygon);
  for (const double x : {0.0, 5.0}) {
    shapes.begin_part();
    shapes.add_ring(std::vector<double>{x, x + 1, x + 1, x}, std::vector<double>{0, 0, 1, 0});
  }
  const GeosContext context;
  Shapes back;
  for (std::size_t row = 0; row < shapes.size(); ++row)
    from_geos(context, to_geos(context, shapes, row).get(), back);
  EXPECT_EQ(back, shapes);
}

TEST(GeosShapes, rings_are_turned_and_closed_and_small_or_missing_vertices_left_out) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{0, 0, kNaN, 9, 9}, std::vector<double>{0, 9, 1, 9, 0});
  shapes.add_ring(std::vector<double>{1, 2}, std::vector<double>{1, 2});
  const GeosContext context;
  Shapes back;
  from_geos(context, to_geos(context, shapes, 0).get(), back);
  EXPECT_TRUE(rings_are_turned_and_closed(back));
  EXPECT_EQ(back.vertex_count(0), 5U);
  EXPECT_DOUBLE_EQ(area_of_row(back, 0), 81);
}

TEST(GeosShapes, failures_carry_what_geos_said) {
  const GeosContext context;
  try {
    own(context, GEOSGeomFromWKT_r(context.handle(), "POLYGON ((1 2"), "reading a test text");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::failure);
    EXPECT_NE(error.message.find("reading a test text failed: ParseException"), std::string::npos)
        << error.message;
  }
}

}  // namespace
}  // namespace agglo
