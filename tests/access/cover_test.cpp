#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <numbers>

#include "access/geos_shapes.hpp"
#include "access_fixture.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

Shapes random_shapes(Dice& dice, int count) {
  Shapes shapes;
  for (int i = 0; i < count; ++i) {
    const double x = dice.between(0, 1000), y = dice.between(0, 1000);
    if (i % 3 == 0)
      add_box(shapes, std::floor(x / 100) * 100, std::floor(y / 100) * 100, std::floor(x / 100) * 100 + 300,
              std::floor(y / 100) * 100 + 200);
    else if (i % 3 == 1)
      add_disc(shapes, x, y, dice.between(20, 400), 64);
    else
      add_star(shapes, dice, x, y, dice.between(50, 400), 40);
  }
  return shapes;
}

/// True when random places lie in the row of their count and in no other, and the rows ascend.
bool is_cover(const CoverMap& map, const Shapes& polygons, Dice& dice) {
  for (std::size_t row = 1; row < map.cover.size(); ++row)
    if (map.cover[row] <= map.cover[row - 1]) return false;
  const Box box = polygons.box();
  for (int i = 0; i < 1500; ++i) {
    const double x = dice.between(box.min_x, box.max_x), y = dice.between(box.min_y, box.max_y);
    std::uint32_t count = 0;
    bool at_edge = false;
    for (std::size_t row = 0; row < polygons.size(); ++row) {
      if (polygons.kind[row] != ShapeKind::polygon) continue;
      count += contains(polygons, row, x, y);
      at_edge = at_edge || distance_to_edge(polygons, row, x, y) < 1e-3;
    }
    if (at_edge) continue;
    for (std::size_t row = 0; row < map.cover.size(); ++row)
      if (contains(map.shapes, row, x, y) != (map.cover[row] == count)) return false;
    if (count > 0 && std::find(map.cover.begin(), map.cover.end(), count) == map.cover.end()) return false;
  }
  return true;
}

TEST(CoverMap, counts_how_many_polygons_lie_over_each_place) {
  Dice dice(1);
  for (const int count : {1, 2, 5, 15, 40}) {
    const Shapes polygons = random_shapes(dice, count);
    RunControl run;
    const CoverMap map = cover_map(polygons, run);
    EXPECT_TRUE(rings_are_turned_and_closed(map.shapes));
    EXPECT_TRUE(is_cover(map, polygons, dice)) << count;
    const GeosContext context;
    double weighted = 0, total = 0, sum = 0;
    for (std::size_t row = 0; row < map.cover.size(); ++row) {
      EXPECT_EQ(GEOSisValid_r(context.handle(), to_geos(context, map.shapes, row).get()), 1);
      total += area_of_row(map.shapes, row);
      weighted += map.cover[row] * area_of_row(map.shapes, row);
    }
    for (std::size_t row = 0; row < polygons.size(); ++row) sum += area_of_row(polygons, row);
    EXPECT_NEAR(weighted / sum, 1, 1e-6);
    EXPECT_NEAR(total / area_of_row(merged(polygons), 0), 1, 1e-6);
  }
}

TEST(CoverMap, oracle_rejects_a_count_off_by_one) {
  Dice dice(2);
  const Shapes polygons = random_shapes(dice, 6);
  RunControl run;
  CoverMap map = cover_map(polygons, run);
  ASSERT_TRUE(is_cover(map, polygons, dice));
  for (std::uint32_t& count : map.cover) ++count;
  EXPECT_FALSE(is_cover(map, polygons, dice));
}

TEST(CoverMap, hand_worked_squares) {
  Shapes squares;
  add_box(squares, 0, 0, 2, 2);
  add_box(squares, 1, 0, 3, 2);
  add_box(squares, 1, 0, 2, 1);
  RunControl run;
  const CoverMap map = cover_map(squares, run);
  ASSERT_EQ(map.cover, (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_NEAR(area_of_row(map.shapes, 0), 4, 1e-9);
  EXPECT_NEAR(area_of_row(map.shapes, 1), 1, 1e-9);
  EXPECT_NEAR(area_of_row(map.shapes, 2), 1, 1e-9);
  EXPECT_EQ(map.shapes.row_start[1], 2U);
}

TEST(CoverMap, ring_of_squares_leaves_its_hole_uncovered) {
  Shapes squares;
  add_box(squares, 0, 0, 3, 1);
  add_box(squares, 0, 2, 3, 3);
  add_box(squares, 0, 0, 1, 3);
  add_box(squares, 2, 0, 3, 3);
  RunControl run;
  const CoverMap map = cover_map(squares, run);
  ASSERT_EQ(map.cover, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_FALSE(contains(map.shapes, 0, 1.5, 1.5));
  EXPECT_NEAR(area_of_row(map.shapes, 1), 4, 1e-9);
}

TEST(CoverMap, same_polygon_many_times_is_one_row) {
  Shapes discs;
  for (int i = 0; i < 12; ++i) add_disc(discs, 500'000, 4'900'000, 5000);
  RunControl run;
  const CoverMap map = cover_map(discs, run);
  ASSERT_EQ(map.cover, (std::vector<std::uint32_t>{12}));
  EXPECT_NEAR(area_of_row(map.shapes, 0) / area_of_row(discs, 0), 1, 1e-6);
}

TEST(CoverMap, nothing_none_points_and_not_a_numbers_cover_nothing) {
  RunControl run;
  EXPECT_TRUE(cover_map({}, run).cover.empty());
  Shapes odd;
  odd.add_none();
  odd.add_point(1, 2);
  add_polygon(odd, {{{0, 0}, {kNaN, 0}, {1, 1}}});
  EXPECT_TRUE(cover_map(odd, run).cover.empty());
  add_polygon(odd, {{{0, 0}, {2, 0}, {kNaN, kNaN}, {2, 2}, {0, 2}}});
  const CoverMap map = cover_map(odd, run);
  ASSERT_EQ(map.cover, (std::vector<std::uint32_t>{1}));
  EXPECT_NEAR(area_of_row(map.shapes, 0), 4, 1e-9);
}

TEST(CoverMap, bow_tie_counts_with_both_wings) {
  Shapes bow;
  add_polygon(bow, {{{0, 0}, {2, 2}, {2, 0}, {0, 2}}});
  RunControl run;
  const CoverMap map = cover_map(bow, run);
  ASSERT_EQ(map.cover, (std::vector<std::uint32_t>{1}));
  EXPECT_NEAR(area_of_row(map.shapes, 0), 2, 1e-9);
}

TEST(CoverMap, same_for_one_and_four_threads_and_stops_when_asked) {
  Dice dice(3);
  const Shapes polygons = random_shapes(dice, 60);
  RunControl one(1), four(4);
  const CoverMap a = cover_map(polygons, one), b = cover_map(polygons, four);
  EXPECT_EQ(a.shapes, b.shapes);
  EXPECT_EQ(a.cover, b.cover);
  one.request_stop();
  EXPECT_THROW(cover_map(polygons, one), Error);
}

TEST(ClippedCover, study_area_is_split_into_unserved_and_served) {
  Shapes squares, area;
  add_box(squares, 0, 0, 4, 2);
  add_box(squares, 3, 0, 9, 2);
  add_box(area, 2, 0, 6, 4);
  RunControl run;
  const CoverMap map = clipped_cover(cover_map(squares, run), area, run);
  ASSERT_EQ(map.cover, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_NEAR(area_of_row(map.shapes, 0), 8, 1e-9);
  EXPECT_NEAR(area_of_row(map.shapes, 1), 6, 1e-9);
  EXPECT_NEAR(area_of_row(map.shapes, 2), 2, 1e-9);
}

TEST(Merged, touching_and_overlapping_areas_become_one_row) {
  Shapes squares;
  add_box(squares, 0, 0, 1, 1);
  add_box(squares, 1, 0, 2, 1);
  add_box(squares, 5, 5, 6, 6);
  squares.add_none();
  const Shapes one = merged(squares);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one.row_start[1], 2U);
  EXPECT_DOUBLE_EQ(area_of_row(one, 0), 3);
  EXPECT_EQ(merged({}).size(), 1U);
  EXPECT_EQ(merged({}).kind[0], ShapeKind::none);
}

Groups groups_of(const std::vector<std::vector<std::uint32_t>>& lists) {
  Groups groups;
  for (const auto& list : lists) {
    groups.items.insert(groups.items.end(), list.begin(), list.end());
    groups.start.push_back(groups.items.size());
  }
  return groups;
}

TEST(Overlaps, identical_circles_overlap_wholly_and_distant_ones_not_at_all) {
  Shapes discs;
  add_disc(discs, 0, 0, 1000);
  add_disc(discs, 0, 0, 1000);
  add_disc(discs, 5000, 0, 1000);
  RunControl run;
  const auto found = overlaps(discs, groups_of({{1, 2, 3}, {1, 2, 3}, {4}}), run);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].a, 0U);
  EXPECT_EQ(found[0].b, 1U);
  EXPECT_NEAR(found[0].area_share, 1, 1e-12);
  EXPECT_EQ(found[0].firms_both, 3U);
  EXPECT_EQ(found[0].firms_jaccard, 1);
}

TEST(Overlaps, two_discs_share_the_lens_of_geometry) {
  const double r = 1000, d = 700;
  Shapes discs;
  add_disc(discs, 0, 0, r, 2000);
  add_disc(discs, d, 0, r, 2000);
  RunControl run;
  const auto found = overlaps(discs, groups_of({{0, 1}, {1, 2, 5}}), run);
  ASSERT_EQ(found.size(), 1U);
  const double lens = 2 * r * r * std::acos(d / (2 * r)) - d / 2 * std::sqrt(4 * r * r - d * d);
  EXPECT_NEAR(found[0].area_m2 / lens, 1, 1e-5);
  EXPECT_NEAR(found[0].area_share, lens / (std::numbers::pi * r * r), 1e-5);
  EXPECT_EQ(found[0].firms_both, 1U);
  EXPECT_DOUBLE_EQ(found[0].firms_jaccard, 0.25);
}

TEST(Overlaps, neighbours_that_share_an_edge_do_not_overlap_and_empty_sets_have_no_index) {
  Shapes squares;
  add_box(squares, 0, 0, 1, 1);
  add_box(squares, 1, 0, 2, 1);
  add_box(squares, 1.5, 0.5, 9, 9);
  squares.add_none();
  RunControl run;
  const auto found = overlaps(squares, groups_of({{}, {}, {}, {7}}), run);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].a, 1U);
  EXPECT_DOUBLE_EQ(found[0].area_m2, 0.25);
  EXPECT_TRUE(std::isnan(found[0].firms_jaccard));
  EXPECT_TRUE(overlaps({}, {}, run).empty());
}

/// True when `found` is what cutting and comparing every pair gives, areas by counting a fine grid of places.
bool are_overlaps(const std::vector<Overlap>& found, const Shapes& shapes, const Groups& firms) {
  std::size_t next = 0;
  for (std::uint32_t a = 0; a < shapes.size(); ++a)
    for (std::uint32_t b = a + 1; b < shapes.size(); ++b) {
      double area = 0;
      for (double x = -395; x < 1400; x += 10)
        for (double y = -395; y < 1400; y += 10)
          area += 100.0 * (contains(shapes, a, x, y) && contains(shapes, b, x, y));
      std::vector<std::uint32_t> both;
      std::set_intersection(firms[a].begin(), firms[a].end(), firms[b].begin(), firms[b].end(),
                            std::back_inserter(both));
      const bool here = next < found.size() && found[next].a == a && found[next].b == b;
      if (!here && area > 3000) return false;
      if (!here) continue;
      if (std::abs(found[next].area_m2 - area) > 0.03 * area + 3000 || found[next].firms_both != both.size())
        return false;
      ++next;
    }
  return next == found.size();
}

TEST(Overlaps, agree_with_every_pair_compared_and_the_oracle_rejects_a_lost_pair) {
  Dice dice(4);
  const Shapes shapes = random_shapes(dice, 14);
  std::vector<std::vector<std::uint32_t>> lists(shapes.size());
  for (std::size_t g = 0; g < lists.size();
       ++g)  // from sparse to dense, so that every way of counting is met
    for (std::uint32_t row = 0; row < 3000; ++row)
      if (dice.between(0, 1) < 0.006 * static_cast<double>(g)) lists[g].push_back(row);
  const Groups firms = groups_of(lists);
  RunControl one(1), four(4);
  std::vector<Overlap> found = overlaps(shapes, firms, one);
  EXPECT_TRUE(are_overlaps(found, shapes, firms));
  const std::vector<Overlap> again = overlaps(shapes, firms, four);
  ASSERT_EQ(found.size(), again.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].area_m2, again[i].area_m2);
    EXPECT_EQ(found[i].firms_both, again[i].firms_both);
  }
  ASSERT_GT(found.size(), 5U);
  const auto largest = std::max_element(
      found.begin(), found.end(), [](const Overlap& p, const Overlap& q) { return p.area_m2 < q.area_m2; });
  found.erase(largest);
  EXPECT_FALSE(are_overlaps(found, shapes, firms));
}

}  // namespace
}  // namespace agglo
