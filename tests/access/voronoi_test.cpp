#include <gtest/gtest.h>

#include <numbers>

#include "access_fixture.hpp"
#include "agglo/error.hpp"

namespace agglo {
namespace {

Shapes cells_around(const Institutions& sites, const Shapes& study_area_m) {
  RunControl run;
  return voronoi_catchments(sites, study_area_m, run);
}

/// True when random places of the study area lie in the cell of their nearest site and in no other, and none
/// outside lie in any. Places within a millimetre of a border are not asked.
bool are_nearest_cells(const Shapes& cells, const Institutions& sites, const Shapes& area, const Box& box,
                       Dice& dice) {
  for (int i = 0; i < 1500; ++i) {
    const double x = dice.between(box.min_x, box.max_x), y = dice.between(box.min_y, box.max_y);
    std::size_t best = sites.size();
    double best_m = std::numeric_limits<double>::infinity(), second_m = best_m;
    for (std::size_t s = 0; s < sites.size(); ++s) {
      const double d = std::hypot(x - sites.x_m[s], y - sites.y_m[s]);
      if (d < best_m) {
        second_m = best_m;
        best_m = d;
        best = s;
      } else if (d > best_m && d < second_m) {
        second_m = d;
      }
    }
    if (second_m - best_m < 1e-3 || (!area.empty() && distance_to_edge(area, 0, x, y) < 1e-3)) continue;
    const bool asked = area.empty() || contains(area, 0, x, y);
    for (std::size_t s = 0; s < sites.size(); ++s)
      if (contains(cells, s, x, y) != (asked && s == best)) return false;
  }
  return true;
}

Shapes study_area_with_hole() {
  Shapes area;
  area.begin_row(ShapeKind::polygon);
  const auto ring = [&](std::vector<double> x, std::vector<double> y) { area.add_ring(x, y); };
  area.begin_part();
  ring({0, 800, 1000, 500, 0, 0}, {0, 100, 900, 700, 1000, 0});
  ring({300, 300, 500, 500, 300}, {300, 500, 500, 300, 300});
  area.begin_part();
  ring({1200, 1400, 1400, 1200, 1200}, {0, 0, 200, 200, 0});
  return area;
}

double total_area(const Shapes& shapes) {
  double total = 0;
  for (std::size_t row = 0; row < shapes.size(); ++row) total += area_of_row(shapes, row);
  return total;
}

TEST(Voronoi, cells_hold_the_places_nearest_to_their_site) {
  Dice dice(1);
  for (const std::size_t count : {1U, 2U, 3U, 10U, 80U})
    for (const bool clipped : {false, true}) {
      std::vector<Metres2> places;
      for (std::size_t i = 0; i < count; ++i)
        places.push_back({dice.between(-200, 1500), dice.between(-200, 1100)});
      if (count > 5) places.push_back(places[2]);
      const Institutions sites = sites_on_plane(places);
      const Shapes area = clipped ? study_area_with_hole() : Shapes{};
      const Shapes cells = cells_around(sites, area);
      ASSERT_EQ(cells.size(), sites.size());
      EXPECT_TRUE(rings_are_turned_and_closed(cells));
      const Box box = clipped ? Box{-100, -100, 1500, 1100} : cells.box();
      EXPECT_TRUE(are_nearest_cells(cells, sites, area, box, dice)) << count;
      EXPECT_NEAR(total_area(cells), clipped ? total_area(area) : box.width() * box.height(), 1e-4);
    }
}

TEST(Voronoi, oracle_rejects_swapped_cells) {
  Dice dice(2);
  const Institutions sites = sites_on_plane({{0, 0}, {100, 30}, {40, 90}});
  const Shapes cells = cells_around(sites, {});
  ASSERT_TRUE(are_nearest_cells(cells, sites, {}, cells.box(), dice));
  Shapes swapped;
  for (const std::size_t row : {1U, 0U, 2U}) swapped.add_row_of(cells, row);
  EXPECT_FALSE(are_nearest_cells(swapped, sites, {}, cells.box(), dice));
}

TEST(Voronoi, two_sites_share_a_square_in_halves) {
  Shapes area;
  add_box(area, 0, 0, 10, 10);
  const Shapes cells = cells_around(sites_on_plane({{2, 5}, {8, 5}}), area);
  EXPECT_DOUBLE_EQ(area_of_row(cells, 0), 50);
  EXPECT_DOUBLE_EQ(area_of_row(cells, 1), 50);
  EXPECT_EQ(cells.box(0), (Box{0, 0, 5, 10}));
}

TEST(Voronoi, sites_on_a_line_on_a_grid_and_on_a_circle_all_get_cells) {
  Dice dice(3);
  std::vector<Metres2> line, grid, circle;
  for (int i = 0; i < 30; ++i) line.push_back({100.0 * i, 50.0 * i});
  for (int i = 0; i < 49; ++i) grid.push_back({100.0 * (i % 7), 100.0 * (i / 7)});
  for (int i = 0; i < 60; ++i)
    circle.push_back(
        {500 * std::cos(2 * std::numbers::pi * i / 60), 500 * std::sin(2 * std::numbers::pi * i / 60)});
  for (const auto& places : {line, grid, circle}) {
    const Institutions sites = sites_on_plane(places);
    const Shapes cells = cells_around(sites, {});
    EXPECT_TRUE(are_nearest_cells(cells, sites, {}, cells.box(), dice));
    for (std::size_t row = 0; row < cells.size(); ++row) EXPECT_GT(area_of_row(cells, row), 1);
  }
}

TEST(Voronoi, sites_on_one_place_and_nowhere) {
  const Shapes cells = cells_around(sites_on_plane({{kNaN, kNaN}, {5, 5}, {5, 5}}), {});
  ASSERT_EQ(cells.size(), 3U);
  EXPECT_EQ(cells.kind[0], ShapeKind::none);
  EXPECT_EQ(cells.kind[1], ShapeKind::polygon);
  EXPECT_EQ(cells.kind[2], ShapeKind::none);
  EXPECT_EQ(cells.box(1), (Box{-995, -995, 1005, 1005}));
  EXPECT_TRUE(cells_around(sites_on_plane({}), {}).empty());
  EXPECT_EQ(cells_around(sites_on_plane({{kNaN, 1}}), {}).kind[0], ShapeKind::none);
}

TEST(Voronoi, site_far_outside_the_study_area_still_takes_its_side_of_it) {
  Shapes area;
  add_box(area, 0, 0, 10, 10);
  const Shapes cells = cells_around(sites_on_plane({{-1, 5}, {15, 5}, {1000, 5}}), area);
  EXPECT_DOUBLE_EQ(area_of_row(cells, 0), 70);
  EXPECT_DOUBLE_EQ(area_of_row(cells, 1), 30);
  EXPECT_EQ(cells.kind[2], ShapeKind::none);
}

TEST(Voronoi, data_without_a_plane_and_areas_without_area_are_refused) {
  EXPECT_THROW(cells_around(sites_on_earth({{0, 0}}), {}), Error);
  Shapes point;
  point.add_point(1, 1);
  EXPECT_THROW(cells_around(sites_on_plane({{0, 0}}), point), Error);
}

}  // namespace
}  // namespace agglo
