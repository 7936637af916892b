#include "agglo/boundaries.hpp"

#include <geos_c.h>
#include <gtest/gtest.h>

#include "cluster/oracle.hpp"

namespace {

using agglo::BoundaryKind;
using agglo::BoundaryOptions;
using agglo::Groups;
using agglo::ShapeKind;
using agglo::Shapes;
using oracle::Points;
using oracle::Random;

Shapes draw(const Points& points, const Groups& groups, const BoundaryOptions& options,
            unsigned threads = 1) {
  agglo::RunControl run(threads);
  return agglo::boundaries(points.x, points.y, groups, options, run);
}

Groups one_group(const Points& points) {
  return agglo::groups_from_labels(std::vector<std::int32_t>(points.size(), 0), 1);
}

double signed_area(const Shapes& shapes, std::size_t ring) {
  double twice = 0;
  const std::size_t first = shapes.ring_start[ring];
  for (std::size_t i = first + 1; i < shapes.ring_start[ring + 1]; ++i)
    twice += (shapes.x[i - 1] - shapes.x[first]) * (shapes.y[i] - shapes.y[first]) -
             (shapes.x[i] - shapes.x[first]) * (shapes.y[i - 1] - shapes.y[first]);
  return twice / 2;
}

double area(const Shapes& shapes, std::size_t row) {
  double sum = 0;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring)
      sum += signed_area(shapes, ring);
  return sum;
}

std::size_t hole_count(const Shapes& shapes, std::size_t row) {
  std::size_t holes = 0;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
    holes += shapes.part_start[part + 1] - shapes.part_start[part] - 1;
  return holes;
}

/// What is wrong with the form of a row: orientation, closing, validity by GEOS; or "".
std::string form_fault(const Shapes& shapes, std::size_t row) {
  if (shapes.kind[row] != ShapeKind::polygon) return "no polygon";
  GEOSContextHandle_t geos = GEOS_init_r();
  std::vector<GEOSGeometry*> polygons;
  std::string fault;
  for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part) {
    std::vector<GEOSGeometry*> rings;
    for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring) {
      const std::size_t first = shapes.ring_start[ring], count = shapes.ring_start[ring + 1] - first;
      if (count < 4) fault = "short ring";
      if (shapes.x[first] != shapes.x[first + count - 1] || shapes.y[first] != shapes.y[first + count - 1])
        fault = "open ring";
      if ((signed_area(shapes, ring) > 0) != rings.empty()) fault = "wrong orientation";
      rings.push_back(GEOSGeom_createLinearRing_r(
          geos, GEOSCoordSeq_copyFromArrays_r(geos, &shapes.x[first], &shapes.y[first], nullptr, nullptr,
                                              static_cast<unsigned>(count))));
    }
    polygons.push_back(
        GEOSGeom_createPolygon_r(geos, rings[0], rings.data() + 1, static_cast<unsigned>(rings.size() - 1)));
  }
  GEOSGeometry* all = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, polygons.data(),
                                                  static_cast<unsigned>(polygons.size()));
  if (GEOSisValid_r(geos, all) != 1) fault = "not valid";
  GEOSGeom_destroy_r(geos, all);
  GEOS_finish_r(geos);
  return fault;
}

constexpr BoundaryKind kKinds[] = {BoundaryKind::concave, BoundaryKind::convex, BoundaryKind::buffer,
                                   BoundaryKind::alpha, BoundaryKind::density};

TEST(Boundaries, contain_their_points_and_are_valid) {
  Random random(31);
  for (int repeat = 0; repeat < 300; ++repeat) {
    Points points;
    const double step =
        repeat % 3 ? 1e-2 : 100;  // every third set on a coarse grid: ties and collinear points
    for (std::size_t i = 0, n = 1 + random.below(80); i < n; ++i)
      points.add(3e6 + step * std::round(random.uniform(0, 900) / step),
                 5e6 + step * std::round(random.uniform(0, 900) / step));
    for (const BoundaryKind kind : kKinds)
      for (const bool holes : {false, true}) {
        const Shapes shapes = draw(points, one_group(points),
                                   {.kind = kind,
                                    .concave_ratio = random.uniform(0, 1),
                                    .buffer_m = repeat % 2 ? 50 : random.uniform(1, 300),
                                    .alpha_m = repeat % 4 ? random.uniform(10, 500) : 0,
                                    .bandwidth_m = random.uniform(20, 600),
                                    .keep_holes = holes});
        ASSERT_EQ(shapes.size(), 1U);
        ASSERT_EQ(form_fault(shapes, 0), "") << repeat;
        if (!holes) {
          ASSERT_EQ(hole_count(shapes, 0), 0U);
        }
        for (std::size_t i = 0; i < points.size(); ++i)
          ASSERT_TRUE(contains(shapes, 0, points.x[i], points.y[i])) << repeat << " row " << i;
      }
  }
}

TEST(Boundaries, convex_hull_of_a_square) {
  Points points;
  for (int i = 0; i <= 4; ++i)
    for (int j = 0; j <= 4; ++j) points.add(10 * i, 10 * j);
  const Shapes shapes = draw(points, one_group(points), {.kind = BoundaryKind::convex});
  EXPECT_DOUBLE_EQ(area(shapes, 0), 1600);
  EXPECT_EQ(shapes.vertex_count(0), 5U);
}

TEST(Boundaries, ratio_goes_from_tight_to_convex) {
  Points points;  // a C: the concave hull leaves its mouth open
  for (int i = 0; i <= 100; ++i)
    for (int j = 0; j <= 100; ++j)
      if (i < 20 || j < 20 || j > 80) points.add(i, j);
  const auto area_at = [&](double ratio) {
    return area(draw(points, one_group(points), {.concave_ratio = ratio}), 0);
  };
  EXPECT_DOUBLE_EQ(area_at(1), 10000);
  EXPECT_LT(area_at(0.1), 6000);
  EXPECT_LE(area_at(0.1), area_at(0.5));
}

TEST(Boundaries, holes_are_kept_or_filled) {
  Points ring;
  for (int i = 0; i < 72; ++i) ring.add(1000 * std::cos(i * 0.0872664626), 1000 * std::sin(i * 0.0872664626));
  for (const BoundaryKind kind : {BoundaryKind::concave, BoundaryKind::buffer}) {
    const Shapes kept = draw(ring, one_group(ring), {.kind = kind, .concave_ratio = 0.0, .keep_holes = true});
    const Shapes filled = draw(ring, one_group(ring), {.kind = kind, .concave_ratio = 0.0});
    EXPECT_EQ(hole_count(filled, 0), 0U);
    if (kind == BoundaryKind::buffer) {
      EXPECT_EQ(hole_count(kept, 0), 1U);
      EXPECT_LT(area(kept, 0), area(filled, 0) / 2);
    }
  }
  // A disc inside the hole is swallowed when the hole is filled.
  ring.add(0, 0);
  const Shapes filled = draw(ring, one_group(ring), {.kind = BoundaryKind::buffer});
  EXPECT_EQ(form_fault(filled, 0), "");
  EXPECT_EQ(filled.row_start[1], 1U);
  EXPECT_EQ(draw(ring, one_group(ring), {.kind = BoundaryKind::buffer, .keep_holes = true}).row_start[1], 2U);
}

TEST(Boundaries, groups_without_area_are_buffered) {
  Points place, line;
  for (int i = 0; i < 5; ++i) place.add(7, 7), line.add(10 * i, 20 * i);
  const double disc = 3.14159 * 50 * 50;
  for (const BoundaryKind kind :
       {BoundaryKind::concave, BoundaryKind::convex, BoundaryKind::buffer, BoundaryKind::alpha}) {
    EXPECT_NEAR(area(draw(place, one_group(place), {.kind = kind}), 0), disc, disc * 0.02);
    EXPECT_GT(area(draw(line, one_group(line), {.kind = kind}), 0), disc);
    EXPECT_EQ(form_fault(draw(line, one_group(line), {.kind = kind}), 0), "");
  }
}

TEST(Boundaries, groups_narrower_than_an_address_is_precise_are_buffered) {
  Points yard, street, block;
  for (int i = 0; i <= 4; ++i) {
    yard.add(0.25 * i, 0.2 * ((3 * i) % 5));
    street.add(100 * i, i % 2 ? 2 : -2);
    for (int j = 0; j <= 4; ++j) block.add(3 * i, 3 * j);
  }
  const double disc = 3.14159 * 50 * 50;
  for (const BoundaryKind kind : {BoundaryKind::concave, BoundaryKind::convex, BoundaryKind::alpha}) {
    const auto area_of = [&](const Points& points, double buffer_m) {
      const Shapes drawn = draw(points, one_group(points), {.kind = kind, .buffer_m = buffer_m});
      EXPECT_EQ(form_fault(drawn, 0), "");
      for (std::size_t i = 0; i < points.size(); ++i)
        EXPECT_TRUE(contains(drawn, 0, points.x[i], points.y[i]));
      return area(drawn, 0);
    };
    EXPECT_GT(area_of(yard, 50), disc * 0.98);
    EXPECT_LT(area_of(yard, 1), 1);  // a quarter of the margin is less than the yard
    EXPECT_NEAR(area_of(street, 50), disc + 400 * 100, 1000);
    EXPECT_EQ(area_of(block, 50), 144);  // wide enough to be an area
  }
}

// Houses along a street, as in a real register: GEOS 3.11's concave hull ends the program on them.
TEST(Boundaries, nearly_straight_rows_of_places_are_drawn) {
  Points street;
  const double x[] = {1465.6959567719891, 1465.643143075504,  1465.5626577915914, 1465.4821721737489,
                      1465.410949889859,  1465.3397187733676, 1465.2592185396795, 1465.1787640649952,
                      1465.1075798145939, 1464.884607883062,  1464.7948538561798, 1464.7236544066561,
                      1464.6431549905494, 1464.5719020362701, 1464.500710207187,  1464.4202115364083,
                      1464.3399223502738, 1464.2596703334959, 1464.1792201081362};
  const double y[] = {4052.5600980410018, 4034.9127783775002, 4016.655397026308,  3998.3980161630075,
                      3980.0851774101898, 3961.8277989523572, 3943.6591552388404, 3925.1910290949895,
                      3906.6230772401645, 3851.9729593551783, 3833.7821332289518, 3815.3029195273102,
                      3797.1120958051356, 3778.9767337778899, 3760.4420617760247, 3742.2401475609213,
                      3722.673923177847,  3702.8636763216527, 3684.340096921484};
  for (std::size_t i = 0; i < std::size(x); ++i) street.add(x[i], y[i]);
  for (const BoundaryKind kind : kKinds)
    for (const double ratio : {0.0, 0.3, 1.0})
      for (const bool keep_holes : {false, true}) {
        const Shapes shapes = draw(street, one_group(street),
                                   {.kind = kind,
                                    .concave_ratio = ratio,
                                    .buffer_m = 1e-3,  // no margin takes the place of the hull
                                    .alpha_m = 100 * ratio,
                                    .keep_holes = keep_holes});
        EXPECT_EQ(form_fault(shapes, 0), "");
        EXPECT_GT(area(shapes, 0), 0);
      }
}

TEST(Boundaries, empty_groups_and_missing_points_give_none) {
  Points points;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  points.add(nan, nan);
  points.add(1, 1);
  points.add(nan, 1);
  const Groups groups = agglo::groups_from_labels(std::vector<std::int32_t>{0, 2, 2}, 3);
  const Shapes shapes = draw(points, groups, {});
  EXPECT_EQ(shapes.kind, (std::vector{ShapeKind::none, ShapeKind::none, ShapeKind::polygon}));
  EXPECT_EQ(draw(points, {}, {}).size(), 0U);
}

TEST(Boundaries, same_bits_for_any_thread_count_and_row_order) {
  Random random(32);
  Points points;
  std::vector<std::int32_t> label;
  for (int i = 0; i < 20000; ++i) {
    label.push_back(static_cast<std::int32_t>(random.below(400)));
    points.add(label.back() * 100 + random.uniform(0, 300), random.uniform(0, 300));
  }
  const auto order = oracle::shuffled_order(points.size(), random);
  const Points moved = oracle::permuted(points, order);
  std::vector<std::int32_t> moved_label;
  for (const std::size_t i : order) moved_label.push_back(label[i]);
  for (const BoundaryKind kind : kKinds) {
    const Groups groups = agglo::groups_from_labels(label, 400);
    const Shapes one = draw(points, groups, {.kind = kind}, 1);
    EXPECT_EQ(one, draw(points, groups, {.kind = kind}, 4));
    EXPECT_EQ(one, draw(moved, agglo::groups_from_labels(moved_label, 400), {.kind = kind}));
  }
}

/// Above 65,536 points a group may use all threads; groups of density contours stand side by side.
TEST(Boundaries, large_groups_are_the_same_bits_for_any_thread_count_and_row_order) {
  Random random(33);
  Points points;
  std::vector<std::int32_t> label;
  for (int i = 0; i < 180000; ++i) {
    label.push_back(i < 80000 ? 0 : i < 150000 ? 2 : i % 2 ? 1 : 3);
    const double x = label.back() * 9000 + random.uniform(0, 8000);
    points.add(x, random.uniform(0, 3000) + 1000 * std::sin(x / 1000));
  }
  const Groups groups = agglo::groups_from_labels(label, 4);
  ASSERT_GT(groups[0].size(), 65536U);
  ASSERT_GT(groups[2].size(), 65536U);
  const auto order = oracle::shuffled_order(points.size(), random);
  const Points moved = oracle::permuted(points, order);
  std::vector<std::int32_t> moved_label;
  for (const std::size_t i : order) moved_label.push_back(label[i]);
  for (const BoundaryKind kind : kKinds) {
    const Shapes one = draw(points, groups, {.kind = kind}, 1);
    EXPECT_EQ(one, draw(points, groups, {.kind = kind}, 2));
    EXPECT_EQ(one, draw(moved, agglo::groups_from_labels(moved_label, 4), {.kind = kind}, 4));
    for (std::size_t row = 0; row < 4; ++row) EXPECT_EQ(form_fault(one, row), "");
  }
}

TEST(Boundaries, refuse_senseless_options_and_stop_when_cancelled) {
  Points points;
  points.add(0, 0);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const BoundaryOptions& options :
       {BoundaryOptions{.concave_ratio = -0.1}, BoundaryOptions{.concave_ratio = 1.1},
        BoundaryOptions{.concave_ratio = nan}, BoundaryOptions{.buffer_m = 0},
        BoundaryOptions{.buffer_m = nan}, BoundaryOptions{.alpha_m = -1}, BoundaryOptions{.alpha_m = nan},
        BoundaryOptions{.bandwidth_m = 0.9}, BoundaryOptions{.bandwidth_m = nan}, BoundaryOptions{.share = 0},
        BoundaryOptions{.share = 1.1}}) {
    EXPECT_THROW(draw(points, one_group(points), options), agglo::Error);
  }
  for (const BoundaryKind kind : kKinds) {
    agglo::RunControl run;
    run.request_stop();
    EXPECT_THROW(agglo::boundaries(points.x, points.y, one_group(points), {.kind = kind}, run), agglo::Error);
  }
}

}  // namespace
