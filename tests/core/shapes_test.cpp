#include "agglo/shapes.hpp"

#include <gtest/gtest.h>

#include "agglo/groups.hpp"
#include "agglo/table.hpp"

namespace agglo {
namespace {

Shapes square_with_hole() {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{0, 4, 4, 0, 0}, std::vector<double>{0, 0, 4, 4, 0});
  shapes.add_ring(std::vector<double>{1, 1, 3, 3, 1}, std::vector<double>{1, 3, 3, 1, 1});
  return shapes;
}

TEST(Shapes, point_in_polygon_knows_holes_and_counts_the_edge_as_inside) {
  const Shapes shapes = square_with_hole();
  EXPECT_TRUE(contains(shapes, 0, 0.5, 0.5));
  EXPECT_FALSE(contains(shapes, 0, 2, 2));
  EXPECT_TRUE(contains(shapes, 0, 4, 2));
  EXPECT_TRUE(contains(shapes, 0, 1, 2));
  EXPECT_FALSE(contains(shapes, 0, 5, 2));
}

TEST(Shapes, rows_keep_their_parts_when_copied) {
  Shapes all;
  all.add_point(7, 8);
  all.add_none();
  all.add_row_of(square_with_hole(), 0);
  EXPECT_EQ(all.size(), 3U);
  EXPECT_EQ(all.vertex_count(0), 1U);
  EXPECT_EQ(all.vertex_count(1), 0U);
  EXPECT_EQ(all.vertex_count(2), 10U);
  EXPECT_EQ(all.box(2), (Box{0, 0, 4, 4}));
  EXPECT_TRUE(contains(all, 2, 0.5, 2));
}

TEST(Table, dates_are_iso_and_impossible_dates_are_refused) {
  EXPECT_EQ(to_iso_date(0), "1970-01-01");
  EXPECT_EQ(to_iso_date(*day_from_civil(1753, 1, 1)), "1753-01-01");
  EXPECT_EQ(to_iso_date(kUnknownDay), "");
  EXPECT_FALSE(day_from_civil(2015, 2, 29).has_value());
}

TEST(Groups, members_by_label_ascending) {
  const std::vector<std::int32_t> labels{1, -1, 0, 1};
  const Groups groups = groups_from_labels(labels, 3);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].size(), 1U);
  EXPECT_EQ(std::vector<std::uint32_t>(groups[1].begin(), groups[1].end()),
            (std::vector<std::uint32_t>{0, 3}));
  EXPECT_TRUE(groups[2].empty());
}

}  // namespace
}  // namespace agglo
